//! What endangers a partner: each risk with its evidence, a word on what helps, and a suggested intervention.

use super::alert::Severity;
use super::concentration::Spread;
use super::forecast::Forecast;
use super::intervention::InterventionKind;
use super::{Band, Component, Direction, HealthScore, Trend};
use crate::Refusal;
use serde::{Deserialize, Serialize};

/// What components should not fall below.
pub const LOW: [(Component, f64); 5] = [
    (Component::Revenue, 60.0),
    (Component::Acquisition, 40.0),
    (Component::Retention, 70.0),
    (Component::Engagement, 50.0),
    (Component::Growth, 30.0),
];

/// The operator's thresholds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RiskRules {
    /// Components below these are a risk; one that isn't named never is.
    pub low: Vec<(Component, f64)>,
    /// The largest Herfindahl–Hirschman index of a partner's revenue over its customers.
    pub hhi_max: f64,
    /// The largest share of one customer, 0–1.
    pub largest_max: f64,
    /// The chance of leaving the band from which on it is a risk, 0–1.
    pub chance_min: f64,
    /// The least share of the weight with facts, 0–1: what isn't known can't be watched.
    pub coverage_min: f64,
}

impl Default for RiskRules {
    fn default() -> Self {
        Self { low: LOW.to_vec(), hhi_max: 1_800.0, largest_max: 0.25, chance_min: 0.5, coverage_min: 0.6 }
    }
}

impl RiskRules {
    /// Refuses thresholds that can't be meant, naming the field.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.low.iter().any(|(_, threshold)| !(0.0..=100.0).contains(threshold)) {
            return Err(Refusal::invalid("components", "thresholds lie between 0 and 100"));
        }
        let twice = |at: usize| self.low[..at].iter().any(|(component, _)| *component == self.low[at].0);
        if (0..self.low.len()).any(twice) {
            return Err(Refusal::invalid("components", "give each component one threshold"));
        }
        if !(0.0..=10_000.0).contains(&self.hhi_max) {
            return Err(Refusal::invalid("concentration", "the index lies between 0 and 10,000"));
        }
        if [self.largest_max, self.chance_min, self.coverage_min].iter().any(|share| !(0.0..=1.0).contains(share)) {
            return Err(Refusal::invalid("shares", "they lie between 0 and 1"));
        }
        Ok(())
    }
}

/// A risk with its figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "risk", rename_all = "snake_case")]
pub enum Risk {
    /// A component is low.
    Low {
        /// Which.
        component: Component,
        /// Its score.
        score: f64,
        /// What it should not fall below.
        threshold: f64,
        /// Points that it takes from the whole.
        lost: f64,
    },
    /// The score falls.
    Falling {
        /// Points in 30 days.
        slope: f64,
        /// With 95 % confidence at least so many, below 0.
        at_least: f64,
    },
    /// The score will probably leave its band.
    Leaving {
        /// In so many days.
        days: u32,
        /// The chance, 0–1.
        chance: f64,
        /// The expected score.
        expected: f64,
    },
    /// Revenue hangs on few customers.
    Concentrated {
        /// Herfindahl–Hirschman index.
        hhi: f64,
        /// Share of the largest customer, 0–1.
        largest: f64,
    },
    /// Too little is known.
    Unknown {
        /// Share of the weight with facts, 0–1.
        coverage: f64,
    },
}

/// A risk, how much it matters, and what could be done.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskFactor {
    /// What it is.
    pub risk: Risk,
    /// How much it matters.
    pub severity: Severity,
    /// What is suggested.
    pub suggests: InterventionKind,
}

/// What is known of a partner.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Its score.
    pub score: &'a HealthScore,
    /// Where it is going, with enough history.
    pub trend: Option<&'a Trend>,
    /// What is to be expected.
    pub forecast: Option<&'a Forecast>,
    /// How its revenue is spread over customers.
    pub spread: Option<&'a Spread>,
}

