//! Reconciliation: findings that come and go, bank statements, and the facts that are compared.

use crate::bank_accounts::with_keys;
use crate::commissions::with_statement;
use crate::ledger::{entry_id, paid, partner_id, post};
use crate::payouts;
use crate::sample::{add_tenant, day, id, minutes, month, noon, with_partners, write};
use domain::bank_statement::{BankLine, BankStatement, StatementFormat};
use domain::ledger::post::{Payout, ReturnedFrom, payout_returned, payout_settled};
use domain::ledger::reversal;
use domain::reconciliation::commissions::Stray;
use domain::reconciliation::{Area, Finding, FindingKind, FindingState, Side, Tolerance};
use domain::view::{ComparisonRow, FindingQuery, FindingRow};
use domain::{BankStatementId, Cents, Currency, CustomerId, FindingId, PayoutId, TenantId};
use store::{Comparison, NewBankStatement, Store};

fn finding(kind: FindingKind, customer: u128, expected: i64, found: i64) -> Finding {
    Finding {
        kind,
        month: month("2025-09"),
        partner: Some(partner_id(1)),
        customer: Some(CustomerId(id(customer))),
        detail: "1.0".into(),
        expected: Side::of("Evaluated", Cents(expected)),
        found: Side::of("Statement", Cents(found)),
    }
}

/// A comparison at so many minutes after noon that finds these.
async fn compared(store: &Store, tenant: TenantId, at: i64, findings: &[Finding]) -> ComparisonRow {
    let now = noon() + minutes(at);
    let comparison = begun(at);
    let numbers = u128::try_from(at * 100).unwrap()..;
    let rows: Vec<_> = numbers.zip(findings).map(|(number, one)| (FindingId(id(number)), one.clone())).collect();
    write(store, tenant, async |tx| {
        tx.put_findings(&comparison, &rows, now).await.unwrap();
        tx.end_comparison(&comparison, (10, 0), now).await.unwrap()
    })
    .await
}

fn begun(at: i64) -> Comparison {
    let number = u128::try_from(at).unwrap();
    Comparison {
        id: id(number + 1),
        month: month("2025-09"),
        area: Area::Commissions,
        started_at: noon() + minutes(at),
    }
}

async fn all(store: &Store, tenant: TenantId, query: &FindingQuery) -> Vec<FindingRow> {
    store.read(tenant).await.unwrap().findings(query, 0, 100).await.unwrap().0
}

async fn states(store: &Store, tenant: TenantId) -> Vec<(FindingState, i64)> {
    let counts = store.read(tenant).await.unwrap().finding_counts().await.unwrap();
    counts.into_iter().map(|count| (count.state, count.count)).collect()
}

fn counts(row: &ComparisonRow) -> (i64, i64, i64) {
    (row.raised, row.standing, row.cleared)
}

pub async fn a_fault_is_one_finding_that_is_cleared_when_it_is_gone(store: Store) {
    let tenant = with_statement(&store).await;
    let fault = finding(FindingKind::MissingCommission, 1, 50, 0);
    assert_eq!(counts(&compared(&store, tenant, 0, std::slice::from_ref(&fault)).await), (1, 1, 0));
    assert_eq!(counts(&compared(&store, tenant, 1, std::slice::from_ref(&fault)).await), (0, 1, 0));
    let row = all(&store, tenant, &FindingQuery::default()).await.remove(0);
    assert_eq!((row.difference, row.partner.unwrap().code.as_str()), (Cents(-50), "RS-1"));
    assert_eq!(row.customer, Some((CustomerId(id(1)), "C-00001".into())));
    assert_eq!((row.expected, row.found), (fault.expected.clone(), fault.found.clone()));
    assert_eq!(row.found_at, (noon(), noon() + minutes(1)));
    assert_eq!(counts(&compared(&store, tenant, 2, &[]).await), (0, 0, 1));
    assert_eq!(states(&store, tenant).await, [(FindingState::Cleared, 1)]);
    assert_eq!(counts(&compared(&store, tenant, 3, std::slice::from_ref(&fault)).await), (1, 1, 0), "it is back");
    assert_eq!(states(&store, tenant).await, [(FindingState::Open, 1)]);
    let newest = store.read(tenant).await.unwrap().comparisons(9).await.unwrap();
    assert_eq!(
        newest.iter().map(|row| (row.area, row.at, row.compared)).collect::<Vec<_>>(),
        [(Area::Commissions, noon() + minutes(3), 10)]
    );
}

