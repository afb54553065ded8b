//! CSV: a table of booked lines with a header, as online banking exports it.

mod columns;
mod values;

pub use columns::{Column, CsvReading, DayOrder};

use super::words::{self, quoted};
use super::{BankLine, BankStatement, LINES_MAX, StatementError, ensure_adds_up};
use crate::{Cents, Currency};
use chrono::NaiveDate;
use columns::Places;

/// One row, with where it stands in the file.
struct Row<'a> {
    line: u32,
    record: &'a ::csv::StringRecord,
    places: &'a Places<'a>,
}

/// Reads a file.
pub(super) fn read(bytes: &[u8], reading: &CsvReading) -> Result<Vec<BankStatement>, StatementError> {
    let text = utf8(bytes)?;
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| explain(&error))?;
    let places = Places::find(headers.iter().map(|header| header.trim().to_owned()).collect(), reading)?;
    let mut accounts: Vec<Account> = Vec::new();
    let mut record = ::csv::StringRecord::new();
    let mut count = 0;
    while reader.read_record(&mut record).map_err(|error| explain(&error))? {
        if record.iter().all(|value| value.trim().is_empty()) {
            continue;
        }
        count += 1;
        if count > LINES_MAX {
            return Err(StatementError::file(format!("it has more than {LINES_MAX} lines; export fewer days")));
        }
        let line = record.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(u32::MAX));
        let row = Row { line, record: &record, places: &places };
        row.ensure_width()?;
        let (name, currency) = (row.text(Column::Account), row.currency()?);
        let known = accounts.iter().position(|account| account.name == name && account.currency == currency);
        let at = known.unwrap_or(accounts.len());
        if known.is_none() {
            accounts.push(Account { name, currency, lines: Vec::new() });
        }
        accounts[at].lines.push((row.bank_line()?, row.amount(Column::Balance)?));
    }
    if accounts.is_empty() {
        return Err(StatementError::file("it has a header but no lines"));
    }
    accounts.into_iter().map(Account::statement).collect()
}

fn utf8(bytes: &[u8]) -> Result<&str, StatementError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(StatementError::file("this is a spreadsheet or an archive; save it as “CSV UTF-8”"));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let lines = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        let line = u32::try_from(lines).unwrap_or(u32::MAX);
        StatementError::at(line, "(line)", "it isn't UTF-8; save the file as “CSV UTF-8”")
    })
}

/// The delimiter that the header has most of.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
    // The last of the greatest wins, so the comma wins a tie.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn explain(error: &::csv::Error) -> StatementError {
    let line = error.position().map_or(1, |at| u32::try_from(at.line()).unwrap_or(u32::MAX));
    StatementError::at(line, "(line)", error.to_string())
}

