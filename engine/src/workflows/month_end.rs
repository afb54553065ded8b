//! Month end: a month from freezing to its release by a person.

use super::unknown_step;
use crate::mail::{self, people_who_may};
use crate::runner::{Settled, Work};
use domain::rights::Action;
use domain::run::RunStatus;
use domain::user::Role;
use domain::{Month, Refusal};
use serde_json::json;
use std::collections::HashMap;

pub(crate) const STEPS: &[&str] = &["freeze", "calculate", "approve", "notify"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    let month: Month = work.claim.period.parse().map_err(|_| Refusal::invalid("period", "it is not a month"))?;
    match work.claim.name.as_str() {
        "freeze" => freeze(work, month).await,
        "calculate" => calculate(work, month).await,
        "approve" => approve(work, month).await,
        "notify" => notify(work, month).await,
        _ => Err(unknown_step(work)),
    }
}

async fn freeze(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let run = work.office.freeze(month, work.actor()).await?;
    work.done(json!({ "partners": run.partners, "billed": run.billed })).await
}

/// Commissions and health, a chunk of resellers at a time; each chunk is kept by itself, and none is done twice.
async fn calculate(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let run = work.office.close(month, work.actor(), |_| ()).await?;
    work.done(json!({ "lines": run.lines, "commission": run.commission })).await
}

async fn approve(work: &Work, month: Month) -> Result<Settled, Refusal> {
    let run = work.office.run(month).await?;
    if run.status >= RunStatus::Approved {
        return work.done(json!({ "commission": run.commission })).await;
    }
    let engine = &work.office.engine;
    let mut tx = engine.store.write(work.office.tenant).await?;
    let tenant = tx.tenant_row().await?;
    let people = people_who_may(&mut tx, Action::ApproveMonth, work.claim.started_by).await?;
    let letters = people.into_iter().map(|user| Ok((user.clone(), mail::approval_needed(&tenant, &user, &run)?)));
    let letters = letters.collect::<Result<_, Refusal>>()?;
    engine.send(&mut tx, &approval_of(month), letters).await?;
    work.wait_in(tx, &approval_of(month), None).await
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
    engine.send(&mut tx, &format!("statements of {month}"), letters).await?;
    work.done_in(tx, json!({ "letters": told })).await
}

/// What the step waits for until a person has approved the month.
pub(crate) fn approval_of(month: Month) -> String {
    format!("approval of {month}")
}
