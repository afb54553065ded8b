//! Who would gain and who would lose, side by side.

use super::{ink, major_units};
use charming::Chart;
use charming::component::{Aria, Axis, Grid};
use charming::datatype::{DataPoint, DataPointItem};
use charming::element::{
    AxisLabel, AxisLine, AxisTick, AxisType, Emphasis, ItemStyle, LineStyle, SplitLine, Tooltip, Trigger,
};
use charming::series::Bar;
use domain::{Cents, Currency};

/// A bar for each, the largest gain on top and the largest loss at the bottom; below nothing they go to the left.
pub fn movers_chart(movers: &[(String, Cents)], currency: Currency) -> Chart {
    let sign = currency.sign();
    let names = movers.iter().map(|(name, _)| name.clone()).collect();
    let bar = |amount: &Cents| -> DataPoint {
        let colour = if *amount < Cents::ZERO { "loss" } else { "gain" };
        DataPointItem::new(major_units(*amount)).item_style(ItemStyle::new().color(ink(colour))).into()
    };
    let who = Axis::new()
        .type_(AxisType::Category)
        .data(names)
        .inverse(true)
        .axis_tick(AxisTick::new().show(false))
        .axis_line(AxisLine::new().show(false))
        .axis_label(AxisLabel::new().color(ink("ink")));
    let how_much = Axis::new()
        .type_(AxisType::Value)
        .split_number(4)
        .axis_label(AxisLabel::new().color(ink("ink")).formatter(format!("{sign}{{value}}").as_str()))
        .split_line(SplitLine::new().line_style(LineStyle::new().color(ink("line"))));
    Chart::new()
        .aria(Aria::new().enabled(false))
        .grid(Grid::new().left(4).right(16).top(4).bottom(4).contain_label(true))
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .x_axis(how_much)
        .y_axis(who)
        .series(
            Bar::new()
                .name(format!("Difference ({sign})"))
                .emphasis(Emphasis::new().disabled(true))
                .data(movers.iter().map(|(_, amount)| bar(amount)).collect::<Vec<_>>()),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_gain_goes_to_the_right_and_a_loss_to_the_left_each_in_its_colour() {
        let movers = [("RS-1".to_owned(), Cents(321)), ("RS-2".to_owned(), Cents(-500))];
        let option = serde_json::to_value(movers_chart(&movers, Currency::Usd)).unwrap();
        assert_eq!(option["yAxis"]["data"], json!(["RS-1", "RS-2"]));
        let bars = &option["series"][0]["data"];
        assert_eq!((&bars[0]["value"], &bars[1]["value"]), (&json!(3.21), &json!(-5.0)));
        assert_eq!(bars[1]["itemStyle"]["color"], "var(--chart-loss)");
    }
}
