//! On which days the Federal Reserve Banks are open, by rule for any year.
//!
//! Source: Federal Reserve, K.8 (holidays observed by the Federal Reserve System) and its footnotes: a holiday on a
//! Sunday closes the banks on Monday; for a holiday on a Saturday they stay open on the Friday before.

use crate::code::coded;
use chrono::{Datelike, Days, NaiveDate, Weekday};

coded! {
    /// A holiday of the Federal Reserve Banks.
    Holiday {
        /// 1 January.
        NewYear = "new_year", "New Year’s Day";
        /// Third Monday in January, since 1986.
        King = "king", "Birthday of Martin Luther King, Jr.";
        /// Third Monday in February.
        Washington = "washington", "Washington’s Birthday";
        /// Last Monday in May.
        Memorial = "memorial", "Memorial Day";
        /// 19 June, since 2022.
        Juneteenth = "juneteenth", "Juneteenth National Independence Day";
        /// 4 July.
        Independence = "independence", "Independence Day";
        /// First Monday in September.
        Labor = "labor", "Labor Day";
        /// Second Monday in October.
        Columbus = "columbus", "Columbus Day";
        /// 11 November.
        Veterans = "veterans", "Veterans Day";
        /// Fourth Thursday in November.
        Thanksgiving = "thanksgiving", "Thanksgiving Day";
        /// 25 December.
        Christmas = "christmas", "Christmas Day";
    }
}

/// The holiday that falls on this day, whatever the day of the week.
pub fn holiday(date: NaiveDate) -> Option<Holiday> {
    let nth = date.day().div_ceil(7);
    let last_of_month = date.day() > 24;
    match (date.month(), date.day(), date.weekday()) {
        (1, 1, _) => Some(Holiday::NewYear),
        (1, _, Weekday::Mon) if nth == 3 && date.year() >= 1986 => Some(Holiday::King),
        (2, _, Weekday::Mon) if nth == 3 => Some(Holiday::Washington),
        (5, _, Weekday::Mon) if last_of_month => Some(Holiday::Memorial),
        (6, 19, _) if date.year() >= 2022 => Some(Holiday::Juneteenth),
        (7, 4, _) => Some(Holiday::Independence),
        (9, _, Weekday::Mon) if nth == 1 => Some(Holiday::Labor),
        (10, _, Weekday::Mon) if nth == 2 => Some(Holiday::Columbus),
        (11, 11, _) => Some(Holiday::Veterans),
        (11, _, Weekday::Thu) if nth == 4 => Some(Holiday::Thanksgiving),
        (12, 25, _) => Some(Holiday::Christmas),
        _ => None,
    }
}

/// The holiday that closes the banks on this day: its own, or on a Monday that of the Sunday before.
pub fn closed_for(date: NaiveDate) -> Option<Holiday> {
    let sunday = (date.weekday() == Weekday::Mon).then(|| date.pred_opt()).flatten();
    holiday(date).or_else(|| sunday.and_then(holiday))
}

/// Whether money moves between banks on this day.
pub fn is_banking_day(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && closed_for(date).is_none()
}

/// This day, or else the first banking day after it; the last day of the calendar stays itself.
pub fn on_or_after_banking_day(date: NaiveDate) -> NaiveDate {
    let mut day = date;
    while !is_banking_day(day) {
        let Some(next) = day.succ_opt() else { return day };
        day = next;
    }
    day
}

/// The first banking day after this day.
pub fn next_banking_day(date: NaiveDate) -> NaiveDate {
    on_or_after_banking_day(date.checked_add_days(Days::new(1)).unwrap_or(date))
}

/// The `count`th banking day after this day, which needn't be one itself; the day itself when `count` is 0.
pub fn add_banking_days(date: NaiveDate, count: u32) -> NaiveDate {
    (0..count).fold(date, |day, _| next_banking_day(day))
}
