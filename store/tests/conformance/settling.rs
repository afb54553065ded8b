//! Facts beside bills, the stages of a run, lines of every kind, and what is carried from month to month.

use crate::commissions::with_statement;
use crate::sample::{bill, customer, day, id, minutes, month, noon, with_partners, write};
use domain::billing::BillingSource::{Derived, Imported};
use domain::commission::{Carried, FactKind, FactRecord, FactSource, Held, Instalment, Kind};
use domain::customer::{Contract, Customer};
use domain::run::{Run, RunStatus};
use domain::{Cents, CustomerId, PartnerId, PlanId, Rate, TenantId};
use store::{
    Departed, FactToWrite, Fault, GroupVolume, Lease, Lines, ShareToWrite, StatementItem, StatementToWrite, Store, Tx,
};

const fn partner(number: u128) -> PartnerId {
    PartnerId(uuid::Uuid::from_u128(number))
}

const fn customer_id(number: u128) -> CustomerId {
    CustomerId(uuid::Uuid::from_u128(number))
}

fn fact(of: u128, id: &str, kind: FactKind, customer: u128, amount: i64) -> FactToWrite {
    let fact = FactRecord {
        id: id.into(),
        kind,
        customer: Some(customer_id(customer)),
        customer_code: Some(format!("C-{customer:05}")),
        amount: Cents(amount),
        cost: Some(Cents(7)),
        deductions: None,
        collected: None,
        quantity: 3,
        product: Some("fiber".into()),
        territory: None,
        contract_months: Some(36),
        new_customer: Some(false),
        service_month: None,
        date: Some(day("2025-09-12")),
        source: FactSource::Imported,
    };
    FactToWrite { month: month("2025-09"), partner: partner(of), fact }
}

async fn with_customers(store: &Store) -> TenantId {
    let tenant = with_partners(store).await;
    write(store, tenant, async |tx| {
        let left = Customer { churned_on: Some(day("2025-09-20")), ..customer(2, 1, 900) };
        let new = Customer {
            activated_on: Some(day("2025-09-05")),
            contract: Some(Contract::OneYear),
            ..customer(3, 2, 700)
        };
        tx.add_customers(&[customer(1, 1, 500), left, new]).await.unwrap();
    })
    .await;
    tenant
}

pub async fn facts_read_back_in_the_order_of_partners(store: Store) {
    let tenant = with_customers(&store).await;
    let facts = [
        fact(2, "I-2", FactKind::Usage, 3, 200),
        fact(1, "I-1", FactKind::Recurring, 1, 300),
        fact(1, "I-3", FactKind::Recurring, 1, -50),
    ];
    let mut tx = store.write(tenant).await.unwrap();
    assert_eq!(tx.put_facts(&facts).await.unwrap(), 3);
    let september = (month("2025-09"), month("2025-09"));
    let read = tx.facts(september, Tx::before_all_partners(), partner(2)).await.unwrap();
    let seen: Vec<_> = read.iter().map(|row| (row.partner_id, row.fact.clone())).collect();
    let expected: Vec<_> = [&facts[1], &facts[2], &facts[0]].map(|f| (f.partner, f.fact.clone())).into();
    assert_eq!(seen, expected);
    assert_eq!((read[2].contract, read[2].activated_on), (Some(Contract::OneYear), Some(day("2025-09-05"))));
    assert_eq!(tx.facts(september, partner(1), partner(2)).await.unwrap().len(), 1);
    assert_eq!(tx.facts_by_code(month("2025-09"), &["I-2", "I-9"]).await.unwrap().len(), 1);
    let parts = tx.partners_with_facts(month("2025-09"), FactKind::Recurring, Tx::before_all_partners(), partner(2));
    assert_eq!(parts.await.unwrap(), [partner(1)]);

    // A bill is the sum of its parts, whatever was derived; written twice it is as before.
    tx.put_bills(&[bill(1, 1, "2025-09", 500, Derived), bill(2, 3, "2025-09", 700, Derived)]).await.unwrap();
    assert_eq!(tx.put_bills_of_facts(month("2025-09")).await.unwrap(), 1);
    assert_eq!(tx.put_bills_of_facts(month("2025-09")).await.unwrap(), 0);
    let bills = tx.bills_as_facts(september, Tx::before_all_partners(), partner(2)).await.unwrap();
    let seen: Vec<_> = bills.iter().map(|row| (row.fact.amount.0, row.fact.source, row.contract)).collect();
    assert_eq!(seen, [(250, FactSource::Imported, None), (700, FactSource::Derived, Some(Contract::OneYear))]);
    assert_eq!(tx.bills_of(customer_id(1)).await.unwrap()[0].source, Imported);
}

