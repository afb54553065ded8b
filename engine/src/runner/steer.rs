//! What people and the command line do to work: begin it, set it going again, pass over it, stop it.

use crate::Office;
use crate::workflows;
use chrono::{DateTime, Utc};
use domain::audit::Actor;
use domain::mail::Mail;
use domain::view::{ScheduleRow, WorkPage, WorkQuery, WorkRow};
use domain::workflow::{Every, Schedule, Workflow};
use domain::{Refusal, UserId, WorkId};
use serde_json::json;
use store::NewWork;

/// Runs of a page.
const LISTED: i64 = 50;

impl Office {
    /// Begins a run, unless the workflow has one for that period, which is then given as it is.
    pub async fn begin_work(
        &self,
        workflow: Workflow,
        period: &str,
        started_by: Option<UserId>,
        reason: Option<String>,
    ) -> Result<WorkRow, Refusal> {
        let now = self.engine.clock.now();
        let id = WorkId(self.engine.clock.new_id());
        let mut tx = self.engine.store.write(self.tenant).await?;
        let details = json!({ "period": period, "reason": reason });
        let work = NewWork { id, workflow, period: period.to_owned(), started_by, reason };
        if tx.begin_work(&work, &workflows::steps(workflow), now).await? {
            let actor = started_by.map_or(Actor::System, Actor::User);
            tx.audit(now, actor, "work_begun", workflow.code(), &details).await?;
        }
        let row = tx.work_of(workflow, period).await?.ok_or(Refusal::Unavailable)?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(row)
    }

    /// The newest messages, sent and still to be sent.
    pub async fn mails(&self) -> Result<Vec<Mail>, Refusal> {
        Ok(self.engine.store.read(self.tenant).await?.mails(LISTED).await?)
    }

    /// Runs, newest first.
    pub async fn works(&self, query: &WorkQuery) -> Result<Vec<WorkRow>, Refusal> {
        Ok(self.engine.store.read(self.tenant).await?.works(query, LISTED).await?)
    }

