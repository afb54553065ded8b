//! Adjustments of two people, questions about lines, and what two versions of a month differ in.

use crate::commissions::{statement, with_statement};
use crate::sample::{add_tenant, day, id, minutes, month, noon, user, write};
use domain::commission::{Carried, Kind, Line};
use domain::correction::{AdjustmentStatus, DisputeStatus, LineDifference, PartnerDifference};
use domain::run::{Run, RunStatus};
use domain::{AdjustmentId, Cents, CustomerId, DisputeId, PartnerId, PlanId, Rate, TenantId, UserId};
use store::{
    Answer, DueAdjustment, Fault, Lease, Lines, NewAdjustment, NewDispute, StatementItem, StatementToWrite, Store, Tx,
};

const fn partner(number: u128) -> PartnerId {
    PartnerId(uuid::Uuid::from_u128(number))
}

const fn of_user(number: u128) -> UserId {
    UserId(uuid::Uuid::from_u128(number))
}

const fn adjustment_id(number: u128) -> AdjustmentId {
    AdjustmentId(uuid::Uuid::from_u128(number))
}

const fn dispute_id(number: u128) -> DisputeId {
    DisputeId(uuid::Uuid::from_u128(number))
}

/// September calculated for partner 1, and two people.
async fn with_people(store: &Store) -> TenantId {
    let tenant = with_statement(store).await;
    write(store, tenant, async |tx| {
        tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap();
        tx.add_user(&user(tenant, 2, "ben@example.com"), "hash", noon()).await.unwrap();
    })
    .await;
    tenant
}

/// Proposed by user 1, so many minutes after noon.
fn adjustment(number: u8, of: u128, amount: i64) -> NewAdjustment {
    NewAdjustment {
        id: adjustment_id(number.into()),
        partner: partner(of),
        month: month("2025-09"),
        amount: Cents(amount),
        reason: format!("correction {number}"),
        customer: (of == 1).then_some(CustomerId(id(2))),
        by: of_user(1),
        at: noon() + minutes(number.into()),
    }
}

/// Adds an adjustment and has user 2 approve it.
async fn approve(tx: &mut Tx, new: &NewAdjustment) {
    tx.add_adjustment(new).await.unwrap();
    assert!(tx.decide_adjustment(new.id, AdjustmentStatus::Approved, (of_user(2), noon())).await.unwrap());
}

pub async fn an_adjustment_is_decided_once_by_somebody_else(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    tx.add_adjustment(&adjustment(1, 1, -250)).await.unwrap();
    tx.add_adjustment(&adjustment(2, 2, 400)).await.unwrap();
    let (approved, rejected) = (AdjustmentStatus::Approved, AdjustmentStatus::Rejected);
    let decided = noon() + minutes(9);
    assert!(!tx.decide_adjustment(adjustment_id(1), approved, (of_user(1), decided)).await.unwrap(), "one's own");
    assert!(tx.decide_adjustment(adjustment_id(1), approved, (of_user(2), decided)).await.unwrap());
    assert!(!tx.decide_adjustment(adjustment_id(1), rejected, (of_user(2), decided)).await.unwrap(), "decided");
    assert!(!tx.decide_adjustment(adjustment_id(7), approved, (of_user(2), decided)).await.unwrap(), "there is none");

    let all = tx.adjustments(None).await.unwrap();
    assert_eq!(all.iter().map(|row| row.id).collect::<Vec<_>>(), [2, 1].map(adjustment_id), "newest first");
    let (open, row) = (&all[0], &all[1]);
    assert_eq!((open.status, &open.customer, &open.decider), (AdjustmentStatus::Proposed, &None, &None));
    assert_eq!((row.month, row.amount, row.reason.as_str()), (month("2025-09"), Cents(-250), "correction 1"));
    assert_eq!((row.partner.code.as_str(), row.customer.as_deref()), ("RS-1", Some("C-00002")));
    let proposed = (row.proposed_by, row.proposer.as_str(), row.proposed_at);
    assert_eq!(proposed, (of_user(1), "User 1", noon() + minutes(1)));
    assert_eq!((row.status, row.decider.as_deref(), row.decided_at), (approved, Some("User 2"), Some(decided)));
    assert_eq!(row.applied_month, None);
    assert_eq!(tx.adjustments(Some(partner(2))).await.unwrap(), std::slice::from_ref(open));
    assert_eq!(tx.adjustments(Some(partner(9))).await.unwrap(), []);
}

