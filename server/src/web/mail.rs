//! A message's HTML as its reader gets it.
//!
//! It is shown under a policy of its own: mail styles itself inline, and nothing in it may run, load or send.

use crate::web::Web;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::{MailId, Refusal};
use engine::Caller;

const HEADERS: [(HeaderName, &str); 2] = [
    (CONTENT_TYPE, "text/html; charset=utf-8"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    ),
];

/// The HTML of a message, for who may see what automation does.
pub async fn show(State(web): State<Web>, Path(id): Path<String>, caller: Option<Extension<Caller>>) -> Response {
    let Some(Extension(caller)) = caller else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(id) = id.parse::<MailId>() else { return StatusCode::NOT_FOUND.into_response() };
    match web.engine.desk(caller).mail(id).await {
        Ok(mail) => (HEADERS, mail.html).into_response(),
        Err(Refusal::NotFound { .. }) => StatusCode::NOT_FOUND.into_response(),
        Err(refusal) => (StatusCode::FORBIDDEN, format!("{refusal}\n")).into_response(),
    }
}
