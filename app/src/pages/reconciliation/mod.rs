//! Reconciliation: what doesn't agree, one finding with both sides, and the bank's statements.

mod ask;
mod finding;
mod inbox;
mod upload;

pub use finding::FindingPage;
pub use inbox::InboxPage;

use domain::reconciliation::{FindingState, Severity};
use leptos::prelude::*;

/// How much a finding matters.
#[component]
fn SeverityBadge(severity: Severity) -> impl IntoView {
    let tone = match severity {
        Severity::Low => "neutral",
        Severity::Medium => "accent",
        Severity::High => "warning",
        Severity::Critical => "bad",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {severity.label()}
        </span>
    }
}

/// What is done about a finding.
#[component]
fn StateBadge(state: FindingState) -> impl IntoView {
    let tone = match state {
        FindingState::Open => "warning",
        FindingState::Acknowledged => "accent",
        FindingState::Resolved | FindingState::Cleared => "good",
        FindingState::Dismissed => "neutral",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {state.label()}
        </span>
    }
}
