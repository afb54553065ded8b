//! One month: what closing it will do, how far it is, what it came to.

use super::progress::Progress;
use super::summary::Summary;
use crate::calls::Trouble;
use crate::calls::close::{MonthToClose, StartClose, read_month_to_close};
use crate::calls::work::ApproveMonth;
use crate::parts::{Count, Loaded, Money, Objection, PageHeader, Panel, RunBadge, Tile};
use domain::run::RunStatus;
use domain::view::MonthClose;
use domain::{Month, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The month in the address.
#[component]
pub fn MonthPage() -> impl IntoView {
    let params = use_params_map();
    let month = Memo::new(move |_| params.with(|map| map.get_str("month").and_then(|m| m.parse::<Month>().ok())));
    let start = ServerAction::<StartClose>::new();
    let approve = ServerAction::<ApproveMonth>::new();
    // Raised when a run that was watched is done: then there is a summary.
    let done = RwSignal::new(0);
    let found = Resource::new(
        move || (month.get(), start.version().get(), approve.version().get(), done.get()),
        |(month, ..)| read(month),
    );
    view! { <Loaded of=found children=move |found| view! { <Course found start approve done /> } /> }
}

async fn read(month: Option<Month>) -> Result<MonthToClose, Trouble> {
    match month {
        Some(month) => read_month_to_close(month).await,
        None => Err(Refusal::not_found("month to close").into()),
    }
}

fn status(close: &MonthClose) -> RunStatus {
    close.run.as_ref().map_or(RunStatus::Open, |run| run.status)
}

/// The month in whichever state it is.
#[component]
fn Course(
    found: MonthToClose,
    start: ServerAction<StartClose>,
    approve: ServerAction<ApproveMonth>,
    done: RwSignal<u32>,
) -> impl IntoView {
    let MonthToClose { close, may_close, may_approve, summary } = found;
    let (month, status) = (close.month, status(&close));
    let refused = start.value().get_untracked().and_then(Result::err);
    let refused = refused.or_else(|| approve.value().get_untracked().and_then(Result::err));
    let refusal = refused.map(|Trouble(refusal)| refusal);
    let course = match (close.run.clone(), summary) {
        (_, Some(summary)) => view! { <Summary summary /> }.into_any(),
        (Some(run), None) if status == RunStatus::Frozen => view! { <Progress run done /> }.into_any(),
        _ => view! { <Before close may_close start /> }.into_any(),
    };
    view! {
        <PageHeader title=format!("Close {}", month.label()) up=("/close".to_owned(), "Month close".to_owned())>
            <RunBadge status />
        </PageHeader>
        <div class="flow">
            {refusal.map(|refusal| view! { <Objection refusal /> })} {course}
            {(status == RunStatus::Calculated).then(|| view! { <Approval month may_approve approve /> })}
        </div>
    }
}

/// The release of a calculated month by a second person.
#[component]
fn Approval(month: Month, may_approve: bool, approve: ServerAction<ApproveMonth>) -> impl IntoView {
    let action = if may_approve {
        view! {
            <ActionForm action=approve>
                <input type="hidden" name="month" value=month.number().to_string() />
                <button type="submit" class="btn btn-primary" disabled=move || approve.pending().get()>
                    "Approve " {month.label()}
                </button>
            </ActionForm>
        }
        .into_any()
    } else {
        view! { <p class="quiet">"It waits for a second person: whoever began the close can't approve it."</p> }
            .into_any()
    };
    view! {
        <Panel title="Approval" id="approval">
            <p>"Look at the sums above and at the statements. Once the month is approved they don't change any more."</p>
            {action}
        </Panel>
    }
}

/// What will happen, and the one button that makes it happen.
#[component]
fn Before(close: MonthClose, may_close: bool, start: ServerAction<StartClose>) -> impl IntoView {
    let MonthClose { month, billed, customers, blocked, .. } = close;
    let name = format!("{} {}", month.name(), month.year());
    let action = match (blocked, may_close) {
        (Some(reason), _) => view! { <p class="quiet">{reason}</p> }.into_any(),
        (None, false) => {
            view! { <p class="quiet">"Your role may look at this month, but not close it."</p> }.into_any()
        }
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
                <li>"Then a second person approves it. Nothing is paid before, and doing it again changes nothing."</li>
            </ol>
            {action}
        </Panel>
    }
}
