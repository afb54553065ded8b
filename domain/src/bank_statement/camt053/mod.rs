//! CAMT.053, the bank to customer statement of ISO 20022, versions 2 to 13.
//!
//! Names and rules are those of the message definition reports of camt.053.001.02 and camt.053.001.08.

mod entry;
mod xml;

use super::words::{self, quoted, wide};
use super::{BankLine, BankStatement, LINES_MAX, StatementError, ensure_adds_up, sum};
use crate::{Cents, Currency, Rounding};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use xml::{Document, Element, Next};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<BankStatement>, StatementError> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))
        .map_err(|_| StatementError::file("it isn't UTF-8; ask the bank for UTF-8"))?;
    let mut document = Document::new(text);
    let Next::Begin(root) = document.next()? else { return Err(StatementError::file("it has no element")) };
    ensure_version(&root)?;
    let mut statements = Vec::new();
    let mut left = LINES_MAX;
    // Document, BkToCstmrStmt, then headers and statements.
    let Next::Begin(message) = document.next()? else { return Err(root.wrong("there is nothing in it")) };
    if message.name != "BkToCstmrStmt" {
        return Err(message.wrong("it isn't a bank to customer statement (BkToCstmrStmt)"));
    }
    while let Next::Begin(part) = document.next()? {
        if part.name == "Stmt" {
            let statement = statement(&mut document, &part, left)?;
            left -= statement.lines.len();
            statements.push(statement);
        } else {
            document.skip()?;
        }
    }
    // What is left must end what began.
    loop {
        match document.next()? {
            Next::Begin(more) => return Err(more.wrong("it stands after the statements; read each file by itself")),
            Next::End => {}
            Next::Over => return Ok(statements),
        }
    }
}

fn ensure_version(root: &Element) -> Result<(), StatementError> {
    let namespace = root.namespace.as_deref().unwrap_or_default();
    let version = namespace.strip_prefix(NAMESPACE).and_then(|version| version.parse::<u32>().ok());
    match (root.name.as_str(), version) {
        ("Document", Some(2..=13)) => Ok(()),
        _ if namespace.contains("camt.052") => {
            Err(root
                .wrong("it is an account report within the day (camt.052); ask the bank for the statement, camt.053"))
        }
        _ if namespace.contains("camt.054") => {
            Err(root.wrong("it is a notification (camt.054); ask the bank for the statement, camt.053"))
        }
        _ => Err(root.wrong(format!("its namespace is {}; {NAMESPACE}02 to 13 are read", quoted(namespace)))),
    }
}

/// A statement as its parts are read, one after the other.
#[derive(Default)]
struct Parts {
    reference: Option<String>,
    account: Option<String>,
    currency: Option<Currency>,
    days: Option<(NaiveDate, NaiveDate)>,
    opening: Option<(Cents, NaiveDate)>,
    closing: Option<(Cents, NaiveDate)>,
    summary: Option<Element>,
    /// Booked entries; each has at least one line.
    entries: usize,
    lines: Vec<BankLine>,
}

/// Reads a statement that has begun, of at most so many lines.
fn statement(document: &mut Document<'_>, begin: &Element, lines_max: usize) -> Result<BankStatement, StatementError> {
    let mut parts = Parts::default();
    while let Next::Begin(part) = document.next()? {
        match part.name.as_str() {
            "Id" | "Acct" | "FrToDt" | "Bal" | "TxsSummry" | "Ntry" => {
                let part = document.fill(part)?;
                parts.take(part)?;
            }
            _ => document.skip()?,
        }
        if parts.lines.len() > lines_max {
            return Err(StatementError::file(format!("it has more than {LINES_MAX} lines; ask for fewer days")));
        }
    }
    parts.finish(begin)
}

impl Parts {
    fn take(&mut self, part: Element) -> Result<(), StatementError> {
        match part.name.as_str() {
            "Id" => self.reference = words::text(&part.text),
            "Acct" => {
                let name = part.text_at(&["Id", "IBAN"]).or_else(|| part.text_at(&["Id", "Othr", "Id"]));
                self.account = name.and_then(words::text);
                if let Some(currency) = part.find(&["Ccy"]) {
                    self.currency = Some(self::currency(currency, currency.text.trim())?);
                }
            }
            "FrToDt" => {
                let day = |name| part.find(&[name]).map(day_of).transpose();
                self.days = day("FrDtTm")?.zip(day("ToDtTm")?);
            }
            "Bal" => self.balance(&part)?,
            "TxsSummry" => self.summary = Some(part),
            _ => {
                let lines = entry::read(&part, &mut self.currency)?;
                self.entries += usize::from(!lines.is_empty());
                self.lines.extend(lines);
            }
        }
        Ok(())
    }

    fn balance(&mut self, part: &Element) -> Result<(), StatementError> {
        let kind = part.text_at(&["Tp", "CdOrPrtry", "Cd"]);
        let Some(kind @ ("OPBD" | "PRCD" | "CLBD")) = kind else { return Ok(()) };
        let balance = (signed(part, &mut self.currency)?, dated(part, "Dt")?);
        match kind {
            "CLBD" => self.closing = Some(balance),
            "OPBD" => self.opening = Some(balance),
            // The closing balance of the statement before opens this one.
            _ => self.opening = self.opening.or(Some(balance)),
        }
        Ok(())
    }