pub async fn an_approved_adjustment_is_due_until_a_month_has_it(store: Store) {
    let tenant = with_people(&store).await;
    let (august, september, october) = (month("2025-08"), month("2025-09"), month("2025-10"));
    let mut tx = store.write(tenant).await.unwrap();
    approve(&mut tx, &adjustment(1, 1, 10)).await;
    approve(&mut tx, &adjustment(2, 2, 20)).await;
    tx.add_adjustment(&adjustment(3, 2, 30)).await.unwrap();
    let due = DueAdjustment {
        id: adjustment_id(1),
        partner_id: partner(1),
        amount: Cents(10),
        reason: "correction 1".into(),
        customer_id: Some(CustomerId(id(2))),
        applied_month: None,
    };
    let all = (Tx::before_all_partners(), partner(2));
    assert_eq!(tx.due_adjustments(september, all.0, partner(1)).await.unwrap(), [due]);
    let of = |due: Vec<DueAdjustment>| due.into_iter().map(|due| due.id).collect::<Vec<_>>();
    assert_eq!(of(tx.due_adjustments(september, all.0, all.1).await.unwrap()), [1, 2].map(adjustment_id));
    assert_eq!(of(tx.due_adjustments(september, partner(1), all.1).await.unwrap()), [adjustment_id(2)]);
    assert_eq!(tx.due_adjustments(august, all.0, all.1).await.unwrap(), [], "it isn't to take effect yet");

    // Partner 2 has nothing in October but the correction, partner 1 what is proposed for it.
    let participants = tx.participants((october, 1), all.0, 9).await.unwrap();
    assert_eq!(participants, [(partner(1), 1), (partner(2), 1)]);
    let lease = Lease { month: september, version: 1, fence: 1 };
    tx.mark_applied(lease, &[adjustment_id(1)]).await.unwrap();
    tx.mark_applied(lease, &[adjustment_id(1)]).await.unwrap();
    assert_eq!(tx.adjustments(Some(partner(1))).await.unwrap()[0].applied_month, Some(september));
    assert_eq!(of(tx.due_adjustments(september, all.0, all.1).await.unwrap()), [1, 2].map(adjustment_id), "anew");
    assert_eq!(of(tx.due_adjustments(october, all.0, all.1).await.unwrap()), [adjustment_id(2)], "never twice");
    assert_eq!(tx.participants((october, 1), all.0, 9).await.unwrap(), [(partner(2), 1)]);
    let later = Lease { month: october, ..lease };
    assert!(matches!(tx.mark_applied(later, &[adjustment_id(1)]).await, Err(Fault::Inconsistent(_))));
}

fn question(number: u8, of: u128, due_on: &str) -> NewDispute {
    NewDispute {
        id: dispute_id(number.into()),
        partner: partner(of),
        statement: (month("2025-09"), 1),
        line: "Earned: 0.50 (C-00001)".into(),
        question: format!("question {number}"),
        by: of_user(1),
        at: noon() + minutes(number.into()),
        due_on: day(due_on),
    }
}

pub async fn a_question_is_answered_once_and_open_ones_come_first(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    for new in [question(1, 1, "2025-10-11"), question(2, 2, "2025-10-13"), question(3, 1, "2025-10-12")] {
        tx.add_dispute(&new).await.unwrap();
    }
    let of = |rows: Vec<domain::correction::DisputeRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(of(tx.disputes(None).await.unwrap()), [1, 3, 2].map(dispute_id), "by when an answer is due");
    let open = tx.disputes(Some(partner(2))).await.unwrap();
    assert_eq!((open.len(), open[0].status, &open[0].answer), (1, DisputeStatus::Open, &None));

    tx.add_adjustment(&adjustment(1, 1, 75)).await.unwrap();
    let answer = Answer {
        status: DisputeStatus::Adjusted,
        words: "You are right.".into(),
        by: of_user(2),
        at: noon() + minutes(60),
        adjustment: Some(adjustment_id(1)),
    };
    assert!(tx.answer_dispute(dispute_id(1), &answer).await.unwrap());
    assert!(!tx.answer_dispute(dispute_id(1), &answer).await.unwrap(), "it is answered");
    let words = Answer { status: DisputeStatus::Explained, adjustment: None, ..answer.clone() };
    assert!(tx.answer_dispute(dispute_id(3), &words).await.unwrap());
    assert_eq!(of(tx.disputes(None).await.unwrap()), [2, 1, 3].map(dispute_id));
    let row = tx.disputes(Some(partner(1))).await.unwrap().remove(0);
    assert_eq!((row.partner.code.as_str(), row.month, row.version), ("RS-1", month("2025-09"), 1));
    assert_eq!((row.line.as_str(), row.question.as_str()), ("Earned: 0.50 (C-00001)", "question 1"));
    let asked = (row.asker.as_str(), row.asked_at, row.due_on);
    assert_eq!(asked, ("User 1", noon() + minutes(1), day("2025-10-11")));
    assert_eq!((row.status, row.answer.as_deref()), (DisputeStatus::Adjusted, Some("You are right.")));
    assert_eq!((row.answerer.as_deref(), row.answered_at), (Some("User 2"), Some(answer.at)));
    assert_eq!(row.adjustment, Some(adjustment_id(1)));
}

