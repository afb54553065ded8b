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

/// `840 ms`, `12 s`, `3 min 5 s`, `4 h 30 min`, `5 d 3 h`.
fn took(milliseconds: i64) -> String {
    let seconds = milliseconds / 1000;
    let (minutes, hours) = (seconds / 60, seconds / 3_600);
    match milliseconds {
        ..10_000 => format!("{milliseconds} ms"),
        10_000..60_000 => format!("{seconds} s"),
        60_000..3_600_000 => format!("{minutes} min {} s", seconds % 60),
        3_600_000..172_800_000 => format!("{hours} h {} min", minutes % 60),
        172_800_000.. => format!("{} d {} h", hours / 24, hours % 24),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_duration_is_told_in_the_unit_that_suits_it() {
        let told = [840, 12_400, 185_000, 16_200_000, 442_800_000].map(super::took);
        assert_eq!(told, ["840 ms", "12 s", "3 min 5 s", "4 h 30 min", "5 d 3 h"]);
    }
}
