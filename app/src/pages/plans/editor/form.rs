//! The form: the plan file, what it says beside it, and what it would have cost below.

use super::super::FromMonth;
use super::super::what_if::Figures;
use super::said::Said;
use super::starters::Starters;
use crate::calls::Trouble;
use crate::calls::plans::{add_plan, check_plan, revise_plan, try_plan};
use crate::parts::{Choice, Field, Objection, Panel};
use domain::view::{PlanDraft, PlanEditor, PlanEditorPage, PlanStep, WhatIfResult};
use domain::{Month, Refusal};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{FormData, HtmlFormElement};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::time::Duration;

/// How long a text must stand still to be looked at.
const STILL: Duration = Duration::from_millis(250);

/// What the form says.
fn draft_of(event: &SubmitEvent) -> Option<PlanDraft> {
    let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    let word = |name: &str| data.get(name).as_string().unwrap_or_default();
    let step = event.submitter().and_then(|button| button.get_attribute("value"));
    Some(PlanDraft {
        code: word("code"),
        name: word("name"),
        from: word("from"),
        terms: word("terms"),
        month: word("month"),
        scope: word("scope"),
        step: step.and_then(|step| step.parse().ok()).unwrap_or_default(),
    })
}

/// Saves a draft and says the plan's code.
async fn save(draft: PlanDraft, is_new: bool) -> Result<String, Trouble> {
    let from = draft.first_month()?;
    let PlanDraft { code, name, terms, .. } = draft;
    if is_new {
        add_plan(code.clone(), name, from, terms).await?;
    } else {
        revise_plan(code.clone(), from, terms).await?;
    }
    Ok(code)
}

/// What a draft would have cost.
async fn cost(draft: PlanDraft) -> Result<WhatIfResult, Trouble> {
    try_plan(draft.terms.clone(), draft.tried_month()?, draft.scope).await
}

/// The form with all that belongs to it.
#[component]
pub fn Editor(
    /// What it begins with.
    page: PlanEditorPage,
) -> impl IntoView {
    let PlanEditorPage { editor, draft, checked, refusal, tried } = page;
    let is_new = editor.plan.is_none();
    let area = NodeRef::<html::Textarea>::new();
    // What was typed before WebAssembly has taken over counts.
    let text = RwSignal::new(draft.terms.clone());
    // A signal and no resource: what the server has said stands there from the first moment, so hydration finds it.
    let checked = RwSignal::new(Ok(checked));
    let check = Action::new(|text: &String| check_plan(text.clone()));
    let look_at = move |typed: String| {
        if text.with_untracked(|text| *text != typed) {
            text.set(typed.clone());
            check.dispatch(typed);
        }
    };
    Effect::new(move |_| check.value().get().into_iter().for_each(|said| checked.set(said)));
    Effect::new(move |_| area.with(|area| area.as_ref().map(|area| look_at(area.value()))));
    let mut settle = debounce(STILL, look_at);

    let saving = Action::new(move |draft: &PlanDraft| save(draft.clone(), is_new));
    let trying = Action::new(|draft: &PlanDraft| cost(draft.clone()));
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(code)) = saving.value().get() {
            navigate(&format!("/plans/{}", code.trim()), NavigateOptions::default());
        }
    });
    let submit = move |event: SubmitEvent| {
        let Some(draft) = draft_of(&event) else { return };
        event.prevent_default();
        look_at(draft.terms.clone());
        match draft.step {
            PlanStep::Check => {}
            PlanStep::Try => drop(trying.dispatch(draft)),
            PlanStep::Save => drop(saving.dispatch(draft)),
        }
    };
    let outcome = move || match saving.value().get() {
        Some(Err(Trouble(refusal))) => Some(view! { <Objection refusal /> }),
        Some(Ok(_)) => None,
        None => refusal.clone().map(|refusal| view! { <Objection refusal /> }),
    };
    let result = move || {
        let answer = trying.value().get().map(|answer| answer.map_err(|Trouble(refusal)| refusal));
        answer.or_else(|| tried.clone()).map(|tried| view! { <Tried tried /> })
    };
    let from = draft.first_month().ok();
    let PlanDraft { code, name, terms: first, month, scope, .. } = draft;
    let PlanEditor { plan, free_from, months, plans, starters, .. } = editor;
    let revised = plan.map(|plan| plan.code);
    let action = revised.as_ref().map_or_else(|| "/plans/new".to_owned(), |code| format!("/plans/{code}/revise"));
    view! {
        <form method="post" action=action class="flow" on:submit=submit>
            {outcome}
            <div class="plan-editor">
                <Panel title="Plan file" id="file">
                    <div class="short-form">
                        <Naming revised code name /> <FromMonth id="from" first=free_from chosen=from />
                        <label class="field-label" for="terms">
                            "What it says, as JSON"
                        </label>
                        <textarea
                            class="input plan-text"
                            id="terms"
                            name="terms"
                            rows="22"
                            spellcheck="false"
                            autocapitalize="off"
                            required
                            aria-describedby="said-title"
                            node_ref=area
                            on:input:target=move |event| settle(event.target().value())
                        >
                            {first}
                        </textarea>
                        <div class="button-row">
                            <button type="submit" name="step" value="save" class="btn btn-primary" disabled=move || saving.pending().get()>
                                "Save"
                            </button>
                            <button type="submit" name="step" value="check" class="btn" formnovalidate>
                                "Check"
                            </button>
                        </div>
                    </div>
                    <Starters starters area look_at />
                </Panel>
                <Said checked />
            </div>
            <TryOn months plans month scope pending=trying.pending().into() />
        </form>
        <div class="flow" id="tried" aria-live="polite">
            {result}
        </div>
    }
}

/// What a new plan is called; a plan that is revised keeps its names.
#[component]
fn Naming(revised: Option<String>, code: String, name: String) -> impl IntoView {
    match revised {
        Some(code) => view! { <input type="hidden" name="code" value=code /> }.into_any(),
        None => view! {
            <div class="field-pair">
                <Field label="Code" name="code" value=code placeholder="residual" required=true />
                <Field label="Name" name="name" value=name placeholder="Residual" required=true />
            </div>
        }
        .into_any(),
    }
}

/// On which month, and for whom, it is tried.
#[component]
fn TryOn(
    months: Vec<Month>,
    plans: Vec<(String, String)>,
    month: String,
    scope: String,
    pending: Signal<bool>,
) -> impl IntoView {
    let latest = || months.first().map(|month| month.number().to_string()).unwrap_or_default();
    let chosen = if month.is_empty() { latest() } else { month };
    let months = months.into_iter().map(|month| (month.number().to_string(), month.label())).collect();
    let whose = plans.into_iter().map(|(code, name)| (code, format!("Those who have {name}")));
    let whose = std::iter::once(("all".to_owned(), "All partners".to_owned())).chain(whose).collect();
    view! {
        <Panel title="What would it have cost?" id="try" note="Beside the plans in force, partner by partner. Nothing is kept.">
            <div class="filter-row">
                <Choice label="Month" name="month" nothing="Choose a month" options=months chosen />
                <Choice label="Tried for" name="scope" nothing="Choose for whom" options=whose chosen=scope />
                <button type="submit" name="step" value="try" class="btn" formnovalidate disabled=pending>
                    "Try it"
                </button>
            </div>
        </Panel>
    }
}

#[component]
fn Tried(tried: Result<WhatIfResult, Refusal>) -> impl IntoView {
    match tried {
        Ok(result) => view! { <Figures result /> }.into_any(),
        Err(refusal) => view! { <Objection refusal /> }.into_any(),
    }
}
