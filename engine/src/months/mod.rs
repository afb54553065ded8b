//! The walk of a month after it is calculated: reviewed, approved, paid, closed.
//!
//! A month becomes paid in the transaction in which the last of its money arrives, is carried forward or is held, and
//! closed by itself once nothing of it is open; a person reviews it, another approves it, and one may close it with
//! reasons. Whoever waits for a month locks first and looks then ([`store::Tx::lock_months`]), so that no call is missed.

mod decide;
mod facts;
mod finish;
mod paid;

use crate::Engine;
use domain::audit::Actor;
use domain::event::Event;
use domain::run::Run;
use domain::{EventId, Month, Refusal};
use serde_json::Value;
use store::{RunStep, Tx};

/// What the workflow's step waits for until a person has approved the month.
pub(crate) fn approval_of(month: Month) -> String {
    format!("approval of {month}")
}

/// What steps wait for until payouts have moved.
pub(crate) fn money_of(month: Month) -> String {
    format!("the money of {month}")
}

/// What the last step waits for: findings, questions, comparisons.
pub(crate) fn open_points_of(month: Month) -> String {
    format!("the open points of {month}")
}

impl Engine {
    /// Moves a month on, with its event and its audit entry.
    async fn move_month(
        &self,
        tx: &mut Tx,
        step: RunStep<'_>,
        event: &Event,
        (actor, details): (Actor, &Value),
    ) -> Result<(), Refusal> {
        tx.move_run(step).await?;
        tx.announce(EventId(self.clock.new_id()), step.at, event).await?;
        Ok(tx.audit(step.at, actor, event.code(), &step.month.to_string(), details).await?)
    }
}

/// The latest run of a month.
pub(crate) async fn run_of(tx: &mut Tx, month: Month) -> Result<Run, Refusal> {
    let found = tx.run(month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?;
    Ok(found.run)
}
