//! Closing months.

use super::{BandCount, StatementRow};
use crate::run::Run;
use crate::{Cents, Month};
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
