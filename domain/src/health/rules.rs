//! The rules of a score: weights, mappings, targets. Versioned, so that a past score can be explained.

use super::Component;
use super::parts::{EngagementRules, OperationsRules, SatisfactionRules};
use crate::partner::{Quota, Tier};
use crate::{Cents, Refusal};
use serde::{Deserialize, Serialize};

/// A mapping of a figure to points, straight between its corners and flat outside them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PiecewiseLinear {
    /// (figure, points), figures rising.
    corners: Vec<(f64, f64)>,
}

impl PiecewiseLinear {
    /// A mapping through these corners: figures must rise, points must not fall, and both must be finite.
    pub fn new(corners: Vec<(f64, f64)>) -> Result<Self, Refusal> {
        let mapping = Self { corners };
        mapping.check("mapping")?;
        Ok(mapping)
    }

    /// Straight from no points for 0 to all points for `full`.
    pub(super) fn straight_to(full: f64) -> Self {
        Self { corners: vec![(0.0, 0.0), (full, 100.0)] }
    }

    /// Refuses corners that can't be meant; `field` says whose they are.
    /// Figures with their points, in order.
    pub fn corners(&self) -> &[(f64, f64)] {
        &self.corners
    }

    pub(super) fn check(&self, field: &str) -> Result<(), Refusal> {
        let refuse = |reason: &str| Err(Refusal::invalid(field, reason));
        if self.corners.is_empty() {
            return refuse("a mapping needs at least one corner");
        }
        if self.corners.iter().any(|(x, y)| !x.is_finite() || !(0.0..=100.0).contains(y)) {
            return refuse("points must lie between 0 and 100");
        }
        if self.corners.windows(2).any(|pair| pair[1].0 <= pair[0].0 || pair[1].1 < pair[0].1) {
            return refuse("figures must rise from corner to corner, and points must not fall");
        }
        Ok(())
    }

    /// The points of a figure.
    pub fn map(&self, figure: f64) -> f64 {
        let next = self.corners.partition_point(|(x, _)| *x <= figure);
        match (next.checked_sub(1).map(|at| self.corners[at]), self.corners.get(next)) {
            (None, Some((_, points))) => *points,
            (Some((_, points)), None) => points,
            (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (figure - x0) / (x1 - x0),
            (None, None) => 0.0,
        }
    }
}

/// Targets that hold for a tier's partners without their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierTargets {
    /// The tier.
    pub tier: Tier,
    /// Billed revenue per month.
    pub monthly_revenue: Cents,
    /// Activations in 90 days.
    pub activations_90d: i32,
}

/// How a score is computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthRules {
    /// Rises with every change.
    pub version: i32,
    /// Weight of each component; they are taken relative to their sum.
    pub weights: Vec<(Component, f64)>,
    /// Share of a target reached → points.
    pub attainment: PiecewiseLinear,
    /// Monthly retention → points.
    pub retention: PiecewiseLinear,
    /// Monthly growth → points.
    pub growth: PiecewiseLinear,
    /// Portal days in 28 that are enough.
    pub active_days_target: u32,
    /// The parts of engagement.
    #[serde(default)]
    pub engagement: EngagementRules,
    /// The parts of operational excellence.
    #[serde(default)]
    pub operations: OperationsRules,
    /// How answers to surveys count.
    #[serde(default)]
    pub satisfaction: SatisfactionRules,
    /// Share of the weight that must have facts for there to be a score, 0–1.
    pub coverage_min: f64,
    /// Targets by tier.
    pub tier_targets: Vec<TierTargets>,
}

impl Default for HealthRules {
    /// The product's rules until an operator sets its own.
    fn default() -> Self {
        let target = |tier, monthly_revenue, activations_90d| TierTargets {
            tier,
            monthly_revenue: Cents(monthly_revenue),
            activations_90d,
        };
        let mapping = |corners: &[(f64, f64)]| PiecewiseLinear { corners: corners.to_vec() };
        Self {
            version: 1,
            weights: vec![
                (Component::Revenue, 25.0),
                (Component::Acquisition, 20.0),
                (Component::Retention, 20.0),
                (Component::Growth, 15.0),
                (Component::Engagement, 10.0),
                (Component::Operations, 5.0),
                (Component::Satisfaction, 5.0),
            ],
            attainment: mapping(&[(0.0, 0.0), (0.6, 50.0), (0.8, 70.0), (1.0, 90.0), (1.2, 100.0)]),
            retention: mapping(&[(0.92, 0.0), (0.95, 20.0), (0.97, 50.0), (0.985, 80.0), (1.0, 100.0)]),
            growth: mapping(&[(-0.05, 0.0), (0.0, 50.0), (0.02, 75.0), (0.05, 100.0)]),
            active_days_target: 12,
            engagement: EngagementRules::default(),
            operations: OperationsRules::default(),
            satisfaction: SatisfactionRules::default(),
            coverage_min: 0.4,
            tier_targets: vec![
                target(Tier::Bronze, 500_000, 15),
                target(Tier::Silver, 1_500_000, 30),
                target(Tier::Gold, 4_000_000, 75),
                target(Tier::Platinum, 10_000_000, 150),
                target(Tier::Premier, 25_000_000, 300),
            ],
        }
    }
}

impl HealthRules {
    /// A component's weight.
    pub fn weight(&self, component: Component) -> f64 {
        self.weights.iter().find(|(c, _)| *c == component).map_or(0.0, |(_, weight)| *weight)
    }

