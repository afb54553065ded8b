//! A framed section of a page.

use leptos::prelude::*;

/// A section with a heading; what belongs to it stands inside the frame.
#[component]
pub fn Panel(
    /// The heading.
    #[prop(into)]
    title: String,
    /// What to jump to it by; also names the heading.
    id: &'static str,
    /// A line under the heading.
    #[prop(optional, into)]
    note: String,
    /// The content.
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-title");
    view! {
        <section id=id class="panel" aria-labelledby=heading.clone()>
            <header class="panel-header">
                <h2 id=heading.clone()>{title}</h2>
                {(!note.is_empty()).then(|| view! { <p class="panel-note">{note}</p> })}
            </header>
            {children()}
        </section>
    }
}
