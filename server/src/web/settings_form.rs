//! The form that says how payouts are made, posted by a browser without scripts: kept, or given back with all that stood
//! in it.

use crate::web::{Web, pages};
use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Refusal;
use domain::payout::TypedSettings;
use domain::view::PostedSettings;
use engine::Caller;

/// Keeps the settings, or shows what is wrong with them.
pub async fn keep(State(web): State<Web>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let caller = parts.extensions.get::<Caller>().copied();
    let typed = match Form::<TypedSettings>::from_request(Request::from_parts(parts.clone(), body), &web).await {
        Ok(Form(typed)) => typed,
        Err(rejection) => return rejection.into_response(),
    };
    let problems = match set(&web, caller, &typed).await {
        Ok(problems) if problems.is_empty() => return Redirect::to("/payouts/settings?kept").into_response(),
        Ok(problems) => problems,
        Err(refusal) => vec![refusal],
    };
    // An account number doesn't travel back.
    let typed = TypedSettings { offset_number: String::new(), ..typed };
    let posted = PostedSettings { typed, problems };
    let mut response = pages::posted(&web, Request::from_parts(parts, Body::empty()), posted).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

async fn set(web: &Web, caller: Option<Caller>, typed: &TypedSettings) -> Result<Vec<Refusal>, Refusal> {
    web.engine.desk(caller.ok_or(Refusal::SignInNeeded)?).set_payout_settings(typed).await
}
