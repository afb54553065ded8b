//! What has happened to a customer: its moves and its bills.

use crate::parts::{Empty, Moment, Money, StageBadge, TableFrame};
use domain::billing::Bill;
use domain::view::StageEvent;
use leptos::prelude::*;

/// Its moves, newest first: who, when, why.
#[component]
pub fn Timeline(
    /// The moves.
    events: Vec<StageEvent>,
) -> impl IntoView {
    let events = events.into_iter().map(|event| {
        let StageEvent { at, by, from_stage, to_stage, reason } = event;
        let who = by.map_or_else(|| "by an import or a rule".to_owned(), |name| format!("by {name}"));
        view! {
            <li>
                <p class="story-move">
                    {from_stage.map(|stage| view! { <StageBadge stage /> <span aria-hidden="true">"→"</span> <span class="sr-only">" to "</span> })}
                    <StageBadge stage=to_stage />
                </p>
                <p class="quiet">
                    <Moment at />
                    " "
                    {who}
                </p>
                {reason.map(|reason| view! { <p>"Reason: " {reason.label()}</p> })}
            </li>
        }
    });
    view! { <ol class="story">{events.collect_view()}</ol> }
}

/// Its bills, newest first, with how we know of them. A statement's line leads to the bill it was computed from.
#[component]
pub fn Bills(
    /// The bills.
    bills: Vec<Bill>,
) -> impl IntoView {
    if bills.is_empty() {
        return view! {
            <Empty title="Never billed">
                <p>"No bill is on record for this customer."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = bills.into_iter().map(|bill| {
        view! {
            <tr id=format!("bill-{}", bill.month)>
                <th scope="row" class="cell-title">
                    {bill.month.label()}
                </th>
                <td data-label="Source">{bill.source.label()}</td>
                <td data-label="Billed" class="num">
                    <Money amount=bill.amount />
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Bills, newest first">
            <thead>
                <tr>
                    <th scope="col">"Month"</th>
                    <th scope="col">"Source"</th>
                    <th scope="col" class="num">
                        "Billed"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}
