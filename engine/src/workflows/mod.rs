//! What the workflows do: which steps each has, and what each step does.
//!
//! A step must bear being performed again: it is when the process dies between its effect and its end, unless both
//! are kept in one transaction ([`Work::done_in`](crate::runner::Work::done_in)).

mod alert_watch;
mod bank_answers;
mod daily_cycle;
mod emergency;
mod export;
mod import;
mod mail_delivery;
pub(crate) mod month_end;
pub(crate) mod payouts;
mod quarterly_review;
pub(crate) mod reconciliation;
mod surveys;
mod system_health;
mod weekly_digest;

pub(crate) use month_end::letters_of;

use crate::runner::{Settled, Work};
use domain::workflow::{NewStep, Retry, Workflow};
use domain::{Refusal, TransferId};
use std::time::Duration;

/// How a workflow's steps are treated.
pub(crate) struct Plan {
    /// How often and how soon a failed one is tried again.
    pub retry: Retry,
    /// How long one may take.
    pub limit: Duration,
}

/// How the steps of a workflow are treated.
pub(crate) fn plan(workflow: Workflow) -> Plan {
    match workflow {
        Workflow::MonthEnd | Workflow::Reconciliation | Workflow::Import | Workflow::Export => {
            Plan { retry: Retry::BRIEF, limit: Duration::from_hours(1) }
        }
        Workflow::MailDelivery => Plan { retry: Retry::PATIENT, limit: Duration::from_mins(2) },
        // A bank that is away for an hour is no reason to wake a person.
        Workflow::Payouts | Workflow::BankAnswers => Plan { retry: Retry::PATIENT, limit: Duration::from_mins(10) },
        Workflow::DailyCycle
        | Workflow::WeeklyDigest
        | Workflow::QuarterlyReview
        | Workflow::AlertWatch
        | Workflow::Emergency
        | Workflow::Surveys
        | Workflow::SystemHealth => Plan { retry: Retry::BRIEF, limit: Duration::from_mins(10) },
    }
}

/// The steps that a workflow begins with; some add more as they find what there is to do.
pub(crate) fn steps(workflow: Workflow) -> Vec<NewStep> {
    let names: &[&str] = match workflow {
        Workflow::MonthEnd => month_end::STEPS,
        Workflow::Reconciliation => reconciliation::STEPS,
        Workflow::DailyCycle => daily_cycle::STEPS,
        Workflow::Payouts => payouts::STEPS,
        Workflow::BankAnswers => bank_answers::STEPS,
        Workflow::WeeklyDigest => weekly_digest::STEPS,
        Workflow::QuarterlyReview => quarterly_review::STEPS,
        Workflow::AlertWatch => alert_watch::STEPS,
        Workflow::Surveys => surveys::STEPS,
        Workflow::SystemHealth => system_health::STEPS,
        Workflow::Import => import::STEPS,
        Workflow::Export => export::STEPS,
        // Their cause names them: one for each message, and one that knows which emergency it follows.
        Workflow::MailDelivery | Workflow::Emergency => &[],
    };
    (1..).zip(names).map(|(stage, name)| NewStep::new(stage * 10, *name)).collect()
}

/// Whether a person may pass over a step: never one that later steps build upon, or that is a person's own decision.
pub(crate) fn may_skip(workflow: Workflow, step: &str) -> bool {
    match workflow {
        // What a comparison finds is shown; a month can go on without it.
        Workflow::MonthEnd => step == "reconcile" || !month_end::STEPS.contains(&step),
        Workflow::Payouts => !payouts::STEPS.contains(&step),
        // Whoever doesn't want a file gives it up on its own page, and an emergency is closed by a person.
        Workflow::Import | Workflow::Export | Workflow::Emergency => false,
        Workflow::DailyCycle
        | Workflow::BankAnswers
        | Workflow::Reconciliation
        | Workflow::WeeklyDigest
        | Workflow::QuarterlyReview
        | Workflow::AlertWatch
        | Workflow::Surveys
        | Workflow::SystemHealth
        | Workflow::MailDelivery => true,
    }
}

/// The import or export that a run is about.
pub(crate) fn transfer_of(workflow: Workflow, period: &str) -> Option<TransferId> {
    matches!(workflow, Workflow::Import | Workflow::Export).then(|| period.parse().ok()).flatten()
}

/// Whether the workflow's next period waits until this step is finished, where periods go in order.
pub(crate) fn keeps_the_next_waiting(workflow: Workflow, step: &str) -> bool {
    workflow != Workflow::MonthEnd || month_end::UNTIL_APPROVED.contains(&step)
}

/// Performs a step.
pub(crate) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.workflow {
        Workflow::MonthEnd => month_end::perform(work).await,
        Workflow::Reconciliation => reconciliation::perform(work).await,
        Workflow::DailyCycle => daily_cycle::perform(work).await,
        Workflow::Payouts => payouts::perform(work).await,
        Workflow::BankAnswers => bank_answers::perform(work).await,
        Workflow::WeeklyDigest => weekly_digest::perform(work).await,
        Workflow::QuarterlyReview => quarterly_review::perform(work).await,
        Workflow::AlertWatch => alert_watch::perform(work).await,
        Workflow::Emergency => emergency::perform(work).await,
        Workflow::Surveys => surveys::perform(work).await,
        Workflow::SystemHealth => system_health::perform(work).await,
        Workflow::Import => import::perform(work).await,
        Workflow::Export => export::perform(work).await,
        Workflow::MailDelivery => mail_delivery::perform(work).await,
    }
}

/// A step that this version of the program doesn't know, such as after going back to an older one.
fn unknown_step(work: &Work) -> Refusal {
    Refusal::not_now(format!("this version of Tributary knows no step “{}”", work.claim.name))
}
