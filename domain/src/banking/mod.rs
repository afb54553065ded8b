//! What banks in the United States agree on: routing numbers, days on which money moves, and same-day windows; and the
//! accounts that partners are paid to.

pub mod account;
mod calendar;
mod routing;
mod same_day;

pub use calendar::{
    Holiday, add_banking_days, closed_for, holiday, is_banking_day, next_banking_day, on_or_after_banking_day,
};
pub use routing::{RoutingError, RoutingNumber, check_digit};
pub use same_day::{
    Delivery, Direction, SAME_DAY_LIMIT, Window, effective_entry_date, latest_effective_date, new_york,
};