    /// The targets of a tier's partners without their own.
    pub fn targets(&self, tier: Tier) -> Option<Quota> {
        let targets = self.tier_targets.iter().find(|t| t.tier == tier)?;
        Some(Quota { monthly_revenue: targets.monthly_revenue, activations_90d: targets.activations_90d })
    }

    /// Refuses rules that can't be meant, naming the field.
    pub fn check(&self) -> Result<(), Refusal> {
        self.attainment.check("attainment")?;
        self.retention.check("retention")?;
        self.growth.check("growth")?;
        self.check_weights()?;
        self.engagement.check()?;
        self.operations.check()?;
        self.satisfaction.check()?;
        if self.active_days_target == 0 || self.active_days_target > 28 {
            return Err(Refusal::invalid("active days", "the days that are enough lie between 1 and 28"));
        }
        if !(0.0..=1.0).contains(&self.coverage_min) {
            return Err(Refusal::invalid("coverage", "the least coverage lies between 0 and 1"));
        }
        if self.tier_targets.iter().any(|t| t.monthly_revenue.0 <= 0 || t.activations_90d <= 0) {
            return Err(Refusal::invalid(
                "tier targets",
                "a target must be above 0; leave the tier out if it has none",
            ));
        }
        Ok(())
    }

    fn check_weights(&self) -> Result<(), Refusal> {
        let refuse = |reason: &str| Err(Refusal::invalid("weights", reason));
        let named = |component| self.weights.iter().filter(|(c, _)| *c == component).count();
        if Component::ALL.iter().any(|component| named(*component) != 1) {
            return refuse("every component needs one weight; 0 leaves it out");
        }
        let sum: f64 = self.weights.iter().map(|(_, weight)| *weight).sum();
        if self.weights.iter().any(|(_, weight)| *weight < 0.0) || !sum.is_finite() || sum <= 0.0 {
            return refuse("weights can't be negative, and one must be above 0");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_default_rules_are_the_briefs() {
        let rules = HealthRules::default();
        rules.check().unwrap();
        let weights: Vec<_> = Component::ALL.iter().map(|component| rules.weight(*component)).collect();
        assert_eq!(weights, [25.0, 20.0, 20.0, 15.0, 10.0, 5.0, 5.0]);
        let corners = |mapping: &PiecewiseLinear| serde_json::to_string(mapping).unwrap();
        assert_eq!(corners(&rules.attainment), "[[0.0,0.0],[0.6,50.0],[0.8,70.0],[1.0,90.0],[1.2,100.0]]");
        assert_eq!(corners(&rules.retention), "[[0.92,0.0],[0.95,20.0],[0.97,50.0],[0.985,80.0],[1.0,100.0]]");
        assert_eq!(corners(&rules.growth), "[[-0.05,0.0],[0.0,50.0],[0.02,75.0],[0.05,100.0]]");
        for mapping in [&rules.attainment, &rules.retention, &rules.growth] {
            for (figure, points) in &mapping.corners {
                assert!((mapping.map(*figure) - points).abs() < 1e-9, "{figure}");
            }
        }
        assert!(Tier::ALL.iter().all(|tier| rules.targets(*tier).is_some()));
    }

    #[test]
    fn rules_that_were_stored_before_components_had_parts_can_still_be_read() {
        let rules = HealthRules::default();
        let mut stored = serde_json::to_value(&rules).unwrap();
        for part in ["engagement", "operations", "satisfaction"] {
            stored.as_object_mut().unwrap().remove(part).unwrap();
        }
        assert_eq!(serde_json::from_value::<HealthRules>(stored).unwrap(), rules);
    }

    #[test]
    fn a_refusal_names_the_mapping() {
        let mut rules = HealthRules::default();
        rules.operations.mapping.corners.clear();
        let refusal = rules.check().unwrap_err().to_string();
        assert_eq!(refusal, "operational excellence: a mapping needs at least one corner");
    }

    #[test]
    fn rules_that_cannot_be_meant_are_refused() {
        let refused = |change: fn(&mut HealthRules)| {
            let mut rules = HealthRules::default();
            change(&mut rules);
            rules.check().is_err()
        };
        assert!(refused(|rules| rules.weights[0].1 = -1.0));
        assert!(refused(|rules| rules.weights[0].1 = f64::NAN));
        assert!(refused(|rules| rules.weights.push((Component::Revenue, 1.0))));
        assert!(refused(|rules| rules.weights.truncate(6)));
        assert!(refused(|rules| rules.weights.iter_mut().for_each(|(_, weight)| *weight = 0.0)));
        assert!(refused(|rules| rules.coverage_min = 25.0));
        assert!(refused(|rules| rules.active_days_target = 0));
        assert!(refused(|rules| rules.tier_targets[0].activations_90d = 0));
        assert!(refused(|rules| rules.growth.corners.clear()));
        assert!(PiecewiseLinear::new(vec![(0.0, 50.0), (1.0, 40.0)]).is_err());
        assert!(PiecewiseLinear::new(vec![(0.0, 50.0), (0.0, 60.0)]).is_err());
        assert!(PiecewiseLinear::new(vec![(0.0, 50.0), (1.0, 101.0)]).is_err());
    }

    proptest! {
        #[test]
        fn a_mapping_never_falls_and_stays_within_its_ends(a in -1.0f64..3.0, b in -1.0f64..3.0) {
            let rules = HealthRules::default();
            for mapping in [&rules.attainment, &rules.retention, &rules.growth] {
                prop_assert!(mapping.map(a.min(b)) <= mapping.map(a.max(b)));
                prop_assert!((0.0..=100.0).contains(&mapping.map(a)));
            }
        }
    }
}
