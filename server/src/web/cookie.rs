//! Our two cookies, read and written.

use crate::web::client::Client;
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// The session's cookie.
///
/// Over https its name carries `__Host-`: browsers then accept it from this very host alone, so that no neighbour
/// under the same domain can plant a session. The prefix needs `Secure`, which plain http doesn't keep.
pub const fn session_name(client: Client) -> &'static str {
    if client.https { "__Host-sid" } else { "sid" }
}

/// The theme's cookie.
pub const THEME: &str = "theme";

/// The value of the first cookie of this name.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| value)
}

/// A cookie for the whole site that scripts can't read; `seconds` of 0 removes it.
///
/// # Panics
/// When `value` holds characters that no header may hold; both of our cookies are plain ASCII words.
pub fn write(client: Client, name: &str, value: &str, seconds: u32) -> HeaderValue {
    let secure = if client.https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    text.parse().expect("cookies are made of plain words")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "xsid=1; sid=two=2".parse().unwrap());
        headers.append(COOKIE, "theme=dark".parse().unwrap());
        assert_eq!(
            (read(&headers, "sid"), read(&headers, "theme"), read(&headers, "id")),
            (Some("two=2"), Some("dark"), None)
        );
    }

    #[test]
    fn the_session_cookie_is_bound_to_the_host_over_https() {
        let over = |https| Client { address: [127, 0, 0, 1].into(), https };
        assert_eq!(
            write(over(true), session_name(over(true)), "t", 60),
            "__Host-sid=t; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            write(over(false), session_name(over(false)), "t", 60),
            "sid=t; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"
        );
    }
}
