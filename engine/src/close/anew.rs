//! A month that isn't approved yet, calculated anew: a new version beside the one before, and what has changed.

use super::scene::Scene;
use crate::Office;
use domain::audit::Actor;
use domain::correction::{self, Difference};
use domain::event::Event;
use domain::run::{Run, RunStatus};
use domain::{Cents, EventId, Month, Refusal};
use serde_json::json;

/// Lines of a report at most.
const LINES: i64 = 1_000;

impl Office {
    /// Begins a new version of a calculated month; [`Office::close`] calculates it. The statements of the version before
    /// stay, and their entries are taken back where the new ones are booked.
    pub async fn recalculate(&self, month: Month, reason: &str, actor: Actor) -> Result<Run, Refusal> {
        let reason = correction::words("reason", reason)?;
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let before = tx.run(month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?.run;
        if !matches!(before.status, RunStatus::Calculated | RunStatus::Reviewed) {
            let (month, status) = (month.label(), before.status.label().to_lowercase());
            return Err(Refusal::not_now(format!(
                "{month} is {status}; only a month that is calculated and not approved yet can be calculated anew. \
                 Correct another by an adjustment."
            )));
        }
        if let Some(later) = tx.runs().await?.first().map(|run| run.month).filter(|later| *later > month) {
            let (month, later) = (month.label(), later.label());
            return Err(Refusal::not_now(format!(
                "{later} is calculated already and takes over what {month} leaves; correct {month} by an adjustment."
            )));
        }
        let scene = Scene::read(&mut tx, month).await?;
        if scene.counts_activations() {
            tx.derive_activations(month).await?;
        }
        let billed = tx.billed_by_month(month, month).await?.first().map(|(_, billed, _)| *billed).unwrap_or_default();
        let run = Run {
            version: before.version + 1,
            status: RunStatus::Frozen,
            partners_done: 0,
            partners_scored: 0,
            lines: 0,
            billed,
            commission: Cents::ZERO,
            frozen_at: now,
            calculated_at: None,
            ..before
        };
        tx.add_run(&run).await?;
        tx.set_reason((month, run.version), &reason).await?;
        let event = Event::MonthRecalculated { month, version: run.version };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        let detail = json!({ "version": run.version, "reason": reason });
        tx.audit(now, actor, "month_recalculated", &month.to_string(), &detail).await?;
        tx.commit().await?;
        Ok(run)
    }

    /// What the latest version of a month has changed; none for a month that was calculated once.
    pub async fn difference(&self, month: Month) -> Result<Option<Difference>, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let run = tx.run(month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?.run;
        if run.version < 2 {
            return Ok(None);
        }
        let versions = (run.version - 1, run.version);
        Ok(Some(Difference {
            month,
            versions,
            reason: tx.reason((month, run.version)).await?,
            partners: tx.statement_changes(month, versions).await?,
            lines: tx.line_changes(month, versions, LINES).await?,
        }))
    }
}