pub async fn what_a_person_settled_stays_settled_until_its_figures_change(store: Store) {
    let tenant = with_statement(&store).await;
    let fault = finding(FindingKind::AmountDifference, 1, 50, 60);
    compared(&store, tenant, 0, std::slice::from_ref(&fault)).await;
    let found = all(&store, tenant, &FindingQuery::default()).await.remove(0).id;
    write(&store, tenant, async |tx| {
        let step = (FindingState::Open, FindingState::Dismissed);
        assert!(tx.settle_finding(found, step, Some("agreed"), (None, noon())).await.unwrap());
        assert!(!tx.settle_finding(found, step, Some("again"), (None, noon())).await.unwrap());
    })
    .await;
    let said = store.read(tenant).await.unwrap().finding_resolution(found).await.unwrap();
    assert_eq!(said, (Some("agreed".into()), None, Some(noon())));
    let known = store.read(tenant).await.unwrap().known_findings(month("2025-09"), Area::Commissions).await.unwrap();
    assert_eq!(known, [(fault.key(), FindingState::Dismissed, Some(fault.difference()))]);
    assert_eq!(counts(&compared(&store, tenant, 1, &[fault]).await), (0, 1, 0));
    assert_eq!(states(&store, tenant).await, [(FindingState::Dismissed, 1)]);
    let worse = finding(FindingKind::AmountDifference, 1, 50, 61);
    assert_eq!(counts(&compared(&store, tenant, 2, &[worse]).await), (1, 1, 0));
    assert_eq!(states(&store, tenant).await, [(FindingState::Open, 1)]);
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.finding_resolution(found).await.unwrap(), (None, None, None));
}

pub async fn what_another_comparison_has_found_meanwhile_is_not_cleared(store: Store) {
    let tenant = with_statement(&store).await;
    let slow = begun(0);
    compared(&store, tenant, 1, &[finding(FindingKind::Orphan, 2, 0, 9)]).await;
    let ended = write(&store, tenant, async |tx| tx.end_comparison(&slow, (0, 0), noon()).await.unwrap()).await;
    assert_eq!(counts(&ended), (0, 0, 0));
}

pub async fn findings_are_narrowed_and_come_most_severe_first(store: Store) {
    let tenant = with_statement(&store).await;
    let faults = [
        finding(FindingKind::MissingCommission, 1, 50, 0),
        finding(FindingKind::Duplicate, 1, 0, 50),
        finding(FindingKind::MissingCommission, 2, 500_000, 0),
        finding(FindingKind::Orphan, 2, 0, 900_000),
    ];
    compared(&store, tenant, 0, &faults).await;
    let all_of = async |query: FindingQuery| all(&store, tenant, &query).await;
    let rows = all_of(FindingQuery::default()).await;
    assert!(rows.is_sorted_by(|a, b| a.severity >= b.severity), "{rows:?}");
    assert_eq!(rows.len(), 4);
    let kind = Some(FindingKind::MissingCommission);
    assert_eq!(all_of(FindingQuery { kind, ..FindingQuery::default() }).await.len(), 2);
    let severity = Some(rows[0].severity);
    assert_eq!(all_of(FindingQuery { severity, ..FindingQuery::default() }).await.len(), 1);
    let state = Some(FindingState::Cleared);
    assert_eq!(all_of(FindingQuery { state, ..FindingQuery::default() }).await.len(), 0);
    let october = Some(month("2025-10"));
    assert_eq!(all_of(FindingQuery { month: october, ..FindingQuery::default() }).await.len(), 0);
    let mut tx = store.read(tenant).await.unwrap();
    let (page, found) = tx.findings(&FindingQuery::default(), 3, 2).await.unwrap();
    assert_eq!((page.len(), found), (1, 4));
    assert_eq!(tx.tolerance().await.unwrap(), Tolerance::default());
    drop(tx);
    let some = Tolerance { minor_units: 5, permille: 1 };
    write(&store, tenant, async |tx| tx.set_tolerance(some).await.unwrap()).await;
    assert_eq!(store.read(tenant).await.unwrap().tolerance().await.unwrap(), some);
}

