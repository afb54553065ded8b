//! Rows gathered into a file that can be taken away.

use super::import::transfer_of;
use super::unknown_step;
use crate::runner::{Settled, Work};
use domain::Refusal;

pub(super) const STEPS: &[&str] = &["gather"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.name.as_str() {
        "gather" => work.office.run_export(work, transfer_of(&work.claim)?).await,
        _ => Err(unknown_step(work)),
    }
}
