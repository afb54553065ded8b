//! BAI2 records: lines joined with their continuations and cut into fields.

use super::super::StatementError;
use super::super::words::quoted;

/// A record with its continuations.
#[derive(Clone, Debug)]
pub(super) struct Record<'a> {
    /// Line of its first part, from 1.
    pub line: u32,
    /// The record code: 01, 02, 03, 16, 49, 98, 99.
    pub code: &'a str,
    /// Lines it stands on, which control records count.
    pub lines: u64,
    /// The fields after the code. Where a continuation begins, so does a field.
    pub fields: Vec<&'a str>,
    /// How many of the fields stand on the first line.
    pub first: usize,
}

const CODES: [&str; 7] = ["01", "02", "03", "16", "49", "98", "99"];

/// The records of a file.
pub(super) fn records(text: &str) -> Result<Vec<Record<'_>>, StatementError> {
    let mut records: Vec<Record<'_>> = Vec::new();
    for (number, raw) in (1u32..).zip(text.lines()) {
        // Fixed-length records are filled with blanks.
        let line = raw.trim();
        if line.is_empty() {
            continue;
        }
        // The slash ends a record's fields. Text may do without it, up to the end of its line.
        let body = line.strip_suffix('/').unwrap_or(line);
        let (code, fields) = body.split_once(',').unwrap_or((body, ""));
        if code == "88" {
            let Some(record) = records.last_mut() else {
                return Err(StatementError::at(number, "record code", "a continuation (88) stands before any record"));
            };
            record.lines += 1;
            record.fields.extend(fields.split(','));
            continue;
        }
        let Some(code) = CODES.into_iter().find(|known| *known == code) else {
            let reason =
                format!("{} is no record of BAI2; one starts with 01, 02, 03, 16, 88, 49, 98 or 99", quoted(code));
            return Err(StatementError::at(number, "record code", reason));
        };
        let fields: Vec<_> = fields.split(',').collect();
        records.push(Record { line: number, code, lines: 1, first: fields.len(), fields });
    }
    Ok(records)
}

impl<'a> Record<'a> {
    /// A field, from 0 after the record code; empty where it isn't there.
    pub fn field(&self, at: usize) -> &'a str {
        self.fields.get(at).copied().unwrap_or_default().trim()
    }

    /// Something wrong with a field.
    pub fn wrong(&self, field: &str, reason: impl Into<String>) -> StatementError {
        StatementError::at(self.line, field, reason)
    }

    /// A count or total that must be there.
    pub fn whole(&self, at: usize, name: &str) -> Result<i128, StatementError> {
        let raw = self.field(at);
        number(raw).ok_or_else(|| self.wrong(name, format!("{} is not a whole number", quoted(raw))))
    }

    /// The text from a field on, as it was before it was cut at commas and continued on further lines.
    pub fn text_from(&self, at: usize) -> String {
        let mut text = String::new();
        for (place, field) in self.fields.iter().enumerate().skip(at) {
            let glue = if text.is_empty() {
                ""
            } else if place == self.first {
                " "
            } else {
                ","
            };
            text.push_str(glue);
            text.push_str(field);
        }
        text
    }
}

/// A whole number with an optional sign. Amounts are in the currency's minor units without a point.
pub(super) fn number(raw: &str) -> Option<i128> {
    let digits = raw.strip_prefix(['-', '+']).unwrap_or(raw);
    // More digits than any bank has money for, and few enough to add up.
    let sound = (1..=18).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if sound { raw.strip_prefix('+').unwrap_or(raw).parse().ok() } else { None }
}
