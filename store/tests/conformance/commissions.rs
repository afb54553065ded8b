//! Bills, plans, runs and statements.

use crate::sample::{bill, customer, id, minutes, month, noon, with_partners, write};
use domain::billing::BillingSource::{Derived, Imported};
use domain::commission::{Carried, Kind, Line, PlanTerms};
use domain::run::{Run, RunStatus};
use domain::{Cents, CustomerId, PartnerId, PlanId, Rate, TenantId};
use store::{Fault, Lines, StatementToWrite, Store, Tx};

fn partner(number: u128) -> PartnerId {
    PartnerId(id(number))
}

fn ten_percent() -> PlanTerms {
    serde_json::from_str(r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#).unwrap()
}

/// Partners 1 and 2 with customers 1–3, billed for September.
pub async fn with_bills(store: &Store) -> TenantId {
    let tenant = with_partners(store).await;
    write(store, tenant, async |tx| {
        tx.add_customers(&[customer(1, 1, 500), customer(2, 1, 900), customer(3, 2, 700)]).await.unwrap();
        let bills = [
            bill(1, 1, "2025-09", 500, Derived),
            bill(1, 2, "2025-09", 900, Derived),
            bill(2, 3, "2025-09", 700, Derived),
            bill(1, 1, "2025-08", 400, Derived),
        ];
        assert_eq!(tx.put_bills(&bills).await.unwrap(), 4);
        tx.roll_up_months(month("2025-08"), month("2025-09")).await.unwrap();
    })
    .await;
    tenant
}

fn frozen(partners: i32) -> Run {
    Run {
        month: month("2025-09"),
        version: 1,
        status: RunStatus::Frozen,
        partners,
        partners_done: 0,
        partners_scored: 0,
        lines: 0,
        billed: Cents(2100),
        commission: Cents::ZERO,
        frozen_at: noon(),
        calculated_at: None,
    }
}

pub async fn a_derived_bill_never_replaces_an_imported_one(store: Store) {
    let tenant = with_bills(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    assert_eq!(tx.put_bills(&[bill(1, 1, "2025-09", 500, Derived)]).await.unwrap(), 0, "nothing new");
    assert_eq!(tx.put_bills(&[bill(1, 1, "2025-09", 510, Imported)]).await.unwrap(), 1);
    assert_eq!(tx.put_bills(&[bill(1, 1, "2025-09", 520, Derived)]).await.unwrap(), 0);
    let bills = tx.bills_of(CustomerId(id(1))).await.unwrap();
    assert_eq!(bills.iter().map(|b| (b.amount.0, b.source)).collect::<Vec<_>>(), [(510, Imported), (400, Derived)]);
    tx.remove_derived_bills(CustomerId(id(1)), month("2025-08")).await.unwrap();
    assert_eq!(tx.bills_of(CustomerId(id(1))).await.unwrap().len(), 1);
}

pub async fn months_are_rolled_up_per_partner(store: Store) {
    let tenant = with_bills(&store).await;
    let mut tx = store.read(tenant).await.unwrap();
    let (august, september) = (month("2025-08"), month("2025-09"));
    let by_month = tx.billed_by_month(august, september).await.unwrap();
    assert_eq!(by_month, [(august, Cents(400), 1), (september, Cents(2100), 3)]);
    assert_eq!(tx.billed_by_month_of(partner(2), august, september).await.unwrap(), [(september, Cents(700), 1)]);
    let by_partner = tx.billed_by_partner(september, september).await.unwrap();
    assert_eq!(by_partner, [(partner(1), september, Cents(1400), 2), (partner(2), september, Cents(700), 1)]);
    assert_eq!(tx.latest_billed_month().await.unwrap(), Some(september));
    assert_eq!(tx.billed_partners(september, partner(1), 9).await.unwrap(), [(partner(2), 1)]);
    let facts = tx.billed_facts(september, Tx::before_all_partners(), partner(1)).await.unwrap();
    assert_eq!(facts.iter().map(|(p, f)| (*p, f.amount.0)).collect::<Vec<_>>(), [(partner(1), 500), (partner(1), 900)]);
}

pub async fn the_plan_in_force_is_the_latest_that_has_begun(store: Store) {
    let tenant = with_partners(&store).await;
    let (old, new) = (PlanId(id(11)), PlanId(id(12)));
    write(&store, tenant, async |tx| {
        tx.add_plan(old, ("old", "Old plan", true), month("2024-01"), &ten_percent(), noon()).await.unwrap();
        tx.add_plan(new, ("new", "New plan", false), month("2025-03"), &ten_percent(), noon()).await.unwrap();
        tx.assign_plan(partner(1), old, month("2024-01")).await.unwrap();
        tx.assign_plan(partner(1), new, month("2025-03")).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.default_plan().await.unwrap(), Some(old));
    assert_eq!(tx.plans_in_force(month("2023-12")).await.unwrap(), []);
    assert_eq!(tx.plans_in_force(month("2025-02")).await.unwrap(), [(partner(1), old)]);
    assert_eq!(tx.plans_in_force(month("2025-03")).await.unwrap(), [(partner(1), new)]);
    let versions = tx.plan_versions_in_force(month("2025-02")).await.unwrap();
    assert_eq!(versions.iter().map(|v| (v.plan, v.version)).collect::<Vec<_>>(), [(old, 1)]);
    let version = tx.plan_version(new, 1).await.unwrap();
    assert_eq!((version.name.as_str(), version.terms), ("New plan", ten_percent()));
    drop(tx);

    write(&store, tenant, async |tx| {
        tx.add_plan_version(old, 2, month("2025-03"), &ten_percent(), noon()).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let newest = tx.plans().await.unwrap();
    let newest: Vec<_> = newest.iter().map(|p| (p.code.as_str(), p.is_default, p.version, p.from)).collect();
    assert_eq!(newest, [("new", false, 1, month("2025-03")), ("old", true, 2, month("2025-03"))]);
    let versions = tx.plan_versions_in_force(month("2025-02")).await.unwrap();
    assert_eq!(versions.iter().map(|v| (v.plan, v.version)).collect::<Vec<_>>(), [(old, 1)]);
}

pub async fn a_plan_tells_its_versions_and_how_long_each_partner_has_it(store: Store) {
    let tenant = with_partners(&store).await;
    let (old, new) = (PlanId(id(11)), PlanId(id(12)));
    write(&store, tenant, async |tx| {
        tx.lock_plans().await.unwrap();
        tx.add_plan(old, ("old", "Old plan", true), month("2024-01"), &ten_percent(), noon()).await.unwrap();
        tx.add_plan_version(old, 2, month("2025-03"), &ten_percent(), noon()).await.unwrap();
        tx.add_plan(new, ("new", "New plan", false), month("2025-03"), &ten_percent(), noon()).await.unwrap();
        tx.assign_plan(partner(1), old, month("2024-01")).await.unwrap();
        tx.assign_plan(partner(1), new, month("2025-03")).await.unwrap();
        tx.assign_plan(partner(2), old, month("2024-02")).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let versions = tx.plan_versions(old).await.unwrap();
    let told: Vec<_> = versions.iter().map(|v| (v.version, v.from, v.created_at)).collect();
    assert_eq!(told, [(2, month("2025-03"), noon()), (1, month("2024-01"), noon())]);
    assert_eq!(versions[1].terms, ten_percent());
    let (assigned, found) = tx.assignments(old, 0, 9).await.unwrap();
    let told: Vec<_> = assigned.iter().map(|(of, from, next)| (of.id, *from, *next)).collect();
    let first = (partner(1), month("2024-01"), Some(month("2025-03")));
    assert_eq!((told, found), (vec![first, (partner(2), month("2024-02"), None)], 2));
    assert_eq!(tx.assignments(old, 1, 9).await.unwrap().0.len(), 1);
}

pub async fn a_month_is_frozen_once(store: Store) {
    let tenant = with_bills(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    assert!(tx.add_run(&frozen(2)).await.unwrap());
    assert!(!tx.add_run(&frozen(3)).await.unwrap());
    assert_eq!(tx.run(month("2025-09")).await.unwrap().unwrap().run, frozen(2));
    assert_eq!(tx.runs().await.unwrap(), [frozen(2)]);
    assert!(tx.run(month("2025-08")).await.unwrap().is_none());
}

pub async fn a_lease_keeps_others_out_until_it_expires(store: Store) {
    let tenant = with_bills(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    tx.add_run(&frozen(2)).await.unwrap();
    let (september, until) = (month("2025-09"), noon() + minutes(1));
    let first = tx.claim_run(september, noon(), until).await.unwrap().expect("free");
    assert!(tx.claim_run(september, noon(), until).await.unwrap().is_none(), "held");
    let second = tx.claim_run(september, until, until + minutes(1)).await.unwrap().expect("expired");
    assert!(second.fence > first.fence);
}

pub async fn a_worker_that_lost_its_lease_writes_nothing(store: Store) {
    let tenant = with_bills(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    tx.add_run(&frozen(2)).await.unwrap();
    let (september, until) = (month("2025-09"), noon() + minutes(1));
    let lost = tx.claim_run(september, noon(), until).await.unwrap().unwrap();
    let held = tx.claim_run(september, until, until + minutes(1)).await.unwrap().unwrap();
    let mark = (1, 2, Cents(140));
    assert!(matches!(tx.mark_calculated(lost, partner(1), mark, until).await, Err(Fault::Fenced)));
    assert!(matches!(tx.mark_scored(lost, partner(1), 1, until).await, Err(Fault::Fenced)));
    assert!(matches!(tx.finish_run(lost, noon()).await, Err(Fault::Fenced)));
    tx.mark_calculated(held, partner(1), mark, until).await.unwrap();
    tx.mark_scored(held, partner(2), 2, until).await.unwrap();
    let progress = tx.run(september).await.unwrap().unwrap();
    assert_eq!((progress.calculated_upto, progress.scored_upto), (Some(partner(1)), Some(partner(2))));
    assert_eq!((progress.run.partners_done, progress.run.lines, progress.run.commission), (1, 2, Cents(140)));
    tx.finish_run(held, noon()).await.unwrap();
    let run = tx.run(september).await.unwrap().unwrap().run;
    assert_eq!((run.status, run.calculated_at), (RunStatus::Calculated, Some(noon())));
    assert!(tx.claim_run(september, until, until).await.unwrap().is_none(), "nothing left to do");
}

pub fn statement() -> StatementToWrite {
    let line = |customer, base, amount| Line {
        customer: CustomerId(id(customer)),
        rule: 1,
        part: 0,
        base: Cents(base),
        rate: Rate::percent(10),
        amount: Cents(amount),
    };
    StatementToWrite {
        partner: partner(1),
        plan: Some((PlanId(id(11)), 1)),
        billed: Cents(1400),
        commission: Cents(140),
        forwarded: Cents::ZERO,
        lines: Lines::Plain(vec![line(1, 500, 50), line(2, 900, 90)]),
        carried: Carried::default(),
    }
}

pub async fn with_statement(store: &Store) -> TenantId {
    let tenant = with_bills(store).await;
    write(store, tenant, async |tx| {
        tx.add_plan(PlanId(id(11)), ("ten", "Ten", true), month("2024-01"), &ten_percent(), noon()).await.unwrap();
        tx.add_run(&frozen(2)).await.unwrap();
        let lease = tx.claim_run(month("2025-09"), noon(), noon() + minutes(1)).await.unwrap().unwrap();
        tx.add_statements(lease, &[statement()]).await.unwrap();
        tx.mark_calculated(lease, partner(1), (1, 2, Cents(140)), noon()).await.unwrap();
        tx.finish_run(lease, noon()).await.unwrap();
    })
    .await;
    tenant
}

pub async fn a_statement_reads_back_with_its_lines_and_their_facts(store: Store) {
    let tenant = with_statement(&store).await;
    let mut tx = store.read(tenant).await.unwrap();
    let september = month("2025-09");
    let (row, plan) = tx.statement(september, partner(1)).await.unwrap().unwrap();
    assert_eq!(
        (row.plan.as_str(), row.partner.code.as_str(), plan),
        ("Ten, version 1", "RS-1", Some((PlanId(id(11)), 1)))
    );
    assert_eq!(
        (row.lines, row.billed, row.commission, row.status),
        (2, Cents(1400), Cents(140), RunStatus::Calculated)
    );
    assert_eq!(tx.statements_of(partner(1)).await.unwrap(), std::slice::from_ref(&row));
    assert_eq!(tx.statements_in(september, 9).await.unwrap(), [row]);
    assert!(tx.statement(september, partner(2)).await.unwrap().is_none());
    let lines = tx.statement_lines((september, 1, partner(1)), 0, 9).await.unwrap();
    let seen: Vec<_> = lines.iter().map(|l| (l.customer_code.as_deref(), l.amount.0, l.billed, l.source)).collect();
    let expected = [("C-00001", 50, 500), ("C-00002", 90, 900)]
        .map(|(code, amount, billed)| (Some(code), amount, Some(Cents(billed)), Some(Derived)));
    assert_eq!(seen, expected);
    assert_eq!(tx.statement_sums((september, 1, partner(1))).await.unwrap(), [(Kind::Earned, Cents(140))]);
    assert_eq!(tx.statement_lines((september, 1, partner(1)), 1, 9).await.unwrap().len(), 1);
    assert_eq!(tx.commission_by_month().await.unwrap(), [(september, Cents(140))]);
    assert_eq!(tx.commission_by_partner().await.unwrap(), [(partner(1), Cents(140))]);
}

pub async fn a_line_in_a_band_tells_what_was_counted_before_it(store: Store) {
    let tenant = with_bills(&store).await;
    let line = |customer, part, base| Line {
        customer: CustomerId(id(customer)),
        rule: 1,
        part,
        base: Cents(base),
        rate: Rate::percent(10),
        amount: Cents(base / 10),
    };
    let lines = Lines::Plain(vec![line(1, 1, 500), line(2, 1, 300), line(2, 2, 600)]);
    let lease = write(&store, tenant, async |tx| {
        tx.add_plan(PlanId(id(11)), ("ten", "Ten", true), month("2024-01"), &ten_percent(), noon()).await.unwrap();
        tx.add_run(&frozen(2)).await.unwrap();
        let lease = tx.claim_run(month("2025-09"), noon(), noon() + minutes(1)).await.unwrap().unwrap();
        tx.add_statements(lease, &[StatementToWrite { lines, ..statement() }]).await.unwrap();
        lease
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let key = (lease.month, lease.version, partner(1));
    let before = async |tx: &mut store::Tx, offset| {
        let lines = tx.statement_lines(key, offset, 9).await.unwrap();
        lines.into_iter().map(|line| line.volume_before.map(|volume| volume.0)).collect::<Vec<_>>()
    };
    assert_eq!(before(&mut tx, 0).await, [Some(0), Some(500), Some(800)]);
    assert_eq!(before(&mut tx, 2).await, [Some(800)], "whichever page it is on");
}

pub async fn the_same_line_is_not_written_twice(store: Store) {
    let tenant = with_statement(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    let lease = store::Lease { month: month("2025-09"), version: 1, fence: 1 };
    assert!(tx.add_statements(lease, &[statement()]).await.unwrap_err().is_duplicate());
}
