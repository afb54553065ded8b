//! Statements as tables: a row for each line, then what the lines come to, all of the same columns.

use super::{Head, Key, customer};
use crate::Office;
use crate::export::{Cell, Row, Table};
use domain::view::{StatementLine, StatementRow};
use domain::{Cents, Currency, Month, Refusal};
use futures_util::stream::{self, StreamExt};
use std::vec;

/// Lines of a block.
const LINES: usize = 5_000;

const COLUMNS: &[&str] = &[
    "row",
    "month",
    "partner",
    "partner_name",
    "plan",
    "version",
    "status",
    "currency",
    "kind",
    "customer",
    "fact",
    "rule",
    "from_partner",
    "billed",
    "base",
    "rate",
    "amount",
    "note",
];

/// The lines after so many; none after the last.
pub(super) async fn block(office: &Office, key: Key, after: usize) -> Result<Option<Vec<StatementLine>>, Refusal> {
    let mut tx = office.engine.store.read(office.tenant).await?;
    let (offset, limit) = (i64::try_from(after).unwrap_or(i64::MAX), i64::try_from(LINES).unwrap_or(i64::MAX));
    let lines = tx.statement_lines(key, offset, limit).await?;
    Ok((!lines.is_empty()).then_some(lines))
}

/// One statement: its lines, the sums by kind, what it leaves for later, the total, and how it is booked and paid.
///
/// A statement that is calculated doesn't change, so the blocks belong together whenever they are fetched.
pub(super) fn table(head: Head, office: Office) -> Table {
    let name = head.file_name();
    let rows = stream::try_unfold((head, office, Some(0)), async |(head, office, after)| {
        let Some(after) = after else { return Ok(None) };
        Ok(Some(match block(&office, head.key(), after).await? {
            Some(lines) => {
                let (of, currency) = (&head.statement, head.tenant.currency);
                let rows = lines.iter().map(|line| line_row(of, currency, line)).collect();
                (rows, (head, office, Some(after + lines.len())))
            }
            None => (summary(&head), (head, office, None)),
        }))
    });
    Table::new(name, COLUMNS, rows.boxed())
}

/// The lines of every statement of a month, by partner's code.
pub(crate) async fn month_lines(office: &Office, month: Month) -> Result<Table, Refusal> {
    let statements = office.statements(month).await?;
    if statements.is_empty() {
        return Err(Refusal::not_found("statement of that month"));
    }
    let currency = office.tenant().await?.currency;
    let first = Walk { office: office.clone(), currency, at: None, rest: statements.into_iter() };
    let rows = stream::try_unfold(first, async |mut walk| Ok(walk.next().await?.map(|rows| (rows, walk))));
    Ok(Table::new(format!("statement-lines-{month}"), COLUMNS, rows.boxed()))
}

/// A walk through the statements of a month.
struct Walk {
    office: Office,
    currency: Currency,
    /// The statement under way, and its lines so far.
    at: Option<(StatementRow, usize)>,
    rest: vec::IntoIter<StatementRow>,
}

impl Walk {
    async fn next(&mut self) -> Result<Option<Vec<Row>>, Refusal> {
        loop {
            let next = self.at.take().or_else(|| self.rest.next().map(|statement| (statement, 0)));
            let Some((statement, after)) = next else { return Ok(None) };
            let key = (statement.month, statement.version, statement.partner.id);
            if let Some(lines) = block(&self.office, key, after).await? {
                let rows = lines.iter().map(|line| line_row(&statement, self.currency, line)).collect();
                if lines.len() == LINES {
                    self.at = Some((statement, after + lines.len()));
                }
                return Ok(Some(rows));
            }
        }
    }
}

/// What every row says of the statement that it belongs to.
fn begin(what: &str, of: &StatementRow, currency: Currency) -> Row {
    vec![
        what.into(),
        of.month.into(),
        of.partner.code.as_str().into(),
        of.partner.name.as_str().into(),
        of.plan.as_str().into(),
        i64::from(of.version).into(),
        of.status.label().into(),
        currency.label().into(),
    ]
}

fn line_row(of: &StatementRow, currency: Currency, line: &StatementLine) -> Row {
    let mut row = begin("line", of, currency);
    row.extend([
        line.kind.label().into(),
        customer(line).into(),
        line.fact_in_words(of.month).into(),
        line.rule_in_words().into(),
        Cell::or_nothing(line.from_partner.clone()),
        Cell::or_nothing(line.billed),
        line.base.into(),
        line.rate.into(),
        line.amount.into(),
        Cell::Nothing,
    ]);
    row
}

/// The rows after the lines.
fn summary(head: &Head) -> Vec<Row> {
    let of = &head.statement;
    let row = |what: &str, kind: Cell, amount: Option<Cents>, note: Cell| {
        let mut row = begin(what, of, head.tenant.currency);
        row.push(kind);
        row.extend(vec![Cell::Nothing; 7]);
        row.extend([Cell::or_nothing(amount), note]);
        row
    };
    let sums = head.sums.iter();
    let sums = sums.map(|(kind, sum)| row("subtotal", kind.label().into(), Some(*sum), kind.explain().into()));
    let left = head.left().into_iter();
    let left = left.map(|(words, amount)| row("left for later", Cell::Nothing, Some(amount), words.as_ref().into()));
    let total = row("total", Cell::Nothing, Some(of.commission), Cell::Nothing);
    let booked = head.booked.map(|booked| {
        row("booked", Cell::Nothing, None, format!("Ledger entry {} on {}", booked.entry, booked.day).into())
    });
    let paid = head.paid.as_ref().map(|payout| {
        let note = format!("Payout {}, {}", payout.batch_name(), payout.state.label().to_lowercase());
        row("paid with", Cell::Nothing, Some(payout.amount), note.into())
    });
    sums.chain([total]).chain(left).chain(booked).chain(paid).collect()
}
