//! Figures for whoever watches many machines, in Prometheus' text format. They span all operators, so they are for who
//! knows the token in the settings, and without a token there is no such page.

use crate::web::Web;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use engine::Vitals;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use std::time::Instant;

/// Bounds of durations in seconds: a page is to come in a tenth, a step may take minutes.
const BOUNDS: [f64; 12] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0];

/// What is counted in this process, and since when.
static RECORDER: LazyLock<(PrometheusHandle, Instant)> = LazyLock::new(|| {
    let builder = PrometheusBuilder::new().set_buckets(&BOUNDS).expect("there are bounds");
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    // Only the first of a process can be installed; this is the only place that does.
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::error!("something else counts in this process already");
    }
    (handle, Instant::now())
});

/// Begins to count. Nothing is counted before.
pub fn begin() {
    LazyLock::force(&RECORDER);
}

/// Counts an answer and times it, by the pattern of its route: addresses themselves hold ids without end.
pub async fn measure(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let begin = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    let seconds = begin.elapsed().as_secs_f64();
    histogram!("tributary_http_seconds", "method" => method.clone(), "route" => route.clone()).record(seconds);
    counter!("tributary_http_requests_total", "method" => method, "route" => route, "status" => status).increment(1);
    response
}

/// The figures of now, for who has the token.
pub async fn show(State(web): State<Web>, headers: HeaderMap) -> Response {
    let Some(token) = &web.config.metrics_token else { return StatusCode::NOT_FOUND.into_response() };
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    // Digests, so that the time of the comparison tells nothing about the token.
    if Sha256::digest(given) != Sha256::digest(token.reveal()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match web.engine.vitals().await {
        Ok(vitals) => set(&vitals),
        // A database that is away is what a watcher wants to hear of, and not to be told nothing at all.
        Err(_) => gauge!("tributary_database_up").set(0.0),
    }
    let (handle, since) = &*RECORDER;
    gauge!("tributary_uptime_seconds").set(since.elapsed().as_secs_f64());
    if let Some(bytes) = resident_bytes() {
        gauge!("tributary_resident_bytes").set(bytes);
    }
    gauge!("tributary_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    handle.run_upkeep();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render()).into_response()
}

#[expect(clippy::cast_precision_loss, reason = "counts and sizes that a watcher rounds")]
fn set(vitals: &Vitals) {
    let figures = [
        ("tributary_operators", vitals.operators),
        ("tributary_steps_overdue", vitals.overdue_steps),
        ("tributary_runs_stuck", vitals.stuck_runs),
        ("tributary_mails_unsent", vitals.unsent_mails),
        ("tributary_outbox_events", vitals.events),
        ("tributary_database_bytes", vitals.database_bytes),
        ("tributary_database_wal_bytes", vitals.wal_bytes),
        ("tributary_pool_connections", vitals.connections),
        ("tributary_pool_connections_idle", vitals.idle_connections),
    ];
    for (name, figure) in figures {
        gauge!(name).set(figure as f64);
    }
    gauge!("tributary_step_oldest_overdue_seconds").set(vitals.oldest_overdue.as_secs_f64());
    gauge!("tributary_database_read_seconds").set(vitals.read.as_secs_f64());
    gauge!("tributary_database_up").set(1.0);
}

/// Memory that the process holds, where the system tells it.
#[expect(clippy::cast_precision_loss, reason = "a size that a watcher rounds")]
fn resident_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some((kilobytes * 1024) as f64)
}
