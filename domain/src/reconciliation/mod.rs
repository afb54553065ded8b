//! Reconciliation: what was paid against what should have been, and the books against the bank.
//!
//! Pure comparisons from facts to [`Finding`]s. Each finding has a key made of what it is about, so that the same fault
//! is one finding however often it is found, and is cleared once a comparison doesn't find it any more.
//! `docs/reconciliation.md` has the kinds as a table.

pub mod bank;
pub mod billing;
pub mod commissions;
mod finding;
mod kind;
pub mod ledger;
mod limit;
mod tolerance;

pub use finding::{Finding, Side};
pub use kind::{Area, FindingKind, FindingState, Severity};
pub use limit::{LISTED_MAX, Limited};
pub use tolerance::Tolerance;
