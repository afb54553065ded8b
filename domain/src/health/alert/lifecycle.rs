//! One alert over time: raised once, noticed again, escalated when nobody takes it up, quiet for a while when settled.

use super::{AlertRules, AlertState, EscalationStep, Severity};
use chrono::{DateTime, Days, Utc};
use serde::{Deserialize, Serialize};

/// What is kept of the latest alert with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// How urgent it is.
    pub severity: Severity,
    /// What has become of it.
    pub state: AlertState,
    /// When it was raised, or became more urgent: deadlines count from here.
    pub raised_at: DateTime<Utc>,
    /// When it was resolved or dismissed.
    pub settled_at: Option<DateTime<Utc>>,
    /// Escalation steps that were taken.
    pub escalated: u32,
}

/// What a signal does, given the latest alert with its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is a new alert.
    Raise,
    /// It is the live alert again, as urgent as before or less: only note that it was noticed.
    Again,
    /// It is the live alert again, and more urgent: it is open again, its deadline begins anew, and people are told.
    Worsen,
    /// It was settled a short while ago: nothing.
    Silent,
}

impl Alert {
    /// What a signal of a severity does.
    pub fn decide(latest: Option<&Self>, severity: Severity, now: DateTime<Utc>, rules: &AlertRules) -> Decision {
        let Some(alert) = latest else { return Decision::Raise };
        if alert.state.is_live() {
            return if severity > alert.severity { Decision::Worsen } else { Decision::Again };
        }
        let cool_until = alert.settled_at.map(|at| at + Days::new(u64::from(rules.cool_down_days)));
        let cooling = cool_until.is_some_and(|until| now < until);
        if cooling && severity <= alert.severity { Decision::Silent } else { Decision::Raise }
    }

    /// When somebody should have acknowledged it; `None` when nobody must, or somebody has.
    pub fn acknowledge_by(&self, rules: &AlertRules) -> Option<DateTime<Utc>> {
        let waits = self.state == AlertState::Open;
        waits.then(|| rules.acknowledge_within(self.severity)).flatten().map(|within| self.raised_at + within)
    }

    /// The escalation step that is due by now, and how many count as taken then: after an outage only the last of those
    /// that were missed is taken.
    pub fn escalation_due(&self, now: DateTime<Utc>, rules: &AlertRules) -> Option<(EscalationStep, u32)> {
        let deadline = self.acknowledge_by(rules)?;
        let due = |step: &&EscalationStep| now >= deadline + chrono::TimeDelta::hours(i64::from(step.after_hours));
        let due = rules.escalation.iter().take_while(due);
        let (at, step) = (1..).zip(due).last()?;
        (at > self.escalated).then_some((*step, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::Role;
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn at(hours: i64) -> DateTime<Utc> {
        "2025-10-06T12:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(hours)
    }

    fn alert(severity: Severity, state: AlertState) -> Alert {
        let settled_at = (!state.is_live()).then(|| at(0));
        Alert { severity, state, raised_at: at(0), settled_at, escalated: 0 }
    }

    #[test]
    fn the_same_cause_is_one_alert_and_after_it_is_settled_there_is_peace() {
        let rules = AlertRules::default();
        let decide = |latest: &Alert, severity, hours| Alert::decide(Some(latest), severity, at(hours), &rules);
        assert_eq!(Alert::decide(None, Severity::Low, at(0), &rules), Decision::Raise);
        let live = alert(Severity::Medium, AlertState::Acknowledged);
        assert_eq!(decide(&live, Severity::Medium, 5), Decision::Again);
        assert_eq!(decide(&live, Severity::High, 5), Decision::Worsen);
        let settled = alert(Severity::Medium, AlertState::Dismissed);
        assert_eq!(decide(&settled, Severity::Medium, 24 * 7 - 1), Decision::Silent);
        assert_eq!(decide(&settled, Severity::High, 1), Decision::Raise);
        assert_eq!(decide(&settled, Severity::Low, 24 * 7), Decision::Raise);
    }

    #[test]
    fn an_alert_that_nobody_takes_up_goes_up() {
        let rules = AlertRules::default();
        let mut open = alert(Severity::High, AlertState::Open);
        assert_eq!(open.acknowledge_by(&rules), Some(at(8)));
        let due = |alert: &Alert, hours| alert.escalation_due(at(hours), &rules).map(|(step, taken)| (step.to, taken));
        assert_eq!(due(&open, 7), None);
        assert_eq!(due(&open, 8), Some((Role::Head, 1)));
        open.escalated = 1;
        assert_eq!((due(&open, 11), due(&open, 12)), (None, Some((Role::Admin, 2))));
        assert_eq!(due(&alert(Severity::High, AlertState::Open), 99), Some((Role::Admin, 2)));
        assert_eq!(due(&alert(Severity::High, AlertState::Acknowledged), 99), None);
        assert_eq!(due(&alert(Severity::Info, AlertState::Open), 99), None);
    }

    proptest! {
        #[test]
        fn a_stream_of_the_same_signal_never_makes_two_live_alerts(
            moves in prop::collection::vec((select(Severity::ALL), 0i64..100, any::<bool>()), 1..40)
        ) {
            let rules = AlertRules::default();
            let (mut latest, mut now) = (None::<Alert>, 0);
            for (severity, hours, settle) in moves {
                now += hours;
                let live = latest.is_some_and(|alert| alert.state.is_live());
                match Alert::decide(latest.as_ref(), severity, at(now), &rules) {
                    Decision::Raise => {
                        prop_assert!(!live);
                        latest = Some(Alert { raised_at: at(now), ..alert(severity, AlertState::Open) });
                    }
                    Decision::Worsen => {
                        prop_assert!(live);
                        latest.as_mut().unwrap().severity = severity;
                    }
                    Decision::Again => prop_assert!(live),
                    Decision::Silent => prop_assert!(!live && severity <= latest.unwrap().severity),
                }
                if let Some(alert) = latest.as_mut().filter(|_| settle) {
                    (alert.state, alert.settled_at) = (AlertState::Resolved, Some(at(now)));
                }
            }
        }
    }
}
