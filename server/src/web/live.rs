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
use domain::Refusal;
use engine::{Caller, Desk};
use futures_util::stream::{Stream, unfold};
use std::convert::Infallible;
use std::time::{Duration, Instant};

/// How often it looks.
const PACE: Duration = Duration::from_millis(500);
/// Then the browser connects anew, and shows whether its session still holds.
const LONGEST: Duration = Duration::from_mins(10);

/// A stream of `work` events for who may see automation, and of `alerts` events for who may see alerts.
pub async fn watch(State(web): State<Web>, caller: Option<Extension<Caller>>) -> Response {
    let Some(Extension(caller)) = caller else { return StatusCode::UNAUTHORIZED.into_response() };
    let desk = web.engine.desk(caller);
    match Marks::of(&desk).await {
        Ok(marks) => Sse::new(moves(web, desk, marks)).keep_alive(KeepAlive::default()).into_response(),
        Err(refusal) => (StatusCode::FORBIDDEN, format!("{refusal}\n")).into_response(),
    }
}

/// What changes when something moves; nothing of what the caller may not see.
#[derive(PartialEq)]
struct Marks {
    work: Option<String>,
    alerts: Option<String>,
}

impl Marks {
    /// Refuses who may see neither.
    async fn of(desk: &Desk) -> Result<Self, Refusal> {
        let seen = |mark: Result<String, Refusal>| match mark {
            Ok(mark) => Ok(Some(mark)),
            Err(Refusal::Forbidden { .. }) => Ok(None),
            Err(refusal) => Err(refusal),
        };
        let (work, alerts) = (desk.work_mark().await, desk.alert_mark().await);
        match (work, alerts) {
            (Err(refusal @ Refusal::Forbidden { .. }), Err(Refusal::Forbidden { .. })) => Err(refusal),
            (work, alerts) => Ok(Self { work: seen(work)?, alerts: seen(alerts)? }),
        }
    }
}

fn moves(web: Web, desk: Desk, marks: Marks) -> impl Stream<Item = Result<Event, Infallible>> {
    let begun = Instant::now();
    unfold((web, desk, marks), move |(web, desk, marks)| async move {
        while begun.elapsed() < LONGEST && !web.is_stopping() {
            tokio::time::sleep(PACE).await;
            match Marks::of(&desk).await {
                Ok(now) if now == marks => {}
                Ok(now) => {
                    // Where both have moved, the other is told next: its mark stays as it was.
                    let (kind, told) = if now.work == marks.work {
                        ("alerts", now)
                    } else {
                        ("work", Marks { work: now.work, alerts: marks.alerts })
                    };
                    // An event without data would not be told to the page.
                    return Some((Ok(Event::default().event(kind).data("moved")), (web, desk, told)));
                }
                // The session's person may have lost the right, or the database is away.
                Err(_) => return None,
            }
        }
        None
    })
}
