//! Month end: a month from freezing to closing.
//!
//! People review and approve, and the rest goes by itself. Steps that wait are set going by what they wait for: the
//! approval, payouts that move, a finding or a question that is settled.

use super::unknown_step;
use crate::mail::{self, people_who_may};
use crate::months::{approval_of, money_of, open_points_of, run_of};
use crate::runner::{Settled, Work};
use domain::rights::Action;
use domain::run::{Run, RunStatus};
use domain::user::Role;
use domain::workflow::{NewStep, Workflow};
use domain::{Month, Refusal};
use serde_json::json;
use std::collections::HashMap;

pub(crate) const STEPS: &[&str] = &["freeze", "calculate", "reconcile", "approve", "notify", "pay", "settle", "close"];

/// The steps until a person has approved the month: the next month's end waits for these.
pub(super) const UNTIL_APPROVED: &[&str] = &["freeze", "calculate", "reconcile", "approve"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    let month: Month = work.claim.period.parse().map_err(|_| Refusal::invalid("period", "it is not a month"))?;
    match work.claim.name.as_str() {
        "freeze" => freeze(work, month).await,
        "calculate" => calculate(work, month).await,
        "reconcile" => reconcile(work, month).await,
        "approve" => approve(work, month).await,
        "notify" => notify(work, month).await,
        "pay" => pay(work, month).await,
        "settle" => settle(work, month).await,
        "close" => close(work, month).await,
        _ => Err(unknown_step(work)),
    }
}

async fn freeze(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let run = work.office.freeze(month, work.actor()).await?;
    work.done(json!({ "partners": run.partners, "billed": run.billed })).await
}

/// Commissions and health, a chunk of resellers at a time; each chunk is kept by itself, and none is done twice.
async fn calculate(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let run = work.office.close_in_step(work, month).await?;
    work.office.notice(month.last_day()).await?;
    work.done(json!({ "lines": run.lines, "commission": run.commission })).await
}

/// Commissions against bills and plans, the ledger against statements. What is found stops the approval only when it is
/// critical.
async fn reconcile(work: &Work, month: Month) -> Result<Settled, Refusal> {
    // One that is calculated anew meanwhile.
    work.office.close_in_step(work, month).await?;
    work.office.compare_calculated(month, work.actor()).await?;
    let found = work.office.engine.store.read(work.office.tenant).await?.pending_findings(month).await?;
    let found: HashMap<_, _> = found.into_iter().map(|(severity, count)| (severity.code(), count)).collect();
    work.done(json!({ "findings": found })).await
}

/// Waits until a second person has released the month, and asks those who may. What is calculated anew meanwhile is
/// calculated and compared here.
async fn approve(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let engine = &work.office.engine;
    if work.office.run(month).await?.status < RunStatus::Approved {
        work.office.close_in_step(work, month).await?;
        work.office.compare_calculated(month, work.actor()).await?;
    }
    let mut tx = engine.store.write(work.office.tenant).await?;
    tx.lock_months().await?;
    let run = run_of(&mut tx, month).await?;
    if run.status >= RunStatus::Approved {
        return work.done_in(tx, json!({ "commission": run.commission })).await;
    }
    if run.status == RunStatus::Frozen {
        // Somebody has it calculated anew since the look above.
        return work.wait_in(tx, &approval_of(month), Some(engine.clock.now())).await;
    }
    let tenant = tx.tenant_row().await?;
    let people = people_who_may(&mut tx, Action::ApproveMonth, work.claim.started_by).await?;
    let letters = people.into_iter().map(|user| Ok((user.clone(), mail::approval_needed(&tenant, &user, &run)?)));
    let letters = letters.collect::<Result<_, Refusal>>()?;
    engine.send(&mut tx, &asked_for(&run), letters).await?;
    work.wait_in(tx, &approval_of(month), None).await
}

/// What people are written to about, once for each calculation.
fn asked_for(run: &Run) -> String {
    let cause = approval_of(run.month);
    if run.version > 1 { format!("{cause}, version {}", run.version) } else { cause }
}

/// A letter to the owners of every reseller that has a statement.
async fn notify(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let engine = &work.office.engine;
    let mut tx = engine.store.write(work.office.tenant).await?;
    let tenant = tx.tenant_row().await?;
    let statements = tx.statements_in(month, i64::MAX).await?;
    let statements: HashMap<_, _> = statements.into_iter().map(|row| (row.partner.id, row)).collect();
    let owners = tx.users().await?.into_iter().filter(|user| user.role == Role::Owner);
    let letters = owners.filter_map(|user| {
        let row = statements.get(&user.partner_id?)?;
        Some(mail::statement(&tenant, &user, month, row).map(|letter| (user, letter)))
    });
    let letters = letters.collect::<Result<Vec<_>, Refusal>>()?;
    let told = letters.len();
    engine.send(&mut tx, &letters_of(month), letters).await?;
    // A run that began before these steps were thought of gets them now.
    let after: Vec<_> = steps_after_notify().collect();
    tx.add_work_steps(work.claim.run_id, &after).await?;
    work.done_in(tx, json!({ "letters": told })).await
}

fn steps_after_notify() -> impl Iterator<Item = NewStep> {
    super::steps(Workflow::MonthEnd).into_iter().skip_while(|step| step.name != "notify").skip(1)
}

/// Waits until the money of the month is on its way, or held with a reason: nothing waits for a payday any more.
async fn pay(work: &Work, month: Month) -> Result<Settled, Refusal> {
    wait_for_money(work, month, |run, left| run.status >= RunStatus::Paid || left == 0).await
}

/// Waits until the last of it has arrived.
async fn settle(work: &Work, month: Month) -> Result<Settled, Refusal> {
    wait_for_money(work, month, |run, _| run.status >= RunStatus::Paid).await
}

async fn wait_for_money(work: &Work, month: Month, is_enough: impl Fn(&Run, i64) -> bool) -> Result<Settled, Refusal> {
    let engine = &work.office.engine;
    let mut tx = engine.store.write(work.office.tenant).await?;
    // A month of which nothing is owed is paid without any payout.
    engine.look_at_money(&mut tx, false).await?;
    let run = run_of(&mut tx, month).await?;
    let money = engine.money_of_month(&mut tx, month).await?;
    let left = money.waiting + money.proposed;
    // Before a payday has come, what is held is held by nobody's decision.
    let undecided = if money.in_transit.0 == 0 && run.status < RunStatus::Paid { money.held.len() } else { 0 };
    if is_enough(&run, left.0 + i64::try_from(undecided).unwrap_or(i64::MAX)) {
        let output = json!({ "in_transit": money.in_transit, "carried": money.carried });
        return work.done_in(tx, output).await;
    }
    work.wait_in(tx, &money_of(month), None).await
}

/// Reconciles the month once its money has arrived, and closes it when nothing of it is open; otherwise waits for that.
async fn close(work: &Work, month: Month) -> Result<Settled, Refusal> {
    work.office.compare_paid(month, work.actor()).await?;
    let mut tx = work.office.engine.store.write(work.office.tenant).await?;
    let open = work.office.close_if_ready(&mut tx, month).await?;
    if open.is_empty() {
        return work.done_in(tx, json!({ "closed": true })).await;
    }
    work.wait_in(tx, &open_points_of(month), None).await
}

/// The cause of the letters with a month's statements.
pub(crate) fn letters_of(month: Month) -> String {
    format!("statements of {month}")
}
