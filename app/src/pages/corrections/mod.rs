//! Corrections: adjustments that two people agree on, and resellers' questions about their lines.

mod adjustments;
mod answer;
mod propose;
mod questions;

pub use adjustments::AdjustmentsPage;
pub use questions::QuestionsPage;

use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// The page that an address names, from 1.
fn page_in(map: &ParamsMap) -> u32 {
    map.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1)
}

/// A text of several lines, with its label above.
#[component]
fn Words(
    label: &'static str,
    /// Its id, alone on its page.
    id: String,
    name: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                {label}
            </label>
            <textarea class="textarea" id=id name=name rows="3" maxlength="1000" required></textarea>
        </div>
    }
}
