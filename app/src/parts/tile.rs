//! One figure that stands for much.

use leptos::prelude::*;

/// A figure with its name above and what it means below.
#[component]
pub fn Tile(
    /// What is counted.
    #[prop(into)]
    label: String,
    /// What to add in small print.
    #[prop(optional, into)]
    note: String,
    /// The figure.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="tile">
            <dt class="tile-label">{label}</dt>
            <dd class="tile-figure">{children()}</dd>
            {(!note.is_empty()).then(|| view! { <dd class="tile-note">{note}</dd> })}
        </div>
    }
}
