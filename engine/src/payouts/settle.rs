//! A batch settles: what hasn't come back by the evening of its day has arrived.

use super::send::settles_at;
use super::{Told, batch_of, of_state};
use crate::Office;
use crate::runner::{Settled, Work};
use domain::event::Event;
use domain::payout::{BatchStatus, Movement, PayoutState};
use domain::view::PayoutBatchRow;
use domain::{PayoutBatchId, Refusal};
use serde_json::json;
use store::BatchMove;

/// What the step waits for, beside the time.
fn settlement_of(batch: &PayoutBatchRow) -> String {
    format!("settlement of {}", batch.name())
}

impl Office {
    /// Books what a submitted batch has paid, once its day is over; until then the step waits.
    pub(crate) async fn settle_payouts(&self, work: &Work, id: PayoutBatchId) -> Result<Settled, Refusal> {
        let engine = &self.engine;
        let now = engine.clock.now();
        let mut tx = engine.store.write(self.tenant).await?;
        let batch = batch_of(&mut tx, id).await?;
        let (BatchStatus::Submitted, Some(effective)) = (batch.status, batch.effective) else {
            return work.done_in(tx, json!({ "batch": batch.name(), "status": batch.status })).await;
        };
        let at = settles_at(effective);
        if now < at {
            return work.wait_in(tx, &settlement_of(&batch), Some(at)).await;
        }
        drop(tx);
        // What has come back already hasn't arrived.
        self.read_bank_answers().await?;

        let mut tx = engine.store.write(self.tenant).await?;
        tx.lock_payouts().await?;
        let payouts = tx.payouts_of_batch(id).await?;
        let returned = of_state(&payouts, PayoutState::Returned).count();
        let arrived = of_state(&payouts, PayoutState::InTransit);
        let entries = engine.move_on(&mut tx, arrived, Movement::Settle).await?;
        tx.note_settled(id, effective).await?;
        let from = BatchStatus::Submitted;
        let to = if returned == 0 { BatchStatus::Settled } else { BatchStatus::PartiallyReturned };
        tx.move_payout_batch(BatchMove { id, from, to, at: now, by: None, reason: None }).await?;
        let details = json!({ "settled": entries.len(), "returned": returned, "on": effective });
        let told = Told {
            actor: work.actor(),
            action: "payouts_settled",
            subject: batch.name(),
            details: details.clone(),
            event: Event::PayoutsSettled { batch: id },
        };
        engine.tell(&mut tx, told).await?;
        engine.book_moved(&mut tx, &entries).await?;
        engine.money_moved(&mut tx, false).await?;
        work.done_in(tx, details).await
    }
}
