//! What stands where there is nothing yet.

use super::icon::Glyph;
use icondata_core::Icon;
use leptos::prelude::*;

/// An empty place that says why it is empty and, in its children, what to do about it.
#[component]
pub fn Empty(
    /// A picture of what is missing.
    #[prop(default = icondata_lu::LuInbox)]
    icon: Icon,
    /// What is missing, in a few words.
    #[prop(into)]
    title: String,
    /// Why, and what to do.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <span class="empty-picture">
                <Glyph icon />
            </span>
            <p class="empty-title">{title}</p>
            <div class="empty-text">{children()}</div>
        </div>
    }
}
