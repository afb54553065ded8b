//! How much of the revenue hangs on few: the Herfindahl–Hirschman index and the share of the largest.

use super::components::cents_to_f64;
use super::stats;
use crate::Cents;
use crate::code::coded;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

coded! {
    /// How concentrated revenue is, by the bounds that the US Merger Guidelines of 2023 (2.1) use for markets.
    Concentration {
        /// An index of at most 1,000.
        Low = "low", "Low";
        /// Above 1,000, to 1,800.
        Moderate = "moderate", "Moderate";
        /// Above 1,800.
        High = "high", "High";
    }
}

impl Concentration {
    /// The word for an index.
    pub fn of(hhi: f64) -> Self {
        match hhi {
            h if h > 1_800.0 => Self::High,
            h if h > 1_000.0 => Self::Moderate,
            _ => Self::Low,
        }
    }
}

/// How revenue is spread over those who bring it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Who brings any.
    pub count: u32,
    /// The Herfindahl–Hirschman index, 10,000 ÷ count to 10,000.
    pub hhi: f64,
    /// Share of the largest one, 0–1.
    pub largest: f64,
    /// Share of the largest tenth, rounded up to at least one, 0–1.
    pub top_tenth: f64,
}

impl Spread {
    /// The spread of amounts; `None` when nobody brings any. Amounts below 0 don't count.
    pub fn of(amounts: &[Cents]) -> Option<Self> {
        let amounts: Vec<_> =
            amounts.iter().filter(|amount| amount.0 > 0).map(|amount| cents_to_f64(*amount)).collect();
        let tenth = amounts.len().div_ceil(10);
        Some(Self {
            count: amounts.len().to_u32().unwrap_or(u32::MAX),
            hhi: hhi(&amounts)?,
            largest: top_share(&amounts, 1)?,
            top_tenth: top_share(&amounts, tenth)?,
        })
    }

    /// Its word.
    pub fn concentration(&self) -> Concentration {
        Concentration::of(self.hhi)
    }
}

/// The Herfindahl–Hirschman index: 10,000 times the sum of the squared shares. Of amounts or shares alike, as they are
/// taken relative to their sum; `None` when that is 0.
pub fn hhi(shares: &[f64]) -> Option<f64> {
    let sum: f64 = shares.iter().sum();
    let squares: f64 = shares.iter().map(|share| share * share).sum();
    (sum > 0.0).then(|| 10_000.0 * squares / (sum * sum))
}

/// The share of the so many largest, 0–1; `None` when the sum is 0.
pub fn top_share(amounts: &[f64], largest: usize) -> Option<f64> {
    let mut sorted = amounts.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let sum: f64 = sorted.iter().sum();
    (sum > 0.0).then(|| (sorted.iter().take(largest).sum::<f64>() / sum).min(1.0))
}

/// A part of a sum, 0–1; nothing of nothing is none.
pub fn share(part: Cents, sum: Cents) -> f64 {
    if sum.0 == 0 { 0.0 } else { cents_to_f64(part) / cents_to_f64(sum) }
}

/// The shares of the sum that the largest bring: pairs of (share of those who bring any, share of the sum), both 0–1,
/// from none to all in at most so many steps (a Lorenz curve from the largest on); empty when the sum is 0.
pub fn curve(amounts: &[Cents], steps: usize) -> Vec<(f64, f64)> {
    let amounts: Vec<_> = amounts.iter().filter(|amount| amount.0 > 0).map(|amount| cents_to_f64(*amount)).collect();
    let steps = steps.clamp(1, amounts.len().max(1));
    let point = |step: usize| {
        let largest = (amounts.len() * step).div_ceil(steps);
        Some((stats::count(largest) / stats::count(amounts.len()), top_share(&amounts, largest)?))
    };
    (0..=steps).filter_map(point).collect()
}

/// The index of as many equal ones: what it can't fall below.
pub fn lowest_hhi(count: usize) -> Option<f64> {
    (count > 0).then(|| 10_000.0 / stats::count(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_words_begin_where_the_guidelines_say() {
        let of = [1_000.0, 1_000.5, 1_800.0, 1_801.0].map(Concentration::of);
        assert_eq!(of, [Concentration::Low, Concentration::Moderate, Concentration::Moderate, Concentration::High]);
    }

    #[test]
    fn a_spread_counts_whoever_brings_something() {
        let spread = Spread::of(&[Cents(600), Cents(300), Cents(100), Cents(0), Cents(-50)]).unwrap();
        assert_eq!((spread.count, spread.concentration()), (3, Concentration::High));
        assert!((spread.hhi - 4_600.0).abs() < 1e-9 && (spread.largest - 0.6).abs() < 1e-12);
        assert!((spread.top_tenth - 0.6).abs() < 1e-12);
        assert_eq!((Spread::of(&[]), Spread::of(&[Cents(-1)])), (None, None));
    }

    proptest! {
        #[test]
        fn the_index_lies_between_equal_shares_and_one(amounts in prop::collection::vec(1i64..1_000_000, 1..60)) {
            let amounts: Vec<_> = amounts.into_iter().map(Cents).collect();
            let spread = Spread::of(&amounts).unwrap();
            prop_assert!(lowest_hhi(amounts.len()).unwrap() <= spread.hhi + 1e-6 && spread.hhi <= 10_000.0 + 1e-6);
            prop_assert!(spread.largest <= spread.top_tenth + 1e-12 && spread.top_tenth <= 1.0);
        }

        #[test]
        fn a_merger_never_lowers_the_index(amounts in prop::collection::vec(1.0f64..1e6, 2..30)) {
            let mut merged = amounts.clone();
            let gone = merged.pop().unwrap();
            merged[0] += gone;
            prop_assert!(hhi(&merged).unwrap() + 1e-6 >= hhi(&amounts).unwrap());
        }
    }

    #[test]
    fn the_curve_goes_from_none_to_all_and_begins_with_the_largest() {
        let amounts = [Cents(100), Cents(600), Cents(300), Cents(0)];
        let third = 1.0 / 3.0;
        let curve = curve(&amounts, 10);
        let expected = [(0.0, 0.0), (third, 0.6), (2.0 * third, 0.9), (1.0, 1.0)];
        assert_eq!(curve.len(), expected.len());
        let near = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < 1e-9 && (a.1 - b.1).abs() < 1e-9;
        assert!(curve.iter().zip(expected).all(|(a, b)| near(*a, b)), "{curve:?}");
        assert!(super::curve(&[], 10).is_empty());
    }
}
