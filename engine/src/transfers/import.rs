//! An import: checked, let go on by a person, taken in.

use super::files::KEPT_AFTER_IMPORT;
use super::go_of;
use crate::imports::parts::{Keeper, Outcome};
use crate::imports::{CustomerImport, FactImport, Mapping, OnProblem};
use crate::reconciliation::BillingExport;
use crate::runner::{Settled, Work};
use crate::{Office, reconciliation};
use domain::audit::Actor;
use domain::transfer::{Progress, TransferKind, TransferState};
use domain::view::TransferRow;
use domain::{FileId, Month, Refusal, TransferId};
use serde_json::json;
use std::path::Path;
use store::{TransferMove, Tx};

impl Office {
    /// Reads the whole file and says what it would change.
    pub(crate) async fn check_import(&self, work: &Work, id: TransferId) -> Result<Settled, Refusal> {
        let row = self.transfer_row(id).await?;
        if row.state != TransferState::Checking {
            return work.done(json!({ "state": row.state })).await;
        }
        let (_folder, path) = self.copy_here(file_of(&row)?).await?;
        let (progress, report) = match self.look(&row, &path).await {
            Ok(looked) => looked,
            Err(refusal) => return self.refuse_import(work, &row, &path, refusal).await,
        };
        let report = match report {
            Some(report) => Some(self.keep_file(&report, &report_name(&row), KEPT_AFTER_IMPORT).await?),
            None => None,
        };
        let goes_on = row.asked.at_once && progress.refused == 0;
        let step = TransferMove {
            from: row.state,
            to: if goes_on { TransferState::Running } else { TransferState::Waiting },
            progress: if goes_on { &Progress::default() } else { &progress },
            rows_total: Some(i64::try_from(progress.rows).unwrap_or(i64::MAX)),
            rows_done: 0,
            problem: None,
            file: None,
            report,
        };
        let mut tx = self.engine.store.write(self.tenant).await?;
        self.move_transfer(&mut tx, &row, &step, work.actor()).await?;
        work.done_in(tx, json!({ "rows": progress.rows, "refused": progress.refused })).await
    }

