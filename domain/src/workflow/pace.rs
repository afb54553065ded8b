//! How much is done at once, found by measuring: a climb to where more brings nothing, within what a writer may be held.
//!
//! The rule looks at one window of measurements after the other. It first tries more, step by step, for as long as that is
//! faster; where the first step isn't, it tries less for as long as that isn't slower. Then it stays, until the work gets
//! much slower or a writer is held too long. What was held too long isn't tried again meanwhile, so the value comes to
//! rest instead of swinging.

use crate::code::coded;
use serde::{Deserialize, Serialize};

/// A writer is to be held no longer, so that others get their turn: milliseconds.
pub const HOLD_MAX: f64 = 250.0;

/// What must be gained to be called faster: more than measurements differ by themselves.
const GAIN: f64 = 1.05;
/// What may be lost and still be called as fast.
const LOSS: f64 = 0.95;
/// A rate that has fallen to this part of what it was says that the conditions have changed.
const SLOWER: f64 = 0.7;

coded! {
    /// Something that is adjusted.
    Knob {
        /// Bills and facts that a month's close takes on at once.
        CloseChunk = "close_chunk", "Facts in a part of the close";
        /// Steps of one operator that are worked on side by side.
        ParallelSteps = "parallel_steps", "Steps side by side";
    }
}

coded! {
    /// Why something was adjusted.
    PaceReason {
        /// It got faster, or it isn't known yet whether it does.
        TryMore = "try_more", "To see whether more is faster";
        /// More wasn't faster, so perhaps less isn't slower.
        TryLess = "try_less", "More was no faster, and less leaves room for others";
        /// What was tried is no better than what was there.
        Back = "back", "Back, as the change brought nothing";
        /// A writer was held too long.
        HeldTooLong = "held_too_long", "A writer was held too long";
        /// The work has become much slower than it was.
        Slower = "slower", "The work has become slower";
    }
}

/// Where a knob may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// No less.
    pub least: i64,
    /// No more.
    pub most: i64,
    /// Where it begins.
    pub start: i64,
    /// What is added or taken away at a time.
    pub step: i64,
}

impl Knob {
    /// Where it may be set.
    pub const fn range(self) -> Range {
        match self {
            Self::CloseChunk => Range { least: 2_000, most: 60_000, start: 20_000, step: 6_000 },
            Self::ParallelSteps => Range { least: 1, most: 12, start: 4, step: 1 },
        }
    }
}

/// What a window of work came to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Things per second.
    pub rate: f64,
    /// The longest time that a writer was held, in milliseconds; 0 where none was.
    pub hold_ms: f64,
}

/// Where a knob is, and what led there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    /// Its value.
    pub value: i64,
    phase: Phase,
    /// A value that held a writer too long.
    limit: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Phase {
    /// More is tried. `good` is the value below, with its rate.
    Up { good: Option<(i64, f64)> },
    /// Less is tried: `good` is the value above, `best` the highest rate there was.
    Down { good: (i64, f64), best: f64 },
    /// It stays, at about this rate.
    Settled { rate: f64 },
}

/// A knob that was set anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PaceChange {
    /// Where it was.
    pub from: i64,
    /// Where it is.
    pub to: i64,
    /// Why.
    pub reason: PaceReason,
}

impl Pace {
    /// Where a knob begins.
    pub const fn start(knob: Knob) -> Self {
        Self { value: knob.range().start, phase: Phase::Up { good: None }, limit: None }
    }

    /// Whether it stays where it is, as far as is known.
    pub const fn is_settled(&self) -> bool {
        matches!(self.phase, Phase::Settled { .. })
    }

    /// Takes in what a window came to with the present value, and says what was changed.
    pub fn adjust(&mut self, knob: Knob, measured: Measured) -> Option<PaceChange> {
        let from = self.value;
        let reason = if measured.hold_ms > HOLD_MAX {
            self.hold_less(knob.range(), measured)
        } else {
            self.climb(knob.range(), measured.rate)
        };
        (self.value != from).then_some(PaceChange { from, to: self.value, reason })
    }

