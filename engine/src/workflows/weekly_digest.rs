//! The weekly digest: what a week has brought, told to the operator's people.

use super::unknown_step;
use crate::mail::{self, WeekFacts};
use crate::runner::{Settled, Work};
use domain::health::Band;
use domain::rights::{Action, sees_all};
use domain::run::RunStatus;
use domain::view::{BandCount, PartnerRef, WorkQuery};
use domain::workflow::WorkState;
use domain::zone::start_of_day;
use domain::{Refusal, Week};
use serde_json::json;
use std::collections::HashMap;
use store::{PortfolioFacts, Tx};

pub(super) const STEPS: &[&str] = &["tell the week"];

/// Falls that are told.
const FALLS: usize = 5;
/// Points of a score that are worth telling.
const FALL: f64 = 5.0;

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.name.as_str() {
        "tell the week" => tell(work).await,
        _ => Err(unknown_step(work)),
    }
}

/// A letter to everyone who sees a portfolio, about the partners that they see today.
async fn tell(work: &Work) -> Result<Settled, Refusal> {
    let week: Week = work.claim.period.parse().map_err(|_| Refusal::invalid("period", "it is not a week"))?;
    let engine = &work.office.engine;
    let mut tx = engine.store.read(work.office.tenant).await?;
    let tenant = tx.tenant_row().await?;
    let people = mail::people_who_may(&mut tx, Action::ReadPortfolio, None).await?;
    let of_all = facts(&mut tx, week, &tenant.time_zone).await?;
    drop(tx);
    let mut letters = Vec::new();
    for user in people {
        let letter = if sees_all(user.role) {
            mail::weekly_digest(&tenant, &user, &of_all)?
        } else {
            let mut tx = engine.store.read(work.office.tenant).await?;
            tx.confine(user.id, engine.clock.today(&tenant.time_zone));
            mail::weekly_digest(&tenant, &user, &facts(&mut tx, week, &tenant.time_zone).await?)?
        };
        letters.push((user, letter));
    }

    let mut tx = engine.store.write(work.office.tenant).await?;
    let told = letters.len();
    engine.send(&mut tx, &format!("digest of {week}"), letters).await?;
    work.done_in(tx, json!({ "letters": told })).await
}

async fn facts(tx: &mut Tx, week: Week, zone: &str) -> Result<WeekFacts, Refusal> {
    let from = start_of_day(zone, week.first_day());
    let upto = start_of_day(zone, week.last_day() + chrono::Days::new(1));
    let health = tx.portfolio_health().await?;
    let partners = tx.partner_refs().await?;
    let stuck = WorkQuery { state: Some(WorkState::Stuck), ..WorkQuery::default() };
    let runs = tx.runs().await?.into_iter();
    let to_approve = runs.filter(|run| matches!(run.status, RunStatus::Calculated | RunStatus::Reviewed));
    Ok(WeekFacts {
        week,
        moves: tx.moves_between(from, upto).await?,
        contacts: tx.contacts_between(from, upto).await?,
        bands: bands(&health, partners.len()),
        falls: falls(&health, partners),
        to_approve: to_approve.map(|run| run.month).collect(),
        stuck: tx.works(&stuck, i64::MAX).await?.len(),
    })
}

/// How many partners are in each band, and how many in none.
fn bands(health: &[PortfolioFacts], partners: usize) -> Vec<BandCount> {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let band = |facts: &PortfolioFacts| facts.score.map(Band::of);
    let of = |wanted: Band| health.iter().filter(|facts| band(facts) == Some(wanted)).count();
    let scored = health.iter().filter(|facts| facts.score.is_some()).count();
    let banded = Band::ALL.iter().map(|wanted| BandCount { band: Some(*wanted), partners: count(of(*wanted)) });
    banded.chain([BandCount { band: None, partners: count(partners.saturating_sub(scored)) }]).collect()
}

/// Those that fell most.
fn falls(health: &[PortfolioFacts], partners: Vec<PartnerRef>) -> Vec<(PartnerRef, f64, f64)> {
    let mut names: HashMap<_, _> = partners.into_iter().map(|partner| (partner.id, partner)).collect();
    let fell = |facts: &PortfolioFacts| {
        let (before, now) = (facts.previous_score?, facts.score?);
        (before - now >= FALL).then_some((facts.partner_id, before, now))
    };
    let mut falls: Vec<_> = health.iter().filter_map(fell).collect();
    falls.sort_by(|(_, before, now), (_, other, others)| (other - others).total_cmp(&(before - now)));
    let falls = falls.into_iter().take(FALLS);
    falls.filter_map(|(partner, before, now)| Some((names.remove(&partner)?, before, now))).collect()
}
