//! Runs: begun once for each workflow and period, read by the control room.

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::view::{WorkAttempt, WorkQuery, WorkRow, WorkStep};
use domain::workflow::{NewStep, Workflow};
use domain::{UserId, WorkId};
use sqlx::types::Json;

/// A run to be begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWork {
    /// Its id.
    pub id: WorkId,
    /// What kind of work.
    pub workflow: Workflow,
    /// What it is about; unique for the workflow.
    pub period: String,
    /// Who began it, if a person did.
    pub started_by: Option<UserId>,
    /// Why they did.
    pub reason: Option<String>,
}

macro_rules! run_columns {
    () => {
        "r.id, r.workflow, r.period, r.state, r.started_at, r.finished_at, r.reason,
         (SELECT u.name FROM users u WHERE u.tenant_id = r.tenant_id AND u.id = r.started_by) AS started_by,
         (SELECT COUNT(*) FROM work_steps s WHERE s.tenant_id = r.tenant_id AND s.run_id = r.id) AS steps,
         (SELECT COUNT(*) FROM work_steps s WHERE s.tenant_id = r.tenant_id AND s.run_id = r.id
            AND s.state IN ('done', 'skipped')) AS steps_done"
    };
}

impl Tx {
    /// Begins a run with its steps; those of the first stage are due now. Says `false`, and does nothing, when the
    /// workflow has a run for that period already that wasn't cancelled.
    pub async fn begin_work(&mut self, work: &NewWork, steps: &[NewStep], now: DateTime<Utc>) -> Result<bool, Fault> {
        const SQL: &str = "
            INSERT INTO work_runs (tenant_id, id, workflow, period, again, state, stage, open_steps,
                started_by, reason, started_at)
            SELECT $1, $2, $3, $4, COUNT(*), 'running', $5, 0, $6, $7, $8
            FROM work_runs WHERE tenant_id = $1 AND workflow = $3 AND period = $4 AND state = 'cancelled'
            ON CONFLICT (tenant_id, workflow, period, again) DO NOTHING";
        let first = steps.iter().map(|step| step.stage).min().unwrap_or(0);
        let begun = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(work.id)
            .bind(work.workflow)
            .bind(&work.period)
            .bind(first)
            .bind(work.started_by)
            .bind(&work.reason)
            .bind(now)
            .execute(conn).await?
            .rows_affected());
        if begun == 0 {
            return Ok(false);
        }
        self.add_work_steps(work.id, steps).await?;
        self.open_stage(work.id, first, now).await?;
        Ok(true)
    }

    /// Adds steps to later stages of a run: what a step finds that there is to do. A step that is there already
    /// stays as it is.
    pub async fn add_work_steps(&mut self, run: WorkId, steps: &[NewStep]) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO work_steps (tenant_id, run_id, stage, name, state, input, tries, fence)
            VALUES ($1, $2, $3, $4, 'blocked', $5, 0, 0)
            ON CONFLICT (tenant_id, run_id, stage, name) DO NOTHING";
        for step in steps {
            on!(self, conn => sqlx::query::<Db>(SQL)
                .bind(self.tenant)
                .bind(run)
                .bind(step.stage)
                .bind(&step.name)
                .bind(Json(&step.input))
                .execute(conn).await?.rows_affected());
        }
        Ok(())
    }

    /// The latest run of a workflow for a period.
    pub async fn work_of(&mut self, workflow: Workflow, period: &str) -> Result<Option<WorkRow>, Fault> {
        const SQL: &str = concat!(
            "SELECT ",
            run_columns!(),
            " FROM work_runs r WHERE r.tenant_id = $1 AND r.workflow = $2 AND r.period = $3 ORDER BY r.again DESC LIMIT 1"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, WorkRow>(SQL)
            .bind(self.tenant)
            .bind(workflow)
            .bind(period)
            .fetch_optional(conn).await?))
    }

    /// The person who began the latest run of a workflow for a period, if one did.
    pub async fn work_begun_by(&mut self, workflow: Workflow, period: &str) -> Result<Option<UserId>, Fault> {
        const SQL: &str = "
            SELECT started_by FROM work_runs WHERE tenant_id = $1 AND workflow = $2 AND period = $3
            ORDER BY again DESC LIMIT 1";
        let by = on!(self, conn => sqlx::query_scalar::<Db, Option<UserId>>(SQL)
            .bind(self.tenant)
            .bind(workflow)
            .bind(period)
            .fetch_optional(conn).await?);
        Ok(by.flatten())
    }

    /// One run.
    pub async fn work(&mut self, run: WorkId) -> Result<Option<WorkRow>, Fault> {
        const SQL: &str = concat!("SELECT ", run_columns!(), " FROM work_runs r WHERE r.tenant_id = $1 AND r.id = $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, WorkRow>(SQL)
            .bind(self.tenant)
            .bind(run)
            .fetch_optional(conn).await?))
    }

    /// Runs, newest first.
    pub async fn works(&mut self, query: &WorkQuery, limit: i64) -> Result<Vec<WorkRow>, Fault> {
        const SQL: &str = concat!(
            "SELECT ",
            run_columns!(),
            " FROM work_runs r
              WHERE r.tenant_id = $1 AND ($2 IS NULL OR r.workflow = $2) AND ($3 IS NULL OR r.state = $3)
                AND ($4 IS NULL OR r.id < $4)
              ORDER BY r.id DESC LIMIT $5"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, WorkRow>(SQL)
            .bind(self.tenant)
            .bind(query.workflow)
            .bind(query.state)
            .bind(query.before)
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// The steps of a run, in the order in which they run.
    pub async fn work_steps(&mut self, run: WorkId) -> Result<Vec<WorkStep>, Fault> {
        const SQL: &str = "
            SELECT stage, name, state, input, output, error, waits_for, tries, due_at, started_at, finished_at
            FROM work_steps WHERE tenant_id = $1 AND run_id = $2 ORDER BY stage, name";
        Ok(on!(self, conn => sqlx::query_as::<Db, WorkStep>(SQL)
            .bind(self.tenant)
            .bind(run)
            .fetch_all(conn).await?))
    }

    /// Every try of every step of a run, in order of their beginning.
    pub async fn work_attempts(&mut self, run: WorkId) -> Result<Vec<WorkAttempt>, Fault> {
        const SQL: &str = "
            SELECT stage, name, worker, started_at, finished_at, outcome, error
            FROM work_attempts WHERE tenant_id = $1 AND run_id = $2 ORDER BY started_at, stage, name, fence";
        Ok(on!(self, conn => sqlx::query_as::<Db, WorkAttempt>(SQL)
            .bind(self.tenant)
            .bind(run)
            .fetch_all(conn).await?))
    }

    /// Stops a run: none of its steps is taken up any more, and what one of them still does is not kept. Says
    /// whether there was something to stop.
    pub async fn cancel_work(&mut self, run: WorkId, now: DateTime<Utc>) -> Result<bool, Fault> {
        const RUN: &str = "
            UPDATE work_runs SET state = 'cancelled', finished_at = $3
            WHERE tenant_id = $1 AND id = $2 AND state IN ('running', 'stuck')";
        const STEPS: &str = "
            UPDATE work_steps SET state = 'cancelled', due_at = NULL, waits_for = NULL, finished_at = $3
            WHERE tenant_id = $1 AND run_id = $2 AND state NOT IN ('done', 'skipped')";
        Ok(on!(self, conn => {
            let stopped =
                sqlx::query::<Db>(RUN).bind(self.tenant).bind(run).bind(now).execute(&mut *conn).await?.rows_affected();
            if stopped == 1 {
                sqlx::query::<Db>(STEPS).bind(self.tenant).bind(run).bind(now).execute(conn).await?;
            }
            stopped == 1
        }))
    }

    /// Lets the steps of a stage be taken up.
    pub(super) async fn open_stage(&mut self, run: WorkId, stage: i32, now: DateTime<Utc>) -> Result<(), Fault> {
        const STEPS: &str = "
            UPDATE work_steps SET state = 'ready', due_at = $4
            WHERE tenant_id = $1 AND run_id = $2 AND stage = $3 AND state = 'blocked'";
        const RUN: &str = "UPDATE work_runs SET stage = $3, open_steps = $4 WHERE tenant_id = $1 AND id = $2";
        on!(self, conn => {
            let opened = sqlx::query::<Db>(STEPS)
                .bind(self.tenant)
                .bind(run)
                .bind(stage)
                .bind(now)
                .execute(&mut *conn).await?
                .rows_affected();
            sqlx::query::<Db>(RUN)
                .bind(self.tenant)
                .bind(run)
                .bind(stage)
                .bind(i32::try_from(opened).unwrap_or(i32::MAX))
                .execute(conn).await?;
        });
        self.look_at_work(now).await
    }
}
