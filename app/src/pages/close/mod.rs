//! The month close: which months there are, the walk of one from open to closed, and what it came to.

mod hands;
mod list;
mod month;
mod pace;
mod progress;
mod summary;
mod versions;
mod walk;

pub use list::ClosePage;
pub use month::MonthPage;
