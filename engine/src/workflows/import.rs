//! A file that was brought in: checked, and taken in when a person lets it.

use super::unknown_step;
use crate::runner::{Settled, Work};
use domain::{Refusal, TransferId};
use store::Claim;

pub(super) const STEPS: &[&str] = &["check", "take in"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    let id = transfer_of(&work.claim)?;
    match work.claim.name.as_str() {
        "check" => work.office.check_import(work, id).await,
        "take in" => work.office.run_import(work, id).await,
        _ => Err(unknown_step(work)),
    }
}

/// What the run of a step is about.
pub(super) fn transfer_of(claim: &Claim) -> Result<TransferId, Refusal> {
    let found = super::transfer_of(claim.workflow, &claim.period);
    found.ok_or_else(|| Refusal::invalid("period", "it is not an import or export"))
}
