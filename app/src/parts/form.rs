//! Forms that the server keeps: without scripts they are posted to their own page, which comes back with what was typed.

use super::objection::{Done, Objection};
use crate::calls::Trouble;
use domain::Refusal;
use domain::form::Fields;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{FormData, HtmlFormElement};
use leptos_router::hooks::use_query_map;

/// The fields of a form and what stands in them, in their order.
pub fn pairs(form: &HtmlFormElement) -> impl Iterator<Item = (String, String)> + use<> {
    let fields = FormData::new_with_form(form).ok().and_then(|data| js_sys::try_iter(&data).ok().flatten());
    fields.into_iter().flatten().filter_map(|pair| {
        let pair: JsValue = pair.ok()?;
        let word = |at: u32| js_sys::Reflect::get_u32(&pair, at).ok()?.as_string();
        Some((word(0)?, word(1)?))
    })
}

/// What a form says that is submitted, with the button that did it.
pub fn fields_of(event: &SubmitEvent) -> Option<Fields> {
    let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
    let mut fields = Fields(pairs(&form).collect());
    let button = event.submitter();
    let said = |name: &str| button.as_ref().and_then(|button| button.get_attribute(name));
    if let Some(name) = said("name") {
        fields.say(name, said("value").unwrap_or_default());
    }
    Some(fields)
}

/// A form that is kept as a whole.
#[component]
pub fn KeptForm(
    /// The path of its page, which also takes it by post.
    action: &'static str,
    /// Keeps it.
    keep: Action<Fields, Result<(), Trouble>>,
    /// Why what was posted wasn't kept.
    refusal: Option<Refusal>,
    /// What is said once it is kept.
    done: &'static str,
    /// What the button says.
    button: &'static str,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let was_kept = refusal.is_none() && use_query_map().with_untracked(|map| map.get_str("kept").is_some());
    let submit = move |event: SubmitEvent| {
        if let Some(fields) = fields_of(&event) {
            event.prevent_default();
            keep.dispatch(fields);
        }
    };
    let outcome = move || {
        let came = keep.value().get().map(|came| came.map_err(|Trouble(refusal)| refusal));
        let came = came.or_else(|| refusal.clone().map(Err)).or_else(|| was_kept.then_some(Ok(())));
        came.map(|came| match came {
            Ok(()) => view! { <Done words=done.to_owned() /> }.into_any(),
            Err(refusal) => view! { <Objection refusal /> }.into_any(),
        })
    };
    view! {
        <form method="post" action=action class="flow" on:submit=submit>
            {outcome} {children()}
            <div>
                <button type="submit" class="btn btn-primary" disabled=move || keep.pending().get()>
                    {button}
                </button>
            </div>
        </form>
    }
}
