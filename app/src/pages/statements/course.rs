//! What became of a statement: how it is booked, and what it is paid with.

use crate::parts::{Day, Money, Panel};
use domain::Cents;
use domain::payout::PayoutState;
use domain::run::RunStatus;
use domain::view::{Booked, PayoutRow, StatementRow};
use leptos::prelude::*;

/// From the statement to the ledger and to the bank, as far as the viewer may see it.
#[expect(clippy::needless_pass_by_value, reason = "a component owns what it shows")]
#[component]
pub fn Course(
    /// The statement.
    statement: StatementRow,
    /// The entry that books it.
    booked: Option<Booked>,
    /// The payout that it is paid with.
    paid: Option<PayoutRow>,
    /// Whether the viewer is the partner's.
    own: bool,
) -> impl IntoView {
    if booked.is_none() && paid.is_none() {
        return ().into_any();
    }
    let partner = statement.partner.id;
    let waits = statement.commission > Cents::ZERO && paid.is_none();
    let entry = booked.map(|booked| {
        let link = if own { "/account".to_owned() } else { format!("/ledger/partners/{partner}") };
        view! {
            <li>
                "Booked on " <Day of=booked.day /> ": "
                <a class="text-link" href=link>
                    "the account"
                </a> <span class="quiet">{format!(", entry {}", booked.entry)}</span>
            </li>
        }
    });
    let paid = paid.map(|payout| {
        let link = if own { "/payouts".to_owned() } else { format!("/payouts/{}", payout.batch_id) };
        let words = match payout.state {
            PayoutState::Settled => "Paid with ",
            PayoutState::InTransit => "On its way with ",
            _ => "In preparation with ",
        };
        view! {
            <li>
                {words}
                <a class="text-link" href=link>
                    {format!("payout {}", payout.batch_name())}
                </a>
                " of "
                <Money amount=payout.amount />
                {format!(", which has what was payable up to {}", payout.month.label())}
                {payout.settled_on.map(|of| view! { ", settled on " <Day of /> })}
            </li>
        }
    });
    let waiting = waits.then(|| {
        let words = if statement.status < RunStatus::Approved {
            "Not paid yet: its month waits for approval."
        } else {
            "Not paid yet."
        };
        view! { <li>{words}</li> }
    });
    view! {
        <Panel title="Booked and paid" id="course">
            <ul>{entry} {paid} {waiting}</ul>
        </Panel>
    }
    .into_any()
}
