//! One step: performed under its lease and its time limit, and what became of it.

use super::{Settled, Work};
use crate::alerts::stuck_name;
use crate::mail::{self, people_who_may};
use crate::{Office, workflows};
use domain::EventId;
use domain::Refusal;
use domain::audit::Actor;
use domain::event::Event;
use domain::health::alert::Signal;
use domain::rights::Action;
use domain::workflow::Workflow;
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Claim, Fault, Tx};
use tokio::task::JoinError;

/// Performs a step. Whatever happens is kept or logged; nothing is left to the caller.
pub(super) async fn perform(office: Office, claim: Claim) {
    let work = Arc::new(Work::new(office, claim));
    let begin = Instant::now();
    let failure = attempt(&work).await;
    count(&work.claim, failure.as_ref(), begin.elapsed());
    let Some(failure) = failure else { return };
    if let Err(refusal) = give_back(&work, &failure).await {
        // Another worker has it, or the database is away: then the lease runs out, and somebody takes it up.
        tracing::warn!(%refusal, step = work.claim.name, "a step's failure couldn't be written");
    }
}

/// Counts and times a try for who watches the machine. Steps that are named by what they are about count as one.
fn count(claim: &Claim, failure: Option<&Failure>, took: Duration) {
    let is_named = workflows::steps(claim.workflow).iter().any(|step| step.name == claim.name);
    let step = if is_named { claim.name.clone() } else { "each".to_owned() };
    let outcome = match failure {
        None => "done",
        Some(Failure { passing: true, .. }) => "again",
        Some(_) => "stuck",
    };
    let workflow = claim.workflow.code();
    metrics::counter!("tributary_steps_total", "workflow" => workflow, "step" => step.clone(), "outcome" => outcome)
        .increment(1);
    metrics::histogram!("tributary_step_seconds", "workflow" => workflow, "step" => step).record(took.as_secs_f64());
}

/// Why a step failed, and whether it may succeed if it is only tried again.
struct Failure {
    reason: String,
    passing: bool,
}

async fn attempt(work: &Arc<Work>) -> Option<Failure> {
    let plan = workflows::plan(work.claim.workflow);
    if work.claim.tries > plan.retry.tries {
        let reason =
            format!("the process that worked on it has died {} times without getting on", work.claim.tries - 1);
        return Some(Failure { reason, passing: false });
    }
    // A task of its own: a panic ends the step and not the runner.
    let mut task = tokio::spawn({
        let work = work.clone();
        async move { workflows::perform(&work).await }
    });
    let abort = task.abort_handle();
    let failure = tokio::select! {
        ended = &mut task => failure_of(ended),
        () = keep_lease(work) => {
            tracing::warn!(step = work.claim.name, "another worker has taken a step over, or it was cancelled");
            None
        }
        () = tokio::time::sleep(plan.limit) => {
            Some(Failure { reason: format!("it took longer than {} s", plan.limit.as_secs()), passing: true })
        }
    };
    abort.abort();
    failure
}

fn failure_of(ended: Result<Result<Settled, Refusal>, JoinError>) -> Option<Failure> {
    match ended {
        Ok(Ok(_settled)) => None,
        Ok(Err(refusal)) => Some(Failure { reason: refusal.to_string(), passing: refusal.is_passing() }),
        Err(error) => {
            tracing::error!(%error, "a step panicked");
            Some(Failure { reason: format!("a defect in the program: {error}"), passing: false })
        }
    }
}

/// Renews the lease for as long as the step takes. Ends only when the lease is lost.
async fn keep_lease(work: &Work) {
    let engine = &work.office.engine;
    loop {
        tokio::time::sleep(engine.options.step_lease / 3).await;
        let renewed = async {
            let mut tx = engine.store.write(work.office.tenant).await?;
            tx.renew_step(&work.claim, engine.clock.now() + engine.options.step_lease).await?;
            tx.commit().await
        };
        match renewed.await {
            Ok(()) => {}
            Err(Fault::Fenced) => return,
            Err(fault) => tracing::warn!(%fault, "a lease couldn't be renewed; trying again"),
        }
    }
}

/// Writes the failure: the step is tried again later, or waits for a person, which is announced.
async fn give_back(work: &Work, failure: &Failure) -> Result<(), Refusal> {
    let Work { office, claim, lacking } = work;
    let engine = &office.engine;
    let now = engine.clock.now();
    let retry = workflows::plan(claim.workflow).retry;
    let mut tx = engine.store.write(office.tenant).await?;
    // As they are now, and not as they were when it was taken up: it may have got on since.
    let tries = tx.tries_of_step(claim).await?;
    let wait = if failure.passing { retry.wait_after(tries, engine.clock.chance()) } else { None };
    let again = wait.map(|wait| now + wait);
    tracing::warn!(
        workflow = claim.workflow.code(),
        period = claim.period,
        step = claim.name,
        tries,
        reason = failure.reason,
        again = again.map(|at| at.to_rfc3339()),
        "a step failed"
    );
    if again.is_none() {
        let details = json!({ "workflow": claim.workflow, "period": claim.period, "reason": failure.reason });
        tx.audit(now, Actor::System, "work_stuck", &claim.name, &details).await?;
        let event = Event::WorkStuck { work: claim.run_id, step: claim.name.clone(), reason: failure.reason.clone() };
        tx.announce(EventId(engine.clock.new_id()), now, &event).await?;
        let signal = Signal::WorkflowStuck {
            step: stuck_name(claim.workflow, &claim.period),
            reason: format!("{}: {}", claim.name, failure.reason),
        };
        engine.raise(&mut tx, None, signal).await?;
        tell_people(work, &mut tx, failure).await?;
    }
    tx.fail_step(claim, &failure.reason, (again, lacking.get().copied()), now).await?;
    Ok(tx.commit().await?)
}

/// Writes to those who may steer automation. About mail that can't be sent nobody is written.
async fn tell_people(work: &Work, tx: &mut Tx, failure: &Failure) -> Result<(), Refusal> {
    let Claim { workflow, period, name, fence, .. } = &work.claim;
    if *workflow == Workflow::MailDelivery {
        return Ok(());
    }
    let tenant = tx.tenant_row().await?;
    let people = people_who_may(tx, Action::SteerWork, None).await?;
    let step = (*workflow, period.as_str(), name.as_str());
    let letters = people
        .into_iter()
        .map(|user| mail::work_stuck(&tenant, &user, step, &failure.reason).map(|letter| (user, letter)))
        .collect::<Result<_, Refusal>>()?;
    let cause = format!("{} {period}: {name} is stuck ({fence})", workflow.label());
    work.office.engine.send(tx, &cause, letters).await
}
