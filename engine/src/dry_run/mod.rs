//! Workflows tried without effect: what each step would do, by the rules that it would do it by.
//!
//! Nothing is written: each of these reads, and calls the same code as the step up to where the step writes.

mod daily_cycle;
mod month_end;
mod payouts;
mod reconciliation;

use crate::Office;
use domain::view::{DryRun, DryStep};
use domain::workflow::Workflow;
use domain::{Month, Refusal};

impl Office {
    /// What a run of a workflow would do now; without a period, the one that its schedule would choose.
    pub async fn dry_run(&self, workflow: Workflow, period: Option<&str>) -> Result<DryRun, Refusal> {
        if !workflow.has_dry_run() {
            let able = Workflow::ALL.iter().filter(|workflow| workflow.has_dry_run());
            let able: Vec<_> = able.map(|workflow| workflow.label().to_lowercase()).collect();
            let (label, able) = (workflow.label(), able.join(", "));
            return Err(Refusal::not_now(format!("{label} can't be tried without effect; these can: {able}.")));
        }
        let period = match period.map(str::trim).filter(|period| !period.is_empty()) {
            Some(period) => period.to_owned(),
            None => self.period_now(workflow).await?,
        };
        let steps = match workflow {
            Workflow::MonthEnd => month_end::steps(self, month(&period)?).await?,
            Workflow::Reconciliation => reconciliation::steps(self, month(&period)?).await?,
            Workflow::Payouts => payouts::steps(self, &period).await?,
            _ => daily_cycle::steps(self).await?,
        };
        Ok(DryRun { workflow, period, currency: self.tenant().await?.currency, steps })
    }
}

fn month(period: &str) -> Result<Month, Refusal> {
    period.parse().map_err(|_| Refusal::invalid("period", "give a month, such as 2025-09"))
}

/// A step that isn't reached, because the one before would be refused.
fn not_reached(name: &str) -> DryStep {
    DryStep::would(name, "not be reached")
}
