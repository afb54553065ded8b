//! Products of amounts and rates, exact in integers, and the one rounding at their end.
//!
//! Integers rather than decimals: this runs once per line, a million times a run, and a test holds it equal to the
//! decimal arithmetic.

use crate::{Cents, Rate, Refusal, Rounding};
use std::cmp::Ordering;

/// Millionths of a millionth of a cent: exact for any amount × rate × factor.
pub(super) type Exact = i128;

/// One cent.
pub(super) const CENT: Exact = 1_000_000_000_000;
/// A millionth: what a [`Rate`] counts in.
pub(super) const MILLION: Exact = 1_000_000;
/// The factor that changes nothing.
pub(super) const ONE: Rate = Rate(1_000_000);

/// Amount × rate × factor.
pub(super) fn times(amount: Cents, rate: Rate, factor: Rate) -> Result<Exact, Refusal> {
    let rate = Exact::from(rate.0) * Exact::from(factor.0);
    Exact::from(amount.0).checked_mul(rate).ok_or_else(too_much)
}

/// Sum that refuses to wrap around.
pub(super) fn add(one: Exact, other: Exact) -> Result<Exact, Refusal> {
    one.checked_add(other).ok_or_else(too_much)
}

/// To whole cents, as named.
pub(super) fn round(exact: Exact, rounding: Rounding) -> Result<Cents, Refusal> {
    // Nearly every amount fits 64 bits, in which division is several times as fast.
    const NARROW_CENT: i64 = 1_000_000_000_000;
    match i64::try_from(exact) {
        Ok(narrow) => {
            let (whole, rest) = (narrow.div_euclid(NARROW_CENT), narrow.rem_euclid(NARROW_CENT));
            let up = rounds_up((2 * rest).cmp(&NARROW_CENT), whole % 2 != 0, exact >= 0, rounding);
            Ok(Cents(whole + i64::from(up)))
        }
        Err(_) => quotient(exact, CENT, rounding),
    }
}

/// `numerator ÷ denominator` in whole cents, rounded as named. The denominator is more than 0.
pub(super) fn quotient(numerator: i128, denominator: i128, rounding: Rounding) -> Result<Cents, Refusal> {
    let (whole, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
    let up = rounds_up(rest.cmp(&(denominator - rest)), whole % 2 != 0, numerator >= 0, rounding);
    i64::try_from(whole + i128::from(up)).map(Cents).map_err(|_| too_much())
}

/// Whether what lies between two cents becomes the upper one. `to_half` compares it with half a cent.
const fn rounds_up(to_half: Ordering, lower_is_odd: bool, positive: bool, rounding: Rounding) -> bool {
    match (to_half, rounding) {
        (Ordering::Less, _) => false,
        (Ordering::Greater, _) => true,
        (Ordering::Equal, Rounding::HalfEven) => lower_is_odd,
        // Away from zero: downwards for what is negative.
        (Ordering::Equal, Rounding::HalfUp) => positive,
    }
}

/// The rate as a statement shows it: rate × factor to the millionth.
pub(super) fn shown(rate: Rate, factor: Rate) -> Rate {
    if factor == ONE {
        return rate;
    }
    let product = i128::from(rate.0) * i128::from(factor.0);
    quotient(product, MILLION, Rounding::HalfEven).map_or(Rate(i64::MAX), |Cents(parts)| Rate(parts))
}

/// The refusal of amounts that no statement can hold.
pub(super) fn too_much() -> Refusal {
    Refusal::invalid("billed revenue", "the amounts are too large to be added up")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn integer_rounding_equals_decimal_rounding(
            amount in any::<i64>(), rate in 0i64..=1_000_000, how in proptest::sample::select(Rounding::ALL),
        ) {
            let decimal = Cents::from_decimal(Cents(amount).to_decimal() * Rate(rate).to_decimal(), how);
            let exact = times(Cents(amount), Rate(rate), ONE).unwrap();
            prop_assert_eq!(round(exact, how).ok(), decimal);
            prop_assert_eq!(quotient(exact, CENT, how).ok(), decimal);
        }

        #[test]
        fn a_factor_is_exact_too(
            amount in -1_000_000_000i64..1_000_000_000, rate in 0i64..=1_000_000, factor in 0i64..=3_000_000,
            how in proptest::sample::select(Rounding::ALL),
        ) {
            let decimal = Cents(amount).to_decimal() * Rate(rate).to_decimal() * Rate(factor).to_decimal();
            let exact = times(Cents(amount), Rate(rate), Rate(factor)).unwrap();
            prop_assert_eq!(round(exact, how).ok(), Cents::from_decimal(decimal, how));
        }

        #[test]
        fn any_quotient_is_rounded_or_refused(
            numerator in any::<i128>(), denominator in 1i128..i128::MAX, how in proptest::sample::select(Rounding::ALL),
        ) {
            let _ = quotient(numerator, denominator, how);
        }
    }
}
