//! The way of a request, from the outside in.
//!
//! 1. Every answer: who sent it ([`client`]), a line in the log ([`trace`]), a panic becomes a 500, headers
//!    ([`headers`]).
//! 2. Health and the files of the site ([`assets`]) need no session.
//! 3. Pages, server functions and forms: refused when another site sent them ([`csrf`]), limited in size and time
//!    ([`limits`]), compressed, the session's cookie turned into a `Caller` ([`session`]), then answered by [`pages`],
//!    [`sign_in`] or [`theme`].

pub mod assets;
pub mod client;
pub mod cookie;
pub mod csrf;
pub mod export;
pub mod headers;
pub mod health;
pub mod limits;
pub mod live;
pub mod local_path;
pub mod mail;
pub mod metrics;
pub mod pages;
pub mod plan_form;
pub mod posted_form;
pub mod session;
pub mod settings_form;
pub mod sign_in;
pub mod success_forms;
pub mod survey;
pub mod theme;
pub mod trace;
pub mod transfers;

use crate::config::Config;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use engine::Engine;
use leptos::config::LeptosOptions;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

/// What every handler can reach.
#[derive(Clone)]
pub struct Web {
    /// The system.
    pub engine: Engine,
    /// The settings in force.
    pub config: Arc<Config>,
    attempts: Arc<limits::Attempts>,
    stopping: Arc<AtomicBool>,
    leptos: LeptosOptions,
}

impl FromRef<Web> for LeptosOptions {
    fn from_ref(web: &Web) -> Self {
        web.leptos.clone()
    }
}

impl Web {
    /// The web side of an engine.
    pub fn new(engine: Engine, config: Arc<Config>) -> Self {
        metrics::begin();
        Self {
            engine,
            config,
            attempts: Arc::default(),
            stopping: Arc::default(),
            leptos: LeptosOptions::builder().output_name("tributary").site_pkg_dir(assets::package_path()).build(),
        }
    }

    /// From now on the server isn't ready: it finishes what it has and takes nothing new.
    pub fn begin_stopping(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the server is about to end.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Whether people reach us over https whatever a request says.
    pub fn is_https(&self) -> bool {
        self.config.public_url.as_ref().is_some_and(|url| url.https)
    }
}

/// Everything the server answers.
pub fn router(web: Web) -> Router {
    // A page's text holds no secret that a visitor could guess at by the length of the compressed answer: sessions
    // travel in cookies, and requests are checked by their origin instead of by a token in the page.
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest);
    let with_session = pages::routes(&web)
        .route("/sign-in", post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/theme", post(theme::choose))
        .route("/payouts/settings", post(settings_form::keep))
        .route("/plans/new", post(plan_form::add))
        .route("/plans/{code}/revise", post(plan_form::revise))
        .route("/interventions/playbooks/{kind}", post(success_forms::playbook))
        .route("/emergencies/settings", post(success_forms::emergencies))
        .route("/survey/{link}", post(survey::by_link))
        .route("/surveys", post(survey::own))
        .route("/manager/surveys/settings", post(survey::settings))
        .route("/live", get(live::watch))
        .route("/mail/{id}", get(mail::show))
        .route("/statements/{month}/export", get(export::statement))
        .route("/statements/{month}/lines", get(export::statement_lines))
        .route("/statements/{month}/lines.csv", get(export::statement_lines))
        .route("/review/{quarter}/file", get(export::review))
        .route("/ledger/export/{month}", get(export::journal))
        .route("/payouts/{id}/export", get(export::payouts))
        .route("/reconciliation/export", get(export::findings))
        .route("/close/{month}/difference/{version}", get(export::difference))
        .route("/payouts/{id}/file", get(export::payout_file))
        .route("/ledger/partners/{partner}/export/{account}", get(export::account))
        .route("/account/export/{account}", get(export::own_account))
        .route("/imports/{id}/file", get(transfers::file))
        .route("/imports/{id}/refused", get(transfers::refused_rows))
        .fallback(pages::not_found)
        .layer(from_fn(headers::forbid_storing))
        .layer(from_fn_with_state(web.clone(), session::recognise))
        .layer(compression)
        .layer(limits::body())
        .layer(from_fn(limits::within_time))
        .layer(csrf::same_origin_only(web.config.public_url.as_ref()))
        .layer(from_fn(assets::serve));
    // A large file takes longer than a page may, and is longer than a form may be.
    let uploads = Router::new()
        .route("/imports/upload", post(transfers::upload))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(headers::forbid_storing))
        .layer(from_fn_with_state(web.clone(), session::recognise))
        .layer(transfers::body())
        .layer(csrf::same_origin_only(web.config.public_url.as_ref()));
    Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics::show))
        .merge(with_session)
        .merge(uploads)
        .layer(from_fn(headers::protect))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(metrics::measure))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(from_fn(trace::log_request))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(from_fn_with_state(web.clone(), client::identify))
        .with_state(web)
}
