//! Files that people bring in by the browser, and rows that they take away.

use crate::world::{CUSTOMERS, World, month, text_of};
use domain::audit::Actor;
use domain::transfer::{Asked, TransferKind, TransferState};
use domain::user::Role;
use domain::view::TransferRow;
use domain::{FileId, Refusal, TransferId};
use engine::Desk;
use std::fmt::Write as _;

const PLAN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;

async fn bring(desk: &Desk, content: &str) -> FileId {
    let mut upload = desk.upload("people.csv").await.unwrap();
    for piece in content.as_bytes().chunks(7_000) {
        upload.write(piece).await.unwrap();
    }
    upload.finish().await.unwrap()
}

fn as_customers() -> Asked {
    Asked { create_partners: true, bill_through: Some(month("2025-09")), ..Asked::default() }
}

async fn import(world: &World, desk: &Desk, kind: TransferKind, asked: Asked, content: &str) -> TransferRow {
    let file = bring(desk, content).await;
    let id = desk.import(kind, asked, file).await.unwrap();
    world.engine.work_through().await.unwrap();
    desk.transfer(id).await.unwrap().row
}

async fn row(desk: &Desk, id: TransferId) -> TransferRow {
    desk.transfer(id).await.unwrap().row
}

async fn content(desk: &Desk, id: TransferId, report: bool) -> String {
    text_of(desk.download(id, report).await.unwrap()).await
}

#[tokio::test]
async fn a_file_is_checked_waits_for_a_go_and_is_then_taken_in() {
    let world = World::new().await;
    let desk = world.desk(Role::Finance, None).await;
    let checked = import(&world, &desk, TransferKind::Customers, as_customers(), CUSTOMERS).await;
    assert_eq!((checked.state, checked.rows_total), (TransferState::Waiting, Some(4)), "{checked:?}");
    let told = &checked.progress;
    assert_eq!((told.added, told.partners_added, told.refused), (4, 2, 0));
    assert!(world.office.partners().await.unwrap().is_empty(), "nothing was changed by looking");

    desk.let_import_go_on(checked.id, false).await.unwrap();
    world.engine.work_through().await.unwrap();
    let done = row(&desk, checked.id).await;
    assert_eq!((done.state, done.rows_done, done.progress.added), (TransferState::Done, 4, 4), "{done:?}");
    assert_eq!(world.office.partners().await.unwrap().len(), 2);
    let direct = World::new().await;
    direct.import(CUSTOMERS).await;
    let billed = |world: &World| {
        let (office, of) = (world.office.clone(), month("2025-09"));
        async move { office.freeze(of, Actor::System).await.unwrap().billed }
    };
    for world in [&world, &direct] {
        world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    }
    assert_eq!(billed(&world).await, billed(&direct).await, "as by the command line");
    assert_eq!(world.office.verify_audit().await.unwrap().1, None);
}

#[tokio::test]
async fn the_same_file_is_taken_in_once() {
    let world = World::new().await;
    let desk = world.desk(Role::Finance, None).await;
    let asked = Asked { at_once: true, ..as_customers() };
    let first = import(&world, &desk, TransferKind::Customers, asked.clone(), CUSTOMERS).await;
    assert_eq!(first.state, TransferState::Done, "{first:?}");
    let second = import(&world, &desk, TransferKind::Customers, asked.clone(), CUSTOMERS).await;
    assert_eq!(second.id, first.id);
    let other = import(&world, &desk, TransferKind::Customers, asked, &CUSTOMERS.replace("60.55", "61.55")).await;
    assert_eq!((other.progress.changed, other.progress.unchanged), (1, 3));
}

