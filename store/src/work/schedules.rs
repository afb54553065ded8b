//! When a workflow is due next, for each operator.

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::view::ScheduleRow;
use domain::workflow::Workflow;
use sqlx::types::Json;

impl Tx {
    /// Writes a workflow's schedule, in place of the one it may have.
    pub async fn put_schedule(&mut self, schedule: &ScheduleRow) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO work_schedules (tenant_id, workflow, every, paused, next_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, workflow) DO UPDATE
            SET every = excluded.every, paused = excluded.paused, next_at = excluded.next_at";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(schedule.workflow)
            .bind(Json(&schedule.every))
            .bind(schedule.paused)
            .bind(schedule.next_at)
            .execute(conn).await?.rows_affected());
        match schedule.next_at {
            Some(at) if !schedule.paused => self.look_at_work(at).await,
            _ => Ok(()),
        }
    }

    /// Moves a schedule on from one time to the next. Says `false` when another worker has done so before.
    pub async fn advance_schedule(
        &mut self,
        workflow: Workflow,
        was: DateTime<Utc>,
        next: Option<DateTime<Utc>>,
    ) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE work_schedules SET next_at = $4
            WHERE tenant_id = $1 AND workflow = $2 AND next_at = $3 AND NOT paused";
        let moved = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(workflow)
            .bind(was)
            .bind(next)
            .execute(conn).await?
            .rows_affected());
        Ok(moved == 1)
    }

    /// Every schedule of the operator.
    pub async fn schedules(&mut self) -> Result<Vec<ScheduleRow>, Fault> {
        const SQL: &str = "
            SELECT workflow, every, paused, next_at FROM work_schedules WHERE tenant_id = $1 ORDER BY workflow";
        Ok(on!(self, conn => sqlx::query_as::<Db, ScheduleRow>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }
}
