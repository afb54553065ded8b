//! Steps: taken up, done, put off, given up, set going again.

use crate::{Fault, Inner, Tx, on};
use chrono::{DateTime, Utc};
use domain::workflow::{StepState, Workflow};
use domain::{UserId, WorkId};
use sqlx::types::Json;

/// A step that a worker has taken up. Its results are kept only while its fence is the step's highest.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Claim {
    /// The run.
    pub run_id: WorkId,
    /// What kind of work.
    pub workflow: Workflow,
    /// What the run is about.
    pub period: String,
    /// Who began the run, if a person did.
    pub started_by: Option<UserId>,
    /// The step's stage.
    pub stage: i32,
    /// The step's name.
    pub name: String,
    /// What it works on.
    #[sqlx(json)]
    pub input: serde_json::Value,
    /// Tries, this one included, since the step last got on or a person last set it going.
    pub tries: i32,
    /// Rises with every worker that takes the step up.
    pub fence: i64,
}

/// The step that has been due longest. On PostgreSQL, a row that another worker is just taking up is passed over.
macro_rules! next_due {
    ($skip:literal) => {
        concat!(
            "SELECT run_id, stage, name FROM work_steps WHERE tenant_id = $1 AND due_at <= $2 \
             ORDER BY due_at, run_id, stage, name LIMIT 1",
            $skip
        )
    };
}

