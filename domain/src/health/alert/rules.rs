//! When alerts are raised, how long they wait, and whom they go to next.

use super::{AlertKind, QuietHours, Severity, Signal};
use crate::Refusal;
use crate::health::Component;
use crate::user::Role;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Whom an alert goes to when nobody has acknowledged it in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationStep {
    /// Hours after the deadline.
    pub after_hours: u32,
    /// To people of the operator's with this role.
    pub to: Role,
}

/// The operator's rules for alerts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlertRules {
    /// Kinds that aren't raised.
    pub off: Vec<AlertKind>,
    /// Severities other than the signal's own.
    pub severities: Vec<(AlertKind, Severity)>,
    /// Points above a border that a score must reach before it counts as having crossed it upwards.
    pub margin: f64,
    /// A fall by so many points …
    pub fall_points: f64,
    /// … in so many days.
    pub fall_days: u32,
    /// What components should not fall below.
    pub components: Vec<(Component, f64)>,
    /// The least share of the weight with facts, 0–1.
    pub coverage_min: f64,
    /// The least chance of leaving the band that is worth an alert, 0–1.
    pub chance_min: f64,
    /// The largest Herfindahl–Hirschman index.
    pub hhi_max: f64,
    /// Days after an alert is settled in which the same isn't raised again, unless it is more urgent.
    pub cool_down_days: u32,
    /// Hours to acknowledge, by severity; a severity without needn't be acknowledged.
    pub acknowledge_hours: Vec<(Severity, u32)>,
    /// Whom it goes to after the deadline, in order.
    pub escalation: Vec<EscalationStep>,
    /// When only critical alerts are sent.
    pub quiet: Option<QuietHours>,
}

impl Default for AlertRules {
    fn default() -> Self {
        Self {
            off: Vec::new(),
            severities: Vec::new(),
            margin: 2.0,
            fall_points: 15.0,
            fall_days: 14,
            components: super::super::risk::LOW.to_vec(),
            coverage_min: 0.6,
            chance_min: 0.6,
            hhi_max: 1_800.0,
            cool_down_days: 7,
            acknowledge_hours: vec![
                (Severity::Critical, 1),
                (Severity::High, 8),
                (Severity::Medium, 48),
                (Severity::Low, 168),
            ],
            escalation: vec![
                EscalationStep { after_hours: 0, to: Role::Head },
                EscalationStep { after_hours: 4, to: Role::Admin },
            ],
            quiet: Some(QuietHours::default()),
        }
    }
}

impl AlertRules {
    /// Refuses rules that can't be meant, naming the field.
    pub fn check(&self) -> Result<(), Refusal> {
        let refuse = |field: &str, reason: &str| Err(Refusal::invalid(field, reason));
        if !(0.0..=20.0).contains(&self.margin) {
            return refuse("margin", "it is between 0 and 20 points");
        }
        if !(1.0..=100.0).contains(&self.fall_points) || !(1..=90).contains(&self.fall_days) {
            return refuse("fall", "it is 1 to 100 points in 1 to 90 days");
        }
        if self.components.iter().any(|(_, threshold)| !(0.0..=100.0).contains(threshold)) {
            return refuse("components", "thresholds lie between 0 and 100");
        }
        if [self.coverage_min, self.chance_min].iter().any(|share| !(0.0..=1.0).contains(share)) {
            return refuse("coverage and chance", "they lie between 0 and 1");
        }
        if !(0.0..=10_000.0).contains(&self.hhi_max) {
            return refuse("concentration", "the index lies between 0 and 10,000");
        }
        if self.cool_down_days > 90 {
            return refuse("cool-down", "it is at most 90 days");
        }
        if self.acknowledge_hours.iter().any(|(_, hours)| !(1..=1_000).contains(hours)) {
            return refuse("deadline", "give 1 to 1,000 hours; a severity without needn't be acknowledged");
        }
        if self.escalation.len() > 5 || !self.escalation.is_sorted_by(|a, b| a.after_hours < b.after_hours) {
            return refuse("escalation", "give at most five steps, each later than the one before");
        }
        if self.escalation.iter().any(|step| step.to.is_partner() || step.after_hours > 1_000) {
            return refuse("escalation", "it goes to people of the operator's, within 1,000 hours");
        }
        Ok(())
    }

    /// How urgent a signal is for this operator; `None` when it isn't raised. A drill stays what it is.
    pub fn severity(&self, signal: &Signal) -> Option<Severity> {
        let kind = signal.kind();
        let own = self.severities.iter().find(|(of, _)| *of == kind).map(|(_, severity)| *severity);
        let drill = matches!(signal, Signal::Emergency { drill: true, .. });
        (!self.off.contains(&kind)).then(|| own.filter(|_| !drill).unwrap_or_else(|| signal.severity()))
    }

    /// How long an alert may wait to be acknowledged.
    pub fn acknowledge_within(&self, severity: Severity) -> Option<TimeDelta> {
        let hours = self.acknowledge_hours.iter().find(|(of, _)| *of == severity)?.1;
        Some(TimeDelta::hours(i64::from(hours)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_cannot_be_meant_name_their_field() {
        let refused = |change: fn(&mut AlertRules)| {
            let mut rules = AlertRules::default();
            change(&mut rules);
            rules.check().unwrap_err().to_string()
        };
        AlertRules::default().check().unwrap();
        assert!(refused(|rules| rules.margin = -1.0).starts_with("margin: "));
        assert!(refused(|rules| rules.fall_days = 0).starts_with("fall: "));
        assert!(refused(|rules| rules.components[0].1 = f64::NAN).starts_with("components: "));
        assert!(refused(|rules| rules.escalation.reverse()).starts_with("escalation: "));
        assert!(refused(|rules| rules.escalation[0].to = Role::Owner).starts_with("escalation: "));
        assert!(refused(|rules| rules.acknowledge_hours[0].1 = 0).starts_with("deadline: "));
    }

    #[test]
    fn an_operator_may_call_it_otherwise_or_switch_it_off() {
        let signal = Signal::MissingData { coverage: 0.3, components: vec![] };
        let of = |rules: AlertRules| rules.severity(&signal);
        assert_eq!(of(AlertRules::default()), Some(Severity::Low));
        let high = vec![(AlertKind::MissingData, Severity::High)];
        assert_eq!(of(AlertRules { severities: high, ..AlertRules::default() }), Some(Severity::High));
        assert_eq!(of(AlertRules { off: vec![AlertKind::MissingData], ..AlertRules::default() }), None);
        let stored: AlertRules = serde_json::from_str(r#"{"margin": 3.0}"#).unwrap();
        assert_eq!(stored, AlertRules { margin: 3.0, ..AlertRules::default() });
    }
}
