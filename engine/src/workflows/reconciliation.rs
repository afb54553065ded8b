//! Reconciliation: once a month is calculated, its commissions, its books and the bank's lines are held against each
//! other.

use super::unknown_step;
use crate::runner::{Settled, Work};
use chrono::TimeDelta;
use domain::reconciliation::Area;
use domain::run::RunStatus;
use domain::view::FindingQuery;
use domain::{Month, Refusal};
use serde_json::json;

pub(crate) const STEPS: &[&str] = &["commissions", "ledger", "bank", "summary"];

/// How often a month that isn't calculated yet is looked at again.
const AGAIN: TimeDelta = TimeDelta::minutes(15);

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    let month: Month = work.claim.period.parse().map_err(|_| Refusal::invalid("period", "it is not a month"))?;
    match work.claim.name.as_str() {
        "commissions" => commissions(work, month).await,
        "ledger" => compare(work, month, Area::Ledger).await,
        "bank" => compare(work, month, Area::Bank).await,
        "summary" => summary(work, month).await,
        _ => Err(unknown_step(work)),
    }
}

async fn commissions(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let engine = &work.office.engine;
    let mut tx = engine.store.write(work.office.tenant).await?;
    let is_calculated = tx.run(month).await?.is_some_and(|progress| progress.run.status >= RunStatus::Calculated);
    if is_calculated {
        drop(tx);
        return compare(work, month, Area::Commissions).await;
    }
    if tx.billed_by_month(month, month).await?.is_empty() {
        return work.done_in(tx, json!({ "nothing_billed": true })).await;
    }
    work.wait_in(tx, &format!("calculation of {month}"), Some(engine.clock.now() + AGAIN)).await
}

async fn compare(work: &Work, month: Month, area: Area) -> Result<Settled, Refusal> {
    let row = work.office.compare(month, area, work.actor()).await?;
    let counts = json!({
        "compared": row.compared, "skipped": row.skipped, "raised": row.raised, "cleared": row.cleared,
    });
    work.done(counts).await
}

async fn summary(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let mut tx = work.office.engine.store.read(work.office.tenant).await?;
    let (_, pending) = tx.findings(&FindingQuery { month: Some(month), ..FindingQuery::default() }, 0, 0).await?;
    drop(tx);
    work.done(json!({ "pending": pending })).await
}
