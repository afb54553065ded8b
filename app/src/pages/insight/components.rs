//! The components of a score: facts, how they become points, and what they take from the whole.

use super::heat::HeatCell;
use crate::layout::viewer;
use crate::parts::number::{Nothing, percent};
use crate::parts::{BandBadge, Gauge, Panel, TableFrame};
use domain::health::{Component, ComponentScore, HealthScore};
use domain::view::ComponentMonth;
use leptos::prelude::*;

/// Why the score is what it is.
#[component]
pub fn Why(
    /// The score.
    score: HealthScore,
    /// How figures become points.
    mappings: Vec<(Component, String)>,
) -> impl IntoView {
    let title = match score.score {
        Some(figure) => format!("Why {figure:.0}?"),
        None => "Why no score?".to_owned(),
    };
    let known = percent(score.coverage);
    let rests_on = match score.score {
        Some(_) => format!("Rests on {known} of the weight: the rest has no facts yet and is shared out among them."),
        None => format!("Only {known} of the weight has facts, which is too little for a score."),
    };
    let words = move |component| mappings.iter().find(|(of, _)| *of == component).map(|(_, words)| words.clone());
    let rows = score.components.iter().map(|component| {
        let mapping = words(component.component).unwrap_or_default();
        view! { <Row component=*component mapping /> }
    });
    let rows = rows.collect_view();
    view! {
        <Panel title id="health">
            <div class="health">
                <div class="health-summary">
                    <Gauge score=score.score />
                    <BandBadge band=score.band() />
                    <p class="quiet">{rests_on}</p>
                </div>
                <TableFrame caption="Components of the score: facts, points, weight and points lost">
                    <thead>
                        <tr>
                            <th scope="col">"Component and its facts"</th>
                            <th scope="col">"How facts become points"</th>
                            <th scope="col" class="num">
                                "Points"
                            </th>
                            <th scope="col" class="num">
                                "Weight"
                            </th>
                            <th scope="col" class="num">
                                "Points lost"
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </TableFrame>
            </div>
        </Panel>
    }
}

#[component]
fn Row(component: ComponentScore, mapping: String) -> impl IntoView {
    let facts = component.evidence.explain(viewer().currency);
    // With other components missing, this one weighs more than by the rules.
    let weight = match component.score {
        Some(_) => percent(component.effective_weight),
        None => "–".to_owned(),
    };
    let by_rules = format!("{} by the rules", percent(component.weight));
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {component.component.label()}
                <span class="cell-sub why">{facts}</span>
            </th>
            <td class="cell-wide quiet" data-label="How facts become points">
                {mapping}
            </td>
            <HeatCell score=component.score label="Points" />
            <td class="num figure" data-label="Weight">
                {weight}
                <span class="cell-sub">{by_rules}</span>
            </td>
            <td class="num figure" data-label="Points lost">
                {match component.score {
                    Some(_) => format!("{:.1}", component.points_lost()).into_any(),
                    None => view! { <Nothing say="no facts" /> }.into_any(),
                }}
            </td>
        </tr>
    }
}

/// The components at the end of the last months.
#[component]
pub fn ComponentMonths(
    /// Oldest first.
    months: Vec<ComponentMonth>,
) -> impl IntoView {
    let heads = Component::ALL.iter().map(|component| {
        view! {
            <th scope="col" class="num">
                {component.label()}
            </th>
        }
    });
    let heads = heads.collect_view();
    let rows = months.into_iter().rev().map(|ComponentMonth { month, score, components }| {
        let of = |wanted: &Component| components.iter().find(|(of, _)| of == wanted).map(|(_, score)| *score);
        let cells = Component::ALL.iter().map(|component| {
            let score = of(component);
            view! { <HeatCell score label=component.label() /> }
        });
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {month.label()}
                </th>
                <HeatCell score label="Score" />
                {cells.collect_view()}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Panel title="Month by month" id="months" note="The last score of each month">
            <TableFrame caption="Score and components by month, newest first">
                <thead>
                    <tr>
                        <th scope="col">"Month"</th>
                        <th scope="col" class="num">
                            "Score"
                        </th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </Panel>
    }
}
