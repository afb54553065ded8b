//! Reconciliation: faults planted in a calculated month are found, told with both sides, and cleared when mended.

use crate::world::{CUSTOMERS, World, month};
use domain::audit::Actor;
use domain::bank_statement::CsvReading;
use domain::billing::{Bill, BillingSource};
use domain::ledger::Entry;
use domain::ledger::post::{Payout, StatementFacts, payout_settled, payout_submitted, statement};
use domain::reconciliation::{Area, FindingKind, FindingState, Tolerance};
use domain::user::Role;
use domain::view::{ComparisonRow, CustomerQuery, FindingQuery, FindingRow};
use domain::workflow::{StepState, Workflow};
use domain::{Cents, CustomerId, EntryId, PartnerId, PayoutId, Refusal, commission};
use engine::{BillingExport, NewBankFile};
use store::{Store, Tx};
use uuid::Uuid;

const PLAN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;

async fn closed() -> World {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    world
}

/// Changes the database behind the engine's back.
async fn tamper(world: &World, work: impl AsyncFnOnce(&mut Tx)) {
    let tenant = world.office.tenant().await.unwrap().id;
    let store = Store::open(&world.database()).await.unwrap();
    let mut tx = store.write(tenant).await.unwrap();
    work(&mut tx).await;
    tx.commit().await.unwrap();
    store.close().await;
}

/// September's bills as (partner, customer, number, amount).
async fn bills(world: &World) -> Vec<(PartnerId, CustomerId, String, Cents)> {
    let mut found = Vec::new();
    tamper(world, async |tx| {
        let all = tx.kept_bills(month("2025-09"), Tx::before_all_partners(), PartnerId(Uuid::max())).await.unwrap();
        found = all.into_iter().map(|bill| (bill.partner, bill.customer, bill.code, bill.amount)).collect();
    })
    .await;
    found.sort_by(|a, b| a.2.cmp(&b.2));
    found
}

async fn bill(world: &World, (partner, customer): (PartnerId, CustomerId), cents: i64) {
    let bill =
        Bill { month: month("2025-09"), customer_id: customer, amount: Cents(cents), source: BillingSource::Imported };
    tamper(world, async |tx| assert_eq!(tx.put_bills(&[(partner, bill)]).await.unwrap(), 1)).await;
}

async fn reconciled(world: &World) -> Vec<ComparisonRow> {
    world.later(60);
    world.office.reconcile(month("2025-09"), Actor::System).await.unwrap()
}

async fn findings(world: &World) -> Vec<FindingRow> {
    world.office.findings(&FindingQuery::default(), 100).await.unwrap()
}

fn kinds(rows: &[FindingRow]) -> Vec<(FindingKind, Option<&str>, i64)> {
    let told = |row: &FindingRow| row.difference.0;
    let mut kinds: Vec<_> =
        rows.iter().map(|row| (row.kind, row.customer.as_ref().map(|(_, code)| code.as_str()), told(row))).collect();
    kinds.sort_unstable();
    kinds
}

#[tokio::test]
async fn a_month_as_it_was_closed_has_no_findings() {
    let world = closed().await;
    let rows = reconciled(&world).await;
    let told: Vec<_> = rows.iter().map(|row| (row.area, row.compared, row.skipped, row.standing)).collect();
    assert_eq!(told, [(Area::Commissions, 6, 0, 0), (Area::Ledger, 2, 0, 0), (Area::Bank, 0, 0, 0)]);
    assert!(findings(&world).await.is_empty());
}