pub async fn activations_are_derived_unless_they_are_imported(store: Store) {
    let tenant = with_customers(&store).await;
    let september = month("2025-09");
    let mut tx = store.write(tenant).await.unwrap();
    assert!(!tx.has_facts(september).await.unwrap());
    let all = (Tx::before_all_partners(), partner(9));
    let foreseen = tx.activations_not_kept(september, all.0, all.1).await.unwrap();
    assert_eq!(tx.count_activations_not_kept(september).await.unwrap(), [(partner(2), 1)]);
    assert_eq!(tx.activations_not_kept(september, all.0, partner(1)).await.unwrap(), []);
    tx.derive_activations(september).await.unwrap();
    tx.derive_activations(september).await.unwrap();
    assert_eq!(tx.facts((september, september), all.0, all.1).await.unwrap(), foreseen, "as they were foreseen");
    assert_eq!(tx.activations_not_kept(september, all.0, all.1).await.unwrap(), []);
    assert_eq!(tx.count_activations_not_kept(september).await.unwrap(), []);
    let derived = tx.facts((september, september), Tx::before_all_partners(), partner(9)).await.unwrap();
    let seen: Vec<_> = derived.iter().map(|row| (row.fact.id.as_str(), row.fact.amount.0, row.fact.date)).collect();
    assert_eq!(seen, [("activation of C-00003", 700, Some(day("2025-09-05")))]);
    tx.put_facts(&[fact(2, "A-3", FactKind::Activation, 3, 650)]).await.unwrap();
    tx.derive_activations(september).await.unwrap();
    let imported = tx.facts((september, september), Tx::before_all_partners(), partner(9)).await.unwrap();
    assert_eq!(imported.iter().map(|row| row.fact.id.as_str()).collect::<Vec<_>>(), ["A-3"]);
    let gone = tx.departed(september, Tx::before_all_partners(), partner(2)).await.unwrap();
    let (activated_on, churned_on) = (day("2025-07-01"), day("2025-09-20"));
    assert_eq!(gone, [Departed { partner_id: partner(1), id: customer_id(2), activated_on, churned_on }]);
}