    fn hold_less(&mut self, range: Range, measured: Measured) -> PaceReason {
        let below = match self.phase {
            Phase::Up { good: Some((good, _)) } if good < self.value => Some(good),
            // A little too long, at a value that was well before: one step less will do.
            Phase::Settled { .. } if measured.hold_ms <= 2.0 * HOLD_MAX => Some(self.value - range.step),
            _ => None,
        };
        self.limit = Some(self.value);
        if let Some(below) = below {
            self.value = below.max(range.least);
            self.phase = Phase::Settled { rate: measured.rate };
        } else {
            self.value = (self.value / 2).max(range.least);
            self.phase = Phase::Up { good: None };
        }
        PaceReason::HeldTooLong
    }

    fn climb(&mut self, range: Range, rate: f64) -> PaceReason {
        match self.phase {
            Phase::Up { good: Some((good, before)) } if rate < before * GAIN => {
                // The first step up brought nothing, so it isn't known yet whether less is slower.
                let is_first = self.value - good >= range.step && good == range.start;
                if is_first && good > range.least {
                    self.value = (good - range.step).max(range.least);
                    self.phase = Phase::Down { good: (good, before), best: before.max(rate) };
                    return PaceReason::TryLess;
                }
                self.value = good;
                self.phase = Phase::Settled { rate: before };
                PaceReason::Back
            }
            Phase::Up { .. } => {
                let more = self.value + range.step;
                if more > range.most || self.limit.is_some_and(|limit| more >= limit) {
                    self.phase = Phase::Settled { rate };
                } else {
                    self.phase = Phase::Up { good: Some((self.value, rate)) };
                    self.value = more;
                }
                PaceReason::TryMore
            }
            Phase::Down { good, best } if rate < best * LOSS => {
                (self.value, self.phase) = (good.0, Phase::Settled { rate: good.1 });
                PaceReason::Back
            }
            Phase::Down { best, .. } => {
                let less = (self.value - range.step).max(range.least);
                if less == self.value {
                    self.phase = Phase::Settled { rate };
                } else {
                    self.phase = Phase::Down { good: (self.value, rate), best: best.max(rate) };
                    self.value = less;
                }
                PaceReason::TryLess
            }
            Phase::Settled { rate: before } if rate < before * SLOWER => {
                let half = (self.value / 2).max(range.least);
                // What held a writer too long when all was faster may not do so now, or at a lower value already.
                self.limit = None;
                self.phase = if half == self.value { Phase::Settled { rate } } else { Phase::Up { good: None } };
                self.value = half;
                PaceReason::Slower
            }
            Phase::Settled { rate: before } => {
                // What changes slowly is no news.
                self.phase = Phase::Settled { rate: before.mul_add(0.9, rate * 0.1) };
                PaceReason::Back
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Measures windows with `rate` and `hold` of the value, and gives the values that were tried.
    fn run(pace: &mut Pace, knob: Knob, windows: usize, of: &dyn Fn(i64) -> Measured) -> Vec<i64> {
        let mut tried = vec![pace.value];
        for _ in 0..windows {
            let _change = pace.adjust(knob, of(pace.value));
            tried.push(pace.value);
        }
        tried
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn float(value: i64) -> f64 {
        value as f64
    }

    #[test]
    fn one_writer_gains_nothing_by_company_and_is_left_alone() {
        let mut pace = Pace::start(Knob::ParallelSteps);
        let tried = run(&mut pace, Knob::ParallelSteps, 8, &|_| Measured { rate: 100.0, hold_ms: 5.0 });
        assert_eq!(tried, [4, 5, 3, 2, 1, 1, 1, 1, 1]);
        assert!(pace.is_settled());
    }

    #[test]
    fn work_that_waits_for_others_goes_side_by_side_as_far_as_it_helps() {
        let mut pace = Pace::start(Knob::ParallelSteps);
        // A mail server that takes seven at once.
        let of = |value: i64| Measured { rate: float(value.min(7)), hold_ms: 0.0 };
        let tried = run(&mut pace, Knob::ParallelSteps, 6, &of);
        assert_eq!(tried, [4, 5, 6, 7, 8, 7, 7]);
    }

    #[test]
    fn who_holds_the_writer_too_long_takes_half_and_climbs_to_below_that() {
        let mut pace = Pace::start(Knob::CloseChunk);
        // A hundredth of a millisecond and a half for each fact; the more at once the faster.
        let of = |value: i64| Measured { rate: float(value), hold_ms: float(value) * 0.015 };
        let tried = run(&mut pace, Knob::CloseChunk, 5, &of);
        assert_eq!(tried, [20_000, 10_000, 16_000, 16_000, 16_000, 16_000]);
    }

    #[test]
    fn a_settled_pace_is_left_by_a_slow_down_alone() {
        let mut pace = Pace::start(Knob::ParallelSteps);
        let of = |scale: f64| move |value: i64| Measured { rate: scale * float(value.min(7)), hold_ms: 0.0 };
        run(&mut pace, Knob::ParallelSteps, 9, &of(1.0));
        assert_eq!((pace.value, pace.is_settled()), (7, true));
        assert_eq!(pace.adjust(Knob::ParallelSteps, Measured { rate: 6.0, hold_ms: 0.0 }), None);
        let change = pace.adjust(Knob::ParallelSteps, Measured { rate: 2.0, hold_ms: 0.0 });
        assert_eq!(change, Some(PaceChange { from: 7, to: 3, reason: PaceReason::Slower }));
        run(&mut pace, Knob::ParallelSteps, 9, &of(0.3));
        assert_eq!((pace.value, pace.is_settled()), (7, true), "it finds its way back");
    }

    fn knob() -> impl Strategy<Value = Knob> {
        prop::sample::select(Knob::ALL)
    }

    proptest! {
        #[test]
        fn whatever_is_measured_the_value_stays_in_its_range(
            knob in knob(),
            measured in prop::collection::vec((0.0..1e6_f64, 0.0..2e3_f64), 1..200),
        ) {
            let mut pace = Pace::start(knob);
            for (rate, hold_ms) in measured {
                let before = pace.value;
                let change = pace.adjust(knob, Measured { rate, hold_ms });
                let range = knob.range();
                prop_assert!((range.least..=range.most).contains(&pace.value));
                prop_assert_eq!(change.map(|change| (change.from, change.to)), (before != pace.value).then_some((before, pace.value)));
            }
        }

        #[test]
        fn under_steady_conditions_it_comes_to_rest_within_the_hold(
            knob in knob(),
            // The rate rises to a peak and then stays, or falls again; a writer is held in proportion.
            (peak, fall, per_mille) in (0.0..1.5_f64, 0.0..1.0_f64, 0.0..2.0_f64),
        ) {
            let range = knob.range();
            let peak = peak * float(range.most);
            let of = |value: i64| {
                let value = float(value);
                let rate = if value <= peak { value } else { (value - peak).mul_add(-fall, peak).max(1.0) };
                Measured { rate, hold_ms: value / float(range.most) * HOLD_MAX * per_mille }
            };
            let mut pace = Pace::start(knob);
            run(&mut pace, knob, 60, &of);
            let rest = run(&mut pace, knob, 60, &of);
            prop_assert!(rest.iter().all(|value| *value == pace.value), "{:?}", rest);
            prop_assert!(of(pace.value).hold_ms <= HOLD_MAX || pace.value == range.least);
        }

        #[test]
        fn noise_within_a_few_hundredths_never_moves_it_by_more_than_a_step_for_long(
            noise in prop::collection::vec(-0.02..0.02_f64, 200),
        ) {
            let mut pace = Pace::start(Knob::ParallelSteps);
            let mut values = Vec::new();
            for noise in noise {
                let rate = 50.0 * float(pace.value.min(6)) * (1.0 + noise);
                let _change = pace.adjust(Knob::ParallelSteps, Measured { rate, hold_ms: 0.0 });
                values.push(pace.value);
            }
            let late = &values[100..];
            let (least, most) = (late.iter().min().unwrap(), late.iter().max().unwrap());
            prop_assert!(most - least <= Knob::ParallelSteps.range().step, "{:?}", late);
        }

        #[test]
        fn a_slow_down_is_answered_at_once(knob in knob(), factor in 0.05..0.6_f64) {
            let mut pace = Pace::start(knob);
            let of = |value: i64| Measured { rate: float(value), hold_ms: 0.0 };
            run(&mut pace, knob, 60, &of);
            prop_assert!(pace.is_settled());
            let before = pace.value;
            let change = pace.adjust(knob, Measured { rate: of(before).rate * factor, hold_ms: 0.0 });
            prop_assert_eq!(change.map(|change| change.reason), Some(PaceReason::Slower));
            prop_assert!(pace.value <= before / 2 + 1);
        }
    }
}
