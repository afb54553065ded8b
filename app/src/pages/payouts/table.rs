//! Payouts as a table: of a batch by reseller, of a reseller by batch.

use super::badges::PayoutBadge;
use crate::parts::number::Nothing;
use crate::parts::time::day;
use crate::parts::{Money, TableFrame};
use domain::ach::returns::codes;
use domain::view::PayoutRow;
use leptos::prelude::*;

/// What heads a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The reseller.
    Reseller,
    /// The batch; a link for who may open it.
    Batch,
}

/// A row for each payout.
#[component]
pub fn PayoutTable(payouts: Vec<PayoutRow>, by: By, #[prop(into)] caption: String) -> impl IntoView {
    let head = if by == By::Reseller { "Reseller" } else { "Payouts" };
    view! {
        <TableFrame caption>
            <thead>
                <tr>
                    <th scope="col">{head}</th>
                    <th scope="col" class="num">
                        "Amount"
                    </th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Account"</th>
                    <th scope="col">"Arrived"</th>
                    <th scope="col">"Trace"</th>
                </tr>
            </thead>
            <tbody>{payouts.into_iter().map(|payout| view! { <Row payout by /> }).collect_view()}</tbody>
        </TableFrame>
    }
}

#[component]
fn Row(payout: PayoutRow, by: By) -> impl IntoView {
    let head = match by {
        By::Reseller => view! {
            <a class="text-link" href=format!("/manager/partners/{}", payout.partner.id)>
                {payout.partner.name.clone()}
            </a>
        }
        .into_any(),
        By::Batch => payout.batch_name().into_any(),
    };
    let why = payout.held_out.map(|reason| reason.label().to_owned()).or_else(|| {
        let code = payout.return_code.as_deref()?;
        Some(codes::returned(code).map_or_else(|| code.to_owned(), |reason| format!("{code}: {}", reason.reason)))
    });
    let again = payout.retry_of.is_some().then_some("pays again what came back");
    let trace = payout.trace_number().map(|trace| trace.to_string());
    let or_nothing = |text: Option<String>, say: &'static str| match text {
        Some(text) => view! { <span class="figure">{text}</span> }.into_any(),
        None => view! { <Nothing say /> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {head}
            </th>
            <td data-label="Amount" class="num">
                <Money amount=payout.amount />
            </td>
            <td data-label="State">
                <PayoutBadge state=payout.state />
                {why.map(|why| view! { <span class="quiet">{format!(" {why}")}</span> })}
                {again.map(|again| view! { <span class="quiet">{format!(" {again}")}</span> })}
            </td>
            <td data-label="Account">{or_nothing(payout.account, "none")}</td>
            <td data-label="Arrived">{or_nothing(payout.settled_on.map(day), "not yet")}</td>
            <td data-label="Trace">{or_nothing(trace, "not sent")}</td>
        </tr>
    }
}
