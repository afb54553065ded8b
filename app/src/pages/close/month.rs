//! One month: its walk from open to closed, what a person can do to it, what it came to, and what it has changed.

use super::hands::Hands;
use super::progress::Progress;
use super::summary::Summary;
use super::versions::Versions;
use super::walk::Walk;
use crate::calls::Trouble;
use crate::calls::close::read_month;
use crate::parts::live::moves_of_work;
use crate::parts::{Count, Loaded, Money, Objection, PageHeader, Panel, RunBadge, Tile};
use domain::run::RunStatus;
use domain::view::{MonthClose, MonthPage as Found};
use domain::{Month, Refusal};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

/// The month in the address, live.
#[component]
pub fn MonthPage() -> impl IntoView {
    let params = use_params_map();
    let month = Memo::new(move |_| params.with(|map| map.get_str("month").and_then(|m| m.parse::<Month>().ok())));
    let hands = Hands::new();
    let moves = moves_of_work();
    // Raised when what is shown isn't so any more.
    let changed = RwSignal::new(0);
    let shown = StoredValue::new(None::<Found>);
    look_again(month, moves, shown, changed);
    let found = Resource::new(move || (month.get(), hands.versions(), changed.get()), |(month, ..)| read(month));
    view! {
        <Loaded
            of=found
            children=move |found| {
                shown.set_value(Some(found.clone()));
                view! { <Course found hands moves changed /> }
            }
        />
    }
}

async fn read(month: Option<Month>) -> Result<Found, Trouble> {
    match month {
        Some(month) => read_month(month).await,
        None => Err(Refusal::not_found("month to close").into()),
    }
}

fn status(close: &MonthClose) -> RunStatus {
    close.run.as_ref().map_or(RunStatus::Open, |run| run.status)
}

/// Asks again whenever automation has moved, and draws the page anew only when it says something else: a form that
/// somebody fills in stays as it is.
fn look_again(
    month: Memo<Option<Month>>,
    moves: ReadSignal<u32>,
    shown: StoredValue<Option<Found>>,
    changed: RwSignal<u32>,
) {
    Effect::new(move |_| {
        let Some(month) = month.get_untracked().filter(|_| moves.get() > 0) else { return };
        // One that is being calculated is watched by its progress.
        let is_calculated = shown.with_value(|shown| {
            shown.as_ref().is_some_and(|found| found.close.month == month && status(&found.close) != RunStatus::Frozen)
        });
        if !is_calculated {
            return;
        }
        spawn_local(async move {
            let Ok(now) = read_month(month).await else { return };
            let is_other = shown.try_with_value(|shown| shown.as_ref() != Some(&now)).unwrap_or(false);
            if is_other {
                changed.try_update(|times| *times += 1);
            }
        });
    });
}

#[component]
fn Course(found: Found, hands: Hands, moves: ReadSignal<u32>, changed: RwSignal<u32>) -> impl IntoView {
    let (month, status) = (found.close.month, status(&found.close));
    let refusal = hands.refusal();
    let progress = found.close.run.clone().filter(|_| status == RunStatus::Frozen);
    let before = (status == RunStatus::Open).then(|| found.close.clone());
    let Found { summary, versions, difference, .. } = found.clone();
    view! {
        <PageHeader title=format!("Close {}", month.label()) up=("/close".to_owned(), "Month close".to_owned())>
            <RunBadge status />
        </PageHeader>
        <div class="flow">
            {refusal.map(|refusal| view! { <Objection refusal /> })}
            {before.map(|close| view! { <Before close /> })}
            {progress.map(|run| view! { <Progress run moves done=changed /> })} <Walk found hands />
            {(versions.len() > 1).then(|| view! { <Versions month versions difference /> })}
            {summary.map(|summary| view! { <Summary summary /> })}
        </div>
    }
}

/// What will happen.
#[component]
fn Before(close: MonthClose) -> impl IntoView {
    let MonthClose { billed, customers, .. } = close;
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
                <li>"One person reviews it and another approves it. Nothing is paid before, and doing it again changes nothing."</li>
                <li>"When its money has arrived and nothing of it is open, the month closes by itself."</li>
            </ol>
        </Panel>
    }
}
