//! Statements as files, read back as whoever gets them would.

use crate::world::{CUSTOMERS, World, month, text_of};
use calamine::{Data, Reader, Xlsx};
use domain::audit::Actor;
use domain::user::Role;
use domain::{Cents, FileFormat, PartnerId, Refusal};
use engine::{Content, Desk, Proposal};
use std::collections::HashMap;
use std::io::Cursor;

/// Bands, so that a bill may be two lines, and a part of it held back.
const PLAN: &str = r#"{
    "rules": [{"pay": {"tiered": {"mode": "marginal", "tiers": [
        {"from": "0", "rate": "8.5%"}, {"from": "130", "rate": "11.25%"}]}}}],
    "statement": {"holdback": {"rate": "10%", "release_after_months": 2}}
}"#;

/// September closed, and the desk of finance.
async fn world() -> (World, Desk) {
    let world = World::new().await;
    world.office.add_plan("tiers", "=Tiers & more", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    let (finance, admin) = (world.desk(Role::Finance, None).await, world.desk(Role::Admin, None).await);
    let proposal = Proposal {
        partner: "RS-1".into(),
        amount: Cents(-125),
        reason: "=HYPERLINK(\"http://evil.example\")".into(),
        customer: Some("A-1".into()),
    };
    let id = finance.propose_adjustment(&proposal).await.unwrap();
    admin.decide_adjustment(id, true).await.unwrap();
    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    (world, finance)
}

async fn partner(desk: &Desk, code: &str) -> PartnerId {
    desk.partners().await.unwrap().into_iter().find(|partner| partner.code == code).unwrap().id
}

/// The rows of a CSV file, by the names of its columns.
fn rows(text: &str) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).into_deserialize().map(Result::unwrap).collect()
}

fn sum(rows: &[HashMap<String, String>], what: &str) -> Cents {
    let amounts = rows.iter().filter(|row| row["row"] == what).map(|row| row["amount"].parse::<Cents>().unwrap());
    amounts.sum()
}

#[tokio::test]
async fn a_statement_as_csv_adds_up_to_its_total_and_says_where_it_went() {
    let (world, _) = world().await;
    let owner = world.desk(Role::Owner, Some("RS-1")).await;
    let page = owner.statement(month("2025-09"), None, 1).await.unwrap();
    let file = owner.statement_file(month("2025-09"), None, FileFormat::Csv).await.unwrap();
    assert_eq!(file.name, "statement-2025-09-RS-1.csv");
    let text = text_of(file).await;
    assert!(text.contains("\r\n") && !text.contains(",=") && !text.contains("\"="), "{text}");
    let rows = rows(&text);
    let of = |what: &str| rows.iter().filter(|row| row["row"] == what).collect::<Vec<_>>();
    assert_eq!(of("line").len(), page.lines.len());
    let total = page.statement.commission;
    assert_eq!((sum(&rows, "line"), sum(&rows, "subtotal"), sum(&rows, "total")), (total, total, total));
    let line = of("line")[0];
    assert_eq!((line["customer"].as_str(), line["fact"].as_str()), ("A-1", "Bill 2025-09"));
    assert_eq!((line["currency"].as_str(), line["plan"].as_str()), ("USD", "'=Tiers & more, version 1"));
    let split = of("line").into_iter().filter(|row| row["customer"] == "A-2").collect::<Vec<_>>();
    assert_eq!(split.len(), 2, "a bill across a border is two lines: {text}");
    let correction = of("line").into_iter().find(|row| row["kind"] == "adjustment").unwrap();
    assert!(correction["rule"].starts_with("Adjustment: =HYPERLINK"), "{correction:?}");
    assert!(of("left for later")[0]["note"].starts_with("Held back until"), "{text}");
    let booked = page.booked.unwrap();
    assert_eq!(of("booked")[0]["note"], format!("Ledger entry {} on 2025-09-30", booked.entry));
    assert!(of("paid with").is_empty());
}