#[tokio::test]
async fn faults_in_bills_and_lines_are_found_and_cleared_when_mended() {
    let world = closed().await;
    let bills = bills(&world).await;
    let [a1, a2, b1] = bills.as_slice() else { panic!("three bills: {bills:?}") };
    bill(&world, (a1.0, a1.1), 11_000).await;
    bill(&world, (a2.0, a2.1), -500).await;
    tamper(&world, async |tx| tx.remove_derived_bills(b1.1, month("2025-09")).await.unwrap()).await;
    // Somebody who wasn't billed when the month was closed.
    let late = {
        let desk = world.desk(Role::Admin, None).await;
        let partner = desk.partners().await.unwrap().into_iter().find(|partner| partner.id == a1.0).unwrap().id;
        let customers = desk.customers(&CustomerQuery::default()).await.unwrap().rows;
        (partner, customers.into_iter().find(|row| row.code == "A-3").unwrap().id)
    };
    bill(&world, late, 8_000).await;

    let rows = reconciled(&world).await;
    assert_eq!((rows[0].standing, rows[0].raised), (4, 4));
    let found = findings(&world).await;
    assert_eq!(
        kinds(&found),
        [
            (FindingKind::MissingCommission, Some("A-3"), -800),
            (FindingKind::AmountDifference, Some("A-1"), -100),
            (FindingKind::Timing, Some("B-1"), 2_500),
            // What was credited is taken back: minus fifty cents was due.
            (FindingKind::UnpaidBase, Some("A-2"), 606 + 50),
        ]
    );
    let changed = found.iter().find(|row| row.kind == FindingKind::AmountDifference).unwrap();
    assert_eq!(changed.expected.what, "Evaluated by Residual, version 1, rule 1");
    assert_eq!((changed.expected.base, changed.expected.amount), (Some(Cents(11_000)), Some(Cents(1_100))));
    assert_eq!((changed.found.base, changed.found.amount), (Some(Cents(10_000)), Some(Cents(1_000))));

    bill(&world, (a1.0, a1.1), 10_000).await;
    let rows = reconciled(&world).await;
    assert_eq!((rows[0].standing, rows[0].raised, rows[0].cleared), (3, 0, 1));
    let cleared = FindingQuery { state: Some(FindingState::Cleared), ..FindingQuery::default() };
    let cleared = world.office.findings(&cleared, 9).await.unwrap();
    assert_eq!(kinds(&cleared), [(FindingKind::AmountDifference, Some("A-1"), -100)]);
}

