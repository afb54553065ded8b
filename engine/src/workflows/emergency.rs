//! An emergency from its beginning to its end: one step that waits for the next thing that is due, or for a person.

use super::unknown_step;
use crate::emergencies::FOLLOW;
use crate::runner::{Settled, Work};
use domain::Refusal;

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.name.as_str() {
        FOLLOW => work.office.follow_emergency(work).await,
        _ => Err(unknown_step(work)),
    }
}
