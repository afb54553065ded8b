//! A partner's own payouts: what is owed to it, and what was paid and when.

use super::table::{By, PayoutTable};
use crate::calls::payouts::read_partner_payouts;
use crate::parts::{Empty, Loaded, Money, PageHeader, Panel, Tile};
use domain::Cents;
use domain::view::PayoutsOfPartner;
use leptos::prelude::*;

/// The viewer's own payouts.
#[component]
pub fn Own() -> impl IntoView {
    let found = Resource::new(|| (), |()| read_partner_payouts(None));
    view! {
        <PageHeader
            title="Payouts"
            lead=Some("What was paid to you and when, and what is payable next.".to_owned())
        />
        <Loaded of=found children=move |found| view! { <Whole found /> } />
    }
}

#[component]
fn Whole(found: PayoutsOfPartner) -> impl IntoView {
    let PayoutsOfPartner { payable, payouts, .. } = found;
    let owed = payable.as_ref().map_or(Cents::ZERO, |of| of.owed);
    let open = payable.as_ref().map_or(Cents::ZERO, |of| of.open);
    let held = payable.as_ref().and_then(|of| of.held_out);
    let list = if payouts.is_empty() {
        view! {
            <Empty icon=icondata_lu::LuBanknote title="No payouts yet">
                <p>"Commissions are paid after their month is approved, as a rule on the 15th."</p>
            </Empty>
        }
        .into_any()
    } else {
        view! { <PayoutTable payouts by=By::Batch caption="Your payouts, newest first" /> }.into_any()
    };
    view! {
        <div class="flow">
            <dl class="tiles">
                <Tile label="Payable to you" note="of approved months, not yet on its way">
                    <Money amount=owed />
                </Tile>
                <Tile label="In preparation" note="of it, in a batch that is being released">
                    <Money amount=open />
                </Tile>
            </dl>
            {held.map(|reason| {
                view! {
                    <p>
                        <strong>{reason.label()}</strong> {format!(". {}", reason.way_out())}
                    </p>
                }
            })}
            <Panel title="Payouts" id="payouts">
                {list}
            </Panel>
        </div>
    }
}
