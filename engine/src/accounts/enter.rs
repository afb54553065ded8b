//! Entering an account, replacing it, and having a bank correct it.

use super::{current, partner_of, someone_was_faster};
use crate::mail::{bank_account_changed, owners_of};
use crate::{Engine, Office};
use domain::ach::returns::Change;
use domain::audit::Actor;
use domain::banking::account::{
    AccountDetails, AccountNumber, AccountState, AccountStatus, AccountStep, BankAccount, BankAccountKind,
};
use domain::event::Event;
use domain::view::PartnerRef;
use domain::{BankAccountId, PartnerId, Refusal};
use serde_json::json;
use store::{StoredAccount, Tx};

/// Who says that a partner is paid to another account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Who is paid.
    Payee,
    /// The bank that keeps it.
    Bank,
}

impl Office {
    /// Says to which account a partner is paid from now on. It is unverified, and payments wait until it isn't; every
    /// owner of the partner is told.
    pub async fn enter_account(
        &self,
        partner: PartnerId,
        details: AccountDetails,
        actor: Actor,
    ) -> Result<BankAccount, Refusal> {
        let engine = &self.engine;
        let mut tx = self.write().await?;
        let partner = partner_of(&mut tx, partner).await?;
        let AccountDetails { kind, holder, holder_name, routing, number } = details;
        let account = BankAccount {
            id: BankAccountId(engine.clock.new_id()),
            partner: partner.id,
            kind,
            holder,
            holder_name,
            routing,
            ending: number.ending().to_owned(),
            state: AccountState::Unverified,
            entered_at: engine.clock.now(),
            entered_by: actor.user(),
            revision: 1,
        };
        let new = engine.vault.seal_account(&mut tx, account, &number).await?;
        let before = current(&mut tx, partner.id).await?;
        if before.as_ref().is_some_and(|before| is_the_same(before, &new)) {
            return Err(Refusal::not_now("This account is on file already; nothing was changed."));
        }
        engine.replace_account(&mut tx, (before.as_ref(), &new), &partner, (actor, Source::Payee)).await?;
        engine.tell_owners(&mut tx, &new.account, &partner, Source::Payee).await?;
        tx.commit().await?;
        engine.wake_runner();
        Ok(new.account)
    }
}

/// Whether it would be entered a second time as it is. One that has failed may be tried again.
fn is_the_same(before: &StoredAccount, new: &StoredAccount) -> bool {
    let (old, account) = (&before.account, &new.account);
    before.fingerprint == new.fingerprint
        && (old.kind, old.holder, &old.holder_name) == (account.kind, account.holder, &account.holder_name)
        && old.state.status() != AccountStatus::Failed
}

impl Engine {
    /// Puts right what a bank says is wrong with an account, in the transaction that notes its answer. The corrected
    /// account is as far proved as the one before: the bank has found it.
    ///
    /// Source: Nacha Operating Rules, subsection 2.12.1 (corrections before the next entry, or within six banking days).
    pub(crate) async fn correct_account(
        &self,
        tx: &mut Tx,
        stored: &StoredAccount,
        change: &Change,
        actor: Actor,
    ) -> Result<StoredAccount, Refusal> {
        let before = &stored.account;
        if before.state.status() == AccountStatus::Replaced {
            return Err(Refusal::not_now("Another account has taken the place of this one."));
        }
        let number: AccountNumber = match &change.account {
            Some(number) => number.parse().map_err(|_| Refusal::invalid("Corrected account", "isn’t a number"))?,
            None => self.vault.open_account(tx, stored).await?,
        };
        let kind = change.transaction_code.and_then(|code| BankAccountKind::of_ach(code.account));
        let account = BankAccount {
            id: BankAccountId(self.clock.new_id()),
            kind: kind.unwrap_or(before.kind),
            holder_name: change.name.clone().unwrap_or_else(|| before.holder_name.clone()),
            routing: change.routing.unwrap_or(before.routing),
            ending: number.ending().to_owned(),
            entered_at: self.clock.now(),
            entered_by: None,
            revision: 1,
            ..before.clone()
        };
        let new = self.vault.seal_account(tx, account, &number).await?;
        let partner = partner_of(tx, before.partner).await?;
        self.replace_account(tx, (Some(stored), &new), &partner, (actor, Source::Bank)).await?;
        self.tell_owners(tx, &new.account, &partner, Source::Bank).await?;
        Ok(new)
    }

    async fn replace_account(
        &self,
        tx: &mut Tx,
        (before, new): (Option<&StoredAccount>, &StoredAccount),
        partner: &PartnerRef,
        (actor, source): (Actor, Source),
    ) -> Result<(), Refusal> {
        let today = self.clock.today(&tx.tenant_row().await?.time_zone);
        if let Some(StoredAccount { account, .. }) = before {
            let replaced = account.state.after(AccountStep::Replace(today))?;
            if !tx.move_account(account, &replaced).await? {
                return Err(someone_was_faster());
            }
        }
        tx.add_bank_account(new)
            .await
            .map_err(|fault| if fault.is_duplicate() { someone_was_faster() } else { Refusal::from(fault) })?;
        let StoredAccount { account, .. } = new;
        let old = before.map(|before| &before.account);
        let corrected = source == Source::Bank;
        let event = Event::BankAccountEntered {
            partner: partner.id,
            account: account.id,
            replaces: old.map(|old| old.id),
            corrected,
        };
        let details = json!({
            "account": account.masked(), "id": account.id, "routing": account.routing, "kind": account.kind,
            "holder": account.holder, "holder_name": account.holder_name,
            "replaces": old.map(BankAccount::masked), "corrected": corrected,
        });
        self.note(tx, actor, ("bank_account_entered", &partner.code), &details, &event).await
    }

    /// Tells every owner, so that who didn't do it can object before money goes astray.
    async fn tell_owners(
        &self,
        tx: &mut Tx,
        account: &BankAccount,
        partner: &PartnerRef,
        source: Source,
    ) -> Result<(), Refusal> {
        let tenant = tx.tenant_row().await?;
        let person = match account.entered_by {
            Some(id) => tx.user(id).await?.map(|user| user.name),
            None => None,
        };
        let by = match (source, person) {
            (Source::Bank, _) => "as its bank has asked us to".to_owned(),
            (Source::Payee, person) => format!("by {}", person.as_ref().unwrap_or(&tenant.name)),
        };
        let owners = owners_of(tx, partner.id).await?;
        let write = |owner| {
            let letter = bank_account_changed(&tenant, &owner, account, (&partner.name, &by))?;
            Ok((owner, letter))
        };
        let letters = owners.into_iter().map(write).collect::<Result<Vec<_>, Refusal>>()?;
        self.send(tx, &format!("bank account {}", account.id), letters).await
    }
}
