//! Emergencies: what begins one, what happens when, and what ends it.

pub mod form;
mod goal;
mod plan;

pub use goal::{Baseline, Criterion, Goal, Progress, goal};
pub use plan::{Due, EmergencyPlan};

use super::{Band, Series, moved_in};
use crate::{Cents, Month, Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The operator's rules for emergencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EmergencyRules {
    /// A fall by so many points …
    pub fall_points: f64,
    /// … in so many days.
    pub fall_days: u32,
    /// A loss of so large a share of revenue from one month to the next, 0–1.
    pub revenue_drop: f64,
    /// Hours for which dunning and automatic warnings are paused.
    pub pause_hours: u32,
    /// Hours between assessments.
    pub assess_every_hours: u32,
    /// Days on which they take place.
    pub assess_days: u32,
    /// Hours after which a person takes stock.
    pub checkpoint_hours: u32,
    /// Points that the score should gain.
    pub goal_points: f64,
    /// What satisfaction should exceed, on a scale of 1 to 10.
    pub goal_satisfaction: f64,
    /// Months in a row with stable revenue.
    pub stable_months: u32,
    /// The largest loss of a month that is stable, 0–1.
    pub stable_drop: f64,
}

impl Default for EmergencyRules {
    fn default() -> Self {
        Self {
            fall_points: 25.0,
            fall_days: 14,
            revenue_drop: 0.4,
            pause_hours: 72,
            assess_every_hours: 4,
            assess_days: 14,
            checkpoint_hours: 24,
            goal_points: 20.0,
            goal_satisfaction: 7.0,
            stable_months: 2,
            stable_drop: 0.05,
        }
    }
}

impl EmergencyRules {
    /// Refuses rules that can't be meant, naming the field.
    pub fn check(&self) -> Result<(), Refusal> {
        let refuse = |field: &str, reason: &str| Err(Refusal::invalid(field, reason));
        if !(1.0..=100.0).contains(&self.fall_points) || !(1..=90).contains(&self.fall_days) {
            return refuse("fall", "it is 1 to 100 points in 1 to 90 days");
        }
        if !(self.revenue_drop > 0.0 && self.revenue_drop <= 1.0 && (0.0..1.0).contains(&self.stable_drop)) {
            return refuse("revenue", "a drop is a share above 0, and a stable month loses less than everything");
        }
        if self.pause_hours > 24 * 30 {
            return refuse("pause", "it is at most 30 days");
        }
        if !(1..=24).contains(&self.assess_every_hours) || !(1..=60).contains(&self.assess_days) {
            return refuse("assessments", "they are 1 to 24 hours apart, on 1 to 60 days");
        }
        if self.checkpoint_hours == 0 || self.checkpoint_hours > self.assess_days * 24 {
            return refuse("checkpoint", "it lies within the days of assessment");
        }
        if !(0.0..=100.0).contains(&self.goal_points) || !(1.0..10.0).contains(&self.goal_satisfaction) {
            return refuse("goal", "it is at most 100 points, and satisfaction from 1 to below 10");
        }
        if !(1..=12).contains(&self.stable_months) {
            return refuse("goal", "revenue is stable for 1 to 12 months");
        }
        Ok(())
    }
}

/// Why an emergency begins, with its figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Trigger {
    /// The score is critical.
    Critical {
        /// The score.
        score: f64,
    },
    /// The score has fallen far in short time.
    Fall {
        /// The day it is compared with.
        since: NaiveDate,
        /// The score then.
        before: f64,
        /// The score now.
        score: f64,
    },
    /// Much of the revenue has gone from one month to the next.
    RevenueDrop {
        /// The later month.
        month: Month,
        /// Billed the month before.
        before: Cents,
        /// Billed in the month.
        after: Cents,
    },
}

