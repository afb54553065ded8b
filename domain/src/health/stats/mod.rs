//! The statistics behind health: means, middles and lines that a single odd day doesn't move.

mod chance;
mod draw;
mod holt;
mod kendall;
mod line;

pub use draw::Draws;
pub use holt::{Holt, Smoothing};
pub use kendall::{Kendall, kendall};
pub use line::{LeastSquares, RobustLine, least_squares, theil_sen};

use rust_decimal::prelude::ToPrimitive;

/// The middle of the values, or the mean of the two in the middle; `None` of nothing. Sorts them.
pub fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    quantile(values, 0.5)
}

/// The value below which a share (0–1) of the sorted values lies, straight between neighbours; `None` of nothing.
///
/// Hyndman and Fan's type 7, the default of numpy and R.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * count(last);
    let below = place.floor().to_usize().unwrap_or(0).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    let within = place - count(below);
    // Of two in the middle the mean, without the last bits of a product.
    Some(if within.total_cmp(&0.5).is_eq() { f64::midpoint(low, high) } else { low + (high - low) * within })
}

/// The mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}

/// The weighted mean of the scores that are there, their weights renormalised; `None` when none is.
pub fn weighted_mean(weighted: &[(f64, Option<f64>)]) -> Option<f64> {
    let there = weighted.iter().filter_map(|(weight, score)| Some((*weight, (*score)?)));
    let (weights, sum) =
        there.fold((0.0, 0.0), |(weights, sum), (weight, score)| (weights + weight, sum + weight * score));
    (weights > 0.0).then(|| sum / weights)
}

/// A count as a number to reckon with.
pub(crate) fn count(number: usize) -> f64 {
    number.to_f64().unwrap_or(f64::MAX)
}

/// How many values are equal, for each value that there is more than once.
fn ties(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<_> = values.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(|equal| count(equal.len())).filter(|n| *n > 1.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_quantile_is_numpys() {
        let values = [1.0, 2.0, 4.0, 8.0];
        let of = |share| quantile(&values, share).unwrap();
        assert_eq!(
            [of(0.0), of(0.25), of(0.5), of(0.9), of(1.0)].map(|v| format!("{v:.3}")),
            ["1.000", "1.750", "3.000", "6.800", "8.000"]
        );
        assert_eq!((quantile(&[], 0.5), median(&mut []), mean(&[])), (None, None, None));
    }

    proptest! {
        #[test]
        fn half_lies_on_each_side_of_the_median(mut values in prop::collection::vec(-100.0f64..100.0, 1..40)) {
            let middle = median(&mut values).unwrap();
            prop_assert!(values.iter().filter(|v| **v < middle).count() * 2 <= values.len());
            prop_assert!(values.iter().filter(|v| **v > middle).count() * 2 <= values.len());
        }

        #[test]
        fn a_weighted_mean_lies_between_its_scores(
            weighted in prop::collection::vec((0.1f64..10.0, prop::option::of(0.0f64..100.0)), 1..9)
        ) {
            let there: Vec<_> = weighted.iter().filter_map(|(_, score)| *score).collect();
            let mean = weighted_mean(&weighted);
            prop_assert_eq!(mean.is_none(), there.is_empty());
            if let Some(mean) = mean {
                let (low, high) = (there.iter().copied().fold(100.0, f64::min), there.iter().copied().fold(0.0, f64::max));
                prop_assert!(low - 1e-9 <= mean && mean <= high + 1e-9);
            }
        }
    }
}