    fn finish(self, begin: &Element) -> Result<BankStatement, StatementError> {
        let covered = self.closing.map(|(_, day)| day).into_iter().chain(self.lines.iter().map(|line| line.day));
        let (from, to) = match (self.days, covered.clone().min().zip(covered.max())) {
            (Some((from, to)), Some((first, last))) => (from.min(first), to.max(last)),
            (Some(days), None) | (None, Some(days)) => days,
            (None, None) => return Err(begin.wrong("it has neither dates nor balances nor entries")),
        };
        let statement = BankStatement {
            account: self.account,
            reference: self.reference,
            currency: self.currency,
            days: (from, to),
            opening: self.opening.map(|(amount, _)| amount),
            closing: self.closing.map(|(amount, _)| amount),
            lines: self.lines,
        };
        ensure_adds_up(&statement, begin.line)?;
        if let Some(summary) = &self.summary {
            ensure_summary(summary, &statement, self.entries)?;
        }
        Ok(statement)
    }
}

/// Refuses a statement whose summary of its transactions says otherwise than its entries.
fn ensure_summary(summary: &Element, statement: &BankStatement, entries: usize) -> Result<(), StatementError> {
    let Some(total) = summary.find(&["TtlNtries"]) else { return Ok(()) };
    if let Some(count) = total.find(&["NbOfNtries"])
        && count.text.trim().parse() != Ok(entries)
    {
        let reason = format!("it says {}, but {entries} entries are booked", quoted(count.text.trim()));
        return Err(count.wrong(reason));
    }
    if let Some(gross) = total.find(&["Sum"]) {
        let says = amount(gross)?;
        let size: i128 = statement.lines.iter().map(|line| i128::from(line.amount.0.unsigned_abs())).sum();
        if i128::from(says.0) != size {
            return Err(gross.wrong(format!("it says {says}, but the entries come to {}", wide(size))));
        }
    }
    // Version 8 has the net amount in an element of its own.
    let net = total.find(&["TtlNetNtry", "Amt"]).or_else(|| total.find(&["TtlNetNtryAmt"]));
    if let Some(net) = net {
        let says = amount(net)?;
        let comes_to = sum(&statement.lines);
        if i128::from(says.0) != comes_to.abs() {
            return Err(net.wrong(format!("it says {says}, but the entries come to {}", wide(comes_to.abs()))));
        }
    }
    Ok(())
}

fn currency(element: &Element, raw: &str) -> Result<Currency, StatementError> {
    words::currency(raw).map_err(|reason| element.wrong(reason))
}

/// An amount without its sign, of whole cents.
fn amount(element: &Element) -> Result<Cents, StatementError> {
    let raw = element.text.trim();
    let wrong = || element.wrong(format!("{} is not an amount of whole cents like 1234.50", quoted(raw)));
    let decimal = Decimal::from_str_exact(raw).map_err(|_| wrong())?;
    let cents = Cents::from_decimal(decimal, Rounding::HalfEven).ok_or_else(wrong)?;
    // The sign stands in an element of its own.
    if cents.to_decimal() == decimal && cents >= Cents::ZERO { Ok(cents) } else { Err(wrong()) }
}

/// The amount of an entry or balance, with the sign that its indicator gives. Notes the currency, which all share.
fn signed(part: &Element, known: &mut Option<Currency>) -> Result<Cents, StatementError> {
    let element = part.find(&["Amt"]).ok_or_else(|| part.wrong("it has no amount (Amt)"))?;
    let size = amount(element)?;
    let raw = element.currency.as_deref().ok_or_else(|| element.wrong("it names no currency (Ccy)"))?;
    let currency = currency(element, raw)?;
    if *known.get_or_insert(currency) != currency {
        return Err(element.wrong("its currency isn't that of the account"));
    }
    match direction(part)? {
        Some(true) => Ok(size),
        Some(false) => Ok(-size),
        None => Err(part.wrong("it has no credit or debit indicator (CdtDbtInd)")),
    }
}

/// Whether it comes in.
fn direction(part: &Element) -> Result<Option<bool>, StatementError> {
    let Some(indicator) = part.find(&["CdtDbtInd"]) else { return Ok(None) };
    match indicator.text.trim() {
        "CRDT" => Ok(Some(true)),
        "DBIT" => Ok(Some(false)),
        other => Err(indicator.wrong(format!("{} is neither CRDT nor DBIT", quoted(other)))),
    }
}

/// The day of an element that holds a date or a date with a time.
fn dated(part: &Element, name: &str) -> Result<NaiveDate, StatementError> {
    let date = part.find(&[name]).ok_or_else(|| part.wrong(format!("it has no date ({name})")))?;
    let inner = date.find(&["Dt"]).or_else(|| date.find(&["DtTm"])).unwrap_or(date);
    day_of(inner)
}

/// The day that the bank's own clock shows: a zone that follows changes nothing.
fn day_of(element: &Element) -> Result<NaiveDate, StatementError> {
    let raw = element.text.trim();
    let day = raw.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    day.ok_or_else(|| element.wrong(format!("{} is not a day like 2026-11-02", quoted(raw))))
}
