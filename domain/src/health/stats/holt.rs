//! Holt's smoothing of a level and a trend that fades: a forecast that the newest points weigh most in.

/// How fast level and trend follow, and how fast the trend fades.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Smoothing {
    /// Share of a surprise that the level takes over, 0–1.
    pub level: f64,
    /// Share of a change of level that the trend takes over, 0–1.
    pub trend: f64,
    /// What is left of the trend a step later, 0–1; 1 never fades.
    pub damping: f64,
}

/// A smoothed series.
#[derive(Clone, Debug, PartialEq)]
pub struct Holt {
    smoothing: Smoothing,
    level: f64,
    trend: f64,
    /// What was expected of each point before it was seen.
    pub expected: Vec<f64>,
}

impl Holt {
    /// Smooths values at equal steps, oldest first; `None` of fewer than two.
    ///
    /// Begins at the first value with the first difference as trend, and updates with the first value too: the
    /// convention of statsmodels' `Holt` with known initial values.
    /// (Holt 1957; the damping is Gardner's, 1985.)
    pub fn of(values: &[f64], smoothing: Smoothing) -> Option<Self> {
        let [first, second, ..] = values else { return None };
        let mut holt = Self { smoothing, level: *first, trend: second - first, expected: Vec::new() };
        holt.expected.reserve(values.len());
        for value in values {
            let faded = smoothing.damping * holt.trend;
            let expected = holt.level + faded;
            holt.expected.push(expected);
            let level = smoothing.level * value + (1.0 - smoothing.level) * expected;
            holt.trend = smoothing.trend * (level - holt.level) + (1.0 - smoothing.trend) * faded;
            holt.level = level;
        }
        Some(holt)
    }

    /// What to expect so many steps after the last value; parts of a step are reckoned straight between two.
    pub fn ahead(&self, steps: f64) -> f64 {
        let (mut reached, mut fading, mut left) = (self.level, self.trend, steps.max(0.0));
        while left > 0.0 {
            fading *= self.smoothing.damping;
            reached += fading * left.min(1.0);
            left -= 1.0;
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faded_trend_goes_less_far() {
        let values = [10.0, 12.0, 14.0, 16.0];
        let ahead = |damping| {
            let holt = Holt::of(&values, Smoothing { level: 0.5, trend: 0.3, damping }).unwrap();
            [0.0, 0.5, 1.0, 10.0].map(|steps| holt.ahead(steps))
        };
        let (straight, damped) = (ahead(1.0), ahead(0.8));
        assert!((straight[3] - straight[0]) > 2.0 * (damped[3] - damped[0]), "{straight:?} {damped:?}");
        assert!((straight[1] - f64::midpoint(straight[0], straight[2])).abs() < 1e-9);
        assert_eq!(Holt::of(&[1.0], Smoothing { level: 0.5, trend: 0.3, damping: 1.0 }), None);
    }
}