/// The risks, the most serious first; among equals what loses most points.
pub fn assess(known: &Known, rules: &RiskRules) -> Vec<RiskFactor> {
    let mut factors: Vec<_> = rules.low.iter().filter_map(|(c, threshold)| low(known.score, *c, *threshold)).collect();
    factors.extend(known.trend.and_then(falling));
    factors.extend(known.forecast.and_then(|forecast| leaving(forecast, rules)));
    if let Some(spread) = known.spread.filter(|s| s.hhi > rules.hhi_max || s.largest > rules.largest_max) {
        let risk = Risk::Concentrated { hhi: spread.hhi, largest: spread.largest };
        let severity = if spread.largest > 0.5 { Severity::High } else { Severity::Medium };
        factors.push(RiskFactor { risk, severity, suggests: InterventionKind::SuccessCoaching });
    }
    if known.score.coverage < rules.coverage_min {
        let risk = Risk::Unknown { coverage: known.score.coverage };
        factors.push(RiskFactor { risk, severity: Severity::Low, suggests: InterventionKind::ProactiveOutreach });
    }
    let lost = |factor: &RiskFactor| if let Risk::Low { lost, .. } = factor.risk { lost } else { 0.0 };
    factors.sort_by(|a, b| b.severity.cmp(&a.severity).then(lost(b).total_cmp(&lost(a))));
    factors
}

fn low(score: &HealthScore, component: Component, threshold: f64) -> Option<RiskFactor> {
    let judged = score.components.iter().find(|judged| judged.component == component)?;
    let value = judged.score.filter(|value| *value < threshold)?;
    let lost = judged.points_lost();
    // What takes much from the whole matters more, and so does what has all but gone.
    let severity = match (lost, value) {
        (lost, _) if lost >= 15.0 => Severity::High,
        (lost, value) if lost >= 7.0 || value < threshold / 2.0 => Severity::Medium,
        _ => Severity::Low,
    };
    let best = InterventionKind::ALL.iter().copied().max_by(|a, b| a.fit(component).total_cmp(&b.fit(component)))?;
    Some(RiskFactor { risk: Risk::Low { component, score: value, threshold, lost }, severity, suggests: best })
}

fn falling(trend: &Trend) -> Option<RiskFactor> {
    let severity = match trend.direction {
        Direction::FallingFast => Severity::High,
        Direction::Falling => Severity::Medium,
        _ => return None,
    };
    let risk = Risk::Falling { slope: trend.slope, at_least: trend.high.min(0.0) };
    Some(RiskFactor { risk, severity, suggests: InterventionKind::PerformanceReview })
}

fn leaving(forecast: &Forecast, rules: &RiskRules) -> Option<RiskFactor> {
    forecast.horizons.iter().find_map(|horizon| {
        let outlook = horizon.outlook.as_ref().ok()?;
        let chance = outlook.falls.filter(|chance| *chance >= rules.chance_min)?;
        let severe = matches!(Band::of(forecast.score), Band::Stable | Band::AtRisk);
        Some(RiskFactor {
            risk: Risk::Leaving { days: horizon.days, chance, expected: outlook.score },
            severity: if severe { Severity::High } else { Severity::Medium },
            suggests: InterventionKind::ProactiveOutreach,
        })
    })
}

impl RiskFactor {
    /// The evidence as a sentence.
    pub fn evidence(&self) -> String {
        match self.risk {
            Risk::Low { component, score, threshold, lost } => {
                format!(
                    "{component} is at {score:.1}, below {threshold:.0}, and takes {lost:.1} points from the score."
                )
            }
            Risk::Falling { slope, at_least } => {
                format!("The score moves by {slope:+.1} points in 30 days, for sure by {at_least:+.1}.")
            }
            Risk::Leaving { days, chance, expected } => format!(
                "With a chance of {:.0} % the score leaves its band within {days} days; {expected:.1} is expected.",
                chance * 100.0
            ),
            Risk::Concentrated { hhi, largest } => format!(
                "The largest customer brings {:.1} % of revenue; the concentration index is {hhi:.0}.",
                largest * 100.0
            ),
            Risk::Unknown { coverage } => format!("Only {:.0} % of the weight has facts.", coverage * 100.0),
        }
    }

