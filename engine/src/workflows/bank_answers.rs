//! Bank answers: what the bank has sent is taken in, and accounts are tried and proved.

use super::unknown_step;
use crate::runner::{Settled, Work};
use domain::Refusal;
use serde_json::json;

pub(super) const STEPS: &[&str] = &["read answers", "prove accounts", "write prenotes", "submit prenotes"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.name.as_str() {
        "read answers" => {
            let taken = work.office.read_bank_answers().await?;
            work.done(json!(taken)).await
        }
        // After what came back is known: silence alone proves an account.
        "prove accounts" => {
            let proved = work.office.look_at_prenotes().await?;
            work.done(json!({ "proved": proved })).await
        }
        "write prenotes" => work.office.write_prenotes(work).await,
        "submit prenotes" => work.office.submit_prenotes(work).await,
        _ => Err(unknown_step(work)),
    }
}
