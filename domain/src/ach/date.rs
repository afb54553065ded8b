//! Dates as records carry them.

use chrono::{Datelike, NaiveDate};

/// Reads YYMMDD in this century; `None` for a day that doesn't exist.
pub fn read(text: &str) -> Option<NaiveDate> {
    if text.len() != 6 || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let part = |from| text.get(from..from + 2)?.parse::<u32>().ok();
    NaiveDate::from_ymd_opt(2000 + i32::try_from(part(0)?).ok()?, part(2)?, part(4)?)
}

/// Writes YYMMDD.
pub fn write(date: NaiveDate) -> String {
    format!("{:02}{:02}{:02}", date.year().rem_euclid(100), date.month(), date.day())
}
