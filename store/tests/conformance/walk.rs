//! The walk of a month: moves that say who made them, and the counts that keep a month open.

use crate::commissions::with_statement;
use crate::ledger::{earned, paid, partner_id, post};
use crate::payouts::{add, batch, payout};
use crate::sample::{add_tenant, id, minutes, month, noon, user, with_partners, write};
use domain::reconciliation::{Area, Finding, FindingKind, FindingState, Severity, Side};
use domain::run::{Run, RunStatus};
use domain::{Cents, DisputeId, FindingId, Month, PayoutBatchId, PayoutId, UserId};
use store::{BatchMove, Comparison, Fault, LaterMoney, NewDispute, RunStep, Store, Tx};

fn september() -> Month {
    month("2025-09")
}

pub fn run(in_month: &str, version: i32, status: RunStatus) -> Run {
    Run {
        month: month(in_month),
        version,
        status,
        partners: 0,
        partners_done: 0,
        partners_scored: 0,
        lines: 0,
        billed: Cents::ZERO,
        commission: Cents::ZERO,
        frozen_at: noon(),
        calculated_at: None,
    }
}

fn step(from: RunStatus, to: RunStatus) -> RunStep<'static> {
    RunStep { month: september(), version: 1, from, to, at: noon(), by: None, note: None }
}

/// Brings a calculated month to its release.
pub async fn approve(tx: &mut Tx, month: Month) {
    let on_the_way = [RunStatus::Calculated, RunStatus::Reviewed, RunStatus::Approved];
    for pair in on_the_way.windows(2) {
        tx.move_run(RunStep { month, ..step(pair[0], pair[1]) }).await.unwrap();
    }
}