impl Tx {
    /// Takes up the step that has been due longest, until `until`. `None` when nothing is due, or when `parallel`
    /// steps of this operator are being worked on.
    pub async fn claim_step(
        &mut self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        worker: &str,
        parallel: i64,
    ) -> Result<Option<Claim>, Fault> {
        const BUSY: &str = "
            SELECT COUNT(*) FROM work_steps WHERE tenant_id = $1 AND state = 'running' AND due_at > $2";
        const TAKE: &str = "
            UPDATE work_steps SET state = 'running', fence = fence + 1, tries = tries + 1, due_at = $5,
                started_at = COALESCE(started_at, $6), waits_for = NULL
            WHERE tenant_id = $1 AND run_id = $2 AND stage = $3 AND name = $4
            RETURNING run_id, stage, name, input, tries, fence,
                (SELECT r.workflow FROM work_runs r WHERE r.tenant_id = $1 AND r.id = $2) AS workflow,
                (SELECT r.period FROM work_runs r WHERE r.tenant_id = $1 AND r.id = $2) AS period,
                (SELECT r.started_by FROM work_runs r WHERE r.tenant_id = $1 AND r.id = $2) AS started_by";
        const ATTEMPT: &str = "
            INSERT INTO work_attempts (tenant_id, run_id, stage, name, fence, worker, started_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let busy: i64 = on!(self, conn => {
            sqlx::query_scalar::<Db, i64>(BUSY).bind(self.tenant).bind(now).fetch_one(conn).await?
        });
        if busy >= parallel {
            return Ok(None);
        }
        let next: Option<(WorkId, i32, String)> = match &mut self.inner {
            Inner::Sqlite(tx) => {
                sqlx::query_as(next_due!("")).bind(self.tenant).bind(now).fetch_optional(&mut **tx).await?
            }
            Inner::Postgres(tx) => {
                let sql = next_due!(" FOR UPDATE SKIP LOCKED");
                sqlx::query_as(sql).bind(self.tenant).bind(now).fetch_optional(&mut **tx).await?
            }
        };
        let Some((run, stage, name)) = next else { return Ok(None) };
        let claim = on!(self, conn => {
            let claim = sqlx::query_as::<Db, Claim>(TAKE)
                .bind(self.tenant)
                .bind(run)
                .bind(stage)
                .bind(&name)
                .bind(until)
                .bind(now)
                .fetch_one(&mut *conn).await?;
            sqlx::query::<Db>(ATTEMPT)
                .bind(self.tenant)
                .bind(run)
                .bind(stage)
                .bind(&name)
                .bind(claim.fence)
                .bind(worker)
                .bind(now)
                .execute(conn).await?;
            claim
        });
        Ok(Some(claim))
    }

    /// Keeps a step for longer. Fails with [`Fault::Fenced`] when it was taken up by another worker, or cancelled.
    pub async fn renew_step(&mut self, claim: &Claim, until: DateTime<Utc>) -> Result<(), Fault> {
        self.hold_step(claim, until, false).await
    }

    /// The same in the transaction, or after it, that keeps a part of the step's effect: what comes after a crash goes
    /// on from there, so the try under way counts as the first.
    pub async fn advance_step(&mut self, claim: &Claim, until: DateTime<Utc>) -> Result<(), Fault> {
        self.hold_step(claim, until, true).await
    }

    async fn hold_step(&mut self, claim: &Claim, until: DateTime<Utc>, got_on: bool) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE work_steps SET due_at = $6, tries = CASE WHEN $7 THEN 1 ELSE tries END
            WHERE tenant_id = $1 AND run_id = $2 AND stage = $3 AND name = $4 AND fence = $5 AND state = 'running'";
        let kept = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(claim.run_id)
            .bind(claim.stage)
            .bind(&claim.name)
            .bind(claim.fence)
            .bind(until)
            .bind(got_on)
            .execute(conn).await?
            .rows_affected());
        if kept == 1 { Ok(()) } else { Err(Fault::Fenced) }
    }

    /// How many tries a step has used up, of which a worker may have got on since it took the step up.
    pub async fn tries_of_step(&mut self, claim: &Claim) -> Result<i32, Fault> {
        const SQL: &str = "
            SELECT tries FROM work_steps WHERE tenant_id = $1 AND run_id = $2 AND stage = $3 AND name = $4 AND fence = $5";
        let tries = on!(self, conn => sqlx::query_scalar::<Db, i32>(SQL)
            .bind(self.tenant)
            .bind(claim.run_id)
            .bind(claim.stage)
            .bind(&claim.name)
            .bind(claim.fence)
            .fetch_optional(conn).await?);
        tries.ok_or(Fault::Fenced)
    }

    /// Ends a step with what it gives. In the transaction of its effect, so that both are kept or neither. The last
    /// of a stage opens the next one, the last of all completes the run.
    pub async fn complete_step(
        &mut self,
        claim: &Claim,
        output: &serde_json::Value,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        self.leave_step(claim, (StepState::Done, None, None), Some(output), None, now).await?;
        self.finish_in_stage(claim.run_id, claim.stage, now).await
    }

    /// Gives a failed step back, to be tried again at `again`, or before when somebody wakes what it failed for want
    /// of; for good when there is no other try: then a person has to say how to go on.
    pub async fn fail_step(
        &mut self,
        claim: &Claim,
        error: &str,
        (again, lacks): (Option<DateTime<Utc>>, Option<&str>),
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        const STUCK: &str = "UPDATE work_runs SET state = 'stuck' WHERE tenant_id = $1 AND id = $2";
        let state = if again.is_some() { StepState::Ready } else { StepState::Stuck };
        self.leave_step(claim, (state, again, lacks.filter(|_| again.is_some())), None, Some(error), now).await?;
        if let Some(at) = again {
            return self.look_at_work(at).await;
        }
        on!(self, conn => sqlx::query::<Db>(STUCK)
            .bind(self.tenant)
            .bind(claim.run_id)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Puts a step off until a time, until somebody calls [`Tx::wake_steps`] with `waits_for`, or until the earlier
    /// of both. It doesn't count as a try.
    pub async fn put_off_step(
        &mut self,
        claim: &Claim,
        waits_for: Option<&str>,
        until: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        self.leave_step(claim, (StepState::Waiting, until, waits_for), None, None, now).await?;
        match until {
            Some(at) => self.look_at_work(at).await,
            None => Ok(()),
        }
    }

    /// Sets going every step that waits for this, or that failed for want of it. Says how many.
    pub async fn wake_steps(&mut self, waits_for: &str, now: DateTime<Utc>) -> Result<u64, Fault> {
        // Once: a step that is woken isn't touched again by the next that calls.
        const SQL: &str = "
            UPDATE work_steps SET due_at = $3, waits_for = NULL, tries = 0
            WHERE tenant_id = $1 AND waits_for = $2 AND state IN ('waiting', 'ready')";
        let woken = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(waits_for)
            .bind(now)
            .execute(conn).await?
            .rows_affected());
        if woken > 0 {
            self.look_at_work(now).await?;
        }
        Ok(woken)
    }

    /// Gives a stuck step its tries back. Says whether it was stuck.
    pub async fn retry_step(&mut self, run: WorkId, stage: i32, name: &str, now: DateTime<Utc>) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE work_steps SET state = 'ready', tries = 0, due_at = $5, error = NULL
            WHERE tenant_id = $1 AND run_id = $2 AND stage = $3 AND name = $4 AND state = 'stuck'";
        let freed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(run)
            .bind(stage)
            .bind(name)
            .bind(now)
            .execute(conn).await?
            .rows_affected());
        if freed == 1 {
            self.unstick(run).await?;
            self.look_at_work(now).await?;
        }
        Ok(freed == 1)
    }

    /// Passes over a stuck or waiting step. Says whether it was.
    pub async fn skip_step(
        &mut self,
        run: WorkId,
        stage: i32,
        name: &str,
        output: &serde_json::Value,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE work_steps SET state = 'skipped', due_at = NULL, waits_for = NULL, output = $5, finished_at = $6
            WHERE tenant_id = $1 AND run_id = $2 AND stage = $3 AND name = $4 AND state IN ('stuck', 'waiting')";
        let skipped = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(run)
            .bind(stage)
            .bind(name)
            .bind(Json(output))
            .bind(now)
            .execute(conn).await?
            .rows_affected());
        if skipped == 1 {
            self.unstick(run).await?;
            self.finish_in_stage(run, stage, now).await?;
        }
        Ok(skipped == 1)
    }

    /// Writes how a try has ended, under its fence.
    async fn leave_step(
        &mut self,
        claim: &Claim,
        (state, due_at, waits_for): (StepState, Option<DateTime<Utc>>, Option<&str>),
        output: Option<&serde_json::Value>,
        error: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        const STEP: &str = "
            UPDATE work_steps SET state = $6, due_at = $7, waits_for = $8, output = $9, error = $10, finished_at = $11,
                tries = CASE WHEN $6 = 'waiting' THEN 0 ELSE tries END
            WHERE tenant_id = $1 AND run_id = $2 AND stage = $3 AND name = $4 AND fence = $5 AND state = 'running'";
        const ATTEMPT: &str = "
            UPDATE work_attempts SET finished_at = $6, outcome = $7, error = $8
            WHERE tenant_id = $1 AND run_id = $2 AND stage = $3 AND name = $4 AND fence = $5";
        let left = on!(self, conn => {
            let left = sqlx::query::<Db>(STEP)
                .bind(self.tenant)
                .bind(claim.run_id)
                .bind(claim.stage)
                .bind(&claim.name)
                .bind(claim.fence)
                .bind(state)
                .bind(due_at)
                .bind(waits_for)
                .bind(output.map(Json))
                .bind(error)
                .bind(state.is_finished().then_some(now))
                .execute(&mut *conn).await?
                .rows_affected();
            sqlx::query::<Db>(ATTEMPT)
                .bind(self.tenant)
                .bind(claim.run_id)
                .bind(claim.stage)
                .bind(&claim.name)
                .bind(claim.fence)
                .bind(now)
                .bind(state)
                .bind(error)
                .execute(conn).await?;
            left
        });
        if left == 1 { Ok(()) } else { Err(Fault::Fenced) }
    }

    /// Counts a step of a stage as finished. The row of the run is locked by that, so of two steps that end at once
    /// exactly one finds itself the last.
    async fn finish_in_stage(&mut self, run: WorkId, stage: i32, now: DateTime<Utc>) -> Result<(), Fault> {
        const COUNT: &str = "
            UPDATE work_runs SET open_steps = open_steps - 1 WHERE tenant_id = $1 AND id = $2 RETURNING open_steps";
        const NEXT: &str = "
            SELECT MIN(stage) FROM work_steps WHERE tenant_id = $1 AND run_id = $2 AND stage > $3 AND state = 'blocked'";
        const COMPLETE: &str = "
            UPDATE work_runs SET state = 'completed', finished_at = $3 WHERE tenant_id = $1 AND id = $2";
        let next = on!(self, conn => {
            let open: i32 =
                sqlx::query_scalar::<Db, i32>(COUNT).bind(self.tenant).bind(run).fetch_one(&mut *conn).await?;
            if open > 0 {
                return Ok(());
            }
            let next = sqlx::query_scalar::<Db, Option<i32>>(NEXT)
                .bind(self.tenant)
                .bind(run)
                .bind(stage)
                .fetch_one(&mut *conn).await?;
            if next.is_none() {
                sqlx::query::<Db>(COMPLETE).bind(self.tenant).bind(run).bind(now).execute(conn).await?;
            }
            next
        });
        match next {
            Some(stage) => self.open_stage(run, stage, now).await,
            None => Ok(()),
        }
    }

    /// A run is stuck as long as one of its steps is.
    async fn unstick(&mut self, run: WorkId) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE work_runs SET state = 'running'
            WHERE tenant_id = $1 AND id = $2 AND state = 'stuck' AND NOT EXISTS (
                SELECT 1 FROM work_steps s WHERE s.tenant_id = $1 AND s.run_id = $2 AND s.state = 'stuck')";
        on!(self, conn => sqlx::query::<Db>(SQL).bind(self.tenant).bind(run).execute(conn).await?.rows_affected());
        Ok(())
    }
}
