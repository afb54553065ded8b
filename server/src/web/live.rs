//! Tells open pages that something has moved on, by server-sent events.
//!
//! An event says only what kind of thing moved; the page then asks again for what it shows, through the same calls
//! and rights as ever. What is asked is cheap and stands in the database, so pages hear of work that any server does.

use crate::web::Web;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use engine::{Caller, Desk};
use futures_util::stream::{Stream, unfold};
use std::convert::Infallible;
use std::time::{Duration, Instant};

/// How often it looks.
const PACE: Duration = Duration::from_millis(500);
/// Then the browser connects anew, and shows whether its session still holds.
const LONGEST: Duration = Duration::from_mins(10);

/// A stream of `work` events for who may see automation.
pub async fn watch(State(web): State<Web>, caller: Option<Extension<Caller>>) -> Response {
    let Some(Extension(caller)) = caller else { return StatusCode::UNAUTHORIZED.into_response() };
    let desk = web.engine.desk(caller);
    match desk.work_mark().await {
        Ok(mark) => Sse::new(moves(web, desk, mark)).keep_alive(KeepAlive::default()).into_response(),
        Err(refusal) => (StatusCode::FORBIDDEN, format!("{refusal}\n")).into_response(),
    }
}

fn moves(web: Web, desk: Desk, mark: String) -> impl Stream<Item = Result<Event, Infallible>> {
    let begun = Instant::now();
    unfold((web, desk, mark), move |(web, desk, mark)| async move {
        while begun.elapsed() < LONGEST && !web.is_stopping() {
            tokio::time::sleep(PACE).await;
            match desk.work_mark().await {
                Ok(now) if now == mark => {}
                // An event without data would not be told to the page.
                Ok(now) => return Some((Ok(Event::default().event("work").data("moved")), (web, desk, now))),
                // The session's person may have lost the right, or the database is away.
                Err(_) => return None,
            }
        }
        None
    })
}
