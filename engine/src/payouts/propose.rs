//! Proposing a batch: by the schedule, by the command line, or by a person.

use super::settings::no_settings;
use super::{Told, batch_of};
use crate::{Office, chaos, workflows};
use domain::audit::Actor;
use domain::event::Event;
use domain::view::{AchFileRow, Payable, PayoutBatchRow, PayoutRow};
use domain::workflow::Workflow;
use domain::{Cents, PayoutBatchId, PayoutId, Refusal, UserId, WorkId};
use serde_json::json;
use std::collections::HashMap;
use store::{BatchToWrite, NewWork, PayoutToWrite, Tx};

/// Batches that are listed.
const LISTED: i64 = 1000;

impl Office {
    /// What is payable to each partner now, by code, with the reason where it isn't paid.
    pub async fn payables(&self) -> Result<Vec<Payable>, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let limits = tx.payout_settings().await?.map(|(settings, _)| settings.limits);
        self.engine.payables(&mut tx, limits).await
    }

    /// The newest batches.
    pub async fn payout_batches(&self) -> Result<Vec<PayoutBatchRow>, Refusal> {
        Ok(self.engine.store.read(self.tenant).await?.payout_batches(LISTED).await?)
    }

    /// A batch with its payouts and its file.
    pub async fn payout_batch(
        &self,
        id: PayoutBatchId,
    ) -> Result<(PayoutBatchRow, Vec<PayoutRow>, Option<AchFileRow>), Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        Ok((batch_of(&mut tx, id).await?, tx.payouts_of_batch(id).await?, tx.ach_file_of(id).await?))
    }

    /// Proposes a batch of all that can be paid now, and begins the run that sends it once it is approved.
    pub async fn propose_payouts(&self, by: Option<UserId>, reason: &str) -> Result<PayoutBatchRow, Refusal> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::invalid("reason", "say why payouts are made now"));
        }
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.lock_payouts().await?;
        let zone = tx.tenant_row().await?.time_zone;
        // A run of the day's own, beside that of the schedule.
        let number = tx.payout_batches(1).await?.first().map_or(1, |latest| latest.number + 1);
        let period = format!("{} by hand, {number}", self.engine.clock.today(&zone));
        let Some(id) = self.propose_in(&mut tx, &period, by, Some(reason)).await? else {
            return Err(self.nothing_to_pay(&mut tx).await?);
        };
        let work = NewWork {
            id: WorkId(self.engine.clock.new_id()),
            workflow: Workflow::Payouts,
            period,
            started_by: by,
            reason: Some(reason.to_owned()),
        };
        if !tx.begin_work(&work, &workflows::steps(Workflow::Payouts), now).await? {
            return Err(Refusal::conflict("Somebody else has proposed payouts in this moment; look at theirs first."));
        }
        let batch = batch_of(&mut tx, id).await?;
        chaos::point("propose/before");
        tx.commit().await?;
        chaos::point("propose/after");
        self.engine.wake_runner();
        Ok(batch)
    }

    /// Writes a batch for a run with its payouts; `None` when nothing can be paid. A run that has its batch keeps it.
    pub(crate) async fn propose_in(
        &self,
        tx: &mut Tx,
        period: &str,
        by: Option<UserId>,
        reason: Option<&str>,
    ) -> Result<Option<PayoutBatchId>, Refusal> {
        // What a batch reserves, the next one must see.
        tx.lock_payouts().await?;
        if let Some(batch) = tx.payout_batch_of(period).await? {
            return Ok(Some(batch.id));
        }
        let (settings, _) = tx.payout_settings().await?.ok_or_else(no_settings)?;
        let Some(month) = tx.released_to().await? else { return Ok(None) };
        let payables = tx.payables().await?;
        let lines = self.engine.lines(tx, &payables, settings.limits).await?;
        if lines.iter().all(|line| line.held_out.is_some()) {
            // A payday it was all the same: what is held now is held by decision.
            self.engine.money_moved(tx, true).await?;
            return Ok(None);
        }
        let retries: HashMap<_, _> = tx.payouts_to_retry().await?.into_iter().collect();
        let now = self.engine.clock.now();
        let id = PayoutBatchId(self.engine.clock.new_id());
        let payouts: Vec<_> = lines
            .iter()
            .map(|line| PayoutToWrite {
                id: PayoutId(self.engine.clock.new_id()),
                partner: line.partner,
                amount: line.amount,
                held_out: line.held_out,
                retry_of: retries.get(&line.partner).copied(),
            })
            .collect();
        let batch =
            BatchToWrite { id, period: period.to_owned(), month, at: now, by, reason: reason.map(str::to_owned) };
        let number = tx.add_payout_batch(&batch, &payouts).await?;
        let number = number.ok_or_else(|| Refusal::conflict("Somebody else has proposed this batch already."))?;
        let paid = lines.iter().filter(|line| line.held_out.is_none());
        let (count, total) = paid.fold((0, Cents::ZERO), |(count, sum), line| (count + 1, sum + line.amount));
        let held_out = lines.iter().filter(|line| line.held_out.is_some()).count();
        let told = Told {
            actor: by.map_or(Actor::System, Actor::User),
            action: "payouts_proposed",
            subject: format!("PB-{number:04}"),
            details: json!({ "payouts": count, "total": total, "held_out": held_out, "reason": reason }),
            event: Event::PayoutsProposed { batch: id, payouts: count, total },
        };
        self.engine.tell(tx, told).await?;
        self.engine.money_moved(tx, true).await?;
        Ok(Some(id))
    }

    async fn nothing_to_pay(&self, tx: &mut Tx) -> Result<Refusal, Refusal> {
        if tx.released_to().await?.is_none() {
            return Ok(Refusal::not_now("No month is approved yet; commissions are payable from then on."));
        }
        let limits = tx.payout_settings().await?.map(|(settings, _)| settings.limits);
        let held_out = self.engine.payables(tx, limits).await?.into_iter().filter(|p| p.held_out.is_some()).count();
        Ok(Refusal::not_now(match held_out {
            0 => "Nothing is payable now.".to_owned(),
            1 => "Nothing can be paid now: the one partner that is owed something is held out.".to_owned(),
            count => format!("Nothing can be paid now: all {count} partners that are owed something are held out."),
        }))
    }
}
