//! How long a failed step waits before it is tried again.

use chrono::TimeDelta;

/// Exponential back-off: each wait is twice the one before, up to a longest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Tries in all, the first included.
    pub tries: i32,
    /// Wait after the first failure.
    pub first: TimeDelta,
    /// No wait is longer.
    pub longest: TimeDelta,
}

impl Retry {
    /// What suits work on our own database: it fails seldom, and for moments.
    pub const BRIEF: Self = Self { tries: 5, first: TimeDelta::seconds(2), longest: TimeDelta::minutes(5) };
    /// What suits other people's servers, which may be away for a night.
    pub const PATIENT: Self = Self { tries: 12, first: TimeDelta::seconds(30), longest: TimeDelta::hours(2) };

    /// How long to wait after so many failed tries, or `None` when there is no other try.
    ///
    /// `chance` in 0..1 spreads the waits over ± 25 %, so that what failed together doesn't come back together.
    pub fn wait_after(self, tries: i32, chance: f64) -> Option<TimeDelta> {
        if tries >= self.tries {
            return None;
        }
        let doublings = u32::try_from(tries - 1).unwrap_or(0).min(30);
        let full = self.first.num_milliseconds().saturating_mul(1 << doublings).min(self.longest.num_milliseconds());
        let spread = 0.75 + 0.5 * chance.clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "milliseconds of some hours")]
        Some(TimeDelta::milliseconds((full as f64 * spread) as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_wait_is_twice_the_one_before_up_to_the_longest() {
        let retry = Retry { tries: 6, first: TimeDelta::seconds(10), longest: TimeDelta::seconds(60) };
        let waits: Vec<_> = (1..=6).map(|tries| retry.wait_after(tries, 0.5).map(|w| w.num_seconds())).collect();
        assert_eq!(waits, [Some(10), Some(20), Some(40), Some(60), Some(60), None]);
    }

    proptest! {
        #[test]
        fn a_wait_is_never_off_by_more_than_a_quarter(tries in 1..100_i32, chance in 0.0..1.0_f64) {
            let retry = Retry { tries: 1000, ..Retry::PATIENT };
            let plain = retry.wait_after(tries, 0.5).unwrap().num_milliseconds();
            let spread = retry.wait_after(tries, chance).unwrap().num_milliseconds();
            prop_assert!((spread - plain).abs() * 4 <= plain + 4);
        }
    }
}
