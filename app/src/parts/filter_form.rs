//! A form that narrows a list: everything it says stands in the address.

use super::form::pairs;
use leptos::ev::{Event, SubmitEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlFormElement, HtmlSelectElement};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use leptos_router::params::ParamsMap;

/// A `GET` form like any other, which works before, and without, WebAssembly.
///
/// In a live page it stays where it is, a choice from a list acts at once, and what is left empty isn't said.
#[component]
pub fn FilterForm(
    /// The path of the list.
    #[prop(into)]
    action: String,
    /// The fields, and a button to submit them.
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    let path = action.clone();
    let submit = move |event: SubmitEvent| {
        if let Some(form) = target::<HtmlFormElement>(&event) {
            event.prevent_default();
            let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
            navigate(&format!("{path}{}", said(&form).to_query_string()), stay);
        }
    };
    let choose = |event: Event| {
        if let Some(form) = target::<HtmlSelectElement>(&event).and_then(|select| select.form()) {
            // Refused only while a required field is empty; the browser then says so.
            let _submitted = form.request_submit();
        }
    };
    view! {
        <form method="get" action=action class="filter-row" role="search" on:submit=submit on:change=choose>
            {children()}
        </form>
    }
}

fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

/// The fields of a form that aren't empty.
fn said(form: &HtmlFormElement) -> ParamsMap {
    pairs(form).filter(|(_, value)| !value.trim().is_empty()).collect()
}
