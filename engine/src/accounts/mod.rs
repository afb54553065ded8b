//! Bank accounts of partners: entered by their owners, proved, corrected by banks, held, and never told without a reason.
//!
//! Payouts send to accounts that are verified ([`AccountState::is_payable`]) of partners that nothing holds
//! ([`PaymentStanding`](domain::banking::account::PaymentStanding)). What they do to an account they do by
//! [`Engine::step_account`] and [`Engine::correct_account`], in the transaction that books it.

mod enter;
mod prove;
mod read;
mod standing;

use crate::{Engine, Office};
use domain::audit::Actor;
use domain::banking::account::{AccountState, AccountStep, BankAccount};
use domain::event::Event;
use domain::view::PartnerRef;
use domain::{EventId, PartnerId, Refusal};
use serde_json::json;
use store::{StoredAccount, Tx};

/// Longest reason, in characters.
const REASON_MAX: usize = 500;

impl Engine {
    /// Has a step happen to an account, with its event and audit entry, in the transaction at hand. Gives the state
    /// that the account has then.
    pub(crate) async fn step_account(
        &self,
        tx: &mut Tx,
        account: &BankAccount,
        step: AccountStep,
        actor: Actor,
    ) -> Result<AccountState, Refusal> {
        let after = account.state.after(step)?;
        if after == account.state {
            return Ok(after);
        }
        if !tx.move_account(account, &after).await? {
            return Err(someone_was_faster());
        }
        let partner = partner_of(tx, account.partner).await?;
        let (from, to) = (account.state.status(), after.status());
        let event = Event::BankAccountMoved { partner: partner.id, account: account.id, from, to };
        let details = json!({
            "account": account.masked(), "id": account.id, "from": from, "to": to, "tries_left": after.tries_left(),
        });
        self.note(tx, actor, ("bank_account_moved", &partner.code), &details, &event).await?;
        Ok(after)
    }

    /// Writes what was done to whom into the outbox and the audit trail.
    async fn note(
        &self,
        tx: &mut Tx,
        actor: Actor,
        (action, subject): (&str, &str),
        details: &serde_json::Value,
        event: &Event,
    ) -> Result<(), Refusal> {
        let now = self.clock.now();
        tx.announce(EventId(self.clock.new_id()), now, event).await?;
        Ok(tx.audit(now, actor, action, subject, details).await?)
    }
}

impl Office {
    async fn write(&self) -> Result<Tx, Refusal> {
        Ok(self.engine.store.write(self.tenant).await?)
    }
}

async fn partner_of(tx: &mut Tx, id: PartnerId) -> Result<PartnerRef, Refusal> {
    tx.partner_ref(id).await?.ok_or_else(|| Refusal::not_found("partner"))
}

/// The account that payments to a partner go to.
async fn current(tx: &mut Tx, partner: PartnerId) -> Result<Option<StoredAccount>, Refusal> {
    Ok(tx.payable_accounts(&[partner]).await?.pop())
}

fn someone_was_faster() -> Refusal {
    Refusal::conflict("The bank account was changed by someone else in the meantime. Please look again.")
}

/// A reason that somebody can read later.
fn reason_given(reason: &str) -> Result<&str, Refusal> {
    let reason = reason.trim();
    match reason.chars().count() {
        0 => Err(Refusal::invalid("Reason", "say why, so that others can follow later")),
        length if length > REASON_MAX => {
            Err(Refusal::invalid("Reason", format!("{length} characters are too many; use up to {REASON_MAX}")))
        }
        _ => Ok(reason),
    }
}
