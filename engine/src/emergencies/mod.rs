//! Emergencies: begun by figures or by a person, escalated at once, assessed until they are over.
//!
//! All that beginning one does stands in one transaction: the people told, the pause, the intervention, and the run of
//! the workflow *emergency* that follows it. A drill goes the same way, marked as one: it has no alert, no pause, no
//! intervention, and no score is computed for it.

mod begin;
mod close;
mod follow;

pub(crate) use begin::Beginning;

use crate::Engine;
use domain::view::EmergencyStep;
use domain::{EmergencyId, Refusal, UserId};
use store::{NewEmergencyEntry, Tx};

/// The only step of an emergency's run.
pub(crate) const FOLLOW: &str = "follow";

/// What the step waits for beside the time: that somebody closes it.
fn closing_of(id: EmergencyId) -> String {
    format!("emergency {id} is over")
}

/// “Emergency” or “Drill”, as it stands before what people are told.
const fn called(drill: bool) -> &'static str {
    if drill { "Drill" } else { "Emergency" }
}

impl Engine {
    /// Notes what has happened in an emergency.
    async fn note_emergency(
        &self,
        tx: &mut Tx,
        id: EmergencyId,
        (step, by): (EmergencyStep, Option<UserId>),
        words: String,
    ) -> Result<(), Refusal> {
        let (entry, at) = (self.clock.new_id(), self.clock.now());
        let entry = NewEmergencyEntry { id: entry, at, step, by, words, score: None, goal: None };
        Ok(tx.note_emergency(id, &entry).await?)
    }
}
