//! What was done for a partner in a quarter, and what it has brought.

use crate::parts::duration::work;
use crate::parts::{Day, Panel, TableFrame};
use domain::view::ReviewIntervention;
use leptos::prelude::*;

/// Interventions that were under way.
#[component]
pub fn Interventions(
    /// The oldest first.
    interventions: Vec<ReviewIntervention>,
) -> impl IntoView {
    if interventions.is_empty() {
        return view! {
            <Panel title="What was done" id="done">
                <p class="quiet">"No intervention was under way in this quarter."</p>
            </Panel>
        }
        .into_any();
    }
    let rows = interventions.into_iter().map(|of| view! { <Row of /> });
    view! {
        <Panel title="What was done" id="done" note="Steps and work within the quarter; the effect as far as it is known by now.">
            <TableFrame caption="Interventions of the quarter, the oldest first">
                <thead>
                    <tr>
                        <th scope="col">"Intervention"</th>
                        <th scope="col">"Begun"</th>
                        <th scope="col" class="num">
                            "Steps"
                        </th>
                        <th scope="col" class="num">
                            "Work"
                        </th>
                        <th scope="col">"Its effect"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </TableFrame>
        </Panel>
    }
    .into_any()
}

#[component]
fn Row(of: ReviewIntervention) -> impl IntoView {
    let effect = of.effect();
    let ReviewIntervention { id, kind, state, begun_on, ended_on, outcome, steps, done, minutes, .. } = of;
    view! {
        <tr>
            <th scope="row" class="cell-title">
                <a class="text-link" href=format!("/interventions/{id}")>
                    {kind.label()}
                </a>
                <span class="cell-sub">{state.label()}</span>
            </th>
            <td data-label="Begun">
                <Day of=begun_on />
                {ended_on
                    .map(|day| {
                        view! {
                            <span class="cell-sub">
                                "ended " <Day of=day />
                            </span>
                        }
                    })}
            </td>
            <td class="num figure" data-label="Steps">
                {format!("{done} of {steps}")}
            </td>
            <td class="num figure" data-label="Work">
                {work(minutes)}
            </td>
            <td class="cell-wide" data-label="Its effect">
                {effect}
                {outcome.map(|outcome| view! { <span class="cell-sub">{outcome}</span> })}
            </td>
        </tr>
    }
}
