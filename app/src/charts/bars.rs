//! Figures side by side, several to a name.

use super::{categories, grid, ink, legend, tenths, values};
use charming::Chart;
use charming::component::Aria;
use charming::element::{Emphasis, ItemStyle, Tooltip, Trigger};
use charming::series::Bar;

/// Partners by band, by the rules in force and by others.
pub fn bands_chart(bands: &[(String, u32, u32)]) -> Chart {
    let names = bands.iter().map(|(name, ..)| name.clone()).collect();
    let before = bands.iter().map(|(_, before, _)| f64::from(*before)).collect();
    let after = bands.iter().map(|(.., after)| f64::from(*after)).collect();
    bars(names, [("In force", "coverage", before), ("These", "score", after)])
}

/// The lower quarter, the middle and the upper quarter of each figure.
pub fn quartiles_chart(figures: &[(String, f64, f64, f64)]) -> Chart {
    let names = figures.iter().map(|(name, ..)| name.clone()).collect();
    let of = |which: fn(&(String, f64, f64, f64)) -> f64| figures.iter().map(|one| tenths(which(one))).collect();
    bars(
        names,
        [
            ("Lower quarter", "coverage", of(|one| one.1)),
            ("Middle", "score", of(|one| one.2)),
            ("Upper quarter", "billed", of(|one| one.3)),
        ],
    )
}

fn bars<const N: usize>(names: Vec<String>, series: [(&str, &str, Vec<f64>); N]) -> Chart {
    let chart = Chart::new()
        .aria(Aria::new().enabled(false))
        .grid(grid())
        .legend(legend())
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .x_axis(categories(names))
        .y_axis(values("{value}").min(0));
    series.into_iter().fold(chart, |chart, (name, colour, figures)| {
        chart.series(
            Bar::new()
                .name(name)
                .item_style(ItemStyle::new().color(ink(colour)))
                .emphasis(Emphasis::new().disabled(true))
                .data(figures),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_name_has_a_bar_for_each_series() {
        let option = serde_json::to_value(bands_chart(&[("Stable".into(), 3, 5), ("No score".into(), 1, 1)])).unwrap();
        assert_eq!(option["xAxis"]["data"], json!(["Stable", "No score"]));
        assert_eq!(
            (&option["series"][0]["data"], &option["series"][1]["data"]),
            (&json!([3.0, 1.0]), &json!([5.0, 1.0]))
        );
        let option = serde_json::to_value(quartiles_chart(&[("Score".into(), 40.04, 55.0, 71.26)])).unwrap();
        assert_eq!(option["series"][2]["data"], json!([71.3]));
    }
}
