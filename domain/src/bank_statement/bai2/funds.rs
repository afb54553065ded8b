//! Funds types: when an amount is available, in a number of fields that depends on the type.

use super::super::StatementError;
use super::super::words::{self, quoted};
use super::records::Record;
use chrono::NaiveDate;

/// Where the fields go on after the funds type at `at`, and the value date that it gives.
pub(super) fn after(record: &Record<'_>, at: usize) -> Result<(usize, Option<NaiveDate>), StatementError> {
    match record.field(at) {
        // Unknown, immediate, one day, two days or more.
        "" | "Z" | "0" | "1" | "2" => Ok((at + 1, None)),
        // Three amounts: immediate, one day, more.
        "S" => Ok((at + 4, None)),
        // Value dated: the day and the time of the day.
        "V" => {
            let raw = record.field(at + 1);
            let day = words::short_day(raw)
                .ok_or_else(|| record.wrong("value date", format!("{} is not a day written as YYMMDD", quoted(raw))))?;
            Ok((at + 3, Some(day)))
        }
        // Distributed: how many, then days and amount of each.
        "D" => {
            let raw = record.field(at + 1);
            let count: usize = raw.parse().ok().filter(|count| *count <= 1000).ok_or_else(|| {
                record.wrong("number of distributions", format!("{} is not a number up to 1000", quoted(raw)))
            })?;
            Ok((at + 2 + 2 * count, None))
        }
        raw => Err(record.wrong("funds type", format!("{} is not one of 0, 1, 2, S, V, D and Z", quoted(raw)))),
    }
}
