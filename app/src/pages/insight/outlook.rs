//! Where a score has been, is going and will be.

use crate::charts::{ChartFigure, Picture};
use crate::parts::number::{Nothing, percent, signed};
use crate::parts::time::day;
use crate::parts::{BandBadge, Day, Panel, Score, TableFrame};
use domain::Month;
use domain::health::forecast::{CONFIDENCE, Forecast, Horizon, Outlook};
use domain::health::{Change, TooShort, Trend};
use domain::view::HealthPoint;
use leptos::prelude::*;

/// The trend in words, the picture with its table, changes of level, and the forecast with how wrong it was.
#[component]
pub fn OutlookPanel(
    /// Scores, oldest first.
    history: Vec<HealthPoint>,
    /// Where the score is going.
    trend: Result<Trend, TooShort>,
    /// What is expected.
    forecast: Option<Forecast>,
) -> impl IntoView {
    let words = match &trend {
        Ok(trend) => trend_words(trend),
        Err(short) => format!("No trend: {short}."),
    };
    let changes = trend.map(|trend| trend.changes).unwrap_or_default();
    let label = match history.iter().rev().find_map(|point| point.score) {
        Some(score) => format!("Health score over the last year, now {score:.1} of 100, and what is expected"),
        None => "Health score over the last year: facts are too few for a score so far".to_owned(),
    };
    let picture = Picture::Outlook(history.clone(), forecast.clone(), changes.clone());
    view! {
        <Panel title="Trend and outlook" id="outlook">
            <p>{words}</p>
            <ChartFigure label of=picture>
                <History history />
            </ChartFigure>
            <Changes changes />
            {forecast.map(|forecast| view! { <Ahead forecast /> })}
        </Panel>
    }
}

fn trend_words(trend: &Trend) -> String {
    format!(
        "{}: {} points in 30 days, with 95 % confidence between {} and {}; the chance of such an order without any \
         direction is {}. From {} steps of {} days.",
        trend.direction,
        signed(trend.slope),
        signed(trend.low),
        signed(trend.high),
        percent(trend.chance),
        trend.steps,
        trend.step_days,
    )
}

/// The last score of each month.
#[component]
fn History(history: Vec<HealthPoint>) -> impl IntoView {
    let mut months: Vec<HealthPoint> = Vec::new();
    for point in history.into_iter().rev() {
        if months.last().is_none_or(|last| Month::of(last.day) != Month::of(point.day)) {
            months.push(point);
        }
    }
    let rows = months.into_iter().map(|HealthPoint { day, score, coverage }| {
        view! {
            <tr>
                <th scope="row">
                    <Day of=day />
                </th>
                <td class="num">
                    <Score of=score />
                </td>
                <td class="num figure">{percent(coverage)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <TableFrame caption="The last score of each month, newest first" stays=true>
            <thead>
                <tr>
                    <th scope="col">"Day"</th>
                    <th scope="col" class="num">
                        "Score"
                    </th>
                    <th scope="col" class="num">
                        "Facts known"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
}

#[component]
fn Changes(changes: Vec<Change>) -> impl IntoView {
    let lines = changes.into_iter().map(|Change { day: on, before, after }| {
        view! { <li>{format!("On {} the level changed from {before:.1} to {after:.1}.", day(on))}</li> }
    });
    let lines = lines.collect::<Vec<_>>();
    (!lines.is_empty()).then(|| {
        view! {
            <h3>"Changes of level"</h3>
            <ul class="plain-list">{lines}</ul>
        }
    })
}

#[component]
fn Ahead(forecast: Forecast) -> impl IntoView {
    let tested = forecast.horizons.iter().find_map(|horizon| horizon.outlook.as_ref().ok());
    let words = tested.map(|outlook| {
        let verdict = if outlook.back_test.error < outlook.back_test.naive_error {
            "It does better than to expect the latest score."
        } else {
            "Nothing did better than to expect the latest score."
        };
        format!("For the nearest: {} {verdict}", outlook.words())
    });
    let rows = forecast.horizons.into_iter().map(|horizon| view! { <AheadRow horizon /> }).collect_view();
    let interval = format!("Interval for {}", percent(CONFIDENCE));
    view! {
        <h3>"What is expected"</h3>
        <TableFrame caption="The expected score in 30, 60 and 90 days, and how wrong such forecasts were on history">
            <thead>
                <tr>
                    <th scope="col">"Day"</th>
                    <th scope="col" class="num">
                        "Expected"
                    </th>
                    <th scope="col" class="num">
                        {interval}
                    </th>
                    <th scope="col">"Chance to leave the band"</th>
                    <th scope="col" class="num">
                        "Wrong by, on history"
                    </th>
                    <th scope="col" class="num">
                        "Latest score: wrong by"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
        {words.map(|words| view! { <p class="quiet">{words}</p> })}
    }
}

#[component]
fn AheadRow(horizon: Horizon) -> impl IntoView {
    let Horizon { days, day, outlook } = horizon;
    let head = view! {
        <th scope="row" class="cell-title">
            <Day of=day />
            <span class="cell-sub">{format!("in {days} days")}</span>
        </th>
    };
    match outlook {
        Ok(outlook) => view! {
            <tr>
                {head}
                <AheadCells outlook />
            </tr>
        }
        .into_any(),
        Err(short) => view! {
            <tr>
                {head}
                <td class="cell-wide quiet" colspan="5">
                    {format!("No forecast: {short}.")}
                </td>
            </tr>
        }
        .into_any(),
    }
}

#[component]
fn AheadCells(outlook: Outlook) -> impl IntoView {
    let chance = |words: &str, chance: Option<f64>| chance.map(|chance| format!("{words} {}", percent(chance)));
    let leaves: Vec<_> = [chance("down", outlook.falls), chance("up", outlook.rises)].into_iter().flatten().collect();
    let (method, test) = (outlook.method.label(), outlook.back_test);
    view! {
        <td class="num" data-label="Expected">
            <Score of=Some(outlook.score) />
            " "
            <BandBadge band=Some(outlook.band()) />
        </td>
        <td class="num figure" data-label="Interval">
            {format!("{:.1} – {:.1}", outlook.low, outlook.high)}
        </td>
        <td class="figure" data-label="Chance to leave the band">
            {if leaves.is_empty() {
                view! { <Nothing say="no other band" /> }.into_any()
            } else {
                leaves.join(", ").into_any()
            }}
        </td>
        <td class="num figure" data-label="Wrong by, on history">
            {format!("{:.1}", test.error)}
            <span class="cell-sub">{format!("{method}, {} tests", test.origins)}</span>
        </td>
        <td class="num figure" data-label="Latest score: wrong by">
            {format!("{:.1}", test.naive_error)}
        </td>
    }
}
