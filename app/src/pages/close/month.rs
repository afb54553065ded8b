//! One month: what closing it will do, how far it is, what it came to.

use super::progress::Progress;
use super::summary::Summary;
use crate::calls::Trouble;
use crate::calls::close::{StartClose, read_close_summary, read_months_to_close};
use crate::parts::{Count, Loaded, Money, Objection, PageHeader, Panel, RunBadge, Tile};
use domain::run::RunStatus;
use domain::view::{MonthClose, MonthsToClose};
use domain::{Month, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The month in the address.
#[component]
pub fn MonthPage() -> impl IntoView {
    let params = use_params_map();
    let month = Memo::new(move |_| params.with(|map| map.get_str("month").and_then(|m| m.parse::<Month>().ok())));
    let start = ServerAction::<StartClose>::new();
    let found = Resource::new(
        move || month.get(),
        |month| async move {
            let MonthsToClose { months, may_close } = read_months_to_close().await?;
            let found = months.into_iter().find(|close| Some(close.month) == month);
            found.map(|close| (close, may_close)).ok_or_else(|| Refusal::not_found("month to close").into())
        },
    );
    view! { <Loaded of=found children=move |(close, may_close)| view! { <Course close may_close start /> } /> }
}

/// The month in whichever state it is: it goes on by itself while one looks.
#[component]
fn Course(close: MonthClose, may_close: bool, start: ServerAction<StartClose>) -> impl IntoView {
    let month = close.month;
    let run = RwSignal::new(close.run.clone());
    Effect::new(move |_| {
        if let Some(Ok(begun)) = start.value().get() {
            run.set(Some(begun));
        }
    });
    let refusal = move || start.value().get().and_then(Result::err).map(|Trouble(refusal)| refusal);
    let status = Memo::new(move |_| run.with(|run| run.as_ref().map_or(RunStatus::Open, |run| run.status)));
    view! {
        <PageHeader title=format!("Close {}", month.label()) up=("/close".to_owned(), "Month close".to_owned())>
            {move || view! { <RunBadge status=status.get() /> }}
        </PageHeader>
        <div class="flow">
            {move || refusal().map(|refusal| view! { <Objection refusal /> })}
            {move || match status.get() {
                RunStatus::Open => view! { <Before close=close.clone() may_close start /> }.into_any(),
                RunStatus::Frozen => view! { <Progress month run may_close start /> }.into_any(),
                _ => view! { <After month /> }.into_any(),
            }}
        </div>
    }
}

/// What will happen, and the one button that makes it happen.
#[component]
fn Before(close: MonthClose, may_close: bool, start: ServerAction<StartClose>) -> impl IntoView {
    let MonthClose { month, billed, customers, blocked, .. } = close;
    let name = month.first_day().format("%B %Y").to_string();
    let action = match (blocked, may_close) {
        (Some(reason), _) => view! { <p class="quiet">{reason}</p> }.into_any(),
        (None, false) => view! { <p class="quiet">"Your role may look at this month, but not close it."</p> }.into_any(),
        (None, true) => view! {
            <ActionForm action=start>
                <input type="hidden" name="month" value=month.number().to_string() />
                <button type="submit" class="btn btn-primary" disabled=move || start.pending().get()>
                    "Close " {name}
                </button>
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <dl class="tiles">
            <Tile label="Billed revenue" note="so far">
                <Money amount=billed />
            </Tile>
            <Tile label="Customers billed" note="so far">
                <Count of=customers />
            </Tile>
        </dl>
        <Panel title="What will happen" id="what">
            <ol class="rules">
                <li>"The month is frozen: from then on its bills don't change."</li>
                <li>"Every partner with billed revenue gets a statement, by the plan version in force in the month."</li>
                <li>"Every active partner's health is scored as of the last day of the month."</li>
                <li>"Nothing is paid. A month is closed once; doing it again changes nothing."</li>
            </ol>
            {action}
        </Panel>
    }
}

#[component]
fn After(month: Month) -> impl IntoView {
    let summary = Resource::new(move || month, read_close_summary);
    view! { <Loaded of=summary children=|summary| view! { <Summary summary /> } /> }
}