#[tokio::test]
async fn bad_rows_are_told_and_good_ones_kept_only_if_a_person_says_so() {
    let world = World::new().await;
    let desk = world.desk(Role::Finance, None).await;
    let asked = Asked { at_once: true, ..as_customers() };
    let mixed = format!("{CUSTOMERS}X-1,RS-1,oops,,,,,\n");
    let checked = import(&world, &desk, TransferKind::Customers, asked, &mixed).await;
    assert_eq!((checked.state, checked.progress.refused), (TransferState::Waiting, 1), "not at once with a bad row");
    assert_eq!((checked.progress.problems[0].line, checked.progress.problems[0].field.as_str()), (6, "mrr"));
    let report = content(&desk, checked.id, true).await;
    assert!(report.starts_with("line,field,reason,value\n6,mrr,"), "{report}");
    let whole = desk.let_import_go_on(checked.id, false).await.unwrap_err();
    assert!(whole.to_string().starts_with("Some rows can't be taken in."), "{whole}");
    desk.let_import_go_on(checked.id, true).await.unwrap();
    world.engine.work_through().await.unwrap();
    let done = row(&desk, checked.id).await;
    assert_eq!((done.state, done.progress.added, done.progress.refused), (TransferState::Done, 4, 1));
    let late = desk.give_up_import(checked.id).await.unwrap_err();
    assert_eq!(late.to_string(), "Done: only an import that waits can be let go on or given up.");
}

#[tokio::test]
async fn a_file_that_is_none_is_refused_by_its_name() {
    let world = World::new().await;
    let desk = world.desk(Role::Finance, None).await;
    let row = import(&world, &desk, TransferKind::Customers, as_customers(), "customer_id,mrr\nA,1\n").await;
    assert_eq!(row.state, TransferState::Refused);
    let problem = row.problem.unwrap();
    assert!(problem.starts_with("people.csv: the column “reseller_id” is missing."), "{problem}");
    let empty = desk.upload("empty.csv").await.unwrap().finish().await.err().unwrap();
    assert_eq!(empty.to_string(), "file: it is empty; choose a file");
    let auditor = world.desk(Role::Auditor, None).await;
    assert!(matches!(auditor.upload("x.csv").await.err().unwrap(), Refusal::Forbidden { .. }));
    let manager = world.desk(Role::Manager, None).await;
    assert!(matches!(manager.transfers().await.unwrap_err(), Refusal::Forbidden { .. }));
    assert!(matches!(manager.download(row.id, true).await.err().unwrap(), Refusal::Forbidden { .. }));
}

#[tokio::test]
async fn facts_become_bills_when_all_are_in_and_no_month_is_frozen_meanwhile() {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    let desk = world.desk(Role::Finance, None).await;
    let facts = "month,partner,id,amount,customer\n2025-09,RS-1,F-1,70.00,A-1\n2025-09,RS-1,F-2,7.50,A-1\n";
    let checked = import(&world, &desk, TransferKind::Facts, Asked::default(), facts).await;
    assert_eq!((checked.state, checked.progress.added), (TransferState::Waiting, 2), "{checked:?}");
    desk.let_import_go_on(checked.id, false).await.unwrap();
    let early = world.office.freeze(month("2025-09"), Actor::System).await.unwrap_err();
    assert_eq!(early.to_string(), "A file of facts is being taken in; wait until it is.");
    world.engine.work_through().await.unwrap();
    let done = row(&desk, checked.id).await;
    assert_eq!((done.state, done.progress.bills), (TransferState::Done, 1), "{done:?}");
    let run = world.office.freeze(month("2025-09"), Actor::System).await.unwrap();
    assert_eq!(run.billed.0, 7_750 + 6_055 + 25_000);
}

/// Customers of seven resellers, with one row that can't be taken in.
fn many(customers: usize) -> String {
    let mut text = CUSTOMERS.lines().next().unwrap().to_owned() + "\n";
    for number in 0..customers {
        writeln!(text, "N-{number},RS-{},10.00,2025-09-01,,Active,,Downey", number % 7).unwrap();
    }
    text.push_str("N-1,RS-1,10.00,2025-09-01,,Active,,Downey\n");
    text
}

