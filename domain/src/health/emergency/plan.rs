//! What happens when in an emergency: assessments, a checkpoint, and the end of the pause.

use super::EmergencyRules;
use crate::Refusal;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// An emergency in its course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyPlan {
    /// When it began.
    pub begun: DateTime<Utc>,
    /// Whether it is only a drill: everything is planned and shown, marked as a drill; nothing is paused, and messages go
    /// to the operator's own people alone.
    pub drill: bool,
    /// Assessments that were made.
    pub assessed: u32,
    /// Whether a person has taken stock.
    pub checked: bool,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Due {
    /// Look at the facts again; afterwards so many assessments count as made, also those that were missed.
    Assess {
        /// Assessments due by now.
        number: u32,
    },
    /// A person takes stock.
    Checkpoint,
}

impl EmergencyPlan {
    /// An emergency that begins.
    pub const fn new(begun: DateTime<Utc>, drill: bool) -> Self {
        Self { begun, drill, assessed: 0, checked: false }
    }

    /// The times of assessment, the first after one step, the last at the end of the last day.
    pub fn assessments(&self, rules: &EmergencyRules) -> impl Iterator<Item = DateTime<Utc>> {
        let (begun, every) = (self.begun, rules.assess_every_hours.max(1));
        let number = rules.assess_days * 24 / every;
        (1..=number).map(move |n| begun + TimeDelta::hours(i64::from(n * every)))
    }

    /// When a person takes stock.
    pub fn checkpoint(&self, rules: &EmergencyRules) -> DateTime<Utc> {
        self.begun + TimeDelta::hours(i64::from(rules.checkpoint_hours))
    }

    /// Until when dunning and automatic warnings are paused; a drill pauses nothing.
    pub fn paused_until(&self, rules: &EmergencyRules) -> Option<DateTime<Utc>> {
        (!self.drill).then(|| self.begun + TimeDelta::hours(i64::from(rules.pause_hours)))
    }

    /// What is due by now. Of assessments that were missed, as while the server was off, only the latest is made.
    pub fn due(&self, now: DateTime<Utc>, rules: &EmergencyRules) -> Vec<Due> {
        let number = self.assessments(rules).take_while(|at| *at <= now).count();
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let assess = (number > self.assessed).then_some(Due::Assess { number });
        let check = (!self.checked && now >= self.checkpoint(rules)).then_some(Due::Checkpoint);
        assess.into_iter().chain(check).collect()
    }

    /// When something is due next after now; `None` when nothing is.
    pub fn next_at(&self, now: DateTime<Utc>, rules: &EmergencyRules) -> Option<DateTime<Utc>> {
        let checkpoint = Some(self.checkpoint(rules)).filter(|_| !self.checked);
        self.assessments(rules).chain(checkpoint).filter(|at| *at > now).min()
    }

    /// Whether a person may close it: with a word on why, at any time.
    pub fn check_closing(&self, reason: &str) -> Result<(), Refusal> {
        if reason.trim().is_empty() || reason.chars().count() > 1_000 {
            return Err(Refusal::invalid("reason", "say why it is over, in up to 1,000 characters"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn begun() -> DateTime<Utc> {
        "2025-10-06T09:00:00Z".parse().unwrap()
    }

    fn after(hours: i64) -> DateTime<Utc> {
        begun() + TimeDelta::hours(hours)
    }

    #[test]
    fn it_is_assessed_every_four_hours_on_fourteen_days_with_a_checkpoint_after_one() {
        let (plan, rules) = (EmergencyPlan::new(begun(), false), EmergencyRules::default());
        let times: Vec<_> = plan.assessments(&rules).collect();
        assert_eq!((times.len(), times.first(), times.last()), (84, Some(&after(4)), Some(&after(336))));
        assert_eq!((plan.checkpoint(&rules), plan.paused_until(&rules)), (after(24), Some(after(72))));
        assert_eq!(plan.due(after(3), &rules), []);
        assert_eq!(plan.due(after(4), &rules), [Due::Assess { number: 1 }]);
        // After an outage one assessment is made, not six.
        assert_eq!(plan.due(after(25), &rules), [Due::Assess { number: 6 }, Due::Checkpoint]);
        let done = EmergencyPlan { assessed: 6, checked: true, ..plan };
        assert_eq!((done.due(after(25), &rules), done.next_at(after(25), &rules)), (vec![], Some(after(28))));
        assert_eq!(EmergencyPlan { assessed: 84, checked: true, ..plan }.next_at(after(336), &rules), None);
    }

    #[test]
    fn a_drill_pauses_nothing_and_closing_needs_a_word() {
        let plan = EmergencyPlan::new(begun(), true);
        assert_eq!(plan.paused_until(&EmergencyRules::default()), None);
        assert!(plan.check_closing(" ").is_err());
        plan.check_closing("The owner has agreed on a plan.").unwrap();
    }

    proptest! {
        #[test]
        fn whoever_looks_when_something_is_due_misses_nothing(every in 1u32..=24, days in 1u32..20) {
            let rules = EmergencyRules { assess_every_hours: every, assess_days: days, ..EmergencyRules::default() };
            let mut plan = EmergencyPlan::new(begun(), false);
            let (mut now, mut assessed) = (begun(), 0);
            while let Some(next) = plan.next_at(now, &rules) {
                now = next;
                for due in plan.due(now, &rules) {
                    match due {
                        Due::Assess { number } => {
                            plan.assessed = number;
                            assessed += 1;
                        }
                        Due::Checkpoint => plan.checked = true,
                    }
                }
            }
            prop_assert_eq!(assessed, days * 24 / every);
            prop_assert!(plan.checked);
        }
    }
}
