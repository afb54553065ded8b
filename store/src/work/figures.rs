//! How well automation does: counted from what ran.

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::WorkId;
use domain::workflow::{WorkState, Workflow};

/// How many runs ended in a state, with and without a person's hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct WorkCount {
    /// How far they are.
    pub state: WorkState,
    /// Whether a person began it, which has a reason, or passed over one of its steps.
    pub by_hand: bool,
    /// Runs.
    pub runs: i64,
}

/// One try of a step that was done, and how long it took.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StepTime {
    /// What kind of work.
    pub workflow: Workflow,
    /// The step.
    pub name: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
}

impl Tx {
    /// Runs that began at or after `since`, by state and by whether a person had a hand in them.
    pub async fn count_work(&mut self, since: DateTime<Utc>) -> Result<Vec<WorkCount>, Fault> {
        const SQL: &str = "
            SELECT state, by_hand, COUNT(*) AS runs FROM (
                SELECT r.state, r.started_by IS NOT NULL OR r.reason IS NOT NULL OR EXISTS (
                    SELECT 1 FROM work_steps s
                    WHERE s.tenant_id = r.tenant_id AND s.run_id = r.id AND s.state = 'skipped') AS by_hand
                FROM work_runs r WHERE r.tenant_id = $1 AND r.started_at >= $2) w
            GROUP BY state, by_hand ORDER BY state, by_hand";
        Ok(on!(self, conn => sqlx::query_as::<Db, WorkCount>(SQL)
            .bind(self.tenant)
            .bind(since)
            .fetch_all(conn).await?))
    }

    /// The newest tries of steps that were done, at most `limit`.
    pub async fn step_times(&mut self, since: DateTime<Utc>, limit: i64) -> Result<Vec<StepTime>, Fault> {
        const SQL: &str = "
            SELECT r.workflow, a.name, a.started_at, a.finished_at
            FROM work_attempts a
            JOIN work_runs r ON r.tenant_id = a.tenant_id AND r.id = a.run_id
            WHERE a.tenant_id = $1 AND a.outcome = 'done' AND a.started_at >= $2
            ORDER BY a.run_id DESC LIMIT $3";
        Ok(on!(self, conn => sqlx::query_as::<Db, StepTime>(SQL)
            .bind(self.tenant)
            .bind(since)
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// Steps that should have been taken up by now and weren't, and since when the first of them waits.
    pub async fn backlog(&mut self, now: DateTime<Utc>) -> Result<(i64, Option<DateTime<Utc>>), Fault> {
        const SQL: &str = "
            SELECT COUNT(*), MIN(due_at) FROM work_steps WHERE tenant_id = $1 AND due_at <= $2";
        Ok(on!(self, conn => sqlx::query_as::<Db, (i64, Option<DateTime<Utc>>)>(SQL)
            .bind(self.tenant)
            .bind(now)
            .fetch_one(conn).await?))
    }

    /// Changes whenever a run begins or ends, or a step of an unfinished one is taken up or left: for who watches.
    pub async fn work_mark(&mut self) -> Result<(Option<WorkId>, i64, i64), Fault> {
        const LATEST: &str = "SELECT id FROM work_runs WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1";
        const OPEN: &str = "
            SELECT CAST(COALESCE(SUM(s.fence), 0) AS BIGINT), COUNT(s.finished_at)
            FROM work_runs r JOIN work_steps s ON s.tenant_id = r.tenant_id AND s.run_id = r.id
            WHERE r.tenant_id = $1 AND r.state IN ('running', 'stuck')";
        on!(self, conn => {
            let latest = sqlx::query_scalar::<Db, WorkId>(LATEST).bind(self.tenant).fetch_optional(&mut *conn).await?;
            let (taken, left) = sqlx::query_as::<Db, (i64, i64)>(OPEN).bind(self.tenant).fetch_one(conn).await?;
            Ok((latest, taken, left))
        })
    }
}
