//! The server as a browser meets it, on a port of its own with a database of its own.

mod assets;
mod csrf;
mod export;
mod headers;
mod helper;
mod metrics;
mod sessions;
mod stopping;

use helper::Site;

#[tokio::test]
async fn it_tells_that_it_lives_and_is_ready() {
    let site = Site::start().await;
    assert_eq!(site.get("/health/live").await.status(), 200);
    assert_eq!(site.get("/health/ready").await.status(), 200);
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_a_page_that_says_so() {
    let site = Site::start().await;
    let answer = site.get("/no/such/page").await;
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
}

#[tokio::test]
async fn a_body_of_more_than_a_megabyte_is_refused() {
    let site = Site::start().await;
    let form = format!("theme=dark&next={}", "a".repeat(1024 * 1024));
    assert_eq!(site.post("/theme", &form).await.status(), 413);
}

#[tokio::test]
async fn the_theme_is_remembered_for_a_year() {
    let site = Site::start().await;
    let answer = site.post("/theme", "theme=dark&next=%2Fcustomers").await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "/customers");
    assert_eq!(answer.headers()["set-cookie"], "theme=dark; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
    assert_eq!(site.post("/theme", "theme=pink").await.status(), 422);
}

#[tokio::test]
async fn a_page_is_drawn_in_the_theme_that_was_chosen() {
    let site = Site::start().await;
    let html = async |cookie| site.get_with("/sign-in", &[("cookie", cookie)]).await.text().await.unwrap();
    assert!(html("theme=dark").await.contains("data-theme=\"dark\""));
    assert!(!html("theme=auto").await.contains("data-theme"));
}