fn bank_line(on: &str, amount: i64, text: &str) -> BankLine {
    BankLine {
        line: 2,
        day: day(on),
        value_day: None,
        amount: Cents(amount),
        bank_reference: Some("B-1".into()),
        reference: None,
        text: text.into(),
        return_reason: (amount > 0).then(|| "R03".into()),
    }
}

pub async fn a_bank_statement_reads_back_with_its_lines(store: Store) {
    let tenant = with_partners(&store).await;
    let statement = BankStatement {
        account: Some("4001".into()),
        reference: None,
        currency: Some(Currency::Usd),
        days: (day("2025-10-01"), day("2025-10-03")),
        opening: Some(Cents(1000)),
        closing: None,
        lines: vec![bank_line("2025-10-01", -500, "Payout"), bank_line("2025-10-03", 500, "Return")],
    };
    let new = NewBankStatement {
        id: BankStatementId(id(1)),
        content_hash: b"hash",
        position: 0,
        file_name: "october.csv",
        format: StatementFormat::Csv,
        statement: &statement,
    };
    write(&store, tenant, async |tx| tx.add_bank_statement(&new, (None, noon())).await.unwrap()).await;
    let mut tx = store.read(tenant).await.unwrap();
    let rows = tx.bank_statements_of(b"hash").await.unwrap();
    assert_eq!(tx.bank_statements(9).await.unwrap(), rows);
    assert_eq!((rows[0].file_name.as_str(), rows[0].lines, rows[0].opening), ("october.csv", 2, Some(Cents(1000))));
    assert_eq!(tx.bank_statements_of(b"other").await.unwrap(), []);
    let facts = tx.bank_facts(day("2025-10-02"), day("2025-10-09")).await.unwrap();
    assert_eq!((facts.len(), facts[0].number, facts[0].return_reason.as_deref()), (1, 2, Some("R03")));
    let covered = tx.bank_coverage(day("2025-10-03"), day("2025-10-09")).await.unwrap();
    assert_eq!(covered, [(day("2025-10-01"), day("2025-10-03"))]);
    assert_eq!(tx.bank_coverage(day("2025-10-04"), day("2025-10-09")).await.unwrap(), []);
    let days = (day("2025-10-03"), day("2025-10-05"));
    assert!(tx.overlapping_bank_statement(Some("4001"), days).await.unwrap().is_some());
    assert!(tx.overlapping_bank_statement(None, days).await.unwrap().is_none());
    drop(tx);
    let mut tx = store.write(tenant).await.unwrap();
    let again = NewBankStatement { id: BankStatementId(id(2)), ..new };
    assert!(tx.add_bank_statement(&again, (None, noon())).await.unwrap_err().is_duplicate());
}

