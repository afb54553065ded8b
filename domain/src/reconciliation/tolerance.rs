//! How much may differ before it is a finding.

use crate::{Cents, Refusal};
use serde::{Deserialize, Serialize};

/// What an operator lets pass. Both bounds hold beside each other: the larger counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Tolerance {
    /// In minor units of the currency.
    pub minor_units: i64,
    /// In thousandths of the expected amount.
    pub permille: i32,
}

impl Tolerance {
    /// A tolerance that can be meant.
    pub fn new(minor_units: i64, permille: i32) -> Result<Self, Refusal> {
        if !(0..=100_000).contains(&minor_units) {
            return Err(Refusal::invalid("tolerance", "give 0 to 100000 minor units"));
        }
        if !(0..=100).contains(&permille) {
            return Err(Refusal::invalid("tolerance", "give 0 to 100 permille"));
        }
        Ok(Self { minor_units, permille })
    }

    /// Whether a difference may pass.
    pub fn allows(self, expected: Cents, found: Cents) -> bool {
        let difference = (i128::from(expected.0) - i128::from(found.0)).abs();
        let share = i128::from(expected.0.unsigned_abs()) * i128::from(self.permille);
        difference <= i128::from(self.minor_units) || difference * 1000 <= share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tolerance_a_cent_counts() {
        let exact = Tolerance::default();
        assert!(exact.allows(Cents(100), Cents(100)) && exact.allows(Cents(0), Cents(0)));
        assert!(!exact.allows(Cents(100), Cents(101)) && !exact.allows(Cents(0), Cents(-1)));
        assert!(!exact.allows(Cents(i64::MAX), Cents(i64::MIN)));
    }

    #[test]
    fn the_larger_bound_counts() {
        let some = Tolerance::new(2, 10).unwrap();
        assert!(some.allows(Cents(100), Cents(102)) && !some.allows(Cents(100), Cents(103)));
        assert!(some.allows(Cents(-10_000), Cents(-10_100)) && !some.allows(Cents(-10_000), Cents(-10_101)));
        assert!(Tolerance::new(-1, 0).is_err() && Tolerance::new(0, 101).is_err());
    }
}
