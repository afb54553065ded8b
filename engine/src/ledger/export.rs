//! The ledger as CSV, for spreadsheets and other books.

use crate::Office;
use domain::view::AccountEntry;
use domain::{Cents, EntryId, Month, Refusal};
use std::borrow::Cow;
use store::JournalLine;

/// Entries of a block.
const ENTRIES: i64 = 1000;

const JOURNAL: [&str; 12] = [
    "entry",
    "posted_at",
    "day",
    "source",
    "period",
    "version",
    "memo",
    "account",
    "partner",
    "partner_name",
    "debit",
    "credit",
];
const ACCOUNT: [&str; 7] = ["day", "source", "period", "memo", "debit", "credit", "balance"];

/// The journal of a month as CSV, block by block: each block has whole entries, and so is in balance.
///
/// Between blocks nothing is held, however slowly they are fetched. What is posted meanwhile comes at the end.
pub struct LedgerExport {
    office: Office,
    month: Month,
    next: Next,
}

enum Next {
    Begin,
    After(EntryId),
    End,
}

impl LedgerExport {
    pub(crate) const fn new(office: Office, month: Month) -> Self {
        Self { office, month, next: Next::Begin }
    }

    /// The next block; the first begins with the names of the columns. `None` after the last.
    pub async fn next_block(&mut self) -> Result<Option<String>, Refusal> {
        let after = match self.next {
            Next::Begin => None,
            Next::After(entry) => Some(entry),
            Next::End => return Ok(None),
        };
        let mut tx = self.office.engine.store.read(self.office.tenant).await?;
        let lines = tx.journal(self.month, after, ENTRIES).await?;
        drop(tx);
        self.next = lines.last().map_or(Next::End, |line| Next::After(line.entry_id));
        let mut block = Block::new();
        if after.is_none() {
            block.row(JOURNAL)?;
        } else if lines.is_empty() {
            return Ok(None);
        }
        lines.iter().try_for_each(|line| block.journal_line(line))?;
        block.text().map(Some)
    }
}

impl Office {
    /// The journal of a month as CSV: every posting of every entry, in the order they were posted.
    pub fn ledger_export(&self, month: Month) -> LedgerExport {
        LedgerExport::new(self.clone(), month)
    }
}

/// A partner's account as CSV, oldest first.
pub(crate) fn account_csv(entries: &[AccountEntry]) -> Result<String, Refusal> {
    let mut block = Block::new();
    block.row(ACCOUNT)?;
    for entry in entries.iter().rev() {
        let (debit, credit) = sides(entry.amount);
        block.row([
            entry.day.to_string().as_str(),
            entry.source.kind.code(),
            &entry.source.period.to_string(),
            &text(entry.memo.as_deref().unwrap_or_default()),
            &debit,
            &credit,
            &plain(entry.balance),
        ])?;
    }
    block.text()
}

/// Rows of CSV in memory.
struct Block(csv::Writer<Vec<u8>>);

impl Block {
    fn new() -> Self {
        Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new()))
    }

    fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> Result<(), Refusal> {
        self.0.write_record(cells).map_err(|error| not_written(&error))
    }

    fn journal_line(&mut self, line: &JournalLine) -> Result<(), Refusal> {
        let (debit, credit) = sides(line.amount);
        self.row([
            line.entry_id.to_string().as_str(),
            &line.posted_at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            &line.day.to_string(),
            line.source.kind.code(),
            &line.source.period.to_string(),
            &line.source.version.to_string(),
            &text(line.memo.as_deref().unwrap_or_default()),
            line.account.code(),
            &text(line.partner_code.as_deref().unwrap_or_default()),
            &text(line.partner_name.as_deref().unwrap_or_default()),
            &debit,
            &credit,
        ])
    }

    fn text(self) -> Result<String, Refusal> {
        let bytes = self.0.into_inner().map_err(|error| not_written(&error))?;
        String::from_utf8(bytes).map_err(|error| not_written(&error))
    }
}

/// Writing to memory doesn't fail, and what is written is text.
fn not_written(error: &(dyn std::error::Error + 'static)) -> Refusal {
    tracing::error!(error, "a block of CSV wasn't written");
    Refusal::Unavailable
}

/// Debit and credit, one of them empty.
fn sides(amount: Cents) -> (String, String) {
    if amount >= Cents::ZERO { (plain(amount), String::new()) } else { (String::new(), plain(-amount)) }
}

/// `1234.50`: a number to every spreadsheet.
fn plain(amount: Cents) -> String {
    amount.to_decimal().to_string()
}

/// Text that no spreadsheet takes for a formula: one that begins like it gets an apostrophe.
///
/// Source: OWASP, CSV Injection.
fn text(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::PartnerId;
    use domain::ledger::Source;

    #[test]
    fn an_account_is_written_oldest_first_with_both_sides() {
        let entry = |day: &str, amount, balance, memo: Option<&str>| AccountEntry {
            day: day.parse().unwrap(),
            source: Source::statement(PartnerId(uuid::Uuid::nil()), Month::new(2025, 9).unwrap(), 1),
            memo: memo.map(str::to_owned),
            amount: Cents(amount),
            balance: Cents(balance),
        };
        let newest_first = [
            entry("2025-10-15", 123_450, -50, Some("=HYPERLINK(\"http://evil.example\"), “so”")),
            entry("2025-09-30", -123_500, -123_500, None),
        ];
        let csv = account_csv(&newest_first).unwrap();
        assert_eq!(
            csv,
            "day,source,period,memo,debit,credit,balance\r\n\
             2025-09-30,statement,2025-09,,,1235.00,-1235.00\r\n\
             2025-10-15,statement,2025-09,\"'=HYPERLINK(\"\"http://evil.example\"\"), “so”\",1234.50,,-0.50\r\n"
        );
    }

    #[test]
    fn nothing_begins_like_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        assert_eq!(text("Downey = south"), "Downey = south");
    }
}