    /// A run with its steps and every try of them.
    pub async fn work(&self, run: WorkId) -> Result<WorkPage, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let found = tx.work(run).await?.ok_or_else(|| Refusal::not_found("run"))?;
        Ok(WorkPage { run: found, steps: tx.work_steps(run).await?, attempts: tx.work_attempts(run).await? })
    }

    /// The period that a run of a workflow would be about if it were due now.
    pub async fn period_now(&self, workflow: Workflow) -> Result<String, Refusal> {
        let zone = self.tenant().await?.time_zone;
        let every = workflow.default_schedule();
        let every =
            every.ok_or_else(|| Refusal::not_now(format!("{} begins with its cause only.", workflow.label())))?;
        let schedule = Schedule::new(every, &zone);
        let schedule = schedule.map_err(|e| Refusal::invalid("time zone", e.to_string()))?;
        Ok(workflow.period(schedule.local(self.engine.clock.now())))
    }

    /// Performs all of the operator's work that is due now, one step after the other.
    pub async fn work_through(&self) -> Result<usize, Refusal> {
        self.engine.work_through_of(self.tenant).await
    }

    /// Gives the stuck steps of a run their tries back.
    pub async fn retry_work(&self, run: WorkId, actor: Actor) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let row = tx.work(run).await?.ok_or_else(|| Refusal::not_found("run"))?;
        let steps = tx.work_steps(run).await?;
        let mut freed = Vec::new();
        for step in steps {
            if tx.retry_step(run, step.stage, &step.name, now).await? {
                freed.push(step.name);
            }
        }
        if freed.is_empty() {
            return Err(Refusal::not_now("No step of this run is stuck."));
        }
        let details = json!({ "period": row.period, "steps": freed });
        tx.audit(now, actor, "work_retried", row.workflow.code(), &details).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(())
    }

    /// Passes over a step that is stuck or waits, for a reason that is kept.
    pub async fn skip_step(&self, run: WorkId, step: &str, reason: &str, actor: Actor) -> Result<(), Refusal> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::invalid("reason", "say why the step may be passed over"));
        }
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let row = tx.work(run).await?.ok_or_else(|| Refusal::not_found("run"))?;
        let steps = tx.work_steps(run).await?;
        let found = steps.iter().find(|s| s.name == step).ok_or_else(|| Refusal::not_found("step"))?;
        if !workflows::may_skip(row.workflow, step) {
            return Err(Refusal::not_now(format!("“{step}” can't be skipped: what comes after needs it.")));
        }
        if !tx.skip_step(run, found.stage, step, &json!({ "skipped": reason }), now).await? {
            let state = found.state.label().to_lowercase();
            return Err(Refusal::not_now(format!("“{step}” is {state}; only a stuck or waiting step can be skipped.")));
        }
        let details = json!({ "period": row.period, "step": step, "reason": reason });
        tx.audit(now, actor, "step_skipped", row.workflow.code(), &details).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(())
    }

    /// Stops a run for good; its period may be run anew.
    pub async fn cancel_work(&self, run: WorkId, reason: &str, actor: Actor) -> Result<(), Refusal> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::invalid("reason", "say why the run is cancelled"));
        }
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let row = tx.work(run).await?.ok_or_else(|| Refusal::not_found("run"))?;
        if !tx.cancel_work(run, now).await? {
            let state = row.state.label().to_lowercase();
            return Err(Refusal::not_now(format!("The run is {state}; there is nothing left to cancel.")));
        }
        if let Some(transfer) = workflows::transfer_of(row.workflow, &row.period) {
            self.transfer_was_cancelled(&mut tx, transfer, actor).await?;
        }
        let details = json!({ "period": row.period, "reason": reason });
        tx.audit(now, actor, "work_cancelled", row.workflow.code(), &details).await?;
        Ok(tx.commit().await?)
    }

    /// Pauses a schedule, or resumes it from now on: what was missed while it was paused stays undone.
    pub async fn pause_schedule(&self, workflow: Workflow, paused: bool, actor: Actor) -> Result<(), Refusal> {
        let current = self.schedule(workflow).await?;
        let next_at = self.next_time(&current.every).await?;
        let action = if paused { "schedule_paused" } else { "schedule_resumed" };
        self.put_schedule(ScheduleRow { paused, next_at, ..current }, action, actor).await
    }

    /// Gives a workflow another schedule, by the operator's clocks.
    pub async fn set_schedule(&self, workflow: Workflow, every: Every, actor: Actor) -> Result<(), Refusal> {
        let paused = self.schedule(workflow).await.is_ok_and(|s| s.paused);
        let next_at = self.next_time(&every).await?;
        self.put_schedule(ScheduleRow { workflow, every, paused, next_at }, "schedule_set", actor).await
    }

    /// Every schedule.
    pub async fn schedules(&self) -> Result<Vec<ScheduleRow>, Refusal> {
        Ok(self.engine.store.read(self.tenant).await?.schedules().await?)
    }

    async fn schedule(&self, workflow: Workflow) -> Result<ScheduleRow, Refusal> {
        let found = self.schedules().await?.into_iter().find(|s| s.workflow == workflow);
        found.ok_or_else(|| Refusal::not_found("schedule"))
    }

    async fn next_time(&self, every: &Every) -> Result<Option<DateTime<Utc>>, Refusal> {
        let zone = self.tenant().await?.time_zone;
        let schedule = Schedule::new(every.clone(), &zone).map_err(|e| Refusal::invalid("schedule", e.to_string()))?;
        Ok(schedule.next_after(self.engine.clock.now()))
    }

    async fn put_schedule(&self, row: ScheduleRow, action: &str, actor: Actor) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.audit(now, actor, action, row.workflow.code(), &json!({ "every": row.every.to_string() })).await?;
        tx.put_schedule(&row).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(())
    }
}
