//! The rules of the components that are made of parts: weights within the component, targets, what is in time.

use super::PiecewiseLinear;
use crate::Refusal;
use serde::{Deserialize, Serialize};

/// How the parts of engagement count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EngagementRules {
    /// Weight of active portal days, relative to the other weights here.
    pub active_days_weight: f64,
    /// Weight of completed courses.
    pub training_weight: f64,
    /// Weight of used materials.
    pub resources_weight: f64,
    /// Weight of logged contacts.
    pub interactions_weight: f64,
    /// Materials used in 90 days that are enough.
    pub resources_target: u32,
    /// Contacts in 28 days that are enough.
    pub interactions_target: u32,
}

impl Default for EngagementRules {
    fn default() -> Self {
        Self {
            active_days_weight: 40.0,
            training_weight: 25.0,
            resources_weight: 15.0,
            interactions_weight: 20.0,
            resources_target: 6,
            interactions_target: 8,
        }
    }
}

impl EngagementRules {
    /// The share of completed courses in the component, 0–1, where all of its parts are known.
    pub fn training_share(&self) -> f64 {
        let all = self.active_days_weight + self.training_weight + self.resources_weight + self.interactions_weight;
        self.training_weight / all
    }

    pub(super) fn check(&self) -> Result<(), Refusal> {
        check_weights(
            "engagement",
            [self.active_days_weight, self.training_weight, self.resources_weight, self.interactions_weight],
        )?;
        if self.resources_target == 0 || self.interactions_target == 0 {
            return Err(Refusal::invalid(
                "engagement",
                "what is enough must be at least 1; a weight of 0 leaves a part out",
            ));
        }
        Ok(())
    }
}

/// How the parts of operational excellence count, and what is in time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OperationsRules {
    /// Weight of installations in time, relative to the other weights here.
    pub installations_weight: f64,
    /// Weight of tickets resolved in time.
    pub tickets_weight: f64,
    /// Weight of complete data.
    pub data_weight: f64,
    /// Weight of statement lines without a finding.
    pub reconciled_weight: f64,
    /// Days from order to installation that are in time.
    pub installation_days: u32,
    /// Hours from a ticket's opening to its resolution that are in time.
    pub ticket_hours: u32,
    /// Share as it should be → points.
    pub mapping: PiecewiseLinear,
}

impl Default for OperationsRules {
    fn default() -> Self {
        Self {
            installations_weight: 35.0,
            tickets_weight: 35.0,
            data_weight: 15.0,
            reconciled_weight: 15.0,
            installation_days: 14,
            ticket_hours: 48,
            mapping: PiecewiseLinear::straight_to(1.0),
        }
    }
}

impl OperationsRules {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let field = "operational excellence";
        self.mapping.check(field)?;
        check_weights(
            field,
            [self.installations_weight, self.tickets_weight, self.data_weight, self.reconciled_weight],
        )?;
        if self.installation_days == 0 || self.ticket_hours == 0 {
            return Err(Refusal::invalid(field, "in time is at least a day for installations and an hour for tickets"));
        }
        Ok(())
    }
}

/// How answers to surveys count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SatisfactionRules {
    /// Days after which an answer weighs half of a new one.
    pub half_life_days: u32,
    /// Days after which an answer doesn't count any more.
    pub window_days: u32,
    /// Answers that are needed for a score.
    pub answers_min: u32,
    /// Mean of the answers, 0–100 → points.
    pub mapping: PiecewiseLinear,
}

impl Default for SatisfactionRules {
    fn default() -> Self {
        Self { half_life_days: 90, window_days: 365, answers_min: 2, mapping: PiecewiseLinear::straight_to(100.0) }
    }
}

impl SatisfactionRules {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let field = "partner satisfaction";
        self.mapping.check(field)?;
        if self.half_life_days == 0 || self.window_days == 0 || self.answers_min == 0 {
            return Err(Refusal::invalid(field, "half-life, window and the least number of answers are at least 1"));
        }
        Ok(())
    }
}

fn check_weights(field: &str, weights: [f64; 4]) -> Result<(), Refusal> {
    let sum: f64 = weights.iter().sum();
    if weights.iter().any(|weight| *weight < 0.0) || !sum.is_finite() || sum <= 0.0 {
        return Err(Refusal::invalid(field, "weights can't be negative, and one must be above 0"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_cannot_be_meant_are_refused_with_their_component() {
        let refusal = |result: Result<(), Refusal>| result.unwrap_err().to_string();
        let engagement = EngagementRules { training_weight: -1.0, ..EngagementRules::default() };
        assert_eq!(refusal(engagement.check()), "engagement: weights can't be negative, and one must be above 0");
        let engagement = EngagementRules { resources_target: 0, ..EngagementRules::default() };
        assert!(refusal(engagement.check()).starts_with("engagement: "));
        let operations = OperationsRules { ticket_hours: 0, ..OperationsRules::default() };
        assert!(refusal(operations.check()).starts_with("operational excellence: "));
        let satisfaction = SatisfactionRules { answers_min: 0, ..SatisfactionRules::default() };
        assert!(refusal(satisfaction.check()).starts_with("partner satisfaction: "));
    }
}
