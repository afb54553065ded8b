//! Writing a plan: a new one, or the next version of one.
//!
//! The plan file is the one thing that is edited. Without scripts the form is posted to the page itself, which comes
//! back with all that was typed; with them the page tells as one types what the text says and what is wrong with it.

mod form;
mod said;
mod starters;

use super::code_in;
use crate::calls::Trouble;
use crate::calls::plans::{check_plan, read_plan_editor, try_plan};
use crate::parts::{LoadedOnce, PageHeader};
use domain::Refusal;
use domain::view::{PlanChecked, PlanDraft, PlanEditor, PlanRow, PlanStep, PostedPlan, WhatIfResult};
use form::Editor;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// What a page of the editor begins with.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Start {
    editor: PlanEditor,
    /// What stands in the form.
    draft: PlanDraft,
    /// What that says.
    checked: Result<PlanChecked, Trouble>,
    /// Why it wasn't saved, where that was tried.
    refusal: Option<Refusal>,
    /// What it would have cost, where that was asked.
    tried: Option<Result<WhatIfResult, Refusal>>,
}

async fn start(code: Option<String>, starter: Option<String>) -> Result<Start, Trouble> {
    let (editor, posted) = read_plan_editor(code, starter).await?;
    let begun = || PostedPlan { draft: first_draft(&editor), refusal: None };
    let PostedPlan { draft, refusal } = posted.unwrap_or_else(begun);
    let tried = if draft.step == PlanStep::Try { Some(cost(&draft).await.map_err(|trouble| trouble.0)) } else { None };
    let checked = check_plan(draft.terms.clone()).await;
    Ok(Start { editor, draft, checked, refusal, tried })
}

/// What a draft would have cost.
async fn cost(draft: &PlanDraft) -> Result<WhatIfResult, Trouble> {
    try_plan(draft.terms.clone(), draft.tried_month()?, draft.scope.clone()).await
}

/// What stands in the form before anybody has typed.
fn first_draft(editor: &PlanEditor) -> PlanDraft {
    let plan = editor.plan.as_ref();
    PlanDraft {
        code: plan.map(|plan| plan.code.clone()).unwrap_or_default(),
        terms: editor.text.clone(),
        scope: plan.map_or_else(|| "all".to_owned(), |plan| plan.code.clone()),
        ..PlanDraft::default()
    }
}

/// Writing a new plan.
#[component]
pub fn NewPlanPage() -> impl IntoView {
    view! { <EditorPage code=Signal::stored(None) /> }
}

/// Writing the next version of the plan in the address.
#[component]
pub fn RevisePlanPage() -> impl IntoView {
    let params = use_params_map();
    let code = Memo::new(move |_| Some(params.with(code_in)));
    view! { <EditorPage code=code.into() /> }
}

#[component]
fn EditorPage(code: Signal<Option<String>>) -> impl IntoView {
    let starter = use_query_map().with_untracked(|map| map.get_str("start").map(str::to_owned));
    let begun = Resource::new(move || code.get(), move |code| start(code, starter.clone()));
    view! {
        <LoadedOnce
            of=begun
            children=|start| {
                let (title, up, lead) = heading(start.editor.plan.as_ref());
                view! {
                    <PageHeader title up lead=Some(lead) />
                    <Editor start />
                }
            }
        />
    }
}

/// Title, the page above, and what saving does.
fn heading(plan: Option<&PlanRow>) -> (&'static str, (String, String), String) {
    let new = || {
        let lead = "Nobody is paid by it before you give it to partners.".to_owned();
        ("New plan", ("/plans".to_owned(), "Plans".to_owned()), lead)
    };
    plan.map_or_else(new, |plan| {
        let lead = format!("Version {} of {}. What is calculated stays as it was.", plan.version + 1, plan.code);
        ("Revise the plan", (format!("/plans/{}", plan.code), plan.name.clone()), lead)
    })
}
