//! The month close as the operator sees it.

use super::Desk;
use domain::rights::{Action, may};
use domain::run::Run;
use domain::view::{CloseSummary, MonthClose, MonthsToClose};
use domain::{Month, Refusal};

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

    /// Freezes a month and calculates it in the background. A month already begun or done is left as it is.
    pub async fn start_close(&self, month: Month) -> Result<Run, Refusal> {
        self.check(Action::CloseMonth)?;
        let office = self.engine.office(self.caller.tenant);
        let run = office.freeze(month, self.actor()).await?;
        office.calculate_in_background(month);
        Ok(run)
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
