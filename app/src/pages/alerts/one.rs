//! One alert: what was noticed, until when somebody should be on it, what has happened, and what becomes of it.

use super::evidence::{Evidence, ways};
use crate::calls::Trouble;
use crate::calls::alerts::{AcknowledgeAlert, DismissAlert, ResolveAlert, read_alert};
use crate::layout::viewer;
use crate::parts::live::moves_of_alerts;
use crate::parts::time::day_and_time;
use crate::parts::{AlertBadge, Loaded, Moment, Objection, PageHeader, Panel, ReasonField, SeverityBadge, Tile};
use chrono::{DateTime, Utc};
use domain::health::alert::AlertState;
use domain::view::{AlertHistoryRow, AlertPage as Found, AlertRow};
use domain::{AlertId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What a person may do with it.
#[derive(Clone, Copy)]
struct Hands {
    acknowledge: ServerAction<AcknowledgeAlert>,
    resolve: ServerAction<ResolveAlert>,
    dismiss: ServerAction<DismissAlert>,
}

/// The alert in the address, live.
#[component]
pub fn AlertPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<AlertId>().ok())));
    let moves = moves_of_alerts();
    let hands = Hands { acknowledge: ServerAction::new(), resolve: ServerAction::new(), dismiss: ServerAction::new() };
    let Hands { acknowledge, resolve, dismiss } = hands;
    let done = move || (acknowledge.version().get(), resolve.version().get(), dismiss.version().get());
    let found = Resource::new(move || (id.get(), moves.get(), done()), |(id, ..)| read(id));
    let values = move || [acknowledge.value().get(), resolve.value().get(), dismiss.value().get()];
    let refusal = move || values().into_iter().flatten().find_map(Result::err).map(|Trouble(refusal)| refusal);
    view! {
        {move || refusal().map(|refusal| view! { <Objection refusal /> })}
        <Loaded of=found children=move |found| view! { <Whole found hands /> } />
    }
}

async fn read(id: Option<AlertId>) -> Result<Found, Trouble> {
    match id {
        Some(id) => read_alert(id).await,
        None => Err(Refusal::not_found("alert").into()),
    }
}

#[component]
fn Whole(found: Found, hands: Hands) -> impl IntoView {
    let Found { alert, history, now, may_handle } = found;
    let AlertRow { id, severity, state, .. } = alert;
    let about = alert
        .partner
        .as_ref()
        .map_or_else(|| "About automation".to_owned(), |partner| format!("About {} {}", partner.code, partner.name));
    let words = alert.signal.words(viewer().currency);
    let signal = alert.signal.clone();
    let links = ways(&signal, alert.partner.as_ref()).into_iter().map(|(path, words)| {
        view! {
            <li>
                <a class="text-link way-link" href=path>
                    {words}
                </a>
            </li>
        }
    });
    let links = links.collect_view();
    view! {
        <PageHeader
            title=signal.kind().label()
            up=("/alerts".to_owned(), "Alerts".to_owned())
            lead=Some(about)
        >
            <SeverityBadge severity />
            <AlertBadge state />
        </PageHeader>
        <div class="flow">
            <Panel title="What was noticed" id="evidence">
                <p>{words}</p>
                <Evidence signal />
            </Panel>
            <Times alert now />
            {(may_handle && state.is_live()).then(|| view! { <Handling id state hands /> })}
            <Panel title="Where to look" id="ways">
                <ul>{links}</ul>
            </Panel>
            <Panel title="What has happened" id="history">
                <History rows=history />
            </Panel>
        </div>
    }
}

/// Since when, until when, and who.
#[component]
fn Times(alert: AlertRow, now: DateTime<Utc>) -> impl IntoView {
    let late = alert.is_late(now);
    let AlertRow { raised_at, noticed_at, acknowledge_by, escalated, taken, settled_at, settled_by, state, .. } = alert;
    let deadline = match (state, acknowledge_by) {
        (AlertState::Open, Some(by)) => day_and_time(by),
        (AlertState::Open, None) => "none".to_owned(),
        _ => "–".to_owned(),
    };
    let note = match (state, late, escalated) {
        (AlertState::Open, true, 0) => "is over; it goes to others at the next look".to_owned(),
        (_, _, 1) => "was over once: it went to others".to_owned(),
        (_, _, steps @ 2..) => format!("was over: it went to others in {steps} steps"),
        _ => String::new(),
    };
    let who = taken.map_or_else(|| "Nobody yet".to_owned(), |(name, _)| name);
    view! {
        <dl class="tiles">
            <Tile label="Raised">
                <span class="tile-words">
                    <Moment at=raised_at />
                </span>
            </Tile>
            <Tile label="Noticed last">
                <span class="tile-words">
                    <Moment at=noticed_at />
                </span>
            </Tile>
            <Tile label="To be acknowledged by" note>
                <span class="tile-words">{deadline}</span>
            </Tile>
            <Tile label="Taken up by">
                <span class="tile-words">{who}</span>
            </Tile>
            {settled_at
                .map(|at| {
                    view! {
                        <Tile
                            label=state.label()
                            note=settled_by.map_or_else(|| "by itself".to_owned(), |name| format!("by {name}"))
                        >
                            <span class="tile-words">
                                <Moment at />
                            </span>
                        </Tile>
                    }
                })}
        </dl>
    }
}

#[component]
fn Handling(id: AlertId, state: AlertState, hands: Hands) -> impl IntoView {
    let Hands { acknowledge, resolve, dismiss } = hands;
    view! {
        <Panel title="What becomes of it" id="handling">
            {(state == AlertState::Open)
                .then(|| {
                    view! {
                        <ActionForm action=acknowledge attr:class="short-form">
                            <input type="hidden" name="alert" value=id.to_string() />
                            <button type="submit" class="btn btn-primary">
                                "Acknowledge: I am on it"
                            </button>
                        </ActionForm>
                    }
                })}
            <ActionForm action=resolve attr:class="short-form">
                <input type="hidden" name="alert" value=id.to_string() />
                <ReasonField label="What was done" id="alert-how" name="how" />
                <button type="submit" class="btn">
                    "Resolve"
                </button>
            </ActionForm>
            <ActionForm action=dismiss attr:class="short-form">
                <input type="hidden" name="alert" value=id.to_string() />
                <ReasonField label="Why nothing needs doing" id="alert-reason" />
                <button type="submit" class="btn">
                    "Dismiss"
                </button>
            </ActionForm>
        </Panel>
    }
}

#[component]
fn History(rows: Vec<AlertHistoryRow>) -> impl IntoView {
    let rows = rows.into_iter().map(|AlertHistoryRow { at, step, by, words }| {
        view! {
            <li>
                <p class="story-move">
                    <strong>{step.label()}</strong>
                    {by.map(|name| format!("by {name}"))}
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
