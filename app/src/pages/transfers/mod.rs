//! Imports and exports: what came in and went out, and what is under way.

mod list;
mod one;

pub use list::TransfersPage;
pub use one::TransferPage;

use domain::transfer::TransferState;
use leptos::prelude::*;

/// How far a transfer is.
#[component]
fn TransferBadge(
    /// The state.
    state: TransferState,
) -> impl IntoView {
    let tone = match state {
        TransferState::Checking | TransferState::Running => "accent",
        TransferState::Waiting => "warning",
        TransferState::Done => "good",
        TransferState::Refused => "bad",
        TransferState::GivenUp => "neutral",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {state.label()}
        </span>
    }
}

/// `840 B`, `12 kB`, `3.4 MB`, `200 MB`.
fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..100_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
        100_000_000.. => format!("{} MB", bytes / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_size_is_told_in_the_unit_that_suits_it() {
        assert_eq!([840, 12_400, 3_460_000, 200_000_000].map(super::size), ["840 B", "12 kB", "3.4 MB", "200 MB"]);
    }
}
