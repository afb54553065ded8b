//! Signing in and out, as plain forms that work without WebAssembly.

use crate::web::Web;
use crate::web::client::Client;
use crate::web::cookie;
use crate::web::local_path::LocalPath;
use axum::extract::State;
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::Refusal;
use serde::Deserialize;
use std::time::Instant;

/// What the sign-in page sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInForm {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// Begins a session and goes where the visitor wanted to, or back to the form with the reason.
///
/// The token that the browser had before is ended, so that nobody can prepare a session for someone else.
pub async fn sign_in(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Response {
    if let Err(wait) = web.attempts.begin(client.address, Instant::now()) {
        tracing::warn!(address = %client.address, "too many attempts to sign in from one address");
        return wait_a_little(wait.as_secs() + 1, &form);
    }
    let name = cookie::session_name(client);
    match web.engine.sign_in(&form.email, &form.password).await {
        Ok(signed_in) => {
            web.attempts.give_back(client.address);
            end_session(&web, &headers, name).await;
            let seconds = u32::from(web.config.session_absolute_hours) * 3600;
            let cookie = cookie::write(client, name, &signed_in.token, seconds);
            let next = LocalPath::or_home(&form.next);
            ([(SET_COOKIE, cookie)], Redirect::to(next.as_str())).into_response()
        }
        Err(Refusal::TooMany { seconds }) => wait_a_little(seconds.into(), &form),
        Err(Refusal::Unavailable | Refusal::NoRoom) => back_to_form("unavailable", &form).into_response(),
        Err(_) => back_to_form("wrong", &form).into_response(),
    }
}

fn wait_a_little(seconds: u64, form: &SignInForm) -> Response {
    ([(RETRY_AFTER, seconds.to_string())], back_to_form("wait", form)).into_response()
}

fn back_to_form(error: &str, form: &SignInForm) -> Redirect {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("error", error).append_pair("email", &form.email);
    let next = LocalPath::or_home(&form.next);
    if next.as_str() != "/" {
        query.append_pair("next", next.as_str());
    }
    Redirect::to(&format!("/sign-in?{}", query.finish()))
}

/// Ends the session and has the browser forget what it kept of it.
pub async fn sign_out(State(web): State<Web>, Extension(client): Extension<Client>, headers: HeaderMap) -> Response {
    let name = cookie::session_name(client);
    end_session(&web, &headers, name).await;
    let cookie = cookie::write(client, name, "", 0);
    let forget = (HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"");
    ([(SET_COOKIE, cookie)], [forget], Redirect::to("/sign-in")).into_response()
}

/// A session that can't be ended just now runs out by itself; the engine has logged why.
async fn end_session(web: &Web, headers: &HeaderMap, name: &str) {
    if let Some(token) = cookie::read(headers, name) {
        let _ended = web.engine.sign_out(token).await;
    }
}
