//! The frame around every page for people who are signed in.

mod bell;
mod frame;
mod menu;
mod navigation;
mod tabs;
mod theme_switch;

use crate::parts::Refused;
pub use bell::notification_link;
use domain::Refusal;
use domain::view::Viewer;
use frame::Frame;
pub use frame::Mark;
use leptos::either::Either;
use leptos::prelude::*;

/// Who is looking. Known on every page inside the frame.
///
/// # Panics
/// Outside the frame, where nobody may be signed in.
pub fn viewer() -> Viewer {
    expect_context::<Viewer>()
}

/// Draws the frame for who is looking, and the page inside it.
///
/// The server knows who that is before it draws anything, and tells the browser with the page: signing in is a form
/// that loads a page anew. Were it asked for here, the page would be inside a `Suspense`, which draws what is in it, and
/// asks for all its data, up to three times on the server.
#[component]
pub fn Layout() -> impl IntoView {
    let known = SharedValue::new(|| use_context::<Result<Viewer, Refusal>>().unwrap_or(Err(Refusal::SignInNeeded)));
    match known.into_inner() {
        Ok(viewer) => Either::Left(view! { <Frame viewer /> }),
        Err(refusal) => Either::Right(view! {
            <main class="lone">
                <Refused refusal />
            </main>
        }),
    }
}
