//! One intervention on the board.

use super::board::Hand;
use crate::parts::Meter;
use crate::parts::time::day;
use chrono::NaiveDate;
use domain::health::intervention::InterventionState;
use domain::view::InterventionRow;
use leptos::prelude::*;

/// A card: what, for whom, by whom, until when; with the moves that it may make.
#[component]
pub fn Card(
    /// The intervention.
    row: InterventionRow,
    /// What day it is.
    today: NaiveDate,
    /// Whether the viewer may move it.
    may_intervene: bool,
    /// A hand on the board.
    hand: Hand,
) -> impl IntoView {
    let InterventionRow { id, partner, kind, state, owner, begins_on, steps, steps_done, next_due, .. } = row.clone();
    let (when, late) = match (state, next_due) {
        (InterventionState::Planned, _) => (format!("begins {}", day(begins_on)), begins_on < today),
        (InterventionState::InProgress, Some(due)) => (format!("next step due {}", day(due)), due < today),
        (InterventionState::InProgress, None) => ("all steps done".to_owned(), false),
        _ => (row.ended_on.map(|on| format!("ended {}", day(on))).unwrap_or_default(), false),
    };
    let movable = may_intervene && !state.next_states().is_empty();
    let name = format!("{} for {}", kind.label(), partner.name);
    let buttons = state.next_states().iter().map(|to| view! { <Move row=row.clone() to=*to name=name.clone() hand /> });
    let buttons = buttons.collect_view();
    let dragged = row;
    #[expect(clippy::cast_precision_loss, reason = "a picture of a few steps")]
    let share = steps_done as f64 / steps.max(1) as f64;
    view! {
        <li
            class="stage-card"
            data-intervention=id.to_string()
            draggable=movable.then_some("true")
            on:dragstart=move |_| hand.dragged.set(Some(dragged.clone()))
            on:dragend=move |_| hand.dragged.set(None)
        >
            <a class="text-link way-link" href=format!("/interventions/{id}")>
                {kind.label()}
            </a>
            <p>{partner.name}</p>
            <p class="quiet">{owner.1} " · " {when}</p>
            {late.then(|| view! { <span class="badge-mark" data-tone="warning">"late"</span> })}
            {(steps > 0)
                .then(|| {
                    view! {
                        <p class="quiet">{format!("{steps_done} of {steps} steps")}</p>
                        <Meter share />
                    }
                })}
            {movable.then(|| view! { <div class="button-row">{buttons}</div> })}
        </li>
    }
}

/// A move of a card: at once, or leading to where the word is asked for.
#[component]
fn Move(row: InterventionRow, to: InterventionState, name: String, hand: Hand) -> impl IntoView {
    let id = row.id;
    if to == InterventionState::InProgress {
        return view! {
            <ActionForm action=hand.begin>
                <input type="hidden" name="id" value=id.to_string() />
                <button type="submit" class="btn btn-sm" aria-label=format!("Begin {name}")>
                    "Begin"
                </button>
            </ActionForm>
        }
        .into_any();
    }
    let verb = if to == InterventionState::Completed { "Complete" } else { "Give up" };
    // Without WebAssembly it leads to where the word is asked for.
    view! {
        <a
            class="btn btn-sm"
            href=format!("/interventions/{id}#ending")
            aria-label=format!("{verb} {name}")
            on:click=move |event| {
                event.prevent_default();
                hand.move_to(&row, to);
            }
        >
            {verb}
        </a>
    }
    .into_any()
}
