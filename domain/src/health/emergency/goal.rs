//! When an emergency has reached its goal: score, satisfaction and revenue, each from facts.

use super::{EmergencyRules, drop_of};
use crate::{Cents, Month};
use serde::{Deserialize, Serialize};

/// What was known when it began.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// The score; none where facts were too few.
    pub score: Option<f64>,
    /// The month in which it began: only later months count as stable.
    pub month: Month,
}

/// What is known now.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The score.
    pub score: Option<f64>,
    /// The mean of answers to surveys since it began, 0–100.
    pub satisfaction: Option<f64>,
    /// Billed revenue of complete months, oldest first, without gaps.
    pub months: Vec<(Month, Cents)>,
}

/// One of the criteria.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// What is reached, in the criterion's unit; none without facts.
    pub reached: Option<f64>,
    /// What is needed.
    pub needed: f64,
    /// Whether it is met; without facts it isn't.
    pub met: bool,
}

/// How far the goal is reached.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// Points gained since it began; the goal is no more than what there was to gain.
    pub score: Criterion,
    /// Satisfaction on a scale of 1 to 10, to be exceeded.
    pub satisfaction: Criterion,
    /// Stable months in a row since it began, the latest among them.
    pub revenue: Criterion,
}

impl Goal {
    /// Whether the emergency may end by itself.
    pub const fn is_reached(&self) -> bool {
        self.score.met && self.satisfaction.met && self.revenue.met
    }
}

/// How far an emergency has come.
pub fn goal(baseline: &Baseline, now: &Progress, rules: &EmergencyRules) -> Goal {
    let gained = baseline.score.zip(now.score).map(|(before, now)| now - before);
    // Who began at 95 can't gain 20.
    let points = rules.goal_points.min(100.0 - baseline.score.unwrap_or(0.0));
    let on_scale = now.satisfaction.map(|points| 1.0 + points * 9.0 / 100.0);
    let stable = stable_months(baseline.month, &now.months, rules.stable_drop);
    Goal {
        score: Criterion { reached: gained, needed: points, met: gained.is_some_and(|g| g + 1e-9 >= points) },
        satisfaction: Criterion {
            reached: on_scale,
            needed: rules.goal_satisfaction,
            met: on_scale.is_some_and(|value| value > rules.goal_satisfaction + 1e-9),
        },
        revenue: Criterion {
            reached: Some(f64::from(stable)),
            needed: f64::from(rules.stable_months),
            met: stable >= rules.stable_months,
        },
    }
}

/// The months after `begun`, counted back from the latest, in each of which revenue didn't fall by more than the
/// allowed share.
fn stable_months(begun: Month, months: &[(Month, Cents)], allowed: f64) -> u32 {
    let stable = months.windows(2).rev().take_while(|pair| {
        let ((_, before), (month, after)) = (pair[0], pair[1]);
        month > begun && drop_of(before, after).is_some_and(|drop| drop <= allowed + 1e-12)
    });
    u32::try_from(stable.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn month(number: i32) -> Month {
        Month::new(2025, 9).unwrap().plus(number)
    }

    fn reached(score: f64, satisfaction: f64, amounts: &[i64]) -> Goal {
        let months = (0..).zip(amounts).map(|(n, amount)| (month(n), Cents(*amount))).collect();
        let now = Progress { score: Some(score), satisfaction: Some(satisfaction), months };
        goal(&Baseline { score: Some(25.0), month: month(0) }, &now, &EmergencyRules::default())
    }

    #[test]
    fn it_is_over_when_score_satisfaction_and_two_months_are_well() {
        assert!(reached(45.0, 70.0, &[100, 96, 98]).is_reached());
        assert!(!reached(44.9, 70.0, &[100, 96, 98]).is_reached());
        // 66.7 of 100 is 7 of 1 to 10, and must be exceeded.
        let borderline = reached(45.0, 200.0 / 3.0, &[100, 96, 98]);
        assert!(
            !borderline.is_reached() && borderline.satisfaction.reached.is_some_and(|value| (value - 7.0).abs() < 1e-9)
        );
        assert!(!reached(45.0, 70.0, &[100, 94, 98]).is_reached());
        assert!(!reached(45.0, 70.0, &[100, 96, 90]).is_reached());
        assert_eq!(reached(45.0, 70.0, &[100, 96]).revenue.reached, Some(1.0));
    }

    #[test]
    fn what_is_not_known_is_not_met_and_nobody_must_gain_more_than_there_is() {
        let now = Progress { score: None, satisfaction: None, months: vec![] };
        let unknown = goal(&Baseline { score: Some(25.0), month: month(0) }, &now, &EmergencyRules::default());
        assert!(!unknown.score.met && !unknown.satisfaction.met && !unknown.revenue.met);
        let high = Progress { score: Some(100.0), ..now };
        let drill = goal(&Baseline { score: Some(95.0), month: month(0) }, &high, &EmergencyRules::default());
        assert!(drill.score.met && (drill.score.needed - 5.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn months_before_it_began_never_count(amounts in prop::collection::vec(90i64..110, 1..10)) {
            let reached = reached(45.0, 70.0, &amounts);
            prop_assert!(reached.revenue.reached <= Some(crate::health::stats::count(amounts.len() - 1)));
        }
    }
}
