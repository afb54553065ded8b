//! What every answer tells the browser about its doors.

use crate::helper::{PASSWORD, Site, session_cookie};

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_doors_shut() {
    let site = Site::start().await;
    let answers = [
        site.get("/sign-in").await,
        site.get("/health/live").await,
        site.get("/no/such/page").await,
        site.post("/sign-in", "email=a").await,
        site.post_with("/theme", "", &[("sec-fetch-site", "cross-site")]).await,
    ];
    for answer in answers {
        let headers = answer.headers();
        let at = format!("{} {headers:?}", answer.url());
        assert_eq!(headers["x-content-type-options"], "nosniff", "{at}");
        assert_eq!(headers["referrer-policy"], "same-origin", "{at}");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin", "{at}");
        assert!(headers["permissions-policy"].to_str().unwrap().contains("camera=()"), "{at}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{at}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{at}");
        assert!(headers.contains_key("x-request-id"), "{at}");
        assert!(!headers.contains_key("strict-transport-security"), "{at}");
    }
}

#[tokio::test]
async fn a_page_has_a_new_nonce_each_time_and_on_every_script() {
    let site = Site::start().await;
    let mut seen = Vec::new();
    for path in ["/sign-in", "/sign-in", "/no/such/page"] {
        let answer = site.get(path).await;
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(nonce.len() >= 22, "128 bits: {nonce}");
        let html = answer.text().await.unwrap();
        let scripts: Vec<_> = html.split("<script").skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
        assert!(!scripts.is_empty(), "{path} hydrates");
        for script in scripts {
            assert!(script.contains(&format!("nonce=\"{nonce}\"")) || script.contains("src="), "{path}: {script}");
        }
        assert!(!html.contains("<style") && !html.contains(" style=\""), "{path} has inline styles");
        seen.push(nonce);
    }
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn pages_are_kept_in_no_cache() {
    let site = Site::with_person().await;
    let cookie = session_cookie(site.sign_in(PASSWORD, "/").await.headers());
    for path in ["/", "/sign-in"] {
        assert_eq!(site.get_with(path, &[("cookie", &cookie)]).await.headers()["cache-control"], "no-store", "{path}");
    }
}

#[tokio::test]
async fn behind_a_trusted_proxy_browsers_are_told_to_stay_with_https() {
    let site = Site::start_with(&[("TRIBUTARY_TRUSTED_PROXY", "true")]).await;
    let over = async |proto| site.get_with("/health/live", &[("x-forwarded-proto", proto)]).await;
    let told = "strict-transport-security";
    assert_eq!(over("https").await.headers()[told], "max-age=63072000; includeSubDomains");
    assert!(!over("http").await.headers().contains_key(told));
}

#[tokio::test]
async fn pages_are_compressed_for_browsers_that_can() {
    let site = Site::start().await;
    for coding in ["br", "gzip"] {
        let answer = site.get_with("/sign-in", &[("accept-encoding", coding)]).await;
        assert_eq!(answer.headers()["content-encoding"], coding);
    }
    assert!(!site.get("/sign-in").await.headers().contains_key("content-encoding"));
}

#[tokio::test]
async fn a_request_id_is_chosen_by_us_or_by_a_trusted_proxy() {
    let id_given = async |site: &Site| {
        let answer = site.get_with("/health/live", &[("x-request-id", "theirs")]).await;
        answer.headers()["x-request-id"] == "theirs"
    };
    assert!(!id_given(&Site::start().await).await);
    assert!(id_given(&Site::start_with(&[("TRIBUTARY_TRUSTED_PROXY", "true")]).await).await);
}
