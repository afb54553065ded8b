//! The end of a month: closed by itself once nothing of it is open, or by a person with a reason.

use super::decide::not_from;
use super::{money_of, open_points_of, run_of};
use crate::Office;
use domain::audit::Actor;
use domain::correction::words;
use domain::event::Event;
use domain::reconciliation::Area;
use domain::run::{ClosingFacts, Run, RunStatus, open_points};
use domain::{Month, Refusal, UserId};
use serde_json::json;
use store::{RunStep, Tx};

/// What the closing of a month depends on, as a transaction has it.
pub(super) async fn closing_facts(tx: &mut Tx, run: &Run) -> Result<ClosingFacts, Refusal> {
    let moves = tx.run_moves((run.month, run.version)).await?;
    Ok(ClosingFacts {
        status: run.status,
        paid_at: moves.iter().find(|found| found.status == RunStatus::Paid).map(|found| found.at),
        compared: tx.comparisons_of(run.month).await?.into_iter().map(|row| (row.area, row.at)).collect(),
        findings: tx.pending_findings(run.month).await?,
        questions: tx.open_questions(run.month).await?,
    })
}

/// What of a month wasn't compared since it was calculated.
pub(super) async fn areas_to_compare(tx: &mut Tx, run: &Run) -> Result<Vec<Area>, Refusal> {
    let compared = tx.comparisons_of(run.month).await?;
    let is_fresh =
        |area| compared.iter().any(|row| row.area == area && run.calculated_at.is_none_or(|at| row.at >= at));
    Ok([Area::Commissions, Area::Ledger].into_iter().filter(|area| !is_fresh(*area)).collect())
}

impl Office {
    /// Compares a month's commissions and books, unless that was done since it was calculated.
    pub(crate) async fn compare_calculated(&self, month: Month, actor: Actor) -> Result<(), Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let run = run_of(&mut tx, month).await?;
        let areas = areas_to_compare(&mut tx, &run).await?;
        drop(tx);
        for area in areas {
            self.compare(month, area, actor).await?;
        }
        Ok(())
    }

    /// Reconciles a paid month, unless that was done since its money arrived.
    pub(crate) async fn compare_paid(&self, month: Month, actor: Actor) -> Result<(), Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let run = run_of(&mut tx, month).await?;
        let facts = closing_facts(&mut tx, &run).await?;
        drop(tx);
        if run.status == RunStatus::Paid && !facts.is_reconciled() {
            self.reconcile(month, actor).await?;
        }
        Ok(())
    }

    /// Closes a month of which nothing is open; otherwise says what is. Until the transaction ends, that stays so.
    pub(crate) async fn close_if_ready(&self, tx: &mut Tx, month: Month) -> Result<Vec<String>, Refusal> {
        tx.lock_months().await?;
        let run = run_of(tx, month).await?;
        if run.status == RunStatus::Closed {
            return Ok(Vec::new());
        }
        let open = open_points(&closing_facts(tx, &run).await?);
        if open.is_empty() {
            self.closed(tx, &run, (None, None), Vec::new()).await?;
        }
        Ok(open)
    }

    /// How many months are paid and not closed.
    pub(crate) async fn paid_months(&self) -> Result<usize, Refusal> {
        let runs = self.engine.store.read(self.tenant).await?.runs().await?;
        Ok(runs.iter().filter(|run| run.status == RunStatus::Paid).count())
    }

    /// Closes every paid month of which nothing is open, whatever run has carried it. Says which.
    pub(crate) async fn close_ready_months(&self, actor: Actor) -> Result<Vec<Month>, Refusal> {
        let runs = self.engine.store.read(self.tenant).await?.runs().await?;
        let mut closed = Vec::new();
        for run in runs.into_iter().filter(|run| run.status == RunStatus::Paid) {
            self.compare_paid(run.month, actor).await?;
            let mut tx = self.engine.store.write(self.tenant).await?;
            if self.close_if_ready(&mut tx, run.month).await?.is_empty() {
                closed.push(run.month);
            }
            tx.commit().await?;
        }
        Ok(closed)
    }

    /// Closes a released month in the name of a person, who says why while something of it is open.
    pub(crate) async fn finish_month(&self, month: Month, reason: &str, by: UserId) -> Result<Run, Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.lock_months().await?;
        let run = run_of(&mut tx, month).await?;
        if !run.status.may_become(RunStatus::Closed) {
            return Err(not_from(&run, "only a month that is approved or paid can be closed for good"));
        }
        let open = open_points(&closing_facts(&mut tx, &run).await?);
        if !open.is_empty() && reason.trim().is_empty() {
            let open = open.join(" ");
            return Err(Refusal::invalid("reason", format!("say why it is closed all the same. {open}")));
        }
        let reason = if reason.trim().is_empty() { None } else { Some(words("reason", reason)?) };
        self.closed(&mut tx, &run, (Some(by), reason.as_deref()), open).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(Run { status: RunStatus::Closed, ..run })
    }

    async fn closed(
        &self,
        tx: &mut Tx,
        run: &Run,
        (by, note): (Option<UserId>, Option<&str>),
        open_points: Vec<String>,
    ) -> Result<(), Refusal> {
        let (month, version, from, at) = (run.month, run.version, run.status, self.engine.clock.now());
        let step = RunStep { month, version, from, to: RunStatus::Closed, at, by, note };
        let details = json!({ "reason": note, "open": open_points });
        let event = Event::MonthClosed { month, open_points };
        self.engine.move_month(tx, step, &event, (by.map_or(Actor::System, Actor::User), &details)).await?;
        for waits in [money_of(month), open_points_of(month)] {
            tx.wake_steps(&waits, at).await?;
        }
        Ok(())
    }
}
