//! Where a score will be in 30, 60 and 90 days, with an interval whose width comes from how wrong the same forecast was
//! on the partner's own history.

mod back_test;
mod method;

pub use back_test::BackTest;
pub use method::Method;

use super::series::{Series, TooShort};
use super::{Band, stats};
use chrono::{Days, NaiveDate};
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// Days ahead.
pub const HORIZONS: [u32; 3] = [30, 60, 90];
/// Share of outcomes that the interval is made for, 0–1.
pub const CONFIDENCE: f64 = 0.8;
/// Steps of history that are looked at: more than a year of weeks.
const STEPS: usize = 60;

/// What is to be expected of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The day of the latest score.
    pub from: NaiveDate,
    /// The latest score.
    pub score: f64,
    /// Days of a step of the history that it was computed from.
    pub step_days: u32,
    /// In 30, 60 and 90 days.
    pub horizons: Vec<Horizon>,
}

/// What is to be expected on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Horizon {
    /// Days ahead.
    pub days: u32,
    /// The day.
    pub day: NaiveDate,
    /// The forecast, or that history is too short to test one.
    pub outlook: Result<Outlook, TooShort>,
}

/// A forecast that was tested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// How it was computed: the method that was least wrong on this partner's history.
    pub method: Method,
    /// The expected score, 0–100.
    pub score: f64,
    /// In four of five cases it isn't below this.
    pub low: f64,
    /// Nor above this.
    pub high: f64,
    /// How wrong it was on history.
    pub back_test: BackTest,
    /// The chance of being below the floor of today's band, 0–1; none in the lowest band.
    pub falls: Option<f64>,
    /// The chance of having reached the next band, 0–1; none in the highest.
    pub rises: Option<f64>,
}

impl Outlook {
    /// The expected band.
    pub fn band(&self) -> Band {
        Band::of(self.score)
    }

    /// How good the forecast was, in words that promise nothing.
    pub fn words(&self) -> String {
        let BackTest { origins, error, naive_error, coverage } = &self.back_test;
        let compared = match self.method {
            Method::Last => "No method was better than to expect the latest score.".to_owned(),
            method => {
                format!("{method} was wrong by {error:.1} points on average, the latest score by {naive_error:.1}.")
            }
        };
        let covered = coverage.map_or_else(
            || "History is too short to say how often the interval held.".to_owned(),
            |share| {
                format!(
                    "The interval held in {:.0} % of cases; it is made for {:.0} %.",
                    share * 100.0,
                    CONFIDENCE * 100.0
                )
            },
        );
        format!("Tested {origins} times on history. {compared} {covered}")
    }
}

/// Forecasts a series; `None` of no scores.
pub fn forecast(series: &Series) -> Option<Forecast> {
    let (from, score) = series.last()?;
    let steps = series.steps();
    let history = steps.values(STEPS);
    // Further away is never surer.
    let mut widest: f64 = 0.0;
    let horizons = HORIZONS.map(|days| {
        let ahead = (f64::from(days) / f64::from(steps.days)).round().max(1.0).to_usize().unwrap_or(1);
        let outlook = back_test::best(&history, ahead).map(|tested| {
            let expected = tested.method.expect(&history, ahead);
            widest = widest.max(tested.half_width);
            let band = Band::of(score);
            let next = Band::ALL.iter().rev().find(|other| other.floor() > band.floor());
            Outlook {
                method: tested.method,
                score: expected,
                low: (expected - widest).max(0.0),
                high: (expected + widest).min(100.0),
                falls: (band != Band::Critical).then(|| tested.chance_below(band.floor() - expected)),
                rises: next.map(|next| 1.0 - tested.chance_below(next.floor() - expected)),
                back_test: tested.result,
            }
        });
        Horizon { days, day: from + Days::new(u64::from(days)), outlook }
    });
    Some(Forecast { from, score, step_days: steps.days, horizons: horizons.into() })
}

