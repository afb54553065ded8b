//! The control room: what automation does, and a person's hand on it.

use super::Desk;
use crate::surveys::without_links;
use chrono::{DateTime, TimeDelta, Utc};
use domain::mail::{Mail, MailKind};
use domain::rights::{Action, may};
use domain::view::{ControlRoom, DryRun, StepDurations, SystemHealth, WorkFigures, WorkPage, WorkQuery, WorkRow};
use domain::workflow::{WorkState, Workflow};
use domain::{MailId, Refusal, WorkId};
use std::collections::BTreeMap;
use store::{StepTime, Tx, WorkCount};

/// What the figures look back on.
const WINDOW: TimeDelta = TimeDelta::days(30);
/// Tries of steps that are timed at most.
const TIMED: i64 = 5000;
/// Runs in a list.
const LISTED: i64 = 50;

impl Desk {
    /// What automation does now, what it did, and how well.
    pub async fn control_room(&self) -> Result<ControlRoom, Refusal> {
        self.check(Action::ReadWork)?;
        let mut tx = self.read().await?;
        let in_state = |state| WorkQuery { state: Some(state), ..WorkQuery::default() };
        let mut history = tx.works(&WorkQuery::default(), LISTED).await?;
        history.retain(|run| run.finished_at.is_some());
        Ok(ControlRoom {
            running: tx.works(&in_state(WorkState::Running), LISTED).await?,
            stuck: tx.works(&in_state(WorkState::Stuck), LISTED).await?,
            history,
            schedules: tx.schedules().await?,
            figures: figures(&mut tx, self.engine.clock.now()).await?,
            may_steer: may(self.caller.role, Action::SteerWork),
        })
    }

    /// Runs, newest first.
    pub async fn works(&self, query: &WorkQuery) -> Result<Vec<WorkRow>, Refusal> {
        self.check(Action::ReadWork)?;
        self.office().works(query).await
    }

    /// A run with its steps and every try of them.
    pub async fn work(&self, run: WorkId) -> Result<WorkPage, Refusal> {
        self.check(Action::ReadWork)?;
        self.office().work(run).await
    }

    /// The newest messages, sent and still to be sent.
    pub async fn mails(&self) -> Result<Vec<Mail>, Refusal> {
        self.check(Action::ReadWork)?;
        Ok(self.office().mails().await?.into_iter().map(shown).collect())
    }

    /// One message.
    pub async fn mail(&self, id: MailId) -> Result<Mail, Refusal> {
        self.check(Action::ReadWork)?;
        self.read().await?.mail(id).await?.map(shown).ok_or_else(|| Refusal::not_found("message"))
    }

