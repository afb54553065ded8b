//! Payouts: a batch from its proposal to the money at partners' banks.

use super::unknown_step;
use crate::mail::{self, people_who_may};
use crate::payouts::decision_on;
use crate::runner::{Settled, Work};
use domain::payout::BatchStatus;
use domain::rights::Action;
use domain::view::PayoutBatchRow;
use domain::{PayoutBatchId, Refusal};
use serde_json::json;

pub(crate) const STEPS: &[&str] = &["propose", "approve", "write", "submit", "settle"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    if work.claim.name == "propose" {
        return propose(work).await;
    }
    let Some(batch) = batch(work).await? else {
        return work.done(json!({ "batch": null })).await;
    };
    match work.claim.name.as_str() {
        "approve" => approve(work, batch.id).await,
        "write" => work.office.write_payouts(work, batch.id).await,
        "submit" => work.office.submit_payouts(work, batch.id).await,
        "settle" => work.office.settle_payouts(work, batch.id).await,
        _ => Err(unknown_step(work)),
    }
}

/// The run's batch; none when nothing could be paid.
async fn batch(work: &Work) -> Result<Option<PayoutBatchRow>, Refusal> {
    let mut tx = work.office.engine.store.read(work.office.tenant).await?;
    Ok(tx.payout_batch_of(&work.claim.period).await?)
}

async fn propose(work: &Work) -> Result<Settled, Refusal> {
    let mut tx = work.office.engine.store.write(work.office.tenant).await?;
    // An operator that pays by other means is no one to be stuck.
    if tx.payout_settings().await?.is_none() {
        return work.done_in(tx, json!({ "batch": null, "settings": null })).await;
    }
    let (period, by) = (&work.claim.period, work.claim.started_by);
    let Some(id) = work.office.propose_in(&mut tx, period, by, None).await? else {
        return work.done_in(tx, json!({ "batch": null })).await;
    };
    let batch = tx.payout_batch(id).await?.ok_or(Refusal::Unavailable)?;
    let output = json!({ "batch": batch.name(), "payouts": batch.payouts, "total": batch.total });
    work.done_in(tx, output).await
}

/// Waits until a second person has decided, and asks those who may.
async fn approve(work: &Work, id: PayoutBatchId) -> Result<Settled, Refusal> {
    let engine = &work.office.engine;
    let mut tx = engine.store.write(work.office.tenant).await?;
    // Until this transaction ends, nobody decides: a decision can't fall between the look and the wait.
    tx.lock_payouts().await?;
    let batch = tx.payout_batch(id).await?.ok_or(Refusal::Unavailable)?;
    if batch.status != BatchStatus::Proposed {
        return work.done_in(tx, json!({ "batch": batch.name(), "status": batch.status })).await;
    }
    let tenant = tx.tenant_row().await?;
    let proposer = tx.payout_batch_proposer(id).await?;
    let people = people_who_may(&mut tx, Action::ApprovePayouts, proposer).await?;
    let letters = people.into_iter().map(|user| Ok((user.clone(), mail::payouts_wait(&tenant, &user, &batch)?)));
    let letters = letters.collect::<Result<_, Refusal>>()?;
    engine.send(&mut tx, &decision_on(&batch.period), letters).await?;
    work.wait_in(tx, &decision_on(&batch.period), None).await
}
