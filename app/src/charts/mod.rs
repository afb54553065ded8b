//! Charts: pure functions that describe one, and the component that shows it.
//!
//! A description is a `charming::Chart`, ECharts' own words as a Rust value. Its colours are variables of the style
//! sheet, so a chart follows the theme by itself. `echarts.rs` is the only way to the drawing library.
//!
//! What describes and what draws is fetched when the first chart is shown: pages only say which [`Picture`].

mod bars;
mod echarts;
mod figure;
mod health;
mod money;
mod movers;
mod outlook;
mod spread;

pub use figure::ChartFigure;

use charming::component::{Axis, Grid, Legend};
use charming::element::{AxisLabel, AxisLine, AxisTick, AxisType, Color, LineStyle, SplitLine, TextStyle};
use domain::health::Change;
use domain::health::forecast::Forecast;
use domain::view::{HealthPoint, MonthFigures};
use domain::{Cents, Currency};
use leptos::prelude::lazy;

/// A chart that there is.
#[derive(Clone, Debug)]
pub enum Picture {
    /// Partners by band, by the rules in force and by others.
    Bands(Vec<(String, u32, u32)>),
    /// A score over time, oldest first.
    Health(Vec<HealthPoint>),
    /// Revenue and commission by month, oldest first.
    Money(Vec<MonthFigures>, Currency),
    /// What some would get more or less, the largest gain first.
    Movers(Vec<(String, Cents)>, Currency),
    /// A score over time, oldest first, with what is expected of it and where its level changed.
    Outlook(Vec<HealthPoint>, Option<Forecast>, Vec<Change>),
    /// The lower quarter, the middle and the upper quarter of figures.
    Quartiles(Vec<(String, f64, f64, f64)>),
    /// The share of revenue that the largest share of partners brings.
    Spread(Vec<(f64, f64)>),
}

/// A chart as ECharts' JSON. In the browser this comes in a file of its own.
#[lazy]
fn describe(picture: Picture) -> String {
    let chart = match picture {
        Picture::Bands(bands) => bars::bands_chart(&bands),
        Picture::Quartiles(figures) => bars::quartiles_chart(&figures),
        Picture::Health(trend) => health::health_chart(&trend),
        Picture::Money(months, currency) => money::money_chart(&months, currency),
        Picture::Movers(movers, currency) => movers::movers_chart(&movers, currency),
        Picture::Outlook(history, forecast, changes) => outlook::outlook_chart(&history, forecast.as_ref(), &changes),
        Picture::Spread(curve) => spread::spread_chart(&curve),
    };
    serde_json::to_string(&chart).unwrap_or_default()
}

/// A colour by the name of its variable in the style sheet.
fn ink(variable: &str) -> Color {
    Color::Value(format!("var(--chart-{variable})"))
}

/// A frame that keeps room for the labels, and for a legend above.
fn grid() -> Grid {
    Grid::new().left(4).right(8).top(36).bottom(4).contain_label(true)
}

fn legend() -> Legend {
    let words = TextStyle::new().color(ink("ink"));
    Legend::new().top(0).left(0).item_width(12.0).item_height(12.0).text_style(words)
}

/// An axis of categories, quiet.
fn categories(names: Vec<String>) -> Axis {
    Axis::new()
        .type_(AxisType::Category)
        .data(names)
        .axis_tick(AxisTick::new().show(false))
        .axis_line(AxisLine::new().show(false))
        .axis_label(AxisLabel::new().color(ink("ink")))
}

/// An axis of values, with lines across; `label` is ECharts' template for its figures.
fn values(label: &str) -> Axis {
    Axis::new()
        .type_(AxisType::Value)
        .axis_label(AxisLabel::new().color(ink("ink")).formatter(label))
        .split_line(SplitLine::new().line_style(LineStyle::new().color(ink("line"))))
}

/// An amount in major units, for a picture; exact up to 90 million million.
#[expect(clippy::cast_precision_loss, reason = "a picture is no ledger")]
fn major_units(amount: Cents) -> f64 {
    amount.0 as f64 / 100.0
}

/// Rounded to what is shown elsewhere, as a chart's tooltip shows every digit it gets.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
