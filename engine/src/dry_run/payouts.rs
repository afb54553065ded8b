//! A batch of payouts before it is proposed: who would be paid, and who would be left out and why.

use super::not_reached;
use crate::Office;
use crate::mail::people_who_may;
use crate::workflows::payouts::STEPS;
use domain::payout::Line;
use domain::rights::Action;
use domain::view::{DryRow, DryStep, Payable};
use domain::{Cents, Refusal};
use std::collections::HashMap;
use store::Tx;

pub(super) async fn steps(office: &Office, period: &str) -> Result<Vec<DryStep>, Refusal> {
    let [propose, approve, later @ ..] = STEPS else { return Ok(Vec::new()) };
    let mut tx = office.engine.store.read(office.tenant).await?;
    let proposed = proposed(propose, office, period, &mut tx).await?;
    let Some(proposed) = proposed else {
        let nothing = DryStep::would(propose, "propose nothing: no way to pay is set up for payouts");
        let rest = STEPS.iter().skip(1).map(|name| not_reached(name));
        return Ok([nothing].into_iter().chain(rest).collect());
    };
    let people = people_who_may(&mut tx, Action::ApprovePayouts, None).await?;
    let asked = people.into_iter().map(|user| DryRow { what: user.name, amount: None, note: user.email });
    let asked: Vec<_> = asked.collect();
    let approve = DryStep::would(approve, "wait until a second person has released the batch, and write to these")
        .count("Letters", asked.len())
        .rows(asked);
    let after = "act on the batch as it is approved";
    Ok([proposed, approve].into_iter().chain(later.iter().map(|name| DryStep::would(name, after))).collect())
}

/// The batch; none where the operator pays by other means.
async fn proposed(name: &str, office: &Office, period: &str, tx: &mut Tx) -> Result<Option<DryStep>, Refusal> {
    let Some((settings, _)) = tx.payout_settings().await? else { return Ok(None) };
    if let Some(batch) = tx.payout_batch_of(period).await? {
        let words = format!("propose nothing: {} was proposed for {period}", batch.name());
        return Ok(Some(DryStep::would(name, words).amount("To pay", batch.total)));
    }
    if tx.released_to().await?.is_none() {
        return Ok(Some(DryStep::would(name, "propose nothing: no month is approved yet")));
    }
    let payables = tx.payables().await?;
    let lines = office.engine.lines(tx, &payables, settings.limits).await?;
    let paid: Vec<_> = lines.iter().filter(|line| line.held_out.is_none()).collect();
    let total: Cents = paid.iter().map(|line| line.amount).sum();
    let would = if paid.is_empty() { "propose nothing: nobody can be paid now" } else { "propose this batch" };
    let names: HashMap<_, _> = payables.iter().map(|payable| (payable.partner.id, payable)).collect();
    let waiting = payables.iter().filter(|payable| payable.open != Cents::ZERO);
    let rows = lines.iter().map(|line| row(&names, line)).chain(waiting.map(|payable| DryRow {
        what: format!("{} {}", payable.partner.code, payable.partner.name),
        amount: Some(payable.open),
        note: "not in it: waits in an open batch".to_owned(),
    }));
    let held_out: Cents = lines.iter().filter(|line| line.held_out.is_some()).map(|line| line.amount).sum();
    let step = DryStep::would(name, would)
        .count("Payouts", paid.len())
        .amount("To pay", total)
        .count("Left out", lines.len() - paid.len())
        .amount("Left out", held_out)
        .rows(rows);
    Ok(Some(step))
}

fn row(names: &HashMap<domain::PartnerId, &Payable>, line: &Line) -> DryRow {
    let partner = names.get(&line.partner).map(|payable| &payable.partner);
    DryRow {
        what: partner.map(|partner| format!("{} {}", partner.code, partner.name)).unwrap_or_default(),
        amount: Some(line.amount),
        note: line.held_out.map_or_else(|| "paid".to_owned(), |reason| format!("left out: {}", reason.label())),
    }
}
