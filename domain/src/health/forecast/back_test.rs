//! A method on history: at each step it sees only what was known then, and is held against what came.

use super::{Method, half_width};
use crate::health::series::TooShort;
use crate::health::stats;
use serde::{Deserialize, Serialize};

/// Steps that a method sees at least.
const SEEN: usize = 6;
/// Errors that an interval is made from at least.
const ERRORS: usize = 5;

/// How wrong a forecast was on history.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackTest {
    /// Times it was tested.
    pub origins: u32,
    /// Mean absolute error in points. The method was chosen by it, so expect a little more.
    pub error: f64,
    /// The same of expecting the latest score.
    pub naive_error: f64,
    /// How often the outcome lay in the interval made from the errors known by then, 0–1; `None` with too few to say.
    pub coverage: Option<f64>,
}

/// The method that was least wrong, and its errors.
pub(super) struct Tested {
    pub method: Method,
    pub result: BackTest,
    pub half_width: f64,
    errors: Vec<f64>,
}

impl Tested {
    /// The chance that the error is below this, from the errors there were: each as likely, and half of one more on
    /// either side for what hasn't been seen.
    pub fn chance_below(&self, error: f64) -> f64 {
        let below = self.errors.iter().filter(|seen| **seen < error).count();
        (stats::count(below) + 0.5) / (stats::count(self.errors.len()) + 1.0)
    }
}

/// Tests every method on a history; the earlier in the list wins a draw.
pub(super) fn best(history: &[f64], ahead: usize) -> Result<Tested, TooShort> {
    TooShort::unless(history.len(), SEEN + ahead + ERRORS - 1)?;
    let naive_error = error_of(&errors(history, ahead, Method::Last));
    let mut best = (Method::Last, errors(history, ahead, Method::Last));
    for method in Method::ALL {
        let errors = errors(history, ahead, *method);
        // A draw in all but the last bits is one.
        if error_of(&errors) < error_of(&best.1) - 1e-9 {
            best = (*method, errors);
        }
    }
    let (method, errors) = best;
    let result = BackTest {
        origins: u32::try_from(errors.len()).unwrap_or(u32::MAX),
        error: error_of(&errors),
        naive_error,
        coverage: coverage(&errors, ahead),
    };
    Ok(Tested { method, result, half_width: half_width(&errors), errors })
}

/// Outcome less forecast for every step from which the outcome is known, oldest first.
fn errors(history: &[f64], ahead: usize, method: Method) -> Vec<f64> {
    let origins = SEEN..=history.len() - ahead;
    origins.map(|seen| history[seen + ahead - 1] - method.expect(&history[..seen], ahead)).collect()
}

fn error_of(errors: &[f64]) -> f64 {
    let sizes: Vec<_> = errors.iter().map(|error| error.abs()).collect();
    stats::mean(&sizes).unwrap_or(f64::MAX)
}

/// The share of outcomes within the interval that could be made at the time.
fn coverage(errors: &[f64], ahead: usize) -> Option<f64> {
    let held: Vec<_> = (ahead + ERRORS - 1..errors.len())
        .map(|at| {
            // The newest outcomes known then belong to forecasts made `ahead` steps earlier.
            let known = &errors[..=at - ahead];
            if errors[at].abs() <= half_width(known) { 1.0 } else { 0.0 }
        })
        .collect();
    (held.len() >= ERRORS).then(|| stats::mean(&held))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_sees_nothing_of_what_it_is_asked_for() {
        let level: Vec<_> = [50.0; 10].into_iter().chain([90.0; 10]).collect();
        let errors = errors(&level, 3, Method::Last);
        assert_eq!(errors.len(), 12);
        // From the sixth step to the tenth the three after it are seen to rise, and never before.
        let surprised: Vec<_> = errors.iter().map(|error| error.round()).collect();
        assert_eq!(surprised, [0.0, 0.0, 40.0, 40.0, 40.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn what_is_known_of_a_random_walk_covers_about_as_much_as_it_should() {
        let mut draws = stats::Draws::of(7);
        let mut at = 50.0;
        let walk: Vec<f64> = (0..600)
            .map(|_| {
                at += (stats::count(draws.below(1_001)) - 500.0) / 1_000.0;
                at
            })
            .collect();
        let tested = best(&walk, 4).ok().unwrap();
        let coverage = tested.result.coverage.unwrap();
        assert!((0.7..0.9).contains(&coverage), "{coverage}");
        assert!((tested.chance_below(0.0) - 0.5).abs() < 0.2);
        assert!(tested.chance_below(-100.0) < 0.01 && tested.chance_below(100.0) > 0.99);
    }

    #[test]
    fn a_history_that_leaves_nothing_to_test_is_refused() {
        assert!(best(&[50.0; 13], 4).is_err_and(|short| short == TooShort { there: 13, needed: 14 }));
        assert!(
            best(&[50.0; 14], 4).is_ok_and(|tested| tested.result.origins == 5 && tested.result.coverage.is_none())
        );
    }
}
