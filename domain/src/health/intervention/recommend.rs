//! Which intervention to begin with: what fits the evidence, and what has worked, each with its figure.

use super::{InterventionKind, Measured, PooledEffect, pooled};
use crate::Refusal;
use crate::health::{Band, Component, Loss};
use crate::partner::Tier;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// How fit and measured effect are weighed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecommendRules {
    /// Points of measured gain that a perfect fit is worth.
    pub fit_points: f64,
    /// Interventions without any effect that every kind is thought to have had before it is measured: so a gain counts
    /// half when it was measured on as many.
    pub sceptical: f64,
    /// Interventions on partners of the same tier and band that are needed to look at those alone.
    pub alike_min: u32,
    /// Which of the days of `AFTER` counts: 0, 1 or 2.
    pub after: u32,
}

impl Default for RecommendRules {
    fn default() -> Self {
        Self { fit_points: 8.0, sceptical: 8.0, alike_min: 4, after: 1 }
    }
}

impl RecommendRules {
    /// Refuses rules that can't be meant, naming the field.
    pub fn check(&self) -> Result<(), Refusal> {
        if !(0.0..=100.0).contains(&self.fit_points) || !(0.0..=1_000.0).contains(&self.sceptical) {
            return Err(Refusal::invalid(
                "recommender",
                "fit and scepticism are at least 0 and not beyond all measure",
            ));
        }
        if self.after > 2 {
            return Err(Refusal::invalid("recommender", "effects are measured after 30, 60 and 90 days"));
        }
        Ok(())
    }
}

/// A suggestion with its reasons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recommendation {
    /// What to do.
    pub kind: InterventionKind,
    /// What it is ranked by: fit in points plus the gain as it counts.
    pub value: f64,
    /// The share of the points lost that it addresses, 0–1.
    pub fit: f64,
    /// The components that it addresses, the one that loses most first.
    pub addresses: Vec<Loss>,
    /// What it has brought; `None` when it was never measured.
    pub effect: Option<PooledEffect>,
    /// Whether that is of partners of the same tier and band alone.
    pub alike: bool,
    /// The gain as it counts: drawn towards 0, the fewer interventions the more.
    pub counted: f64,
}

impl Recommendation {
    /// Why, in words and figures.
    pub fn words(&self) -> String {
        let mut text = String::new();
        let parts: Vec<_> = self
            .addresses
            .iter()
            .map(|loss| format!("{} (loses {:.1} points)", loss.component.label().to_lowercase(), loss.points))
            .collect();
        if parts.is_empty() {
            text.push_str("Fits nothing that is low now.");
        } else {
            let _ = write!(text, "Fits {}.", parts.join(", "));
        }
        let Some(PooledEffect { days, interventions, gain, interval, .. }) = self.effect else {
            text.push_str(" Nothing is measured yet.");
            return text;
        };
        let whom = if self.alike { "partners of the same tier and band" } else { "all partners" };
        let _ = write!(
            text,
            " Brought {gain:+.1} points beyond matched peers in {days} days, {interventions} times with {whom}"
        );
        if let Some((low, high)) = interval {
            let _ = write!(text, " (90 % interval {low:+.1} to {high:+.1})");
        }
        let _ = write!(text, "; counted as {:+.1}.", self.counted);
        text
    }
}

