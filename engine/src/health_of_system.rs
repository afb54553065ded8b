//! How the installation is for one operator: what waits, and how long the database takes.

use crate::Office;
use chrono::TimeDelta;
use domain::Refusal;
use domain::view::{HealthMeasurement, KnobView, SystemHealth, WorkQuery};
use domain::workflow::{Knob, Pace, WorkState};
use std::time::Instant;

/// What the page looks back on.
const SHOWN: TimeDelta = TimeDelta::hours(24);
/// Changes that the page lists.
const CHANGES: i64 = 50;
/// Stuck runs that are counted at most.
const STUCK: i64 = 1_000;

impl Office {
    /// Measures now. Nothing is written: the time of a write is that of a transaction without one.
    pub(crate) async fn measure(&self) -> Result<HealthMeasurement, Refusal> {
        let store = &self.engine.store;
        let now = self.engine.clock.now();
        let milliseconds = |begin: Instant| begin.elapsed().as_secs_f64() * 1000.0;
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let begin = Instant::now();
        let mut tx = store.read(self.tenant).await?;
        let stuck = WorkQuery { state: Some(WorkState::Stuck), ..WorkQuery::default() };
        let stuck_runs = count(tx.works(&stuck, STUCK).await?.len());
        let (overdue_steps, since) = tx.backlog(now).await?;
        let unsent_mails = tx.count_unsent_mails().await?;
        drop(tx);
        let read_ms = milliseconds(begin);
        let begin = Instant::now();
        store.write(self.tenant).await?.commit().await?;
        Ok(HealthMeasurement {
            at: now,
            stuck_runs,
            overdue_steps,
            waiting_ms: since.map_or(0, |since| (now - since).num_milliseconds()),
            unsent_mails,
            read_ms,
            write_ms: milliseconds(begin),
        })
    }

    /// How the installation is and was, and what was adjusted.
    pub async fn system_health(&self) -> Result<SystemHealth, Refusal> {
        let now = self.measure().await?;
        let mut tx = self.engine.store.read(self.tenant).await?;
        let mut knobs = Vec::new();
        for knob in Knob::ALL.iter().copied() {
            let pace = tx.pace(knob).await?.unwrap_or_else(|| Pace::start(knob));
            knobs.push(KnobView { knob, value: pace.value, settled: pace.is_settled() });
        }
        Ok(SystemHealth {
            now,
            history: tx.measurements(now.at - SHOWN).await?,
            knobs,
            changes: tx.pace_changes(CHANGES).await?,
        })
    }
}
