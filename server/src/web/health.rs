//! Two questions of whoever watches the process: does it live, and may it get work?

use crate::web::Web;
use axum::extract::State;
use axum::http::StatusCode;
use std::time::Duration;
use tokio::time::timeout;

/// How long the database may take to answer.
const READY_WITHIN: Duration = Duration::from_secs(1);

/// Alive as long as it answers at all; restarting it doesn't help a database that is down.
pub async fn live() -> &'static str {
    "live\n"
}

/// Ready when the database answers in time and the server isn't about to end.
pub async fn ready(State(web): State<Web>) -> (StatusCode, &'static str) {
    if web.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match timeout(READY_WITHIN, web.engine.ready()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database doesn't answer\n"),
    }
}
