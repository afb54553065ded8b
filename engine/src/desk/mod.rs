//! The engine seen through one caller's rights. Every call checks them, whatever page or route it came through.

mod accounts;
mod alerts;
mod benchmarks;
mod closing;
mod control;
mod corrections;
mod covers;
mod customers;
mod emergencies;
mod health_rules;
mod insight;
mod interactions;
mod interventions;
mod learning;
mod ledger;
mod managers;
mod moves;
mod partner;
mod partner_health;
mod payouts;
mod plans;
mod playbooks;
mod portfolio;
mod reconciliation;
mod review;
mod statements;
mod suggestions;
mod surveys;
mod transfers;
mod what_if;

pub use corrections::Proposal;

pub use payouts::FileForBank;

use crate::Engine;
use chrono::NaiveDate;
use domain::audit::Actor;
use domain::rights::{Action, may, sees_all};
use domain::user::Role;
use domain::view::{PartnerRef, Viewer};
use domain::{PartnerId, Refusal, TenantId, UserId};
use store::Tx;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The operator whose data they may see at all.
    pub tenant: TenantId,
    /// Who they are.
    pub user: UserId,
    /// What they are.
    pub role: Role,
    /// The partner they are confined to, for partner roles.
    pub partner: Option<PartnerId>,
}

/// The engine through one caller's rights. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub(crate) engine: Engine,
    pub(crate) caller: Caller,
}

impl Desk {
    /// Who is looking, and whose books.
    pub async fn viewer(&self) -> Result<Viewer, Refusal> {
        let mut tx = self.read().await?;
        let user = tx.user(self.caller.user).await?.ok_or(Refusal::SignInNeeded)?;
        let tenant = tx.tenant_row().await?;
        let partner = match user.partner_id {
            Some(id) => tx.partner_ref(id).await?,
            None => None,
        };
        Ok(Viewer {
            name: user.name,
            email: user.email,
            role: user.role,
            tenant: tenant.name,
            currency: tenant.currency,
            time_zone: tenant.time_zone,
            notice: tenant.notice,
            partner,
        })
    }

    /// All partners that the caller may see, by code.
    pub async fn partners(&self) -> Result<Vec<PartnerRef>, Refusal> {
        self.check(Action::ReadPartner)?;
        Ok(self.read().await?.partner_refs().await?)
    }

    /// Refuses what the caller's role may not do.
    fn check(&self, action: Action) -> Result<(), Refusal> {
        if may(self.caller.role, action) { Ok(()) } else { Err(Refusal::forbidden(action.phrase())) }
    }

    /// The partner that a call is about: the named one, or the caller's own. Whether they see it is for who reads it.
    fn partner_asked(&self, wanted: Option<PartnerId>) -> Result<PartnerId, Refusal> {
        wanted.or(self.caller.partner).ok_or_else(|| Refusal::invalid("partner", "choose a partner first"))
    }

    /// A transaction that reads, with the partner that a call is about; one that the caller doesn't see isn't there.
    async fn read_about(&self, wanted: Option<PartnerId>) -> Result<(Tx, PartnerId), Refusal> {
        let partner = self.partner_asked(wanted)?;
        let mut tx = self.read().await?;
        if tx.sees(partner).await? { Ok((tx, partner)) } else { Err(Refusal::not_found("partner")) }
    }

    /// The operator's day.
    async fn today(&self, tx: &mut Tx) -> Result<NaiveDate, Refusal> {
        Ok(self.engine.clock.today(&tx.tenant_row().await?.time_zone))
    }

    fn actor(&self) -> Actor {
        Actor::User(self.caller.user)
    }

    async fn read(&self) -> Result<Tx, Refusal> {
        self.confined(self.engine.store.read(self.caller.tenant).await?).await
    }

    async fn write(&self) -> Result<Tx, Refusal> {
        self.confined(self.engine.store.write(self.caller.tenant).await?).await
    }

    /// To whoever doesn't see all partners, the others aren't there: the store leaves them out of all that is read.
    async fn confined(&self, mut tx: Tx) -> Result<Tx, Refusal> {
        if !sees_all(self.caller.role) {
            let today = self.today(&mut tx).await?;
            tx.confine(self.caller.user, today);
        }
        Ok(tx)
    }
}

/// Rows of a page, from 1; 0 counts as 1.
struct Paging {
    offset: i64,
    limit: i64,
}

impl Paging {
    fn new(page: u32, limit: u32) -> Self {
        Self { offset: i64::from(page.max(1) - 1) * i64::from(limit), limit: i64::from(limit) }
    }

    /// The rows of the page, out of all.
    fn cut<T>(&self, all: Vec<T>) -> Vec<T> {
        let (skip, take) = (usize::try_from(self.offset), usize::try_from(self.limit));
        all.into_iter().skip(skip.unwrap_or(usize::MAX)).take(take.unwrap_or(usize::MAX)).collect()
    }

    /// Pages that so many rows fill; an empty list has one.
    fn pages(&self, found: i64) -> u32 {
        u32::try_from((found + self.limit - 1) / self.limit).unwrap_or(u32::MAX).max(1)
    }
}
