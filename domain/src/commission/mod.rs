//! Commissions: what a plan says, and what it makes of a month's billed revenue.

mod evaluate;
mod terms;

pub use evaluate::{BilledFact, Line, evaluate};
pub use terms::{PlanTerms, Rule, Tier, TierMode};
