//! Partner health: a score from 0 to 100 out of seven components, each computed from facts, and all that follows from it.
//!
//! Start reading at [`score()`]: [`HealthFacts`] and [`HealthRules`] go in, a [`HealthScore`] with its evidence comes out.
//! [`explain()`] says why it is what it is, [`preview`] what other rules would make of a portfolio.
//!
//! Over time scores are a [`Series`]: [`trend()`] says where it is going, [`forecast`] where it will be and how sure that
//! is, [`benchmark`] how it stands among peers.
//! [`revenue`], [`concentration`] and [`cohort`] measure what customers bring.
//!
//! From figures to deeds: [`risk`] names what endangers a partner, [`alert`] decides who hears of it and when,
//! [`intervention`] says what to do and whether it worked, [`emergency`] what happens when it can't wait, and [`survey`]
//! asks the partner itself.
//!
//! Nothing here reads a clock or draws at random: days, times and seeds are parameters.
//! `docs/health.md` has the formulas with their sources.

pub mod alert;
pub mod benchmark;
pub mod cohort;
mod components;
pub mod concentration;
pub mod draft;
pub mod emergency;
mod evidence;
mod explain;
mod facts;
pub mod forecast;
pub mod intervention;
mod mapping;
mod parts;
pub mod preview;
pub mod revenue;
pub mod risk;
mod rules;
mod score;
mod series;
pub mod stats;
pub mod survey;
mod trend;

pub use evidence::{Evidence, Missing};
pub use explain::{Absent, Explanation, Lever, Loss, Raise, explain};
pub use facts::{
    Acquisition, Answer, Engagement, Fact, Growth, HealthFacts, Operations, Retention, Revenue, Satisfaction, Share,
};
pub use parts::{EngagementRules, OperationsRules, SatisfactionRules};
pub use rules::{HealthRules, PiecewiseLinear, TierTargets};
pub use score::{ComponentScore, HealthScore, score};
pub use series::{Series, TooShort};
pub use survey::Scale;
pub use trend::{Change, Direction, Trend, TrendRules, changes, moved_in, trend};

use crate::Refusal;
use crate::code::coded;
use std::fmt::Display;

coded! {
    /// What a partner's health is made of.
    Component {
        /// Billed revenue against quota.
        Revenue = "revenue", "Revenue performance";
        /// New customers against target.
        Acquisition = "acquisition", "Customer acquisition";
        /// Customers and revenue kept.
        Retention = "retention", "Customer retention";
        /// Where revenue is going.
        Growth = "growth", "Growth trajectory";
        /// Use of the portal and training.
        Engagement = "engagement", "Engagement";
        /// Installations, tickets and data in order.
        Operations = "operations", "Operational excellence";
        /// What the partner says of the operator.
        Satisfaction = "satisfaction", "Partner satisfaction";
    }
}

coded! {
    /// What a score means.
    Band {
        /// 90 to 100.
        Thriving = "thriving", "Thriving";
        /// 70 to below 90.
        Healthy = "healthy", "Healthy";
        /// 50 to below 70.
        Stable = "stable", "Stable";
        /// 30 to below 50.
        AtRisk = "at_risk", "At risk";
        /// Below 30.
        Critical = "critical", "Critical";
    }
}

impl Band {
    /// The band of an unrounded score.
    pub fn of(score: f64) -> Self {
        match score {
            s if s >= 90.0 => Self::Thriving,
            s if s >= 70.0 => Self::Healthy,
            s if s >= 50.0 => Self::Stable,
            s if s >= 30.0 => Self::AtRisk,
            _ => Self::Critical,
        }
    }

    /// The lowest score of the band.
    pub const fn floor(self) -> f64 {
        match self {
            Self::Thriving => 90.0,
            Self::Healthy => 70.0,
            Self::Stable => 50.0,
            Self::AtRisk => 30.0,
            Self::Critical => 0.0,
        }
    }
}

/// Refuses a state that can't follow, with the list of those that can.
fn check_move<S: Copy + PartialEq + Display>(what: &str, from: S, to: S, legal: &[S]) -> Result<(), Refusal> {
    if legal.contains(&to) {
        return Ok(());
    }
    let names: Vec<_> = legal.iter().map(ToString::to_string).collect();
    let possible = if names.is_empty() {
        "It stays as it is.".to_owned()
    } else {
        format!("It can become: {}.", names.join(", "))
    };
    Err(Refusal::not_now(format!("{what} that is “{from}” can't become “{to}”. {possible}")))
}
