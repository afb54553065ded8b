//! What an address shows that leads nowhere.

use crate::parts::refused::Refused;
use domain::Refusal;
use leptos::prelude::*;

/// The page for unknown addresses, outside the frame: nobody may be signed in.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <main class="lone">
            <Refused refusal=Refusal::not_found("page") />
        </main>
    }
}
