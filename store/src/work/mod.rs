//! Durable work: runs made of steps, taken up by workers under leases.
//!
//! A step's row says all a worker needs: a step is taken up when its `due_at` has come, whether it was ready, waited
//! for a time, or was left by a worker whose lease has ended. Whoever takes it up raises its fence, and a result is
//! kept only under the present fence: so each result is kept once, whatever crashes.

mod due;
mod figures;
mod health;
mod paces;
mod runs;
mod schedules;
mod steps;

pub use figures::{StepTime, WorkCount};
pub use runs::NewWork;
pub use steps::Claim;
