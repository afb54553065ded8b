//! What the walk of a month is told from.

use super::decide::is_being_compared;
use super::finish::closing_facts;
use super::paid::approved_at;
use crate::{Engine, close};
use chrono::NaiveDate;
use domain::run::{ClosingFacts, MonthFacts, Run, RunStatus};
use domain::view::{MonthClose, WorkStep};
use domain::workflow::{Schedule, StepState, Workflow};
use domain::{Month, Refusal};
use store::Tx;

impl Engine {
    /// Everything that is known of a month.
    pub(crate) async fn month_facts(&self, tx: &mut Tx, month: Month) -> Result<MonthFacts, Refusal> {
        let tenant = tx.tenant_row().await?;
        let run = tx.run(month).await?.map(|progress| progress.run);
        let billed = tx.billed_by_month(month, month).await?.pop();
        if run.is_none() && billed.is_none() && !tx.has_facts(month).await? {
            return Err(Refusal::not_found("month to close"));
        }
        let (_, billed, customers) = billed.unwrap_or((month, domain::Cents::ZERO, 0));
        let over = month.last_day() < self.clock.today(&tenant.time_zone);
        let blocked = (!over && run.is_none()).then(|| close::not_over(month));
        let released = run.as_ref().filter(|run| run.status >= RunStatus::Approved);
        let (money, batches) = match released {
            Some(run) => {
                let closing = closing_facts(tx, run).await?;
                let span = (approved_at(tx, run).await?, closing.paid_at);
                (Some(self.money_of_month(tx, month).await?), tx.batches_paying(month, span).await?)
            }
            None => (None, Vec::new()),
        };
        let work = tx.work_of(Workflow::MonthEnd, &month.to_string()).await?;
        let steps = match &work {
            Some(work) => tx.work_steps(work.id).await?,
            None => Vec::new(),
        };
        Ok(MonthFacts {
            other_facts: tx.count_facts(month).await?,
            without_plan: close::without_plan(tx, month).await?,
            without_account: u32::try_from(tx.count_without_account(month).await?).unwrap_or(u32::MAX),
            moves: match &run {
                Some(run) => tx.run_moves((month, run.version)).await?,
                None => Vec::new(),
            },
            is_outdated: tx.is_outdated(month).await?,
            closing: closing_of(tx, run.as_ref()).await?,
            work: work.map(|work| (work.id, stuck(&steps))),
            is_being_compared: match &run {
                Some(run) => is_being_compared(tx, run).await?,
                None => false,
            },
            letters: letters(tx, month, &steps).await?,
            money,
            batches,
            next_payday: next_payday(tx, &tenant.time_zone).await?,
            pays_by_file: tx.payout_settings().await?.is_some(),
            currency: tenant.currency,
            close: MonthClose { month, billed, customers, run, blocked },
        })
    }
}

async fn closing_of(tx: &mut Tx, run: Option<&Run>) -> Result<ClosingFacts, Refusal> {
    match run {
        Some(run) => closing_facts(tx, run).await,
        None => Ok(ClosingFacts {
            status: RunStatus::Open,
            paid_at: None,
            compared: Vec::new(),
            findings: Vec::new(),
            questions: 0,
        }),
    }
}

/// The step in which automation is stuck, and why.
fn stuck(steps: &[WorkStep]) -> Option<(String, String)> {
    let step = steps.iter().find(|step| step.state == StepState::Stuck)?;
    Some((step.name.clone(), step.error.clone().unwrap_or_default()))
}

/// Letters with statements: sent, and written. None before they are written.
async fn letters(tx: &mut Tx, month: Month, steps: &[WorkStep]) -> Result<Option<(i64, i64)>, Refusal> {
    let run = tx.work_of(Workflow::MailDelivery, &crate::workflows::letters_of(month)).await?;
    let written = || steps.iter().any(|step| step.name == "notify" && step.state.is_finished());
    Ok(run.map(|run| (run.steps_done, run.steps)).or_else(|| written().then_some((0, 0))))
}

/// When payouts are proposed next by the schedule.
async fn next_payday(tx: &mut Tx, zone: &str) -> Result<Option<NaiveDate>, Refusal> {
    let schedules = tx.schedules().await?;
    let Some(row) = schedules.into_iter().find(|row| row.workflow == Workflow::Payouts && !row.paused) else {
        return Ok(None);
    };
    let schedule = Schedule::new(row.every, zone).ok();
    Ok(row.next_at.zip(schedule).map(|(at, schedule)| schedule.local(at).date()))
}
