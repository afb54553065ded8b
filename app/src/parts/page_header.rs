//! The head of a page: what it is, and what can be done here.

use leptos::prelude::*;
use leptos_meta::Title;

/// The heading of a page, which is also its title in the browser; actions are its children.
#[component]
pub fn PageHeader(
    /// The heading.
    #[prop(into)]
    title: String,
    /// The page above, as (path, name).
    #[prop(optional)]
    up: Option<(String, String)>,
    /// A line under the heading.
    #[prop(default = None, into)]
    lead: Option<String>,
    /// Actions, or badges.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <header class="page-header">
            <div class="page-heading">
                {up
                    .map(|(path, name)| {
                        view! {
                            <a class="page-up" href=path>
                                <span aria-hidden="true">"← "</span>
                                {name}
                            </a>
                        }
                    })} <h1>{title}</h1> {lead.map(|lead| view! { <p class="page-lead">{lead}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </header>
    }
}
