//! What came of a form, beside it: a refusal, or that it is done.

use super::icon::Glyph;
use crate::calls::Trouble;
use domain::Refusal;
use leptos::html;
use leptos::prelude::*;

/// Says why what was asked for wasn't done, and what to do now.
#[expect(clippy::needless_pass_by_value, reason = "a component owns what it shows")]
#[component]
pub fn Objection(
    /// Why.
    refusal: Refusal,
) -> impl IntoView {
    let mut words = refusal.to_string();
    if !words.ends_with(['.', '?', '!']) {
        words.push('.');
    }
    let advice = match refusal {
        Refusal::Conflict { .. } => "Nothing was changed. What you see here is the present state.",
        Refusal::Unavailable | Refusal::NoRoom | Refusal::TooMany { .. } => "",
        _ => "Nothing was changed.",
    };
    view! {
        <div class="objection" role="alert" tabindex="-1" node_ref=focused()>
            <Glyph icon=icondata_lu::LuTriangleAlert />
            <p>{words} " " {advice}</p>
        </div>
    }
}

/// Says what was done.
#[component]
pub fn Done(
    /// What.
    words: String,
) -> impl IntoView {
    view! {
        <div class="done" role="status" tabindex="-1" node_ref=focused()>
            <Glyph icon=icondata_lu::LuCheck />
            <p>{words}</p>
        </div>
    }
}

/// What came of a call, once it is answered: what was done, in `done`'s words, or why it wasn't.
pub fn answer<T>(came: Option<Result<T, Trouble>>, done: impl FnOnce(T) -> String) -> Option<AnyView> {
    came.map(|came| match came {
        Ok(value) => view! { <Done words=done(value) /> }.into_any(),
        Err(Trouble(refusal)) => view! { <Objection refusal /> }.into_any(),
    })
}

/// An element that takes the focus when it appears: the form that had it may have been drawn anew.
fn focused() -> NodeRef<html::Div> {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(element) = node.get() {
            request_animation_frame(move || drop(element.focus()));
        }
    });
    node
}
