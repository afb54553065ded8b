//! Alert watch: what is mended, what nobody has acknowledged, and what is to be mailed.

use super::unknown_step;
use crate::runner::{Settled, Work};
use domain::Refusal;

pub(super) const STEPS: &[&str] = &["settle what is mended", "escalate", "write letters"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.name.as_str() {
        "settle what is mended" => work.office.settle_mended(work).await,
        "escalate" => work.office.escalate_late(work).await,
        "write letters" => work.office.mail_notifications(work).await,
        _ => Err(unknown_step(work)),
    }
}
