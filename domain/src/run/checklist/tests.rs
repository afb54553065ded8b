//! The walk of a month told from facts.

use super::{Check, CheckState, Lead, MonthFacts, Point, checklist};
use crate::payout::{BatchStatus, HoldReason};
use crate::reconciliation::{Area, Severity};
use crate::run::{ClosingFacts, MonthMoney, Run, RunMove, RunStatus};
use crate::view::{MonthClose, PayoutBatchRow};
use crate::{Cents, Currency, Month, PayoutBatchId, WorkId};
use CheckState::{Done, Later, Now, Waiting};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

fn noon() -> DateTime<Utc> {
    "2025-10-01T19:00:00Z".parse().unwrap()
}

fn september() -> Month {
    Month::new(2025, 9).unwrap()
}

/// September as far as a status, each reached an hour after the one before, by Ada where a person does it.
fn at(status: RunStatus) -> MonthFacts {
    let run = Run {
        month: september(),
        version: 1,
        status,
        partners: 2,
        partners_done: 2,
        partners_scored: 2,
        lines: 3,
        billed: Cents(41_055),
        commission: Cents(4_106),
        frozen_at: noon(),
        calculated_at: Some(noon()),
    };
    let passed = RunStatus::ALL.iter().filter(|passed| **passed > RunStatus::Open && **passed <= status);
    let moves = passed.enumerate().map(|(hours, passed)| RunMove {
        version: 1,
        status: *passed,
        at: noon() + TimeDelta::hours(i64::try_from(hours).unwrap()),
        by: matches!(passed, RunStatus::Reviewed | RunStatus::Approved).then(|| "Ada".into()),
        note: (*passed == RunStatus::Reviewed).then(|| "sums agree".into()),
    });
    let compared = [Area::Commissions, Area::Ledger].map(|area| (area, noon() + TimeDelta::hours(1)));
    MonthFacts {
        close: MonthClose {
            month: september(),
            billed: Cents(41_055),
            customers: 3,
            run: (status > RunStatus::Open).then_some(run),
            blocked: None,
        },
        currency: Currency::Usd,
        other_facts: 0,
        without_plan: (0, Cents::ZERO),
        without_account: 0,
        moves: moves.collect(),
        is_outdated: false,
        closing: ClosingFacts {
            status,
            paid_at: (status >= RunStatus::Paid).then(|| noon() + TimeDelta::hours(4)),
            compared: compared.to_vec(),
            findings: Vec::new(),
            questions: 0,
        },
        work: None,
        is_being_compared: false,
        letters: (status >= RunStatus::Approved).then_some((1, 1)),
        money: (status >= RunStatus::Approved).then(MonthMoney::default),
        batches: Vec::new(),
        next_payday: "2025-10-15".parse().ok(),
        pays_by_file: true,
    }
}

fn batch(status: BatchStatus) -> PayoutBatchRow {
    PayoutBatchRow {
        id: PayoutBatchId(Uuid::from_u128(1)),
        number: 1,
        period: "2025-10-15".into(),
        month: september(),
        status,
        proposed_at: noon(),
        proposed_by: None,
        reason: None,
        approved_at: None,
        approved_by: None,
        submitted_at: (!status.is_open()).then(noon),
        cancelled_at: None,
        cancelled_by: None,
        cancel_reason: None,
        effective: (!status.is_open()).then(|| "2025-10-16".parse().unwrap()),
        payouts: 2,
        total: Cents(4_106),
        held_out: 0,
        returned: 0,
        returned_total: Cents::ZERO,
    }
}

fn states(facts: &MonthFacts) -> Vec<CheckState> {
    checklist(facts).into_iter().map(|check| check.state).collect()
}

fn point(facts: &MonthFacts, point: Point) -> Check {
    checklist(facts).into_iter().find(|check| check.point == point).unwrap()
}

fn words(facts: &MonthFacts, wanted: Point) -> Vec<String> {
    point(facts, wanted).remarks.into_iter().map(|remark| remark.words).collect()
}

