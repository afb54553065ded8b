//! Why a score is what it is, and whether it would be the same today.

use super::compute;
use super::known::Scene;
use crate::Office;
use chrono::NaiveDate;
use domain::health::{Component, Explanation, HealthRules, HealthScore, explain};
use domain::partner::Partner;
use domain::view::PartnerRef;
use domain::{Currency, PartnerId, Refusal};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use store::StoredScore;

/// Scores differ when they do by more than the last bits of a computation.
const SAME: f64 = 1e-9;

/// A partner's score of a day with everything that it was computed from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// Who.
    pub partner: PartnerRef,
    /// The day of the score.
    pub day: NaiveDate,
    /// The day that it was computed on, when it was carried over since.
    pub computed_on: Option<NaiveDate>,
    /// The version of the rules.
    pub rules_version: i32,
    /// The score with its components.
    pub score: HealthScore,
    /// Where points were lost and what would raise the score most; not known where the facts weren't kept.
    pub explanation: Option<Explanation>,
    /// What amounts are in.
    pub currency: Currency,
}

/// A day's scores, stored and computed again by the rules that they were computed by.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recomputed {
    /// The day.
    pub day: NaiveDate,
    /// Partners that were compared.
    pub compared: u32,
    /// Those whose score or one of whose components comes out otherwise now.
    pub differing: Vec<RecomputedPartner>,
}

/// A partner whose score comes out otherwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecomputedPartner {
    /// Who.
    pub partner: PartnerRef,
    /// The score as it is kept.
    pub stored: Option<f64>,
    /// The score as it comes out now.
    pub recomputed: Option<f64>,
    /// Components that differ, each with what was and what is known, in words.
    pub components: Vec<(Component, String, String)>,
}

impl Office {
    /// A partner's latest score until a day, explained.
    pub async fn explain_health(&self, code: &str, day: Option<NaiveDate>) -> Result<Explained, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let tenant = tx.tenant_row().await?;
        let found = tx.partner_refs().await?.into_iter().find(|partner| partner.code == code);
        let partner = found.ok_or_else(|| Refusal::invalid("partner", format!("there is no reseller “{code}”")))?;
        let day = day.unwrap_or_else(|| self.engine.clock.today(&tenant.time_zone));
        let none = || Refusal::not_now(format!("{code} has no score until {day}; `tributary health score` makes one."));
        let stored = tx.health_until(partner.id, day).await?.ok_or_else(none)?;
        let rules = tx.health_rules().await?.into_iter().find(|rules| rules.version == stored.rules_version);
        let rules = rules.map_or_else(HealthRules::default, |stored| stored.rules);
        Ok(Explained {
            partner,
            day: stored.day,
            computed_on: stored.same_as,
            rules_version: stored.rules_version,
            score: stored.detail,
            explanation: stored.facts.map(|facts| explain(&facts, &rules)),
            currency: tenant.currency,
        })
    }

    /// Computes a day's scores again, each by the rules that it was computed by, and says which come out otherwise:
    /// facts have come in since, or have changed. Nothing is written.
    pub async fn recompute_health(&self, day: NaiveDate) -> Result<Recomputed, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let tenant = tx.tenant_row().await?;
        let today = self.engine.clock.today(&tenant.time_zone);
        let stored = tx.health_on(day).await?;
        if stored.is_empty() {
            return Err(Refusal::not_now(format!("{day} isn't scored; `tributary health score --day {day}` does it.")));
        }
        let partners: HashMap<PartnerId, Partner> = tx.partners().await?.into_iter().map(|p| (p.id, p)).collect();
        let versions: HashMap<_, _> = tx.health_rules().await?.into_iter().map(|r| (r.version, r.rules)).collect();
        let mut by_rules: BTreeMap<i32, Vec<StoredScore>> = BTreeMap::new();
        let mut done = Recomputed { day, compared: 0, differing: Vec::new() };
        for score in stored {
            by_rules.entry(score.rules_version).or_default().push(score);
        }
        for (version, stored) in by_rules {
            let none = || Refusal::not_now(format!("version {version} of the rules isn't known here any more"));
            let rules = versions.get(&version).cloned().ok_or_else(none)?;
            let scene = Scene::read(&mut tx, day, today, rules).await?;
            let whose: Vec<_> = stored.iter().filter_map(|row| partners.get(&row.partner_id).cloned()).collect();
            let now = compute(&mut tx, &scene, &whose).await?;
            for ((stored, now), partner) in stored.into_iter().zip(now).zip(whose) {
                done.compared += 1;
                done.differing.extend(difference(partner, &stored.detail, &now.score, tenant.currency));
            }
        }
        Ok(done)
    }
}

fn difference(
    partner: Partner,
    stored: &HealthScore,
    now: &HealthScore,
    currency: Currency,
) -> Option<RecomputedPartner> {
    let components: Vec<_> = stored
        .components
        .iter()
        .zip(&now.components)
        .filter(|(before, after)| differ(before.score, after.score))
        .map(|(before, after)| (before.component, before.evidence.explain(currency), after.evidence.explain(currency)))
        .collect();
    let otherwise = differ(stored.score, now.score) || !components.is_empty();
    otherwise.then_some(RecomputedPartner {
        partner: PartnerRef { id: partner.id, code: partner.code, name: partner.name },
        stored: stored.score,
        recomputed: now.score,
        components,
    })
}

fn differ(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() > SAME,
        (a, b) => a.is_some() != b.is_some(),
    }
}