    /// What helps, as a rule.
    pub const fn mitigation(&self) -> &'static str {
        match self.risk {
            Risk::Low { component, .. } => match component {
                Component::Revenue => "Agree on goals with their figures and work on them regularly.",
                Component::Acquisition => "Give what selling lacks: leads, materials, people.",
                Component::Retention => "Find out why customers leave, and call those who are about to.",
                Component::Growth => "See whether the area still has room, and whether terms reward growth.",
                Component::Engagement => "Offer courses that fit, and show what the portal saves.",
                Component::Operations => "Bring installations and tickets back within their time.",
                Component::Satisfaction => "Call, listen, and answer every point.",
            },
            Risk::Falling { .. } => "Find the component that fell first, and review it with the partner.",
            Risk::Leaving { .. } => "Talk before it happens: what is expected can still be changed.",
            Risk::Concentrated { .. } => "Win customers beside the largest, and bind that one by contract.",
            Risk::Unknown { .. } => "Collect the missing facts: targets, surveys, tickets, installations.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::series::tests::{daily, day};
    use super::super::{Acquisition, HealthFacts, HealthRules, Missing, Revenue, TrendRules, forecast, score, trend};
    use super::*;
    use crate::Cents;

    fn scored(billed: i64, activated: u32) -> HealthScore {
        let facts = HealthFacts {
            revenue: Ok(Revenue { billed: Cents(billed), quota: Cents(100), own_quota: true }),
            acquisition: Ok(Acquisition { activated, target: 10, own_target: true }),
            ..HealthFacts::missing(day(0), Missing::NotRecorded)
        };
        score(&facts, &HealthRules::default())
    }

    #[test]
    fn risks_are_told_with_evidence_the_most_serious_first() {
        let (score, series) = (scored(50, 4), daily(300, |day| 90.0 - day / 8.0));
        let trend = trend(&series, &TrendRules::default()).unwrap();
        let forecast = forecast::forecast(&series).unwrap();
        let spread = Spread::of(&[Cents(70), Cents(20), Cents(10)]).unwrap();
        let known = Known { score: &score, trend: Some(&trend), forecast: Some(&forecast), spread: Some(&spread) };
        let found = assess(&known, &RiskRules::default());
        let said: Vec<_> = found.iter().map(|factor| (factor.severity.code(), factor.evidence())).collect();
        assert_eq!(said[0].0, "high");
        assert!(said.iter().any(
            |(_, words)| words == "Revenue performance is at 41.7, below 60, and takes 32.4 points from the score."
        ));
        assert!(
            said.iter().any(|(_, words)| words.starts_with("The score moves by -3.8 points in 30 days")),
            "{said:?}"
        );
        assert!(said.iter().any(|(_, words)| words.starts_with("The largest customer brings 70.0 % of revenue")));
        assert!(said.iter().any(|(_, words)| words == "Only 45 % of the weight has facts."));
        assert!(found.is_sorted_by(|a, b| a.severity >= b.severity));
        assert!(found.iter().all(|factor| !factor.mitigation().is_empty()));
    }

    #[test]
    fn a_healthy_partner_has_no_risk_but_what_is_not_known() {
        let score = scored(120, 12);
        let known = Known { score: &score, trend: None, forecast: None, spread: None };
        let found = assess(&known, &RiskRules::default());
        assert_eq!(
            found.iter().map(|factor| factor.suggests).collect::<Vec<_>>(),
            [InterventionKind::ProactiveOutreach]
        );
        assert!(assess(&known, &RiskRules { coverage_min: 0.4, ..RiskRules::default() }).is_empty());
    }

    #[test]
    fn thresholds_that_cannot_be_meant_are_refused() {
        RiskRules::default().check().unwrap();
        let twice = vec![(Component::Revenue, 60.0), (Component::Revenue, 50.0)];
        assert!(RiskRules { low: twice, ..RiskRules::default() }.check().is_err());
        assert!(RiskRules { largest_max: 25.0, ..RiskRules::default() }.check().is_err());
        assert!(RiskRules { hhi_max: f64::NAN, ..RiskRules::default() }.check().is_err());
    }
}
