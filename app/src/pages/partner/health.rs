//! A partner's health: the score, what it is made of, and how it came to be.

use super::components::Components;
use crate::charts::{ChartFigure, Picture};
use crate::parts::number::{Nothing, percent};
use crate::parts::time::day;
use crate::parts::{BandBadge, Day, Empty, Gauge, Panel, Score, TableFrame};
use domain::health::HealthScore;
use domain::view::{HealthPoint, HealthView};
use leptos::prelude::*;

/// The latest score with its components; without one, why there is none.
#[component]
pub fn HealthPanel(
    /// The latest score.
    health: Option<HealthView>,
) -> impl IntoView {
    let Some(HealthView { day: on, score, rules_version }) = health else {
        return view! {
            <Panel title="Health" id="health">
                <Empty title="Not scored yet" icon=icondata_lu::LuActivity>
                    <p>"A score is written when a month is closed."</p>
                </Empty>
            </Panel>
        }
        .into_any();
    };
    view! {
        <Panel title="Health" id="health" note=format!("Scored on {} · rules version {rules_version}", day(on))>
            <div class="health">
                <Summary score=score.clone() />
                <Components components=score.components />
            </div>
        </Panel>
    }
    .into_any()
}

/// The figure, what it rests on, and what would raise it most.
#[component]
fn Summary(score: HealthScore) -> impl IntoView {
    let known = percent(score.coverage);
    let rests_on = match score.score {
        Some(_) => format!("Rests on {known} of the weight: the rest has no facts yet."),
        None => format!("No score: only {known} of the weight has facts."),
    };
    let raise = score.would_raise_most().map(|component| (component.component.label(), component.points_lost()));
    view! {
        <div class="health-summary">
            <Gauge score=score.score />
            <BandBadge band=score.band() />
            <p class="quiet">{rests_on}</p>
            {raise
                .map(|(name, points)| {
                    view! {
                        <p class="raise">
                            <span class="quiet">"Would raise it most"</span>
                            <strong>{name}</strong>
                            <span class="figure">{format!("up to +{points:.1} points")}</span>
                        </p>
                    }
                })}
        </div>
    }
}

/// The score over time, with how much of it rests on facts.
#[component]
pub fn TrendPanel(
    /// Scores, oldest first.
    trend: Vec<HealthPoint>,
) -> impl IntoView {
    if trend.is_empty() {
        return ().into_any();
    }
    let label = match trend.iter().rev().find_map(|point| point.score) {
        Some(score) => format!("Health score over time, now {score:.1} of 100"),
        None => "Health score over time: facts are too few for a score so far".to_owned(),
    };
    let picture = Picture::Health(trend.clone());
    let rows = trend.into_iter().rev().map(|HealthPoint { day, score, coverage }| {
        view! {
            <tr>
                <th scope="row">
                    <Day of=day />
                </th>
                <td class="num">
                    {match score {
                        Some(_) => view! { <Score of=score /> }.into_any(),
                        None => view! { <Nothing say="too few facts" /> }.into_any(),
                    }}
                </td>
                <td class="num figure">{percent(coverage)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Panel title="Trend" id="trend">
            <ChartFigure label of=picture>
                <TableFrame caption="Health score over time" stays=true>
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
            </ChartFigure>
        </Panel>
    }
    .into_any()
}
