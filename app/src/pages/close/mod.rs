//! The month close: which months there are, what closing one will do, how far it is, and what it came to.

mod list;
mod month;
mod pace;
mod progress;
mod summary;

pub use list::ClosePage;
pub use month::MonthPage;
