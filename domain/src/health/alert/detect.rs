//! What a partner's figures give cause to, and when the cause is gone; with a margin, so that nothing flaps at a border.

use super::{AlertRules, Signal};
use crate::health::concentration::Spread;
use crate::health::forecast::Forecast;
use crate::health::{Band, HealthScore, Series, moved_in};

/// A partner's figures on a day.
#[derive(Clone, Copy, Debug)]
pub struct Watch<'a> {
    /// The band that its alerts go by so far; none before the first score.
    pub held: Option<Band>,
    /// Its score.
    pub score: &'a HealthScore,
    /// Its scores until this day, that of this day among them.
    pub series: &'a Series,
    /// What is to be expected.
    pub forecast: Option<&'a Forecast>,
    /// How its revenue is spread over customers.
    pub spread: Option<&'a Spread>,
}

/// The band that alerts go by: down as soon as the score is below, up only when it is the margin above a border.
pub fn held_band(held: Option<Band>, score: f64, margin: f64) -> Band {
    let now = Band::of(score);
    let Some(held) = held else { return now };
    if now.floor() <= held.floor() {
        return now;
    }
    let reached =
        |band: &&Band| band.floor() > held.floor() && score >= band.floor() + margin.min(100.0 - band.floor());
    // From the best down: the first that is reached for sure.
    Band::ALL.iter().find(reached).copied().unwrap_or(held)
}

/// What a partner's figures give cause to. The band to hold from now on is `held_band`.
pub fn detect(watch: &Watch, rules: &AlertRules) -> Vec<Signal> {
    let mut signals = Vec::new();
    let missing: Vec<_> = watch.score.components.iter().filter(|c| c.score.is_none()).map(|c| c.component).collect();
    if watch.score.coverage < rules.coverage_min && !missing.is_empty() {
        signals.push(Signal::MissingData { coverage: watch.score.coverage, components: missing });
    }
    if let Some(spread) = watch.spread.filter(|spread| spread.hhi > rules.hhi_max) {
        signals.push(Signal::RevenueConcentration { hhi: spread.hhi, largest: spread.largest });
    }
    for (component, threshold) in &rules.components {
        let score = watch.score.components.iter().find(|c| c.component == *component).and_then(|c| c.score);
        if let Some(score) = score.filter(|score| score < threshold) {
            signals.push(Signal::ComponentLow { component: *component, score, threshold: *threshold });
        }
    }
    let Some(score) = watch.score.score else { return signals };
    let band = held_band(watch.held, score, rules.margin);
    if let Some(from) = watch.held.filter(|held| *held != band) {
        signals.push(Signal::BandCrossed { from, to: band, score });
    }
    if let Some((since, moved)) =
        moved_in(watch.series, rules.fall_days).filter(|(_, moved)| -moved >= rules.fall_points)
    {
        signals.push(Signal::Fall { since, before: score - moved, score });
    }
    signals.extend(watch.forecast.and_then(|forecast| crossing(forecast, rules)));
    signals
}

/// The nearest horizon on which the score will probably have left its band downwards.
fn crossing(forecast: &Forecast, rules: &AlertRules) -> Option<Signal> {
    forecast.horizons.iter().find_map(|horizon| {
        let outlook = horizon.outlook.as_ref().ok()?;
        let chance = outlook.falls.filter(|chance| *chance >= rules.chance_min)?;
        let to = outlook.band();
        let below = to.floor() < Band::of(forecast.score).floor();
        below.then_some(Signal::ForecastCrosses { days: horizon.days, expected: outlook.score, to, chance })
    })
}

