//! Asks why a customer left, before it moves to churned.

use super::state::{BoardState, focus_card};
use crate::pages::customers::moves::{churn_reasons, reason_options};
use crate::parts::dialog::{close, modal};
use domain::lifecycle::{ChurnReason, Stage};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

/// The question, open while a card waits for its reason.
#[component]
pub fn ChurnDialog(board: BoardState) -> impl IntoView {
    let dialog_ref = modal(move || board.leaving.with(Option::is_some));
    let reason_ref = NodeRef::<html::Select>::new();
    let confirm = move |event: SubmitEvent| {
        event.prevent_default();
        let reason = reason_ref.get_untracked().and_then(|select| select.value().parse::<ChurnReason>().ok());
        if let (Some(card), Some(reason)) = (board.leaving.get_untracked(), reason) {
            board.leaving.set(None);
            close(dialog_ref);
            board.move_card(card, Stage::Churned, Some(reason));
        }
    };
    // Escape and the back button close the dialog too.
    let closed = move |_| {
        if let Some(card) = board.leaving.try_update(Option::take).flatten() {
            focus_card(card.id);
        }
    };
    let code = move || board.leaving.with(|card| card.as_ref().map(|card| card.code.clone()));
    let options = move || {
        let stage = board.leaving.with(|card| card.as_ref().map(|card| card.stage))?;
        Some(reason_options(&churn_reasons(stage)))
    };
    view! {
        <dialog class="dialog-card" node_ref=dialog_ref aria-labelledby="churn-title" on:close=closed>
            <form on:submit=confirm>
                <h2 id="churn-title">"Why did " {code} " leave?"</h2>
                <p class="quiet">"The reason becomes part of the customer's history."</p>
                <div class="field">
                    <label class="field-label" for="churn-reason">
                        "Reason"
                    </label>
                    <select class="select" id="churn-reason" node_ref=reason_ref required>
                        {options}
                    </select>
                </div>
                <div class="dialog-actions">
                    <button type="button" class="btn" on:click=move |_| close(dialog_ref)>
                        "Keep the customer"
                    </button>
                    <button type="submit" class="btn btn-error">
                        "Move to churned"
                    </button>
                </div>
            </form>
        </dialog>
    }
}
