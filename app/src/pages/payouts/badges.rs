//! How far batches, payouts and answers are, as badges.

use domain::payout::answer::AnswerState;
use domain::payout::{BatchStatus, PayoutState};
use leptos::prelude::*;

/// How far a batch is.
#[component]
pub fn BatchBadge(status: BatchStatus) -> impl IntoView {
    let tone = match status {
        BatchStatus::Proposed => "accent",
        BatchStatus::Approved | BatchStatus::Written | BatchStatus::Submitted => "neutral",
        BatchStatus::Settled => "good",
        BatchStatus::PartiallyReturned => "warning",
        BatchStatus::Cancelled => "none",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {status.label()}
        </span>
    }
}

/// How far a payout is.
#[component]
pub fn PayoutBadge(state: PayoutState) -> impl IntoView {
    let tone = match state {
        PayoutState::Proposed | PayoutState::InTransit => "neutral",
        PayoutState::Settled => "good",
        PayoutState::Returned => "bad",
        PayoutState::HeldOut => "warning",
        PayoutState::Cancelled => "none",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {state.label()}
        </span>
    }
}

/// What became of an answer.
#[component]
pub fn AnswerBadge(state: AnswerState) -> impl IntoView {
    let tone = match state {
        AnswerState::Matched | AnswerState::Settled => "good",
        AnswerState::Repeated => "neutral",
        AnswerState::Unmatched | AnswerState::ForPerson => "warning",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {state.label()}
        </span>
    }
}
