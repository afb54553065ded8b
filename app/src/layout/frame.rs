//! Top bar, navigation, page, footer.

use super::bell::Bell;
use super::menu::{About, UserMenu};
use super::navigation::{Navigation, first_place};
use super::tabs::Tabs;
use crate::parts::live::listen;
use domain::rights::{Action, may};
use domain::view::Viewer;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::FocusOptions;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

/// Everything around a page. On a phone the navigation moves to the bottom of the screen.
#[component]
pub fn Frame(
    /// Who is looking.
    viewer: Viewer,
) -> impl IntoView {
    provide_context(viewer.clone());
    let Viewer { role, tenant, notice, .. } = viewer.clone();
    let is_told = may(role, Action::ReadAlerts);
    listen(is_told);
    let content = NodeRef::<html::Main>::new();
    follow_with_focus(content);
    view! {
        <a class="skip-link" href="#content" rel="external">
            "Skip to content"
        </a>
        <div class="frame">
            <header class="topbar">
                <a class="brand" href=first_place(role) aria-label="Tributary">
                    <Mark />
                    <span class="brand-name">"Tributary"</span>
                </a>
                <Navigation role />
                <div class="topbar-end">
                    {notice.clone().map(|notice| view! { <About notice /> })}
                    <span class="tenant">{tenant}</span>
                    {is_told.then(|| view! { <Bell /> })}
                    <UserMenu viewer />
                </div>
            </header>
            <Tabs role />
            <main id="content" tabindex="-1" node_ref=content>
                <Outlet />
            </main>
            <footer class="footer-line">
                {notice.map(|notice| view! { <p>{notice}</p> })} <p>"Tributary · reseller operations"</p>
            </footer>
        </div>
    }
}

/// Takes the focus along to each page that is opened without a reload, as the browser does with one.
fn follow_with_focus(content: NodeRef<html::Main>) {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if let (Some(main), true) = (content.get_untracked(), before.is_some_and(|before| before != now)) {
            let stay = FocusOptions::new();
            stay.set_prevent_scroll(true);
            // It can't fail: the element can have the focus.
            let _focused = main.focus_with_options(&stay);
        }
        now
    });
}

/// The product's mark: streams that join.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 512 512" aria-hidden="true">
            <rect class="mark-ground" width="512" height="512" rx="112"></rect>
            <g fill="none" stroke="#fff" stroke-width="44" stroke-linecap="round">
                <path d="M256 112v288"></path>
                <path d="M136 136c0 84 120 72 120 152"></path>
                <path d="M376 136c0 84-120 72-120 152"></path>
            </g>
        </svg>
    }
}
