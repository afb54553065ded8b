//! What a plan file says, in words, or what is wrong with it.

use crate::calls::Trouble;
use crate::parts::{Glyph, Objection, Panel};
use domain::commission::Problem;
use domain::view::{PlanChecked, capitalised};
use leptos::prelude::*;

/// What the text says now.
#[component]
pub fn Said(
    /// The text, looked at.
    checked: RwSignal<Result<PlanChecked, Trouble>>,
) -> impl IntoView {
    view! {
        <Panel title="What it says" id="said">
            <div aria-live="polite">
                {move || match checked.get() {
                    Ok(PlanChecked { problems, words }) if problems.is_empty() => view! { <Words words /> }.into_any(),
                    Ok(PlanChecked { problems, .. }) => view! { <Problems problems /> }.into_any(),
                    Err(Trouble(refusal)) => view! { <Objection refusal /> }.into_any(),
                }}
            </div>
        </Panel>
    }
}

#[component]
fn Words(words: Vec<String>) -> impl IntoView {
    let words = words.into_iter().map(|part| view! { <li>{part}</li> }).collect_view();
    view! {
        <ol class="rules">{words}</ol>
        <p class="quiet">"It can be saved as it is."</p>
    }
}

#[component]
fn Problems(problems: Vec<Problem>) -> impl IntoView {
    let heading = match problems.len() {
        1 => "One thing can’t be meant".to_owned(),
        many => format!("{many} things can’t be meant"),
    };
    let rows = problems.into_iter().map(|Problem { path, reason, way_out }| {
        view! {
            <li>
                <code>{path}</code>
                <p>{format!("{}.", capitalised(&reason))}</p>
                <p class="quiet">{format!("{}.", capitalised(&way_out))}</p>
            </li>
        }
    });
    view! {
        <div class="objection">
            <Glyph icon=icondata_lu::LuTriangleAlert />
            <p>
                <strong>{heading}</strong>
                "; nothing is saved like this."
            </p>
        </div>
        <ol class="problem-list">{rows.collect_view()}</ol>
    }
}
