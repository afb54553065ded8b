//! Waiting for what a page asked for.

use super::refused::Refused;
use crate::calls::Trouble;
use leptos::either::Either;
use leptos::prelude::*;

/// Shows what a call brought, the refusal if it was refused, and a sketch of the page while it is under way.
///
/// When the call is made again, what is there stays until the new answer has come.
#[component]
pub fn Loaded<T, V>(
    /// The call.
    of: Resource<Result<T, Trouble>>,
    /// What to show of its result.
    children: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition fallback=Loading>
            {move || {
                let show = children.clone();
                Suspend::new(async move {
                    match of.await {
                        Ok(value) => Either::Left(show(value)),
                        Err(Trouble(refusal)) => Either::Right(view! { <Refused refusal /> }),
                    }
                })
            }}
        </Transition>
    }
}

/// Shows what a call brought the first time, and leaves it so when the call is made again.
#[component]
pub fn LoadedOnce<T, V>(
    /// The call.
    of: Resource<Result<T, Trouble>>,
    /// What to show of its first result.
    children: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Suspense fallback=Loading>
            {
                let show = children.clone();
                Suspend::new(async move {
                    match of.await {
                        Ok(value) => Either::Left(show(value)),
                        Err(Trouble(refusal)) => Either::Right(view! { <Refused refusal /> }),
                    }
                })
            }
        </Suspense>
    }
}

/// How often a call has gone well. Asked for anew only then, what was typed into a form that was refused stays there.
pub fn successes<T: Clone + Send + Sync + 'static>(
    value: impl Fn() -> Option<Result<T, Trouble>> + Send + Sync + 'static,
) -> Memo<usize> {
    Memo::new(move |before: Option<&usize>| before.copied().unwrap_or(0) + usize::from(matches!(value(), Some(Ok(_)))))
}

/// A sketch of a page that is on its way.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <div class="sketch" role="status">
            <span class="sr-only">"Loading…"</span>
            <div class="skeleton sketch-title"></div>
            <div class="skeleton sketch-row"></div>
            <div class="skeleton sketch-block"></div>
        </div>
    }
}
