//! What automation does now, what it did, and how well.

use super::dry_run::TryWithoutEffect;
use super::runs::Runs;
use super::schedules::Schedules;
use crate::calls::work::{PauseSchedule, RunWork, read_control_room};
use crate::parts::duration::took;
use crate::parts::live::moves_of_work;
use crate::parts::number::percent;
use crate::parts::{Count, Loaded, Moment, PageHeader, Panel, TableFrame, Tile};
use domain::view::{ControlRoom, StepDurations, WorkFigures};
use leptos::prelude::*;

/// What the page is for.
const LEAD: &str = "What runs by itself, what needs a person, and what comes next.";

/// The control room, live.
#[component]
pub fn ControlRoomPage() -> impl IntoView {
    let moves = moves_of_work();
    let (run, pause) = (ServerAction::<RunWork>::new(), ServerAction::<PauseSchedule>::new());
    let found =
        Resource::new(move || (moves.get(), run.version().get(), pause.version().get()), |_| read_control_room());
    view! {
        <PageHeader title="Control room" lead=Some(LEAD.to_owned())>
            <a class="btn" href="/imports">
                "Imports and exports"
            </a>
            <a class="btn" href="/control-room/health">
                "System health"
            </a>
            <a class="btn" href="/control-room/mail">
                "Mail"
            </a>
        </PageHeader>
        <Loaded of=found children=move |found| view! { <Room found run pause /> } />
    }
}

#[component]
fn Room(found: ControlRoom, run: ServerAction<RunWork>, pause: ServerAction<PauseSchedule>) -> impl IntoView {
    let ControlRoom { running, stuck, history, schedules, figures, may_steer } = found;
    let steps = figures.steps.clone();
    view! {
        <div class="flow">
            <Figures figures />
            {(!stuck.is_empty())
                .then(|| {
                    view! {
                        <Panel title="Stuck" id="stuck" note="A person has to say how these go on.">
                            <Runs runs=stuck caption="Stuck runs, newest first" nothing="" />
                        </Panel>
                    }
                })}
            <Panel title="Running now" id="running">
                <Runs runs=running caption="Unfinished runs, newest first" nothing="Nothing is running." />
            </Panel>
            <Panel title="Schedules" id="schedules" note="By the operator's clocks.">
                <Schedules schedules may_steer run pause />
            </Panel>
            {may_steer.then(|| view! { <TryWithoutEffect /> })}
            <Panel title="History" id="history">
                <Runs runs=history caption="Ended runs, newest first" nothing="Nothing has run yet." />
            </Panel>
            <Panel title="How long steps take" id="steps" note="Tries that succeeded in the last 30 days.">
                <Durations steps />
            </Panel>
        </div>
    }
}

#[component]
fn Figures(figures: WorkFigures) -> impl IntoView {
    let WorkFigures { runs, success, automation, backlog, waiting_since, .. } = figures;
    let share = |of: Option<f64>| of.map_or_else(|| "–".to_owned(), percent);
    view! {
        <dl class="tiles">
            <Tile label="Runs" note="begun in the last 30 days">
                <Count of=runs />
            </Tile>
            <Tile label="Success rate" note="completed, of those that ended or are stuck">
                <span class="figure">{share(success)}</span>
            </Tile>
            <Tile label="Automation rate" note="completed without a person's hand">
                <span class="figure">{share(automation)}</span>
            </Tile>
            <Tile label="Backlog" note="steps that are due and not yet taken up">
                <Count of=backlog />
                {waiting_since
                    .map(|at| {
                        view! {
                            <span class="tile-note">" since " <Moment at /></span>
                        }
                    })}
            </Tile>
        </dl>
    }
}

#[component]
fn Durations(steps: Vec<StepDurations>) -> impl IntoView {
    if steps.is_empty() {
        return view! { <p class="quiet">"No step was performed in the last 30 days."</p> }.into_any();
    }
    let rows = steps.into_iter().map(|StepDurations { workflow, step, tries, p50_ms, p95_ms }| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {workflow.label()} ": " {step}
                </th>
                <td data-label="Tries" class="num">
                    <Count of=tries />
                </td>
                <td data-label="Half within" class="num figure">
                    {took(p50_ms)}
                </td>
                <td data-label="95 % within" class="num figure">
                    {took(p95_ms)}
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Steps and how long they take">
            <thead>
                <tr>
                    <th scope="col">"Step"</th>
                    <th scope="col" class="num">
                        "Tries"
                    </th>
                    <th scope="col" class="num">
                        "Half within"
                    </th>
                    <th scope="col" class="num">
                        "95 % within"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}
