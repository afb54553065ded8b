//! Begins what the calendar asks for.

use crate::{Engine, Office, workflows};
use chrono::{DateTime, Utc};
use domain::view::{ScheduleRow, WorkQuery};
use domain::workflow::{Schedule, WorkState, Workflow};
use domain::{Refusal, TenantId, WorkId};
use store::{NewWork, Tx};

impl Engine {
    /// Begins a run for each schedule whose time has come: missed ones too, in order.
    pub(super) async fn begin_due(&self, tenant: TenantId) -> Result<(), Refusal> {
        let now = self.clock.now();
        let schedules = self.store.read(tenant).await?.schedules().await?;
        for schedule in schedules.into_iter().filter(|s| !s.paused) {
            let mut due = schedule.next_at;
            while let Some(at) = due.filter(|at| *at <= now) {
                due = self.begin_scheduled(tenant, &schedule, at).await?;
            }
        }
        Ok(())
    }

    /// Begins the run that was due at a time, and gives the next time, unless there is nothing more to do now.
    async fn begin_scheduled(
        &self,
        tenant: TenantId,
        row: &ScheduleRow,
        at: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, Refusal> {
        let now = self.clock.now();
        let mut tx = self.store.write(tenant).await?;
        if row.workflow.is_in_order() && is_under_way(&mut tx, row.workflow).await? {
            return Ok(None);
        }
        let zone = tx.tenant_row().await?.time_zone;
        let schedule =
            Schedule::new(row.every.clone(), &zone).map_err(|e| Refusal::invalid("schedule", e.to_string()))?;
        let next = schedule.next_after(if row.workflow.catches_up() { at } else { now });
        if !tx.advance_schedule(row.workflow, at, next).await? {
            return Ok(None);
        }
        let work = NewWork {
            id: WorkId(self.clock.new_id()),
            workflow: row.workflow,
            period: row.workflow.period(schedule.local(at)),
            started_by: None,
            reason: None,
        };
        tx.begin_work(&work, &workflows::steps(row.workflow), now).await?;
        tx.commit().await?;
        Ok(next)
    }
}

async fn is_under_way(tx: &mut Tx, workflow: Workflow) -> Result<bool, Refusal> {
    let query = WorkQuery { workflow: Some(workflow), ..WorkQuery::default() };
    let latest = tx.works(&query, 1).await?.pop();
    let Some(run) = latest.filter(|run| matches!(run.state, WorkState::Running | WorkState::Stuck)) else {
        return Ok(false);
    };
    let steps = tx.work_steps(run.id).await?;
    Ok(steps.iter().any(|step| workflows::keeps_the_next_waiting(workflow, &step.name) && !step.state.is_finished()))
}

impl Office {
    /// Gives the operator the default schedule of every workflow that has none yet.
    pub(crate) async fn add_missing_schedules(&self) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let zone = tx.tenant_row().await?.time_zone;
        let known = tx.schedules().await?;
        for workflow in Workflow::ALL.iter().copied().filter(|w| known.iter().all(|k| k.workflow != *w)) {
            let Some(every) = workflow.default_schedule() else { continue };
            let schedule =
                Schedule::new(every.clone(), &zone).map_err(|e| Refusal::invalid("schedule", e.to_string()))?;
            let next_at = schedule.next_after(now);
            tx.put_schedule(&ScheduleRow { workflow, every, paused: false, next_at }).await?;
        }
        Ok(tx.commit().await?)
    }
}
