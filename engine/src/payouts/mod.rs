//! Payouts: proposed from the ledger, released by a second person, written, handed over, settled, and taken back when
//! the bank returns them.
//!
//! Each stage is one transaction: what is booked, the states it changes, its letters, its event, its audit entry and
//! the end of the workflow's step are kept together or not at all. What can't be in a transaction, the bank, is held to
//! the rules of [`crate::bank`].

mod answers;
mod decide;
mod ingest;
mod paying;
mod prenotes;
mod propose;
mod secrets;
mod send;
mod settings;
mod settle;

pub use ingest::TakenIn;
pub(crate) use secrets::reseal_before;

use crate::ledger::book;
use domain::audit::Actor;
use domain::event::Event;
use domain::ledger::Entry;
use domain::ledger::post::Payout;
use domain::payout::{Misstep, Movement, PayoutState, advance};
use domain::view::{PayoutBatchRow, PayoutRow};
use domain::{EntryId, EventId, PayoutBatchId, Refusal};
use serde_json::Value;
use store::Tx;

/// What the workflow's step waits for until a person has approved or given up its batch.
pub(crate) fn decision_on(period: &str) -> String {
    format!("decision on payouts of {period}")
}

/// One change of a batch as it is told: in the audit trail and to observers.
struct Told<'a> {
    actor: Actor,
    action: &'a str,
    subject: String,
    details: Value,
    event: Event,
}

impl crate::Engine {
    async fn tell(&self, tx: &mut Tx, told: Told<'_>) -> Result<(), Refusal> {
        let now = self.clock.now();
        tx.announce(EventId(self.clock.new_id()), now, &told.event).await?;
        Ok(tx.audit(now, told.actor, told.action, &told.subject, &told.details).await?)
    }

    /// Moves payouts on, and gives what that books; nothing is posted yet.
    async fn move_on(
        &self,
        tx: &mut Tx,
        payouts: impl IntoIterator<Item = &PayoutRow>,
        movement: Movement,
    ) -> Result<Vec<Entry>, Refusal> {
        let zone = tx.tenant_row().await?.time_zone;
        let today = self.clock.today(&zone);
        let mut entries = Vec::new();
        for row in payouts {
            let facts = Payout { id: row.id, partner: row.partner.id, month: row.month, amount: row.amount };
            let id = EntryId(self.clock.new_id());
            let (state, entry) = advance(id, today, &facts, row.state, movement).map_err(misstep)?;
            tx.move_payout(row.id, row.state, state).await?;
            entries.extend(entry);
        }
        Ok(entries)
    }

    /// Posts what was moved. Late in its transaction: until it ends, nobody else of the operator can book.
    async fn book_moved(&self, tx: &mut Tx, entries: &[Entry]) -> Result<(), Refusal> {
        let posted = book(tx, entries, self.clock.now()).await?;
        if posted == entries.len() {
            return Ok(());
        }
        // The states say it wasn't booked and the ledger says it was: a person must look, and nothing is sent.
        tracing::error!(posted, expected = entries.len(), "payouts were booked before");
        Err(Refusal::not_now("The ledger has booked one of these payouts before; run `tributary ledger check`."))
    }
}

fn misstep(misstep: Misstep) -> Refusal {
    match misstep {
        Misstep::NotFrom { .. } => Refusal::conflict(misstep.to_string()),
        Misstep::Ledger(error) => error.into(),
    }
}

fn of_state(payouts: &[PayoutRow], state: PayoutState) -> impl Iterator<Item = &PayoutRow> {
    payouts.iter().filter(move |payout| payout.state == state)
}

async fn batch_of(tx: &mut Tx, id: PayoutBatchId) -> Result<PayoutBatchRow, Refusal> {
    tx.payout_batch(id).await?.ok_or_else(|| Refusal::not_found("batch of payouts"))
}
