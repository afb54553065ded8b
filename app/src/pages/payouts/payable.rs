//! What is payable to each partner now, and who is held out and why.

use crate::parts::number::Nothing;
use crate::parts::{Empty, Money, TableFrame, Tile};
use domain::Cents;
use domain::view::Payable;
use leptos::prelude::*;

/// Sums, then a row for each partner.
#[component]
pub fn PayableNow(payable: Vec<Payable>) -> impl IntoView {
    if payable.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuCircleCheck title="Nothing is owed">
                <p>"What a month’s statements come to is payable as soon as the month is approved."</p>
            </Empty>
        }
        .into_any();
    }
    let sum = |of: &dyn Fn(&Payable) -> Cents| payable.iter().map(of).sum::<Cents>();
    let free = |of: &Payable| of.due() > Cents::ZERO && of.open == Cents::ZERO;
    let now = sum(&|of| if free(of) && of.held_out.is_none() { of.due() } else { Cents::ZERO });
    let held = sum(&|of| if free(of) && of.held_out.is_some() { of.due() } else { Cents::ZERO });
    let count = payable.len();
    let (open, carried) = (sum(&|of| of.open), sum(&|of| of.carried));
    view! {
        <dl class="tiles">
            <Tile label="Can be paid" note="by a batch proposed now">
                <Money amount=now />
            </Tile>
            <Tile label="Held out" note="for the reasons below">
                <Money amount=held />
            </Tile>
            <Tile label="In open batches" note="proposed, not at the bank">
                <Money amount=open />
            </Tile>
            <Tile label="Carried forward" note="below the minimum of a plan">
                <Money amount=carried />
            </Tile>
        </dl>
        <details class="fold" open={count <= 12}>
            <summary>{format!("{count} resellers")}</summary>
            <TableFrame caption="What is payable to each reseller">
                <thead>
                    <tr>
                        <th scope="col">"Reseller"</th>
                        <th scope="col" class="num">
                            "Owed"
                        </th>
                        <th scope="col" class="num">
                            "In open batches"
                        </th>
                        <th scope="col" class="num">
                            "To be paid"
                        </th>
                        <th scope="col">"Held out"</th>
                    </tr>
                </thead>
                <tbody>{payable.into_iter().map(|of| view! { <Row of /> }).collect_view()}</tbody>
            </TableFrame>
        </details>
    }
    .into_any()
}

#[component]
fn Row(of: Payable) -> impl IntoView {
    let due = if of.held_out.is_none() { of.due() } else { Cents::ZERO };
    let amount = |amount: Cents| {
        if amount == Cents::ZERO {
            view! { <Nothing say="nothing" /> }.into_any()
        } else {
            view! { <Money amount /> }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row" class="cell-title">
                <a class="text-link" href=format!("/ledger/partners/{}", of.partner.id)>
                    {of.partner.name.clone()}
                </a>
            </th>
            <td data-label="Owed" class="num">
                <Money amount=of.owed />
            </td>
            <td data-label="In open batches" class="num">
                {amount(of.open)}
            </td>
            <td data-label="To be paid" class="num">
                {amount(due)}
            </td>
            <td data-label="Held out">
                {of
                    .held_out
                    .map_or_else(
                        || view! { <Nothing say="no" /> }.into_any(),
                        |reason| {
                            view! {
                                <span>
                                    {reason.label()} <span class="quiet">{format!(". {}", reason.way_out())}</span>
                                </span>
                            }
                                .into_any()
                        },
                    )}
            </td>
        </tr>
    }
}