pub async fn payments_are_read_from_the_ledger_as_they_were_booked(store: Store) {
    let tenant = with_keys(&store).await;
    let payout = |number| Payout {
        id: PayoutId(id(number)),
        partner: partner_id(1),
        month: month("2025-09"),
        amount: Cents(700),
    };
    let taken_back = paid(3, 2, "2025-09", "2025-10-07", 90);
    let entries = [
        paid(1, 1, "2025-09", "2025-10-06", 700),
        paid(2, 1, "2025-09", "2025-10-07", 700),
        taken_back.clone(),
        payout_settled(entry_id(11), day("2025-10-08"), &payout(1)).unwrap(),
        payout_returned(entry_id(12), day("2025-11-03"), &payout(1), ReturnedFrom::Settled).unwrap(),
        reversal(entry_id(13), day("2025-10-09"), &taken_back, "sent by mistake").unwrap(),
    ];
    assert_eq!(post(&store, tenant, &entries).await, 6);
    assert_eq!(payouts::add(&store, tenant, 1, &[payouts::payout(2, 1, 700)]).await, Some(1));
    let (file, trace) = (payouts::file(1, None), payouts::trace(5, 1, Some(2), 700));
    write(&store, tenant, async |tx| payouts::keep(tx, &file, 'A', &[trace]).await.unwrap()).await;
    let mut tx = store.read(tenant).await.unwrap();
    let payments = tx.payments(day("2025-09-24"), day("2025-11-10")).await.unwrap();
    let seen: Vec<_> = payments.iter().map(|one| (one.payout.0, one.amount.0, one.settled, one.returned)).collect();
    assert_eq!(seen, [(id(1), 700, Some(day("2025-10-08")), Some(day("2025-11-03"))), (id(2), 700, None, None)]);
    let known: Vec<_> = payments.iter().map(|one| (one.batch, one.reference.as_deref())).collect();
    assert_eq!(known, [(None, None), (Some(payouts::batch(1).id.0), Some("121042880000005"))]);
    assert_eq!(tx.payments(day("2025-10-07"), day("2025-10-07")).await.unwrap().len(), 1);
}

pub async fn lines_and_strays_are_read_for_comparison(store: Store) {
    let tenant = with_statement(&store).await;
    let mut tx = store.read(tenant).await.unwrap();
    let run = (month("2025-09"), 1);
    let partners = tx.partners_to_compare(run.0, run.1).await.unwrap();
    assert_eq!(partners, [(partner_id(1), 4), (partner_id(2), 1)], "bills and lines");
    let lines = tx.lines_between(run, partner_id(0), partner_id(2)).await.unwrap();
    assert_eq!(lines.iter().map(|(_, line)| line.amount.0).collect::<Vec<_>>(), [50, 90]);
    assert_eq!(tx.lines_between(run, partner_id(1), partner_id(2)).await.unwrap(), []);
    let bills = tx.kept_bills(run.0, partner_id(1), partner_id(2)).await.unwrap();
    assert_eq!(bills.iter().map(|bill| (bill.code.as_str(), bill.amount.0)).collect::<Vec<_>>(), [("C-00003", 700)]);
    let customer = |number| CustomerId(id(number));
    let stray = tx.stray(run, partner_id(2), customer(1)).await.unwrap();
    assert_eq!(stray, Stray { billed_to: Some((partner_id(1), true)), other_month: None, is_known: true });
    let stray = tx.stray((month("2025-10"), 1), partner_id(1), customer(1)).await.unwrap();
    assert_eq!(stray, Stray { billed_to: None, other_month: Some((month("2025-09"), Cents(500))), is_known: true });
    assert_eq!(tx.stray(run, partner_id(1), customer(99)).await.unwrap(), Stray::default());
}

pub async fn another_tenants_findings_are_not_there(store: Store) {
    let tenant = with_statement(&store).await;
    compared(&store, tenant, 0, &[finding(FindingKind::Orphan, 1, 0, 9)]).await;
    let found = all(&store, tenant, &FindingQuery::default()).await.remove(0).id;
    let other = add_tenant(&store, "other").await;
    assert_eq!(all(&store, other, &FindingQuery::default()).await, []);
    let mut tx = store.write(other).await.unwrap();
    assert!(tx.finding(found).await.unwrap().is_none());
    let step = (FindingState::Open, FindingState::Dismissed);
    assert!(!tx.settle_finding(found, step, None, (None, noon())).await.unwrap());
    assert_eq!(tx.comparisons(9).await.unwrap(), []);
    assert_eq!(tx.bank_statements(9).await.unwrap(), []);
}
