//! Imports and exports in the background: a file comes in by parts, is checked without changing anything, waits for a
//! person's go, and is then taken in batch by batch; or rows are gathered into a file that can be taken away for a week.
//!
//! Each batch is one transaction with the count of rows that are done and with the step's lease: a process that is killed
//! loses a batch that nobody has seen, and whoever takes the step up goes on after the last one that was kept. Memory
//! holds a batch, the number of each row with its line, and a part of the file; the file itself is copied to the
//! server's temporary folder while it is read.

mod export;
mod files;
mod import;

pub use files::Upload;

use crate::{Office, workflows};
use domain::audit::Actor;
use domain::event::Event;
use domain::transfer::{Asked, TransferKind, TransferState};
use domain::view::TransferRow;
use domain::workflow::Workflow;
use domain::{EventId, FileId, Refusal, TransferId, UserId, WorkId};
use serde_json::json;
use store::{NewTransfer, NewWork, TransferMove, Tx};

/// The largest file that can be brought in: 200 MB.
pub(crate) const LARGEST: i64 = 200_000_000;

/// What a step waits for until a person has said whether a transfer goes on.
fn go_of(id: TransferId) -> String {
    format!("go of {id}")
}

/// The workflow that does a transfer.
pub(crate) const fn workflow_of(kind: TransferKind) -> Workflow {
    if kind.is_import() { Workflow::Import } else { Workflow::Export }
}

impl Office {
    /// Begins a transfer. A file that was brought in before, for the same, is the transfer of that time.
    pub(crate) async fn begin_transfer(
        &self,
        kind: TransferKind,
        asked: Asked,
        file: Option<FileId>,
        by: Option<UserId>,
    ) -> Result<TransferId, Refusal> {
        let asked = checked(kind, asked)?;
        let (clock, now) = (&self.engine.clock, self.engine.clock.now());
        let mut tx = self.engine.store.write(self.tenant).await?;
        if let Some(file) = file {
            let stored = tx.file(file).await?.ok_or_else(|| Refusal::not_found("file"))?;
            let before = tx.transfers_of_content(kind, &stored.sha256).await?;
            let is_same = |row: &&TransferRow| {
                let held = !matches!(row.state, TransferState::Refused | TransferState::GivenUp);
                held && row.asked.month == asked.month && row.asked.bill_through == asked.bill_through
            };
            if let Some(same) = before.iter().find(is_same) {
                tx.remove_file(file).await?;
                tx.commit().await?;
                return Ok(same.id);
            }
        }
        let id = TransferId(clock.new_id());
        let new = NewTransfer { id, kind, asked, file, by };
        tx.add_transfer(&new, now).await?;
        let work = NewWork {
            id: WorkId(clock.new_id()),
            workflow: workflow_of(kind),
            period: id.to_string(),
            started_by: by,
            reason: None,
        };
        tx.begin_work(&work, &workflows::steps(work.workflow), now).await?;
        let actor = by.map_or(Actor::System, Actor::User);
        tx.audit(now, actor, "transfer_asked", kind.code(), &json!({ "transfer": id, "asked": new.asked })).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(id)
    }

    /// Lets a checked import go on; with bad rows only if good ones are to be kept.
    pub(crate) async fn let_go_on(&self, id: TransferId, keep_good: bool, actor: Actor) -> Result<(), Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        let row = waiting(&mut tx, id).await?;
        if row.progress.refused > 0 && !keep_good {
            return Err(Refusal::not_now(
                "Some rows can't be taken in. Mend them and bring the file in again, or take in the good rows alone.",
            ));
        }
        tx.ask_transfer(id, &Asked { keep_good, ..row.asked.clone() }).await?;
        self.move_on(&mut tx, &row, TransferState::Running, actor).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(())
    }

    /// Gives up an import that waits.
    pub(crate) async fn give_up_transfer(&self, id: TransferId, actor: Actor) -> Result<(), Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        let row = waiting(&mut tx, id).await?;
        self.move_on(&mut tx, &row, TransferState::GivenUp, actor).await?;
        if let Some(file) = row.file_id {
            tx.expire_file(file, self.engine.clock.now() + files::KEPT_AFTER_IMPORT).await?;
        }
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(())
    }

    /// Moves a waiting import on as a person says, and wakes the step that waits for it.
    async fn move_on(&self, tx: &mut Tx, row: &TransferRow, to: TransferState, actor: Actor) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        let progress =
            if to == TransferState::Running { &domain::transfer::Progress::default() } else { &row.progress };
        let step = TransferMove {
            from: row.state,
            to,
            progress,
            rows_total: None,
            rows_done: 0,
            problem: None,
            file: None,
            report: None,
        };
        self.move_transfer(tx, row, &step, actor).await?;
        tx.wake_steps(&go_of(row.id), now).await?;
        Ok(())
    }

    /// Moves a transfer on, with its event and audit entry.
    async fn move_transfer(
        &self,
        tx: &mut Tx,
        row: &TransferRow,
        step: &TransferMove<'_>,
        actor: Actor,
    ) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        if !tx.move_transfer(row.id, step, now).await? {
            return Err(Refusal::conflict("Somebody else was faster; look at it again."));
        }
        let event = Event::TransferMoved { transfer: row.id, kind: row.kind, from: step.from, to: step.to };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        let details = json!({ "transfer": row.id, "from": step.from, "to": step.to, "rows": step.progress.rows });
        Ok(tx.audit(now, actor, "transfer_moved", row.kind.code(), &details).await?)
    }
}

/// What is asked, where it is all there.
fn checked(kind: TransferKind, asked: Asked) -> Result<Asked, Refusal> {
    if kind.needs_month() && asked.month.is_none() {
        return Err(Refusal::invalid("month", format!("“{}” needs a month, such as 2025-09", kind.label())));
    }
    Ok(asked)
}

async fn waiting(tx: &mut Tx, id: TransferId) -> Result<TransferRow, Refusal> {
    tx.lock_transfer(id).await?;
    let row = tx.transfer(id).await?.ok_or_else(|| Refusal::not_found("import"))?;
    if row.state == TransferState::Waiting {
        return Ok(row);
    }
    let state = row.state.label();
    Err(Refusal::not_now(format!("{state}: only an import that waits can be let go on or given up.")))
}
