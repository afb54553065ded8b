//! Straight lines through points: the robust one that trends are judged by, and least squares to compare with.

use super::{chance, count, mean, median, quantile, ties};
use rust_decimal::prelude::ToPrimitive;

/// 95 % of a normal figure lie within so many standard deviations.
const Z95: f64 = 1.959_963_984_540_054;

/// The Theil–Sen line: half of the slopes between two points are steeper, half less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RobustLine {
    /// Change of y per unit of x.
    pub slope: f64,
    /// y at x = 0 through the medians: median(y) − slope × median(x).
    pub intercept: f64,
    /// y at x = 0 so that half of the points lie above: the median of y − slope × x.
    pub joint_intercept: f64,
    /// The slope's lower bound, with 95 % confidence where the points don't depend on each other.
    pub low: f64,
    /// Its upper bound.
    pub high: f64,
}

/// The Theil–Sen line: the median of the slopes between all pairs of points with different x.
///
/// `None` without two points of different x. (Theil 1950, Sen 1968; the same as `scipy.stats.theilslopes`: `intercept`
/// is its `method='separate'`, `joint_intercept` its `method='joint'`, the bounds Sen's equation 2.6.)
/// All pairs are looked at, so use it for some hundred points at most.
pub fn theil_sen(points: &[(f64, f64)]) -> Option<RobustLine> {
    let mut slopes = Vec::with_capacity(points.len() * points.len() / 2);
    for (at, a) in points.iter().enumerate() {
        slopes.extend(points[at + 1..].iter().map(|b| (b.1 - a.1) / (b.0 - a.0)).filter(|slope| slope.is_finite()));
    }
    slopes.sort_unstable_by(f64::total_cmp);
    let slope = quantile(&slopes, 0.5)?;
    let (mut xs, mut ys): (Vec<_>, Vec<_>) = points.iter().copied().unzip();
    let mut offsets: Vec<_> = points.iter().map(|(x, y)| y - slope * x).collect();
    let (low, high) = bounds(&slopes, points);
    Some(RobustLine {
        slope,
        intercept: median(&mut ys)? - slope * median(&mut xs)?,
        joint_intercept: median(&mut offsets)?,
        low,
        high,
    })
}

fn bounds(slopes: &[f64], points: &[(f64, f64)]) -> (f64, f64) {
    let spread = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let tied = |of: fn(&(f64, f64)) -> f64| ties(points.iter().map(of)).into_iter().map(spread).sum::<f64>();
    let variance = (spread(count(points.len())) - tied(|p| p.0) - tied(|p| p.1)) / 18.0;
    let reach = Z95 * variance.max(0.0).sqrt();
    let (pairs, last) = (count(slopes.len()), slopes.len() - 1);
    let place = |at: f64| at.round_ties_even().max(0.0).to_usize().unwrap_or(last).min(last);
    (slopes[place(f64::midpoint(pairs, -reach).round_ties_even() - 1.0)], slopes[place(f64::midpoint(pairs, reach))])
}

/// The line of least squares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeastSquares {
    /// Change of y per unit of x.
    pub slope: f64,
    /// y at x = 0.
    pub intercept: f64,
    /// Share of y's variance that the line explains, 0–1.
    pub r2: f64,
    /// The chance of a slope as far from 0 without any direction, by Student's distribution, 0–1.
    pub p: f64,
}

/// The line of least squares; `None` with fewer than three points or without different x.
///
/// The same as `scipy.stats.linregress`.
pub fn least_squares(points: &[(f64, f64)]) -> Option<LeastSquares> {
    let (xs, ys): (Vec<_>, Vec<_>) = points.iter().copied().unzip();
    let (mid_x, mid_y) = (mean(&xs)?, mean(&ys)?);
    let sum = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|(x, y)| of(x - mid_x, y - mid_y)).sum::<f64>();
    let (xx, yy, xy) = (sum(&|x, _| x * x), sum(&|_, y| y * y), sum(&|x, y| x * y));
    if points.len() < 3 || xx <= 0.0 {
        return None;
    }
    let slope = xy / xx;
    let r2 = if yy > 0.0 { (xy * xy / (xx * yy)).min(1.0) } else { 0.0 };
    let degrees = count(points.len() - 2);
    let p = if r2 < 1.0 { chance::student_two_sided((degrees * r2 / (1.0 - r2)).sqrt(), degrees) } else { 0.0 };
    Some(LeastSquares { slope, intercept: mid_y - slope * mid_x, r2, p })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(slope: f64, from: f64) -> Vec<(f64, f64)> {
        (0..20).map(|x| (f64::from(x), from + slope * f64::from(x))).collect()
    }

    #[test]
    fn no_line_goes_through_less_than_two_places() {
        assert_eq!(theil_sen(&[]), None);
        assert_eq!(theil_sen(&[(1.0, 1.0), (1.0, 2.0)]), None);
        assert_eq!(least_squares(&[(0.0, 1.0), (1.0, 2.0)]), None);
        assert_eq!(least_squares(&[(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)]), None);
    }

    proptest! {
        #[test]
        fn a_few_odd_points_do_not_turn_the_robust_line(slope in -5.0f64..5.0, odd in prop::collection::vec((0usize..20, -1e6f64..1e6), 0..4)) {
            let mut points = line(slope, 50.0);
            for (at, y) in odd {
                points[at].1 = y;
            }
            prop_assert!((theil_sen(&points).unwrap().slope - slope).abs() < 1e-6);
        }

        #[test]
        fn the_slope_lies_within_its_bounds(ys in prop::collection::vec(0.0f64..100.0, 2..40)) {
            let points: Vec<_> = (0..).map(f64::from).zip(ys).collect();
            let line = theil_sen(&points).unwrap();
            prop_assert!(line.low <= line.slope && line.slope <= line.high);
        }

        #[test]
        fn both_lines_agree_on_a_straight_one(slope in -5.0f64..5.0, from in 0.0f64..100.0) {
            let points = line(slope, from);
            let (robust, squares) = (theil_sen(&points).unwrap(), least_squares(&points).unwrap());
            prop_assert!((robust.slope - slope).abs() < 1e-9 && (squares.slope - slope).abs() < 1e-9);
            prop_assert!((robust.joint_intercept - from).abs() < 1e-9 && (squares.intercept - from).abs() < 1e-9);
        }
    }
}
