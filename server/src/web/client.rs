//! Where a request comes from, as far as it can be believed.

use crate::web::Web;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, SocketAddr};

/// The sender of a request; every request carries one in its extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its address.
    pub address: IpAddr,
    /// Whether it speaks https with us or with the proxy in front.
    pub https: bool,
}

impl Client {
    /// What `peer` says about itself, and for a trusted proxy what it says about its client.
    ///
    /// A client can write what it likes into `X-Forwarded-For`; only the last address is the proxy's own observation.
    fn new(peer: IpAddr, headers: &HeaderMap, trusted_proxy: bool) -> Self {
        let last = |name| {
            let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
            value.rsplit(',').next().map(str::trim)
        };
        if !trusted_proxy {
            return Self { address: peer, https: false };
        }
        let forwarded = last("x-forwarded-for").and_then(|text| text.parse().ok());
        Self { address: forwarded.unwrap_or(peer), https: last("x-forwarded-proto") == Some("https") }
    }
}

/// Notes the client of each request, and takes away the request id of clients that may not choose one.
pub async fn identify(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let trusted_proxy = web.config.trusted_proxy;
    let mut client = Client::new(peer.ip().to_canonical(), request.headers(), trusted_proxy);
    client.https |= web.is_https();
    if !trusted_proxy {
        request.headers_mut().remove("x-request-id");
    }
    request.extensions_mut().insert(client);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(forwarded: &[&str], proto: &str, trusted: bool) -> (String, bool) {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        headers.insert("x-forwarded-proto", proto.parse().unwrap());
        let client = Client::new([10, 0, 0, 1].into(), &headers, trusted);
        (client.address.to_string(), client.https)
    }

    #[test]
    fn forwarding_headers_are_ignored_unless_a_proxy_is_trusted() {
        assert_eq!(client(&["203.0.113.9"], "https", false), ("10.0.0.1".into(), false));
        assert_eq!(client(&["203.0.113.9"], "https", true), ("203.0.113.9".into(), true));
    }

    #[test]
    fn only_the_address_that_the_proxy_itself_saw_counts() {
        assert_eq!(client(&["1.1.1.1, 203.0.113.9"], "http", true), ("203.0.113.9".into(), false));
        assert_eq!(client(&["1.1.1.1", "203.0.113.9"], "http", true), ("203.0.113.9".into(), false));
        assert_eq!(client(&["nonsense"], "http", true), ("10.0.0.1".into(), false));
    }
}
