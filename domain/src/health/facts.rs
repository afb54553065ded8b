//! What a score is computed from. What isn't known is absent with a reason, never a default.

use super::{Missing, Scale};
use crate::{Cents, Month};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Facts of one component, or why there are none.
pub type Fact<T> = Result<T, Missing>;

/// Everything known of one partner on one day. Kept beside a score, it lets the score be computed again by any rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthFacts {
    /// The day.
    pub as_of: NaiveDate,
    /// Billed revenue against quota.
    pub revenue: Fact<Revenue>,
    /// Activations against target.
    pub acquisition: Fact<Acquisition>,
    /// What of a past month's revenue is still there.
    pub retention: Fact<Retention>,
    /// Billed revenue month by month.
    pub growth: Fact<Growth>,
    /// Use of the portal.
    pub engagement: Fact<Engagement>,
    /// Installations, tickets and data in order.
    pub operations: Fact<Operations>,
    /// What its people have answered in surveys.
    pub satisfaction: Fact<Satisfaction>,
}

impl HealthFacts {
    /// Nothing known, for one reason, on a day.
    pub const fn missing(as_of: NaiveDate, why: Missing) -> Self {
        Self {
            as_of,
            revenue: Err(why),
            acquisition: Err(why),
            retention: Err(why),
            growth: Err(why),
            engagement: Err(why),
            operations: Err(why),
            satisfaction: Err(why),
        }
    }
}

/// Billed revenue of the last months and the quota for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revenue {
    /// Billed in the window.
    pub billed: Cents,
    /// Quota of the window.
    pub quota: Cents,
    /// Whether the quota is the partner's own rather than its tier's.
    pub own_quota: bool,
}

/// Customers activated in 90 days and the target for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acquisition {
    /// Activated in the window.
    pub activated: u32,
    /// Target of the window.
    pub target: u32,
    /// Whether the target is the partner's own rather than its tier's.
    pub own_target: bool,
}

/// The revenue and customers of a month, and what of them was left some months later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// Customers billed at the start.
    pub start_customers: u32,
    /// Of those, not billed at the end.
    pub lost_customers: u32,
    /// Billed at the start.
    pub start_billed: Cents,
    /// Of that, still billed at the end, without growth.
    pub kept_billed: Cents,
    /// Months between.
    pub months: u32,
}

/// Billed revenue of successive months, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Growth {
    /// The months.
    pub months: Vec<(Month, Cents)>,
}

/// So many of so many are as they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// As they should be.
    pub good: u32,
    /// Of how many.
    pub of: u32,
}

impl Share {
    /// The share, 0–1; `None` of nothing.
    pub fn ratio(self) -> Option<f64> {
        (self.of > 0).then(|| (f64::from(self.good) / f64::from(self.of)).min(1.0))
    }
}

/// How the partner's people take part. What isn't known is absent; at least one part must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engagement {
    /// Days in 28 on which its people used the portal.
    pub active_days: Option<u32>,
    /// Courses completed, of those that its people should have by now.
    pub training: Option<Share>,
    /// Documents and materials used in 90 days.
    pub resources: Option<u32>,
    /// Contacts logged in 28 days.
    pub interactions: Option<u32>,
}

/// What runs as it should in 90 days. What isn't known is absent; at least one part must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operations {
    /// Installations done within the days that the rules give.
    pub installations: Option<Share>,
    /// Tickets resolved within the hours that the rules give.
    pub tickets: Option<Share>,
    /// Customers whose data are complete.
    pub data: Option<Share>,
    /// Statement lines that reconciliation has compared and found nothing wrong with.
    pub reconciled: Option<Share>,
}

/// Answers to surveys, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Satisfaction {
    /// The answers.
    pub answers: Vec<Answer>,
}

/// One answer to a question about satisfaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// When it was given.
    pub on: NaiveDate,
    /// The number that was chosen.
    pub value: u8,
    /// Among which.
    pub scale: Scale,
}
