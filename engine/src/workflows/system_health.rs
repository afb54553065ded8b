//! Whether the installation is well: what waits, and for how long.

use super::unknown_step;
use crate::runner::{Settled, Work};
use domain::Refusal;
use serde_json::json;

pub(super) const STEPS: &[&str] = &["measure"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.name.as_str() {
        "measure" => measure(work).await,
        _ => Err(unknown_step(work)),
    }
}

async fn measure(work: &Work) -> Result<Settled, Refusal> {
    let measured = work.office.measure().await?;
    let mut tx = work.office.engine.store.write(work.office.tenant).await?;
    tx.add_measurement(&measured).await?;
    work.done_in(tx, json!(measured)).await
}
