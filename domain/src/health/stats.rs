//! The statistics behind health: robust slope and weighted mean.

/// A straight line through points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Change of y per unit of x.
    pub slope: f64,
    /// y at x = 0: median(y) − slope × median(x).
    pub intercept: f64,
}

/// The Theil–Sen line: the median of the slopes between all pairs of points with different x.
///
/// `None` without two points of different x. (Theil 1950, Sen 1968; the same as `scipy.stats.theilslopes` with
/// `method='separate'`.)
pub fn theil_sen(points: &[(f64, f64)]) -> Option<Line> {
    let mut slopes = Vec::with_capacity(points.len() * points.len() / 2);
    for (at, a) in points.iter().enumerate() {
        slopes.extend(points[at + 1..].iter().map(|b| (b.1 - a.1) / (b.0 - a.0)).filter(|slope| slope.is_finite()));
    }
    let slope = median(&mut slopes)?;
    let (mut xs, mut ys): (Vec<_>, Vec<_>) = points.iter().copied().unzip();
    Some(Line { slope, intercept: median(&mut ys)? - slope * median(&mut xs)? })
}

/// The middle of the values, or the mean of the two in the middle; `None` of nothing.
pub fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values {
        [] => None,
        _ if values.len().is_multiple_of(2) => Some(f64::midpoint(values[half - 1], values[half])),
        _ => Some(values[half]),
    }
}

/// The weighted mean of the scores that are there, their weights renormalised; `None` when none is.
pub fn weighted_mean(weighted: &[(f64, Option<f64>)]) -> Option<f64> {
    let there = weighted.iter().filter_map(|(weight, score)| Some((*weight, (*score)?)));
    let (weights, sum) =
        there.fold((0.0, 0.0), |(weights, sum), (weight, score)| (weights + weight, sum + weight * score));
    (weights > 0.0).then(|| sum / weights)
}
