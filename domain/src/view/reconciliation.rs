//! Reconciliation: the inbox of findings, one finding, and the bank statements taken in.

use crate::reconciliation::{Area, FindingKind, FindingState, Severity, Side, Tolerance};
use crate::view::PartnerRef;
use crate::{BankStatementId, Cents, Currency, CustomerId, FindingId, Month};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Which findings to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingQuery {
    /// Only of this kind.
    pub kind: Option<FindingKind>,
    /// Only this severity.
    pub severity: Option<Severity>,
    /// Only in this state; without it those that somebody should look at.
    pub state: Option<FindingState>,
    /// Only of this month.
    pub month: Option<Month>,
    /// Page, from 1.
    pub page: u32,
}

/// A finding in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRow {
    /// The finding.
    pub id: FindingId,
    /// What is wrong.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// What is done about it.
    pub state: FindingState,
    /// In which month.
    pub month: Month,
    /// About which reseller.
    pub partner: Option<PartnerRef>,
    /// About which customer: id and number.
    pub customer: Option<(CustomerId, String)>,
    /// What should be.
    pub expected: Side,
    /// What is.
    pub found: Side,
    /// What is, less what should be.
    pub difference: Cents,
    /// When it was found first, and last.
    pub found_at: (DateTime<Utc>, DateTime<Utc>),
}

/// A finding with what was done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingPage {
    /// The finding.
    pub row: FindingRow,
    /// The currency of its amounts.
    pub currency: Currency,
    /// What a person has said about it.
    pub resolution: Option<String>,
    /// Who.
    pub settled_by: Option<String>,
    /// When it was resolved, dismissed or cleared.
    pub settled_at: Option<DateTime<Utc>>,
    /// Whether the viewer may change its state.
    pub may_resolve: bool,
}

/// How many findings there are in a state, of a kind and severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct FindingCount {
    /// What is wrong.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// What is done about it.
    pub state: FindingState,
    /// How many.
    pub count: i64,
}

/// A comparison that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct ComparisonRow {
    /// Of which month.
    pub month: Month,
    /// What was compared.
    pub area: Area,
    /// When.
    pub at: DateTime<Utc>,
    /// Facts that were compared: lines and bills, statements, bank lines and payouts.
    pub compared: i64,
    /// Facts that couldn't be compared.
    pub skipped: i64,
    /// Findings that are new, or open again.
    pub raised: i64,
    /// Findings that the comparison has seen.
    pub standing: i64,
    /// Findings that are gone.
    pub cleared: i64,
}

/// A bank statement that was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct BankStatementRow {
    /// The statement.
    pub id: BankStatementId,
    /// The file it came in.
    pub file_name: String,
    /// The account as the bank names it.
    pub account: Option<String>,
    /// First day.
    pub first_day: NaiveDate,
    /// Last day.
    pub last_day: NaiveDate,
    /// Balance before the first line.
    pub opening: Option<Cents>,
    /// Balance after the last.
    pub closing: Option<Cents>,
    /// Lines.
    pub lines: i32,
    /// When it was taken in.
    pub imported_at: DateTime<Utc>,
}

/// The inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// The currency of all amounts.
    pub currency: Currency,
    /// The findings of the page, the most severe first.
    pub findings: Vec<FindingRow>,
    /// How many the query finds.
    pub found: i64,
    /// Page, from 1, and how many there are.
    pub pages: (u32, u32),
    /// All findings, counted.
    pub counts: Vec<FindingCount>,
    /// Months that can be compared, newest first.
    pub months: Vec<Month>,
    /// The newest comparison of each month and area, newest first.
    pub comparisons: Vec<ComparisonRow>,
    /// Bank statements taken in, newest first.
    pub statements: Vec<BankStatementRow>,
    /// What may differ.
    pub tolerance: Tolerance,
    /// Whether the viewer may compare, take statements in and change states.
    pub may_resolve: bool,
}

/// A line of a bank statement in a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLine {
    /// When.
    pub day: NaiveDate,
    /// What came in or, negative, went out.
    pub amount: Cents,
    /// The payer's or the bank's reference.
    pub reference: String,
    /// What the bank says about it.
    pub text: String,
    /// Why it came back.
    pub return_reason: Option<String>,
}

/// What a file would bring, before it is taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementPreview {
    /// The account as the bank names it.
    pub account: Option<String>,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// Balance before the first line, and after the last.
    pub balances: (Option<Cents>, Option<Cents>),
    /// Lines in all.
    pub lines: usize,
    /// What came in, and what went out.
    pub sums: (Cents, Cents),
    /// The first lines.
    pub first: Vec<PreviewLine>,
}

/// What taking a file in has brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementsTakenIn {
    /// What stands in the file.
    pub statements: Vec<StatementPreview>,
    /// Whether it was kept; not for a preview, nor for a file that was taken in before.
    pub kept: bool,
    /// Why not, if it was to be.
    pub note: Option<String>,
}
