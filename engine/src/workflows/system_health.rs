//! Whether the installation is well: what waits, and for how long.

use super::unknown_step;
use crate::runner::{Settled, Work};
use domain::Refusal;
use domain::view::WorkQuery;
use domain::workflow::WorkState;
use serde_json::json;

pub(super) const STEPS: &[&str] = &["measure"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.name.as_str() {
        "measure" => measure(work).await,
        _ => Err(unknown_step(work)),
    }
}

async fn measure(work: &Work) -> Result<Settled, Refusal> {
    let engine = &work.office.engine;
    let begin = std::time::Instant::now();
    let mut tx = engine.store.read(work.office.tenant).await?;
    let stuck = WorkQuery { state: Some(WorkState::Stuck), ..WorkQuery::default() };
    let stuck = tx.works(&stuck, 1000).await?.len();
    let (overdue, _) = tx.backlog(engine.clock.now()).await?;
    drop(tx);
    let read_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    work.done(json!({ "stuck_runs": stuck, "overdue_steps": overdue, "read_ms": read_ms })).await
}
