//! Closing months.

use super::{BandCount, StatementRow};
use crate::code::coded;
use crate::correction::Difference;
use crate::run::{Check, Run};
use crate::{Cents, Month};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Every month that can be, is being or has been closed, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthsToClose {
    /// The months.
    pub months: Vec<MonthClose>,
    /// Whether the viewer may close one.
    pub may_close: bool,
}

/// How far one month is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthClose {
    /// The month.
    pub month: Month,
    /// Billed revenue so far.
    pub billed: Cents,
    /// Customers billed so far.
    pub customers: i64,
    /// Its run, once frozen.
    pub run: Option<Run>,
    /// Why it can't be closed now, if so.
    pub blocked: Option<String>,
}

/// What closing a month came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseSummary {
    /// The run.
    pub run: Run,
    /// Milliseconds from frozen to calculated.
    pub milliseconds: Option<i64>,
    /// Partners per health band at the end of the month.
    pub bands: Vec<BandCount>,
    /// The largest statements, highest commission first.
    pub largest: Vec<StatementRow>,
    /// Partners without a plan in force: they have no lines, and should have a plan.
    pub without_plan: u32,
    /// Billed revenue of partners without a plan.
    pub billed_without_plan: Cents,
}

coded! {
    /// What a person can do to a month.
    Deed {
        /// Freeze it and have it calculated.
        Close = "close", "Close";
        /// Have it compared with bills, plans and the books.
        Reconcile = "reconcile", "Compare";
        /// Say that they have looked at it.
        Review = "review", "Review";
        /// Release it.
        Approve = "approve", "Approve";
        /// Have it calculated anew.
        Recalculate = "recalculate", "Calculate anew";
        /// Close it for good, whatever is open.
        Finish = "finish", "Close for good";
    }
}

/// One calculation of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct RunVersion {
    /// Its number, from 1.
    pub version: i32,
    /// Why it was made; none for the first.
    pub reason: Option<String>,
    /// Lines of its statements.
    pub lines: i64,
    /// Their commission.
    pub commission: Cents,
    /// When it was begun.
    pub frozen_at: DateTime<Utc>,
    /// When it was done.
    pub calculated_at: Option<DateTime<Utc>>,
}

/// One month with all that its page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthPage {
    /// Bills, and the run once there is one.
    pub close: MonthClose,
    /// The walk from open to closed.
    pub checks: Vec<Check>,
    /// What it came to, once it is calculated.
    pub summary: Option<CloseSummary>,
    /// Every calculation, the latest first.
    pub versions: Vec<RunVersion>,
    /// What the latest calculation has changed; none for a month that was calculated once.
    pub difference: Option<Difference>,
    /// What the viewer can do now.
    pub deeds: Vec<Deed>,
}

impl MonthPage {
    /// Whether the viewer can do something now.
    pub fn may(&self, deed: Deed) -> bool {
        self.deeds.contains(&deed)
    }
}