impl Trigger {
    /// Why, as a sentence; amounts in the operator's currency.
    pub fn words(&self, currency: crate::Currency) -> String {
        match self {
            Self::Critical { score } => format!("The score is critical: {score:.1}."),
            Self::Fall { since, before, score } => {
                format!("The score fell from {before:.1} on {since} to {score:.1}.")
            }
            Self::RevenueDrop { month, before, after } => format!(
                "Revenue fell from {} to {} in {}.",
                currency.show(*before),
                currency.show(*after),
                month.label()
            ),
        }
    }
}

/// Why an emergency should begin now; nothing when it shouldn't.
///
/// `months` are billed revenue of complete months, oldest first, without gaps.
pub fn triggers(series: &Series, months: &[(Month, Cents)], rules: &EmergencyRules) -> Vec<Trigger> {
    let mut found = Vec::new();
    if let Some((_, score)) = series.last() {
        if Band::of(score) == Band::Critical {
            found.push(Trigger::Critical { score });
        }
        let fall = moved_in(series, rules.fall_days).filter(|(_, moved)| -moved >= rules.fall_points);
        found.extend(fall.map(|(since, moved)| Trigger::Fall { since, before: score - moved, score }));
    }
    if let [.., (_, before), (month, after)] = *months
        && drop_of(before, after).is_some_and(|drop| drop + 1e-12 >= rules.revenue_drop)
    {
        found.push(Trigger::RevenueDrop { month, before, after });
    }
    found
}

/// The share of revenue that is lost from one month to the next: below 0 when it grew; `None` without any before.
fn drop_of(before: Cents, after: Cents) -> Option<f64> {
    let amount = super::components::cents_to_f64;
    (before.0 > 0).then(|| 1.0 - amount(after) / amount(before))
}

#[cfg(test)]
mod tests {
    use super::super::series::tests::{daily, day};
    use super::*;

    fn month(number: i32) -> Month {
        Month::new(2025, 1).unwrap().plus(number)
    }

    fn months(amounts: &[i64]) -> Vec<(Month, Cents)> {
        (0..).zip(amounts).map(|(n, amount)| (month(n), Cents(*amount))).collect()
    }

    #[test]
    fn each_trigger_begins_an_emergency_at_its_border() {
        let rules = EmergencyRules::default();
        let of = |series: &Series, amounts: &[i64]| triggers(series, &months(amounts), &rules);
        let fallen = |to: f64| daily(20, move |day| if day < 19.0 { 70.0 } else { to });
        assert_eq!(of(&fallen(45.1), &[100, 61]), []);
        assert_eq!(of(&fallen(45.0), &[]), [Trigger::Fall { since: day(5), before: 70.0, score: 45.0 }]);
        assert_eq!(of(&daily(30, |_| 29.9), &[]), [Trigger::Critical { score: 29.9 }]);
        let dropped = of(&daily(30, |_| 80.0), &[100, 100, 60]);
        assert_eq!(dropped, [Trigger::RevenueDrop { month: month(2), before: Cents(100), after: Cents(60) }]);
        assert_eq!(dropped[0].words(crate::Currency::Usd), "Revenue fell from $1.00 to $0.60 in Mar 2025.");
        assert_eq!(of(&Series::default(), &[0, 60]), []);
        assert_eq!(of(&fallen(10.0), &[100, 0]).len(), 3);
    }

    #[test]
    fn rules_that_cannot_be_meant_name_their_field() {
        let refused = |change: fn(&mut EmergencyRules)| {
            let mut rules = EmergencyRules::default();
            change(&mut rules);
            rules.check().unwrap_err().to_string()
        };
        EmergencyRules::default().check().unwrap();
        assert!(refused(|rules| rules.revenue_drop = 40.0).starts_with("revenue: "));
        assert!(refused(|rules| rules.checkpoint_hours = 15 * 24).starts_with("checkpoint: "));
        assert!(refused(|rules| rules.goal_satisfaction = 10.0).starts_with("goal: "));
        assert!(refused(|rules| rules.assess_every_hours = 0).starts_with("assessments: "));
    }
}
