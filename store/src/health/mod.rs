//! Health: the facts that scores are computed from, the scores, the rules, and what has changed since.

mod marks;
mod rules;
mod scores;
mod windows;

pub use marks::HealthHead;
pub use rules::StoredRules;
pub use scores::{ScoreToWrite, StoredScore};
pub use windows::{Acquired, Active, BilledWindow, Handled, PartnerWindow};