impl Row<'_> {
    fn ensure_width(&self) -> Result<(), StatementError> {
        let (fields, headers) = (self.record.len(), self.places.headers.len());
        if fields == headers {
            return Ok(());
        }
        Err(StatementError::at(self.line, "(line)", format!("it has {fields} fields, the header {headers}")))
    }

    fn raw(&self, column: Column) -> &str {
        self.places.at.get(&column).and_then(|place| self.record.get(*place)).unwrap_or_default().trim()
    }

    fn text(&self, column: Column) -> Option<String> {
        words::text(self.raw(column))
    }

    fn wrong(&self, column: Column, reason: String) -> StatementError {
        let header = self.places.at.get(&column).and_then(|place| self.places.headers.get(*place));
        StatementError::at(self.line, header.map_or(column.label(), String::as_str), reason)
    }

    fn currency(&self) -> Result<Option<Currency>, StatementError> {
        match self.raw(Column::Currency) {
            "" => Ok(None),
            raw => words::currency(raw).map(Some).map_err(|reason| self.wrong(Column::Currency, reason)),
        }
    }

    fn day(&self, column: Column) -> Result<Option<NaiveDate>, StatementError> {
        let raw = self.raw(column);
        if raw.is_empty() {
            return Ok(None);
        }
        values::day(raw, self.places.reading.day_order).map(Some).ok_or_else(|| {
            self.wrong(column, format!("{} is not a day; write 2026-11-02, 11/02/2026 or 02.11.2026", quoted(raw)))
        })
    }

    fn amount(&self, column: Column) -> Result<Option<Cents>, StatementError> {
        let raw = self.raw(column);
        if raw.is_empty() {
            return Ok(None);
        }
        values::amount(raw, self.places.reading.decimal_comma).map(Some).ok_or_else(|| {
            let example = if self.places.reading.decimal_comma { "-1.234,50" } else { "-1,234.50" };
            self.wrong(column, format!("{} is not an amount of whole cents; write it like {example}", quoted(raw)))
        })
    }

    /// The signed amount, from its own column or from those of either side.
    fn signed(&self) -> Result<Cents, StatementError> {
        if let Some(amount) = self.amount(Column::Amount)? {
            return Ok(amount);
        }
        let (debit, credit) = (self.amount(Column::Debit)?, self.amount(Column::Credit)?);
        match (debit.filter(|amount| *amount != Cents::ZERO), credit.filter(|amount| *amount != Cents::ZERO)) {
            (Some(_), Some(_)) => Err(self.wrong(Column::Debit, "debit and credit both have an amount".into())),
            // Some banks write what went out as negative already.
            (Some(out), None) => Ok(Cents(out.0.saturating_abs().saturating_neg())),
            (None, Some(amount)) if amount < Cents::ZERO => {
                Err(self.wrong(Column::Credit, "what came in is negative; write it as a debit".into()))
            }
            (None, Some(amount)) => Ok(amount),
            (None, None) => debit.or(credit).ok_or_else(|| self.wrong(Column::Amount, "there is no amount".into())),
        }
    }

    fn bank_line(&self) -> Result<BankLine, StatementError> {
        let day = self.day(Column::Day)?.ok_or_else(|| self.wrong(Column::Day, "there is no day".into()))?;
        Ok(BankLine {
            line: self.line,
            day,
            value_day: self.day(Column::ValueDay)?,
            amount: self.signed()?,
            bank_reference: self.text(Column::BankReference),
            reference: self.text(Column::Reference),
            text: self.text(Column::Text).unwrap_or_default(),
            return_reason: self.text(Column::ReturnReason),
        })
    }
}

/// The lines of one account, each with the balance after it.
struct Account {
    name: Option<String>,
    currency: Option<Currency>,
    lines: Vec<(BankLine, Option<Cents>)>,
}

impl Account {
    fn statement(self) -> Result<BankStatement, StatementError> {
        let Self { name, currency, mut lines } = self;
        let days = lines.iter().map(|(line, _)| line.day);
        let (first, last) = (days.clone().min(), days.max());
        let (Some(first), Some(last)) = (first, last) else { return Err(StatementError::file("it has no lines")) };
        // Banks export the newest line first as often as last; balances tell which, where all lines have one.
        if lines.iter().all(|(_, balance)| balance.is_some()) {
            let forwards = steps(&lines);
            lines.reverse();
            if forwards >= steps(&lines) {
                lines.reverse();
            }
            ensure_balances_follow(&lines)?;
        }
        let before =
            |(line, balance): &(BankLine, Option<Cents>)| Some(Cents(balance.as_ref()?.0.checked_sub(line.amount.0)?));
        let complete = lines.iter().all(|(_, balance)| balance.is_some());
        let opening = lines.first().filter(|_| complete).and_then(before);
        let closing = lines.last().filter(|_| complete).and_then(|(_, balance)| *balance);
        let at = lines.last().map_or(0, |(line, _)| line.line);
        let lines = lines.into_iter().map(|(line, _)| line).collect();
        let statement =
            BankStatement { account: name, reference: None, currency, days: (first, last), opening, closing, lines };
        ensure_adds_up(&statement, at)?;
        Ok(statement)
    }
}

/// How many lines lead from the balance before to their own.
fn steps(lines: &[(BankLine, Option<Cents>)]) -> usize {
    lines.windows(2).filter(|pair| is_step(pair)).count()
}

/// Whether the second balance is the first one and the second line.
fn is_step(pair: &[(BankLine, Option<Cents>)]) -> bool {
    let [(_, before), (line, after)] = pair else { return true };
    before.and_then(|before| before.checked_add(line.amount)) == *after
}

fn ensure_balances_follow(lines: &[(BankLine, Option<Cents>)]) -> Result<(), StatementError> {
    let Some([(_, before), (line, after)]) = lines.windows(2).find(|pair| !is_step(pair)) else { return Ok(()) };
    let shown = |balance: &Option<Cents>| balance.map_or_else(String::new, |balance| balance.to_string());
    let reason = format!(
        "{} doesn't follow from the balance before, {}, and this line's amount, {}; lines are missing or doubled",
        shown(after),
        shown(before),
        line.amount
    );
    Err(StatementError::at(line.line, "balance", reason))
}
