//! Top bar, navigation, page, footer.

use super::menu::{About, UserMenu};
use super::navigation::Navigation;
use domain::view::Viewer;
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// Everything around a page. On a phone the navigation moves to the bottom of the screen.
#[component]
pub fn Frame(
    /// Who is looking.
    viewer: Viewer,
) -> impl IntoView {
    provide_context(viewer.clone());
    let Viewer { role, tenant, notice, .. } = viewer.clone();
    view! {
        <a class="skip-link" href="#content" rel="external">
            "Skip to content"
        </a>
        <div class="frame">
            <header class="topbar">
                <a class="brand" href="/">
                    <Mark />
                    <span class="brand-name">"Tributary"</span>
                </a>
                <Navigation role />
                <div class="topbar-end">
                    {notice.clone().map(|notice| view! { <About notice /> })} <span class="tenant">{tenant}</span>
                    <UserMenu viewer />
                </div>
            </header>
            <main id="content" tabindex="-1">
                <Outlet />
            </main>
            <footer class="footer-line">
                {notice.map(|notice| view! { <p id="about-data">{notice}</p> })} <p>"Tributary · reseller operations"</p>
            </footer>
        </div>
    }
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
