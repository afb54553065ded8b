//! The HTTP status that a refusal stands for.

use domain::Refusal;

/// Gives the answer under way the status of a refusal. In the browser there is none.
#[cfg(feature = "ssr")]
pub fn answer_with_status_of(refusal: &Refusal) {
    use leptos_axum::ResponseOptions;

    if is_plain_form() {
        return;
    }
    if let Some(answer) = leptos::context::use_context::<ResponseOptions>() {
        answer.set_status(status_of(refusal).try_into().unwrap_or_default());
    }
}

/// Gives the answer under way the status of a refusal. In the browser there is none.
#[cfg(not(feature = "ssr"))]
pub fn answer_with_status_of(_refusal: &Refusal) {}

/// Whether a browser without WebAssembly has posted a form. Then the answer leads back to the form with the refusal in
/// its address, and another status than a redirect's would keep the browser from going there.
#[cfg(feature = "ssr")]
fn is_plain_form() -> bool {
    use leptos::server_fn::http_export::header::ACCEPT;
    use leptos::server_fn::http_export::{Method, request::Parts};

    leptos::context::use_context::<Parts>().is_some_and(|request| {
        let accepts = request.headers.get(ACCEPT).and_then(|value| value.to_str().ok());
        request.method == Method::POST && accepts.is_some_and(|types| types.contains("text/html"))
    })
}

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
        Refusal::NoRoom => 507,
    }
}
