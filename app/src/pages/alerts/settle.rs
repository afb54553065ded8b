//! Asks for the word that goes with settling an alert.

use super::keys::Hand;
use crate::calls::Trouble;
use crate::calls::alerts::{DismissAlert, ResolveAlert};
use domain::health::alert::AlertState;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

/// The question, open while an alert is about to be settled from the list.
#[component]
pub fn SettleDialog(hand: Hand) -> impl IntoView {
    let (dialog_ref, words_ref) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Input>::new());
    Effect::new(move |_| {
        if let (Some(dialog), true) = (dialog_ref.get(), hand.settling.with(Option::is_some)) {
            if let Some(words) = words_ref.get_untracked() {
                words.set_value("");
            }
            let _ = dialog.show_modal();
        }
    });
    let close = move || {
        if let Some(dialog) = dialog_ref.get_untracked() {
            dialog.close();
        }
    };
    let confirm = move |event: SubmitEvent| {
        event.prevent_default();
        let words = words_ref.get_untracked().map(|words| words.value()).unwrap_or_default();
        let Some((alert, to, name)) = hand.settling.get_untracked() else { return };
        hand.said.set(format!("{}: {name}.", to.label()));
        if to == AlertState::Dismissed {
            hand.dismiss.dispatch(DismissAlert { alert, reason: words });
        } else {
            hand.resolve.dispatch(ResolveAlert { alert, how: words });
        }
        close();
    };
    let is_dismissal =
        move || hand.settling.with(|settling| settling.as_ref().is_some_and(|(_, to, _)| *to == AlertState::Dismissed));
    let title = move || if is_dismissal() { "Dismiss this alert" } else { "Resolve this alert" };
    let name = move || hand.settling.with(|settling| settling.as_ref().map(|(.., name)| name.clone()));
    let label = move || if is_dismissal() { "Why nothing needs doing" } else { "What was done" };
    let refusal = move || {
        let of = |value: Option<Result<(), Trouble>>| value.and_then(Result::err).map(|Trouble(refusal)| refusal);
        of(hand.resolve.value().get()).or_else(|| of(hand.dismiss.value().get()))
    };
    view! {
        <p class="field-error" role="alert">
            {move || refusal().map(|refusal| refusal.to_string())}
        </p>
        <dialog
            class="dialog-card"
            node_ref=dialog_ref
            aria-labelledby="settle-title"
            on:close=move |_| hand.settling.set(None)
        >
            <form on:submit=confirm>
                <h2 id="settle-title">{title}</h2>
                <p class="quiet">{name}</p>
                <div class="field">
                    <label class="field-label" for="settle-words">
                        {label}
                    </label>
                    <input class="input" id="settle-words" node_ref=words_ref maxlength="1000" required autofocus />
                </div>
                <div class="dialog-actions">
                    <button type="button" class="btn" on:click=move |_| close()>
                        "Leave it"
                    </button>
                    <button type="submit" class="btn btn-primary">
                        {move || if is_dismissal() { "Dismiss" } else { "Resolve" }}
                    </button>
                </div>
            </form>
        </dialog>
    }
}
