//! Asks for the word that goes with settling an alert.

use super::keys::Hand;
use crate::calls::Trouble;
use crate::calls::alerts::{DismissAlert, ResolveAlert};
use crate::parts::ReasonDialog;
use domain::health::alert::AlertState;
use leptos::prelude::*;

/// The question, open while an alert is about to be settled from the list.
#[component]
pub fn SettleDialog(hand: Hand) -> impl IntoView {
    let is_dismissal =
        move || hand.settling.with(|settling| settling.as_ref().is_some_and(|(_, to, _)| *to == AlertState::Dismissed));
    let refusal = move || {
        let of = |value: Option<Result<(), Trouble>>| value.and_then(Result::err).map(|Trouble(refusal)| refusal);
        of(hand.resolve.value().get()).or_else(|| of(hand.dismiss.value().get()))
    };
    view! {
        <p class="field-error" role="alert">
            {move || refusal().map(|refusal| refusal.to_string())}
        </p>
        <ReasonDialog
            asked=hand.settling
            id="settle"
            title=move || if is_dismissal() { "Dismiss this alert" } else { "Resolve this alert" }
            about=|(.., name)| name.clone()
            label=move || if is_dismissal() { "Why nothing needs doing" } else { "What was done" }
            go=move || if is_dismissal() { "Dismiss" } else { "Resolve" }
            give=move |(alert, to, name), words| {
                hand.said.set(format!("{}: {name}.", to.label()));
                if to == AlertState::Dismissed {
                    hand.dismiss.dispatch(DismissAlert { alert, reason: words });
                } else {
                    hand.resolve.dispatch(ResolveAlert { alert, how: words });
                }
            }
        />
    }
}
