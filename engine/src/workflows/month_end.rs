//! Month end: a month from freezing to its release by a person.

use super::unknown_step;
use crate::runner::{Settled, Work};
use domain::run::RunStatus;
use domain::{Month, Refusal};
use serde_json::json;

pub(super) const STEPS: &[&str] = &["freeze", "calculate", "approve"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    let month: Month = work.claim.period.parse().map_err(|_| Refusal::invalid("period", "it is not a month"))?;
    match work.claim.name.as_str() {
        "freeze" => freeze(work, month).await,
        "calculate" => calculate(work, month).await,
        "approve" => approve(work, month).await,
        _ => Err(unknown_step(work)),
    }
}

async fn freeze(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let run = work.office.freeze(month, work.actor()).await?;
    work.done(json!({ "partners": run.partners, "billed": run.billed })).await
}

/// Commissions and health, a chunk of resellers at a time; each chunk is kept by itself, and none is done twice.
async fn calculate(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let run = work.office.close(month, work.actor(), |_| ()).await?;
    work.done(json!({ "lines": run.lines, "commission": run.commission })).await
}

async fn approve(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let run = work.office.run(month).await?;
    if run.status < RunStatus::Approved {
        return work.wait_for(&approval_of(month), None).await;
    }
    work.done(json!({ "commission": run.commission })).await
}

/// What the step waits for until a person has approved the month.
pub(crate) fn approval_of(month: Month) -> String {
    format!("approval of {month}")
}
