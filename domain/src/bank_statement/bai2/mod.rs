//! BAI2: groups of accounts, each with balances and transactions, and control totals at every level.
//!
//! After “Cash Management Balance Reporting Specifications, Version 2” of the Bank Administration Institute.

mod funds;
mod records;

use super::words::{self, quoted};
use super::{BankLine, BankStatement, LINES_MAX, StatementError, ensure_adds_up};
use crate::{Cents, Currency};
use chrono::NaiveDate;
use records::{Record, number};
use std::borrow::Cow;

/// Type codes of summaries: the ledger's opening and closing balance.
const OPENING: &str = "010";
const CLOSING: &str = "015";

/// What a control record counts and adds up.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    total: i128,
    lines: u64,
    parts: i128,
}

impl Tally {
    fn include(&mut self, inner: Self) {
        self.total += inner.total;
        self.lines += inner.lines;
        self.parts += 1;
    }

    fn ensure(&self, record: &Record<'_>, parts: Option<&str>) -> Result<(), StatementError> {
        let total = record.whole(0, "control total")?;
        if total != self.total {
            return Err(record.wrong(
                "control total",
                format!("it says {total}, but the amounts come to {}; ask the bank to send the file again", self.total),
            ));
        }
        let at = match parts {
            Some(name) => {
                let says = record.whole(1, name)?;
                if says != self.parts {
                    return Err(record.wrong(name, format!("it says {says}, but there are {}", self.parts)));
                }
                2
            }
            None => 1,
        };
        let says = record.whole(at, "number of records")?;
        if says != i128::from(self.lines) {
            let reason =
                format!("it says {says}, but there are {}; a part of the file is missing or doubled", self.lines);
            return Err(record.wrong("number of records", reason));
        }
        Ok(())
    }
}

/// A group that is open: what all of its accounts share.
#[derive(Clone, Copy)]
struct Group {
    day: NaiveDate,
    currency: Option<Currency>,
}

/// Where the reader is.
#[derive(Default)]
struct Reader {
    file: Option<Tally>,
    group: Option<(Group, Tally)>,
    account: Option<(BankStatement, Tally)>,
    ended: bool,
    lines: usize,
    statements: Vec<BankStatement>,
}

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<BankStatement>, StatementError> {
    let text = decode(bytes);
    let mut reader = Reader::default();
    for record in records::records(&text)? {
        reader.record(&record)?;
    }
    if !reader.ended {
        return Err(StatementError::file("it has no file trailer (99): its end is missing; fetch it again"));
    }
    Ok(reader.statements)
}

/// The format is ASCII; what some banks add to it is Latin-1.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

impl Reader {
    fn record(&mut self, record: &Record<'_>) -> Result<(), StatementError> {
        if self.ended {
            return Err(
                record.wrong("record code", "something follows the file trailer (99); read each file by itself")
            );
        }
        match (record.code, &self.file, &self.group, &self.account) {
            ("01", None, ..) => self.begin_file(record),
            ("02", Some(_), None, _) => self.begin_group(record),
            ("03", _, Some(_), None) => self.begin_account(record),
            ("16", .., Some(_)) => self.transaction(record),
            ("49", .., Some(_)) => self.end_account(record),
            ("98", _, Some(_), None) => self.end_group(record),
            ("99", Some(_), None, _) => self.end_file(record),
            (code, ..) => {
                let reason =
                    format!("record {code} isn't expected here; the order is 01, then 02, 03, 16, 49 and 98, then 99");
                Err(record.wrong("record code", reason))
            }
        }
    }

    fn begin_file(&mut self, record: &Record<'_>) -> Result<(), StatementError> {
        let version = record.field(7);
        if version != "2" {
            let reason = format!("it says {}; version 2 is read", quoted(version));
            return Err(record.wrong("version number", reason));
        }
        self.file = Some(Tally { lines: record.lines, ..Tally::default() });
        Ok(())
    }

    fn begin_group(&mut self, record: &Record<'_>) -> Result<(), StatementError> {
        let raw = record.field(3);
        let day = words::short_day(raw)
            .ok_or_else(|| record.wrong("as-of date", format!("{} is not a day written as YYMMDD", quoted(raw))))?;
        if !matches!(record.field(2), "" | "1") {
            let reason =
                "the group is a deletion, a correction or a test, not an update (1); ask the bank for the final file";
            return Err(record.wrong("group status", reason));
        }
        let currency = currency(record, 5)?;
        self.group = Some((Group { day, currency }, Tally { lines: record.lines, ..Tally::default() }));
        Ok(())
    }