#[test]
fn each_status_has_its_points_done_and_one_that_a_person_can_do() {
    let done = |count: usize| vec![Done; count];
    let later = |count: usize| vec![Later; count];
    let open = MonthFacts {
        closing: ClosingFacts { compared: Vec::new(), ..at(RunStatus::Open).closing },
        ..at(RunStatus::Open)
    };
    assert_eq!(states(&open), [done(1), vec![Now], later(9)].concat());
    assert_eq!(states(&at(RunStatus::Frozen)), [done(2), vec![Waiting], later(8)].concat());
    assert_eq!(states(&at(RunStatus::Calculated)), [done(4), vec![Now, Now], later(5)].concat());
    assert_eq!(states(&at(RunStatus::Reviewed)), [done(5), vec![Now], later(5)].concat());
    assert_eq!(states(&at(RunStatus::Paid)), [done(10), vec![Waiting]].concat());
    assert_eq!(states(&at(RunStatus::Closed)), done(11));
}

#[test]
fn a_month_that_is_not_over_waits_for_its_end() {
    let facts = MonthFacts {
        close: MonthClose { blocked: Some("Not over.".into()), ..at(RunStatus::Open).close },
        ..at(RunStatus::Open)
    };
    assert_eq!(states(&facts), [vec![Waiting], vec![Later; 10]].concat());
    assert_eq!(words(&facts, Point::Facts), ["Not over."]);
}

#[test]
fn who_and_when_and_what_they_said_is_told() {
    let reviewed = point(&at(RunStatus::Approved), Point::Reviewed);
    assert_eq!((reviewed.by.as_deref(), reviewed.at), (Some("Ada"), Some(noon() + TimeDelta::hours(2))));
    assert_eq!(reviewed.remarks[0].words, "“sums agree”");
    let old = MonthFacts { moves: Vec::new(), ..at(RunStatus::Approved) };
    assert_eq!(point(&old, Point::Frozen).at, Some(noon()), "of a month from before, the run knows");
    assert_eq!(point(&old, Point::Approved).state, Done);
}

#[test]
fn what_is_missing_is_warned_of_where_it_is_mended() {
    let facts = MonthFacts { without_plan: (2, Cents(9_900)), without_account: 1, ..at(RunStatus::Open) };
    let check = point(&facts, Point::Facts);
    let leads: Vec<_> = check.remarks.iter().filter(|r| r.is_warning).map(|r| (r.words.as_str(), r.lead)).collect();
    assert_eq!(
        leads,
        [
            ("2 resellers have no plan in Sep 2025: nothing is paid on $99.00 billed.", Some(Lead::Plans)),
            ("One reseller has no verified bank account: payouts to them wait.", Some(Lead::BankAccounts)),
        ]
    );
}

#[test]
fn facts_that_came_late_and_critical_findings_keep_a_month_from_approval() {
    let late = MonthFacts { is_outdated: true, ..at(RunStatus::Calculated) };
    assert_eq!(states(&late)[4..6], [Waiting, Waiting]);
    let found = |severity| {
        let facts = at(RunStatus::Reviewed);
        let closing = ClosingFacts { findings: vec![(severity, 1)], ..facts.closing.clone() };
        MonthFacts { closing, ..facts }
    };
    assert_eq!(point(&found(Severity::High), Point::Approved).state, Now, "it is shown, and a person decides");
    let critical = found(Severity::Critical);
    assert_eq!(
        words(&critical, Point::Approved),
        ["A critical finding of Sep 2025 is open: settle it, or calculate the month anew."]
    );
    let remark = point(&critical, Point::Reconciled).remarks.remove(0);
    assert_eq!((remark.is_warning, remark.lead), (true, Some(Lead::Findings(Severity::Critical))));
}

