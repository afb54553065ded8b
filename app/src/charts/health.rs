//! A partner's health over time.

use super::{categories, grid, ink, legend, tenths, values};
use crate::parts::time::day;
use charming::Chart;
use charming::component::Aria;
use charming::element::{AreaStyle, Emphasis, ItemStyle, LineStyle, LineStyleType, Symbol, Tooltip, Trigger};
use charming::series::Line;
use domain::view::HealthPoint;

/// The score as a line, over the share of its weight that had facts.
///
/// A day without enough facts is a gap in the line, not a zero.
pub fn health_chart(trend: &[HealthPoint]) -> Chart {
    let scores: Vec<_> = trend.iter().map(|point| point.score.map(tenths)).collect();
    let coverage: Vec<_> = trend.iter().map(|point| Some(tenths(point.coverage * 100.0))).collect();
    let emphasis = || Emphasis::new().disabled(true);
    Chart::new()
        .aria(Aria::new().enabled(false))
        .grid(grid())
        .legend(legend())
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .x_axis(categories(trend.iter().map(|point| day(point.day)).collect()))
        .y_axis(values("{value}").min(0).max(100))
        .series(
            Line::new()
                .name("Facts known (%)")
                .symbol(Symbol::None)
                .item_style(ItemStyle::new().color(ink("coverage")))
                .line_style(LineStyle::new().color(ink("coverage")).type_(LineStyleType::Dashed).width(1))
                .area_style(AreaStyle::new().color(ink("coverage")).opacity(0.15))
                .emphasis(emphasis())
                .data(coverage),
        )
        .series(
            Line::new()
                .name("Health score")
                .symbol(Symbol::Circle)
                .symbol_size(7.0)
                .item_style(ItemStyle::new().color(ink("score")))
                .line_style(LineStyle::new().color(ink("score")).width(2.5))
                .emphasis(emphasis())
                .data(scores),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_day_without_a_score_is_a_gap_and_coverage_is_still_told() {
        let point = |day: &str, score, coverage| HealthPoint { day: day.parse().unwrap(), score, coverage };
        let trend = [point("2025-06-30", None, 0.2), point("2025-07-31", Some(71.249), 0.75)];
        let option = serde_json::to_value(health_chart(&trend)).unwrap();
        assert_eq!(option["xAxis"]["data"], json!(["30 Jun 2025", "31 Jul 2025"]));
        assert_eq!(option["series"][0]["data"], json!([20.0, 75.0]));
        assert_eq!(option["series"][1]["data"], json!([null, 71.2]));
    }
}
