//! One emergency: what is known of it, what a person does in it, and all that has happened.

use super::{EmergencyBadge, name_of};
use crate::calls::Trouble;
use crate::calls::emergencies::{CheckEmergency, CloseEmergency, read_emergency};
use crate::parts::live::moves_of_alerts;
use crate::parts::{Count, Loaded, Moment, Objection, PageHeader, Panel, ReasonField, TableFrame, Tile};
use domain::health::emergency::{Criterion, Goal};
use domain::view::{EmergencyEntry, EmergencyPage as Found, EmergencyRow};
use domain::{EmergencyId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What a person may do in it.
#[derive(Clone, Copy)]
struct Hands {
    check: ServerAction<CheckEmergency>,
    close: ServerAction<CloseEmergency>,
}

/// The emergency in the address, live.
#[component]
pub fn EmergencyPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<EmergencyId>().ok())));
    let moves = moves_of_alerts();
    let hands = Hands { check: ServerAction::new(), close: ServerAction::new() };
    let Hands { check, close } = hands;
    let done = move || (check.version().get(), close.version().get());
    let found = Resource::new(move || (id.get(), moves.get(), done()), |(id, ..)| read(id));
    let values = move || [check.value().get(), close.value().get()];
    let refusal = move || values().into_iter().flatten().find_map(Result::err).map(|Trouble(refusal)| refusal);
    view! {
        {move || refusal().map(|refusal| view! { <Objection refusal /> })}
        <Loaded of=found children=move |found| view! { <Whole found hands /> } />
    }
}

async fn read(id: Option<EmergencyId>) -> Result<Found, Trouble> {
    match id {
        Some(id) => read_emergency(id).await,
        None => Err(Refusal::not_found("emergency").into()),
    }
}

#[component]
fn Whole(found: Found, hands: Hands) -> impl IntoView {
    let Found { row, entries, next_at, checkpoint_at, may_act, .. } = found;
    let (id, open, drill) = (row.id, row.closed_at.is_none(), row.drill);
    let (goal, why, partner) = (row.goal, row.why.clone(), row.partner.clone());
    let acts = (may_act && open).then(|| view! { <Acts id hands /> });
    view! {
        <PageHeader
            title=name_of(&row)
            up=("/emergencies".to_owned(), "Emergencies".to_owned())
            lead=Some(partner.code.clone())
        >
            <EmergencyBadge open drill />
        </PageHeader>
        <div class="flow">
            <Panel title="Why" id="why">
                <p>{why}</p>
                <p>
                    <a class="text-link way-link" href=format!("/manager/partners/{}", partner.id)>
                        {partner.name}
                    </a>
                </p>
            </Panel>
            <Times row checkpoint_at next_at />
            {goal.map(|goal| view! { <GoalTable goal /> })}
            {acts}
            <Panel title="What has happened" id="timeline">
                <Timeline entries />
            </Panel>
        </div>
    }
}

/// Since when, what comes next, and until when.
#[component]
fn Times(
    row: EmergencyRow,
    checkpoint_at: chrono::DateTime<chrono::Utc>,
    next_at: Option<chrono::DateTime<chrono::Utc>>,
) -> impl IntoView {
    let EmergencyRow { begun_at, begun_by, paused_until, assessed, checked_at, closed_at, closed_by, .. } = row;
    let by = |name: Option<String>, itself: &str| name.map_or_else(|| itself.to_owned(), |name| format!("by {name}"));
    let stock = if checked_at.is_some() { "taken" } else { "a person says how to go on" };
    let moment = |at| {
        view! {
            <span class="tile-words">
                <Moment at />
            </span>
        }
    };
    view! {
        <dl class="tiles">
            <Tile label="Begun" note=by(begun_by, "by its figures")>
                {moment(begun_at)}
            </Tile>
            <Tile label="Assessed">
                <Count of=assessed />
            </Tile>
            <Tile label="Checkpoint" note=stock>
                {moment(checked_at.unwrap_or(checkpoint_at))}
            </Tile>
            {next_at.map(|at| view! { <Tile label="Next by itself">{moment(at)}</Tile> })}
            {paused_until.map(|at| view! { <Tile label="Warnings paused until">{moment(at)}</Tile> })}
            {closed_at
                .map(|at| {
                    view! {
                        <Tile label="Closed" note=by(closed_by, "by itself")>
                            {moment(at)}
                        </Tile>
                    }
                })}
        </dl>
    }
}

/// How far the goal was reached at the latest assessment.
#[component]
fn GoalTable(goal: Goal) -> impl IntoView {
    let row = |name: &'static str, of: Criterion| {
        let reached = of.reached.map_or_else(|| "not known".to_owned(), |value| format!("{value:.1}"));
        view! {
            <tr>
                <td class="cell-title">{name}</td>
                <td class="num figure" data-label="Reached">
                    {reached}
                </td>
                <td class="num figure" data-label="Needed">
                    {format!("{:.1}", of.needed)}
                </td>
                <td data-label="Met">{if of.met { "yes" } else { "no" }}</td>
            </tr>
        }
    };
    view! {
        <Panel title="Goal" id="goal" note="It ends by itself once all three are met.">
            <TableFrame caption="How far the goal is reached">
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        <th scope="col" class="num">
                            "Reached"
                        </th>
                        <th scope="col" class="num">
                            "Needed"
                        </th>
                        <th scope="col">"Met"</th>
                    </tr>
                </thead>
                <tbody>
                    {row("Points of health gained", goal.score)}
                    {row("Satisfaction, of 10", goal.satisfaction)} {row("Stable months of revenue", goal.revenue)}
                </tbody>
            </TableFrame>
        </Panel>
    }
}

/// Taking stock, and closing.
#[component]
fn Acts(id: EmergencyId, hands: Hands) -> impl IntoView {
    let Hands { check, close } = hands;
    view! {
        <Panel title="What you do" id="acts">
            <ActionForm action=check attr:class="short-form">
                <input type="hidden" name="id" value=id.to_string() />
                <ReasonField label="What was seen, and how to go on" id="emergency-seen" name="seen" />
                <button type="submit" class="btn">
                    "Take stock"
                </button>
            </ActionForm>
            <ActionForm action=close attr:class="short-form">
                <input type="hidden" name="id" value=id.to_string() />
                <ReasonField label="Why it is over" id="emergency-over" name="why" />
                <button type="submit" class="btn">
                    "Close it"
                </button>
            </ActionForm>
        </Panel>
    }
}

#[component]
fn Timeline(entries: Vec<EmergencyEntry>) -> impl IntoView {
    let rows = entries.into_iter().map(|EmergencyEntry { at, step, by, words, score, .. }| {
        view! {
            <li>
                <p class="story-move">
                    <strong>{step.label()}</strong>
                    {by.map(|name| format!("by {name}"))}
                    {score.map(|score| format!("score {score:.1}"))}
                    <span class="quiet">
                        <Moment at />
                    </span>
                </p>
                {(!words.is_empty()).then(|| view! { <p>{words}</p> })}
            </li>
        }
    });
    view! { <ol class="story">{rows.collect_view()}</ol> }
}
