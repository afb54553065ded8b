//! The ledger as tables, for spreadsheets and other books.

use crate::Office;
use crate::export::{Cell, Download, Row, Table};
use domain::view::AccountEntry;
use domain::{Cents, EntryId, FileFormat, Month, Refusal};
use futures_util::stream::{self, StreamExt};
use store::JournalLine;

/// Entries of a block.
const ENTRIES: i64 = 1000;

const JOURNAL: &[&str] = &[
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
const ACCOUNT: &[&str] = &["day", "source", "period", "memo", "debit", "credit", "balance"];

/// The journal of a month, block by block: each block has whole entries, and so is in balance.
///
/// Between blocks nothing is held, however slowly they are fetched. What is posted meanwhile comes at the end.
pub(crate) fn journal_table(office: Office, month: Month) -> Table {
    let rows = stream::try_unfold((office, month, None::<EntryId>), async |(office, month, after)| {
        let mut tx = office.engine.store.read(office.tenant).await?;
        let lines = tx.journal(month, after, ENTRIES).await?;
        drop(tx);
        let last = lines.last().map(|line| line.entry_id);
        Ok(last.map(|last| (lines.iter().map(journal_row).collect(), (office, month, Some(last)))))
    });
    Table::new(format!("journal-{month}"), JOURNAL, rows.boxed())
}

impl Office {
    /// The journal of a month as a file: every posting of every entry, in the order they were posted.
    pub async fn journal(&self, month: Month, format: FileFormat) -> Result<Download, Refusal> {
        journal_table(self.clone(), month).file(format).await
    }
}

/// A partner's account, oldest first.
pub(crate) fn account_table(name: String, newest_first: &[AccountEntry]) -> Table {
    let row = |entry: &AccountEntry| {
        let (debit, credit) = sides(entry.amount);
        vec![
            entry.day.into(),
            entry.source.kind.code().into(),
            entry.source.period.into(),
            Cell::or_nothing(entry.memo.as_deref()),
            debit,
            credit,
            entry.balance.into(),
        ]
    };
    Table::of(name, ACCOUNT, newest_first.iter().rev().map(row).collect())
}

fn journal_row(line: &JournalLine) -> Row {
    let (debit, credit) = sides(line.amount);
    vec![
        line.entry_id.to_string().into(),
        line.posted_at.into(),
        line.day.into(),
        line.source.kind.code().into(),
        line.source.period.into(),
        i64::from(line.source.version).into(),
        Cell::or_nothing(line.memo.as_deref()),
        line.account.code().into(),
        Cell::or_nothing(line.partner_code.as_deref()),
        Cell::or_nothing(line.partner_name.as_deref()),
        debit,
        credit,
    ]
}

/// Debit and credit, one of them empty.
fn sides(amount: Cents) -> (Cell, Cell) {
    if amount >= Cents::ZERO { (amount.into(), Cell::Nothing) } else { (Cell::Nothing, (-amount).into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Content;
    use domain::PartnerId;
    use domain::ledger::Source;
    use futures_util::TryStreamExt;

    #[tokio::test]
    async fn an_account_is_written_oldest_first_with_both_sides() {
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
        let file = account_table("payable-RS-1".into(), &newest_first).file(FileFormat::Csv).await.unwrap();
        assert_eq!(file.name, "payable-RS-1.csv");
        let Content::Blocks(blocks) = file.content else { panic!("blocks") };
        assert_eq!(
            String::from_utf8(blocks.try_concat().await.unwrap()).unwrap(),
            "day,source,period,memo,debit,credit,balance\r\n\
             2025-09-30,statement,2025-09,,,1235.00,-1235.00\r\n\
             2025-10-15,statement,2025-09,\"'=HYPERLINK(\"\"http://evil.example\"\"), “so”\",1234.50,,-0.50\r\n"
        );
    }
}
