//! The frame around every page for people who are signed in.

mod frame;
mod menu;
mod money_tabs;
mod navigation;
mod theme_switch;

use crate::calls::Trouble;
use crate::calls::viewer::read_viewer;
use crate::parts::{Loading, Refused};
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

/// Finds out who is looking, draws the frame for them, and the page inside it.
#[component]
pub fn Layout() -> impl IntoView {
    let viewer = Resource::new_blocking(|| (), |()| read_viewer());
    // No closure around `Suspend`: it would draw the page, and ask for all its data, three times over on the server.
    // A transition, because the page inside is loaded within it: the frame must stay while one goes from page to page.
    view! {
        <Transition fallback=Loading>
            {Suspend::new(async move {
                match viewer.await {
                    Ok(viewer) => Either::Left(view! { <Frame viewer /> }),
                    Err(Trouble(refusal)) => {
                        Either::Right(
                            view! {
                                <main class="lone">
                                    <Refused refusal />
                                </main>
                            },
                        )
                    }
                }
            })}
        </Transition>
    }
}
