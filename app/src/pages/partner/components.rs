//! The seven components of a score, each with its reason.

use crate::layout::viewer;
use crate::parts::badge::band_tone;
use crate::parts::number::percent;
use crate::parts::{Meter, TableFrame};
use domain::health::{Band, ComponentScore};
use leptos::prelude::*;

/// A table of components: score, weight, points lost, and the facts it was computed from.
#[component]
pub fn Components(
    /// The seven, in their order.
    components: Vec<ComponentScore>,
) -> impl IntoView {
    view! {
        <TableFrame caption="Components of the health score">
            <thead>
                <tr>
                    <th scope="col">"Component"</th>
                    <th scope="col" class="num">
                        "Score"
                    </th>
                    <th scope="col" class="num">
                        "Weight"
                    </th>
                    <th scope="col" class="num">
                        "Points lost"
                    </th>
                </tr>
            </thead>
            <tbody>{components.into_iter().map(|component| view! { <Row component /> }).collect_view()}</tbody>
        </TableFrame>
    }
}

#[component]
fn Row(component: ComponentScore) -> impl IntoView {
    let why = component.evidence.explain(viewer().currency);
    let weight = match component.score {
        // With other components missing, this one weighs more than by the rules.
        Some(_) if component.effective_weight - component.weight > 0.005 => {
            format!("{} → {}", percent(component.weight), percent(component.effective_weight))
        }
        _ => percent(component.weight),
    };
    view! {
        <tr class="component" data-missing=component.score.is_none().then_some("")>
            <th scope="row" class="cell-title">
                {component.component.label()}
                <span class="cell-sub why">{why}</span>
            </th>
            <td class="num" data-label="Score">
                <span class="component-score">{bar(component.score)}</span>
            </td>
            <td class="num figure" data-label="Weight">
                {weight}
            </td>
            <td class="num figure" data-label="Points lost">
                {match component.score {
                    Some(_) => format!("{:.1}", component.points_lost()),
                    None => "–".to_owned(),
                }}
            </td>
        </tr>
    }
}

fn bar(score: Option<f64>) -> AnyView {
    match score {
        Some(score) => {
            let (tone, _) = band_tone(Some(Band::of(score)));
            view! {
                <span class="figure">{format!("{score:.0}")}</span>
                <Meter share=score / 100.0 tone />
            }
            .into_any()
        }
        None => view! { <span class="quiet">"Missing"</span> }.into_any(),
    }
}
