//! Surveys: who is asked today, reminded, and left alone.

use super::unknown_step;
use crate::runner::{Settled, Work};
use domain::Refusal;

pub(super) const STEPS: &[&str] = &["ask and remind"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.name.as_str() {
        "ask and remind" => work.office.look_at_surveys(work).await,
        _ => Err(unknown_step(work)),
    }
}
