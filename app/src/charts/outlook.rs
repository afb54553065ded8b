//! A score's history with what is expected of it.

use super::{categories, grid, ink, legend, tenths, values};
use crate::parts::time::day;
use charming::Chart;
use charming::component::Aria;
use charming::element::{AreaStyle, Emphasis, ItemStyle, LineStyle, LineStyleType, Symbol, Tooltip, Trigger};
use charming::series::Line;
use chrono::{Days, NaiveDate};
use domain::health::Change;
use domain::health::forecast::Forecast;
use domain::view::HealthPoint;

/// Days between the points of the picture, so that time is as wide before as after today.
const STEP: u64 = 10;
/// Points of history at most: a year.
const PAST: u64 = 36;

/// The score, its levels where it has changed level, and the expected score with its interval.
pub fn outlook_chart(history: &[HealthPoint], forecast: Option<&Forecast>, changes: &[Change]) -> Chart {
    let days = past_days(history);
    let ahead = forecast.map(ahead).unwrap_or_default();
    let last = days.last().copied().unwrap_or_default();
    let shown = days.iter().copied().chain((1..=ahead.len() as u64).map(|step| last + Days::new(step * STEP)));
    let before = vec![None; days.len().saturating_sub(1)];
    let now = forecast.map(|forecast| forecast.score);
    let later = |of: fn(&Ahead) -> f64, now: Option<f64>| -> Vec<Option<f64>> {
        let figures = ahead.iter().map(|point| Some(tenths(of(point))));
        before.iter().copied().chain([now.map(tenths)]).chain(figures).collect()
    };
    let mut chart = Chart::new()
        .aria(Aria::new().enabled(false))
        .grid(grid())
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .x_axis(categories(shown.map(day).collect()))
        .y_axis(values("{value}").min(0).max(100))
        .series(line("Health score", "score", LineStyleType::Solid).connect_nulls(true).data(scores(history, &days)));
    let mut told = vec!["Health score"];
    if !changes.is_empty() {
        told.push("Level");
        chart = chart.series(line("Level", "loss", LineStyleType::Dotted).data(levels(changes, &days)));
    }
    if !ahead.is_empty() {
        told.push("Expected");
        told.push("Width of the interval");
        let area = |opacity: f64| AreaStyle::new().color(ink("score")).opacity(opacity);
        let bound = |name: &str| line(name, "score", LineStyleType::Solid).stack("interval");
        let unseen = || LineStyle::new().color(ink("score")).width(0);
        chart = chart
            .series(bound("At least").line_style(unseen()).data(later(|point| point.low, now)))
            .series(
                bound("Width of the interval")
                    .line_style(unseen())
                    .area_style(area(0.18))
                    .data(later(|point| point.high - point.low, Some(0.0))),
            )
            .series(line("Expected", "score", LineStyleType::Dashed).data(later(|point| point.score, now)));
    }
    chart.legend(legend().data(told))
}

fn line(name: &str, colour: &str, kind: LineStyleType) -> Line {
    Line::new()
        .name(name)
        .symbol(Symbol::None)
        .item_style(ItemStyle::new().color(ink(colour)))
        .line_style(LineStyle::new().color(ink(colour)).type_(kind).width(2))
        .emphasis(Emphasis::new().disabled(true))
}

/// The days of the picture until the latest score.
fn past_days(history: &[HealthPoint]) -> Vec<NaiveDate> {
    let (Some(first), Some(last)) = (history.first(), history.last()) else { return Vec::new() };
    let back = |steps: u64| last.day.checked_sub_days(Days::new(steps * STEP));
    let days = (0..=PAST).rev().filter_map(back);
    days.filter(|at| *at >= first.day).collect()
}

/// The latest score of each step; none where the step has none.
fn scores(history: &[HealthPoint], days: &[NaiveDate]) -> Vec<Option<f64>> {
    let at = |day: &NaiveDate| {
        let within = |point: &&HealthPoint| point.day <= *day && point.day + Days::new(STEP) > *day;
        history.iter().rev().find(within).and_then(|point| point.score).map(tenths)
    };
    days.iter().map(at).collect()
}

/// The level of each step: before the first change, and since the latest change until then.
fn levels(changes: &[Change], days: &[NaiveDate]) -> Vec<Option<f64>> {
    let at = |day: &NaiveDate| {
        let since = changes.iter().rev().find(|change| change.day <= *day).map(|change| change.after);
        since.or(changes.first().map(|change| change.before)).map(tenths)
    };
    days.iter().map(at).collect()
}

struct Ahead {
    low: f64,
    score: f64,
    high: f64,
}

/// What is expected step by step, straight between the horizons, as far as they have been tested.
fn ahead(forecast: &Forecast) -> Vec<Ahead> {
    let mut points: Vec<Ahead> = Vec::new();
    let mut from = Ahead { low: forecast.score, score: forecast.score, high: forecast.score };
    for outlook in forecast.horizons.iter().map_while(|horizon| horizon.outlook.as_ref().ok()) {
        let to = Ahead { low: outlook.low, score: outlook.score, high: outlook.high };
        for share in [1.0 / 3.0, 2.0 / 3.0, 1.0] {
            let between = |a: f64, b: f64| a + (b - a) * share;
            points.push(Ahead {
                low: between(from.low, to.low),
                score: between(from.score, to.score),
                high: between(from.high, to.high),
            });
        }
        from = to;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::health::Series;
    use domain::health::forecast::forecast;
    use serde_json::json;

    fn history(days: u64) -> Vec<HealthPoint> {
        let first: NaiveDate = "2025-01-01".parse().unwrap();
        let point = |n: u64| HealthPoint { day: first + Days::new(n), score: Some(60.0), coverage: 0.8 };
        (0..days).map(point).collect()
    }

    #[test]
    fn what_is_expected_goes_on_from_the_latest_score() {
        let history = history(200);
        let series = Series::of(history.iter().map(|point| (point.day, point.score.unwrap())));
        let change = Change { day: history[100].day, before: 40.0, after: 60.0 };
        let option = serde_json::to_value(outlook_chart(&history, forecast(&series).as_ref(), &[change])).unwrap();
        let names = option["xAxis"]["data"].as_array().unwrap();
        let expected = option["series"].as_array().unwrap().last().unwrap();
        assert_eq!(names.len(), 20 + 9);
        assert_eq!(expected["data"].as_array().unwrap().len(), names.len());
        assert_eq!((&expected["data"][18], &expected["data"][19]), (&json!(null), &json!(60.0)));
        assert_eq!((&option["series"][1]["data"][0], &option["series"][1]["data"][19]), (&json!(40.0), &json!(60.0)));
    }

    #[test]
    fn a_short_history_is_shown_without_a_forecast() {
        let history = history(20);
        let series = Series::of(history.iter().map(|point| (point.day, point.score.unwrap())));
        let option = serde_json::to_value(outlook_chart(&history, forecast(&series).as_ref(), &[])).unwrap();
        assert_eq!(option["series"].as_array().unwrap().len(), 1);
        assert_eq!(option["xAxis"]["data"].as_array().unwrap().len(), 2);
    }
}
