//! Files looked at without changing anything, or taken in batch by batch, each kept with the count of rows so far.
//!
//! Taken up again after a crash, rows that were kept are only looked at once more: so the report is whole and nothing is
//! counted twice.

use super::customers::{self, unique};
use super::facts;
use super::report::Report;
use super::row::Fields;
use super::source::{Row, Source};
use super::{CustomerImport, FactImport, Imported, Problem, refuse_file, row};
use crate::Office;
use crate::runner::Work;
use domain::audit::Actor;
use domain::event::Event;
use domain::transfer::{Progress, RowProblem, TransferState};
use domain::{EventId, Month, Refusal, TransferId};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use store::{TransferMove, Tx};

/// Rows that are compared and written together.
const BATCH: u64 = 500;

/// Keeps how far an import is, in the transaction of its rows.
pub(crate) struct Keeper<'a> {
    /// The step that takes the file in.
    pub(crate) step: &'a Work,
    /// The import.
    pub(crate) transfer: TransferId,
}

impl Keeper<'_> {
    /// Keeps the progress, and the step for a while longer with all its tries. Refused when another worker has taken the step over.
    async fn keep(&self, tx: &mut Tx, progress: &Progress) -> Result<(), Refusal> {
        let engine = &self.step.office.engine;
        let now = engine.clock.now();
        tx.advance_step(&self.step.claim, now + engine.options.step_lease).await?;
        let step = TransferMove {
            from: TransferState::Running,
            to: TransferState::Running,
            progress,
            rows_total: None,
            rows_done: i64::try_from(progress.rows).unwrap_or(i64::MAX),
            problem: None,
            file: None,
            report: None,
        };
        let kept = tx.move_transfer(self.transfer, &step, now).await?;
        if kept { Ok(()) } else { Err(Refusal::conflict("The import isn't under way any more.")) }
    }
}

/// What was read, and the file with the rows that can't be taken in.
pub(crate) type Outcome = (Progress, Option<PathBuf>);

/// A file that is gone through.
struct Reading {
    source: Source,
    report: Report,
    rows: u64,
    progress: Progress,
    /// Rows that were kept before a crash.
    kept: u64,
}

impl Reading {
    fn begin(file: &Path, report: Option<&Path>, before: Progress) -> Result<Self, Refusal> {
        let (source, report) = (Source::open(file)?, Report::new(file, report));
        Ok(Self { source, report, rows: 0, kept: before.rows, progress: before })
    }

    /// The next batch of rows as `read` understands them; `None` at the end.
    fn next<T>(&mut self, mut read: impl FnMut(Row) -> Result<T, Problem>) -> Result<Option<Vec<T>>, Refusal> {
        let mut batch = Vec::new();
        let before = self.rows;
        while self.rows - before < BATCH {
            let Some(next) = self.source.next()? else { break };
            self.rows += 1;
            match read(next) {
                Ok(row) => batch.push(row),
                Err(problem) => self.report.add(problem)?,
            }
        }
        Ok((self.rows > before).then_some(batch))
    }

    /// Whether the batch that was read last is still to be written.
    fn is_new(&self) -> bool {
        self.rows > self.kept
    }

    fn add(&mut self, done: &Imported) {
        let progress = &mut self.progress;
        progress.rows = self.rows;
        progress.added += done.added;
        progress.changed += done.changed;
        progress.unchanged += done.unchanged;
        progress.partners_added += done.partners_added;
        progress.bills += done.bills;
        progress.refused = self.report.count;
    }

    fn end(mut self, file: &Path) -> Result<Outcome, Refusal> {
        if self.rows == 0 {
            return Err(refuse_file(file, "the file has a header but no rows; nothing was changed"));
        }
        self.progress.refused = self.report.count;
        let (problems, report) = self.report.close()?;
        let told = |Problem { line, field, reason, value }| RowProblem { line, field, reason, value };
        self.progress.problems = problems.into_iter().map(told).collect();
        Ok((self.progress, report))
    }
}

