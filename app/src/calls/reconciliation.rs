//! Reconciliation: findings, and the bank's statements.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::reconciliation::FindingState;
use domain::view::{ComparisonRow, FindingPage, FindingQuery, Inbox, StatementsTakenIn};
use domain::{FindingId, Month};
use leptos::prelude::*;

/// Findings, and what has been compared.
#[server(protocol = Read)]
pub async fn read_inbox(
    /// What the list is narrowed to.
    query: FindingQuery,
) -> Result<Inbox, Trouble> {
    Ok(super::desk()?.inbox(&query).await?)
}

/// One finding.
#[server(protocol = Read)]
pub async fn read_finding(
    /// Which.
    finding: FindingId,
) -> Result<FindingPage, Trouble> {
    Ok(super::desk()?.finding(finding).await?)
}

/// Says what became of a finding.
#[server(protocol = Change)]
pub async fn settle_finding(
    /// Which.
    finding: FindingId,
    /// What it becomes.
    to: FindingState,
    /// What was done, or why nothing need be done.
    #[server(default)]
    reason: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.settle_finding(finding, to, &reason).await?)
}

/// Compares a month now.
#[server(protocol = Change)]
pub async fn reconcile_month(
    /// Which.
    month: Month,
) -> Result<Vec<ComparisonRow>, Trouble> {
    Ok(super::desk()?.reconcile(month).await?)
}

/// Reads a bank's file and, if it is to be kept, takes it in.
#[server(protocol = Change)]
pub async fn read_statement_file(
    /// The file's name.
    name: String,
    /// What is in it.
    content: String,
    /// Whether it is kept; otherwise it is only looked at.
    keep: bool,
) -> Result<StatementsTakenIn, Trouble> {
    Ok(super::desk()?.bank_file(name, content, keep).await?)
}
