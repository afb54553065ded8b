//! Interventions: what is done for a partner, by a playbook, with figures that say whether it worked.

mod effect;
mod playbook;
mod recommend;

pub use effect::{AFTER, Course, EffectRules, MeasureDays, Measured, NEAR, PooledEffect, effect_of, pooled};
pub use playbook::{PlayStep, Playbook, draft};
pub use recommend::{RecommendRules, Recommendation, recommend};

use super::{Band, Component, HealthScore};
use crate::Refusal;
use crate::code::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// What can be done.
    InterventionKind {
        /// A call or visit before anything is asked for.
        ProactiveOutreach = "proactive_outreach", "Proactive outreach";
        /// Courses for the partner's people.
        TrainingRecommendation = "training_recommendation", "Training recommendation";
        /// Another area, or another cut of it.
        TerritoryAdjustment = "territory_adjustment", "Territory adjustment";
        /// Other terms of commission.
        CommissionAdjustment = "commission_adjustment", "Commission adjustment";
        /// Regular work with a coach on agreed goals.
        SuccessCoaching = "success_coaching", "Success coaching";
        /// Leads, materials, technicians.
        ResourceAllocation = "resource_allocation", "Resource allocation";
        /// A formal look at figures and agreement.
        PerformanceReview = "performance_review", "Performance review";
        /// To those who decide.
        Escalation = "escalation", "Escalation";
    }
}

impl InterventionKind {
    /// How well it fits a component that is low, 0–1. The operator sees this as the reason for a suggestion.
    pub const fn fit(self, component: Component) -> f64 {
        use Component::{Acquisition, Engagement, Growth, Operations, Retention, Revenue, Satisfaction};
        match (self, component) {
            (Self::SuccessCoaching, Revenue)
            | (Self::ResourceAllocation, Acquisition | Operations)
            | (Self::ProactiveOutreach, Retention | Satisfaction)
            | (Self::TerritoryAdjustment, Growth)
            | (Self::TrainingRecommendation, Engagement) => 1.0,
            (Self::PerformanceReview, Revenue | Operations)
            | (Self::TrainingRecommendation, Acquisition | Retention)
            | (Self::TerritoryAdjustment, Acquisition)
            | (Self::CommissionAdjustment, Growth | Satisfaction | Acquisition)
            | (Self::SuccessCoaching, Growth | Retention)
            | (Self::ProactiveOutreach, Engagement) => 0.6,
            (Self::PerformanceReview, Growth | Retention)
            | (Self::CommissionAdjustment, Revenue)
            | (Self::Escalation, Retention | Satisfaction) => 0.3,
            _ => 0.0,
        }
    }
}

coded! {
    /// How far an intervention is.
    InterventionState {
        /// Agreed on, not begun.
        Planned = "planned", "Planned";
        /// Under way.
        InProgress = "in_progress", "In progress";
        /// Every step is done or was left out for a reason.
        Completed = "completed", "Completed";
        /// Given up.
        Cancelled = "cancelled", "Cancelled";
    }
}

impl InterventionState {
    /// The states that it may move to.
    pub const fn next_states(self) -> &'static [Self] {
        match self {
            Self::Planned => &[Self::InProgress, Self::Cancelled],
            Self::InProgress => &[Self::Completed, Self::Cancelled],
            Self::Completed | Self::Cancelled => &[],
        }
    }

    /// Refuses an illegal move, with the list of legal ones.
    pub fn check_move(self, to: Self) -> Result<(), Refusal> {
        super::check_move("An intervention", self, to, self.next_states())
    }
}

/// What an intervention should move.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SuccessMetric {
    /// A component, or the whole score.
    pub component: Option<Component>,
    /// Its value when the intervention was planned; none where it had no facts.
    pub baseline: Option<f64>,
    /// What it should reach, 0–100.
    pub target: f64,
}

impl SuccessMetric {
    /// A metric with its baseline from a score; the target is the floor of the next band.
    pub fn of(component: Option<Component>, score: &HealthScore) -> Self {
        let baseline = value_of(component, score);
        let band = Band::of(baseline.unwrap_or(0.0));
        let next = Band::ALL.iter().rev().find(|other| other.floor() > band.floor());
        Self { component, baseline, target: next.map_or(100.0, |band| band.floor()) }
    }

    /// Refuses targets that can't be meant.
    pub fn check(&self) -> Result<(), Refusal> {
        let above = self.baseline.is_none_or(|baseline| self.target > baseline);
        if above && (0.0..=100.0).contains(&self.target) {
            return Ok(());
        }
        Err(Refusal::invalid("target", "it lies above the baseline and is at most 100"))
    }

    /// The share of the way from baseline to target that a later score has gone: below 0 when it fell, 1 when it is there.
    /// `None` without a baseline or a score.
    pub fn reached(&self, now: &HealthScore) -> Option<f64> {
        let (baseline, now) = (self.baseline?, value_of(self.component, now)?);
        (self.target > baseline).then(|| (now - baseline) / (self.target - baseline))
    }
}

fn value_of(component: Option<Component>, score: &HealthScore) -> Option<f64> {
    component.map_or(score.score, |component| score.components.iter().find(|c| c.component == component)?.score)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::{Acquisition, HealthFacts, HealthRules, Missing, score};

    #[test]
    fn every_component_has_an_intervention_that_fits_and_every_intervention_a_component() {
        for component in Component::ALL {
            assert!(InterventionKind::ALL.iter().any(|kind| kind.fit(*component) >= 1.0), "{component}");
        }
        for kind in InterventionKind::ALL {
            assert!(Component::ALL.iter().any(|component| kind.fit(*component) > 0.0), "{kind}");
        }
    }

    #[test]
    fn what_is_over_stays_over() {
        use InterventionState::{Cancelled, Completed, InProgress, Planned};
        Planned.check_move(InProgress).unwrap();
        InProgress.check_move(Completed).unwrap();
        assert_eq!(
            Planned.check_move(Completed).unwrap_err().to_string(),
            "An intervention that is “Planned” can't become “Completed”. It can become: In progress, Cancelled."
        );
        assert_eq!(
            Cancelled.check_move(Planned).unwrap_err().to_string(),
            "An intervention that is “Cancelled” can't become “Planned”. It stays as it is."
        );
    }

    #[test]
    fn a_metric_knows_how_far_it_has_come() {
        let of = |activated| {
            let facts = HealthFacts {
                acquisition: Ok(Acquisition { activated, target: 10, own_target: true }),
                ..HealthFacts::missing("2025-09-30".parse().unwrap(), Missing::NotRecorded)
            };
            score(&facts, &HealthRules::default())
        };
        let metric = SuccessMetric::of(Some(Component::Acquisition), &of(6));
        metric.check().unwrap();
        assert_eq!((metric.baseline, metric.target.round()), (Some(50.0), 70.0));
        assert_eq!((metric.reached(&of(8)), metric.reached(&of(6))), (Some(1.0), Some(0.0)));
        assert!(metric.reached(&of(3)) < Some(0.0));
        assert_eq!(SuccessMetric::of(None, &of(6)).reached(&of(8)), None);
        assert!(SuccessMetric { target: 40.0, ..metric }.check().is_err());
    }
}
