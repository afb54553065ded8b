//! An export: rows gathered into a file, a block at a time.

use super::Upload;
use super::files::KEPT_AFTER_EXPORT;
use crate::export::{Cell, Row, Table};
use crate::ledger::journal_table;
use crate::runner::{Settled, Work};
use crate::{Office, statements};
use domain::audit::AuditEntry;
use domain::lifecycle::ChurnReason;
use domain::partner::Partner;
use domain::transfer::{Progress, TransferKind, TransferState};
use domain::view::{CustomerLine, TransferRow};
use domain::{CustomerId, Refusal, TransferId};
use futures_util::TryStreamExt;
use futures_util::stream::{self, StreamExt};
use serde_json::json;
use std::collections::HashMap;
use std::fmt::Write as _;
use store::TransferMove;

/// Rows of a block.
const ROWS: i64 = 2_000;
/// Rows after which the progress is told again.
const ROWS_TOLD: u64 = 2_000;

const CUSTOMERS: &[&str] = &[
    "customer_id",
    "reseller_id",
    "lifecycle_stage",
    "mrr",
    "activation_date",
    "churn_date",
    "churn_category",
    "city",
    "postcode",
    "services",
];
/// Those that an import of resellers reads, and what else is known of one.
const RESELLERS: &[&str] =
    &["reseller_id", "master_agent_id", "name", "home_city", "manager", "type", "tier", "status"];
const TRAIL: &[&str] = &["position", "at", "user_id", "action", "subject", "details", "entry_hash"];

impl Office {
    /// Gathers the rows and keeps them as a file for a week. Begun again after a crash it begins anew.
    pub(crate) async fn run_export(&self, work: &Work, id: TransferId) -> Result<Settled, Refusal> {
        let row = self.transfer_row(id).await?;
        if row.state.is_ended() {
            return work.done(json!({ "state": row.state })).await;
        }
        let mut progress = Progress::default();
        if row.state == TransferState::Checking {
            let mut tx = self.engine.store.write(self.tenant).await?;
            let begun = step(row.state, TransferState::Running, &progress);
            self.move_transfer(&mut tx, &row, &begun, work.actor()).await?;
            tx.commit().await?;
        }
        let table = match self.rows_of(&row).await {
            Ok(table) => table,
            Err(refusal @ (Refusal::NotFound { .. } | Refusal::Invalid { .. })) => {
                let problem = refusal.to_string();
                let refused = TransferMove {
                    problem: Some(&problem),
                    ..step(TransferState::Running, TransferState::Refused, &progress)
                };
                let mut tx = self.engine.store.write(self.tenant).await?;
                self.move_transfer(&mut tx, &row, &refused, work.actor()).await?;
                return work.done_in(tx, json!({ "refused": problem })).await;
            }
            Err(refusal) => return Err(refusal),
        };
        let mut upload = Upload::begin(self.clone(), &file_name(&row)).await?;
        let mut blocks = table.csv();
        while let Some((rows, block)) = blocks.try_next().await? {
            upload.write_any(block.as_bytes()).await?;
            let told = progress.rows / ROWS_TOLD;
            progress.rows += rows;
            if progress.rows / ROWS_TOLD > told {
                self.tell_progress(work, id, &progress).await?;
            }
        }
        let file = upload.finish_until(Some(KEPT_AFTER_EXPORT)).await?;
        let done = TransferMove { file: Some(file), ..step(TransferState::Running, TransferState::Done, &progress) };
        let mut tx = self.engine.store.write(self.tenant).await?;
        self.move_transfer(&mut tx, &row, &done, work.actor()).await?;
        work.done_in(tx, json!({ "rows": progress.rows })).await
    }

