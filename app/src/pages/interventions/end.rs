//! Asks for the word that goes with an end.

use super::board::Hand;
use crate::calls::interventions::{CancelIntervention, CompleteIntervention};
use domain::InterventionId;
use domain::health::intervention::InterventionState;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

/// What is about to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Which.
    pub id: InterventionId,
    /// Completed, or given up.
    pub to: InterventionState,
    /// What it is called.
    pub name: String,
}

/// The question, open while an intervention is about to end from the board.
#[component]
pub fn EndDialog(hand: Hand) -> impl IntoView {
    let (dialog_ref, words_ref) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Input>::new());
    Effect::new(move |_| {
        if let (Some(dialog), true) = (dialog_ref.get(), hand.ending.with(Option::is_some)) {
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
        if let Some(Ending { id, to, .. }) = hand.ending.get_untracked() {
            if to == InterventionState::Completed {
                hand.complete.dispatch(CompleteIntervention { id, outcome: words });
            } else {
                hand.cancel.dispatch(CancelIntervention { id, reason: words });
            }
        }
        close();
    };
    let completes = move || hand.ending.with(|of| of.as_ref().is_some_and(|of| of.to == InterventionState::Completed));
    let name = move || hand.ending.with(|of| of.as_ref().map(|of| of.name.clone()));
    view! {
        <dialog class="dialog-card" node_ref=dialog_ref aria-labelledby="end-title" on:close=move |_| hand.ending.set(None)>
            <form on:submit=confirm>
                <h2 id="end-title">{move || if completes() { "What came of it?" } else { "Why is it given up?" }}</h2>
                <p class="quiet">{name}</p>
                <div class="field">
                    <label class="field-label" for="end-words">
                        "In a few words"
                    </label>
                    <input class="input" id="end-words" node_ref=words_ref maxlength="1000" required autofocus />
                </div>
                <div class="dialog-actions">
                    <button type="button" class="btn" on:click=move |_| close()>
                        "Leave it"
                    </button>
                    <button type="submit" class="btn btn-primary">
                        {move || if completes() { "Complete" } else { "Give up" }}
                    </button>
                </div>
            </form>
        </dialog>
    }
}