/// Whether the cause of a live alert is gone, with the margin to spare; `None` where figures can't tell.
pub fn cleared(signal: &Signal, watch: &Watch, rules: &AlertRules) -> Option<bool> {
    match signal {
        Signal::BandCrossed { from, to, .. } => {
            let band = held_band(watch.held, watch.score.score?, rules.margin);
            // Whoever has got better needs no alert; a fall is over when the old band is reached again.
            Some(to.floor() > from.floor() || band.floor() >= from.floor())
        }
        Signal::Fall { before, .. } => Some(watch.score.score? > before - rules.fall_points + rules.margin),
        Signal::ComponentLow { component, threshold, .. } => {
            let now = watch.score.components.iter().find(|c| c.component == *component)?.score?;
            Some(now >= (threshold + rules.margin).min(100.0))
        }
        Signal::MissingData { .. } => Some(watch.score.coverage >= rules.coverage_min),
        Signal::ForecastCrosses { .. } => Some(crossing(watch.forecast?, rules).is_none()),
        Signal::RevenueConcentration { .. } => Some(watch.spread?.hhi <= rules.hhi_max * 0.95),
        Signal::PayoutReturned { .. }
        | Signal::WorkflowStuck { .. }
        | Signal::QuestionOverdue { .. }
        | Signal::Emergency { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::series::tests::{daily, day};
    use crate::health::{Acquisition, HealthFacts, HealthRules, Missing, score};
    use proptest::prelude::*;

    fn scored(activated: u32) -> HealthScore {
        let facts = HealthFacts {
            acquisition: Ok(Acquisition { activated, target: 100, own_target: true }),
            ..HealthFacts::missing(day(0), Missing::NotRecorded)
        };
        score(&facts, &HealthRules { coverage_min: 0.2, ..HealthRules::default() })
    }

    fn watched(held: Band, before: f64, activated: u32) -> Vec<String> {
        let score = scored(activated);
        let now = score.score.unwrap();
        let series = daily(20, |day| if day < 19.0 { before } else { now });
        let watch = Watch { held: Some(held), score: &score, series: &series, forecast: None, spread: None };
        detect(&watch, &AlertRules::default()).iter().map(Signal::key).collect()
    }

    #[test]
    fn a_fall_out_of_the_band_is_noticed_with_all_that_comes_with_it() {
        // 40 % of the target are 33 points.
        assert_eq!(
            watched(Band::Healthy, 75.0, 40),
            ["missing_data", "component_low:acquisition", "band_crossed:down", "fall"]
        );
        assert_eq!(watched(Band::Healthy, 75.0, 85), ["missing_data"]);
        assert_eq!(watched(Band::AtRisk, 45.0, 85), ["missing_data", "band_crossed:up"]);
    }

    #[test]
    fn a_cause_is_gone_only_with_a_margin() {
        let rules = AlertRules::default();
        let gone = |signal: &Signal, activated, held| {
            let score = scored(activated);
            let series = Series::default();
            cleared(signal, &Watch { held, score: &score, series: &series, forecast: None, spread: None }, &rules)
        };
        let low =
            Signal::ComponentLow { component: crate::health::Component::Acquisition, score: 33.0, threshold: 40.0 };
        // 50 % are 41.7 points, 51 % are 42.5.
        assert_eq!((gone(&low, 50, None), gone(&low, 51, None)), (Some(false), Some(true)));
        let fell = Signal::BandCrossed { from: Band::Healthy, to: Band::Stable, score: 69.0 };
        // 80 % are 70 points, 82 % are 72.
        assert_eq!(gone(&fell, 80, Some(Band::Stable)), Some(false));
        assert_eq!(gone(&fell, 83, Some(Band::Stable)), Some(true));
        assert_eq!(gone(&Signal::PayoutReturned { code: "R01".into(), amount: crate::Cents(1) }, 50, None), None);
    }

    proptest! {
        #[test]
        fn a_score_that_swings_at_a_border_crosses_it_once_at_most(
            border in prop::sample::select(vec![30.0, 50.0, 70.0, 90.0]),
            swings in prop::collection::vec(-1.9f64..1.9, 1..60),
            first in 0.0f64..100.0,
        ) {
            let mut held = held_band(None, first, 2.0);
            // Once it is there, the way to the border is over.
            held = held_band(Some(held), border + swings[0], 2.0);
            let mut crossings = 0;
            for swing in &swings {
                let next = held_band(Some(held), border + swing, 2.0);
                crossings += u32::from(next != held);
                held = next;
            }
            prop_assert!(crossings <= 1, "{crossings}");
        }

        #[test]
        fn the_held_band_is_never_better_than_the_real_one_and_follows_a_clear_score(held in prop::option::of(prop::sample::select(Band::ALL)), score in 0.0f64..=100.0) {
            let next = held_band(held, score, 2.0);
            prop_assert!(next.floor() <= Band::of(score).floor());
            let clear = Band::ALL.iter().all(|band| (score - band.floor()) >= 2.0 || score < band.floor());
            if clear || held.is_none() {
                prop_assert_eq!(next, Band::of(score));
            }
        }
    }
}
