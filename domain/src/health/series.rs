//! A partner's scores over time, with the gaps that there are.

use super::stats;
use chrono::{Days, NaiveDate};
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// Days of a step where scores come daily.
const WEEK: u32 = 7;
/// Steps without a score in a row that are bridged; what lies before a longer gap is left out.
const BRIDGED: usize = 4;

/// History is too short for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("history is too short: {there} of the {needed} points that are needed")]
pub struct TooShort {
    /// Points that there are.
    pub there: u32,
    /// Points that are needed.
    pub needed: u32,
}

impl TooShort {
    /// Refuses fewer points than needed.
    pub(super) fn unless(there: usize, needed: usize) -> Result<(), Self> {
        let number = |n: usize| n.to_u32().unwrap_or(u32::MAX);
        if there < needed { Err(Self { there: number(there), needed: number(needed) }) } else { Ok(()) }
    }
}

/// Scores by day, oldest first, one a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series(Vec<(NaiveDate, f64)>);

impl Series {
    /// The series of scores in any order; of several on a day the last given counts.
    pub fn of(scores: impl IntoIterator<Item = (NaiveDate, f64)>) -> Self {
        let mut days: Vec<_> = scores.into_iter().filter(|(_, score)| score.is_finite()).collect();
        days.sort_by_key(|(day, _)| *day);
        days.reverse();
        days.dedup_by_key(|(day, _)| *day);
        days.reverse();
        Self(days)
    }

    /// The scores.
    pub fn days(&self) -> &[(NaiveDate, f64)] {
        &self.0
    }

    /// The part that was known on a day.
    pub fn until(&self, day: NaiveDate) -> &[(NaiveDate, f64)] {
        &self.0[..self.0.partition_point(|(of, _)| *of <= day)]
    }

    /// The latest score.
    pub fn last(&self) -> Option<(NaiveDate, f64)> {
        self.0.last().copied()
    }

    /// The score on a day, or the latest before it that isn't older than so many days.
    pub fn at(&self, day: NaiveDate, older_max: u64) -> Option<(NaiveDate, f64)> {
        self.until(day).last().copied().filter(|(of, _)| *of + Days::new(older_max) >= day)
    }

    /// The series at equal steps.
    pub(super) fn steps(&self) -> Steps {
        let mut gaps: Vec<_> = self.0.windows(2).map(|pair| days_between(pair[0].0, pair[1].0)).collect();
        let usual = stats::median(&mut gaps).and_then(|gap| gap.round().to_u32()).unwrap_or(1);
        let days = usual.max(WEEK);
        let Some((last, _)) = self.last() else { return Steps { days, bins: Vec::new() } };
        let mut bins: Vec<Bin> = Vec::new();
        // From the newest back: every step ends with a day that is whole steps before the last.
        for (day, score) in self.0.iter().rev() {
            let back = (days_between(*day, last) / f64::from(days)).floor();
            match bins.last_mut() {
                Some(bin) if bin.back.total_cmp(&back).is_eq() => bin.add(days_between(*day, last), *score),
                _ => bins.push(Bin { back, age: days_between(*day, last), sum: *score, count: 1.0 }),
            }
        }
        bins.reverse();
        Steps { days, bins }
    }
}

/// Scores by steps of equal length, oldest first; steps without a score are absent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Steps {
    /// Days of a step: seven, or what usually lies between scores where that is more.
    pub days: u32,
    bins: Vec<Bin>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Bin {
    /// Whole steps before the last day.
    back: f64,
    /// Mean age of its scores in days.
    age: f64,
    sum: f64,
    count: f64,
}

impl Bin {
    fn add(&mut self, age: f64, score: f64) {
        self.age = (self.age * self.count + age) / (self.count + 1.0);
        self.sum += score;
        self.count += 1.0;
    }

    fn mean(&self) -> f64 {
        self.sum / self.count
    }
}

impl Steps {
    /// The latest steps as points: days before the last score as a number below 0, and the mean score of the step.
    pub fn points(&self, most: usize) -> Vec<(f64, f64)> {
        let bins = &self.bins[self.bins.len().saturating_sub(most)..];
        bins.iter().map(|bin| (-bin.age, bin.mean())).collect()
    }

    /// The latest mean scores without gaps: short ones are bridged straight, and nothing is kept from before long ones.
    pub fn values(&self, most: usize) -> Vec<f64> {
        let mut newest_first: Vec<f64> = Vec::new();
        let mut after: Option<&Bin> = None;
        for bin in self.bins.iter().rev() {
            let empty = after.map_or(0, |after| (bin.back - after.back).to_usize().unwrap_or(1).saturating_sub(1));
            if empty > BRIDGED {
                break;
            }
            for (at, after) in (1..=empty).zip(after.iter().cycle()) {
                let share = stats::count(at) / stats::count(empty + 1);
                newest_first.push(after.mean() + (bin.mean() - after.mean()) * share);
            }
            newest_first.push(bin.mean());
            after = Some(bin);
        }
        newest_first.truncate(most);
        newest_first.reverse();
        newest_first
    }
}

/// Days from one day to another.
pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> f64 {
    (to - from).num_days().to_f64().unwrap_or(0.0)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + Days::new(number)
    }

    /// A score for each day.
    pub fn daily(days: u64, score: impl Fn(f64) -> f64) -> Series {
        Series::of((0..days).map(|n| (day(n), score(days_between(day(0), day(n))))))
    }

    #[test]
    fn a_series_is_in_order_with_one_score_a_day() {
        let series = Series::of([(day(2), 50.0), (day(1), 40.0), (day(2), 60.0), (day(3), f64::NAN)]);
        assert_eq!(series.days(), [(day(1), 40.0), (day(2), 60.0)]);
        assert_eq!((series.at(day(4), 2), series.at(day(5), 2)), (Some((day(2), 60.0)), None));
    }

    #[test]
    fn daily_scores_become_weeks_and_monthly_ones_stay() {
        let weeks = daily(70, |day| day).steps();
        assert_eq!((weeks.days, weeks.values(100).len()), (7, 10));
        assert_eq!(weeks.values(2), [59.0, 66.0]);
        assert_eq!(weeks.points(1), [(-3.0, 66.0)]);
        let months = Series::of((0..6).map(|n| (day(30 * n), 50.0))).steps();
        assert_eq!((months.days, months.values(100).len()), (30, 6));
    }

    #[test]
    fn a_short_gap_is_bridged_and_a_long_one_ends_the_past() {
        let with_gap = |weeks: u64| {
            let before = (0..70).map(|n| (day(n), 40.0));
            Series::of(before.chain((0..70).map(|n| (day(70 + 7 * weeks + n), 60.0)))).steps()
        };
        let bridged = with_gap(1).values(100);
        assert_eq!((bridged.len(), bridged[10]), (21, 50.0));
        assert_eq!(with_gap(6).values(100), [60.0; 10]);
    }

    proptest! {
        #[test]
        fn steps_stay_within_the_scores(scores in prop::collection::vec((0u64..400, 0.0f64..100.0), 1..150)) {
            let series = Series::of(scores.iter().map(|(n, score)| (day(*n), *score)));
            let values = series.steps().values(60);
            prop_assert!(!values.is_empty() && values.len() <= 60);
            prop_assert!(values.iter().all(|value| (0.0..=100.0).contains(value)));
        }
    }
}
