//! What a score is computed from. What isn't known is absent with a reason, never a default.

use super::Missing;
use crate::{Cents, Month};
use chrono::NaiveDate;

/// Facts of one component, or why there are none.
pub type Fact<T> = Result<T, Missing>;

/// Everything known of one partner on one day.
#[derive(Clone, Debug, PartialEq)]
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
}

/// Billed revenue of the last months and the quota for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revenue {
    /// Billed in the window.
    pub billed: Cents,
    /// Quota of the window.
    pub quota: Cents,
    /// Whether the quota is the partner's own rather than its tier's.
    pub own_quota: bool,
}

/// Customers activated in 90 days and the target for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acquisition {
    /// Activated in the window.
    pub activated: u32,
    /// Target of the window.
    pub target: u32,
    /// Whether the target is the partner's own rather than its tier's.
    pub own_target: bool,
}

/// The revenue and customers of a month, and what of them was left some months later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Growth {
    /// The months.
    pub months: Vec<(Month, Cents)>,
}

/// Days in 28 on which the partner's people used the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Engagement {
    /// Active days.
    pub active_days: u32,
}
