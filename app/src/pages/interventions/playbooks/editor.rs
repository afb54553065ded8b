//! The steps as a form: changed, added, moved and removed, and then kept as a whole.
//!
//! Without scripts each button posts the form to its page, which comes back changed; with them the same rules change it
//! in the browser, and only what is kept goes to the server.

use crate::calls::Trouble;
use crate::calls::interventions::save_playbook;
use crate::parts::form::fields_of;
use crate::parts::{Choice, Done, Field, Objection, Panel};
use domain::Refusal;
use domain::form::Fields;
use domain::health::intervention::draft::{Edit, PlaybookDraft, StepDraft, refused_step, step_field};
use domain::user::Role;
use domain::view::{PlaybookRow, Posted};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What has become of the draft.
type Outcome = RwSignal<Option<Result<(), Refusal>>>;

/// The form.
#[component]
pub fn Editor(
    /// The playbook in force.
    row: PlaybookRow,
    /// What was posted.
    posted: Option<Posted>,
    /// Rises when it is kept.
    saved: RwSignal<i32>,
) -> impl IntoView {
    let PlaybookRow { playbook, version, .. } = row;
    let kind = playbook.kind;
    let is_kept = use_query_map().with_untracked(|map| map.get_str("kept").is_some()) || saved.get_untracked() > 0;
    let first = if is_kept { Some(Ok(())) } else { None };
    let (first, draft) = posted.map_or_else(
        || (first, PlaybookDraft::of(&playbook, version)),
        |posted| (posted.refusal.map(Err), PlaybookDraft::read(&posted.fields)),
    );
    let outcome: Outcome = RwSignal::new(first);
    // With the number of the edit: a field that was typed in no longer heeds what it should show, so all are made anew.
    let draft = RwSignal::new((0_usize, draft));
    let focused = RwSignal::new(None::<String>);
    let saving = Action::new(move |fields: &Fields| save_playbook(kind, fields.clone()));
    Effect::new(move |_| match saving.value().get() {
        Some(Ok(version)) => saved.set(version),
        Some(Err(Trouble(refusal))) => outcome.set(Some(Err(refusal))),
        None => {}
    });
    let submit = move |event: SubmitEvent| {
        let Some(fields) = fields_of(&event) else { return };
        event.prevent_default();
        let edit = fields.text("do").parse().unwrap_or(Edit::Save);
        let typed = PlaybookDraft::read(&fields);
        if edit == Edit::Save {
            saving.dispatch(fields);
            return;
        }
        outcome.set(None);
        let changed = typed.after(edit, kind);
        focused.set(Some(place_after(edit, changed.steps.len())));
        draft.update(|(number, draft)| {
            *number += 1;
            *draft = changed;
        });
    };
    Effect::new(move |_| {
        let Some(id) = focused.get() else { return };
        request_animation_frame(move || focus(&id));
    });
    let rows = move || {
        let (number, draft) = draft.get();
        let last = draft.steps.len().saturating_sub(1);
        draft.steps.into_iter().enumerate().map(|(at, step)| (number, at, last, step)).collect::<Vec<_>>()
    };
    let told = move || {
        outcome.get().map(|outcome| match outcome {
            Ok(()) => view! { <Done words="Kept as a new version. What is planned from now on has these steps.".to_owned() /> }.into_any(),
            Err(refusal) => view! { <Objection refusal /> }.into_any(),
        })
    };
    view! {
        <form method="post" action=format!("/interventions/playbooks/{}", kind.code()) class="flow" on:submit=submit>
            {told} <Panel title="Steps" id="steps" note="By day. A step that is moved takes over the day of the one it changes places with.">
                // The first button is the one that the Enter key presses.
                <button type="submit" name="do" value="save" class="sr-only" tabindex="-1" aria-hidden="true">
                    "Keep"
                </button>
                <input type="hidden" name="seen" value=version />
                <ol class="play-steps">
                    <For
                        each=rows
                        key=|(number, at, ..)| (*number, *at)
                        children=move |(_, at, last, step)| view! { <Step at last step outcome /> }
                    />
                </ol>
                <div class="button-row">
                    <button type="submit" name="do" value="add" id="add-step" class="btn" formnovalidate>
                        "Add a step"
                    </button>
                    <button type="submit" name="do" value="default" class="btn" formnovalidate>
                        "Use the product’s steps"
                    </button>
                </div>
            </Panel>
            <div>
                <button type="submit" name="do" value="save" class="btn btn-primary" disabled=move || saving.pending().get()>
                    "Keep as a new version"
                </button>
            </div>
        </form>
    }
}

/// What has the focus after an edit: the step that was moved or added, or the one in the place of what was removed.
fn place_after(edit: Edit, steps: usize) -> String {
    let last = steps.saturating_sub(1);
    let at = match edit {
        Edit::Up(at) => at.saturating_sub(1),
        Edit::Down(at) => (at + 1).min(last),
        Edit::Remove(at) => at.min(last),
        Edit::Add => last,
        Edit::Save | Edit::Default => 0,
    };
    if steps == 0 { "add-step".to_owned() } else { step_field(at, "words") }
}

fn focus(id: &str) {
    use leptos::wasm_bindgen::JsCast;
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<leptos::web_sys::HtmlElement>().ok()) {
        // It can't fail: the element can have the focus.
        let _focused = element.focus();
    }
}

/// One step, and what can be done with it.
#[component]
fn Step(at: usize, last: usize, step: StepDraft, outcome: Outcome) -> impl IntoView {
    let number = at + 1;
    let StepDraft { words, owner, day, minutes, done_when } = step;
    let is_wrong =
        move || outcome.with(|outcome| matches!(outcome, Some(Err(refusal)) if refused_step(refusal) == Some(at)));
    let people = Role::ALL.iter().filter(|role| !role.is_partner() && **role != Role::Auditor);
    let people = people.map(|role| (role.code().to_owned(), role.label().to_owned())).collect();
    let button = move |word: &str, label: &'static str, sign: &'static str, off: bool| {
        view! {
            <button
                type="submit"
                name="do"
                value=format!("{word}-{at}")
                class="btn btn-sm"
                formnovalidate
                disabled=off
                aria-label=format!("{label} step {number}")
            >
                {sign}
            </button>
        }
    };
    view! {
        <li>
            <fieldset class="play-step" data-wrong=move || is_wrong().then_some("")>
                <legend>{format!("Step {number}")}</legend>
                <Text label="What is done" name=step_field(at, "words") value=words />
                <Text label="Done when" name=step_field(at, "done") value=done_when />
                <div class="play-figures">
                    <Choice label="By" name=step_field(at, "owner") options=people chosen=owner />
                    <Field label="Day" name=step_field(at, "day") value=day required=true />
                    <Field label="Minutes" name=step_field(at, "minutes") value=minutes required=true />
                    <div class="button-row">
                        {button("up", "Move up", "↑", at == 0)} {button("down", "Move down", "↓", at == last)}
                        {button("remove", "Remove", "Remove", false)}
                    </div>
                </div>
            </fieldset>
        </li>
    }
}

/// A text of a step.
#[component]
fn Text(label: &'static str, name: String, value: String) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for=name.clone()>
                {label}
            </label>
            <textarea class="textarea" id=name.clone() name=name rows="2" maxlength="500" required>
                {value}
            </textarea>
        </div>
    }
}
