//! A total in whole cents among several, so that the parts are the total.

use crate::{Cents, code::coded};

coded! {
    /// Who gets the cents that are left when every part is cut to whole cents.
    Allocation {
        /// Whose part lost most by the cut, and of equals the first (Hamilton's method, as for seats in a parliament).
        LargestRemainder = "largest_remainder", "largest remainder";
        /// One after the other in their order, as the published money libraries do.
        SequentialRemainder = "sequential_remainder", "remainder in order";
    }
}

/// Divides `total` in the ratio of `weights`; the parts add up to it. Without any weight above 0 the first gets all,
/// and of nothing there are no parts.
///
/// Each part is `total × weight ÷ Σ weights` cut to whole cents towards zero, and a cent more for those that
/// `method` names. A part of weight 0 gets nothing. What is owed is divided like what is due, with its sign.
pub fn allocate(total: Cents, weights: &[u64], method: Allocation) -> Vec<Cents> {
    let whole: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let cents = u128::from(total.0.unsigned_abs());
    if whole == 0 {
        let first = |at| if at == 0 { total } else { Cents::ZERO };
        return (0..weights.len()).map(first).collect();
    }
    // cents < 2⁶⁴ and weight < 2⁶⁴: their product is within 128 bits.
    let shares =
        weights.iter().map(|weight| (cents * u128::from(*weight) / whole, cents * u128::from(*weight) % whole));
    let (mut parts, lost): (Vec<u128>, Vec<u128>) = shares.unzip();
    let mut order: Vec<usize> = (0..weights.len()).filter(|at| weights[*at] > 0).collect();
    if method == Allocation::LargestRemainder {
        order.sort_by(|a, b| lost[*b].cmp(&lost[*a]));
    }
    // Fewer cents are left than there are parts above 0, as each lost less than one.
    let mut left = cents - parts.iter().sum::<u128>();
    for at in order {
        let more = left.min(1);
        parts[at] += more;
        left -= more;
    }
    let signed = |part: u128| i64::try_from(i128::try_from(part).unwrap_or(0) * i128::from(total.0.signum()));
    parts.into_iter().map(|part| Cents(signed(part).unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cents(total: i64, weights: &[u64], method: Allocation) -> Vec<i64> {
        allocate(Cents(total), weights, method).into_iter().map(|part| part.0).collect()
    }

    #[test]
    fn the_methods_differ_in_who_gets_the_last_cent() {
        assert_eq!(cents(5, &[30, 70], Allocation::SequentialRemainder), [2, 3]);
        assert_eq!(cents(5, &[30, 70], Allocation::LargestRemainder), [2, 3]);
        assert_eq!(cents(10, &[33, 67], Allocation::SequentialRemainder), [4, 6]);
        assert_eq!(cents(10, &[33, 67], Allocation::LargestRemainder), [3, 7]);
        assert_eq!(cents(-800, &[1, 1, 1], Allocation::SequentialRemainder), [-267, -267, -266]);
        assert_eq!(cents(1, &[0, 1], Allocation::SequentialRemainder), [0, 1]);
        assert_eq!(cents(7, &[0, 0], Allocation::LargestRemainder), [7, 0]);
        assert_eq!(cents(7, &[], Allocation::LargestRemainder), [0; 0]);
    }

    proptest! {
        #[test]
        fn parts_are_the_total_and_each_within_a_cent_of_its_share(
            total in any::<i64>(), weights in prop::collection::vec(any::<u64>(), 1..8),
            method in proptest::sample::select(Allocation::ALL),
        ) {
            let parts = cents(total, &weights, method);
            prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(total));
            let whole: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
            for (part, weight) in parts.iter().zip(&weights).filter(|_| whole > 0) {
                let share = u128::from(total.unsigned_abs()) * u128::from(*weight) / whole;
                let more = u128::from(part.unsigned_abs()) - share;
                prop_assert!(more <= 1 && (*weight > 0 || *part == 0));
            }
        }
    }
}