/// The so-manieth smallest of absolute errors that a share of outcomes stays within, counting the one to come (split
/// conformal prediction, Vovk et al. 2005); the largest where that is beyond them.
fn half_width(errors: &[f64]) -> f64 {
    let mut sizes: Vec<_> = errors.iter().map(|error| error.abs()).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let rank = (CONFIDENCE * (stats::count(sizes.len()) + 1.0)).ceil().to_usize().unwrap_or(1);
    sizes.get(rank.max(1) - 1).or(sizes.last()).copied().unwrap_or(100.0)
}

#[cfg(test)]
mod tests {
    use super::super::series::tests::{daily, day};
    use super::*;
    use proptest::prelude::*;

    fn outlooks(score: impl Fn(f64) -> f64) -> Vec<Outlook> {
        let forecast = forecast(&daily(400, score)).unwrap();
        forecast.horizons.into_iter().map(|horizon| horizon.outlook.unwrap()).collect()
    }

    #[test]
    fn a_short_history_is_said_to_be_short() {
        assert_eq!(forecast(&Series::default()), None);
        let forecast = forecast(&daily(100, |_| 70.0)).unwrap();
        let known: Vec<_> = forecast.horizons.iter().map(|horizon| horizon.outlook.is_ok()).collect();
        assert_eq!(known, [true, false, false]);
        let Err(short) = forecast.horizons[2].outlook else { panic!("too sure") };
        assert_eq!((short, forecast.horizons[2].day), (TooShort { there: 15, needed: 23 }, day(99 + 90)));
    }

    #[test]
    fn a_steady_fall_goes_on_and_the_chance_of_leaving_the_band_rises() {
        let falling = outlooks(|day| 95.0 - day / 20.0);
        assert!(falling.iter().all(|outlook| outlook.method != Method::Last && outlook.back_test.error < 1.0));
        assert!((falling[2].score - (95.0 - 489.0 / 20.0)).abs() < 1.5, "{falling:?}");
        assert_eq!(
            falling.iter().map(|outlook| outlook.falls.unwrap() > 0.5).collect::<Vec<_>>(),
            [false, false, false]
        );
        let near_the_border = outlooks(|day| 90.5 - day / 20.0);
        assert!(
            near_the_border[0].falls.unwrap() > 0.9 && near_the_border[0].rises.unwrap() < 0.1,
            "{near_the_border:?}"
        );
    }

    #[test]
    fn nothing_beats_the_latest_score_of_a_level_one() {
        let steady = outlooks(|_| 72.0);
        assert!(steady.iter().all(|outlook| outlook.method == Method::Last));
        assert!(
            steady[0].words().starts_with("Tested 49 times on history. No method was better"),
            "{}",
            steady[0].words()
        );
    }

    proptest! {
        #[test]
        fn a_forecast_stays_on_the_line_and_widens(
            moves in prop::collection::vec(-4.0f64..4.0, 200..380), start in 0.0f64..100.0
        ) {
            let mut score = start;
            let series = Series::of((0..).zip(&moves).map(|(n, by)| {
                score = (score + by).clamp(0.0, 100.0);
                (day(n), score)
            }));
            let forecast = forecast(&series).unwrap();
            let outlooks: Vec<_> = forecast.horizons.iter().map(|horizon| horizon.outlook.clone().unwrap()).collect();
            for outlook in &outlooks {
                prop_assert!(0.0 <= outlook.low && outlook.low <= outlook.score);
                prop_assert!(outlook.score <= outlook.high && outlook.high <= 100.0);
                prop_assert!(outlook.back_test.error <= outlook.back_test.naive_error + 1e-9);
                let chances = [outlook.falls, outlook.rises].into_iter().flatten();
                prop_assert!(chances.clone().all(|chance| (0.0..=1.0).contains(&chance)) && chances.sum::<f64>() <= 1.0 + 1e-9);
            }
        }
    }
}
