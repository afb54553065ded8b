//! A month's close before it is begun: who would get what, and what stands in the way.

use super::not_reached;
use crate::Office;
use crate::close::Projection;
use crate::mail::people_who_may;
use crate::workflows::month_end::STEPS;
use domain::rights::Action;
use domain::run::RunStatus;
use domain::user::Role;
use domain::view::{DryRow, DryStep};
use domain::{Month, Refusal};
use std::collections::HashSet;

pub(super) async fn steps(office: &Office, month: Month) -> Result<Vec<DryStep>, Refusal> {
    let [freeze, calculate, reconcile, approve, notify, pay, settle, close] = STEPS else { return Ok(Vec::new()) };
    let projection = match office.project(month).await {
        Ok(projection) => projection,
        Err(refusal @ (Refusal::NotNow { .. } | Refusal::Invalid { .. })) => {
            let rest = STEPS.iter().skip(1).map(|name| not_reached(name));
            return Ok([DryStep::refused(freeze, refusal.to_string())].into_iter().chain(rest).collect());
        }
        Err(refusal) => return Err(refusal),
    };
    Ok(vec![
        frozen(freeze, month, &projection),
        calculated(calculate, month, &projection),
        DryStep::would(reconcile, "hold it against bills, plans and the books; a critical finding stops the approval"),
        approved(approve, office, &projection).await?,
        notified(notify, office, &projection).await?,
        DryStep::would(pay, "wait until its money is at the bank, carried forward, or held at a payday"),
        DryStep::would(settle, "wait until the last of it has arrived"),
        DryStep::would(close, "reconcile it once more, and close it when nothing of it is open"),
    ])
}

fn frozen(name: &str, month: Month, projection: &Projection) -> DryStep {
    let would = match &projection.run {
        Some(run) => format!("change nothing: {} is {}", month.label(), run.status.label().to_lowercase()),
        None => format!("freeze {}: from then on its bills don't change", month.label()),
    };
    DryStep::would(name, would).amount("Billed", projection.billed)
}

fn calculated(name: &str, month: Month, projection: &Projection) -> DryStep {
    let is_done = projection.run.as_ref().is_some_and(|run| run.status >= RunStatus::Calculated);
    let would = if is_done {
        format!("change nothing: {} is calculated. From the facts of now, it would come to this", month.label())
    } else {
        "write these statements, book them, and score every reseller's health".to_owned()
    };
    let rows = projection.statements.iter().map(|statement| DryRow {
        what: format!("{} {}", statement.partner.code, statement.partner.name),
        amount: Some(statement.commission),
        note: format!("on {} billed, {} lines", statement.billed, statement.lines),
    });
    DryStep::would(name, would)
        .count("Statements", projection.statements.len())
        .count("Lines", projection.lines())
        .amount("Commission", projection.commission())
        .rows(rows)
}

async fn approved(name: &str, office: &Office, projection: &Projection) -> Result<DryStep, Refusal> {
    if projection.run.as_ref().is_some_and(|run| run.status >= RunStatus::Approved) {
        return Ok(DryStep::would(name, "change nothing: it is approved"));
    }
    let mut tx = office.engine.store.read(office.tenant).await?;
    let people = people_who_may(&mut tx, Action::ApproveMonth, None).await?;
    let rows = people.into_iter().map(|user| DryRow { what: user.name, amount: None, note: user.email });
    let rows: Vec<_> = rows.collect();
    Ok(DryStep::would(name, "wait for a second person, and write to these").count("Letters", rows.len()).rows(rows))
}

async fn notified(name: &str, office: &Office, projection: &Projection) -> Result<DryStep, Refusal> {
    let with_statement: HashSet<_> = projection.statements.iter().map(|statement| statement.partner.id).collect();
    let users = office.engine.store.read(office.tenant).await?.users().await?;
    let owners = users.into_iter().filter(|user| user.role == Role::Owner);
    let told = owners.filter(|user| user.partner_id.is_some_and(|partner| with_statement.contains(&partner)));
    let rows = told.map(|user| DryRow { what: user.name, amount: None, note: user.email });
    let rows: Vec<_> = rows.collect();
    Ok(DryStep::would(name, "tell the owners of resellers with a statement").count("Letters", rows.len()).rows(rows))
}
