//! Figures for whoever watches the machine.

use crate::helper::Site;

const TOKEN: &str = "a token of sixteen or more";

#[tokio::test]
async fn figures_are_for_who_has_the_token_and_nobody_without_one() {
    let site = Site::with_person().await;
    assert_eq!(site.get("/metrics").await.status(), 404, "without a token in the settings there is no such page");
    let site = Site::start_with(&[("TRIBUTARY_METRICS_TOKEN", TOKEN)]).await;
    site.add_person().await;
    assert_eq!(site.get("/metrics").await.status(), 401);
    let with = async |value: &str| site.get_with("/metrics", &[("authorization", value)]).await;
    assert_eq!(with("Bearer another token of ours").await.status(), 401);
    assert_eq!(with(TOKEN).await.status(), 401);
    site.get("/sign-in").await;
    let answer = with(&format!("Bearer {TOKEN}")).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    let text = answer.text().await.unwrap();
    for line in [
        "tributary_operators 1",
        "tributary_database_up 1",
        "tributary_runs_stuck 0",
        "tributary_http_requests_total{method=\"GET\",route=\"/sign-in\",status=\"200\"}",
        "tributary_http_seconds_bucket{method=\"GET\",route=\"/sign-in\",le=\"0.001\"}",
        "tributary_database_wal_bytes ",
        "tributary_pool_connections ",
        "tributary_resident_bytes ",
        "tributary_build_info{version=",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}