pub async fn a_late_question_is_escalated_once(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    for new in [question(1, 1, "2025-10-11"), question(2, 2, "2025-10-12"), question(3, 1, "2025-10-10")] {
        tx.add_dispute(&new).await.unwrap();
    }
    let answer =
        Answer { status: DisputeStatus::Explained, words: "So.".into(), by: of_user(2), at: noon(), adjustment: None };
    assert!(tx.answer_dispute(dispute_id(3), &answer).await.unwrap());
    let at = noon() + minutes(3);
    assert_eq!(tx.escalate_disputes(day("2025-10-11"), at).await.unwrap(), [], "it is due on that day");
    let late = tx.escalate_disputes(day("2025-10-12"), at).await.unwrap();
    let seen: Vec<_> = late.iter().map(|row| (row.id, row.partner.code.as_str(), row.escalated_at)).collect();
    assert_eq!(seen, [(dispute_id(1), "RS-1", Some(at))]);
    assert!(late[0].is_overdue(day("2025-10-12")) && !late[0].is_overdue(day("2025-10-11")));
    assert_eq!(tx.escalate_disputes(day("2025-10-12"), at).await.unwrap(), [], "once");
    let next = tx.escalate_disputes(day("2025-10-20"), at).await.unwrap();
    assert_eq!(next.iter().map(|row| row.id).collect::<Vec<_>>(), [dispute_id(2)]);
}

fn item(kind: Kind, origin: &str, customer: Option<u128>, (base, rate): (i64, i64), amount: i64) -> StatementItem {
    StatementItem {
        kind,
        origin: origin.into(),
        rule: i16::from(kind == Kind::Earned),
        part: 0,
        from_partner_id: None,
        customer_id: customer.map(|number| CustomerId(id(number))),
        fact: None,
        base: Cents(base),
        rate: Rate::percent(rate),
        amount: Cents(amount),
    }
}

/// September as a second version, with what [`with_people`] has of the first.
async fn calculate_anew(tx: &mut Tx, statements: &[StatementToWrite]) -> Lease {
    let run = tx.run(month("2025-09")).await.unwrap().unwrap().run;
    let again = Run { version: 2, status: RunStatus::Frozen, partners_done: 0, calculated_at: None, ..run };
    assert!(tx.add_run(&again).await.unwrap());
    let lease = tx.claim_run(month("2025-09"), noon(), noon() + minutes(1)).await.unwrap().unwrap();
    assert_eq!(lease.version, 2);
    tx.add_statements(lease, statements).await.unwrap();
    lease
}

fn of_items(of: u128, lines: Vec<StatementItem>) -> StatementToWrite {
    StatementToWrite {
        partner: partner(of),
        plan: Some((PlanId(id(11)), 1)),
        billed: Cents(1400),
        commission: lines.iter().map(|line| line.amount).sum(),
        forwarded: Cents::ZERO,
        lines: Lines::Items(lines),
        carried: Carried::default(),
    }
}

fn changed(code: &str, version: i32, item: &StatementItem, customer: Option<&str>) -> LineDifference {
    LineDifference {
        partner: code.into(),
        version,
        kind: item.kind,
        origin: item.origin.clone(),
        customer: customer.map(Into::into),
        base: item.base,
        rate: item.rate,
        amount: item.amount,
    }
}

pub async fn versions_of_a_month_differ_in_lines_that_only_one_has(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    let plain = |customer, base, amount| Line {
        customer: CustomerId(id(customer)),
        rule: 1,
        part: 0,
        base: Cents(base),
        rate: Rate::percent(10),
        amount: Cents(amount),
    };
    let first = StatementToWrite {
        commission: Cents(147),
        lines: Lines::Plain(vec![plain(1, 500, 50), plain(2, 970, 97)]),
        ..statement()
    };
    let other = item(Kind::Override, "override of level 1", Some(1), (400, 2), 8);
    calculate_anew(&mut tx, &[first, of_items(2, vec![other.clone()])]).await;

    let september = month("2025-09");
    let partners = tx.statement_changes(september, (1, 2)).await.unwrap();
    let told = |partner: &str, before, after| PartnerDifference {
        partner: partner.into(),
        before: Cents(before),
        after: Cents(after),
    };
    assert_eq!(partners, [told("RS-1", 140, 147), told("RS-2", 0, 8)]);
    let was = item(Kind::Earned, "", Some(2), (900, 10), 90);
    let is = item(Kind::Earned, "", Some(2), (970, 10), 97);
    let expected = [
        changed("RS-1", 1, &was, Some("C-00002")),
        changed("RS-1", 2, &is, Some("C-00002")),
        changed("RS-2", 2, &other, Some("C-00001")),
    ];
    assert_eq!(tx.line_changes(september, (1, 2), 9).await.unwrap(), expected);
    assert_eq!(tx.line_changes(september, (1, 2), 2).await.unwrap(), expected[..2]);
    let other_month = month("2025-08");
    assert_eq!(tx.line_changes(other_month, (1, 2), 9).await.unwrap(), []);
}