#[tokio::test]
async fn a_rate_that_was_dated_back_is_found_and_a_tolerance_lets_small_amounts_pass() {
    let world = closed().await;
    let a1 = bills(&world).await[0].clone();
    bill(&world, (a1.0, a1.1), 10_010).await;
    assert_eq!(reconciled(&world).await[0].standing, 1);
    world.office.set_tolerance(Tolerance::new(1, 0).unwrap(), Actor::System).await.unwrap();
    let rows = reconciled(&world).await;
    assert_eq!((rows[0].standing, rows[0].cleared), (1, 0), "ten cents of base are beyond a cent");
    world.office.set_tolerance(Tolerance::new(10, 0).unwrap(), Actor::System).await.unwrap();
    let rows = reconciled(&world).await;
    assert_eq!((rows[0].standing, rows[0].cleared), (0, 1));
    tamper(&world, async |tx| {
        let plan = tx.plans().await.unwrap()[0].id;
        let terms = serde_json::from_str(r#"{"rules": [{"type": "percentage", "rate": 120000}]}"#).unwrap();
        let now = "2025-10-06T18:00:00Z".parse().unwrap();
        tx.add_plan_version(plan, 2, month("2025-09"), &terms, now).await.unwrap();
    })
    .await;
    assert_eq!(reconciled(&world).await[0].standing, 3);
    assert!(findings(&world).await.iter().all(|row| row.kind == FindingKind::RateDifference));
}

#[tokio::test]
async fn a_booking_without_a_statement_is_found_in_the_ledger() {
    let world = closed().await;
    let partner = bills(&world).await[0].0;
    let sums = [(commission::Kind::Earned, Cents(5_000))];
    let facts = StatementFacts { partner, month: month("2025-09"), version: 2, sums: &sums, draw_is_recoverable: true };
    post(&world, &[statement(EntryId(Uuid::from_u128(1)), &facts).unwrap().unwrap()]).await;
    let rows = reconciled(&world).await;
    assert_eq!((rows[1].area, rows[1].standing), (Area::Ledger, 1));
    let found = findings(&world).await.remove(0);
    assert_eq!(
        (found.kind, found.difference, found.partner.unwrap().code.as_str()),
        (FindingKind::LedgerDifference, Cents(5_000), "RS-1")
    );
}

async fn post(world: &World, entries: &[Entry]) {
    let at = "2025-10-06T18:00:00Z".parse().unwrap();
    tamper(world, async |tx| assert_eq!(tx.post_entries(entries, at).await.unwrap(), entries.len())).await;
}

fn bank_file(text: &str) -> NewBankFile {
    let reading = CsvReading::default();
    NewBankFile { name: "september.csv".into(), bytes: text.into(), format: None, reading }
}

const BANK: &str = "\
Date,Amount,Balance,Trace Number,Description,Return Code
2025-09-08,-16.06,983.94,,ACH credits,
2025-09-10,16.06,1000.00,,ACH return,R03
2025-09-11,-99.00,901.00,,Something else,
2025-09-30,1.00,902.00,,Interest,
";

#[tokio::test]
async fn payouts_are_held_against_the_banks_lines() {
    let world = closed().await;
    let partner = bills(&world).await[0].0;
    let payout = |number, cents| Payout {
        id: PayoutId(Uuid::from_u128(number)),
        partner,
        month: month("2025-08"),
        amount: Cents(cents),
    };
    let entry = |number| EntryId(Uuid::from_u128(number));
    let day = |text: &str| text.parse().unwrap();
    let booked = [
        payout_submitted(entry(1), day("2025-09-05"), &payout(1, 1_606)).unwrap(),
        payout_settled(entry(2), day("2025-09-08"), &payout(1, 1_606)).unwrap(),
        payout_submitted(entry(3), day("2025-09-12"), &payout(2, 700)).unwrap(),
    ];
    post(&world, &booked).await;
    let desk = world.desk(Role::Finance, None).await;
    let seen = desk.preview_statement(bank_file(BANK)).await.unwrap();
    assert_eq!((seen.kept, seen.statements[0].lines, seen.statements[0].first.len()), (false, 4, 4));
    assert_eq!(desk.inbox(&FindingQuery::default()).await.unwrap().statements, [], "a preview keeps nothing");
    assert!(desk.take_in_statement(bank_file(BANK)).await.unwrap().kept);

    let told = |rows: &[FindingRow]| {
        let mut told: Vec<_> = rows.iter().map(|row| (row.kind, row.found.amount.map(|cents| cents.0))).collect();
        told.sort_unstable();
        told
    };
    // The file begins on the eighth: about the days before nothing is known, so the first payout isn't missing.
    assert_eq!(
        told(&findings(&world).await),
        [
            (FindingKind::BankLineWithoutPayout, Some(9_900)),
            (FindingKind::PayoutWithoutBankLine, None),
            (FindingKind::ReturnNotReopened, Some(1_606)),
        ]
    );
    let again = desk.take_in_statement(bank_file(BANK)).await.unwrap();
    assert_eq!(
        again.note.as_deref(),
        Some("This file was taken in on 2025-10-06 as “september.csv” already. Nothing was changed.")
    );
    let overlapping = bank_file("Date,Amount\n2025-09-30,1.00\n2025-10-01,2.00\n");
    let refused = desk.take_in_statement(overlapping).await.unwrap_err();
    assert!(
        matches!(&refused, Refusal::Conflict { reason } if reason.contains("“september.csv” (2025-09-08 to 2025-09-30)")),
        "{refused}"
    );
    assert_eq!(desk.inbox(&FindingQuery::default()).await.unwrap().statements.len(), 1);

    // The return is booked: nothing is wrong with it any more.
    let returned = domain::ledger::post::ReturnedFrom::Settled;
    post(
        &world,
        &[domain::ledger::post::payout_returned(entry(4), day("2025-09-10"), &payout(1, 1_606), returned).unwrap()],
    )
    .await;
    reconciled(&world).await;
    assert_eq!(findings(&world).await.len(), 2);
}

#[tokio::test]
async fn a_billing_export_is_held_against_the_bills() {
    let world = closed().await;
    let file = world.file("export.csv", "customer_id,amount,month\nA-1,60.00,2025-09\nA-1,40.00,2025-09\nA-2,60.56,2025-09\nZ-9,5.00,2025-09\nB-1,1.00,2025-08\n");
    let export =
        BillingExport { file, customer: "customer_id".into(), amount: "amount".into(), month: Some("month".into()) };
    let row = world.office.reconcile_billing(month("2025-09"), &export, Actor::System).await.unwrap();
    assert_eq!((row.area, row.compared, row.standing), (Area::Billing, 3, 3));
    assert_eq!(
        kinds(&findings(&world).await),
        [
            (FindingKind::BillMissing, None, -500),
            (FindingKind::BillExtra, Some("B-1"), 25_000),
            (FindingKind::BillDifference, Some("A-2"), -1),
        ]
    );
    let bad = BillingExport { file: world.file("bad.csv", "customer_id,amount\nA-1,1.005\n"), month: None, ..export };
    let refused = world.office.reconcile_billing(month("2025-09"), &bad, Actor::System).await.unwrap_err();
    assert!(
        refused.to_string().ends_with("line 2, amount: “1.005” has parts of a cent; give at most two decimals"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_finding_is_settled_by_who_may_and_with_a_reason() {
    let world = closed().await;
    let a1 = bills(&world).await[0].clone();
    bill(&world, (a1.0, a1.1), 11_000).await;
    reconciled(&world).await;
    let (finance, auditor) = (world.desk(Role::Finance, None).await, world.desk(Role::Auditor, None).await);
    let id = auditor.inbox(&FindingQuery::default()).await.unwrap().findings[0].id;
    let refused = auditor.settle_finding(id, FindingState::Acknowledged, "").await.unwrap_err();
    assert_eq!(refused, Refusal::forbidden("reconcile, or change findings"));
    let manager = world.desk(Role::Manager, None).await;
    assert!(matches!(manager.finding(id).await, Err(Refusal::Forbidden { .. })));
    finance.settle_finding(id, FindingState::Acknowledged, "").await.unwrap();
    let refused = finance.settle_finding(id, FindingState::Resolved, "  ").await.unwrap_err();
    assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "reason"));
    finance.settle_finding(id, FindingState::Resolved, "Adjusted in October").await.unwrap();
    let page = auditor.finding(id).await.unwrap();
    assert_eq!(
        (page.row.state, page.resolution.as_deref(), page.settled_by.as_deref(), page.may_resolve),
        (FindingState::Resolved, Some("Adjusted in October"), Some("The Finance"), false)
    );
    let refused = finance.settle_finding(id, FindingState::Dismissed, "no").await.unwrap_err();
    assert_eq!(refused.to_string(), "This finding is resolved; it can't become dismissed.");
    let rows = reconciled(&world).await;
    assert_eq!((rows[0].standing, rows[0].raised), (1, 0), "the closed month stays as it is, and so does the answer");
    assert!(findings(&world).await.is_empty());
    assert_eq!(world.office.verify_audit().await.unwrap().1, None);
}

#[tokio::test]
async fn the_workflow_waits_until_the_month_is_calculated() {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    let run = world.office.begin_work(Workflow::Reconciliation, "2025-09", None, None).await.unwrap();
    world.office.work_through().await.unwrap();
    let states = async || {
        let page = world.office.work(run.id).await.unwrap();
        page.steps.into_iter().map(|step| step.state).collect::<Vec<_>>()
    };
    assert_eq!(states().await[0], StepState::Waiting);
    let refused = world.office.reconcile(month("2025-09"), Actor::System).await.unwrap_err();
    assert!(matches!(refused, Refusal::NotNow { .. }));
    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    world.later(16 * 60);
    world.office.work_through().await.unwrap();
    assert_eq!(states().await, [StepState::Done; 4]);
    let early = world.office.begin_work(Workflow::Reconciliation, "2030-01", None, None).await.unwrap();
    world.office.work_through().await.unwrap();
    assert!(world.office.work(early.id).await.unwrap().steps.iter().all(|step| step.state != StepState::Waiting));
}
