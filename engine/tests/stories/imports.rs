//! Files as they come: good, bad and twice.

use crate::world::{CUSTOMERS, World, import_of};
use domain::Refusal;
use engine::imports::{Imported, OnProblem};
use std::fmt::Write as _;

const HEADER: &str = "customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category,city\n";

/// What a file with these rows beside a good one comes to.
async fn with_rows(rows: &str) -> (World, Imported) {
    let world = World::new().await;
    let imported = world.import(format!("{HEADER}A-1,RS-1,100.00,2025-01-01,,Active,,Downey\n{rows}")).await;
    (world, imported)
}

async fn refused_file(content: impl AsRef<[u8]>) -> String {
    let world = World::new().await;
    let import = import_of(world.file("customers.csv", content));
    match world.office.import_customers(&import, &|_| ()).await {
        Err(Refusal::Invalid { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn importing_twice_changes_nothing() {
    let world = World::new().await;
    let first = world.import(CUSTOMERS).await;
    assert_eq!((first.rows, first.added, first.partners_added, first.kept), (4, 4, 2, true));
    let trail = world.office.verify_audit().await.unwrap();
    let second = world.import(CUSTOMERS).await;
    assert_eq!((second.added, second.changed, second.unchanged, second.bills), (0, 0, 4, 0));
    assert_eq!(world.office.verify_audit().await.unwrap(), trail);
}

#[tokio::test]
async fn a_changed_row_changes_its_customer_and_its_open_bills() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let changed = world.import(CUSTOMERS.replace("B-1,RS-2,250.00", "B-1,RS-1,300.00")).await;
    assert_eq!((changed.changed, changed.unchanged), (1, 3));
    let desk = world.desk(domain::user::Role::Support, None).await;
    let query = domain::view::CustomerQuery { text: "b-1".into(), ..Default::default() };
    let id = desk.customers(&query).await.unwrap().rows[0].id;
    let page = desk.customer_page(id).await.unwrap();
    assert_eq!(page.partner.code, "RS-1");
    assert!(page.bills.iter().all(|bill| bill.amount.0 == 30_000));
    assert_eq!(page.bills.len(), 7);
}

#[tokio::test]
async fn each_bad_row_is_told_with_line_field_and_reason() {
    let today = "2025-10-06";
    let cases = [
        (
            "A-1,RS-1,5.00,2025-01-01,,Active,,Downey",
            "customer_id",
            "this number stands on line 2 already; keep one of the two",
        ),
        (
            "A-2,RS-1,-5.00,2025-01-01,,Active,,Downey",
            "mrr",
            "a charge can't be negative; give a credit as an adjustment",
        ),
        ("A-2,RS-1,ten,2025-01-01,,Active,,Downey", "mrr", "“ten” is not an amount; write it like 1234.50"),
        ("A-2,RS-1,,2025-01-01,,Active,,Downey", "mrr", "the monthly charge is missing"),
        ("A-2,RS-1,5.001,2025-01-01,,Active,,Downey", "mrr", "“5.001” has parts of a cent; give at most two decimals"),
        (
            "A-2,RS-1,5.00,2026-01-01,,Active,,Downey",
            "activation_date",
            &format!("this lies in the future; today is {today}"),
        ),
        ("A-2,RS-1,5.00,01/02/2025,,Active,,Downey", "activation_date", "this is no date; write it like 2025-09-30"),
        ("A-2,RS-1,5.00,2025-05-01,2025-04-01,Churned,Price,Downey", "churn_date", "the customer left before it came"),
        (
            "A-2,RS-1,5.00,2025-01-01,,Active,,=cmd|' /C calc'!A0",
            "city",
            "a spreadsheet would run this as a formula; take the first character away",
        ),
        (
            "=1+1,RS-1,5.00,2025-01-01,,Active,,Downey",
            "customer_id",
            "a spreadsheet would run this as a formula; take the first character away",
        ),
        (",RS-1,5.00,2025-01-01,,Active,,Downey", "customer_id", "this must be filled in"),
        ("A-2,RS-1,5.00,2025-01-01,,Active", "(row)", "the row has 6 fields, the header 8"),
    ];
    for (row, field, reason) in cases {
        let (_, imported) = with_rows(row).await;
        assert_eq!((imported.refused, imported.kept, imported.rows), (1, false, 2), "{row}");
        let problem = &imported.problems[0];
        assert_eq!((problem.line, problem.field.as_str(), problem.reason.as_str()), (3, field, reason), "{row}");
    }
}

#[tokio::test]
async fn an_unknown_word_is_told_with_the_known_ones() {
    let (_, imported) = with_rows("A-2,RS-1,5.00,2025-01-01,,Sleeping,,Downey").await;
    assert!(imported.problems[0].reason.starts_with("“Sleeping” is not known; use one of: prospect, lead"));
}

#[tokio::test]
async fn bad_rows_are_written_to_a_report_beside_the_file() {
    let (_world, imported) = with_rows("A-2,RS-1,-5.00,2025-01-01,,Active,,Downey").await;
    let report = std::fs::read_to_string(imported.report.unwrap()).unwrap();
    assert_eq!(
        report,
        "line,field,reason,value\n3,mrr,a charge can't be negative; give a credit as an adjustment,'-5.00\n"
    );
}

#[tokio::test]
async fn good_rows_are_kept_when_asked() {
    let world = World::new().await;
    let file = world.file("mixed.csv", format!("{CUSTOMERS}X-1,RS-1,oops,,,,,\n"));
    let import = engine::imports::CustomerImport { on_problem: OnProblem::KeepGood, ..import_of(file) };
    let imported = world.office.import_customers(&import, &|_| ()).await.unwrap();
    assert_eq!((imported.added, imported.refused, imported.kept), (4, 1, true));
}

#[tokio::test]
async fn nothing_is_kept_of_a_file_with_a_bad_row_by_default() {
    let (world, imported) = with_rows("A-2,RS-1,oops,2025-01-01,,Active,,Downey").await;
    assert!(!imported.kept);
    assert!(world.office.partners().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_reseller_is_a_bad_row_unless_resellers_may_be_added() {
    let world = World::new().await;
    let mut import = import_of(world.file("customers.csv", CUSTOMERS));
    import.create_partners = false;
    let imported = world.office.import_customers(&import, &|_| ()).await.unwrap();
    assert_eq!((imported.refused, imported.added), (4, 0));
    assert!(imported.problems[0].reason.ends_with("import resellers first, or add --create-partners"));
}

#[tokio::test]
async fn a_file_that_cannot_be_one_is_refused_as_a_whole() {
    assert_eq!(refused_file("").await, "the file is empty; nothing was changed");
    assert_eq!(refused_file(HEADER).await, "the file has a header but no rows; nothing was changed");
    assert_eq!(refused_file([0xFF, 0xFE, b'a', 0]).await, "the file is UTF-16; save it as “CSV UTF-8”");
    assert!(
        refused_file("customer_id,mrr\nA,1\n")
            .await
            .starts_with("the column “reseller_id” is missing. The file has: customer_id, mrr.")
    );
    assert!(refused_file("customer_id,customer_id,mrr\nA,B,1\n").await.contains("is there twice"));
    assert!(refused_file(vec![b'a'; 3 << 20]).await.contains("a line is longer than 1 MB"));
    assert!(refused_file("PK\x03\x04").await.starts_with("this is a spreadsheet or an archive"));
}

#[tokio::test]
async fn a_row_in_another_encoding_is_told_and_a_byte_order_mark_is_fine() {
    let world = World::new().await;
    let mut bytes = format!("\u{feff}{HEADER}A-1,RS-1,1.00,2025-01-01,,Active,,Downey\n").into_bytes();
    bytes.extend_from_slice(b"A-2,RS-1,1.00,2025-01-01,,Active,,San Jos\xe9\n");
    let imported = world.import(bytes).await;
    let problem = &imported.problems[0];
    assert_eq!((imported.refused, problem.line, problem.field.as_str()), (1, 3, "city"));
    assert!(problem.reason.starts_with("this isn't UTF-8"));
}

#[tokio::test]
async fn a_long_file_streams_through_with_progress() {
    let world = World::new().await;
    let mut text = String::from(HEADER);
    for number in 0..5_000 {
        writeln!(text, "N-{number},RS-1,10.00,2025-09-01,,Active,,Downey").unwrap();
    }
    let seen = std::sync::Mutex::new(Vec::new());
    let import = import_of(world.file("long.csv", text));
    let imported = world.office.import_customers(&import, &|rows| seen.lock().unwrap().push(rows)).await.unwrap();
    assert_eq!((imported.added, imported.bills), (5_000, 5_000));
    assert_eq!(seen.lock().unwrap().len(), 11);
}
