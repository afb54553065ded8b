//! What opens from the top bar: about the data, and who is signed in.

use super::theme_switch::ThemeSwitch;
use crate::parts::Glyph;
use domain::view::Viewer;
use leptos::prelude::*;

/// Says that the data aren't a real operator's, for as long as they aren't; opens the whole story.
#[component]
pub fn About(
    /// The story.
    notice: String,
) -> impl IntoView {
    view! {
        <button type="button" class="about-button" popovertarget="about">
            <span>
                <Glyph icon=icondata_lu::LuInfo />
                "Sample data"
            </span>
        </button>
        <div id="about" class="drop" popover="auto" role="note">
            <p class="drop-title">"Where these data come from"</p>
            <p>{notice}</p>
        </div>
    }
}

/// Who is signed in, the theme, and the way out.
#[component]
pub fn UserMenu(
    /// Who is looking.
    viewer: Viewer,
) -> impl IntoView {
    let Viewer { name, email, role, tenant, partner, .. } = viewer;
    let initials: String = name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    view! {
        <button type="button" class="user-button" popovertarget="user-menu" aria-label=format!("{name}: account")>
            <span aria-hidden="true">{initials}</span>
        </button>
        <div id="user-menu" class="drop" popover="auto">
            <p class="drop-title">{name}</p>
            <p class="quiet">{email}</p>
            <p class="quiet">
                {role.label()} {partner.map(|partner| format!(" · {}", partner.name))}
                <span class="drop-tenant">" · " {tenant}</span>
            </p>
            <ThemeSwitch />
            <form method="post" action="/sign-out" class="drop-end">
                <button type="submit" class="btn btn-sm btn-block">
                    <Glyph icon=icondata_lu::LuLogOut />
                    "Sign out"
                </button>
            </form>
        </div>
    }
}
