//! What to begin with for a partner, and what interventions have brought.

use super::Desk;
use chrono::{Days, NaiveDate};
use domain::health::Loss;
use domain::health::intervention::{AFTER, InterventionKind, Measured, RecommendRules, pooled, recommend};
use domain::rights::Action;
use domain::view::{Effectiveness, PartnerRef, Suggestions};
use domain::{PartnerId, Refusal};
use store::Tx;

/// Days of which interventions count.
const COUNTED: u64 = 730;
/// The seed of intervals: the same facts give the same figures.
const SEED: u64 = 7;

/// What was measured of the interventions of a time, by kind; nothing of those that found nobody like their partner.
type Past = Vec<(InterventionKind, Option<Measured>)>;

impl Desk {
    /// What is suggested for a partner, the best first, each with its reasons.
    pub async fn suggestions(&self, partner: PartnerId) -> Result<Suggestions, Refusal> {
        self.check(Action::ReadInterventions)?;
        let mut tx = self.read().await?;
        let of = tx.partner(partner).await?.ok_or_else(|| Refusal::not_found("partner"))?;
        let latest = tx.latest_health(partner).await?.map(|stored| stored.detail);
        let past = self.past(&mut tx).await?;
        drop(tx);
        let name = PartnerRef { id: of.id, code: of.code, name: of.name };
        let Some((latest, score)) = latest.and_then(|latest| latest.score.map(|score| (latest, score))) else {
            return Ok(Suggestions { partner: name, score: None, rows: Vec::new() });
        };
        let losses = latest.components.iter().map(|c| Loss { component: c.component, points: c.points_lost() });
        let low: Vec<_> = losses.filter(|loss| loss.points > 0.0).collect();
        let of_kind = |kind: &InterventionKind| (*kind, measured(&past, *kind));
        let past: Vec<_> = InterventionKind::ALL.iter().map(of_kind).collect();
        let rows = recommend(of.tier, score, &low, &past, &RecommendRules::default(), SEED);
        Ok(Suggestions { partner: name, score: Some(score), rows })
    }

    /// What interventions of each kind have brought in the last two years, beyond matched peers.
    pub async fn effectiveness(&self) -> Result<Vec<Effectiveness>, Refusal> {
        self.check(Action::ReadInterventions)?;
        let past = self.past(&mut self.read().await?).await?;
        let of = |kind: &InterventionKind| {
            let measured = measured(&past, *kind);
            Effectiveness {
                kind: *kind,
                begun: count(past.iter().filter(|(of, _)| of == kind).count()),
                compared: count(measured.len()),
                effects: (0..AFTER.len()).filter_map(|at| pooled(&measured, at, SEED)).collect(),
            }
        };
        Ok(InterventionKind::ALL.iter().map(of).collect())
    }

    async fn past(&self, tx: &mut Tx) -> Result<Past, Refusal> {
        let today: NaiveDate = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        Ok(tx.measured_interventions(today - Days::new(COUNTED)).await?)
    }
}

fn measured(past: &Past, kind: InterventionKind) -> Vec<Measured> {
    past.iter().filter(|(of, _)| *of == kind).filter_map(|(_, measured)| measured.clone()).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
