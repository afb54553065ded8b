//! Asks for the word that goes with an end.

use super::board::Hand;
use crate::calls::interventions::{CancelIntervention, CompleteIntervention};
use crate::parts::ReasonDialog;
use domain::InterventionId;
use domain::health::intervention::InterventionState;
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
    let completes = move || hand.ending.with(|of| of.as_ref().is_some_and(|of| of.to == InterventionState::Completed));
    view! {
        <ReasonDialog
            asked=hand.ending
            id="end"
            title=move || if completes() { "What came of it?" } else { "Why is it given up?" }
            about=|of| of.name.clone()
            label=|| "In a few words"
            go=move || if completes() { "Complete" } else { "Give up" }
            give=move |Ending { id, to, .. }, words| {
                if to == InterventionState::Completed {
                    hand.complete.dispatch(CompleteIntervention { id, outcome: words });
                } else {
                    hand.cancel.dispatch(CancelIntervention { id, reason: words });
                }
            }
        />
    }
}
