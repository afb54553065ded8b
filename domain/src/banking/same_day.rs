//! When an ACH entry may settle: the same day within three windows, or a day or two ahead.
//!
//! Sources: Nacha Operating Rules (effective entry date), `FedACH` processing schedule (windows).

use super::calendar::{add_banking_days, is_banking_day, next_banking_day};
use crate::money::Cents;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::America::New_York;

/// The most that one same-day entry may move: a million dollars. A default; what is in force is a setting.
pub const SAME_DAY_LIMIT: Cents = Cents(100_000_000);

/// Which way an entry moves money, seen from the receiver's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Into the account.
    Credit,
    /// Out of the account.
    Debit,
}

/// How soon an entry shall settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// Today while a window is open, else on the next banking day.
    SameDay,
    /// On the next banking day.
    NextDay,
    /// In two banking days: for credits only.
    TwoDays,
}

/// A same-day window: files that the operator has by the cut-off settle the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Last moment at the operator, New York time.
    pub cutoff: NaiveTime,
    /// When it settles, New York time.
    pub settlement: NaiveTime,
}

const fn at(hour: u32, minute: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

impl Window {
    /// The three windows of a banking day.
    pub const ALL: [Self; 3] = [
        Self { cutoff: at(10, 30), settlement: at(13, 0) },
        Self { cutoff: at(14, 45), settlement: at(17, 0) },
        Self { cutoff: at(16, 45), settlement: at(18, 0) },
    ];

    /// The next window that is still open at this time in New York; `None` when the banks are closed or it's too late.
    pub fn open_at(local: NaiveDateTime) -> Option<Self> {
        Self::ALL.into_iter().find(|window| is_banking_day(local.date()) && local.time() <= window.cutoff)
    }
}

/// The clock in New York, by which the operators work.
pub fn new_york(instant: DateTime<Utc>) -> NaiveDateTime {
    instant.with_timezone(&New_York).naive_local()
}

/// The last effective entry date that the operators take on this day: two banking days ahead for credits, one for
/// debits.
pub fn latest_effective_date(direction: Direction, sent_on: NaiveDate) -> NaiveDate {
    match direction {
        Direction::Credit => add_banking_days(sent_on, 2),
        Direction::Debit => add_banking_days(sent_on, 1),
    }
}

/// The effective entry date of a file that is sent at this time in New York.
///
/// A debit asked for in two days settles on the next banking day: it may not be dated further ahead.
pub fn effective_entry_date(direction: Direction, delivery: Delivery, sent_at: NaiveDateTime) -> NaiveDate {
    let today = sent_at.date();
    match (delivery, direction) {
        (Delivery::SameDay, _) if Window::open_at(sent_at).is_some() => today,
        (Delivery::SameDay | Delivery::NextDay, _) | (Delivery::TwoDays, Direction::Debit) => next_banking_day(today),
        (Delivery::TwoDays, Direction::Credit) => add_banking_days(today, 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 7, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    fn july(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 7, day).unwrap()
    }

    #[test]
    fn a_file_goes_into_the_next_window_until_the_last_has_closed() {
        assert_eq!(Window::open_at(local(6, 10, 30)), Some(Window::ALL[0]));
        assert_eq!(Window::open_at(local(6, 10, 31)), Some(Window::ALL[1]));
        assert_eq!(Window::open_at(local(6, 16, 45)), Some(Window::ALL[2]));
        assert_eq!(Window::open_at(local(6, 16, 46)), None);
        assert_eq!(Window::open_at(local(4, 9, 0)), None, "a Saturday");
    }

    #[test]
    fn what_misses_the_last_window_settles_on_the_next_banking_day() {
        let choose = |delivery, at| effective_entry_date(Direction::Credit, delivery, at);
        assert_eq!(choose(Delivery::SameDay, local(2, 16, 0)), july(2));
        assert_eq!(choose(Delivery::SameDay, local(2, 17, 0)), july(3), "banks are open: the Fourth is a Saturday");
        assert_eq!(choose(Delivery::NextDay, local(3, 9, 0)), july(6));
        assert_eq!(choose(Delivery::TwoDays, local(3, 9, 0)), july(7));
    }

    #[test]
    fn debits_are_dated_one_day_ahead_at_most() {
        assert_eq!(effective_entry_date(Direction::Debit, Delivery::TwoDays, local(2, 9, 0)), july(3));
        assert_eq!(latest_effective_date(Direction::Debit, july(2)), july(3));
        assert_eq!(latest_effective_date(Direction::Credit, july(2)), july(6));
    }

    #[test]
    fn new_york_keeps_its_summer_time() {
        let noon = |date: NaiveDate| date.and_hms_opt(12, 0, 0).unwrap().and_utc();
        assert_eq!(new_york(noon(july(6))).time(), at(8, 0));
        assert_eq!(new_york(noon(NaiveDate::from_ymd_opt(2026, 1, 6).unwrap())).time(), at(7, 0));
    }
}