    fn begin_account(&mut self, record: &Record<'_>) -> Result<(), StatementError> {
        let Some((group, _)) = self.group else { return Ok(()) };
        let account = words::text(record.field(0));
        if account.is_none() {
            return Err(record.wrong("customer account number", "it is empty"));
        }
        let mut statement = BankStatement {
            account,
            reference: None,
            currency: currency(record, 1)?.or(group.currency),
            days: (group.day, group.day),
            opening: None,
            closing: None,
            lines: Vec::new(),
        };
        let mut tally = Tally { lines: record.lines, ..Tally::default() };
        let mut at = 2;
        while at < record.fields.len() {
            let (kind, raw) = (record.field(at), record.field(at + 1));
            if !raw.is_empty() {
                let amount = amount(record, raw)?;
                tally.total += i128::from(amount.0);
                match kind {
                    OPENING => statement.opening = Some(amount),
                    CLOSING => statement.closing = Some(amount),
                    _ => {}
                }
            }
            // Type, amount, item count, then the funds type with what it brings.
            at = funds::after(record, at + 3)?.0;
        }
        self.account = Some((statement, tally));
        Ok(())
    }

    fn transaction(&mut self, record: &Record<'_>) -> Result<(), StatementError> {
        let Some((statement, tally)) = &mut self.account else { return Ok(()) };
        self.lines += 1;
        if self.lines > LINES_MAX {
            return Err(StatementError::file(format!("it has more than {LINES_MAX} lines; ask for fewer days")));
        }
        let (kind, raw) = (record.field(0), record.field(1));
        let comes_in = comes_in(kind).ok_or_else(|| {
            record.wrong("type code", format!("{} is no code of a credit (100–399) or a debit (400–699)", quoted(kind)))
        })?;
        let written = amount(record, raw)?;
        tally.total += i128::from(written.0);
        tally.lines += record.lines;
        let (at, value_day) = funds::after(record, 2)?;
        let text = words::text(&record.text_from(at + 2)).unwrap_or_default();
        statement.lines.push(BankLine {
            line: record.line,
            day: statement.days.0,
            value_day,
            amount: if comes_in { written } else { -written },
            bank_reference: words::text(record.field(at)),
            reference: words::text(record.field(at + 1)),
            return_reason: if is_return(kind) { words::return_code(&text) } else { None },
            text,
        });
        Ok(())
    }

    fn end_account(&mut self, record: &Record<'_>) -> Result<(), StatementError> {
        let Some((statement, mut tally)) = self.account.take() else { return Ok(()) };
        tally.lines += record.lines;
        tally.ensure(record, None)?;
        ensure_adds_up(&statement, record.line)?;
        self.statements.push(statement);
        if let Some((_, group)) = &mut self.group {
            group.include(tally);
        }
        Ok(())
    }

    fn end_group(&mut self, record: &Record<'_>) -> Result<(), StatementError> {
        let Some((_, mut tally)) = self.group.take() else { return Ok(()) };
        tally.lines += record.lines;
        tally.ensure(record, Some("number of accounts"))?;
        if let Some(file) = &mut self.file {
            file.include(tally);
        }
        Ok(())
    }

    fn end_file(&mut self, record: &Record<'_>) -> Result<(), StatementError> {
        let Some(tally) = &mut self.file else { return Ok(()) };
        tally.lines += record.lines;
        tally.ensure(record, Some("number of groups"))?;
        self.ended = true;
        Ok(())
    }
}

fn currency(record: &Record<'_>, at: usize) -> Result<Option<Currency>, StatementError> {
    match record.field(at) {
        "" => Ok(None),
        raw => words::currency(raw).map(Some).map_err(|reason| record.wrong("currency code", reason)),
    }
}

fn amount(record: &Record<'_>, raw: &str) -> Result<Cents, StatementError> {
    let cents = number(raw).and_then(|cents| i64::try_from(cents).ok());
    cents.map(Cents).ok_or_else(|| {
        record.wrong(
            "amount",
            format!("{} is not an amount in cents, without a point and of at most 18 digits", quoted(raw)),
        )
    })
}

/// Whether a transaction of this type comes in; `None` for what is no transaction.
fn comes_in(kind: &str) -> Option<bool> {
    match kind.parse::<u16>().ok()? {
        100..=399 | 920..=959 => Some(true),
        400..=699 | 960..=999 => Some(false),
        _ => None,
    }
}

/// Type codes of single returned ACH items and of other returned items.
fn is_return(kind: &str) -> bool {
    matches!(kind, "255" | "257" | "258" | "266" | "555" | "557" | "558")
}