pub async fn a_month_moves_on_once_from_where_it_is_and_says_who_did(store: Store) {
    let tenant = with_statement(&store).await;
    let (calculated, reviewed) = (RunStatus::Calculated, RunStatus::Reviewed);
    write(&store, tenant, async |tx| {
        tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap();
        let by = Some(UserId(id(1)));
        let backward = tx.move_run(step(reviewed, calculated)).await.unwrap_err();
        assert!(matches!(backward, Fault::Inconsistent(_)), "{backward}");
        let early = tx.move_run(step(reviewed, RunStatus::Approved)).await.unwrap_err();
        assert!(matches!(early, Fault::Fenced), "nobody has reviewed it");
        tx.move_run(RunStep { by, note: Some("sums agree"), ..step(calculated, reviewed) }).await.unwrap();
        let again = tx.move_run(step(calculated, reviewed)).await.unwrap_err();
        assert!(matches!(again, Fault::Fenced));
        tx.move_run(step(reviewed, RunStatus::Approved)).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.run(september()).await.unwrap().unwrap().run.status, RunStatus::Approved);
    let moves = tx.run_moves((september(), 1)).await.unwrap();
    let told: Vec<_> = moves.iter().map(|m| (m.status, m.by.as_deref(), m.note.as_deref(), m.at)).collect();
    assert_eq!(
        told,
        [(reviewed, Some("User 1"), Some("sums agree"), noon()), (RunStatus::Approved, None, None, noon())]
    );
    assert_eq!(tx.hands_on_run((september(), 1)).await.unwrap(), [(reviewed, UserId(id(1)))]);
    assert_eq!(tx.run_moves((september(), 2)).await.unwrap(), []);
}

pub async fn a_month_that_is_opened_again_was_never_frozen(store: Store) {
    let tenant = with_partners(&store).await;
    write(&store, tenant, async |tx| {
        tx.add_run(&run("2025-09", 1, RunStatus::Frozen)).await.unwrap();
        tx.note_run_move((september(), 1), RunStatus::Frozen, (None, noon()), None).await.unwrap();
        let lease = tx.claim_run(september(), noon(), noon() + minutes(1)).await.unwrap().unwrap();
        tx.remove_run(lease).await.unwrap();
        assert_eq!(tx.run_moves((september(), 1)).await.unwrap(), []);
    })
    .await;
}

pub async fn every_calculation_of_a_month_is_listed(store: Store) {
    let tenant = with_statement(&store).await;
    write(&store, tenant, async |tx| {
        tx.add_run(&run("2025-09", 2, RunStatus::Frozen)).await.unwrap();
        tx.set_reason((september(), 2), "an invoice was late").await.unwrap();
        tx.add_run(&run("2025-08", 1, RunStatus::Frozen)).await.unwrap();
    })
    .await;
    let versions = store.read(tenant).await.unwrap().run_versions(september()).await.unwrap();
    let told: Vec<_> =
        versions.iter().map(|v| (v.version, v.reason.as_deref(), v.lines, v.commission, v.calculated_at)).collect();
    assert_eq!(told, [(2, Some("an invoice was late"), 0, Cents::ZERO, None), (1, None, 2, Cents(140), Some(noon()))]);
}

pub async fn what_later_months_earn_and_what_is_on_its_way_is_told_apart(store: Store) {
    let tenant = with_partners(&store).await;
    write(&store, tenant, async |tx| {
        for (in_month, status) in [
            ("2025-08", RunStatus::Paid),
            ("2025-09", RunStatus::Approved),
            ("2025-10", RunStatus::Approved),
            ("2025-11", RunStatus::Calculated),
        ] {
            tx.add_run(&run(in_month, 1, status)).await.unwrap();
        }
    })
    .await;
    let entries = [
        earned(1, 1, "2025-09", 1_000),
        earned(2, 1, "2025-10", 70),
        earned(3, 2, "2025-10", 300),
        earned(4, 1, "2025-11", 5_000),
        // Paid for October; what is paid isn't earned less.
        paid(5, 2, "2025-10", "2025-11-15", 300),
    ];
    assert_eq!(post(&store, tenant, &entries).await, 5);
    assert_eq!(add(&store, tenant, 1, &[payout(11, 1, 1_000)]).await, Some(1));
    write(&store, tenant, async |tx| {
        use domain::payout::PayoutState;
        tx.move_payout(PayoutId(id(11)), PayoutState::Proposed, PayoutState::InTransit).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let mut found = tx.later_money(september()).await.unwrap();
    found.sort_by_key(|money| money.partner_id);
    let money = |of, later, in_transit| LaterMoney {
        partner_id: partner_id(of),
        later: Cents(later),
        in_transit: Cents(in_transit),
    };
    assert_eq!(found, [money(1, 70, 1_000), money(2, 300, 0)], "November isn't released");
    assert_eq!(tx.later_money(month("2025-10")).await.unwrap(), [money(1, 0, 1_000)]);
}

pub async fn batches_that_pay_a_month_are_those_from_its_release_until_it_was_paid(store: Store) {
    use domain::payout::BatchStatus::{Cancelled, Proposed};
    let tenant = with_partners(&store).await;
    for number in [1, 2, 3] {
        let at = noon() + minutes(i64::try_from(number).unwrap());
        let new = store::BatchToWrite { at, ..batch(number) };
        write(&store, tenant, async |tx| tx.add_payout_batch(&new, &[]).await.unwrap()).await;
    }
    let given_up = PayoutBatchId(id(102));
    write(&store, tenant, async |tx| {
        let step =
            BatchMove { id: given_up, from: Proposed, to: Cancelled, at: noon(), by: None, reason: Some("wrong") };
        tx.move_payout_batch(step).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let mut numbers = async |of: &str, span| {
        let batches = tx.batches_paying(month(of), span).await.unwrap();
        batches.into_iter().map(|batch| batch.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers("2025-08", (noon(), None)).await, [1, 3], "the one that was given up pays nothing");
    assert_eq!(numbers("2025-08", (noon(), Some(noon() + minutes(2)))).await, [1]);
    assert_eq!(numbers("2025-08", (noon() + minutes(2), None)).await, [3]);
    assert_eq!(numbers("2025-09", (noon(), None)).await, [] as [i32; 0], "August was the last that they pay");
}

/// A comparison of September in an area, so many minutes after noon, that finds this.
async fn compared(store: &Store, tenant: domain::TenantId, number: u128, area: Area, findings: &[Finding]) {
    let started_at = noon() + minutes(i64::try_from(number).unwrap());
    let comparison = Comparison { id: id(number), month: september(), area, started_at };
    let rows: Vec<_> = (1..).zip(findings).map(|(at, f)| (FindingId(id(number * 100 + at)), f.clone())).collect();
    write(store, tenant, async |tx| {
        tx.put_findings(&comparison, &rows, started_at).await.unwrap();
        tx.end_comparison(&comparison, (1, 0), started_at).await.unwrap();
    })
    .await;
}

fn finding(kind: FindingKind, customer: u128, expected: i64, found: i64) -> Finding {
    Finding {
        kind,
        month: september(),
        partner: Some(partner_id(1)),
        customer: Some(domain::CustomerId(id(customer))),
        detail: String::new(),
        expected: Side::of("Evaluated", Cents(expected)),
        found: Side::of("Statement", Cents(found)),
    }
}

pub async fn what_keeps_a_month_open_is_counted(store: Store) {
    let tenant = with_statement(&store).await;
    let faults = [finding(FindingKind::MissingCommission, 1, 50, 0), finding(FindingKind::MissingCommission, 2, 90, 0)];
    compared(&store, tenant, 1, Area::Commissions, &faults).await;
    compared(&store, tenant, 2, Area::Ledger, &[]).await;
    compared(&store, tenant, 3, Area::Commissions, &faults).await;
    write(&store, tenant, async |tx| {
        tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap();
        tx.add_dispute(&NewDispute {
            id: DisputeId(id(1)),
            partner: partner_id(1),
            statement: (september(), 1),
            line: "a line".into(),
            question: "why?".into(),
            by: UserId(id(1)),
            at: noon(),
            due_on: crate::sample::day("2025-10-11"),
        })
        .await
        .unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let newest = tx.comparisons_of(september()).await.unwrap();
    let newest: Vec<_> = newest.into_iter().map(|row| (row.area, row.at)).collect();
    assert_eq!(newest, [(Area::Commissions, noon() + minutes(3)), (Area::Ledger, noon() + minutes(2))]);
    let severity = faults[0].severity();
    assert_eq!(tx.pending_findings(september()).await.unwrap(), [(severity, 2)]);
    assert_eq!(tx.pending_findings(month("2025-08")).await.unwrap(), [] as [(Severity, i64); 0]);
    assert_eq!(tx.open_questions(september()).await.unwrap(), 1);
    assert_eq!(tx.open_questions(month("2025-08")).await.unwrap(), 0);
    // Two partners are billed, neither has an account.
    assert_eq!(tx.count_without_account(september()).await.unwrap(), billed(&mut tx).await);
    assert_eq!(tx.count_facts(september()).await.unwrap(), 0);
    drop(tx);
    write(&store, tenant, async |tx| {
        let found = FindingId(id(101));
        let step = (FindingState::Open, FindingState::Dismissed);
        assert!(tx.settle_finding(found, step, Some("agreed"), (None, noon())).await.unwrap());
        assert_eq!(tx.pending_findings(september()).await.unwrap(), [(severity, 1)]);
    })
    .await;
}

async fn billed(tx: &mut Tx) -> i64 {
    i64::try_from(tx.billed_by_partner(september(), september()).await.unwrap().len()).unwrap()
}

pub async fn another_tenants_walk_is_not_there(store: Store) {
    let tenant = with_statement(&store).await;
    write(&store, tenant, async |tx| approve(tx, september()).await).await;
    compared(&store, tenant, 1, Area::Commissions, &[finding(FindingKind::MissingCommission, 1, 50, 0)]).await;
    let other = add_tenant(&store, "other").await;
    let mut tx = store.read(other).await.unwrap();
    assert_eq!(tx.run_moves((september(), 1)).await.unwrap(), []);
    assert_eq!(tx.run_versions(september()).await.unwrap(), []);
    assert_eq!(tx.comparisons_of(september()).await.unwrap(), []);
    assert_eq!(tx.pending_findings(september()).await.unwrap(), []);
    assert_eq!(tx.count_without_account(september()).await.unwrap(), 0);
}
