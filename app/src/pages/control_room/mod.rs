//! The control room: what runs by itself, what is stuck, and a hand on it.

mod dry_run;
mod health;
mod mail;
mod room;
mod run;
mod runs;
mod schedules;
mod steps;

pub use health::SystemHealthPage;
pub use mail::{MailPage, MailsPage};
pub use room::ControlRoomPage;
pub use run::WorkRunPage;

use domain::workflow::{StepState, WorkState};
use leptos::prelude::*;

/// How far a run is.
#[component]
fn WorkBadge(
    /// The state.
    state: WorkState,
) -> impl IntoView {
    let tone = match state {
        WorkState::Running => "accent",
        WorkState::Stuck => "bad",
        WorkState::Completed => "good",
        WorkState::Cancelled => "neutral",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {state.label()}
        </span>
    }
}

/// How far a step is.
#[component]
fn StepBadge(
    /// The state.
    state: StepState,
) -> impl IntoView {
    let tone = match state {
        StepState::Blocked | StepState::Cancelled | StepState::Skipped => "neutral",
        StepState::Ready | StepState::Running => "accent",
        StepState::Waiting => "warning",
        StepState::Done => "good",
        StepState::Stuck => "bad",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {state.label()}
        </span>
    }
}
