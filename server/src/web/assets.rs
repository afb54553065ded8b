//! The files of the site: styles, scripts, WebAssembly, icons.
//!
//! A release carries them inside the program, so that there is one file to install and none to lose; a debug build
//! reads them from `target/site`, so that a rebuilt style shows without a restart.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// Folder of scripts, styles and WebAssembly within the site.
const PACKAGE: &str = "pkg";

/// The address of [`PACKAGE`]. In a release it has a digest of all files in it: so browsers may keep them for ever, and
/// a page never mixes the files of two releases.
static PACKAGE_PATH: LazyLock<String> = LazyLock::new(|| {
    if cfg!(debug_assertions) {
        return PACKAGE.to_owned();
    }
    let files = Site::iter().filter(|name| name.starts_with(PACKAGE)).filter_map(|name| Site::get(&name));
    let digest = files.fold(Sha256::new(), |digest, file| digest.chain_update(file.metadata.sha256_hash())).finalize();
    format!("{PACKAGE}/{}", hex(&digest[..8]))
});

/// Where pages find scripts, styles and WebAssembly.
pub fn package_path() -> &'static str {
    &PACKAGE_PATH
}

/// The modules that each chapter of pages needs beside what every page loads, by the chapter's name; nothing where the
/// site isn't built. `xtask` writes it down when it splits the module.
pub fn chapters() -> HashMap<String, Vec<String>> {
    let known = Site::get(&format!("{PACKAGE}/chapters.json"));
    known.and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
}

/// Answers with a file of the site when a request asks for one, before any session is looked up.
pub async fn serve(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    match reads.then(|| find(request.uri().path(), request.headers())).flatten() {
        Some(file) => file,
        None => next.run(request).await,
    }
}

/// The file at `path` of the site, in the smallest coding that the browser understands.
fn find(path: &str, headers: &HeaderMap) -> Option<Response> {
    let path = path.trim_start_matches('/');
    let versioned = path.strip_prefix(package_path()).filter(|_| package_path() != PACKAGE);
    let name = versioned.map_or(Cow::Borrowed(path), |rest| format!("{PACKAGE}{rest}").into());
    let content_type = content_type(&name)?;
    let (file, coding) = smallest(&name, headers).or_else(|| smallest(&bound_name(&name)?, headers))?;
    let caching = if versioned.is_some() { "public, max-age=31536000, immutable" } else { "no-cache" };
    let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..16]));
    let known = headers.get(IF_NONE_MATCH).is_some_and(|tags| tags.to_str().is_ok_and(|tags| tags.contains(&tag)));
    let mut response = Response::builder()
        .header(CACHE_CONTROL, caching)
        .header(ETAG, tag)
        .header(VARY, HeaderValue::from(ACCEPT_ENCODING));
    if known {
        return response.status(StatusCode::NOT_MODIFIED).body(Body::empty()).ok();
    }
    if let Some(coding) = coding {
        response = response.header(CONTENT_ENCODING, coding);
    }
    response.header(CONTENT_TYPE, content_type).body(bytes(file).into()).ok()
}

/// A file in the best coding that the browser takes and the site has, with the name of that coding.
fn smallest(name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let compressed = accepted_codings(headers)
        .find_map(|(suffix, coding)| Some((Site::get(&format!("{name}{suffix}"))?, Some(coding))));
    compressed.or_else(|| Some((Site::get(name)?, None)))
}

/// The name that wasm-bindgen gives a module; pages of a server that was compiled with `LEPTOS_OUTPUT_NAME` set ask for
/// the short one.
fn bound_name(name: &str) -> Option<String> {
    name.strip_suffix(".wasm").map(|stem| format!("{stem}_bg.wasm"))
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

/// Suffixes of compressed files and their codings, smallest first, as far as the browser takes them.
fn accepted_codings(headers: &HeaderMap) -> impl Iterator<Item = (&'static str, &'static str)> {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts = |coding: &str| {
        accepted.split(',').any(|offer| {
            let (name, quality) = offer.split_once(";q=").unwrap_or((offer, "1"));
            name.trim() == coding && quality.trim().parse::<f32>().is_ok_and(|quality| quality > 0.0)
        })
    };
    [(".br", "br"), (".gz", "gzip")]
        .into_iter()
        .filter(move |(_, coding)| accepts(coding))
        .collect::<Vec<_>>()
        .into_iter()
}

/// The type of a file that may be served; other files of the folder stay unseen.
fn content_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension {
        "css" => "text/css; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codings(accepted: &'static str) -> Vec<&'static str> {
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
        accepted_codings(&headers).map(|(_, coding)| coding).collect()
    }

    #[test]
    fn the_smallest_coding_that_the_browser_takes_comes_first() {
        assert_eq!(codings("gzip, deflate, br, zstd"), ["br", "gzip"]);
        assert_eq!(codings("gzip;q=0.5, br;q=0"), ["gzip"]);
        assert_eq!(codings("identity"), [""; 0]);
    }

    #[test]
    fn files_of_unknown_kinds_and_outside_the_site_are_not_served() {
        for path in ["/hash", "/pkg/tributary.wasm.br", "/../Cargo.toml", "/pkg/../../../Cargo.toml", "/pkg/"] {
            assert!(find(path, &HeaderMap::new()).is_none(), "{path}");
        }
    }
}
