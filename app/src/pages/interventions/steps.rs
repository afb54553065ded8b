//! The steps of an intervention, done one by one.

use super::one::Hands;
use crate::parts::time::day;
use crate::parts::{Empty, Moment, ReasonField};
use domain::InterventionId;
use domain::view::InterventionStep;
use leptos::prelude::*;

/// Each step with who does it, until when, and when it is done; to be noted while it is under way.
#[component]
pub fn Steps(
    /// Of which intervention.
    id: InterventionId,
    /// The steps.
    steps: Vec<InterventionStep>,
    /// Whether the viewer may note them.
    under_way: bool,
    /// What may be done.
    hands: Hands,
) -> impl IntoView {
    if steps.is_empty() {
        return view! {
            <Empty title="No steps">
                <p>"Its playbook has none."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = steps.into_iter().map(|step| view! { <Step id step under_way hands /> });
    view! { <ol class="story">{rows.collect_view()}</ol> }.into_any()
}

#[component]
fn Step(id: InterventionId, step: InterventionStep, under_way: bool, hands: Hands) -> impl IntoView {
    let InterventionStep { position, step, due_on, done, left_out, note } = step;
    let open = done.is_none();
    let facts = format!("{}, due {}, about {} minutes", step.owner.label(), day(due_on), step.minutes);
    let name = step.words.clone();
    view! {
        <li data-step=position>
            <p class="story-move">
                <strong>{step.words}</strong>
                {match (open, left_out) {
                    (true, _) => None,
                    (false, true) => Some(view! { <span class="badge-mark" data-tone="neutral">"Left out"</span> }),
                    (false, false) => Some(view! { <span class="badge-mark" data-tone="good">"Done"</span> }),
                }}
            </p>
            <p class="quiet">{facts}</p>
            <p>"Done when: " {step.done_when}</p>
            {done
                .map(|(who, at)| {
                    view! {
                        <p class="quiet">
                            {who} ", " <Moment at />
                        </p>
                    }
                })}
            {note.map(|note| view! { <p class="answer">{note}</p> })}
            {(under_way && open).then(|| view! { <Note id position name hands /> })}
        </li>
    }
}

#[component]
fn Note(id: InterventionId, position: i32, name: String, hands: Hands) -> impl IntoView {
    let (done, leave) = (format!("Done: {name}"), format!("Leave out: {name}"));
    view! {
        <ActionForm action=hands.step attr:class="short-form">
            <input type="hidden" name="id" value=id.to_string() />
            <input type="hidden" name="step" value=position />
            <div class="field">
                <label class="field-label" for=format!("note-{position}")>
                    "A word on it, if there is one"
                </label>
                <input class="input" id=format!("note-{position}") name="note" maxlength="1000" />
            </div>
            <button type="submit" class="btn btn-sm" aria-label=done>
                "Done"
            </button>
        </ActionForm>
        <details class="fold">
            <summary>"Leave this step out"</summary>
            <ActionForm action=hands.leave attr:class="short-form">
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="step" value=position />
                <ReasonField label="Why" id=format!("leave-{position}") />
                <button type="submit" class="btn btn-sm" aria-label=leave>
                    "Leave it out"
                </button>
            </ActionForm>
        </details>
    }
}