impl Office {
    /// Looks at a file of customers; with a keeper, takes it in.
    pub(crate) async fn customers_in_parts(
        &self,
        import: &CustomerImport,
        keeper: Option<&Keeper<'_>>,
        before: Progress,
    ) -> Result<Outcome, Refusal> {
        let store = &self.engine.store;
        let mut reading = Reading::begin(&import.file, import.report.as_deref(), before)?;
        let places = import.mapping.places(&import.file, &reading.source.headers)?;
        let mut tx = store.read(self.tenant).await?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let mut work = customers::Work::begin(self, &mut tx, import, self.engine.clock.now()).await?;
        drop(tx);
        let mut lines = HashMap::new();
        while let Some(batch) = reading.next(|next| {
            let row = next.and_then(|(line, record)| row::read(line, &record, &places, today))?;
            unique(row, &mut lines, &places)
        })? {
            work.done = Imported::default();
            let keeper = keeper.filter(|_| reading.is_new());
            work.only_looks = keeper.is_none();
            if let Some(keeper) = keeper {
                let mut tx = store.write(self.tenant).await?;
                let compared = work.compare(&mut tx, batch, &mut reading.report).await?;
                work.keep(&mut tx, compared).await?;
                reading.add(&work.done);
                keeper.keep(&mut tx, &reading.progress).await?;
                tx.commit().await?;
            } else {
                let mut tx = store.read(self.tenant).await?;
                work.compare(&mut tx, batch, &mut reading.report).await?;
                if reading.is_new() {
                    reading.add(&work.done);
                }
            }
        }
        reading.end(&import.file)
    }

    /// What follows from customers that were taken in batch by batch.
    pub(crate) async fn customers_end(
        &self,
        tx: &mut Tx,
        progress: &Progress,
        bill_through: Option<Month>,
        (file, actor): (&str, Actor),
    ) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        self.customers_are_in(tx, &imported(progress), bill_through, (file, actor, now)).await
    }

    /// Looks at a file of facts; with a keeper, takes it in.
    pub(crate) async fn facts_in_parts(
        &self,
        import: &FactImport,
        keeper: Option<&Keeper<'_>>,
        before: Progress,
    ) -> Result<Outcome, Refusal> {
        let store = &self.engine.store;
        let mut reading = Reading::begin(&import.file, import.report.as_deref(), before)?;
        let columns = (facts::NEEDED.as_slice(), facts::OPTIONAL.as_slice());
        let places = super::mapping::Places::by_name(&import.file, &reading.source.headers, columns)?;
        let mut tx = store.read(self.tenant).await?;
        let mut work = facts::Work::begin(&mut tx).await?;
        drop(tx);
        let mut billed: BTreeSet<Month> = reading.progress.touched.iter().copied().collect();
        while let Some(batch) = reading.next(|next| {
            let (line, record) = next?;
            work.unique(facts::read(&Fields { line, record: &record, places: &places })?)
        })? {
            work.done = Imported::default();
            if let Some(keeper) = keeper.filter(|_| reading.is_new()) {
                // Of unchanged rows too: should an import be cut off for good, the next one completes it.
                billed.extend(batch.iter().filter_map(facts::Row::billed_month));
                let mut tx = store.write(self.tenant).await?;
                let new = work.compare(&mut tx, batch, &mut reading.report).await?;
                tx.put_facts(&new).await?;
                // At once, so that nobody approves a month of which half the facts are in.
                for month in work.touched.intersection(&work.calculated) {
                    tx.mark_outdated(*month).await?;
                }
                reading.add(&work.done);
                reading.progress.touched = billed.iter().copied().collect();
                keeper.keep(&mut tx, &reading.progress).await?;
                tx.commit().await?;
            } else {
                let mut tx = store.read(self.tenant).await?;
                work.compare(&mut tx, batch, &mut reading.report).await?;
                if reading.is_new() {
                    reading.add(&work.done);
                }
            }
        }
        reading.end(&import.file)
    }

    /// What follows from facts that were taken in batch by batch. Gives how many bills are new or changed.
    pub(crate) async fn facts_end(
        &self,
        tx: &mut Tx,
        progress: &Progress,
        (file, actor): (&str, Actor),
    ) -> Result<u64, Refusal> {
        let now = self.engine.clock.now();
        let billed = progress.touched.iter().copied().collect();
        let bills = facts::facts_are_in(tx, std::iter::empty(), &billed).await?;
        let Progress { added, changed, refused, .. } = *progress;
        tx.announce(EventId(self.engine.clock.new_id()), now, &Event::FactsImported { added, changed, refused })
            .await?;
        tx.audit(now, actor, "facts_imported", file, &json!(Imported { bills, ..imported(progress) })).await?;
        Ok(bills)
    }
}

/// The figures as other imports tell them.
fn imported(progress: &Progress) -> Imported {
    Imported {
        rows: progress.rows,
        added: progress.added,
        changed: progress.changed,
        unchanged: progress.unchanged,
        refused: progress.refused,
        partners_added: progress.partners_added,
        bills: progress.bills,
        kept: true,
        ..Imported::default()
    }
}
