//! Reconciliation as the operator's people see it: the inbox, one finding, bank statements.

use super::{Desk, Paging};
use crate::export::{Cell, Download, Row, Table};
use crate::months::open_points_of;
use crate::reconciliation::{NewBankFile, preview};
use domain::bank_statement::CsvReading;
use domain::event::Event;
use domain::reconciliation::{FindingState, Tolerance};
use domain::rights::{Action, may};
use domain::run::RunStatus;
use domain::view::{ComparisonRow, FindingPage, FindingQuery, FindingRow, Inbox, StatementsTakenIn};
use domain::{EventId, FileFormat, FindingId, Month, Refusal};
use futures_util::stream::{self, StreamExt};
use serde_json::json;

/// Findings of a page.
const FINDINGS: u32 = 50;
/// Findings of a block of a file.
const BLOCK: i64 = 1000;
/// Comparisons and statements that are listed.
const LISTED: i64 = 12;
/// Longest explanation, in characters.
const REASON_MAX: usize = 1000;

/// What findings are told by.
const COLUMNS: &[&str] = &[
    "finding",
    "kind",
    "severity",
    "state",
    "month",
    "partner",
    "partner_name",
    "customer",
    "expected",
    "expected_amount",
    "found",
    "found_amount",
    "difference",
    "first_found",
    "last_found",
];

fn finding_row(row: &FindingRow) -> Row {
    let partner = row.partner.as_ref();
    vec![
        row.id.to_string().into(),
        row.kind.label().into(),
        row.severity.label().into(),
        row.state.label().into(),
        row.month.into(),
        Cell::or_nothing(partner.map(|partner| partner.code.as_str())),
        Cell::or_nothing(partner.map(|partner| partner.name.as_str())),
        Cell::or_nothing(row.customer.as_ref().map(|(_, code)| code.as_str())),
        row.expected.what.as_str().into(),
        Cell::or_nothing(row.expected.amount),
        row.found.what.as_str().into(),
        Cell::or_nothing(row.found.amount),
        row.difference.into(),
        row.found_at.0.into(),
        row.found_at.1.into(),
    ]
}

impl Desk {
    /// Findings with what has been compared so far.
    pub async fn inbox(&self, query: &FindingQuery) -> Result<Inbox, Refusal> {
        self.check(Action::ReadFindings)?;
        let mut tx = self.read().await?;
        let paging = Paging::new(query.page, FINDINGS);
        let (findings, found) = tx.findings(query, paging.offset, paging.limit).await?;
        let runs = tx.runs().await?;
        let calculated = runs.into_iter().filter(|run| run.status >= RunStatus::Calculated);
        Ok(Inbox {
            currency: tx.tenant_row().await?.currency,
            findings,
            found,
            pages: (query.page.max(1), paging.pages(found)),
            counts: tx.finding_counts().await?,
            months: calculated.map(|run| run.month).collect(),
            comparisons: tx.comparisons(LISTED).await?,
            statements: tx.bank_statements(LISTED).await?,
            tolerance: tx.tolerance().await?,
            may_resolve: may(self.caller.role, Action::ResolveFindings),
        })
    }

    /// The findings that a query finds, all pages of them, as a file.
    pub async fn findings_file(&self, query: &FindingQuery, format: FileFormat) -> Result<Download, Refusal> {
        self.check(Action::ReadFindings)?;
        let from = (self.clone(), query.clone(), 0);
        let rows = stream::try_unfold(from, async |(desk, query, offset)| {
            let (found, _) = desk.read().await?.findings(&query, offset, BLOCK).await?;
            let next = offset + i64::try_from(found.len()).unwrap_or(i64::MAX);
            Ok((!found.is_empty()).then(|| (found.iter().map(finding_row).collect(), (desk, query, next))))
        });
        Table::new("findings", COLUMNS, rows.boxed()).file(format).await
    }

    /// One finding with its evidence, and what was done about it.
    pub async fn finding(&self, id: FindingId) -> Result<FindingPage, Refusal> {
        self.check(Action::ReadFindings)?;
        let mut tx = self.read().await?;
        let row = tx.finding(id).await?.ok_or_else(|| Refusal::not_found("finding"))?;
        let (resolution, settled_by, settled_at) = tx.finding_resolution(id).await?;
        Ok(FindingPage {
            row,
            currency: tx.tenant_row().await?.currency,
            resolution,
            settled_by,
            settled_at,
            may_resolve: may(self.caller.role, Action::ResolveFindings),
        })
    }

    /// Says what became of a finding. To resolve or dismiss one needs a reason.
    pub async fn settle_finding(&self, id: FindingId, to: FindingState, reason: &str) -> Result<(), Refusal> {
        self.check(Action::ResolveFindings)?;
        let reason = reason.trim();
        if reason.is_empty() && matches!(to, FindingState::Resolved | FindingState::Dismissed) {
            return Err(Refusal::invalid("reason", "say in a few words what was done, or why nothing need be done"));
        }
        if reason.chars().count() > REASON_MAX {
            return Err(Refusal::invalid("reason", format!("use at most {REASON_MAX} characters")));
        }
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let row = tx.finding(id).await?.ok_or_else(|| Refusal::not_found("finding"))?;
        if !row.state.may_become(to) {
            let (is, wanted) = (row.state.label().to_lowercase(), to.label().to_lowercase());
            return Err(Refusal::not_now(format!("This finding is {is}; it can't become {wanted}.")));
        }
        let text = (!reason.is_empty()).then_some(reason);
        let who = (Some(self.caller.user), now);
        if !tx.settle_finding(id, (row.state, to), text, who).await? {
            return Err(Refusal::conflict("Someone else has changed this finding. Look at it again."));
        }
        tx.announce(EventId(self.engine.clock.new_id()), now, &Event::FindingSettled { finding: id, state: to })
            .await?;
        let details = json!({ "from": row.state, "to": to, "reason": text, "kind": row.kind, "month": row.month });
        tx.audit(now, self.actor(), "finding_settled", &id.to_string(), &details).await?;
        tx.wake_steps(&open_points_of(row.month), now).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(())
    }

    /// Compares a month now.
    pub async fn reconcile(&self, month: Month) -> Result<Vec<ComparisonRow>, Refusal> {
        self.check(Action::ResolveFindings)?;
        self.office().reconcile(month, self.actor()).await
    }

    /// A bank's file that was read as text: looked at, or taken in.
    pub async fn bank_file(&self, name: String, content: String, keep: bool) -> Result<StatementsTakenIn, Refusal> {
        let reading = CsvReading::default();
        let file = NewBankFile { name, bytes: content.into_bytes(), format: None, reading };
        if keep { self.take_in_statement(file).await } else { self.preview_statement(file).await }
    }

    /// What a bank's file would bring.
    pub async fn preview_statement(&self, file: NewBankFile) -> Result<StatementsTakenIn, Refusal> {
        self.check(Action::ResolveFindings)?;
        preview(&self.office(), file).await
    }

    /// Takes a bank's file in.
    pub async fn take_in_statement(&self, file: NewBankFile) -> Result<StatementsTakenIn, Refusal> {
        self.check(Action::ResolveFindings)?;
        self.office().take_in_statement(file, self.actor()).await
    }

    /// Sets what may differ before it is a finding.
    pub async fn set_tolerance(&self, tolerance: Tolerance) -> Result<(), Refusal> {
        self.check(Action::ResolveFindings)?;
        self.office().set_tolerance(tolerance, self.actor()).await
    }
}
