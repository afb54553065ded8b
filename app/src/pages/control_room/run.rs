//! One run: its steps, every try of them, and a hand on it.

use super::WorkBadge;
use super::steps::Steps;
use crate::calls::Trouble;
use crate::calls::work::{CancelWork, RetryWork, SkipStep, read_work};
use crate::parts::duration::took;
use crate::parts::live::moves_of_work;
use crate::parts::{Count, Loaded, Moment, Objection, PageHeader, Panel, ReasonField, TableFrame, Tile};
use domain::view::{WorkAttempt, WorkPage};
use domain::workflow::WorkState;
use domain::{Refusal, WorkId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The run in the address, live.
#[component]
pub fn WorkRunPage() -> impl IntoView {
    let params = use_params_map();
    let run = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<WorkId>().ok())));
    let moves = moves_of_work();
    let hands = Hands { retry: ServerAction::new(), skip: ServerAction::new(), cancel: ServerAction::new() };
    let source = move || (run.get(), moves.get(), hands.versions());
    let found = Resource::new(source, |(run, ..)| read(run));
    view! { <Loaded of=found children=move |found| view! { <Course found hands /> } /> }
}

async fn read(run: Option<WorkId>) -> Result<WorkPage, Trouble> {
    match run {
        Some(run) => read_work(run).await,
        None => Err(Refusal::not_found("run").into()),
    }
}

/// What a person can do to a run.
#[derive(Clone, Copy)]
pub struct Hands {
    retry: ServerAction<RetryWork>,
    /// Passes over a step.
    pub skip: ServerAction<SkipStep>,
    cancel: ServerAction<CancelWork>,
}

impl Hands {
    fn versions(self) -> (usize, usize, usize) {
        (self.retry.version().get(), self.skip.version().get(), self.cancel.version().get())
    }

    /// Why the last thing that was asked for wasn't done.
    fn refusal(self) -> Option<Refusal> {
        let answers = [self.retry.value().get(), self.skip.value().get(), self.cancel.value().get()];
        answers.into_iter().flatten().find_map(Result::err).map(|Trouble(refusal)| refusal)
    }
}

#[component]
fn Course(found: WorkPage, hands: Hands) -> impl IntoView {
    let WorkPage { run, steps, attempts } = found;
    let lasted = run.finished_at.map(|end| took((end - run.started_at).num_milliseconds()));
    let page_of_file = run.transfer_page();
    let open = matches!(run.state, WorkState::Running | WorkState::Stuck);
    let stuck = run.state == WorkState::Stuck;
    let id = run.id;
    let tries = attempts.len();
    view! {
        <PageHeader
            title=run.name()
            up=("/control-room".to_owned(), "Control room".to_owned())
        >
            <WorkBadge state=run.state />
        </PageHeader>
        <div class="flow">
            {move || hands.refusal().map(|refusal| view! { <Objection refusal /> })}
            <dl class="tiles">
                {lasted.map(|lasted| view! { <Tile label="Took">{lasted}</Tile> })}
                <Tile label="Steps done">
                    <span class="figure">{run.steps_done} " of " {run.steps}</span>
                </Tile>
                <Tile label="Tries">
                    <Count of=i64::try_from(tries).unwrap_or(i64::MAX) />
                </Tile>
            </dl>
            <p>
                "Begun " <Moment at=run.started_at /> " " {begun_by(run.started_by, run.reason.is_some())}
                {run.reason.map(|reason| format!(", because: {reason}"))} "."
                {page_of_file
                    .map(|page| {
                        view! {
                            " "
                            <a class="text-link" href=page>
                                "What it brings in or takes away"
                            </a>
                        }
                    })}
            </p>
            <Panel title="Steps" id="steps">
                <Steps run=id steps hands />
                {stuck
                    .then(|| {
                        view! {
                            <ActionForm action=hands.retry>
                                <input type="hidden" name="run" value=id.to_string() />
                                <button type="submit" class="btn btn-primary">
                                    "Try what is stuck again"
                                </button>
                            </ActionForm>
                        }
                    })}
            </Panel>
            <Panel title="Tries" id="tries">
                <Tries attempts />
            </Panel>
            {open
                .then(|| {
                    view! {
                        <Panel title="Cancel" id="cancel" note="Stops the run for good; its period may be run anew.">
                            <ActionForm action=hands.cancel attr:class="short-form">
                                <input type="hidden" name="run" value=id.to_string() />
                                <ReasonField id="cancel-reason" longest=200 />
                                <button type="submit" class="btn">
                                    "Cancel the run"
                                </button>
                            </ActionForm>
                        </Panel>
                    }
                })}
        </div>
    }
}

fn begun_by(person: Option<String>, by_hand: bool) -> String {
    match person {
        Some(person) => format!("by {person}"),
        None if by_hand => "by hand".to_owned(),
        None => "by its schedule".to_owned(),
    }
}

#[component]
fn Tries(attempts: Vec<WorkAttempt>) -> impl IntoView {
    if attempts.is_empty() {
        return view! { <p class="quiet">"No step was taken up yet."</p> }.into_any();
    }
    let rows = attempts.into_iter().map(|attempt| {
        let WorkAttempt { name, worker, started_at, finished_at, outcome, error, .. } = attempt;
        let lasted = finished_at.map_or_else(|| "–".to_owned(), |end| took((end - started_at).num_milliseconds()));
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {name}
                </th>
                <td data-label="Begun" class="cell-wide">
                    <Moment at=started_at />
                </td>
                <td data-label="Took" class="num figure">
                    {lasted}
                </td>
                <td data-label="Outcome" class="cell-wide">
                    {outcome.map_or("Not ended", |state| state.label())}
                    {error.map(|error| view! { <p class="quiet">{error}</p> })}
                </td>
                <td data-label="Worker" class="cell-wide quiet">
                    {worker}
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Every try of every step, in order">
            <thead>
                <tr>
                    <th scope="col">"Step"</th>
                    <th scope="col">"Begun"</th>
                    <th scope="col" class="num">
                        "Took"
                    </th>
                    <th scope="col">"Outcome"</th>
                    <th scope="col">"Worker"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}
