//! Accounts as people see them, and the one way to a number.

use super::{current, partner_of, prove::account, reason_given};
use crate::Office;
use domain::audit::Actor;
use domain::banking::account::{AccountNumber, AccountStatus, BankAccount, PaymentStanding};
use domain::event::Event;
use domain::view::{
    BankAccountFilter, BankAccountList, BankAccountPage, BankAccountQuery, BankAccountRow, BankAccountView,
    OwnBankAccount, PartnerRef,
};
use domain::{BankAccountId, PartnerId, Refusal, UserId};
use serde_json::json;
use std::collections::BTreeMap;
use store::Tx;

/// Partners of a page.
const PARTNERS: i64 = 50;

impl Office {
    /// A page of partners with their accounts and standings.
    pub async fn bank_accounts(&self, query: BankAccountQuery) -> Result<BankAccountList, Refusal> {
        let today = self.today().await?;
        let mut tx = self.engine.store.read(self.tenant).await?;
        let offset = i64::from(query.page.max(1) - 1) * PARTNERS;
        let partners = tx.partners_by_account(query.filter, (offset, PARTNERS)).await?;
        let mut counts = Vec::with_capacity(BankAccountFilter::ALL.len());
        for filter in BankAccountFilter::ALL {
            counts.push((*filter, whole(tx.count_partners_by_account(Some(*filter)).await?)));
        }
        let found = tx.count_partners_by_account(query.filter).await?;
        Ok(BankAccountList {
            rows: rows(&mut tx, partners).await?,
            counts,
            found: whole(found),
            pages: whole((found + PARTNERS - 1) / PARTNERS).max(1),
            today,
        })
    }

    /// One partner's account and standing, with the accounts before.
    pub async fn bank_account_page(&self, partner: PartnerId) -> Result<BankAccountPage, Refusal> {
        let today = self.today().await?;
        let mut tx = self.engine.store.read(self.tenant).await?;
        let partner = partner_of(&mut tx, partner).await?;
        let history = tx.bank_account_history(partner.id).await?;
        let names = names(&mut tx, history.iter().filter_map(|stored| stored.account.entered_by)).await?;
        let earlier = history.iter().filter(|stored| stored.account.state.status() == AccountStatus::Replaced);
        let earlier = earlier.map(|stored| view(&stored.account, &names)).collect();
        let row = rows(&mut tx, vec![partner]).await?.pop().ok_or_else(|| Refusal::not_found("partner"))?;
        Ok(BankAccountPage { row, earlier, today, may_manage: true, may_reveal: true })
    }

    /// A partner's account with those before it.
    pub async fn own_bank_account(&self, partner: PartnerId) -> Result<OwnBankAccount, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let partner = partner_of(&mut tx, partner).await?;
        let history = tx.bank_account_history(partner.id).await?;
        let names = names(&mut tx, history.iter().filter_map(|stored| stored.account.entered_by)).await?;
        let views = history.iter().map(|stored| view(&stored.account, &names));
        let (earlier, mut current): (Vec<_>, Vec<_>) =
            views.partition(|account| account.status == AccountStatus::Replaced);
        let standing = tx.payment_standings(&[partner.id]).await?.pop().map(|(_, standing)| standing);
        let PaymentStanding { hold, tax_form, .. } = standing.unwrap_or_default();
        Ok(OwnBankAccount {
            partner,
            current: current.pop(),
            earlier,
            held_since: hold.map(|hold| hold.since),
            tax_form,
        })
    }

    /// The number of an account, for somebody who says why; that they have seen it is kept.
    pub async fn reveal_account(
        &self,
        id: BankAccountId,
        reason: &str,
        actor: Actor,
    ) -> Result<AccountNumber, Refusal> {
        let reason = reason_given(reason)?;
        let mut tx = self.write().await?;
        let stored = account(&mut tx, id).await?;
        let number = self.engine.vault.open_account(&mut tx, &stored).await?;
        let partner = partner_of(&mut tx, stored.account.partner).await?;
        let details = json!({ "account": stored.account.masked(), "id": id, "reason": reason });
        let event = Event::BankAccountRevealed { partner: partner.id, account: id };
        self.engine.note(&mut tx, actor, ("bank_account_revealed", &partner.code), &details, &event).await?;
        tx.commit().await?;
        Ok(number)
    }

    /// The account that a partner, named by its code, is paid to.
    pub async fn account_of(&self, code: &str) -> Result<(PartnerRef, Option<BankAccount>), Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let partner = tx.partner_refs().await?.into_iter().find(|partner| partner.code == code);
        let partner = partner.ok_or_else(|| Refusal::invalid("partner", format!("there is no partner “{code}”")))?;
        let account = current(&mut tx, partner.id).await?.map(|stored| stored.account);
        Ok((partner, account))
    }
}

async fn rows(tx: &mut Tx, partners: Vec<PartnerRef>) -> Result<Vec<BankAccountRow>, Refusal> {
    let ids: Vec<_> = partners.iter().map(|partner| partner.id).collect();
    let mut accounts: BTreeMap<_, _> =
        tx.payable_accounts(&ids).await?.into_iter().map(|stored| (stored.account.partner, stored)).collect();
    let mut standings: BTreeMap<_, _> = tx.payment_standings(&ids).await?.into_iter().collect();
    let entered = accounts.values().filter_map(|stored| stored.account.entered_by);
    let held = standings.values().filter_map(|standing| standing.hold.as_ref().and_then(|hold| hold.by));
    let names = names(tx, entered.chain(held)).await?;
    let mut rows = Vec::with_capacity(partners.len());
    for partner in partners {
        let stored = accounts.remove(&partner.id);
        let standing = standings.remove(&partner.id).unwrap_or_default();
        let shared_with = match &stored {
            Some(stored) => tx.partners_sharing(stored).await?,
            None => Vec::new(),
        };
        let held_by = standing.hold.as_ref().and_then(|hold| hold.by).and_then(|by| names.get(&by).cloned());
        let account = stored.map(|stored| view(&stored.account, &names));
        rows.push(BankAccountRow { partner, account, shared_with, standing, held_by });
    }
    Ok(rows)
}

fn view(account: &BankAccount, names: &BTreeMap<UserId, String>) -> BankAccountView {
    BankAccountView::new(account, account.entered_by.and_then(|by| names.get(&by).cloned()))
}

async fn names(tx: &mut Tx, ids: impl Iterator<Item = UserId>) -> Result<BTreeMap<UserId, String>, Refusal> {
    let mut names: BTreeMap<_, _> = ids.map(|id| (id, String::new())).collect();
    for (id, name) in &mut names {
        *name = tx.user(*id).await?.map(|user| user.name).unwrap_or_default();
    }
    names.retain(|_, name| !name.is_empty());
    Ok(names)
}

fn whole(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
