//! A list of runs.

use super::WorkBadge;
use crate::parts::duration::took;
use crate::parts::{Moment, TableFrame};
use domain::view::WorkRow;
use leptos::prelude::*;

/// Runs with how far they are; `nothing` when there are none.
#[component]
pub fn Runs(
    /// The runs.
    runs: Vec<WorkRow>,
    /// What the table lists.
    caption: &'static str,
    /// What to say when there are none.
    nothing: &'static str,
) -> impl IntoView {
    if runs.is_empty() {
        return view! { <p class="quiet">{nothing}</p> }.into_any();
    }
    let rows = runs.into_iter().map(|run| view! { <Row run /> }).collect_view();
    view! {
        <TableFrame caption=caption>
            <thead>
                <tr>
                    <th scope="col">"Workflow"</th>
                    <th scope="col">"State"</th>
                    <th scope="col" class="num">
                        "Steps done"
                    </th>
                    <th scope="col">"Begun"</th>
                    <th scope="col" class="num">
                        "Took"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
    .into_any()
}

#[component]
fn Row(run: WorkRow) -> impl IntoView {
    let name = run.name();
    let WorkRow { id, state, started_at, finished_at, started_by, steps, steps_done, .. } = run;
    let lasted = finished_at.map_or_else(|| "–".to_owned(), |end| took((end - started_at).num_milliseconds()));
    view! {
        <tr>
            <th scope="row" class="cell-title">
                <a class="text-link" href=format!("/control-room/{id}")>
                    {name}
                </a>
            </th>
            <td data-label="State">
                <WorkBadge state />
            </td>
            <td data-label="Steps done" class="num figure">
                {steps_done} " of " {steps}
            </td>
            <td data-label="Begun" class="cell-wide">
                <Moment at=started_at />
                {started_by.map(|by| view! { <span class="quiet">" by " {by}</span> })}
            </td>
            <td data-label="Took" class="num figure">
                {lasted}
            </td>
        </tr>
    }
}
