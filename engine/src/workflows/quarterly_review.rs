//! The quarterly review: what a quarter has brought each reseller, told to its owners.

use super::unknown_step;
use crate::mail::{self, QuarterFacts};
use crate::runner::{Settled, Work};
use domain::digest::QuarterMonth;
use domain::user::{Role, User};
use domain::{PartnerId, Quarter, Refusal};
use serde_json::json;
use std::collections::HashMap;
use store::Tx;

pub(super) const STEPS: &[&str] = &["tell the quarter"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.name.as_str() {
        "tell the quarter" => tell(work).await,
        _ => Err(unknown_step(work)),
    }
}

/// A letter to the owners of every reseller that was billed something in the quarter.
async fn tell(work: &Work) -> Result<Settled, Refusal> {
    let quarter: Quarter = work.claim.period.parse().map_err(|_| Refusal::invalid("period", "it is not a quarter"))?;
    let engine = &work.office.engine;
    let mut tx = engine.store.read(work.office.tenant).await?;
    let tenant = tx.tenant_row().await?;
    let facts = facts(&mut tx, quarter).await?;
    let users = tx.users().await?;
    drop(tx);

    let owners = users.into_iter().filter(|user| user.role == Role::Owner);
    let write = |user: User| {
        let facts = facts.get(&user.partner_id?)?;
        Some(mail::quarterly_review(&tenant, &user, facts).map(|letter| (user, letter)))
    };
    let letters = owners.filter_map(write).collect::<Result<Vec<_>, Refusal>>()?;
    let told = letters.len();
    let mut tx = engine.store.write(work.office.tenant).await?;
    engine.send(&mut tx, &format!("review of {quarter}"), letters).await?;
    work.done_in(tx, json!({ "resellers": facts.len(), "letters": told })).await
}

async fn facts(tx: &mut Tx, quarter: Quarter) -> Result<HashMap<PartnerId, QuarterFacts>, Refusal> {
    let mut months: HashMap<PartnerId, Vec<QuarterMonth>> = HashMap::new();
    for (partner, month) in tx.partner_quarters(quarter.first(), quarter.last()).await? {
        months.entry(partner).or_default().push(month);
    }
    // At the ends of the quarter and of the one before, as the review's page has them: the letter may be late.
    let ends = [quarter.previous().previous(), quarter.previous(), quarter].map(|of| of.last().last_day());
    let before: HashMap<_, _> = tx.scores_between(ends[0], ends[1]).await?.into_iter().collect();
    let scores: HashMap<_, _> = tx.scores_between(ends[1], ends[2]).await?.into_iter().collect();
    let partners = tx.partner_refs().await?.into_iter();
    let facts = partners.filter_map(|partner| {
        let months = months.remove(&partner.id)?;
        let of = |scores: &HashMap<PartnerId, Option<f64>>| scores.get(&partner.id).copied().flatten();
        let score = of(&scores).map(|now| (now, of(&before)));
        Some((partner.id, QuarterFacts { quarter, partner, months, score }))
    });
    Ok(facts.collect())
}
