//! Forms that a page posts to itself where scripts don't work: kept, or given back with all that stood in them.

use crate::web::{Web, pages};
use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Refusal;
use domain::form::Fields;
use domain::view::Posted;
use engine::{Caller, Desk, Engine};

/// What has become of a form.
pub enum Came {
    /// It was kept: on to this page.
    Kept(String),
    /// It was only changed: here it is again.
    Changed(Fields),
}

/// Who has posted a form, and what it says.
pub struct Sheet {
    /// The system.
    pub engine: Engine,
    /// Who is signed in.
    pub caller: Option<Caller>,
    /// What was typed.
    pub fields: Fields,
}

impl Sheet {
    /// The desk of who is signed in.
    pub fn desk(&self) -> Result<Desk, Refusal> {
        Ok(self.engine.desk(self.caller.ok_or(Refusal::SignInNeeded)?))
    }
}

/// Does with a form what is to be done, and leads on, or back to its page with all that stood in it.
pub async fn answer<F>(web: Web, request: Request, keep: impl FnOnce(Sheet) -> F) -> Response
where
    F: Future<Output = Result<Came, Refusal>>,
{
    let (parts, body) = request.into_parts();
    let caller = parts.extensions.get::<Caller>().copied();
    let fields = match Form::<Fields>::from_request(Request::from_parts(parts.clone(), body), &web).await {
        Ok(Form(fields)) => fields,
        Err(rejection) => return rejection.into_response(),
    };
    let sheet = Sheet { engine: web.engine.clone(), caller, fields: fields.clone() };
    let posted = match keep(sheet).await {
        Ok(Came::Kept(page)) => return Redirect::to(&page).into_response(),
        Ok(Came::Changed(fields)) => Posted { fields, refusal: None },
        Err(refusal) => Posted { fields, refusal: Some(refusal) },
    };
    let is_refused = posted.refusal.is_some();
    let mut response = pages::posted(&web, Request::from_parts(parts, Body::empty()), posted).await;
    if is_refused && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}
