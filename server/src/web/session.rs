//! Turns the session's cookie into the caller that everything behind it trusts.

use crate::web::Web;
use crate::web::client::Client;
use crate::web::cookie;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Puts the `Caller` of a live session into the request, and into the answer for the log.
///
/// A session that has ended is no error: the page then asks to sign in.
pub async fn recognise(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(token) = cookie::read(request.headers(), cookie::session_name(client)) else {
        return next.run(request).await;
    };
    match web.engine.caller(token).await {
        Ok(Some(caller)) => {
            request.extensions_mut().insert(caller);
            let mut response = next.run(request).await;
            response.extensions_mut().insert(caller);
            response
        }
        Ok(None) => next.run(request).await,
        Err(refusal) => (StatusCode::SERVICE_UNAVAILABLE, format!("{refusal}\n")).into_response(),
    }
}