    /// Waits until a person has let it go on, then takes the file in.
    pub(crate) async fn run_import(&self, work: &Work, id: TransferId) -> Result<Settled, Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        // Locked: a person's go can't fall between the look and the wait.
        match tx.lock_transfer(id).await? {
            Some(TransferState::Running) => drop(tx),
            Some(TransferState::Waiting) => return work.wait_in(tx, &go_of(id), None).await,
            state => return work.done_in(tx, json!({ "state": state })).await,
        }
        let row = self.transfer_row(id).await?;
        let (_folder, path) = self.copy_here(file_of(&row)?).await?;
        match self.take_in_file(work, &row, &path).await {
            Ok((progress, _report)) => self.end_import(work, &row, progress).await,
            Err(refusal) => self.refuse_import(work, &row, &path, refusal).await,
        }
    }

    async fn look(&self, row: &TransferRow, path: &Path) -> Result<Outcome, Refusal> {
        match row.kind {
            TransferKind::Customers => self.customers_in_parts(&customers(row, path), None, Progress::default()).await,
            TransferKind::Facts => self.facts_in_parts(&facts(path), None, Progress::default()).await,
            TransferKind::Resellers => {
                let looked = self.partners_from(path, month(row)?, true).await?;
                Ok((progress_of(&looked), None))
            }
            _ => {
                let rows = reconciliation::count_exported(month(row)?, &billing(path))?;
                Ok((Progress { rows, ..Progress::default() }, None))
            }
        }
    }

    async fn take_in_file(&self, work: &Work, row: &TransferRow, path: &Path) -> Result<Outcome, Refusal> {
        let keeper = Keeper { step: work, transfer: row.id };
        let before = row.progress.clone();
        match row.kind {
            TransferKind::Customers => self.customers_in_parts(&customers(row, path), Some(&keeper), before).await,
            TransferKind::Facts => self.facts_in_parts(&facts(path), Some(&keeper), before).await,
            TransferKind::Resellers => {
                let taken = self.partners_from(path, month(row)?, false).await?;
                Ok((progress_of(&taken), None))
            }
            _ => {
                let compared = self.reconcile_billing(month(row)?, &billing(path), work.actor()).await?;
                let raised = u64::try_from(compared.raised).unwrap_or(0);
                let rows = u64::try_from(row.rows_total.unwrap_or(0)).unwrap_or(0);
                Ok((Progress { rows, added: raised, ..Progress::default() }, None))
            }
        }
    }

    async fn end_import(&self, work: &Work, row: &TransferRow, progress: Progress) -> Result<Settled, Refusal> {
        let mut progress = Progress { problems: row.progress.problems.clone(), ..progress };
        let mut tx = self.engine.store.write(self.tenant).await?;
        self.rows_are_in(&mut tx, row, &mut progress, work.actor()).await?;
        self.move_transfer(&mut tx, row, &ended(row, TransferState::Done, &progress, None), work.actor()).await?;
        tx.expire_file(file_of(row)?, self.engine.clock.now() + KEPT_AFTER_IMPORT).await?;
        let settled = work.done_in(tx, json!({ "rows": progress.rows, "added": progress.added })).await?;
        if progress.rows > 0 {
            self.engine.store.learn_sizes().await?;
        }
        Ok(settled)
    }

    /// What follows from the rows that were taken in, of a whole file or of one that was given up midway.
    async fn rows_are_in(
        &self,
        tx: &mut Tx,
        row: &TransferRow,
        progress: &mut Progress,
        actor: Actor,
    ) -> Result<(), Refusal> {
        let told = (row.file_name.as_deref().unwrap_or_default(), actor);
        match row.kind {
            TransferKind::Customers => self.customers_end(tx, progress, row.asked.bill_through, told).await?,
            TransferKind::Facts => progress.bills = self.facts_end(tx, progress, told).await?,
            _ => {}
        }
        Ok(())
    }

    /// Gives a transfer up whose run a person has cancelled. Rows that were taken in stay, with what follows from them:
    /// left as under way, it would keep every month from being frozen.
    pub(crate) async fn transfer_was_cancelled(
        &self,
        tx: &mut Tx,
        id: TransferId,
        actor: Actor,
    ) -> Result<(), Refusal> {
        tx.lock_transfer(id).await?;
        let Some(row) = tx.transfer(id).await?.filter(|row| !row.state.is_ended()) else { return Ok(()) };
        let mut progress = row.progress.clone();
        if row.state == TransferState::Running && row.rows_done > 0 {
            self.rows_are_in(tx, &row, &mut progress, actor).await?;
        }
        self.move_transfer(tx, &row, &ended(&row, TransferState::GivenUp, &progress, None), actor).await?;
        if let Some(file) = row.file_id {
            tx.expire_file(file, self.engine.clock.now() + KEPT_AFTER_IMPORT).await?;
        }
        Ok(())
    }

    /// A file that can't be used is no fault of the program: it is told on the import's page. Other refusals are the
    /// step's.
    async fn refuse_import(
        &self,
        work: &Work,
        row: &TransferRow,
        path: &Path,
        refusal: Refusal,
    ) -> Result<Settled, Refusal> {
        let (Refusal::Invalid { .. } | Refusal::NotNow { .. }) = &refusal else { return Err(refusal) };
        // The name that the person knows, in place of the copy's.
        let name = row.file_name.as_deref().unwrap_or("the file");
        let problem = refusal.to_string().replace(&path.display().to_string(), name);
        let mut tx = self.engine.store.write(self.tenant).await?;
        let step = ended(row, TransferState::Refused, &row.progress, Some(&problem));
        self.move_transfer(&mut tx, row, &step, work.actor()).await?;
        tx.expire_file(file_of(row)?, self.engine.clock.now() + KEPT_AFTER_IMPORT).await?;
        work.done_in(tx, json!({ "refused": problem })).await
    }

    pub(super) async fn transfer_row(&self, id: TransferId) -> Result<TransferRow, Refusal> {
        let row = self.engine.store.read(self.tenant).await?.transfer(id).await?;
        row.ok_or_else(|| Refusal::not_found("import or export"))
    }
}

fn ended<'a>(
    row: &TransferRow,
    to: TransferState,
    progress: &'a Progress,
    problem: Option<&'a str>,
) -> TransferMove<'a> {
    let rows_done = i64::try_from(progress.rows).unwrap_or(i64::MAX);
    TransferMove { from: row.state, to, progress, rows_total: None, rows_done, problem, file: None, report: None }
}

fn file_of(row: &TransferRow) -> Result<FileId, Refusal> {
    row.file_id.ok_or_else(|| Refusal::not_now("The file was removed; bring it in again."))
}

fn month(row: &TransferRow) -> Result<Month, Refusal> {
    row.asked.month.ok_or_else(|| Refusal::invalid("month", "it is missing"))
}

fn report_name(row: &TransferRow) -> String {
    let name = row.file_name.as_deref().unwrap_or("file.csv");
    format!("{}-refused.csv", name.strip_suffix(".csv").unwrap_or(name))
}

fn customers(row: &TransferRow, path: &Path) -> CustomerImport {
    CustomerImport {
        file: path.to_owned(),
        mapping: Mapping::default(),
        on_problem: OnProblem::KeepGood,
        create_partners: row.asked.create_partners,
        bill_through: row.asked.bill_through,
        report: None,
    }
}

fn facts(path: &Path) -> FactImport {
    FactImport { file: path.to_owned(), on_problem: OnProblem::KeepGood, preview: false, report: None }
}

fn billing(path: &Path) -> BillingExport {
    BillingExport { file: path.to_owned(), customer: "customer_id".into(), amount: "amount".into(), month: None }
}

fn progress_of(done: &crate::imports::Imported) -> Progress {
    Progress {
        rows: done.rows,
        added: done.added,
        unchanged: done.unchanged,
        partners_added: done.partners_added,
        ..Progress::default()
    }
}
