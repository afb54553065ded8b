//! Revenue and commission, month by month.

use super::{categories, grid, ink, legend, major_units, values};
use charming::Chart;
use charming::component::Aria;
use charming::datatype::{DataPoint, DataPointItem};
use charming::element::{Emphasis, ItemStyle, Tooltip, Trigger};
use charming::series::Bar;
use domain::view::MonthFigures;
use domain::{Cents, Currency};

/// Billed revenue as bars, and the commission on it as the part of each bar that it takes.
///
/// Months with incomplete facts are pale, and starred for who can't tell pale from full.
pub fn money_chart(months: &[MonthFigures], currency: Currency) -> Chart {
    let names = months.iter().map(|m| if m.complete { m.month.label() } else { format!("{} *", m.month.label()) });
    let billed = months.iter().map(|m| bar(Some(m.billed), "billed", m.complete)).collect::<Vec<_>>();
    let commission = months.iter().map(|m| bar(m.commission, "commission", m.complete)).collect::<Vec<_>>();
    let sign = currency.sign();
    Chart::new()
        .aria(Aria::new().enabled(false))
        .grid(grid())
        .legend(legend())
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .x_axis(categories(names.collect()))
        .y_axis(values(&format!("{sign}{{value}}")))
        .series(series(&format!("Billed ({sign})"), "billed", billed))
        .series(series(&format!("Commission ({sign})"), "commission", commission))
}

fn series(name: &str, colour: &str, data: Vec<DataPoint>) -> Bar {
    Bar::new()
        .name(name)
        .item_style(ItemStyle::new().color(ink(colour)))
        .emphasis(Emphasis::new().disabled(true))
        // The second series stands in front of the first: what it measures is a part of it.
        .bar_gap("-100%")
        .data(data)
}

fn bar(amount: Option<Cents>, colour: &str, complete: bool) -> DataPoint {
    let value = DataPointItem::new(amount.map(major_units));
    if complete {
        return value.into();
    }
    value.item_style(ItemStyle::new().color(ink(colour)).opacity(0.4)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Month;
    use serde_json::json;

    fn month(number: u32, complete: bool, commission: Option<Cents>) -> MonthFigures {
        MonthFigures {
            month: Month::new(2025, number).unwrap(),
            billed: Cents(12_345_050),
            customers: 7,
            commission,
            complete,
        }
    }

    #[test]
    fn an_incomplete_month_is_starred_and_pale_and_a_missing_commission_is_a_gap() {
        let chart = money_chart(&[month(5, false, None), month(6, true, Some(Cents(1_000_000)))], Currency::Eur);
        let option = serde_json::to_value(chart).unwrap();
        assert_eq!(option["xAxis"]["data"], json!(["May 2025 *", "Jun 2025"]));
        assert_eq!(option["yAxis"]["axisLabel"]["formatter"], "€{value}");
        assert_eq!(option["series"][0]["data"][0]["value"], 123_450.5);
        assert_eq!(option["series"][0]["data"][0]["itemStyle"]["opacity"], 0.4);
        assert_eq!(option["series"][0]["data"][1]["itemStyle"], json!(null));
        assert_eq!(option["series"][1]["data"][0]["value"], json!(null));
        assert_eq!(option["series"][1]["data"][1]["value"], 10_000.0);
    }
}
