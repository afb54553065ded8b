//! One intervention: why, its steps, the time spent, and what came of it.

use super::InterventionBadge;
use super::steps::Steps;
use crate::calls::Trouble;
use crate::calls::interventions::{
    BeginIntervention, CancelIntervention, CompleteIntervention, CompleteStep, LeaveOutStep, LogEffort,
    read_intervention,
};
use crate::parts::number::{percent, signed};
use crate::parts::time::day;
use crate::parts::{Loaded, Moment, Objection, PageHeader, Panel, ReasonField, Score, Tile};
use domain::health::Component;
use domain::health::intervention::{AFTER, InterventionState, Measured};
use domain::view::{Effort, InterventionPage as Page, InterventionRow};
use domain::{InterventionId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What may be done with it.
#[derive(Clone, Copy)]
pub struct Hands {
    begin: ServerAction<BeginIntervention>,
    /// Notes that a step is done.
    pub step: ServerAction<CompleteStep>,
    /// Leaves one out.
    pub leave: ServerAction<LeaveOutStep>,
    effort: ServerAction<LogEffort>,
    complete: ServerAction<CompleteIntervention>,
    cancel: ServerAction<CancelIntervention>,
}

impl Hands {
    fn new() -> Self {
        Self {
            begin: ServerAction::new(),
            step: ServerAction::new(),
            leave: ServerAction::new(),
            effort: ServerAction::new(),
            complete: ServerAction::new(),
            cancel: ServerAction::new(),
        }
    }

    fn version(self) -> usize {
        let work = self.step.version().get() + self.leave.version().get() + self.effort.version().get();
        work + self.begin.version().get() + self.complete.version().get() + self.cancel.version().get()
    }

    fn refusal(self) -> Option<Refusal> {
        let work = [self.step.value().get(), self.leave.value().get(), self.effort.value().get()];
        let moves = [self.begin.value().get(), self.complete.value().get(), self.cancel.value().get()];
        work.into_iter().chain(moves).flatten().find_map(Result::err).map(|Trouble(refusal)| refusal)
    }
}

/// The intervention in the address.
#[component]
pub fn InterventionPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<InterventionId>().ok())));
    let hands = Hands::new();
    let found = Resource::new(
        move || (id.get(), hands.version()),
        |(id, _)| async move {
            match id {
                Some(id) => read_intervention(id).await,
                None => Err(Trouble::from(Refusal::not_found("intervention"))),
            }
        },
    );
    view! {
        {move || hands.refusal().map(|refusal| view! { <Objection refusal /> })}
        <Loaded of=found children=move |page| view! { <Whole page hands /> } />
    }
}

#[component]
fn Whole(page: Page, hands: Hands) -> impl IntoView {
    let Page { row, reason, outcome, steps, efforts, measured, planned, playbook, may_intervene, .. } = page.clone();
    let InterventionRow { id, partner, kind, state, minutes, .. } = row.clone();
    let book = if playbook == 0 { "the product's playbook".to_owned() } else { format!("playbook version {playbook}") };
    let (who, at) = planned;
    let under_way = may_intervene && state == InterventionState::InProgress;
    let open = row.steps - row.steps_done;
    view! {
        <PageHeader
            title=format!("{} for {}", kind.label(), partner.name)
            up=("/interventions".to_owned(), "Interventions".to_owned())
            lead=Some(format!("By {book}"))
        >
            <InterventionBadge state />
            <a class="btn btn-sm" href=format!("/manager/partners/{}/health", partner.id)>
                "Health explained"
            </a>
        </PageHeader>
        <div class="flow">
            <Figures page=page.clone() />
            <Panel title="Why" id="why">
                <p>{reason}</p>
                <p class="quiet">
                    "Planned by " {who} ", " <Moment at />
                </p>
                {(may_intervene && state == InterventionState::Planned)
                    .then(|| {
                        view! {
                            <ActionForm action=hands.begin attr:class="short-form">
                                <input type="hidden" name="id" value=id.to_string() />
                                <button type="submit" class="btn btn-primary">
                                    "Begin today"
                                </button>
                            </ActionForm>
                        }
                    })}
            </Panel>
            <Panel title="Steps" id="steps">
                <Steps id steps under_way hands />
            </Panel>
            <Panel title="Time spent" id="effort" note=format!("{minutes} minutes so far.")>
                <Efforts efforts />
                {(may_intervene && state != InterventionState::Cancelled).then(|| view! { <LogTime id hands /> })}
            </Panel>
            {may_intervene.then(|| view! { <End id state open hands /> })}
            <Panel title="What came of it" id="outcome">
                <p>{outcome.unwrap_or_else(|| "It hasn't ended yet.".to_owned())}</p>
                <Gains measured />
            </Panel>
        </div>
    }
}

