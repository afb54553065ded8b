//! A share as a bar.

use leptos::prelude::*;

/// A bar of 0–1 that only repeats for the eye what a figure beside it says.
#[component]
pub fn Meter(
    /// The share, 0–1.
    share: f64,
    /// Its colour, by name.
    #[prop(default = "accent")]
    tone: &'static str,
) -> impl IntoView {
    let width = format!("{:.1}", share.clamp(0.0, 1.0) * 100.0);
    view! {
        <svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" data-tone=tone>
            <rect class="meter-track" width="100" height="6"></rect>
            <rect class="meter-bar" width=width height="6"></rect>
        </svg>
    }
}
