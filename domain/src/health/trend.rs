//! Where a score is going, how sure that is, and when its level changed.

use super::series::{Series, TooShort, days_between};
use super::stats;
use crate::Refusal;
use crate::code::coded;
use chrono::{Days, NaiveDate};
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// Steps that are needed: with fewer no order of them is surprising.
const STEPS_MIN: usize = 5;
/// Scores that changes of level are looked for in.
const SCORES: usize = 100;
/// Scores that a level must last.
const LEVEL: usize = 5;
/// Noise of a score that never moves, in points.
const NOISE_MIN: f64 = 0.5;

coded! {
    /// Where a score is going.
    Direction {
        /// Down, and fast.
        FallingFast = "falling_fast", "Falling fast";
        /// Down.
        Falling = "falling", "Falling";
        /// Neither.
        Steady = "steady", "Steady";
        /// Up.
        Rising = "rising", "Rising";
        /// Up, and fast.
        RisingFast = "rising_fast", "Rising fast";
        /// Its moves could be chance.
        Unclear = "unclear", "No clear direction";
    }
}

/// When a trend is called what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrendRules {
    /// Days that are looked at; where they hold too few steps, as many steps as are needed.
    pub window_days: u32,
    /// Points in 30 days below which a score is steady.
    pub steady: f64,
    /// Points in 30 days from which on it is fast.
    pub fast: f64,
    /// The largest chance of a series without direction looking as this one, 0–1.
    pub chance_max: f64,
    /// Points that a level must change by.
    pub change_min: f64,
}

impl Default for TrendRules {
    fn default() -> Self {
        Self { window_days: 90, steady: 2.0, fast: 8.0, chance_max: 0.05, change_min: 5.0 }
    }
}

impl TrendRules {
    /// Refuses rules that can't be meant, naming the field.
    pub fn check(&self) -> Result<(), Refusal> {
        if !(28..=400).contains(&self.window_days) {
            return Err(Refusal::invalid("trend window", "look at 28 to 400 days"));
        }
        if !(self.steady >= 0.0 && self.fast > self.steady && self.fast <= 100.0) {
            return Err(Refusal::invalid("trend words", "steady ends at 0 or more points, and fast begins above that"));
        }
        if !(self.chance_max > 0.0 && self.chance_max <= 0.5) {
            return Err(Refusal::invalid("trend chance", "it lies above 0 and is at most 0.5"));
        }
        if !(1.0..=100.0).contains(&self.change_min) {
            return Err(Refusal::invalid("change of level", "it is between 1 and 100 points"));
        }
        Ok(())
    }
}

/// Where a score is going.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Steps that it was computed from.
    pub steps: u32,
    /// Days of a step.
    pub step_days: u32,
    /// Theil–Sen slope, points in 30 days.
    pub slope: f64,
    /// Its lower bound with 95 % confidence, points in 30 days.
    pub low: f64,
    /// Its upper bound.
    pub high: f64,
    /// Kendall's τ, −1 to 1.
    pub tau: f64,
    /// The chance of such a τ without direction, 0–1.
    pub chance: f64,
    /// In a word.
    pub direction: Direction,
    /// Changes of level, oldest first.
    pub changes: Vec<Change>,
}

/// A score's level has changed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The first day of the new level.
    pub day: NaiveDate,
    /// Median before.
    pub before: f64,
    /// Median since.
    pub after: f64,
}

/// The trend of a series.
///
/// Daily scores share most of their facts with the day before, so they are taken together by weeks: otherwise chance
/// and bounds would promise more than there is. Weeks without scores are left out, not filled.
pub fn trend(series: &Series, rules: &TrendRules) -> Result<Trend, TooShort> {
    let steps = series.steps();
    let in_window = (rules.window_days / steps.days).max(1).to_usize().unwrap_or(1);
    let points = steps.points(in_window.max(STEPS_MIN + 1));
    TooShort::unless(points.len(), STEPS_MIN)?;
    let line = stats::theil_sen(&points).ok_or(TooShort { there: 1, needed: 2 })?;
    // Without τ all scores are equal.
    let kendall = stats::kendall(&points).unwrap_or(stats::Kendall { tau: 0.0, p: 1.0 });
    let slope = line.slope * 30.0;
    let direction = match slope {
        s if s.abs() < rules.steady => Direction::Steady,
        _ if kendall.p > rules.chance_max => Direction::Unclear,
        s if s <= -rules.fast => Direction::FallingFast,
        s if s < 0.0 => Direction::Falling,
        s if s < rules.fast => Direction::Rising,
        _ => Direction::RisingFast,
    };
    Ok(Trend {
        steps: points.len().to_u32().unwrap_or(u32::MAX),
        step_days: steps.days,
        slope,
        low: line.low * 30.0,
        high: line.high * 30.0,
        tau: kendall.tau,
        chance: kendall.p,
        direction,
        changes: changes(series, rules),
    })
}

