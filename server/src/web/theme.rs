//! Remembers whether someone wants it light or dark.

use crate::web::client::Client;
use crate::web::cookie::{self, THEME};
use crate::web::local_path::LocalPath;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

const YEAR_SECONDS: u32 = 365 * 24 * 3600;

/// What the theme switch sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeForm {
    theme: Choice,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Choice {
    Light,
    Dark,
    /// As the system has it.
    Auto,
}

/// Keeps the choice for a year and goes back to where it was made.
pub async fn choose(Extension(client): Extension<Client>, Form(form): Form<ThemeForm>) -> Response {
    let word = match form.theme {
        Choice::Light => "light",
        Choice::Dark => "dark",
        Choice::Auto => "auto",
    };
    let cookie = cookie::write(client, THEME, word, YEAR_SECONDS);
    ([(SET_COOKIE, cookie)], Redirect::to(LocalPath::or_home(&form.next).as_str())).into_response()
}