#[component]
fn Figures(page: Page) -> impl IntoView {
    let Page { row, goal, reached, .. } = page;
    let what = goal.component.map_or("Score", Component::label);
    let from = goal.baseline.map_or_else(|| "without facts".to_owned(), |baseline| format!("from {baseline:.1}"));
    let begun =
        row.begun_on.map_or_else(|| format!("to begin {}", day(row.begins_on)), |on| format!("begun {}", day(on)));
    let next = row.next_due.map(|on| format!("next due {}", day(on))).unwrap_or_default();
    view! {
        <dl class="tiles">
            <Tile label="Seen to by" note=begun>
                <span class="tile-words">{row.owner.1}</span>
            </Tile>
            <Tile label="Steps" note=next>
                <span class="figure">{format!("{} of {}", row.steps_done, row.steps)}</span>
            </Tile>
            <Tile label=format!("Goal: {what}") note=from>
                <Score of=Some(goal.target) />
            </Tile>
            {reached
                .map(|share| {
                    view! {
                        <Tile label="Way to the goal" note="by the latest score">
                            <span class="figure">{percent(share)}</span>
                        </Tile>
                    }
                })}
        </dl>
    }
}

#[component]
fn Efforts(efforts: Vec<Effort>) -> impl IntoView {
    if efforts.is_empty() {
        return view! { <p class="quiet">"None was noted yet."</p> }.into_any();
    }
    let rows = efforts.into_iter().map(|Effort { at, minutes, by, words }| {
        view! {
            <li>
                <p class="story-move">
                    <strong class="figure">{minutes} " minutes"</strong>
                    {by}
                    <span class="quiet">
                        <Moment at />
                    </span>
                </p>
                <p>{words}</p>
            </li>
        }
    });
    view! { <ol class="story">{rows.collect_view()}</ol> }.into_any()
}

#[component]
fn LogTime(id: InterventionId, hands: Hands) -> impl IntoView {
    view! {
        <ActionForm action=hands.effort attr:class="short-form">
            <input type="hidden" name="id" value=id.to_string() />
            <div class="field-pair">
                <div class="field">
                    <label class="field-label" for="effort-minutes">
                        "Minutes"
                    </label>
                    <input class="input" id="effort-minutes" name="minutes" type="number" min="1" max="2400" required />
                </div>
                <ReasonField label="On what" id="effort-on" name="on" />
            </div>
            <button type="submit" class="btn">
                "Note the time"
            </button>
        </ActionForm>
    }
}

/// How it may end.
#[component]
fn End(id: InterventionId, state: InterventionState, open: i64, hands: Hands) -> impl IntoView {
    let may = move |to: InterventionState| state.next_states().contains(&to);
    if state.next_states().is_empty() {
        return ().into_any();
    }
    view! {
        <Panel title="End it" id="ending">
            {may(InterventionState::Completed)
                .then(|| {
                    if open > 0 {
                        view! { <p class="quiet">{format!("{open} steps are still to be done or left out before it is completed.")}</p> }
                            .into_any()
                    } else {
                        view! {
                            <ActionForm action=hands.complete attr:class="short-form">
                                <input type="hidden" name="id" value=id.to_string() />
                                <ReasonField label="What came of it" id="end-outcome" name="outcome" />
                                <button type="submit" class="btn btn-primary">
                                    "Complete"
                                </button>
                            </ActionForm>
                        }
                            .into_any()
                    }
                })}
            <ActionForm action=hands.cancel attr:class="short-form">
                <input type="hidden" name="id" value=id.to_string() />
                <ReasonField label="Why it is given up" id="end-reason" />
                <button type="submit" class="btn">
                    "Give up"
                </button>
            </ActionForm>
        </Panel>
    }
    .into_any()
}

/// What it has brought beyond matched peers.
#[component]
fn Gains(measured: Option<Measured>) -> impl IntoView {
    let Some(measured) = measured else {
        return view! {
            <p class="quiet">
                "What it brings is measured after 30, 60 and 90 days against up to five partners that were alike; nothing is said yet."
            </p>
        }
        .into_any();
    };
    let peers = measured.peers.len();
    let tiles = AFTER.iter().zip(measured.gain).map(|(days, gain)| {
        let gain = gain.map_or_else(|| "not known yet".to_owned(), signed);
        view! {
            <Tile label=format!("After {days} days")>
                <span class="tile-words">{gain}</span>
            </Tile>
        }
    });
    view! {
        <p>{format!("Points gained beyond {peers} partners that were alike:")}</p>
        <dl class="tiles">{tiles.collect_view()}</dl>
    }
    .into_any()
}