    /// Notes how far it is, for whoever still holds the step.
    async fn tell_progress(&self, work: &Work, id: TransferId, progress: &Progress) -> Result<(), Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        let now = self.engine.clock.now();
        tx.renew_step(&work.claim, now + self.engine.options.step_lease).await?;
        tx.move_transfer(id, &step(TransferState::Running, TransferState::Running, progress), now).await?;
        Ok(tx.commit().await?)
    }

    /// Every reseller, by code.
    async fn resellers_table(&self) -> Result<Table, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let mut partners = tx.partners().await?;
        let emails: HashMap<_, _> = tx.users().await?.into_iter().map(|user| (user.id, user.email)).collect();
        drop(tx);
        let codes: HashMap<_, _> = partners.iter().map(|partner| (partner.id, partner.code.clone())).collect();
        partners.sort_by(|a, b| a.code.cmp(&b.code));
        let row = |partner: &Partner| -> Row {
            vec![
                partner.code.as_str().into(),
                Cell::or_nothing(partner.parent_id.and_then(|parent| codes.get(&parent)).map(String::as_str)),
                partner.name.as_str().into(),
                Cell::or_nothing(partner.territory.as_deref()),
                Cell::or_nothing(partner.manager_id.and_then(|id| emails.get(&id)).map(String::as_str)),
                partner.kind.code().into(),
                partner.tier.code().into(),
                partner.status.code().into(),
            ]
        };
        let rows: Vec<_> = partners.iter().map(row).collect();
        Ok(Table::new("resellers", RESELLERS, stream::once(async { Ok(rows) }).boxed()))
    }

    /// What is asked for, as a table whose rows are read as they are wanted.
    async fn rows_of(&self, row: &TransferRow) -> Result<Table, Refusal> {
        let month = || row.asked.month.ok_or_else(|| Refusal::invalid("month", "it is missing"));
        match row.kind {
            TransferKind::CustomerList => Ok(customers_table(self.clone())),
            TransferKind::ResellerList => self.resellers_table().await,
            TransferKind::StatementLines => statements::month_lines(self, month()?).await,
            TransferKind::Journal => Ok(journal_table(self.clone(), month()?)),
            TransferKind::AuditTrail => Ok(trail_table(self.clone())),
            _ => Err(Refusal::invalid("kind", "it is nothing to take away")),
        }
    }
}

fn step(from: TransferState, to: TransferState, progress: &Progress) -> TransferMove<'_> {
    let rows_done = i64::try_from(progress.rows).unwrap_or(i64::MAX);
    TransferMove { from, to, progress, rows_total: None, rows_done, problem: None, file: None, report: None }
}

fn file_name(row: &TransferRow) -> String {
    let of = row.asked.month.map(|month| format!("-{month}")).unwrap_or_default();
    format!("{}{of}.csv", row.kind.code().replace('_', "-"))
}

/// Every customer, in the order of their keys.
fn customers_table(office: Office) -> Table {
    let rows = stream::try_unfold((office, None::<CustomerId>), async |(office, after)| {
        let customers = office.engine.store.read(office.tenant).await?.customer_lines(after, ROWS).await?;
        let last = customers.last().map(|customer| customer.id);
        Ok(last.map(|last| (customers.iter().map(customer_row).collect(), (office, Some(last)))))
    });
    Table::new("customers", CUSTOMERS, rows.boxed())
}

fn customer_row(customer: &CustomerLine) -> Row {
    vec![
        customer.code.as_str().into(),
        customer.partner_code.as_str().into(),
        customer.stage.code().into(),
        customer.mrr.into(),
        Cell::or_nothing(customer.activated_on),
        Cell::or_nothing(customer.churned_on),
        Cell::or_nothing(customer.churn_reason.map(ChurnReason::code)),
        Cell::or_nothing(customer.city.as_deref()),
        Cell::or_nothing(customer.postcode.as_deref()),
        customer.services.as_str().into(),
    ]
}

/// The audit trail from its first entry on.
fn trail_table(office: Office) -> Table {
    let rows = stream::try_unfold((office, 0), async |(office, after)| {
        let entries = office.engine.store.read(office.tenant).await?.audit_after(after, ROWS).await?;
        let last = entries.last().map(|entry| entry.position);
        Ok(last.map(|last| (entries.iter().map(trail_row).collect(), (office, last))))
    });
    Table::new("audit-trail", TRAIL, rows.boxed())
}

fn trail_row(entry: &AuditEntry) -> Row {
    let hash = entry.entry_hash.iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    });
    vec![
        entry.position.into(),
        entry.at.into(),
        Cell::or_nothing(entry.user_id.map(|id| id.to_string())),
        entry.action.as_str().into(),
        entry.subject.as_str().into(),
        entry.details.as_str().into(),
        hash.into(),
    ]
}