pub async fn a_correction_makes_a_plain_statement_differ_by_itself_alone(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    let earned = [(1, 500, 50), (2, 900, 90)]
        .map(|(customer, base, amount)| item(Kind::Earned, "residual", Some(customer), (base, 10), amount));
    // Twice the same words and amount are two corrections; one is about nobody in particular.
    let same = item(Kind::Adjustment, "a late bill", Some(2), (5, 100), 5);
    let last = item(Kind::Adjustment, "rounding", None, (-1, 100), -1);
    let lines = [&earned[..], &[same.clone(), same.clone(), last.clone()]].concat();
    calculate_anew(&mut tx, &[of_items(1, lines)]).await;
    let expected = [
        changed("RS-1", 2, &last, None),
        changed("RS-1", 2, &same, Some("C-00002")),
        changed("RS-1", 2, &same, Some("C-00002")),
    ];
    assert_eq!(tx.line_changes(month("2025-09"), (1, 2), 9).await.unwrap(), expected);
}

pub async fn a_month_is_outdated_until_it_is_calculated_anew(store: Store) {
    let tenant = with_people(&store).await;
    let september = month("2025-09");
    let mut tx = store.write(tenant).await.unwrap();
    assert!(!tx.is_outdated(september).await.unwrap());
    assert!(!tx.is_outdated(month("2025-08")).await.unwrap(), "it was never calculated");
    tx.mark_outdated(september).await.unwrap();
    assert!(tx.is_outdated(september).await.unwrap());
    assert_eq!(tx.reason((september, 1)).await.unwrap(), None);

    // Partner 2 had no bills that were calculated, partner 1 keeps its place for the statement of the version before.
    let lease = calculate_anew(&mut tx, &[]).await;
    tx.set_reason((september, 2), "an invoice was late").await.unwrap();
    assert!(!tx.is_outdated(september).await.unwrap());
    assert_eq!(tx.reason((september, 2)).await.unwrap().as_deref(), Some("an invoice was late"));
    assert_eq!(tx.reason((september, 1)).await.unwrap(), None);
    assert_eq!(tx.reason((september, 3)).await.unwrap(), None);
    let participants = tx.participants((september, 2), Tx::before_all_partners(), 9).await.unwrap();
    assert_eq!(participants, [(partner(1), 3), (partner(2), 1)], "bills, and a statement of the version before");
    tx.mark_outdated(september).await.unwrap();
    tx.finish_run(lease, noon()).await.unwrap();
    assert!(tx.is_outdated(september).await.unwrap());
}

pub async fn another_tenants_corrections_are_not_there(store: Store) {
    let owner = with_people(&store).await;
    write(&store, owner, async |tx| {
        approve(tx, &adjustment(1, 1, 10)).await;
        tx.add_dispute(&question(1, 1, "2025-10-11")).await.unwrap();
        tx.mark_outdated(month("2025-09")).await.unwrap();
    })
    .await;
    let stranger = add_tenant(&store, "other").await;
    let mut tx = store.write(stranger).await.unwrap();
    assert_eq!(tx.adjustments(None).await.unwrap(), []);
    assert_eq!(tx.disputes(None).await.unwrap(), []);
    assert_eq!(tx.escalate_disputes(day("2026-01-01"), noon()).await.unwrap(), []);
    let due = tx.due_adjustments(month("2025-09"), Tx::before_all_partners(), partner(9)).await.unwrap();
    assert_eq!(due, []);
    assert!(!tx.is_outdated(month("2025-09")).await.unwrap());
    let answer =
        Answer { status: DisputeStatus::Explained, words: "No.".into(), by: of_user(2), at: noon(), adjustment: None };
    assert!(!tx.answer_dispute(dispute_id(1), &answer).await.unwrap());
    let rejected = tx.decide_adjustment(adjustment_id(1), AdjustmentStatus::Rejected, (of_user(2), noon())).await;
    assert!(!rejected.unwrap());
    let lease = Lease { month: month("2025-09"), version: 1, fence: 1 };
    assert!(matches!(tx.mark_applied(lease, &[adjustment_id(1)]).await, Err(Fault::Inconsistent(_))));
}
