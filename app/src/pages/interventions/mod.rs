//! Interventions: the board, the calendar, one with its steps, and planning one.

mod ask;
mod board;
mod calendar;
mod card;
mod effect;
mod end;
mod one;
mod plan;
mod steps;

pub use board::BoardPage;
pub use one::InterventionPage;
pub use plan::PlanPage;

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
