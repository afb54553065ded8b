//! Commissions: what a plan says, and what it makes of a partner's month.
//!
//! [`PlanTerms`] is the plan; [`evaluate`] gives the lines of billed revenue, a million of them a second; [`settle`]
//! gives the statements of a month with all parts of a plan. Both pay by the same rules (`rules/`). [`Kind`] has the
//! order of evaluation, `docs/plans.md` the format with examples.

mod allocate;
mod evaluate;
mod exact;
mod facts;
pub mod file;
mod kind;
mod needs;
mod number;
mod record;
mod rules;
mod settle;
mod starters;
mod statement;
mod terms;

pub use allocate::{Allocation, allocate};
pub use evaluate::{Line, evaluate};
pub use facts::{BilledFact, Fact};
pub use kind::Kind;
pub use record::{FactRecord, FactSource};
pub use rules::VolumeSoFar;
pub use settle::{Situation, settle, settle_without_plan};
pub use starters::{Starter, starters};
pub use statement::{Adjustment, Carried, Departure, Held, Instalment, Item, Origin, Settled, Statement};
pub use terms::*;
