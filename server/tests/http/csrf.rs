//! Nothing changes because another site said so.

use crate::helper::{EMAIL, PASSWORD, Site, location, session_cookie};
use leptos::server_fn::axum::server_fn_paths;

#[tokio::test]
async fn every_route_that_takes_posts_refuses_those_of_other_sites() {
    let site = Site::start().await;
    let functions: Vec<_> = server_fn_paths().map(|(path, _)| path).collect();
    assert!(!functions.is_empty(), "the app's server functions are linked in");
    for path in ["/sign-in", "/sign-out", "/theme", "/"].into_iter().chain(functions) {
        for (name, value) in
            [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
        {
            let answer = site.post_with(path, "", &[(name, value)]).await;
            assert_eq!(answer.status(), 403, "{path} {name}: {value}");
            assert!(answer.text().await.unwrap().starts_with("This request came from another site"));
        }
    }
}

#[tokio::test]
async fn a_server_function_that_a_link_can_call_only_reads() {
    let _site = Site::start().await;
    let by_link = server_fn_paths().filter(|(_, method)| *method == axum::http::Method::GET);
    let writing: Vec<_> = by_link.filter(|(path, _)| !path.starts_with("/api/read_")).collect();
    assert!(writing.is_empty(), "a GET isn't checked for its origin: {writing:?}");
}

#[tokio::test]
async fn a_session_survives_a_sign_out_that_another_site_sends() {
    let site = Site::with_person().await;
    let cookie = session_cookie(site.sign_in(PASSWORD, "/").await.headers());
    let headers = [("sec-fetch-site", "cross-site"), ("cookie", cookie.as_str())];
    assert_eq!(site.post_with("/sign-out", "", &headers).await.status(), 403);
    let token = cookie.split_once('=').unwrap().1;
    assert!(site.engine.caller(token).await.unwrap().is_some());
}

#[tokio::test]
async fn the_public_address_is_our_own_site() {
    let site = Site::start_with(&[("TRIBUTARY_PUBLIC_URL", "https://partners.example.com")]).await;
    site.add_person().await;
    let form = format!("email={EMAIL}&password=wrong");
    let answer = site.post_with("/sign-in", &form, &[("origin", "https://partners.example.com")]).await;
    assert_eq!(answer.status(), 303);
    assert!(location(&answer).starts_with("/sign-in?error=wrong"));
}
