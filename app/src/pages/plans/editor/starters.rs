//! Plans to begin with.

use domain::commission::Starter;
use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;

/// Plans to begin with: one that is chosen takes the place of the text, which can be put back.
///
/// Without scripts each is a link that opens the page with it.
#[component]
pub fn Starters(
    /// Which there are.
    starters: Vec<Starter>,
    /// Where the text stands.
    area: NodeRef<html::Textarea>,
    /// Looks at a text that has taken its place there.
    look_at: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let before = RwSignal::new(None::<String>);
    let put = move |other: String| {
        let area = area.get_untracked()?;
        let stood = area.value();
        area.set_value(&other);
        look_at(other);
        Some(stood)
    };
    let rows = starters.into_iter().map(|Starter { code, name, about, text }| {
        let choose = move |event: MouseEvent| {
            event.prevent_default();
            before.set(put(text.clone()));
        };
        view! {
            <li>
                <a class="text-link" href=format!("?start={code}") rel="external" on:click=choose>
                    {name}
                </a>
                <span class="quiet">{format!(" {about}")}</span>
            </li>
        }
    });
    let put_back = move |_| {
        if let Some(text) = before.get_untracked() {
            put(text);
        }
        before.set(None);
    };
    view! {
        <Show when=move || before.with(Option::is_some)>
            <p role="status">
                "The text was replaced. "
                <button type="button" class="btn btn-sm" on:click=put_back>
                    "Put back what stood there"
                </button>
            </p>
        </Show>
        <details class="fold">
            <summary>"Begin with another plan"</summary>
            <ul class="plain-list">{rows.collect_view()}</ul>
        </details>
    }
}