#[tokio::test]
async fn an_import_whose_server_dies_again_and_again_takes_every_row_in_once() {
    let world = World::new().await;
    let desk = world.desk(Role::Finance, None).await;
    let checked = import(&world, &desk, TransferKind::Customers, as_customers(), &many(6_000)).await;
    assert_eq!((checked.progress.added, checked.progress.refused), (6_000, 1));
    desk.let_import_go_on(checked.id, true).await.unwrap();
    for milliseconds in [5, 30, 60, 90, 120, 200] {
        world.serve_and_die(milliseconds).await;
    }
    world.engine.work_through().await.unwrap();
    let done = row(&desk, checked.id).await;
    assert_eq!(done.state, TransferState::Done, "{done:?}");
    assert_eq!((done.rows_done, done.progress.added, done.progress.unchanged), (6_001, 6_000, 0), "{done:?}");
    assert_eq!((done.progress.refused, done.progress.partners_added), (1, 7));
    let run = world.office.freeze(month("2025-09"), Actor::System).await.unwrap();
    assert_eq!(run.billed.0, 6_000 * 1_000);
    assert_eq!(world.office.verify_audit().await.unwrap().1, None);
}

#[tokio::test]
async fn an_import_whose_run_is_cancelled_midway_is_given_up_with_what_was_taken_in() {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    let desk = world.desk(Role::Admin, None).await;
    let checked = import(&world, &desk, TransferKind::Customers, as_customers(), &many(20_000)).await;
    desk.let_import_go_on(checked.id, true).await.unwrap();
    let mut milliseconds = 100;
    while row(&desk, checked.id).await.rows_done == 0 {
        world.serve_and_die(milliseconds).await;
        milliseconds += 100;
    }
    let page = desk.transfer(checked.id).await.unwrap();
    desk.cancel_work(page.work.unwrap(), "the wrong file").await.unwrap();
    let given_up = row(&desk, checked.id).await;
    assert_eq!(given_up.state, TransferState::GivenUp);
    assert!((500..20_000).contains(&given_up.rows_done), "{given_up:?}");
    // Rows that are in are whole: a month can be frozen, and comes to what they say.
    let run = world.office.freeze(month("2025-09"), Actor::System).await.unwrap();
    assert_eq!(run.billed.0, i64::try_from(given_up.progress.added).unwrap() * 1_000);
    let again = import(&world, &desk, TransferKind::Customers, as_customers(), &many(20_000)).await;
    assert_eq!((again.state, again.progress.unchanged), (TransferState::Waiting, given_up.progress.added));
}

#[tokio::test]
async fn rows_are_gathered_into_a_file_that_is_there_for_a_week() {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    let desk = world.desk(Role::Auditor, None).await;
    let export = async |kind, month: &str| {
        let id = desk.export(kind, month).await.unwrap();
        world.engine.work_through().await.unwrap();
        let row = row(&desk, id).await;
        assert_eq!(row.state, TransferState::Done, "{row:?}");
        (id, content(&desk, id, false).await)
    };
    let (id, customers) = export(TransferKind::CustomerList, "").await;
    assert_eq!(customers.lines().count(), 5);
    assert!(customers.contains("A-2,RS-1,onboarding,60.55,2025-08-01,"), "{customers}");
    let (_, lines) = export(TransferKind::StatementLines, "2025-09").await;
    assert_eq!(lines.lines().count(), 4, "{lines}");
    let (_, journal) = export(TransferKind::Journal, "2025-09").await;
    assert!(journal.starts_with("entry,posted_at,"), "{journal}");
    let (_, trail) = export(TransferKind::AuditTrail, "").await;
    assert!(trail.contains("month_calculated"), "{trail}");
    let needs = desk.export(TransferKind::Journal, "").await.unwrap_err();
    assert_eq!(needs.to_string(), "month: “Journal” needs a month, such as 2025-09");

    world.later(7 * 86_400);
    let gone = desk.download(id, false).await.err().unwrap();
    assert!(matches!(gone, Refusal::NotFound { .. }), "{gone}");
}
