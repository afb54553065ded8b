//! Refuses requests that another site makes a signed-in browser send.
//!
//! Browsers say in `Sec-Fetch-Site` (older ones in `Origin`) who caused a request, and pages can't change either.
//! So no token has to travel in forms. Programs other than browsers send neither header; they have no cookie of ours
//! that could be abused, and pass.

use crate::config::PublicUrl;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// What the visitor reads when it hits a person after all, behind a proxy that isn't set up.
const EXPLANATION: &str = "This request came from another site, so nothing was done.\n\n\
    If you pressed a button on our own page: the server doesn't know the address in your browser. \
    Its administrator can set it as public_url.\n";

/// How a refusal is answered.
type Refuse = fn(ProtectionError) -> Response<Body>;

/// The check for every request that may change something; `public_url` counts as our own origin.
///
/// # Panics
/// Never: a [`PublicUrl`] is an origin.
pub fn same_origin_only(public_url: Option<&PublicUrl>) -> CsrfLayer<Refuse> {
    let mut layer = CsrfLayer::new();
    if let Some(url) = public_url {
        layer = layer.add_trusted_origin(&url.origin).expect("a public URL is an origin");
    }
    layer.with_rejection_response(|_| (StatusCode::FORBIDDEN, EXPLANATION).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::Request;
    use axum::routing::post;
    use tower::ServiceExt;

    async fn status(method: &str, headers: &[(&str, &str)]) -> u16 {
        let url = PublicUrl { origin: "https://partners.example.com".into(), https: true };
        let router = Router::new().route("/", post(|| async {}).get(|| async {})).layer(same_origin_only(Some(&url)));
        let mut request = Request::builder().method(method).uri("/").header("host", "127.0.0.1:3000");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn our_own_pages_may_post() {
        assert_eq!(status("POST", &[("sec-fetch-site", "same-origin")]).await, 200);
        assert_eq!(status("POST", &[("sec-fetch-site", "none")]).await, 200);
        assert_eq!(status("POST", &[("origin", "http://127.0.0.1:3000")]).await, 200);
        assert_eq!(status("POST", &[("origin", "https://partners.example.com")]).await, 200);
    }

    #[tokio::test]
    async fn other_sites_may_read_links_but_not_post() {
        assert_eq!(status("GET", &[("sec-fetch-site", "cross-site")]).await, 200);
        for headers in [
            [("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:3000")],
            [("sec-fetch-site", "same-site"), ("accept", "*/*")],
            [("origin", "https://evil.example"), ("accept", "*/*")],
            [("origin", "http://127.0.0.1:3001"), ("accept", "*/*")],
            [("origin", "null"), ("accept", "*/*")],
        ] {
            assert_eq!(status("POST", &headers).await, 403, "{headers:?}");
        }
    }
}
