//! Interventions: the board, the calendar, one with its steps, planning one, and playbooks.

mod ask;
mod board;
mod calendar;
mod card;
mod effect;
mod end;
mod one;
mod plan;
mod playbooks;
mod steps;

pub use board::BoardPage;
pub use one::InterventionPage;
pub use plan::PlanPage;
pub use playbooks::{PlaybookPage, PlaybooksPage};

use domain::health::intervention::InterventionState;
use leptos::prelude::*;

/// How far an intervention is.
#[component]
fn InterventionBadge(
    /// The state.
    state: InterventionState,
) -> impl IntoView {
    let tone = match state {
        InterventionState::Planned => "neutral",
        InterventionState::InProgress => "accent",
        InterventionState::Completed => "good",
        InterventionState::Cancelled => "warning",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {state.label()}
        </span>
    }
}
