//! Files to take away.

use crate::helper::{PASSWORD, Site, session_cookie};

#[tokio::test]
async fn a_journal_is_a_file_for_who_may_see_the_ledger() {
    let site = Site::with_person().await;
    assert_eq!(site.get("/ledger/export/2025-09").await.status(), 401);
    let cookie = session_cookie(site.sign_in(PASSWORD, "/").await.headers());
    let get = async |path: &str| site.get_with(path, &[("cookie", cookie.as_str())]).await;
    let answer = get("/ledger/export/2025-09").await;
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(header("content-disposition"), "attachment; filename=\"journal-2025-09.csv\"");
    assert_eq!((header("x-content-type-options").as_str(), header("cache-control").as_str()), ("nosniff", "no-store"));
    assert!(answer.text().await.unwrap().starts_with("entry,posted_at,day,source,"));
    let of = |account| format!("/ledger/partners/0199a2b4-7e30-7000-8000-000000000001/export/{account}");
    let (payable, cash) = (of("payable"), of("cash"));
    for path in ["/ledger/export/september", "/ledger/partners/x/export/payable", &payable] {
        assert_eq!(get(path).await.status(), 404, "{path}");
    }
    assert_eq!(get(&cash).await.status(), 422, "cash is nobody's own");
}
