//! How much of the revenue the largest bring.

use super::{categories, grid, ink, legend, tenths, values};
use charming::Chart;
use charming::component::Aria;
use charming::element::{AreaStyle, Emphasis, ItemStyle, LineStyle, LineStyleType, Symbol, Tooltip, Trigger};
use charming::series::Line;

/// The share of revenue over the share of partners, the largest first, beside what it were if all were equal.
pub fn spread_chart(curve: &[(f64, f64)]) -> Chart {
    let percent = |share: f64| tenths(share * 100.0);
    let line = |name: &str, colour: &str, kind: LineStyleType| {
        Line::new()
            .name(name)
            .symbol(Symbol::None)
            .item_style(ItemStyle::new().color(ink(colour)))
            .line_style(LineStyle::new().color(ink(colour)).type_(kind).width(2))
            .emphasis(Emphasis::new().disabled(true))
    };
    Chart::new()
        .aria(Aria::new().enabled(false))
        .grid(grid())
        .legend(legend())
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .x_axis(categories(curve.iter().map(|(partners, _)| format!("{} %", percent(*partners))).collect()))
        .y_axis(values("{value} %").min(0).max(100))
        .series(
            line("Share of revenue (%)", "score", LineStyleType::Solid)
                .area_style(AreaStyle::new().color(ink("score")).opacity(0.12))
                .data(curve.iter().map(|(_, revenue)| percent(*revenue)).collect::<Vec<_>>()),
        )
        .series(
            line("If all were equal (%)", "coverage", LineStyleType::Dashed)
                .data(curve.iter().map(|(partners, _)| percent(*partners)).collect::<Vec<_>>()),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn shares_are_told_in_percent() {
        let option = serde_json::to_value(spread_chart(&[(0.0, 0.0), (0.25, 0.6181), (1.0, 1.0)])).unwrap();
        assert_eq!(option["xAxis"]["data"], json!(["0 %", "25 %", "100 %"]));
        assert_eq!(option["series"][0]["data"], json!([0.0, 61.8, 100.0]));
        assert_eq!(option["series"][1]["data"], json!([0.0, 25.0, 100.0]));
    }
}
