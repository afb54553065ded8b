//! Whether a series goes up or down at all: Kendall's rank correlation and its chance.

use super::{chance, count, ties};
use rust_decimal::prelude::ToPrimitive;

/// Up to so many points without ties the chance is exact; beyond, it is that of the normal distribution.
const EXACT: usize = 33;

/// Kendall's rank correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kendall {
    /// τ-b: 1 when y always rises with x, −1 when it always falls.
    pub tau: f64,
    /// The chance of a τ as far from 0 in a series without direction, 0–1.
    pub p: f64,
}

/// Kendall's τ-b and its two-sided chance; `None` when x or y has fewer than two different values.
///
/// The same as `scipy.stats.kendalltau`: exact without ties, else the normal approximation with the variance for ties.
/// (Kendall 1970, Rank Correlation Methods, pages 68 and 55.)
pub fn kendall(points: &[(f64, f64)]) -> Option<Kendall> {
    let n = count(points.len());
    let (mut concordant, mut discordant) = (0_usize, 0_usize);
    for (at, a) in points.iter().enumerate() {
        for b in &points[at + 1..] {
            let (x, y) = (a.0.total_cmp(&b.0), a.1.total_cmp(&b.1));
            if x.is_ne() && y.is_ne() {
                *if x == y { &mut concordant } else { &mut discordant } += 1;
            }
        }
    }
    let pairs = n * (n - 1.0) / 2.0;
    let (same_x, same_y) = (ties(points.iter().map(|p| p.0)), ties(points.iter().map(|p| p.1)));
    let differing = |ties: &[f64]| pairs - ties.iter().map(|t| t * (t - 1.0) / 2.0).sum::<f64>();
    let (by_x, by_y) = (differing(&same_x), differing(&same_y));
    if by_x <= 0.0 || by_y <= 0.0 {
        return None;
    }
    let surplus = count(concordant) - count(discordant);
    let tau = surplus / by_x.sqrt() / by_y.sqrt();
    let fewer = concordant.min(discordant);
    let without_ties = same_x.is_empty() && same_y.is_empty();
    let p = if without_ties && (points.len() <= EXACT || fewer <= 1) {
        exact(points.len(), fewer)
    } else {
        chance::normal_two_sided(surplus / variance(n, &same_x, &same_y).sqrt())
    };
    Some(Kendall { tau: tau.clamp(-1.0, 1.0), p: p.clamp(0.0, 1.0) })
}

/// Twice the chance that an order drawn at random has at most so many pairs the wrong way round.
fn exact(points: usize, inversions: usize) -> f64 {
    // The chance of each number of inversions among the first points, one point more at a time: the new one is
    // before 0, 1, … of those there, each as likely.
    let mut chances = vec![0.0; inversions + 1];
    chances[0] = 1.0;
    for there in 2..=points {
        let mut window = 0.0;
        let before = chances.clone();
        for (at, chance) in chances.iter_mut().enumerate() {
            window += before[at];
            if let Some(gone) = at.checked_sub(there) {
                window -= before[gone];
            }
            *chance = window / there.to_f64().unwrap_or(f64::MAX);
        }
    }
    2.0 * chances.iter().sum::<f64>()
}

/// The variance of the surplus of concordant pairs.
fn variance(n: f64, same_x: &[f64], same_y: &[f64]) -> f64 {
    let sum = |ties: &[f64], of: fn(f64) -> f64| ties.iter().map(|t| of(*t)).sum::<f64>();
    let pairs = |ties| sum(ties, |t| t * (t - 1.0) / 2.0);
    let triples = |ties| sum(ties, |t| t * (t - 1.0) * (t - 2.0));
    let spread = |ties| sum(ties, |t| t * (t - 1.0) * (2.0 * t + 5.0));
    let orders = n * (n - 1.0);
    let of_triples = if n > 2.0 { triples(same_x) * triples(same_y) / (9.0 * orders * (n - 2.0)) } else { 0.0 };
    (orders * (2.0 * n + 5.0) - spread(same_x) - spread(same_y)) / 18.0
        + 2.0 * pairs(same_x) * pairs(same_y) / orders
        + of_triples
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn four_points_in_order_are_so_by_chance_once_in_twelve() {
        let rising = kendall(&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (4.0, 4.0)]).unwrap();
        assert!((rising.tau - 1.0).abs() < 1e-12 && (rising.p - 2.0 / 24.0).abs() < 1e-12, "{rising:?}");
        assert_eq!(kendall(&[(1.0, 5.0), (2.0, 5.0)]), None);
        assert_eq!(kendall(&[]), None);
    }

    proptest! {
        #[test]
        fn turned_upside_down_a_series_goes_the_other_way_as_surely(ys in prop::collection::vec(0i32..20, 2..45)) {
            let points = |sign: f64| -> Vec<_> { (0..).map(f64::from).zip(ys.iter().map(|y| sign * f64::from(*y))).collect() };
            match (kendall(&points(1.0)), kendall(&points(-1.0))) {
                (Some(up), Some(down)) => {
                    prop_assert!((up.tau + down.tau).abs() < 1e-9 && (up.p - down.p).abs() < 1e-9);
                    prop_assert!((0.0..=1.0).contains(&up.p));
                }
                (up, down) => prop_assert_eq!(up, down),
            }
        }
    }
}