/// Ranks the kinds for a partner of a tier with a score that loses points in some components.
///
/// `past` are measured interventions by kind. A kind that neither fits nor was measured isn't suggested.
pub fn recommend(
    tier: Tier,
    score: f64,
    low: &[Loss],
    past: &[(InterventionKind, Vec<Measured>)],
    rules: &RecommendRules,
    seed: u64,
) -> Vec<Recommendation> {
    let all_lost: f64 = low.iter().map(|loss| loss.points).sum();
    let at = usize::try_from(rules.after).unwrap_or(0).min(2);
    let suggestion = |kind: &InterventionKind| {
        let fitting = |component: Component| kind.fit(component);
        let points: f64 = low.iter().map(|loss| loss.points * fitting(loss.component)).sum();
        let fit = if all_lost > 0.0 { points / all_lost } else { 0.0 };
        let mut addresses: Vec<_> = low.iter().copied().filter(|loss| fitting(loss.component) > 0.0).collect();
        addresses.sort_by(|a, b| b.points.total_cmp(&a.points));
        let measured: Vec<_> = past.iter().filter(|(of, _)| of == kind).flat_map(|(_, list)| list.clone()).collect();
        let near = |one: &Measured| one.tier == tier && Band::of(one.baseline) == Band::of(score);
        let alike: Vec<_> = measured.iter().filter(|one| near(one)).cloned().collect();
        let of_alike = pooled(&alike, at, seed).filter(|effect| effect.interventions >= rules.alike_min);
        let effect = of_alike.or_else(|| pooled(&measured, at, seed));
        let counted = effect.map_or(0.0, |effect| {
            let times = f64::from(effect.interventions);
            effect.gain * times / (times + rules.sceptical)
        });
        (fit > 0.0 || effect.is_some()).then(|| Recommendation {
            kind: *kind,
            value: fit * rules.fit_points + counted,
            fit,
            addresses,
            effect,
            alike: of_alike.is_some(),
            counted,
        })
    };
    let mut ranked: Vec<_> = InterventionKind::ALL.iter().filter_map(suggestion).collect();
    ranked.sort_by(|a, b| b.value.total_cmp(&a.value));
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PartnerId;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn past(kind: InterventionKind, times: usize, gain: f64, baseline: f64) -> (InterventionKind, Vec<Measured>) {
        let one = Measured {
            partner: PartnerId(Uuid::from_u128(1)),
            tier: Tier::Gold,
            baseline,
            peers: vec![],
            gain: [None, Some(gain), None],
        };
        (kind, vec![one; times])
    }

    const LOW: [Loss; 2] =
        [Loss { component: Component::Retention, points: 9.0 }, Loss { component: Component::Engagement, points: 3.0 }];

    fn first(past: &[(InterventionKind, Vec<Measured>)]) -> Recommendation {
        recommend(Tier::Gold, 45.0, &LOW, past, &RecommendRules::default(), 1).remove(0)
    }

    #[test]
    fn without_measurements_what_fits_best_is_suggested() {
        let best = first(&[]);
        assert_eq!(best.kind, InterventionKind::ProactiveOutreach);
        assert_eq!(
            best.words(),
            "Fits customer retention (loses 9.0 points), engagement (loses 3.0 points). Nothing is measured yet."
        );
    }

    #[test]
    fn what_has_worked_often_overtakes_what_fits_a_little_better_and_a_single_success_does_not() {
        let coaching = InterventionKind::SuccessCoaching;
        assert_eq!(first(&[past(coaching, 1, 9.0, 40.0)]).kind, InterventionKind::ProactiveOutreach);
        let best = first(&[past(coaching, 24, 9.0, 40.0)]);
        assert_eq!(best.kind, coaching);
        assert!(
            best.words().ends_with(
                "Brought +9.0 points beyond matched peers in 60 days, 24 times with partners of the same tier and band \
             (90 % interval +9.0 to +9.0); counted as +6.8."
            ),
            "{}",
            best.words()
        );
    }

    #[test]
    fn what_did_harm_is_ranked_down_and_others_count_when_alike_are_too_few() {
        let harmful = past(InterventionKind::ProactiveOutreach, 12, -8.0, 90.0);
        let all = recommend(Tier::Gold, 45.0, &LOW, &[harmful], &RecommendRules::default(), 1);
        assert_ne!(all[0].kind, InterventionKind::ProactiveOutreach);
        let outreach = all.iter().find(|one| one.kind == InterventionKind::ProactiveOutreach).unwrap();
        assert!(!outreach.alike && outreach.words().contains("12 times with all partners"));
    }

    proptest! {
        #[test]
        fn the_counted_gain_never_exceeds_the_measured_one(times in 1usize..40, gain in -20.0f64..20.0) {
            let kind = InterventionKind::PerformanceReview;
            let all = recommend(Tier::Gold, 45.0, &LOW, &[past(kind, times, gain, 40.0)], &RecommendRules::default(), 1);
            let one = all.iter().find(|one| one.kind == kind).unwrap();
            prop_assert!(one.counted.abs() <= gain.abs() && one.counted * gain >= 0.0);
            prop_assert!(all.is_sorted_by(|a, b| a.value >= b.value));
            prop_assert!(all.iter().all(|one| (0.0..=1.0).contains(&one.fit)));
        }
    }
}
