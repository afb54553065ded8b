//! The ways to continue a history; which is used is decided by how wrong each was.

use crate::code::coded;
use crate::health::stats::{self, Holt, Smoothing};

/// Steps that a line is laid through: a quarter of weeks.
const LINE: usize = 13;
/// Level and trend follow in the middle; the trend is halved in about seven steps.
const SMOOTHING: Smoothing = Smoothing { level: 0.5, trend: 0.3, damping: 0.9 };

coded! {
    /// How a history is continued.
    Method {
        /// As it is: what the others must beat.
        Last = "last", "The latest score";
        /// By Holt's smoothing with a trend that fades.
        DampedTrend = "damped_trend", "A trend that fades";
        /// On the Theil–Sen line of the last quarter.
        RobustLine = "robust_line", "The robust line";
        /// On the line of least squares of the last quarter.
        LeastSquares = "least_squares", "The line of least squares";
    }
}

impl Method {
    /// The score to expect so many steps after a history of at least one, 0–100.
    pub(super) fn expect(self, history: &[f64], ahead: usize) -> f64 {
        let last = history.last().copied().unwrap_or(0.0);
        let recent = &history[history.len().saturating_sub(LINE)..];
        let at = stats::count(recent.len() + ahead) - 1.0;
        let points = || -> Vec<_> { (0..).map(f64::from).zip(recent.iter().copied()).collect() };
        let expected = match self {
            Self::Last => None,
            Self::DampedTrend => Holt::of(history, SMOOTHING).map(|holt| holt.ahead(stats::count(ahead))),
            Self::RobustLine => stats::theil_sen(&points()).map(|line| line.joint_intercept + line.slope * at),
            Self::LeastSquares => stats::least_squares(&points()).map(|line| line.intercept + line.slope * at),
        };
        expected.unwrap_or(last).clamp(0.0, 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_on_and_a_fading_trend_goes_less_far() {
        let rising: Vec<_> = (0..20).map(|n| 40.0 + f64::from(n)).collect();
        let of = |method: Method| method.expect(&rising, 5);
        assert!((of(Method::RobustLine) - 64.0).abs() < 1e-9 && (of(Method::LeastSquares) - 64.0).abs() < 1e-9);
        assert!(of(Method::Last) < of(Method::DampedTrend) && of(Method::DampedTrend) < 64.0);
        assert!(Method::ALL.iter().all(|method| (method.expect(&[50.0], 3) - 50.0).abs() < 1e-9));
        assert!((Method::RobustLine.expect(&rising, 500) - 100.0).abs() < 1e-9);
    }
}
