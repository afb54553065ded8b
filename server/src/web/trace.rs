//! One line in the log per request.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use engine::Caller;
use std::time::Instant;
use tracing::{Instrument, field, info, info_span};

/// Logs method, path, status, time and caller; never the query, which may hold what people search for.
///
/// Whatever is logged while the request is answered carries its id.
pub async fn log_request(request: Request, next: Next) -> Response {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    let span = info_span!("request", id);
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    async {
        let began = Instant::now();
        let response = next.run(request).await;
        let caller = response.extensions().get::<Caller>();
        info!(
            %method,
            path,
            status = response.status().as_u16(),
            ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            tenant = caller.map(|caller| field::display(caller.tenant)),
            user = caller.map(|caller| field::display(caller.user)),
            "answered"
        );
        response
    }
    .instrument(span)
    .await
}