#[tokio::test]
async fn a_statement_as_a_workbook_and_as_pages() {
    let (_world, finance) = world().await;
    let id = partner(&finance, "RS-1").await;
    let page = finance.statement(month("2025-09"), Some(id), 1).await.unwrap();
    let file = finance.statement_file(month("2025-09"), Some(id), FileFormat::Xlsx).await.unwrap();
    let Content::Whole(bytes) = file.content else { panic!("whole") };
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let mut rows = sheet.rows();
    let head: Vec<_> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    let column = |name: &str| head.iter().position(|column| column == name).unwrap();
    let lines: Vec<_> = rows.filter(|row| row[column("row")] == Data::String("line".into())).collect();
    let amount = |row: &&[Data]| match row[column("amount")] {
        Data::Float(amount) => format!("{amount:.2}").parse::<Cents>().unwrap(),
        ref other => panic!("an amount is a number, not {other:?}"),
    };
    assert_eq!(lines.iter().map(amount).sum::<Cents>(), page.statement.commission);
    assert_eq!(lines.len(), page.lines.len());

    let file = finance.statement_file(month("2025-09"), Some(id), FileFormat::Pdf).await.unwrap();
    assert_eq!((file.name.as_str(), file.format), ("statement-2025-09-RS-1.pdf", FileFormat::Pdf));
    let Content::Whole(bytes) = file.content else { panic!("whole") };
    assert!(bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF"));
}

#[tokio::test]
async fn whoever_may_see_a_statement_may_take_it_and_nobody_else() {
    let (world, finance) = world().await;
    let (first, second) = (partner(&finance, "RS-1").await, partner(&finance, "RS-2").await);
    let owner = world.desk(Role::Owner, Some("RS-1")).await;
    let september = month("2025-09");
    let other = owner.statement_file(september, Some(second), FileFormat::Csv).await.err();
    assert_eq!(other, Some(Refusal::not_found("partner")));
    assert!(owner.statement_file(september, Some(first), FileFormat::Pdf).await.is_ok());
    let early = owner.statement_file(month("2025-01"), None, FileFormat::Csv).await.err();
    assert_eq!(early, Some(Refusal::not_found("statement")));
    let support = world.desk(Role::Support, None).await;
    assert!(matches!(
        support.statement_file(september, Some(first), FileFormat::Csv).await,
        Err(Refusal::Forbidden { .. })
    ));
    assert!(matches!(owner.statement_lines_file(september, FileFormat::Csv).await, Err(Refusal::Forbidden { .. })));
    // A viewer sees the statement, and neither books nor payouts on it.
    let viewer = world.desk(Role::Viewer, Some("RS-1")).await;
    assert_eq!(viewer.statement(september, None, 1).await.unwrap().booked, None);
    let rows = rows(&text_of(viewer.statement_file(september, None, FileFormat::Csv).await.unwrap()).await);
    assert!(rows.iter().all(|row| row["row"] != "booked"));
}

#[tokio::test]
async fn all_lines_of_a_month_are_one_file() {
    let (world, finance) = world().await;
    let file = finance.statement_lines_file(month("2025-09"), FileFormat::Csv).await.unwrap();
    assert_eq!(file.name, "statement-lines-2025-09.csv");
    let rows = rows(&text_of(file).await);
    let statements = world.office.statements(month("2025-09")).await.unwrap();
    assert_eq!(statements.iter().map(|row| row.partner.code.as_str()).collect::<Vec<_>>(), ["RS-1", "RS-2"]);
    assert_eq!(sum(&rows, "line"), statements.iter().map(|row| row.commission).sum());
    assert_eq!(i32::try_from(rows.len()), Ok(statements.iter().map(|row| row.lines).sum()));
    assert!(rows.is_sorted_by(|one, other| one["partner"] <= other["partner"]));
    let none = finance.statement_lines_file(month("2024-01"), FileFormat::Csv).await.err();
    assert_eq!(none, Some(Refusal::not_found("statement of that month")));
}
