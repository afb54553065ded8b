//! A commission run: one month of one operator, from open to closed.

use crate::code::coded;
use crate::{Cents, Month};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

coded! {
    /// How far a month has come. It only ever moves forward.
    RunStatus {
        /// Facts still arrive.
        Open = "open", "Open";
        /// Facts are fixed; calculation is under way.
        Frozen = "frozen", "Frozen";
        /// Every statement and score is written.
        Calculated = "calculated", "Calculated";
        /// A person has looked at it.
        Reviewed = "reviewed", "Reviewed";
        /// A second person has released it.
        Approved = "approved", "Approved";
        /// The money is on its way.
        Paid = "paid", "Paid";
        /// Nothing changes any more.
        Closed = "closed", "Closed";
    }
}

/// A month's run with how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Run {
    /// The month.
    pub month: Month,
    /// Counts recalculations; the first is 1.
    pub version: i32,
    /// How far it is.
    pub status: RunStatus,
    /// Partners that take part.
    pub partners: i32,
    /// Partners whose statement is written.
    pub partners_done: i32,
    /// Partners whose health is scored.
    pub partners_scored: i32,
    /// Lines written.
    pub lines: i64,
    /// Billed revenue of the month when it was frozen.
    pub billed: Cents,
    /// Commission of all statements so far.
    pub commission: Cents,
    /// When it was frozen.
    pub frozen_at: DateTime<Utc>,
    /// When its last statement and score were written.
    pub calculated_at: Option<DateTime<Utc>>,
}
