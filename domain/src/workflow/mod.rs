//! Automation: workflows made of steps, when they are due, and how often a failed step is tried.

mod pace;
mod retry;
mod schedule;

pub use pace::{HOLD_MAX, Knob, Measured, Pace, PaceChange, PaceReason};
pub use retry::Retry;
pub use schedule::{BadSchedule, Every, Schedule};

use crate::code::coded;
use crate::{Month, Quarter, Week};
use chrono::{NaiveDateTime, NaiveTime, Timelike, Weekday};
use serde::{Deserialize, Serialize};

coded! {
    /// A kind of work that runs by itself.
    Workflow {
        /// What every day needs: expired sign-ins go, what is late is told.
        DailyCycle = "daily_cycle", "Daily cycle";
        /// A month from freezing to closing.
        MonthEnd = "month_end", "Month end";
        /// A month's commissions, books and bank lines held against each other.
        Reconciliation = "reconciliation", "Reconciliation";
        /// A batch of payouts from its proposal to the money at partners' banks.
        Payouts = "payouts", "Payouts";
        /// What the bank has sent: returns, changes of accounts, and accounts that are proved.
        BankAnswers = "bank_answers", "Bank answers";
        /// What the week has brought, told to the operator's people.
        WeeklyDigest = "weekly_digest", "Weekly digest";
        /// What the quarter has brought each reseller, told to its owners and to its manager.
        QuarterlyReview = "quarterly_review", "Quarterly review";
        /// Alerts that nobody has acknowledged in time, and those that are to be mailed.
        AlertWatch = "alert_watch", "Alert watch";
        /// Resellers' owners asked what they think, and reminded.
        Surveys = "surveys", "Surveys";
        /// A partner's emergency, or a drill of one, from its beginning to its end.
        Emergency = "emergency", "Emergency";
        /// Whether the installation itself is well.
        SystemHealth = "system_health", "System health";
        /// A file checked, and taken in when a person lets it.
        Import = "import", "Import";
        /// Rows gathered into a file that can be taken away.
        Export = "export", "Export";
        /// Messages of one cause to the people that it concerns.
        MailDelivery = "mail_delivery", "Mail delivery";
    }
}

coded! {
    /// How far a run of a workflow is.
    WorkState {
        /// A step is ready, running or waiting.
        Running = "running", "Running";
        /// A step has failed for good; a person must say how to go on.
        Stuck = "stuck", "Stuck";
        /// Every step is done or skipped.
        Completed = "completed", "Completed";
        /// A person has stopped it.
        Cancelled = "cancelled", "Cancelled";
    }
}

coded! {
    /// How far a step is.
    StepState {
        /// Steps of an earlier stage aren't finished.
        Blocked = "blocked", "Later";
        /// It may run, now or when it is due again.
        Ready = "ready", "Ready";
        /// A worker has it, until its lease ends.
        Running = "running", "Running";
        /// For a person or for something to happen.
        Waiting = "waiting", "Waiting";
        /// It has done its work.
        Done = "done", "Done";
        /// A person has passed over it.
        Skipped = "skipped", "Skipped";
        /// Its tries are used up, or it can't succeed as things are.
        Stuck = "stuck", "Stuck";
        /// Its run was cancelled.
        Cancelled = "cancelled", "Cancelled";
    }
}

impl StepState {
    /// Whether the stage needn't wait for it any more.
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::Skipped | Self::Cancelled)
    }
}

/// A step as a workflow names it, before it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewStep {
    /// Steps of one stage run side by side, after all of the stages before.
    pub stage: i32,
    /// Unique among the steps of its run.
    pub name: String,
    /// What it works on.
    pub input: serde_json::Value,
}

impl NewStep {
    /// A step that needs nothing but its run.
    pub fn new(stage: i32, name: impl Into<String>) -> Self {
        Self { stage, name: name.into(), input: serde_json::Value::Null }
    }
}

impl Workflow {
    /// What a run that begins at this local time is about. One run exists for each workflow and period:
    /// a month end in October is about September.
    pub fn period(self, local: NaiveDateTime) -> String {
        let day = local.date();
        match self {
            Self::MonthEnd | Self::Reconciliation => Month::of(day).previous().to_string(),
            Self::DailyCycle | Self::Payouts | Self::Surveys => day.to_string(),
            Self::WeeklyDigest => Week::of(day).previous().to_string(),
            Self::QuarterlyReview => Quarter::of(Month::of(day)).previous().to_string(),
            Self::SystemHealth
            | Self::MailDelivery
            | Self::BankAnswers
            | Self::AlertWatch
            | Self::Emergency
            | Self::Import
            | Self::Export => {
                format!("{day} {:02}:{:02}", local.hour(), local.minute())
            }
        }
    }

    /// Whether a period waits until the one before is finished.
    pub const fn is_in_order(self) -> bool {
        matches!(self, Self::MonthEnd)
    }

    /// Whether every period that was missed, as while the server was off, is run; otherwise the latest alone matters.
    pub const fn catches_up(self) -> bool {
        matches!(self, Self::MonthEnd | Self::Reconciliation | Self::DailyCycle | Self::QuarterlyReview)
    }

    /// Whether it can be tried without effect.
    pub const fn has_dry_run(self) -> bool {
        matches!(self, Self::DailyCycle | Self::MonthEnd | Self::Reconciliation | Self::Payouts)
    }

    /// When it runs unless the operator says otherwise; `None` for what only events begin.
    pub fn default_schedule(self) -> Option<Every> {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        match self {
            Self::DailyCycle => Some(Every::Day { at: at(2, 0) }),
            Self::MonthEnd => Some(Every::Month { day: 1, at: at(3, 0) }),
            Self::Reconciliation => Some(Every::Month { day: 1, at: at(5, 0) }),
            Self::WeeklyDigest => Some(Every::Week { weekday: Weekday::Mon, at: at(7, 0) }),
            // When the quarter's last month is closed, as a rule.
            Self::QuarterlyReview => Some(Every::Quarter { day: 10, at: at(7, 0) }),
            // Resellers expect their money at mid-month, when the month before is approved.
            Self::Payouts => Some(Every::Month { day: 15, at: at(6, 0) }),
            Self::BankAnswers => Some(Every::Cron { pattern: "10 * * * *".into() }),
            // When people read their mail.
            Self::Surveys => Some(Every::Day { at: at(10, 0) }),
            Self::AlertWatch => Some(Every::Cron { pattern: "*/10 * * * *".into() }),
            Self::SystemHealth => Some(Every::Cron { pattern: "*/15 * * * *".into() }),
            Self::MailDelivery | Self::Import | Self::Export | Self::Emergency => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_about_the_period_that_has_just_ended() {
        let first = "2026-01-01T03:00:00".parse().unwrap();
        assert_eq!(Workflow::MonthEnd.period(first), "2025-12");
        assert_eq!(Workflow::Reconciliation.period(first), "2025-12");
        assert_eq!(Workflow::DailyCycle.period(first), "2026-01-01");
        assert_eq!(Workflow::WeeklyDigest.period(first), "2025-W52");
        assert_eq!(Workflow::QuarterlyReview.period(first), "2025-Q4");
        assert_eq!(Workflow::SystemHealth.period(first), "2026-01-01 03:00");
    }
}
