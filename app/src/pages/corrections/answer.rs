//! The form that answers a question.

use super::Words;
use crate::calls::corrections::AnswerQuestion;
use domain::DisputeId;
use leptos::prelude::*;

/// An explanation, and an amount where it leads to an adjustment.
#[component]
pub fn Answer(
    /// The question.
    id: DisputeId,
    /// The call.
    answer: ServerAction<AnswerQuestion>,
    /// Whether the answer may be an adjustment.
    may_adjust: bool,
) -> impl IntoView {
    let amount = if may_adjust {
        let field = format!("amount-{id}");
        view! {
            <div class="field">
                <label class="field-label" for=field.clone()>
                    "Adjustment, if you propose one; negative takes back"
                </label>
                <input class="input" id=field name="amount" placeholder="12.50" autocomplete="off" />
            </div>
        }
        .into_any()
    } else {
        view! { <input type="hidden" name="amount" value="" /> }.into_any()
    };
    view! {
        <details class="fold">
            <summary>"Answer"</summary>
            <ActionForm action=answer attr:class="short-form">
                <input type="hidden" name="id" value=id.to_string() />
                <Words label="Answer, which the reseller reads" id=format!("answer-{id}") name="answer" />
                {amount}
                <button type="submit" class="btn btn-primary" disabled=move || answer.pending().get()>
                    "Send the answer"
                </button>
            </ActionForm>
        </details>
    }
}
