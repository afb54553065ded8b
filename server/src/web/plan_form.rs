//! The form of the plan editor, posted by a browser without scripts: saved, or given back with all that stood in it.

use crate::web::{Web, pages};
use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Refusal;
use domain::view::{PlanDraft, PlanStep, PostedPlan};
use engine::Caller;

/// Looks at a new plan, tries it or adds it.
pub async fn add(State(web): State<Web>, request: Request) -> Response {
    answer(&web, request, true).await
}

/// The same for the next version of a plan.
pub async fn revise(State(web): State<Web>, request: Request) -> Response {
    answer(&web, request, false).await
}

async fn answer(web: &Web, request: Request, is_new: bool) -> Response {
    let (parts, body) = request.into_parts();
    let caller = parts.extensions.get::<Caller>().copied();
    let draft = match Form::<PlanDraft>::from_request(Request::from_parts(parts.clone(), body), web).await {
        Ok(Form(draft)) => draft,
        Err(rejection) => return rejection.into_response(),
    };
    let refusal = match draft.step {
        PlanStep::Save => save(web, caller, &draft, is_new).await.err(),
        PlanStep::Check | PlanStep::Try => None,
    };
    if draft.step == PlanStep::Save && refusal.is_none() {
        return Redirect::to(&format!("/plans/{}", draft.code.trim())).into_response();
    }
    let is_refused = refusal.is_some();
    let posted = PostedPlan { draft, refusal };
    let mut response = pages::posted(web, Request::from_parts(parts, Body::empty()), posted).await;
    if is_refused && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

async fn save(web: &Web, caller: Option<Caller>, draft: &PlanDraft, is_new: bool) -> Result<(), Refusal> {
    let desk = web.engine.desk(caller.ok_or(Refusal::SignInNeeded)?);
    let from = draft.first_month()?;
    if is_new {
        desk.add_plan(&draft.code, &draft.name, from, &draft.terms).await?;
    } else {
        desk.revise_plan(&draft.code, from, &draft.terms).await?;
    }
    Ok(())
}
