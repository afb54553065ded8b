//! What people decide about a month: that it was looked at, that it is released, that it is calculated anew.

use super::finish::areas_to_compare;
use super::{approval_of, run_of};
use crate::{Office, workflows};
use domain::audit::Actor;
use domain::correction::words;
use domain::event::Event;
use domain::reconciliation::Severity;
use domain::run::{Run, RunStatus, keeps_from_approval};
use domain::workflow::Workflow;
use domain::{Month, Refusal, UserId, WorkId};
use serde_json::json;
use store::{NewWork, RunStep, Tx};

/// What a review says that was made by approving.
const WITH_THE_APPROVAL: &str = "with the approval";

impl Office {
    /// Notes that a person has looked at a calculated month. It may be who began its close.
    pub(crate) async fn review_month(&self, month: Month, note: &str, by: UserId) -> Result<Run, Refusal> {
        let note = words("note", note)?;
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.lock_months().await?;
        let run = run_of(&mut tx, month).await?;
        if run.status != RunStatus::Calculated {
            return Err(not_from(&run, "only a month that is calculated can be reviewed"));
        }
        if let Some(reason) = keeps_from_approval(month, tx.is_outdated(month).await?, 0, false) {
            return Err(Refusal::not_now(reason));
        }
        self.reviewed(&mut tx, &run, &note, by).await?;
        // It looks again, and pages hear of it.
        tx.wake_steps(&approval_of(month), now).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(Run { status: RunStatus::Reviewed, ..run })
    }

    async fn reviewed(&self, tx: &mut Tx, run: &Run, note: &str, by: UserId) -> Result<(), Refusal> {
        let (month, version, at) = (run.month, run.version, self.engine.clock.now());
        let (from, to) = (RunStatus::Calculated, RunStatus::Reviewed);
        let step = RunStep { month, version, from, to, at, by: Some(by), note: Some(note) };
        let told = (Actor::User(by), &json!({ "version": version, "note": note }));
        self.engine.move_month(tx, step, &Event::MonthReviewed { month }, told).await
    }

    /// Releases a month: from here on its statements don't change. Four eyes: who began its close, had it calculated
    /// anew or reviewed it can't. A month that nobody has reviewed is reviewed by that.
    pub(crate) async fn approve_month(&self, month: Month, by: UserId) -> Result<Run, Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.lock_months().await?;
        let run = run_of(&mut tx, month).await?;
        if !run.status.may_be_recalculated() {
            return Err(not_from(&run, "only a month that is calculated can be approved"));
        }
        if let Some(deed) = own_deed(&mut tx, &run, by).await? {
            return Err(Refusal::forbidden(format!(
                "approve a month that you have {deed} yourself; ask a second person"
            )));
        }
        if let Some(reason) = not_to_be_approved(&mut tx, &run).await? {
            return Err(Refusal::not_now(reason));
        }
        if run.status == RunStatus::Calculated {
            self.reviewed(&mut tx, &run, WITH_THE_APPROVAL, by).await?;
        }
        let (from, to) = (RunStatus::Reviewed, RunStatus::Approved);
        let step = RunStep { month, version: run.version, from, to, at: now, by: Some(by), note: None };
        let told = (Actor::User(by), &json!({ "commission": run.commission }));
        self.engine.move_month(&mut tx, step, &Event::MonthApproved { month }, told).await?;
        // What carries the month on; a month that was closed by the command line gets its run now.
        self.carry_on(&mut tx, month).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(Run { status: RunStatus::Approved, ..run })
    }

    /// Sets going the run that carries a month from step to step, and begins one where there is none.
    pub(crate) async fn carry_on(&self, tx: &mut Tx, month: Month) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        let id = WorkId(self.engine.clock.new_id());
        let (workflow, period) = (Workflow::MonthEnd, month.to_string());
        let work = NewWork { id, workflow, period, started_by: None, reason: None };
        tx.begin_work(&work, &workflows::steps(workflow), now).await?;
        tx.wake_steps(&approval_of(month), now).await?;
        Ok(())
    }

    /// Whether a person could release a month now.
    pub(crate) async fn may_approve(&self, tx: &mut Tx, run: &Run, by: UserId) -> Result<bool, Refusal> {
        Ok(run.status.may_be_recalculated()
            && not_to_be_approved(tx, run).await?.is_none()
            && own_deed(tx, run, by).await?.is_none())
    }
}

/// What a person has done to a month that another must look at, if anything.
async fn own_deed(tx: &mut Tx, run: &Run, by: UserId) -> Result<Option<&'static str>, Refusal> {
    let hands = tx.hands_on_run((run.month, run.version)).await?;
    let has = |wanted| hands.contains(&(wanted, by));
    // Who began an earlier calculation has nothing to do with this one: of two people, one must be free to approve.
    let began = has(RunStatus::Frozen)
        || (run.version == 1 && tx.work_begun_by(Workflow::MonthEnd, &run.month.to_string()).await? == Some(by));
    Ok(match run.version {
        _ if has(RunStatus::Reviewed) => Some("reviewed"),
        1 if began => Some("closed"),
        _ if began => Some("had calculated anew"),
        _ => None,
    })
}

async fn not_to_be_approved(tx: &mut Tx, run: &Run) -> Result<Option<String>, Refusal> {
    let month = run.month;
    let findings = tx.pending_findings(month).await?;
    let critical = findings.iter().find(|(severity, _)| *severity == Severity::Critical).map_or(0, |(_, count)| *count);
    let being_compared = is_being_compared(tx, run).await?;
    Ok(keeps_from_approval(month, tx.is_outdated(month).await?, critical, being_compared))
}

/// Whether the run that carries a month has yet to compare what was calculated.
pub(super) async fn is_being_compared(tx: &mut Tx, run: &Run) -> Result<bool, Refusal> {
    if areas_to_compare(tx, run).await?.is_empty() {
        return Ok(false);
    }
    let Some(work) = tx.work_of(Workflow::MonthEnd, &run.month.to_string()).await? else { return Ok(false) };
    let steps = tx.work_steps(work.id).await?;
    Ok(steps.iter().any(|step| step.name == "reconcile" && !step.state.is_finished()))
}

/// Why something can't be done to a month where it is.
pub(super) fn not_from(run: &Run, rule: &str) -> Refusal {
    let (month, status) = (run.month.label(), run.status.label().to_lowercase());
    let way_out = if run.status == RunStatus::Closed { " Correct it by an adjustment in a later month." } else { "" };
    Refusal::not_now(format!("{month} is {status}; {rule}.{way_out}"))
}
