//! Files to take away.

use crate::helper::{PASSWORD, Site, session_cookie};
use domain::audit::Actor;
use domain::user::Role;
use engine::NewUser;
use engine::imports::{CustomerImport, Mapping, OnProblem};

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

/// Two resellers' customers.
const CUSTOMERS: &str = "\
customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category,city
A-1,RS/1,100.00,2025-01-01,,Active,,Downey
B-1,RS-2,250.00,2025-03-01,,Active,,Inglewood
";

const PLAN: &str = r#"{"rules": [{"pay": {"percentage": {"rate": "10%"}}}]}"#;

#[tokio::test]
async fn a_statement_is_a_file_of_three_kinds_for_who_may_see_it() {
    let site = Site::with_person().await;
    let office = site.engine.office(site.engine.tenant(None).await.unwrap().id);
    let september = "2025-09".parse().unwrap();
    office.add_plan("ten", "=Ten", "2024-01".parse().unwrap(), PLAN, true).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("customers.csv");
    std::fs::write(&file, CUSTOMERS).unwrap();
    let import = CustomerImport {
        file,
        mapping: Mapping::default(),
        on_problem: OnProblem::RollBack,
        create_partners: true,
        bill_through: Some(september),
        report: None,
    };
    office.import_customers(&import, &|_| ()).await.unwrap();
    office.close(september, Actor::System, |_| ()).await.unwrap();
    let new = NewUser {
        email: "olga@example.com".into(),
        name: "Olga".into(),
        role: Role::Owner,
        partner: Some("RS/1".into()),
        password: PASSWORD.into(),
    };
    office.add_user(new).await.unwrap();
    let partners = office.partners().await.unwrap();
    let id = |code: &str| partners.iter().find(|partner| partner.code == code).unwrap().id;
    let form = format!("email=olga@example.com&password={}&next=/", PASSWORD.replace(' ', "+"));
    let owner = session_cookie(site.post("/sign-in", &form).await.headers());
    let get = async |path: &str| site.get_with(path, &[("cookie", owner.as_str())]).await;
    for (format, kind, begin) in [
        ("csv", "text/csv; charset=utf-8", "row,month,partner,"),
        ("pdf", "application/pdf", "%PDF-"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"),
    ] {
        let answer = get(&format!("/statements/2025-09/export?format={format}")).await;
        assert_eq!(answer.status(), 200, "{format}");
        assert_eq!(answer.headers()["content-type"], kind);
        let disposition = format!("attachment; filename=\"statement-2025-09-RS_1.{format}\"");
        assert_eq!(answer.headers()["content-disposition"], disposition.as_str());
        assert!(answer.bytes().await.unwrap().starts_with(begin.as_bytes()), "{format}");
    }
    let text = get("/statements/2025-09/export").await.text().await.unwrap();
    assert!(text.contains(",\"'=Ten, version 1\",") && !text.contains(",=") && !text.contains("\"="), "{text}");
    let other = format!("/statements/2025-09/export?partner={}", id("RS-2"));
    for (path, status) in [
        (other.as_str(), 404),
        ("/statements/2025-08/export", 404),
        ("/statements/september/export", 404),
        ("/statements/2025-09/export?format=docx", 400),
        ("/statements/2025-09/lines.csv", 403),
        ("/reconciliation/export", 403),
    ] {
        assert_eq!(get(path).await.status(), status, "{path}");
    }
    assert_eq!(site.get("/statements/2025-09/export").await.status(), 401);

    let admin = session_cookie(site.sign_in(PASSWORD, "/").await.headers());
    let get = async |path: &str| site.get_with(path, &[("cookie", admin.as_str())]).await;
    assert_eq!(get(&other).await.status(), 200);
    let lines = get("/statements/2025-09/lines.csv").await.text().await.unwrap();
    assert_eq!(lines.lines().count(), 3, "{lines}");
    let findings = get("/reconciliation/export?state=open&format=xlsx").await;
    assert_eq!(findings.headers()["content-disposition"], "attachment; filename=\"findings.xlsx\"");
    assert_eq!(get("/reconciliation/export?month=x").await.status(), 404);
}
