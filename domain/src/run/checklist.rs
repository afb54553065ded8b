//! The walk of a month from open to closed, point by point, as far as the facts tell.

mod points;
#[cfg(test)]
mod tests;

use super::{ClosingFacts, MonthMoney, RunMove};
use crate::code::coded;
use crate::reconciliation::Severity;
use crate::view::{MonthClose, PayoutBatchRow};
use crate::{Cents, Currency, PayoutBatchId, WorkId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

coded! {
    /// A point of the walk.
    Point {
        /// The month is over and its facts are here.
        Facts = "facts", "Facts are in";
        /// Its facts are fixed.
        Frozen = "frozen", "Frozen";
        /// Statements and scores are written.
        Calculated = "calculated", "Calculated";
        /// Commissions and books were compared.
        Reconciled = "reconciled", "Reconciled";
        /// A person has looked at it.
        Reviewed = "reviewed", "Reviewed";
        /// A second person has released it.
        Approved = "approved", "Approved";
        /// Resellers were written to.
        Sent = "sent", "Statements sent";
        /// The bank has the money, or it is held with a reason.
        PaidOut = "paid_out", "Paid out";
        /// What has come back.
        Returns = "returns", "Returns";
        /// The money has arrived.
        Settled = "settled", "Settled";
        /// Nothing changes any more.
        Closed = "closed", "Closed";
    }
}

coded! {
    /// How far a point is.
    CheckState {
        /// It is done.
        Done = "done", "Done";
        /// A person can do it now.
        Now = "now", "Now";
        /// It waits for something, which is said.
        Waiting = "waiting", "Waits";
        /// Its turn hasn't come.
        Later = "later", "Later";
    }
}

/// Where more is to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lead {
    /// Plans, and who has them.
    Plans,
    /// Bank accounts of partners.
    BankAccounts,
    /// Statements of the month.
    Statements,
    /// Findings of the month, of one severity.
    Findings(Severity),
    /// The run of automation.
    Work(WorkId),
    /// One batch of payouts.
    Batch(PayoutBatchId),
    /// What is payable, and batches.
    Payouts,
    /// Questions of partners.
    Questions,
    /// Corrections in later months.
    Adjustments,
}

/// A sentence about a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The sentence.
    pub words: String,
    /// Where more is to be seen.
    pub lead: Option<Lead>,
    /// Whether somebody should look at it.
    pub is_warning: bool,
}

/// A point with how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which.
    pub point: Point,
    /// How far.
    pub state: CheckState,
    /// When it was done.
    pub at: Option<DateTime<Utc>>,
    /// The name of who did it, if a person did.
    pub by: Option<String>,
    /// What there is to say; the first of a point that waits says for what.
    pub remarks: Vec<Remark>,
}

/// What the walk of a month is told from.
#[derive(Clone, Debug)]
pub struct MonthFacts {
    /// Bills, and the run once there is one.
    pub close: MonthClose,
    /// Currency of the amounts.
    pub currency: Currency,
    /// Facts beside the bills.
    pub other_facts: i64,
    /// Partners with bills and without a plan, and what they were billed.
    pub without_plan: (u32, Cents),
    /// Partners with bills that can't be paid, because they have no verified account.
    pub without_account: u32,
    /// What the latest calculation has gone through.
    pub moves: Vec<RunMove>,
    /// Whether facts came in after it was calculated.
    pub is_outdated: bool,
    /// What closing depends on.
    pub closing: ClosingFacts,
    /// The run of automation that carries the month, and the step in which it is stuck, with the reason.
    pub work: Option<(WorkId, Option<(String, String)>)>,
    /// Whether that run is still to compare the month before somebody approves it.
    pub is_being_compared: bool,
    /// Letters with statements: sent, and written; none before they are written.
    pub letters: Option<(i64, i64)>,
    /// Where its money is, once it is approved.
    pub money: Option<MonthMoney>,
    /// Batches that pay it, oldest first.
    pub batches: Vec<PayoutBatchRow>,
    /// When payouts are proposed next; none when that is said nowhere.
    pub next_payday: Option<NaiveDate>,
    /// Whether it is said how payouts are made.
    pub pays_by_file: bool,
}

/// Every point in order.
pub fn checklist(facts: &MonthFacts) -> Vec<Check> {
    vec![
        facts.facts_in(),
        facts.frozen(),
        facts.calculated(),
        facts.reconciled(),
        facts.reviewed(),
        facts.approved(),
        facts.sent(),
        facts.paid_out(),
        facts.returns(),
        facts.settled(),
        facts.closed(),
    ]
}

impl Remark {
    fn says(words: impl Into<String>) -> Self {
        Self { words: words.into(), lead: None, is_warning: false }
    }

    fn warns(words: impl Into<String>) -> Self {
        Self { is_warning: true, ..Self::says(words) }
    }

    const fn see(mut self, lead: Lead) -> Self {
        self.lead = Some(lead);
        self
    }
}

impl Check {
    const fn new(point: Point, state: CheckState, remarks: Vec<Remark>) -> Self {
        Self { point, state, at: None, by: None, remarks }
    }

    fn waits(point: Point, words: impl Into<String>) -> Self {
        Self::new(point, CheckState::Waiting, vec![Remark::says(words)])
    }

    const fn later(point: Point) -> Self {
        Self::new(point, CheckState::Later, Vec::new())
    }
}