fn run() -> Run {
    Run {
        month: month("2025-09"),
        version: 1,
        status: RunStatus::Frozen,
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

async fn claimed(tx: &mut Tx) -> Lease {
    tx.add_run(&run()).await.unwrap();
    tx.claim_run(month("2025-09"), noon(), noon() + minutes(1)).await.unwrap().unwrap()
}

fn item(kind: Kind, customer: Option<u128>, amount: i64) -> StatementItem {
    StatementItem {
        kind,
        origin: kind.label().into(),
        rule: 0,
        part: 0,
        from_partner_id: None,
        customer_id: customer.map(customer_id),
        fact: None,
        base: Cents(amount),
        rate: Rate::percent(100),
        amount: Cents(amount),
    }
}

pub async fn stages_have_marks_of_their_own_behind_the_fence(store: Store) {
    let tenant = with_customers(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    let lost = claimed(&mut tx).await;
    let later = noon() + minutes(5);
    let held = tx.claim_run(month("2025-09"), later, later + minutes(1)).await.unwrap().unwrap();
    assert!(matches!(tx.mark_volumes(lost, partner(1), later).await, Err(Fault::Fenced)));
    assert!(matches!(tx.mark_shares(lost, partner(1), later).await, Err(Fault::Fenced)));
    assert!(matches!(tx.remove_run(lost).await, Err(Fault::Fenced)));

    let volume = GroupVolume {
        partner_id: partner(1),
        plan_id: PlanId(id(11)),
        rule: 1,
        volume_before: Cents(5),
        volume: Cents(7),
    };
    tx.mark_volumes(held, partner(1), later).await.unwrap();
    tx.add_volumes(held, &[volume]).await.unwrap();
    assert_eq!(tx.volumes(month("2025-09"), 1).await.unwrap(), [volume]);
    let given = item(Kind::Override, Some(1), 40);
    let share = ShareToWrite { partner: partner(2), from: partner(1), position: 0, item: given.clone() };
    tx.mark_shares(held, partner(2), later).await.unwrap();
    tx.add_shares(held, &[share]).await.unwrap();
    let read = tx.shares((month("2025-09"), 1), Tx::before_all_partners(), partner(2)).await.unwrap();
    assert_eq!(read, [(partner(2), StatementItem { from_partner_id: Some(partner(1)), ..given })]);
    let progress = tx.run(month("2025-09")).await.unwrap().unwrap();
    assert_eq!((progress.volumes_upto, progress.shares_upto), (Some(partner(1)), Some(partner(2))));
    let participants = tx.participants((month("2025-09"), 1), Tx::before_all_partners(), 9).await.unwrap();
    assert_eq!(participants, [(partner(2), 1)], "who gets a share has a statement");

    tx.remove_run(held).await.unwrap();
    assert!(tx.run(month("2025-09")).await.unwrap().is_none());
    assert_eq!(tx.volumes(month("2025-09"), 1).await.unwrap(), []);
}

pub async fn a_statement_of_many_kinds_reads_back_with_what_it_leaves(store: Store) {
    let tenant = with_customers(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    let lease = claimed(&mut tx).await;
    let carried = Carried {
        draw_owed: Cents(9),
        brought_forward: Cents(-3),
        held: vec![Held { amount: Cents(20), release: month("2025-12") }],
        instalments: vec![Instalment {
            due: month("2025-11"),
            amount: Cents(8),
            customer: Some(customer_id(1)),
            rule: "policy".into(),
            fact: "A-9".into(),
        }],
    };
    let from_other = StatementItem { from_partner_id: Some(partner(1)), ..item(Kind::Override, Some(1), 40) };
    let statement = StatementToWrite {
        partner: partner(2),
        plan: None,
        billed: Cents::ZERO,
        commission: Cents(55),
        forwarded: Cents(-3),
        lines: Lines::Items(vec![item(Kind::Earned, Some(3), 18), from_other, item(Kind::CarriedForward, None, -3)]),
        carried: carried.clone(),
    };
    tx.add_statements(lease, &[statement]).await.unwrap();
    let (row, plan) = tx.statement(month("2025-09"), partner(2)).await.unwrap().unwrap();
    assert_eq!((row.plan.as_str(), plan, row.lines), ("No plan of its own", None, 3));
    let key = (month("2025-09"), 1, partner(2));
    let lines = tx.statement_lines(key, 0, 9).await.unwrap();
    let seen: Vec<_> = lines.iter().map(|l| (l.kind, l.from_partner.as_deref(), l.customer_code.as_deref())).collect();
    let expected = [
        (Kind::Earned, None, Some("C-00003")),
        (Kind::Override, Some("RS-1"), Some("C-00001")),
        (Kind::CarriedForward, None, None),
    ];
    assert_eq!(seen, expected);
    let sums = tx.statement_sums(key).await.unwrap();
    assert_eq!(sums, [(Kind::Earned, Cents(18)), (Kind::Override, Cents(40)), (Kind::CarriedForward, Cents(-3))]);
    assert_eq!(tx.carried_by(key).await.unwrap(), carried);
    let october = month("2025-10");
    let left = tx.carried_into(october, Tx::before_all_partners(), partner(2)).await.unwrap();
    assert_eq!(left, [(partner(2), carried)]);
    assert_eq!(tx.carried_into(month("2025-09"), Tx::before_all_partners(), partner(2)).await.unwrap(), []);
    let participants = tx.participants((october, 1), Tx::before_all_partners(), 9).await.unwrap();
    assert_eq!(participants, [(partner(2), 4)], "what is left makes a statement");
    let paid = tx.paid_for_customers(partner(2), (month("2025-01"), october)).await.unwrap();
    assert_eq!(paid, [(customer_id(3), Cents(18))], "what others' sales gave isn't paid for the partner's own");
}

pub async fn what_was_paid_for_a_customer_counts_plain_lines(store: Store) {
    let tenant = with_statement(&store).await;
    let mut tx = store.read(tenant).await.unwrap();
    let paid = tx.paid_for_customers(partner(1), (month("2025-08"), month("2025-09"))).await.unwrap();
    assert_eq!(paid, [(customer_id(1), Cents(50)), (customer_id(2), Cents(90))]);
    assert_eq!(tx.paid_for_customers(partner(1), (month("2025-01"), month("2025-08"))).await.unwrap(), []);
}
