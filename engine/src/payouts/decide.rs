//! A person's decision on a batch: approve it, or give it up.

use super::{Told, batch_of, decision_on};
use crate::{Office, chaos};
use domain::audit::Actor;
use domain::event::Event;
use domain::payout::{BatchStatus, Movement, PayoutState};
use domain::view::PayoutBatchRow;
use domain::{PayoutBatchId, Refusal, UserId};
use serde_json::json;
use store::{BatchMove, Tx};

impl Office {
    /// Releases a batch to be sent, in the name of a person who hasn't proposed it.
    pub(crate) async fn approve_payouts(&self, id: PayoutBatchId, by: UserId) -> Result<PayoutBatchRow, Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.lock_payouts().await?;
        let batch = batch_of(&mut tx, id).await?;
        if batch.status != BatchStatus::Proposed {
            let (name, status) = (batch.name(), batch.status.label().to_lowercase());
            return Err(Refusal::not_now(format!("{name} is {status}; only a proposed batch can be approved.")));
        }
        if tx.payout_batch_proposer(id).await? == Some(by) {
            return Err(Refusal::forbidden("approve payouts that you have proposed yourself; ask a second person"));
        }
        let (from, to) = (batch.status, BatchStatus::Approved);
        tx.move_payout_batch(BatchMove { id, from, to, at: now, by: Some(by), reason: None }).await?;
        let told = Told {
            actor: Actor::User(by),
            action: "payouts_approved",
            subject: batch.name(),
            details: json!({ "payouts": batch.payouts, "total": batch.total }),
            event: Event::PayoutsApproved { batch: id },
        };
        self.engine.tell(&mut tx, told).await?;
        tx.wake_steps(&decision_on(&batch.period), now).await?;
        let batch = batch_of(&mut tx, id).await?;
        chaos::point("approve/before");
        tx.commit().await?;
        chaos::point("approve/after");
        self.engine.wake_runner();
        Ok(batch)
    }

    /// Gives a batch up that the bank hasn't got.
    pub async fn cancel_payouts(
        &self,
        id: PayoutBatchId,
        reason: &str,
        actor: Actor,
    ) -> Result<PayoutBatchRow, Refusal> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::invalid("reason", "say why the batch is given up"));
        }
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.lock_payouts().await?;
        let batch = batch_of(&mut tx, id).await?;
        let name = batch.name();
        if !batch.status.may_become(BatchStatus::Cancelled) {
            let status = batch.status.label().to_lowercase();
            return Err(Refusal::not_now(format!("{name} is {status}; there is nothing left to give up.")));
        }
        if tx.ach_file_of(id).await?.is_some_and(|file| file.staged_at.is_some()) {
            return Err(Refusal::not_now(format!(
                "The file of {name} is being handed over to the bank; ask the bank to stop it."
            )));
        }
        self.give_up(&mut tx, &batch, reason, actor).await?;
        let batch = batch_of(&mut tx, id).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(batch)
    }

    pub(super) async fn give_up(
        &self,
        tx: &mut Tx,
        batch: &PayoutBatchRow,
        reason: &str,
        actor: Actor,
    ) -> Result<(), Refusal> {
        let (id, now) = (batch.id, self.engine.clock.now());
        let payouts = tx.payouts_of_batch(id).await?;
        self.engine.move_on(tx, super::of_state(&payouts, PayoutState::Proposed), Movement::Cancel).await?;
        let (from, to, by) = (batch.status, BatchStatus::Cancelled, actor.user());
        tx.move_payout_batch(BatchMove { id, from, to, at: now, by, reason: Some(reason) }).await?;
        let told = Told {
            actor,
            action: "payouts_cancelled",
            subject: batch.name(),
            details: json!({ "reason": reason, "total": batch.total }),
            event: Event::PayoutsCancelled { batch: id },
        };
        self.engine.tell(tx, told).await?;
        tx.wake_steps(&decision_on(&batch.period), now).await?;
        self.engine.money_moved(tx, false).await
    }
}
