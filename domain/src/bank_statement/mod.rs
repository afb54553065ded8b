//! A bank's statement of an account, read from what banks send: CSV, BAI2 and ISO 20022 CAMT.053.
//!
//! Each reader makes the same [`BankStatement`]s and proves what its format lets it prove: control totals, counts, and
//! that the lines lead from the opening to the closing balance. A file is taken as a whole or refused as a whole, with
//! the line and field at fault: with half a statement nobody could say what the bank hasn't done.
//!
//! `docs/reconciliation.md` says what is read of each format.

mod bai2;
mod camt053;
mod csv;
mod error;
mod words;

pub use csv::{Column, CsvReading, DayOrder};
pub use error::StatementError;

use crate::code::coded;
use crate::{Cents, Currency};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Larger files aren't read. A line takes about a kilobyte in the wordiest format.
pub const BYTES_MAX: usize = 32 << 20;
/// Lines of a file at most.
pub const LINES_MAX: usize = 200_000;
/// Longest text that is kept of a field, in characters.
const TEXT_MAX: usize = 500;

coded! {
    /// How a bank's statement is written.
    StatementFormat {
        /// A table with a header line.
        Csv = "csv", "CSV";
        /// Cash management balance reporting, version 2 of the Bank Administration Institute (now ANSI X9).
        Bai2 = "bai2", "BAI2";
        /// ISO 20022 bank to customer statement.
        Camt053 = "camt053", "CAMT.053";
    }
}

/// What a bank says of one account over some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankStatement {
    /// The account as the bank names it; none where the file doesn't say.
    pub account: Option<String>,
    /// The bank's own name of the statement.
    pub reference: Option<String>,
    /// The currency of all amounts; none where the file doesn't say.
    pub currency: Option<Currency>,
    /// First and last day that it covers.
    pub days: (NaiveDate, NaiveDate),
    /// What was on the account before the first line.
    pub opening: Option<Cents>,
    /// What is on it after the last.
    pub closing: Option<Cents>,
    /// What was booked, in the file's order.
    pub lines: Vec<BankLine>,
}

/// One booked line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankLine {
    /// Line in the file, from 1.
    pub line: u32,
    /// The day it is booked on.
    pub day: NaiveDate,
    /// The day from which it bears interest.
    pub value_day: Option<NaiveDate>,
    /// What came in (positive) or went out (negative).
    pub amount: Cents,
    /// The bank's reference.
    pub bank_reference: Option<String>,
    /// The reference that the payer gave: end-to-end id, trace number, customer reference.
    pub reference: Option<String>,
    /// What the bank says about it.
    pub text: String,
    /// Why it was sent back, as the bank's code (R01, AC04); only for a return.
    pub return_reason: Option<String>,
}

/// Reads a file of any of the formats. `reading` says how a CSV file is to be understood.
pub fn read(format: StatementFormat, bytes: &[u8], reading: &CsvReading) -> Result<Vec<BankStatement>, StatementError> {
    if bytes.len() > BYTES_MAX {
        return Err(StatementError::file(format!(
            "it is larger than {} MB; ask the bank for fewer days",
            BYTES_MAX >> 20
        )));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(StatementError::file("it is empty"));
    }
    let statements = match format {
        StatementFormat::Csv => csv::read(bytes, reading)?,
        StatementFormat::Bai2 => bai2::read(bytes)?,
        StatementFormat::Camt053 => camt053::read(bytes)?,
    };
    if statements.is_empty() {
        return Err(StatementError::file("there is no statement in it"));
    }
    Ok(statements)
}

/// The format that a file seems to have, from its first bytes.
pub fn guess(bytes: &[u8]) -> StatementFormat {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    match start.first() {
        Some(b'<') => StatementFormat::Camt053,
        _ if start.starts_with(b"01,") => StatementFormat::Bai2,
        _ => StatementFormat::Csv,
    }
}

/// A sum that is kept wide, so that no amounts of a file can wrap it.
fn sum<'a>(amounts: impl IntoIterator<Item = &'a BankLine>) -> i128 {
    amounts.into_iter().map(|line| i128::from(line.amount.0)).sum()
}

/// Refuses a statement whose lines don't lead from its opening to its closing balance. `line` is where it closes.
fn ensure_adds_up(statement: &BankStatement, line: u32) -> Result<(), StatementError> {
    let (Some(opening), Some(closing)) = (statement.opening, statement.closing) else { return Ok(()) };
    let lines = sum(&statement.lines);
    if i128::from(opening.0) + lines == i128::from(closing.0) {
        return Ok(());
    }
    let count = statement.lines.len();
    Err(StatementError::at(
        line,
        "closing balance",
        format!(
            "opening balance {opening} and {count} booked lines of together {} come to {}, not to {closing}; \
             lines are missing or doubled: ask the bank for the whole statement",
            words::wide(lines),
            words::wide(i128::from(opening.0) + lines)
        ),
    ))
}
