//! Imports and exports as people see them.

use super::Desk;
use crate::export::Download;
use crate::transfers::{LARGEST, Upload, workflow_of};
use domain::rights::{Action, may};
use domain::transfer::{Asked, TransferKind};
use domain::view::{TransferList, TransferPage, WorkStep};
use domain::workflow::{StepState, WorkState};
use domain::{FileId, Month, Refusal, TransferId};

/// Transfers that are listed.
const LISTED: i64 = 50;

fn why_stuck(steps: Vec<WorkStep>) -> Option<String> {
    steps.into_iter().find(|step| step.state == StepState::Stuck)?.error
}

impl Desk {
    /// Imports and exports, newest first.
    pub async fn transfers(&self) -> Result<TransferList, Refusal> {
        self.check(Action::ExportData)?;
        let rows = self.read().await?.transfers(LISTED).await?;
        Ok(TransferList { rows, may_import: may(self.caller.role, Action::ImportData), largest: LARGEST })
    }

    /// One of them.
    pub async fn transfer(&self, id: TransferId) -> Result<TransferPage, Refusal> {
        self.check(Action::ExportData)?;
        let mut tx = self.read().await?;
        let row = tx.transfer(id).await?.ok_or_else(|| Refusal::not_found("import or export"))?;
        let work = tx.work_of(workflow_of(row.kind), &id.to_string()).await?;
        let stuck = match &work {
            Some(work) if work.state == WorkState::Stuck => why_stuck(tx.work_steps(work.id).await?),
            _ => None,
        };
        let may_import = may(self.caller.role, Action::ImportData);
        Ok(TransferPage { row, work: work.map(|work| work.id), stuck, may_import, at: self.engine.clock.now() })
    }

    /// Begins to bring a file in.
    pub async fn upload(&self, name: &str) -> Result<Upload, Refusal> {
        self.check(Action::ImportData)?;
        self.office().begin_upload(name).await
    }

    /// Has a file that was brought in checked, and then taken in.
    pub async fn import(&self, kind: TransferKind, asked: Asked, file: FileId) -> Result<TransferId, Refusal> {
        self.check(Action::ImportData)?;
        if !kind.is_import() {
            return Err(Refusal::invalid("kind", format!("“{}” is nothing to take in", kind.label())));
        }
        self.office().begin_transfer(kind, asked, Some(file), Some(self.caller.user)).await
    }

    /// Has rows gathered into a file.
    pub async fn export(&self, kind: TransferKind, month: &str) -> Result<TransferId, Refusal> {
        self.check(Action::ExportData)?;
        let month = Some(month.trim()).filter(|month| !month.is_empty()).map(str::parse::<Month>).transpose();
        let month = month.map_err(|_| Refusal::invalid("month", "write it like 2025-09"))?;
        if kind.is_import() {
            return Err(Refusal::invalid("kind", format!("“{}” is nothing to take away", kind.label())));
        }
        let asked = Asked { month: month.filter(|_| kind.needs_month()), ..Asked::default() };
        self.office().begin_transfer(kind, asked, None, Some(self.caller.user)).await
    }

    /// Lets a checked import go on.
    pub async fn let_import_go_on(&self, id: TransferId, keep_good: bool) -> Result<(), Refusal> {
        self.check(Action::ImportData)?;
        self.office().let_go_on(id, keep_good, self.actor()).await
    }

    /// Gives up an import that waits.
    pub async fn give_up_import(&self, id: TransferId) -> Result<(), Refusal> {
        self.check(Action::ImportData)?;
        self.office().give_up_transfer(id, self.actor()).await
    }

    /// The file of an export, or the rows that an import has refused.
    pub async fn download(&self, id: TransferId, report: bool) -> Result<Download, Refusal> {
        self.check(Action::ExportData)?;
        let row = self.read().await?.transfer(id).await?.ok_or_else(|| Refusal::not_found("file"))?;
        // What was brought in isn't given out again: it may hold more than the reader may see.
        let file = if report { row.report_id } else { row.file_id.filter(|_| !row.kind.is_import()) };
        let file = file.ok_or_else(|| Refusal::not_found("file"))?;
        self.office().open_file(file).await
    }
}
