//! A commission run: one month of one operator, from open to closed.
//!
//! [`MonthMoney`] says what of a month's statements still waits for its payment, [`open_points`] what keeps a month from
//! being closed, and [`checklist`] the whole walk, point by point.

mod checklist;
mod closing;
mod money;

pub use checklist::{Check, CheckState, Lead, MonthFacts, Point, Remark, checklist};
pub use closing::{ClosingFacts, keeps_from_approval, open_points};
pub use money::{MonthMoney, PartnerMoney};

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

impl RunStatus {
    /// Whether the next status may follow this one: only ever forward, and nothing is approved or paid that wasn't seen.
    ///
    /// A person may close a month that isn't paid, with a reason.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Open, Self::Frozen)
                | (Self::Frozen, Self::Calculated)
                | (Self::Calculated, Self::Reviewed)
                | (Self::Reviewed, Self::Approved)
                | (Self::Approved, Self::Paid | Self::Closed)
                | (Self::Paid, Self::Closed)
        )
    }

    /// Whether the month can still be calculated anew: afterwards it is corrected by an adjustment in a later one.
    pub const fn may_be_recalculated(self) -> bool {
        matches!(self, Self::Calculated | Self::Reviewed)
    }
}

/// A step that a month has taken: who brought it where, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct RunMove {
    /// Which calculation of the month.
    pub version: i32,
    /// Where it got to.
    pub status: RunStatus,
    /// When.
    pub at: DateTime<Utc>,
    /// The name of who brought it there; nobody for automation and the command line.
    pub by: Option<String>,
    /// What they said.
    pub note: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::RunStatus;
    use proptest::prelude::*;

    fn status() -> impl Strategy<Value = RunStatus> {
        prop::sample::select(RunStatus::ALL)
    }

    proptest! {
        #[test]
        fn a_month_only_moves_forward(from in status(), to in status()) {
            prop_assert!(!from.may_become(to) || from < to);
        }

        /// However a month is pushed, it passes every status between but *paid*, which a person may leave out.
        #[test]
        fn nothing_is_left_out_on_the_way(wishes in prop::collection::vec(status(), 0..40)) {
            let mut passed = vec![RunStatus::Open];
            for wish in wishes {
                if passed[passed.len() - 1].may_become(wish) {
                    passed.push(wish);
                }
            }
            let whole = RunStatus::ALL.iter().copied().filter(|s| *s != RunStatus::Paid || passed.contains(s));
            prop_assert_eq!(&passed, &whole.take(passed.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn only_a_calculated_month_that_nobody_has_approved_is_calculated_anew() {
        let anew: Vec<_> = RunStatus::ALL.iter().copied().filter(|s| s.may_be_recalculated()).collect();
        assert_eq!(anew, [RunStatus::Calculated, RunStatus::Reviewed]);
    }
}
