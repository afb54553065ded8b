//! A workflow tried without effect: what each step would do.

use crate::calls::Trouble;
use crate::calls::work::read_dry_run;
use crate::parts::number::count;
use crate::parts::{Choice, Field, FilterForm, Loaded, Money, Objection, Panel, TableFrame, Tile};
use domain::view::{DryFigure, DryRow, DryRun, DryStep};
use domain::workflow::Workflow;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Asks for a workflow and shows what it would do. Both stand in the address, so nothing is posted.
#[component]
pub fn TryWithoutEffect() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|map| {
            let workflow = map.get_str("try").and_then(|code| code.parse::<Workflow>().ok());
            workflow.map(|workflow| (workflow, map.get_str("period").unwrap_or_default().to_owned()))
        })
    });
    let tried = Resource::new(move || asked.get(), read);
    let able = Workflow::ALL.iter().filter(|workflow| workflow.has_dry_run());
    let options: Vec<_> = able.map(|workflow| (workflow.code().to_owned(), workflow.label().to_owned())).collect();
    let form = move || {
        let (chosen, period) = asked.get().map(|(workflow, period)| (workflow.code(), period)).unwrap_or_default();
        view! {
            <Choice label="Workflow" name="try" nothing="Choose one" options=options.clone() chosen />
            <Field label="Period (empty: as scheduled)" name="period" value=period placeholder="2025-09" />
        }
    };
    view! {
        <Panel
            title="Try without effect"
            id="dry-run"
            note="What a run would do now, by the same rules; nothing is written or sent."
        >
            <FilterForm action="/control-room">
                {form} <button type="submit" class="btn">
                    "Try"
                </button>
            </FilterForm>
            <Loaded of=tried children=|tried| tried.map(|tried| view! { <Outcome tried /> }) />
        </Panel>
    }
}

/// A refusal is told beside the form and doesn't take the place of the page.
type Answer = Option<Result<DryRun, Trouble>>;

async fn read(asked: Option<(Workflow, String)>) -> Result<Answer, Trouble> {
    match asked {
        Some((workflow, period)) => Ok(Some(read_dry_run(workflow, period).await)),
        None => Ok(None),
    }
}

#[component]
fn Outcome(tried: Result<DryRun, Trouble>) -> impl IntoView {
    match tried {
        Ok(DryRun { workflow, period, steps, .. }) => {
            let steps = steps.into_iter().map(|step| view! { <Step step /> }).collect_view();
            view! {
                <h3>{workflow.label()} " " {period}</h3>
                <ol class="run-steps">{steps}</ol>
            }
            .into_any()
        }
        Err(Trouble(refusal)) => view! { <Objection refusal /> }.into_any(),
    }
}

#[component]
fn Step(step: DryStep) -> impl IntoView {
    let DryStep { name, would, refused, figures, rows, more } = step;
    let state = if refused.is_some() { "stuck" } else { "ready" };
    let figures = figures.into_iter().map(|(label, figure)| {
        let figure = match figure {
            DryFigure::Count(of) => view! { <span class="figure">{count(of)}</span> }.into_any(),
            DryFigure::Amount(amount) => view! { <Money amount /> }.into_any(),
        };
        view! { <Tile label>{figure}</Tile> }
    });
    let figures = figures.collect::<Vec<_>>();
    view! {
        <li class="run-step" data-state=state>
            <p class="run-step-head">
                <strong>{name.clone()}</strong>
                {refused.is_some().then(|| view! { <span class="badge-mark" data-tone="bad">"Refused"</span> })}
            </p>
            <p>{refused.unwrap_or_else(|| format!("Would {would}."))}</p>
            {(!figures.is_empty()).then(|| view! { <dl class="tiles">{figures}</dl> })}
            {(!rows.is_empty()).then(|| view! { <Rows name rows more /> })}
        </li>
    }
}

#[component]
fn Rows(name: String, rows: Vec<DryRow>, more: u64) -> impl IntoView {
    let shown = rows.len();
    let with_amounts = rows.iter().any(|row| row.amount.is_some());
    let rows = rows.into_iter().map(move |DryRow { what, amount, note }| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {what}
                </th>
                {with_amounts
                    .then(|| {
                        view! {
                            <td data-label="Amount" class="num">
                                {amount.map(|amount| view! { <Money amount /> })}
                            </td>
                        }
                    })}
                <td data-label="Note" class="cell-wide">
                    {note}
                </td>
            </tr>
        }
    });
    view! {
        <details class="skip">
            <summary>{format!("Show {shown}")} {(more > 0).then(|| format!(" of {}", shown as u64 + more))}</summary>
            <TableFrame caption=format!("What “{name}” would do")>
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        {with_amounts
                            .then(|| {
                                view! {
                                    <th scope="col" class="num">
                                        "Amount"
                                    </th>
                                }
                            })} <th scope="col">"Note"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </TableFrame>
        </details>
    }
}
