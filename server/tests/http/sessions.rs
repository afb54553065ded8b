//! Signing in and out.

use crate::helper::{EMAIL, PASSWORD, Site, location, session_cookie};

#[tokio::test]
async fn signing_in_leads_to_where_one_wanted_to_go() {
    let site = Site::with_person().await;
    let answer = site.sign_in(PASSWORD, "/customers?page=2").await;
    assert_eq!(answer.status(), 303);
    assert_eq!(location(&answer), "/customers?page=2");
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("sid="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax"), "{cookie}");
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let site = Site::start_with(&[("TRIBUTARY_PUBLIC_URL", "https://partners.example.com")]).await;
    site.add_person().await;
    let answer = site.sign_in(PASSWORD, "/").await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-sid=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil"] {
        let site = Site::with_person().await;
        assert_eq!(location(&site.sign_in(PASSWORD, next).await), "/", "{next:?}");
        let wrong = site.sign_in("not the password", next).await;
        assert_eq!(location(&wrong), "/sign-in?error=wrong&email=ana%40example.com", "{next:?}");
        let theme = site.post("/theme", &format!("theme=dark&next={}", next.replace('\t', "%09"))).await;
        assert_eq!(location(&theme), "/", "{next:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_leads_back_to_the_form_and_keeps_the_way() {
    let site = Site::with_person().await;
    let answer = site.sign_in("not the password", "/close").await;
    assert_eq!(location(&answer), "/sign-in?error=wrong&email=ana%40example.com&next=%2Fclose");
    assert!(!answer.headers().contains_key("set-cookie"));
}

#[tokio::test]
async fn an_unknown_name_is_answered_like_a_wrong_password() {
    let site = Site::with_person().await;
    let answer = site.post("/sign-in", "email=nobody%40example.com&password=x").await;
    assert_eq!(location(&answer), "/sign-in?error=wrong&email=nobody%40example.com");
}

#[tokio::test]
async fn a_form_with_fields_that_we_do_not_know_is_refused() {
    let site = Site::with_person().await;
    assert_eq!(site.post("/sign-in", "email=a&password=b&role=admin").await.status(), 422);
}

#[tokio::test]
async fn an_eleventh_wrong_attempt_in_a_row_from_one_address_must_wait() {
    let site = Site::start().await;
    for n in 0..10 {
        let answer = site.post("/sign-in", &format!("email=p{n}%40example.com&password=x")).await;
        assert!(location(&answer).starts_with("/sign-in?error=wrong"));
    }
    let answer = site.post("/sign-in", &format!("email={EMAIL}&password=x")).await;
    assert_eq!(location(&answer), "/sign-in?error=wait&email=ana%40example.com");
    assert!(answer.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn an_office_that_shares_an_address_can_sign_in() {
    let site = Site::with_person().await;
    for _ in 0..12 {
        assert_eq!(location(&site.sign_in(PASSWORD, "/").await), "/");
    }
}

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_form_and_back() {
    let site = Site::start().await;
    let answer = site.get_with("/customers?page=2", &[("accept", "text/html")]).await;
    assert_eq!((answer.status().as_u16(), location(&answer)), (302, "/sign-in?next=%2Fcustomers%3Fpage%3D2"));
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let site = Site::with_person().await;
    let first = session_cookie(site.sign_in(PASSWORD, "/").await.headers());
    let form = format!("email={EMAIL}&password={}", PASSWORD.replace(' ', "+"));
    let headers = [("cookie", first.as_str()), ("sec-fetch-site", "same-origin")];
    let second = session_cookie(site.post_with("/sign-in", &form, &headers).await.headers());
    assert!(!is_alive(&site, &first).await);
    assert!(is_alive(&site, &second).await);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_and_in_the_browser() {
    let site = Site::with_person().await;
    let cookie = session_cookie(site.sign_in(PASSWORD, "/").await.headers());
    assert!(is_alive(&site, &cookie).await);
    let answer =
        site.post_with("/sign-out", "", &[("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")]).await;
    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/sign-in"));
    assert_eq!(answer.headers()["clear-site-data"], "\"cache\", \"storage\"");
    assert_eq!(answer.headers()["set-cookie"], "sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    assert!(!is_alive(&site, &cookie).await);
}

#[tokio::test]
async fn a_link_does_not_sign_anybody_out() {
    let site = Site::with_person().await;
    let cookie = session_cookie(site.sign_in(PASSWORD, "/").await.headers());
    site.get_with("/sign-out", &[("cookie", &cookie)]).await;
    assert!(is_alive(&site, &cookie).await);
}

async fn is_alive(site: &Site, cookie: &str) -> bool {
    let token = cookie.split_once('=').unwrap().1;
    site.engine.caller(token).await.unwrap().is_some()
}