/// The fall (below 0) or rise of a score in so many days, with the day it is compared with; `None` without a score from
/// then, where one up to a week older counts.
pub fn moved_in(series: &Series, days: u32) -> Option<(NaiveDate, f64)> {
    let (last, now) = series.last()?;
    let (from, before) = series.at(last.checked_sub_days(Days::new(u64::from(days)))?, 7)?;
    Some((from, now - before))
}

/// Changes of level among the latest scores: the cut into levels that costs least (optimal partitioning, Jackson et al.
/// 2005), with absolute distances from the median as cost, so that odd days don't make a level.
///
/// Each cut must save more than twice the noise times the logarithm of the number of scores, also compared with one
/// straight line (a slow fall isn't a change of level), and both sides must last.
pub fn changes(series: &Series, rules: &TrendRules) -> Vec<Change> {
    let days = series.days();
    let days = &days[days.len().saturating_sub(SCORES)..];
    let mut moves: Vec<_> = days.windows(2).map(|pair| (pair[1].1 - pair[0].1).abs()).collect();
    let noise = stats::median(&mut moves).unwrap_or(0.0).max(NOISE_MIN);
    let penalty = 2.0 * noise * stats::count(days.len().max(2)).ln();
    let scores: Vec<_> = days.iter().map(|(_, score)| *score).collect();
    let level = |from: usize, to: usize| stats::median(&mut scores[from..to].to_vec()).unwrap_or(0.0);
    let mut borders = cheapest_cut(&scores, penalty);
    borders.push(days.len());
    let mut found: Vec<Change> = Vec::new();
    let mut from = 0;
    for pair in borders.windows(2) {
        let (border, to) = (pair[0], pair[1]);
        let (before, after) = (level(from, border), level(border, to));
        let cut = cost(&scores[from..border]) + cost(&scores[border..to]);
        if (after - before).abs() >= rules.change_min && line_cost(&days[from..to]) - cut > penalty {
            found.push(Change { day: days[border].0, before, after });
            from = border;
        }
    }
    found
}

/// Where the levels of the cheapest cut begin, but for the first.
fn cheapest_cut(scores: &[f64], penalty: f64) -> Vec<usize> {
    // For each number of scores the least cost of cutting them, and where the last level of that cut begins.
    let mut least = vec![(f64::INFINITY, 0); scores.len() + 1];
    least[0] = (0.0, 0);
    for from in 0..scores.len() {
        let until_here = least[from].0;
        if until_here.is_finite() {
            for (to, cost) in (from + 1..).zip(costs(&scores[from..])).skip(LEVEL - 1) {
                let all = until_here + cost + penalty;
                if all < least[to].0 {
                    least[to] = (all, from);
                }
            }
        }
    }
    let mut borders = Vec::new();
    let mut at = scores.len();
    while at > 0 && least[at].1 > 0 {
        at = least[at].1;
        borders.push(at);
    }
    borders.reverse();
    borders
}

/// The sum of absolute distances from the median.
fn cost(scores: &[f64]) -> f64 {
    costs(scores).last().unwrap_or(0.0)
}

/// The same for the first score, the first two, and so on.
fn costs(scores: &[f64]) -> impl Iterator<Item = f64> {
    let mut sorted: Vec<f64> = Vec::with_capacity(scores.len());
    scores.iter().map(move |score| {
        sorted.insert(sorted.partition_point(|other| other < score), *score);
        let half = sorted.len() / 2;
        let upper: f64 = sorted[sorted.len() - half..].iter().sum();
        upper - sorted[..half].iter().sum::<f64>()
    })
}

/// The sum of absolute distances from the robust line.
fn line_cost(days: &[(NaiveDate, f64)]) -> f64 {
    let points: Vec<_> = days.iter().map(|(day, score)| (days_between(days[0].0, *day), *score)).collect();
    let line = stats::theil_sen(&points);
    line.map_or(f64::MAX, |line| points.iter().map(|(x, y)| (y - line.joint_intercept - line.slope * x).abs()).sum())
}

#[cfg(test)]
mod tests {
    use super::super::series::tests::{daily, day};
    use super::*;
    use proptest::prelude::*;

    /// Noise that is the same each time, −1 to 1.
    fn noise(day: f64) -> f64 {
        (day * 12.9898).sin() * 43_758.547 % 1.0
    }

