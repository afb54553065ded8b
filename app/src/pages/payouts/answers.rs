//! What the bank has said, and what became of it.

use super::badges::AnswerBadge;
use crate::calls::payouts::SettleAnswer;
use crate::parts::number::Nothing;
use crate::parts::{Moment, Money, TableFrame};
use domain::Cents;
use domain::ach::TraceNumber;
use domain::view::AnswerRow;
use leptos::prelude::*;

/// A row for each; with an action, those that ask for a person can be settled.
#[component]
pub fn Answers(answers: Vec<AnswerRow>, settle: Option<ServerAction<SettleAnswer>>) -> impl IntoView {
    view! {
        <TableFrame caption="What the bank has said">
            <thead>
                <tr>
                    <th scope="col">"Answer"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Reseller"</th>
                    <th scope="col" class="num">
                        "Amount"
                    </th>
                    <th scope="col">"What was done"</th>
                    <th scope="col">"Received"</th>
                </tr>
            </thead>
            <tbody>{answers.into_iter().map(|answer| view! { <Row answer settle /> }).collect_view()}</tbody>
        </TableFrame>
    }
}

#[component]
fn Row(answer: AnswerRow, settle: Option<ServerAction<SettleAnswer>>) -> impl IntoView {
    let title = if answer.code.is_empty() { answer.file_name.clone() } else { answer.code.clone() };
    let trace = answer.trace.and_then(|digits| TraceNumber::new(digits.try_into().ok()?));
    let label = format!("What you found out about {title}");
    let form = settle.filter(|_| answer.state.is_open()).map(|settle| {
        view! {
            <ActionForm action=settle attr:class="short-form">
                <input type="hidden" name="file" value=answer.content_hash.clone() />
                <input type="hidden" name="line" value=answer.line.to_string() />
                <input class="input" name="note" aria-label=label required />
                <button type="submit" class="btn btn-sm">
                    "Settled"
                </button>
            </ActionForm>
        }
    });
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {title} {trace.map(|trace| view! { <span class="quiet figure">{format!(" trace {trace}")}</span> })}
            </th>
            <td data-label="State">
                <AnswerBadge state=answer.state />
            </td>
            <td data-label="Reseller">
                {answer
                    .partner_code
                    .map_or_else(|| view! { <Nothing say="unknown" /> }.into_any(), IntoAny::into_any)}
            </td>
            <td data-label="Amount" class="num">
                {if answer.amount == Cents::ZERO {
                    view! { <Nothing say="nothing" /> }.into_any()
                } else {
                    view! { <Money amount=answer.amount /> }.into_any()
                }}
            </td>
            <td data-label="What was done">
                {answer.note} {answer.settlement.map(|words| view! { <p class="quiet">{words}</p> })} {form}
            </td>
            <td data-label="Received">
                <Moment at=answer.received_at />
            </td>
        </tr>
    }
}