    /// Begins a workflow now, for the period that its schedule would give it now.
    pub async fn run_work(&self, workflow: Workflow, reason: &str) -> Result<WorkRow, Refusal> {
        self.check(Action::SteerWork)?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::invalid("reason", "say why it should run now"));
        }
        let period = self.office().period_now(workflow).await?;
        self.office().begin_work(workflow, &period, Some(self.caller.user), Some(reason.to_owned())).await
    }

    /// How the installation is and was, and what automation has adjusted.
    pub async fn system_health(&self) -> Result<SystemHealth, Refusal> {
        self.check(Action::ReadWork)?;
        self.office().system_health().await
    }

    /// What a run of a workflow would do now, with nothing done; without a period, the one of its schedule.
    pub async fn dry_run(&self, workflow: Workflow, period: &str) -> Result<DryRun, Refusal> {
        self.check(Action::SteerWork)?;
        self.office().dry_run(workflow, Some(period)).await
    }

    /// Gives the stuck steps of a run their tries back.
    pub async fn retry_work(&self, run: WorkId) -> Result<(), Refusal> {
        self.check(Action::SteerWork)?;
        self.office().retry_work(run, self.actor()).await
    }

    /// Passes over a step that is stuck or waits.
    pub async fn skip_step(&self, run: WorkId, step: &str, reason: &str) -> Result<(), Refusal> {
        self.check(Action::SteerWork)?;
        self.office().skip_step(run, step, reason, self.actor()).await
    }

    /// Stops a run for good.
    pub async fn cancel_work(&self, run: WorkId, reason: &str) -> Result<(), Refusal> {
        self.check(Action::SteerWork)?;
        self.office().cancel_work(run, reason, self.actor()).await
    }

    /// Pauses a schedule, or resumes it.
    pub async fn pause_schedule(&self, workflow: Workflow, paused: bool) -> Result<(), Refusal> {
        self.check(Action::SteerWork)?;
        self.office().pause_schedule(workflow, paused, self.actor()).await
    }

    /// A mark that changes whenever automation has moved on, for who watches.
    pub async fn work_mark(&self) -> Result<String, Refusal> {
        self.check(Action::ReadWork)?;
        let mut tx = self.read().await?;
        let (latest, taken, left) = tx.work_mark().await?;
        let run = tx.runs().await?.into_iter().next();
        let done = run.map(|run| (run.status, run.partners_done, run.partners_scored));
        let transfers = tx.transfer_mark().await?;
        Ok(format!("{latest:?} {taken} {left} {done:?} {transfers:?}"))
    }

    pub(super) fn office(&self) -> crate::Office {
        self.engine.office(self.caller.tenant)
    }
}

async fn figures(tx: &mut Tx, now: DateTime<Utc>) -> Result<WorkFigures, Refusal> {
    let counts = tx.count_work(now - WINDOW).await?;
    let sum = |of: &dyn Fn(&WorkCount) -> bool| counts.iter().filter(|c| of(c)).map(|c| c.runs).sum::<i64>();
    let completed = sum(&|c| c.state == WorkState::Completed);
    let alone = sum(&|c| c.state == WorkState::Completed && !c.by_hand);
    let (backlog, waiting_since) = tx.backlog(now).await?;
    Ok(WorkFigures {
        runs: sum(&|_| true),
        success: share(completed, sum(&|c| c.state != WorkState::Running)),
        automation: share(alone, completed),
        backlog,
        waiting_since,
        steps: durations(tx.step_times(now - WINDOW, TIMED).await?),
    })
}

#[expect(clippy::cast_precision_loss, reason = "a share of some thousand runs")]
fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn durations(times: Vec<StepTime>) -> Vec<StepDurations> {
    let mut by_step: BTreeMap<(Workflow, String), Vec<i64>> = BTreeMap::new();
    for time in times {
        let took = (time.finished_at - time.started_at).num_milliseconds();
        by_step.entry((time.workflow, time.name)).or_default().push(took);
    }
    let summary = |((workflow, step), mut times): ((Workflow, String), Vec<i64>)| {
        times.sort_unstable();
        // The nearest rank: the smallest time that so many hundredths of the tries didn't exceed.
        let rank = |percent: usize| times[(times.len() * percent).div_ceil(100) - 1];
        let tries = u32::try_from(times.len()).unwrap_or(u32::MAX);
        StepDurations { workflow, step, tries, p50_ms: rank(50), p95_ms: rank(95) }
    };
    by_step.into_iter().map(summary).collect()
}

/// A message as it is shown: a private link in it is for whom it was sent to.
fn shown(mail: Mail) -> Mail {
    if mail.kind != MailKind::Survey {
        return mail;
    }
    Mail { text: without_links(&mail.text), html: without_links(&mail.html), ..mail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let start = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        let time = |ms| StepTime {
            workflow: Workflow::MonthEnd,
            name: "freeze".into(),
            started_at: start,
            finished_at: start + TimeDelta::milliseconds(ms),
        };
        let found = durations((1..=20).rev().map(time).collect());
        assert_eq!(found.iter().map(|d| (d.tries, d.p50_ms, d.p95_ms)).collect::<Vec<_>>(), [(20, 10, 19)]);
    }
}