#[test]
fn a_calculation_after_the_comparison_asks_for_another() {
    let mut facts = at(RunStatus::Calculated);
    facts.closing.compared = vec![(Area::Commissions, noon() - TimeDelta::hours(1)), (Area::Ledger, noon())];
    assert_eq!(point(&facts, Point::Reconciled).state, Now);
    let under_way = MonthFacts { is_being_compared: true, ..facts };
    assert_eq!(states(&under_way)[3..6], [Waiting, Now, Waiting]);
}

#[test]
fn money_is_followed_from_the_payday_to_its_arrival() {
    let money = |money: MonthMoney, batches: Vec<PayoutBatchRow>| MonthFacts {
        money: Some(money),
        batches,
        ..at(RunStatus::Approved)
    };
    let waiting = money(MonthMoney { waiting: Cents(4_106), ..MonthMoney::default() }, Vec::new());
    assert_eq!(words(&waiting, Point::PaidOut), ["$41.06 is payable and waits for the next payday on 15 Oct 2025."]);
    assert_eq!(states(&waiting)[7..10], [Waiting, Later, Later]);

    let proposed = MonthMoney { proposed: Cents(4_106), ..MonthMoney::default() };
    let proposed = money(proposed, vec![batch(BatchStatus::Proposed)]);
    assert_eq!(words(&proposed, Point::PaidOut), ["PB-0001 of $41.06 waits for a second person."]);
    assert_eq!(states(&proposed)[7..10], [Now, Later, Later]);

    let at_bank = MonthMoney { in_transit: Cents(4_106), ..MonthMoney::default() };
    let at_bank = money(at_bank, vec![batch(BatchStatus::Submitted)]);
    assert_eq!(words(&at_bank, Point::PaidOut), ["PB-0001 of $41.06: at the bank."]);
    assert_eq!(words(&at_bank, Point::Settled), ["PB-0001 settles on 16 Oct 2025."]);
    assert_eq!(states(&at_bank)[7..10], [Done, Waiting, Waiting]);

    let returned =
        PayoutBatchRow { returned: 1, returned_total: Cents(2_500), ..batch(BatchStatus::PartiallyReturned) };
    let held = MonthMoney { held: vec![(HoldReason::NoAccount, 1, Cents(2_500))], ..MonthMoney::default() };
    let paid = MonthFacts { money: Some(held), batches: vec![returned], ..at(RunStatus::Paid) };
    assert_eq!(words(&paid, Point::Returns), ["1 payout came back, $25.00: payable again with a later batch."]);
    assert_eq!(words(&paid, Point::PaidOut)[1], "One reseller has $25.00 held: no verified bank account.");
    assert_eq!(states(&paid)[7..10], [Done, Done, Done]);
}

#[test]
fn who_pays_by_other_means_is_told_the_way_out() {
    let money = Some(MonthMoney { waiting: Cents(4_106), ..MonthMoney::default() });
    let facts = MonthFacts { money, pays_by_file: false, ..at(RunStatus::Approved) };
    assert!(words(&facts, Point::PaidOut)[0].contains("closes the month with a reason"));
}

#[test]
fn automation_that_is_stuck_says_so_at_the_point_it_is_at() {
    let stuck = (WorkId(Uuid::from_u128(2)), Some(("freeze".to_owned(), "no bills".to_owned())));
    let facts = MonthFacts { work: Some(stuck), ..at(RunStatus::Open) };
    let remark = point(&facts, Point::Frozen).remarks.remove(0);
    assert_eq!((remark.words.as_str(), remark.is_warning), ("Automation is stuck at “freeze”: no bills", true));
}

#[test]
fn what_keeps_a_paid_month_open_is_named() {
    let mut facts = at(RunStatus::Paid);
    facts.closing.questions = 1;
    let closed = point(&facts, Point::Closed);
    assert_eq!(closed.state, Waiting);
    let words: Vec<_> = closed.remarks.iter().map(|r| (r.words.as_str(), r.lead)).collect();
    assert_eq!(
        words,
        [
            ("It wasn't reconciled since its money arrived.", None),
            ("One question of a reseller isn't answered.", Some(Lead::Questions))
        ]
    );
}
