//! Who looks after which partners: seen, and said for one partner or for many.

use super::Desk;
use super::portfolio::all_rows;
use crate::duty::Duty;
use chrono::NaiveDate;
use domain::partner::Partner;
use domain::rights::{Action, looks_after_partners, may};
use domain::user::User;
use domain::view::{AssignmentFilter, AssignmentForm, LookedAfter, ManagerRow, ManagersPage, PartnerRow, manager_of};
use domain::{Cents, PartnerId, Refusal, UserId};
use std::collections::{BTreeSet, HashMap};
use store::Tx;

/// Partners without a manager that are named.
const NAMED: usize = 50;

impl Desk {
    /// People to whom partners can be assigned, with what is assigned to each, and the partners that nobody looks after.
    pub async fn managers(&self) -> Result<ManagersPage, Refusal> {
        self.check(Action::AssignManagers)?;
        let mut tx = self.read().await?;
        let today = self.today(&mut tx).await?;
        let duty = Duty::on(&mut tx, today).await?;
        let users = tx.users().await?;
        let managers: HashMap<_, _> = tx.partners().await?.into_iter().map(|of| (of.id, of.manager_id)).collect();
        let rows = all_rows(&mut tx).await?;
        drop(tx);
        let of = |manager: Option<UserId>| {
            let is_theirs = move |row: &&PartnerRow| managers.get(&row.partner.id).copied().flatten() == manager;
            rows.iter().filter(is_theirs.clone())
        };
        let name = |id: UserId| users.iter().find(|user| user.id == id).map(|user| user.name.clone());
        let mut listed: Vec<_> = able(&users).map(|user| manager_row(user, of.clone()(Some(user.id)))).collect();
        for row in &mut listed {
            row.covered_by = duty.cover(row.id).and_then(|cover| Some((name(cover.cover_id)?, cover.last_day)));
        }
        let mut nobodys: Vec<_> = of(None).map(|row| row.partner.clone()).collect();
        nobodys.sort_by(|a, b| a.code.cmp(&b.code));
        let territories: BTreeSet<_> = rows.iter().filter_map(|row| row.territory.clone()).collect();
        Ok(ManagersPage {
            managers: listed,
            unassigned: count(nobodys.len()),
            first_unassigned: nobodys.into_iter().take(NAMED).collect(),
            territories: territories.into_iter().collect(),
        })
    }

    /// Assigns a partner to a manager, or to nobody.
    pub async fn assign_manager(&self, partner: PartnerId, manager: Option<UserId>) -> Result<(), Refusal> {
        self.check(Action::AssignManagers)?;
        let mut tx = self.write().await?;
        let found = tx.partner(partner).await?.ok_or_else(|| Refusal::not_found("partner"))?;
        let manager = self.manager_named(&mut tx, manager).await?;
        self.office().assign_in(&mut tx, &[found], manager.as_ref(), self.actor()).await?;
        Ok(tx.commit().await?)
    }

    /// Assigns a partner to whom a form names.
    pub async fn say_manager(&self, partner: PartnerId, manager: &str) -> Result<(), Refusal> {
        self.assign_manager(partner, manager_of("manager", manager)?).await
    }

    /// Assigns all partners that a form is about; says how many got another manager.
    pub async fn say_managers(&self, form: &AssignmentForm) -> Result<u32, Refusal> {
        let (filter, manager) = form.read()?;
        self.assign_managers(&filter, manager).await
    }

    /// Assigns all partners that fit to a manager, or to nobody. Says how many got another one.
    pub async fn assign_managers(&self, filter: &AssignmentFilter, manager: Option<UserId>) -> Result<u32, Refusal> {
        self.check(Action::AssignManagers)?;
        if *filter == AssignmentFilter::default() {
            return Err(Refusal::invalid("partners", "choose a territory, a tier, or whose they are now"));
        }
        let fits = |partner: &Partner| {
            filter.territory.as_ref().is_none_or(|territory| partner.territory.as_ref() == Some(territory))
                && filter.tier.is_none_or(|tier| partner.tier == tier)
                && filter.manager.is_none_or(|manager| partner.manager_id == manager)
        };
        let mut tx = self.write().await?;
        let manager = self.manager_named(&mut tx, manager).await?;
        let partners: Vec<_> = tx.partners().await?.into_iter().filter(fits).collect();
        if partners.is_empty() {
            return Err(Refusal::invalid("partners", "no partner is like that"));
        }
        let assigned = self.office().assign_in(&mut tx, &partners, manager.as_ref(), self.actor()).await?;
        tx.commit().await?;
        Ok(assigned)
    }

    /// Who looks after a partner with this manager, and for whoever may say so, who can.
    pub(super) async fn looked_after(
        &self,
        tx: &mut Tx,
        manager: Option<UserId>,
        today: NaiveDate,
    ) -> Result<LookedAfter, Refusal> {
        let users = tx.users().await?;
        let name = |id: UserId| users.iter().find(|user| user.id == id).map(|user| user.name.clone());
        let duty = Duty::on(tx, today).await?;
        let cover = manager.and_then(|manager| duty.cover(manager));
        let may_assign = may(self.caller.role, Action::AssignManagers);
        Ok(LookedAfter {
            manager: manager.and_then(|id| Some((id, name(id)?))),
            covered_by: cover.and_then(|cover| Some((name(cover.cover_id)?, cover.last_day))),
            choices: may_assign.then(|| able(&users).map(|user| (user.id, user.name.clone())).collect()),
        })
    }

    async fn manager_named(&self, tx: &mut Tx, id: Option<UserId>) -> Result<Option<User>, Refusal> {
        let Some(id) = id else { return Ok(None) };
        let found = tx.user(id).await?.filter(|user| looks_after_partners(user.role));
        found.map(Some).ok_or_else(|| Refusal::invalid("manager", "choose a partner manager or a head of partners"))
    }
}

/// Those to whom partners can be assigned, by name.
pub(super) fn able(users: &[User]) -> impl Iterator<Item = &User> {
    let mut able: Vec<_> = users.iter().filter(|user| looks_after_partners(user.role)).collect();
    able.sort_by(|a, b| a.name.cmp(&b.name));
    able.into_iter()
}

fn manager_row<'a>(user: &User, partners: impl Iterator<Item = &'a PartnerRow>) -> ManagerRow {
    let none = (0, 0, Cents::ZERO);
    let (partners, customers, mrr) =
        partners.fold(none, |(partners, customers, mrr), row| (partners + 1, customers + row.customers, mrr + row.mrr));
    let User { id, name, email, role, .. } = user.clone();
    ManagerRow { id, name, email, role, partners, customers, mrr, covered_by: None }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
