//! Payouts: from what is payable to money at partners' banks, and back when it returns.
//!
//! A batch proposes one payout for each partner ([`propose`]), a second person approves it, it becomes a file for the
//! bank ([`file`]), is submitted, and settles; what the bank sends back is [`answer`]'s. [`advance`] is the one place
//! that says what a payout may become and what that books, so what is owed and what was paid can't part.

pub mod answer;
mod batch;
pub mod file;
mod movement;
mod proposal;
pub mod sandbox;
mod settings;
mod typed;

pub use batch::{BatchStatus, HoldReason, PayoutState};
pub use movement::{Misstep, Movement, advance};
pub use proposal::{Candidate, Limits, Line, Standing, hold, propose};
pub use settings::{Originator, PayoutSettings, Speed};
pub use typed::{Balancing, Offset, OffsetAccount, TypedSettings};
