//! A refusal, as people see it: what happened, what was kept, what to do.

use super::icon::Glyph;
use crate::calls::answer_with_status_of;
use domain::Refusal;
use icondata_core::Icon;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_location;
use leptos_router::location::Url;

/// Stands where something would be that was refused, and gives the answer its status.
///
/// Who isn't signed in is sent to sign in, and back here afterwards.
#[component]
pub fn Refused(
    /// Why.
    refusal: Refusal,
) -> impl IntoView {
    answer_with_status_of(&refusal);
    if refusal == Refusal::SignInNeeded {
        let location = use_location();
        let here = format!("{}{}", location.pathname.get_untracked(), query_text(&location.search.get_untracked()));
        return view! { <Redirect path=format!("/sign-in?next={}", Url::escape(&here)) /> }.into_any();
    }
    let (icon, title, advice) = words(&refusal);
    view! {
        <Title text=title />
        <div class="refused empty-state" role="alert">
            <span class="empty-picture">
                <Glyph icon />
            </span>
            <h1>{title}</h1>
            <div class="empty-text">
                <p>{move || refusal.to_string()}</p>
                <p>{advice}</p>
            </div>
            <a class="btn btn-primary refused-way" href="/">
                "Go to the first page"
            </a>
        </div>
    }
    .into_any()
}

fn query_text(search: &str) -> String {
    if search.is_empty() { String::new() } else { format!("?{}", search.trim_start_matches('?')) }
}

/// Picture, heading and advice of a refusal.
fn words(refusal: &Refusal) -> (Icon, &'static str, &'static str) {
    match refusal {
        Refusal::NotFound { .. } => (
            icondata_lu::LuMapPinOff,
            "Nothing here",
            "The address may be mistyped, or what it named is gone or belongs to someone else.",
        ),
        Refusal::Forbidden { .. } => {
            (icondata_lu::LuLock, "Not for your role", "If your work needs it, ask an administrator of your operator.")
        }
        Refusal::SignInNeeded => (icondata_lu::LuLogIn, "Please sign in", "Your session has ended."),
        Refusal::Invalid { .. } => {
            (icondata_lu::LuTriangleAlert, "This can't be used", "Nothing was changed. Mend it and try again.")
        }
        Refusal::Conflict { .. } | Refusal::NotNow { .. } => {
            (icondata_lu::LuTriangleAlert, "Not as things stand", "Nothing was changed.")
        }
        Refusal::TooMany { .. } => (icondata_lu::LuTimer, "A little slower", "Nothing was changed."),
        Refusal::NoRoom => (icondata_lu::LuHardDrive, "No room left", "Tell your administrator."),
        Refusal::Unavailable => (
            icondata_lu::LuCloudOff,
            "Not just now",
            "What you see elsewhere stays as it is. If it doesn't mend itself in a minute, tell your administrator.",
        ),
    }
}
