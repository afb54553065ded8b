//! A month that isn't approved yet, calculated anew: a new version beside the one before, and what has changed.

use super::scene::Scene;
use crate::Office;
use crate::export::{Cell, Download, Row, Table};
use crate::months::run_of;
use domain::audit::Actor;
use domain::correction::{self, Difference, LineDifference};
use domain::event::Event;
use domain::run::{Run, RunStatus};
use domain::{Cents, EventId, FileFormat, Month, Refusal};
use serde_json::json;
use store::Tx;

/// Lines of a report at most.
const LINES: i64 = 1_000;
/// Columns of the report as a file.
const COLUMNS: &[&str] = &["partner", "what", "origin", "customer", "base", "rate", "before", "after", "difference"];

impl Office {
    /// Begins a new version of a calculated month; [`Office::close`] calculates it. The statements of the version before
    /// stay, and their entries are taken back where the new ones are booked.
    pub async fn recalculate(&self, month: Month, reason: &str, actor: Actor) -> Result<Run, Refusal> {
        let reason = correction::words("reason", reason)?;
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let before = tx.run(month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?.run;
        if !before.status.may_be_recalculated() {
            let (month, status) = (month.label(), before.status.label().to_lowercase());
            return Err(Refusal::not_now(format!(
                "{month} is {status}; only a month that is calculated and not approved yet can be calculated anew. \
                 Correct another by an adjustment in a later month."
            )));
        }
        if let Some(later) = tx.runs().await?.first().map(|run| run.month).filter(|later| *later > month) {
            let (month, later) = (month.label(), later.label());
            return Err(Refusal::not_now(format!(
                "{later} is calculated already and takes over what {month} leaves; correct {month} by an adjustment."
            )));
        }
        let scene = Scene::read(&mut tx, month).await?;
        if scene.counts_activations() {
            tx.derive_activations(month).await?;
        }
        let billed = tx.billed_by_month(month, month).await?.first().map(|(_, billed, _)| *billed).unwrap_or_default();
        let run = Run {
            version: before.version + 1,
            status: RunStatus::Frozen,
            partners_done: 0,
            partners_scored: 0,
            lines: 0,
            billed,
            commission: Cents::ZERO,
            frozen_at: now,
            calculated_at: None,
            ..before
        };
        tx.add_run(&run).await?;
        tx.set_reason((month, run.version), &reason).await?;
        tx.note_run_move((month, run.version), run.status, (actor.user(), now), Some(&reason)).await?;
        let event = Event::MonthRecalculated { month, version: run.version };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        let detail = json!({ "version": run.version, "reason": reason });
        tx.audit(now, actor, "month_recalculated", &month.to_string(), &detail).await?;
        // Its run calculates it before it waits for the approval again.
        self.carry_on(&mut tx, month).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(run)
    }

    /// What the latest version of a month has changed; none for a month that was calculated once.
    pub async fn difference(&self, month: Month) -> Result<Option<Difference>, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let run = run_of(&mut tx, month).await?;
        if run.version < 2 || run.status == RunStatus::Frozen {
            return Ok(None);
        }
        Ok(Some(difference_of(&mut tx, (month, run.version), LINES).await?))
    }

    /// What a version of a month has changed, whole, as a file: the statements that differ, and after each its lines.
    pub async fn difference_file(&self, month: Month, version: i32, format: FileFormat) -> Result<Download, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let versions = tx.run_versions(month).await?;
        if version < 2 || !versions.iter().any(|found| found.version == version && found.calculated_at.is_some()) {
            return Err(Refusal::not_found("calculation to compare with the one before"));
        }
        let difference = difference_of(&mut tx, (month, version), i64::MAX).await?;
        drop(tx);
        let name = format!("difference-{month}-version-{version}");
        Table::of(name, COLUMNS, rows_of(&difference)).file(format).await
    }
}

/// What a version has changed against the one before.
async fn difference_of(tx: &mut Tx, (month, version): (Month, i32), lines: i64) -> Result<Difference, Refusal> {
    let versions = (version - 1, version);
    Ok(Difference {
        month,
        versions,
        reason: tx.reason((month, version)).await?,
        partners: tx.statement_changes(month, versions).await?,
        lines: tx.line_changes(month, versions, lines).await?,
    })
}

/// A row for each statement that differs, and after it one for each line that only one of the versions has.
fn rows_of(difference: &Difference) -> Vec<Row> {
    let before = difference.versions.0;
    let mut rows = Vec::with_capacity(difference.partners.len() + difference.lines.len());
    // A partner whose lines differ and whose sum doesn't has rows of lines alone.
    let mut lines = difference.lines.iter().peekable();
    for partner in &difference.partners {
        while let Some(line) = lines.next_if(|line| line.partner < partner.partner) {
            rows.push(line_row(line, before));
        }
        let mut row = vec![Cell::from(partner.partner.as_str()), "statement".into()];
        row.extend([Cell::Nothing, Cell::Nothing, Cell::Nothing, Cell::Nothing]);
        row.extend([partner.before, partner.after, partner.after - partner.before].map(Cell::from));
        rows.push(row);
        while let Some(line) = lines.next_if(|line| line.partner == partner.partner) {
            rows.push(line_row(line, before));
        }
    }
    rows.extend(lines.map(|line| line_row(line, before)));
    rows
}

fn line_row(line: &LineDifference, before: i32) -> Row {
    let (was, is) = if line.version == before { (line.amount, Cents::ZERO) } else { (Cents::ZERO, line.amount) };
    vec![
        line.partner.as_str().into(),
        line.kind.code().into(),
        line.origin.as_str().into(),
        Cell::or_nothing(line.customer.as_deref()),
        line.base.into(),
        line.rate.into(),
        was.into(),
        is.into(),
        (is - was).into(),
    ]
}
