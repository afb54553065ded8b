//! The month close as the operator sees it.

use super::Desk;
use crate::export::Download;
use domain::correction::Difference;
use domain::rights::{Action, may};
use domain::run::{MonthFacts, Run, RunStatus, checklist};
use domain::view::{CloseSummary, Deed, MonthClose, MonthPage, MonthsToClose};
use domain::workflow::Workflow;
use domain::{FileFormat, Month, Refusal};
use store::Tx;

/// Months that are listed.
const MONTHS: i32 = 24;

impl Desk {
    /// Every month with billed revenue, newest first, and how far it is.
    pub async fn months_to_close(&self) -> Result<MonthsToClose, Refusal> {
        self.check(Action::ReadClose)?;
        let mut tx = self.read().await?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let latest = tx.latest_billed_month().await?.unwrap_or(Month::of(today));
        let billed = tx.billed_by_month(latest.plus(1 - MONTHS), latest).await?;
        let runs = tx.runs().await?;
        let months = billed.into_iter().rev().map(|(month, billed, customers)| {
            let run = runs.iter().find(|r| r.month == month).cloned();
            let over = month.last_day() < today;
            let blocked = (!over && run.is_none()).then(|| crate::close::not_over(month));
            MonthClose { month, billed, customers, run, blocked }
        });
        Ok(MonthsToClose { months: months.collect(), may_close: may(self.caller.role, Action::CloseMonth) })
    }

    /// Freezes a month and has the runner calculate it. A month already begun or done is left as it is.
    pub async fn start_close(&self, month: Month) -> Result<Run, Refusal> {
        self.check(Action::CloseMonth)?;
        let office = self.office();
        let run = office.freeze(month, self.actor()).await?;
        if run.status == RunStatus::Closed {
            return Err(Refusal::not_now(format!(
                "{} is closed; nothing of it changes any more. Correct it by an adjustment in a later month.",
                month.label()
            )));
        }
        office.begin_work(Workflow::MonthEnd, &month.to_string(), Some(self.caller.user), None).await?;
        Ok(run)
    }

    /// One month: its walk from open to closed, and what the caller can do to it.
    pub async fn month_page(&self, month: Month) -> Result<MonthPage, Refusal> {
        self.check(Action::ReadClose)?;
        let office = self.office();
        let mut tx = self.read().await?;
        let facts = self.engine.month_facts(&mut tx, month).await?;
        let versions = tx.run_versions(month).await?;
        let deeds = self.deeds(&mut tx, &facts).await?;
        drop(tx);
        let calculated = facts.close.run.as_ref().is_some_and(|run| run.status > RunStatus::Frozen);
        Ok(MonthPage {
            checks: checklist(&facts),
            summary: if calculated { Some(office.summary(month).await?) } else { None },
            difference: if calculated { office.difference(month).await? } else { None },
            close: facts.close,
            versions,
            deeds,
        })
    }

    async fn deeds(&self, tx: &mut Tx, facts: &MonthFacts) -> Result<Vec<Deed>, Refusal> {
        let may = |action| may(self.caller.role, action);
        let Some(run) = &facts.close.run else {
            let can = may(Action::CloseMonth) && facts.close.blocked.is_none();
            return Ok(if can { vec![Deed::Close] } else { Vec::new() });
        };
        let can_be_anew = run.status.may_be_recalculated();
        let is_open = run.status >= RunStatus::Calculated && run.status < RunStatus::Closed;
        let reviewable = run.status == RunStatus::Calculated && !facts.is_outdated;
        let approvable = may(Action::ApproveMonth) && self.office().may_approve(tx, run, self.caller.user).await?;
        let deeds = [
            (Deed::Reconcile, may(Action::ResolveFindings) && is_open),
            (Deed::Review, may(Action::ReviewMonth) && reviewable),
            (Deed::Approve, approvable),
            (Deed::Recalculate, may(Action::CloseMonth) && can_be_anew),
            (Deed::Finish, may(Action::CloseBooks) && run.status.may_become(RunStatus::Closed)),
        ];
        Ok(deeds.into_iter().filter(|(_, can)| *can).map(|(deed, _)| deed).collect())
    }

    /// Notes that the caller has looked at a calculated month.
    pub async fn review_month(&self, month: Month, note: &str) -> Result<Run, Refusal> {
        self.check(Action::ReviewMonth)?;
        self.office().review_month(month, note, self.caller.user).await
    }

    /// Releases a month: from here on its statements don't change. Who began, recalculated or reviewed it can't.
    pub async fn approve_month(&self, month: Month) -> Result<Run, Refusal> {
        self.check(Action::ApproveMonth)?;
        self.office().approve_month(month, self.caller.user).await
    }

    /// Closes a released month for good; while something of it is open, with a reason.
    pub async fn finish_month(&self, month: Month, reason: &str) -> Result<Run, Refusal> {
        self.check(Action::CloseBooks)?;
        self.office().finish_month(month, reason, self.caller.user).await
    }

    /// Begins a new version of a calculated month, which the runner calculates.
    pub async fn recalculate(&self, month: Month, reason: &str) -> Result<Run, Refusal> {
        self.check(Action::CloseMonth)?;
        self.office().recalculate(month, reason, self.actor()).await
    }

    /// Calculates a month whose new version was begun, and compares it, here instead of by the runner.
    pub async fn calculate(&self, month: Month) -> Result<Run, Refusal> {
        self.check(Action::CloseMonth)?;
        let run = self.office().close(month, self.actor(), |_| ()).await?;
        self.office().compare_calculated(month, self.actor()).await?;
        Ok(run)
    }

    /// What the latest version of a month has changed; none for a month that was calculated once.
    pub async fn difference(&self, month: Month) -> Result<Option<Difference>, Refusal> {
        self.check(Action::ReadClose)?;
        self.office().difference(month).await
    }

    /// What a version of a month has changed, as a file.
    pub async fn difference_file(&self, month: Month, version: i32, format: FileFormat) -> Result<Download, Refusal> {
        self.check(Action::ReadClose)?;
        self.office().difference_file(month, version, format).await
    }

    /// How far a month's run is.
    pub async fn close_progress(&self, month: Month) -> Result<Run, Refusal> {
        self.check(Action::ReadClose)?;
        let run = self.read().await?.run(month).await?;
        run.map(|progress| progress.run).ok_or_else(|| Refusal::not_found("run of that month"))
    }

    /// What closing a month came to.
    pub async fn close_summary(&self, month: Month) -> Result<CloseSummary, Refusal> {
        self.check(Action::ReadClose)?;
        self.office().summary(month).await
    }
}
