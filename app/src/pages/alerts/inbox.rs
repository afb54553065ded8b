//! The inbox: live alerts, the most urgent first, worked through with a hand on the keys.

use super::ask::{Ask, link, read_ask};
use super::keys::{Hand, Help, KeyHint, watch_keys};
use super::settle::SettleDialog;
use super::table::Table;
use crate::calls::Trouble;
use crate::calls::alerts::read_alerts;
use crate::parts::live::moves_of_alerts;
use crate::parts::{Choice, Count, Empty, Field, FilterForm, Loaded, Objection, PageHeader, Paging, Panel, Tile};
use domain::health::alert::{AlertKind, Severity};
use domain::view::{AlertCount, AlertQuery, AlertsPage, Standing};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the page is for.
const LEAD: &str = "What needs a person, the most urgent first. Each cause is told once.";

/// The inbox, live.
#[component]
pub fn Inbox() -> impl IntoView {
    let map = use_query_map();
    let ask = Memo::new(move |_| map.with(read_ask));
    let moves = moves_of_alerts();
    let hand = Hand::new();
    let found = Resource::new(
        move || (ask.get(), moves.get(), hand.moved.get()),
        |((query, partner), ..)| read_alerts(query, partner),
    );
    watch_keys(hand);
    let refusal = move || hand.acknowledge.value().get().and_then(Result::err).map(|Trouble(refusal)| refusal);
    view! {
        <PageHeader title="Alerts" lead=Some(LEAD.to_owned())>
            <a class="btn" href="/notifications/settings">
                "What I am told"
            </a>
            <a class="btn" href="/alerts/rules">
                "Rules"
            </a>
        </PageHeader>
        <div class="flow">
            {move || refusal().map(|refusal| view! { <Objection refusal /> })}
            <Panel title="Inbox" id="alerts">
                <Filter ask />
                <Loaded of=found children=move |found| view! { <Whole found ask=ask.get_untracked() hand /> } />
                <p class="sr-only" role="status">
                    {hand.said}
                </p>
            </Panel>
        </div>
        <SettleDialog hand />
        <Help hand />
    }
}

#[component]
fn Whole(found: AlertsPage, ask: Ask, hand: Hand) -> impl IntoView {
    let AlertsPage { rows, found, pages, counts, now, may_handle } = found;
    hand.take_back(rows.len());
    hand.may_handle.set(may_handle);
    let count = u32::try_from(found).unwrap_or(u32::MAX);
    let narrowed = AlertQuery { page: 1, ..ask.0 } != AlertQuery::default() || !ask.1.is_empty();
    view! {
        <Figures counts />
        {if rows.is_empty() {
            view! { <Nothing narrowed /> }.into_any()
        } else {
            view! {
                <KeyHint hand />
                <Table rows now may_handle hand />
                <Paging
                    page=ask.0.page
                    pages
                    found=(count, "alerts")
                    link=move |page| link(&(AlertQuery { page, ..ask.0 }, ask.1.clone()))
                />
            }
                .into_any()
        }}
    }
}

#[component]
fn Figures(counts: Vec<AlertCount>) -> impl IntoView {
    let tile = |severity: Severity| {
        let (open, taken) = counts
            .iter()
            .filter(|count| count.severity == severity)
            .fold((0, 0), |sum, count| (sum.0 + count.open, sum.1 + count.acknowledged));
        let note = if taken > 0 { format!("and {taken} acknowledged") } else { String::new() };
        view! {
            <Tile label=severity.label() note>
                <Count of=open />
            </Tile>
        }
    };
    view! {
        <dl class="tiles alert-figures" aria-label="Open alerts by severity">
            {Severity::ALL.iter().rev().map(|severity| tile(*severity)).collect_view()}
        </dl>
    }
}

#[component]
fn Filter(ask: Memo<Ask>) -> impl IntoView {
    let pair = |code: &str, words: String| (code.to_owned(), words);
    let states: Vec<_> = Standing::ALL
        .iter()
        .filter(|standing| **standing != Standing::Live)
        .map(|standing| pair(standing.code(), standing.label().to_owned()))
        .collect();
    let from: Vec<_> = Severity::ALL
        .iter()
        .rev()
        .filter(|severity| **severity != Severity::Info)
        .map(|severity| match severity {
            Severity::Critical => pair(severity.code(), severity.label().to_owned()),
            _ => pair(severity.code(), format!("{} and above", severity.label())),
        })
        .collect();
    view! {
        <FilterForm action="/alerts">
            {move || {
                let (query, partner) = ask.get();
                let state = if query.standing == Standing::Live { "" } else { query.standing.code() };
                let least = if query.at_least == Severity::Info { "" } else { query.at_least.code() };
                view! {
                    <Choice label="Severity" name="from" nothing="All" options=from.clone() chosen=least />
                    <Choice
                        label="State"
                        name="state"
                        nothing="Open and acknowledged"
                        options=states.clone()
                        chosen=state
                    />
                    <Choice
                        label="Kind"
                        name="kind"
                        nothing="All kinds"
                        options=AlertKind::options()
                        chosen=query.kind.map_or("", AlertKind::code)
                    />
                    <Choice
                        label="Whose"
                        name="whose"
                        nothing="All partners"
                        options=vec![("mine".to_owned(), "Partners that I look after".to_owned())]
                        chosen=if query.mine { "mine" } else { "" }
                    />
                    <Field label="Partner's code" name="partner" kind="search" value=partner placeholder="RS-902" />
                }
            }}
            <button type="submit" class="btn">
                "Show"
            </button>
        </FilterForm>
    }
}

#[component]
fn Nothing(narrowed: bool) -> impl IntoView {
    let (title, text) = if narrowed {
        ("No such alerts", "Choose other filters to see more.")
    } else {
        (
            "Nothing needs you now",
            "After each scoring, and when payments or automation get stuck, what is wrong stands here.",
        )
    };
    view! {
        <Empty icon=icondata_lu::LuBellOff title=title>
            <p>{text}</p>
        </Empty>
    }
}
