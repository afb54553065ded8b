//! The pages and server functions of `app`, with what they need from a request.

use crate::web::cookie::{self, THEME};
use crate::web::{Web, assets, headers};
use app::{App, Theme, shell};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::request::Parts;
use axum::http::{Extensions, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use domain::Refusal;
use domain::view::Viewer;
use engine::Caller;
use leptos::WasmSplitManifest;
use leptos::context::{provide_context, use_context};
use leptos::nonce::use_nonce;
use leptos::prelude::ArcStoredValue;
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list, render_app_async_with_context};
use std::collections::HashMap;

/// Every page of the app and every server function at `/api`.
pub fn routes(web: &Web) -> Router<Web> {
    let options = web.leptos.clone();
    Router::new()
        .leptos_routes_with_context(web, generate_route_list(App), provide(web), move || shell(options.clone()))
        .route_layer(from_fn_with_state(web.clone(), with_viewer))
}

/// Finds out who is looking before a page is drawn; what a server function answers has no frame to say it in.
async fn with_viewer(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/") {
        find_viewer(&web, request.extensions_mut()).await;
    }
    next.run(request).await
}

async fn find_viewer(web: &Web, of: &mut Extensions) {
    if let Some(caller) = of.get::<Caller>().copied() {
        let viewer: Result<Viewer, Refusal> = web.engine.desk(caller).viewer().await;
        of.insert(viewer);
    }
}

/// The app's page that says that there is nothing here.
pub async fn not_found(State(web): State<Web>, request: Request) -> Response {
    let options = web.leptos.clone();
    let render = render_app_async_with_context(provide(&web), move || shell(options.clone()));
    let mut response = render(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// The page that a form was posted to, with what was posted.
pub async fn posted(web: &Web, mut request: Request, form: impl Clone + Send + Sync + 'static) -> Response {
    find_viewer(web, request.extensions_mut()).await;
    let (options, provide) = (web.leptos.clone(), provide(web));
    let provide = move || {
        provide();
        provide_context(form.clone());
    };
    render_app_async_with_context(provide, move || shell(options.clone()))(request).await
}

/// What Leptos needs to tell the browser, with a page, which modules of the page's chapter to fetch already: their
/// folder, their names without `.wasm` by chapter, and the script that fetches them otherwise.
fn modules_of_chapters() -> (String, HashMap<String, Vec<String>>, String) {
    let stem = |file: String| file.trim_end_matches(".wasm").to_owned();
    let chapters = assets::chapters().into_iter();
    let chapters = chapters.map(|(chapter, files)| (chapter, files.into_iter().map(stem).collect())).collect();
    (format!("/{}", assets::package_path()), chapters, "split.js".to_owned())
}

/// Gives a page or server function the engine, the desk of who is signed in, and the theme; and the page its policy.
///
/// The nonce is made anew for each page before this runs, so here is where the header learns it.
fn provide(web: &Web) -> impl Fn() + Clone + Send + Sync + 'static {
    let engine = web.engine.clone();
    move || {
        provide_context(engine.clone());
        let Some(request) = use_context::<Parts>() else { return };
        if let Some(caller) = request.extensions.get::<Caller>() {
            provide_context(engine.desk(*caller));
        }
        if let Some(viewer) = request.extensions.get::<Result<Viewer, Refusal>>() {
            provide_context(viewer.clone());
        }
        if let Some(theme) = cookie::read(&request.headers, THEME).and_then(|word| word.parse::<Theme>().ok()) {
            provide_context(theme);
        }
        provide_context(WasmSplitManifest(ArcStoredValue::new(modules_of_chapters())));
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) {
            response.insert_header(CONTENT_SECURITY_POLICY, headers::page_policy(&nonce));
        }
    }
}
