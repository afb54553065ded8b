//! What answers come to: the newest weigh most, and old ones are left out.

use crate::health::{Answer, SatisfactionRules, Scale, stats};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// What the answers of a partner's people come to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    /// Answers that count.
    pub answers: u32,
    /// When the newest of them was given.
    pub newest: NaiveDate,
    /// Their weighted mean, 0–100.
    pub mean: f64,
}

/// The mean of the answers that were given until a day and aren't too old then; `None` of none.
///
/// An answer weighs 0.5 to the power of its age over the half-life.
pub fn mean_of(answers: &[Answer], as_of: NaiveDate, rules: &SatisfactionRules) -> Option<Heard> {
    let oldest = as_of.checked_sub_days(Days::new(u64::from(rules.window_days)))?;
    let counting: Vec<_> = answers.iter().filter(|answer| oldest < answer.on && answer.on <= as_of).collect();
    let half_life = f64::from(rules.half_life_days.max(1));
    let weighted: Vec<_> = counting
        .iter()
        .map(|answer| {
            let age = i32::try_from((as_of - answer.on).num_days()).map_or(f64::MAX, f64::from);
            (0.5_f64.powf(age / half_life), Some(answer.scale.points(answer.value)))
        })
        .collect();
    Some(Heard {
        answers: u32::try_from(counting.len()).unwrap_or(u32::MAX),
        newest: counting.iter().map(|answer| answer.on).max()?,
        mean: stats::weighted_mean(&weighted)?.clamp(0.0, 100.0),
    })
}

/// The net promoter score, −100 to 100: the share of 9 and 10 less the share of 0 to 6, in percent, among the answers
/// from 0 to 10; `None` of none. (Reichheld 2003.)
pub fn net_promoter_score(answers: &[Answer]) -> Option<f64> {
    let values: Vec<_> = answers.iter().filter(|a| a.scale == Scale::ZeroToTen).map(|answer| answer.value).collect();
    let signs = values.iter().map(|value| match value {
        9.. => 100.0,
        7..=8 => 0.0,
        _ => -100.0,
    });
    stats::mean(&signs.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn answer(on: &str, value: u8) -> Answer {
        Answer { on: day(on), value, scale: Scale::ZeroToTen }
    }

    #[test]
    fn an_answer_weighs_half_after_its_half_life() {
        let rules = SatisfactionRules::default();
        let answers =
            [answer("2025-09-30", 10), answer("2025-07-02", 4), answer("2024-09-30", 0), answer("2025-10-01", 0)];
        let heard = mean_of(&answers, day("2025-09-30"), &rules).unwrap();
        // (100 + 40 ÷ 2) ÷ 1.5: one is too old, one isn't given yet.
        assert_eq!((heard.answers, heard.newest), (2, day("2025-09-30")));
        assert!((heard.mean - 80.0).abs() < 1e-9, "{heard:?}");
        assert_eq!(mean_of(&answers, day("2023-01-01"), &rules), None);
    }

    #[test]
    fn promoters_less_detractors() {
        let of =
            |values: &[u8]| net_promoter_score(&values.iter().map(|v| answer("2025-09-30", *v)).collect::<Vec<_>>());
        assert_eq!(of(&[10, 9, 8, 7, 6, 0]).map(f64::round), Some(0.0));
        assert_eq!(of(&[10, 9, 9, 3]).map(f64::round), Some(50.0));
        assert_eq!(of(&[]), None);
    }

    proptest! {
        #[test]
        fn a_better_answer_never_lowers_the_mean(
            given in prop::collection::vec((0u64..400, 0u8..=10), 1..12), which in 0usize..12, more in 1u8..5
        ) {
            let today = day("2025-09-30");
            let mut answers: Vec<_> =
                given.iter().map(|(age, value)| Answer { on: today - Days::new(*age), value: *value, scale: Scale::ZeroToTen }).collect();
            let rules = SatisfactionRules::default();
            let before = mean_of(&answers, today, &rules);
            let at = which % answers.len();
            answers[at].value = (answers[at].value + more).min(10);
            let after = mean_of(&answers, today, &rules);
            prop_assert!(after.map(|heard| heard.mean + 1e-9) >= before.map(|heard| heard.mean));
            prop_assert!(after.is_none_or(|heard| (0.0..=100.0).contains(&heard.mean)));
        }
    }
}
