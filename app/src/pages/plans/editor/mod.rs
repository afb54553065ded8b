//! Writing a plan: a new one, or the next version of one.
//!
//! The plan file is the one thing that is edited. Without scripts the form is posted to the page itself, which comes
//! back with all that was typed; with them the page tells as one types what the text says and what is wrong with it.

mod form;
mod said;
mod starters;

use super::code_in;
use crate::calls::plans::read_plan_editor;
use crate::parts::{LoadedOnce, PageHeader};
use domain::view::PlanRow;
use form::Editor;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

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
    let begun = Resource::new(move || code.get(), move |code| read_plan_editor(code, starter.clone()));
    view! {
        <LoadedOnce
            of=begun
            children=|page| {
                let (title, up, lead) = heading(page.editor.plan.as_ref());
                view! {
                    <PageHeader title up lead=Some(lead) />
                    <Editor page />
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
