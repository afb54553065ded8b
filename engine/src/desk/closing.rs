//! The month close as the operator sees it.

use super::Desk;
use crate::workflows::approval_of;
use domain::correction::Difference;
use domain::event::Event;
use domain::rights::{Action, may};
use domain::run::{Run, RunStatus};
use domain::view::{CloseSummary, MonthClose, MonthsToClose};
use domain::workflow::Workflow;
use domain::{EventId, Month, Refusal};
use serde_json::json;

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
        let office = self.engine.office(self.caller.tenant);
        let run = office.freeze(month, self.actor()).await?;
        office.begin_work(Workflow::MonthEnd, &month.to_string(), Some(self.caller.user), None).await?;
        Ok(run)
    }

    /// Whether the caller could release a month now: it is calculated, and not begun by themselves.
    pub async fn may_approve(&self, month: Month) -> Result<bool, Refusal> {
        if !may(self.caller.role, Action::ApproveMonth) {
            return Ok(false);
        }
        let mut tx = self.read().await?;
        let calculated = tx.run(month).await?.is_some_and(|p| p.run.status == RunStatus::Calculated);
        let begun_by = tx.work_begun_by(Workflow::MonthEnd, &month.to_string()).await?;
        Ok(calculated && begun_by != Some(self.caller.user))
    }

    /// Releases a calculated month: from here on its statements don't change. Who began the month end can't do it.
    pub async fn approve_month(&self, month: Month) -> Result<Run, Refusal> {
        self.check(Action::ApproveMonth)?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let run = tx.run(month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?.run;
        if run.status != RunStatus::Calculated {
            let (month, status) = (month.label(), run.status.label().to_lowercase());
            return Err(Refusal::not_now(format!(
                "{month} is {status}; only a month that is calculated can be approved."
            )));
        }
        if tx.is_outdated(month).await? {
            return Err(Refusal::not_now(format!(
                "Facts of {} came in after it was calculated. Calculate it anew first.",
                month.label()
            )));
        }
        if tx.work_begun_by(Workflow::MonthEnd, &month.to_string()).await? == Some(self.caller.user) {
            return Err(Refusal::forbidden("approve a month that you have closed yourself; ask a second person"));
        }
        tx.audit(now, self.actor(), "month_approved", &month.to_string(), &json!({ "commission": run.commission }))
            .await?;
        tx.announce(EventId(self.engine.clock.new_id()), now, &Event::MonthApproved { month }).await?;
        tx.approve_run(month, run.version).await?;
        tx.wake_steps(&approval_of(month), now).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(Run { status: RunStatus::Approved, ..run })
    }

    /// Begins a new version of a calculated month, which the runner calculates.
    pub async fn recalculate(&self, month: Month, reason: &str) -> Result<Run, Refusal> {
        self.check(Action::CloseMonth)?;
        let office = self.engine.office(self.caller.tenant);
        let run = office.recalculate(month, reason, self.actor()).await?;
        office.close(month, self.actor(), |_| ()).await?;
        Ok(run)
    }

    /// What the latest version of a month has changed; none for a month that was calculated once.
    pub async fn difference(&self, month: Month) -> Result<Option<Difference>, Refusal> {
        self.check(Action::ReadClose)?;
        self.engine.office(self.caller.tenant).difference(month).await
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
        self.engine.office(self.caller.tenant).summary(month).await
    }
}
