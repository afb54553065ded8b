//! The operator's payouts: what can be paid now, batches, and what the bank has said.

use super::answers::Answers;
use super::badges::BatchBadge;
use super::payable::PayableNow;
use crate::calls::Trouble;
use crate::calls::payouts::{ProposePayouts, SettleAnswer, read_payout_desk};
use crate::parts::number::Nothing;
use crate::parts::time::day;
use crate::parts::{Count, Done, Empty, Field, Loaded, Moment, Money, Objection, PageHeader, Panel, TableFrame};
use domain::Cents;
use domain::view::{PayoutBatchRow, PayoutDesk};
use leptos::prelude::*;

/// What the page is for.
const LEAD: &str = "What approved months have made payable, paid in batches that a second person releases.";

/// Batches, what is payable, and what the bank has said.
#[component]
pub fn Desk() -> impl IntoView {
    let propose = ServerAction::<ProposePayouts>::new();
    let settle = ServerAction::<SettleAnswer>::new();
    let found = Resource::new(move || (propose.version().get(), settle.version().get()), |_| read_payout_desk());
    view! {
        <PageHeader title="Payouts" lead=Some(LEAD.to_owned())>
            <a class="btn" href="/payouts/settings">
                "How payouts are made"
            </a>
        </PageHeader>
        <Loaded of=found children=move |found| view! { <Whole found propose settle /> } />
    }
}

#[component]
fn Whole(
    found: PayoutDesk,
    propose: ServerAction<ProposePayouts>,
    settle: ServerAction<SettleAnswer>,
) -> impl IntoView {
    let PayoutDesk { batches, payable, released_to, settings, answers, may_propose } = found;
    let can_pay = payable.iter().any(|of| of.due() > Cents::ZERO && of.open == Cents::ZERO && of.held_out.is_none());
    let proposed = propose.value().get_untracked();
    let done = proposed.clone().and_then(Result::ok).map(|batch| {
        let words =
            format!("{} is proposed. A second person approves it; then its file goes to the bank.", batch.name());
        view! { <Done words /> }
    });
    let refused = proposed.and_then(Result::err).or_else(|| settle.value().get_untracked().and_then(Result::err));
    let until = released_to.map_or_else(
        || "No month is approved yet; commissions are payable from then on.".to_owned(),
        |month| format!("Of months that are approved, up to {}.", month.label()),
    );
    let action = match (settings.is_some(), may_propose && can_pay) {
        (false, _) => view! {
            <p class="quiet">
                "It isn’t said yet "
                <a class="text-link" href="/payouts/settings">
                    "how payouts are made"
                </a> ": an administrator gives the company’s name and number at its bank."
            </p>
        }
        .into_any(),
        (true, true) => view! { <Propose propose /> }.into_any(),
        (true, false) => ().into_any(),
    };
    view! {
        <div class="flow">
            {done} {refused.map(|Trouble(refusal)| view! { <Objection refusal /> })}
            <Panel title="Payable now" id="payable" note=until>
                <PayableNow payable />
                {action}
            </Panel>
            {(!answers.is_empty())
                .then(|| {
                    view! {
                        <Panel
                            title="The bank has said"
                            id="answers"
                            note="It fits no entry of ours, or asks for a person. Nothing is booked for it."
                        >
                            <Answers answers settle=may_propose.then_some(settle) />
                        </Panel>
                    }
                })}
            <Panel title="Batches" id="batches" note="Newest first.">
                <Batches batches />
            </Panel>
        </div>
    }
}

#[component]
fn Propose(propose: ServerAction<ProposePayouts>) -> impl IntoView {
    view! {
        <ActionForm action=propose attr:class="short-form">
            <Field label="Why payouts are made now" name="reason" placeholder="Mid-month payday" required=true />
            <button type="submit" class="btn btn-primary" disabled=move || propose.pending().get()>
                "Propose a batch"
            </button>
        </ActionForm>
    }
}

#[component]
fn Batches(batches: Vec<PayoutBatchRow>) -> impl IntoView {
    if batches.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuBanknote title="No payouts yet">
                <p>"A batch is proposed on the 15th of each month by itself, or above by hand."</p>
            </Empty>
        }
        .into_any();
    }
    view! {
        <TableFrame caption="Batches of payouts, newest first">
            <thead>
                <tr>
                    <th scope="col">"Batch"</th>
                    <th scope="col">"State"</th>
                    <th scope="col" class="num">
                        "Pays"
                    </th>
                    <th scope="col" class="num">
                        "Resellers"
                    </th>
                    <th scope="col" class="num">
                        "Came back"
                    </th>
                    <th scope="col">"Arrives"</th>
                    <th scope="col">"Proposed"</th>
                </tr>
            </thead>
            <tbody>{batches.into_iter().map(|batch| view! { <Row batch /> }).collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}

#[component]
fn Row(batch: PayoutBatchRow) -> impl IntoView {
    let name = batch.name();
    view! {
        <tr>
            <th scope="row" class="cell-title">
                <a class="text-link" href=format!("/payouts/{}", batch.id)>
                    {name}
                </a>
            </th>
            <td data-label="State">
                <BatchBadge status=batch.status />
            </td>
            <td data-label="Pays" class="num">
                <Money amount=batch.total />
            </td>
            <td data-label="Resellers" class="num">
                <Count of=batch.payouts />
            </td>
            <td data-label="Came back" class="num">
                {if batch.returned == 0 {
                    view! { <Nothing say="nothing" /> }.into_any()
                } else {
                    view! { <Money amount=batch.returned_total /> }.into_any()
                }}
            </td>
            <td data-label="Arrives">
                {batch
                    .effective
                    .map_or_else(
                        || view! { <Nothing say="not sent" /> }.into_any(),
                        |on| view! { <span class="figure">{day(on)}</span> }.into_any(),
                    )}
            </td>
            <td data-label="Proposed">
                <Moment at=batch.proposed_at />
            </td>
        </tr>
    }
}
