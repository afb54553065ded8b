//! The HTTP status that a refusal stands for.

use domain::Refusal;

/// Gives the answer under way the status of a refusal. In the browser there is none.
#[cfg(feature = "ssr")]
pub fn answer_with_status_of(refusal: &Refusal) {
    use leptos_axum::ResponseOptions;

    if let Some(answer) = leptos::context::use_context::<ResponseOptions>() {
        answer.set_status(status_of(refusal).try_into().unwrap_or_default());
    }
}

/// Gives the answer under way the status of a refusal. In the browser there is none.
#[cfg(not(feature = "ssr"))]
pub fn answer_with_status_of(_refusal: &Refusal) {}

/// Unseen things are absent (404), seen things can be forbidden (403).
#[cfg(feature = "ssr")]
const fn status_of(refusal: &Refusal) -> u16 {
    match refusal {
        Refusal::SignInNeeded => 401,
        Refusal::Forbidden { .. } => 403,
        Refusal::NotFound { .. } => 404,
        Refusal::Conflict { .. } | Refusal::NotNow { .. } => 409,
        Refusal::Invalid { .. } => 422,
        Refusal::TooMany { .. } => 429,
        Refusal::Unavailable => 503,
    }
}