    fn direction(score: impl Fn(f64) -> f64) -> Direction {
        trend(&daily(90, score), &TrendRules::default()).unwrap().direction
    }

    #[test]
    fn a_direction_has_the_word_of_its_slope() {
        assert_eq!(direction(|day| 80.0 - day * 0.5 + noise(day)), Direction::FallingFast);
        assert_eq!(direction(|day| 80.0 - day * 0.1 + noise(day)), Direction::Falling);
        assert_eq!(direction(noise), Direction::Steady);
        assert_eq!(direction(|day| 40.0 + day * 0.1 + noise(day)), Direction::Rising);
        assert_eq!(direction(|day| 40.0 + day * 0.4), Direction::RisingFast);
        assert_eq!(direction(|_| 70.0), Direction::Steady);
        assert_eq!(direction(|day| 50.0 + 30.0 * (day / 5.0).sin() + day * 0.1), Direction::Unclear);
    }

    #[test]
    fn gaps_and_months_do_not_disturb_a_trend_and_four_weeks_are_too_short() {
        let rules = TrendRules::default();
        let gappy = Series::of(
            daily(90, |day| 80.0 - day / 10.0).days().iter().copied().filter(|(of, _)| *of < day(30) || *of > day(60)),
        );
        assert!((trend(&gappy, &rules).unwrap().slope + 3.0).abs() < 1e-9);
        let monthly =
            Series::of((0..6).map(|n| (day(30 * n), 60.0 - super::stats::count(usize::try_from(n).unwrap()))));
        let monthly = trend(&monthly, &rules).unwrap();
        assert!((monthly.slope + 1.0).abs() < 1e-9 && monthly.step_days == 30);
        let refused = trend(&daily(28, |_| 50.0), &rules).unwrap_err();
        assert_eq!(refused.to_string(), "history is too short: 4 of the 5 points that are needed");
    }

    #[test]
    fn a_change_of_level_is_found_on_its_day_and_odd_days_and_slopes_are_none() {
        let rules = TrendRules::default();
        let found = |score: fn(f64) -> f64| -> Vec<_> {
            let levels = changes(&daily(90, score), &rules).into_iter();
            levels.map(|change| (change.day, change.before.round(), change.after.round())).collect()
        };
        assert_eq!(found(|day| if day < 60.0 { 75.0 } else { 55.0 } + noise(day)), [(day(60), 75.0, 55.0)]);
        assert_eq!(
            found(|day| if (30.0..60.0).contains(&day) { 55.0 } else { 75.0 } + noise(day)),
            [(day(30), 75.0, 55.0), (day(60), 55.0, 75.0)]
        );
        assert_eq!(found(|day| if day > 44.0 && day < 47.0 { 20.0 } else { 70.0 } + noise(day)), []);
        assert_eq!(found(|day| 90.0 - day / 2.0 + noise(day)), []);
        assert_eq!(found(|day| 60.0 + 4.0 * noise(day)), []);
    }

    #[test]
    fn a_fall_is_told_with_the_day_it_is_compared_with() {
        let series = daily(30, |day| if day < 20.0 { 70.0 } else { 52.0 });
        assert_eq!(moved_in(&series, 14), Some((day(15), -18.0)));
        assert_eq!(moved_in(&daily(10, |_| 50.0), 14), None);
    }

    #[test]
    fn rules_that_cannot_be_meant_are_refused() {
        let refused = |change: fn(&mut TrendRules)| {
            let mut rules = TrendRules::default();
            change(&mut rules);
            rules.check().is_err()
        };
        TrendRules::default().check().unwrap();
        assert!(refused(|rules| rules.window_days = 7));
        assert!(refused(|rules| rules.fast = rules.steady));
        assert!(refused(|rules| rules.chance_max = 0.0));
        assert!(refused(|rules| rules.change_min = f64::NAN));
    }

    proptest! {
        #[test]
        fn a_trend_turned_upside_down_goes_the_other_way(scores in prop::collection::vec(0.0f64..100.0, 35..120)) {
            let series = |turn: bool| Series::of((0..).zip(&scores).map(|(n, score)| (day(n), if turn { 100.0 - score } else { *score })));
            let rules = TrendRules::default();
            let (up, down) = (trend(&series(false), &rules).unwrap(), trend(&series(true), &rules).unwrap());
            prop_assert!((up.slope + down.slope).abs() < 1e-6 && (up.low + down.high).abs() < 1e-6);
            prop_assert!(up.low <= up.slope && up.slope <= up.high);
        }
    }
}
