//! Reconciliation: planted faults are found, all of them and nothing else, in whatever order the facts come.

use domain::commission::{Band, BilledFact, Line, PlanTerms, Rule, TierMode, evaluate};
use domain::reconciliation::bank::{self, BankFact, Payment};
use domain::reconciliation::billing::{self, Exported, KeptBill};
use domain::reconciliation::commissions::{self, PartnerMonth, Stray, stray_customers};
use domain::reconciliation::{Finding, FindingKind, FindingState, LISTED_MAX, Tolerance};
use domain::{Cents, CustomerId, Month, PartnerId, PayoutId, Rate, Rounding};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const PARTNER: PartnerId = PartnerId(Uuid::from_u128(7));

fn month() -> Month {
    Month::new(2026, 10).unwrap()
}

const fn customer(number: u128) -> CustomerId {
    CustomerId(Uuid::from_u128(1000 + number))
}

fn bills(amounts: &[i64]) -> Vec<BilledFact> {
    let fact = |(number, amount): (u128, &i64)| BilledFact { customer: customer(number), amount: Cents(*amount) };
    (0..).zip(amounts).map(fact).collect()
}

fn tiers() -> PlanTerms {
    let band = |from, percent| Band { from: Cents(from), rate: Rate::percent(percent) };
    let tiers = vec![band(0, 8), band(500_000, 10), band(2_000_000, 12)];
    PlanTerms::of_rules(vec![Rule::tiered(TierMode::Marginal, tiers), Rule::percentage(Rate::percent(1))])
}

fn compare(
    terms: &PlanTerms,
    bills: &[BilledFact],
    lines: &[Line],
    strays: &BTreeMap<CustomerId, Stray>,
) -> Vec<Finding> {
    let rounding = Rounding::HalfEven;
    let plan = Some((terms, "Plan, version 1"));
    let month = PartnerMonth { partner: PARTNER, month: month(), bills, plan, rounding, lines, strays };
    commissions::compare(&month, Tolerance::default()).unwrap()
}

fn told(findings: &[Finding]) -> BTreeSet<(FindingKind, Option<CustomerId>)> {
    findings.iter().map(|finding| (finding.kind, finding.customer)).collect()
}

fn keys(findings: &[Finding]) -> BTreeSet<String> {
    findings.iter().map(Finding::key).collect()
}

/// What is done to the lines of a customer.
#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    Missing,
    Duplicate,
    Amount,
    Rate,
    Timing,
    Orphan,
    Unbilled,
    Credited,
}

const FAULTS: [Fault; 9] = [
    Fault::None,
    Fault::Missing,
    Fault::Duplicate,
    Fault::Amount,
    Fault::Rate,
    Fault::Timing,
    Fault::Orphan,
    Fault::Unbilled,
    Fault::Credited,
];

/// Bills, and lines that are right but for one fault for each customer.
struct Planted {
    bills: Vec<BilledFact>,
    lines: Vec<Line>,
    strays: BTreeMap<CustomerId, Stray>,
    expected: BTreeSet<(FindingKind, Option<CustomerId>)>,
}

fn plant(amounts: &[i64], faults: &[Fault]) -> Planted {
    let all = bills(amounts);
    let mut bills = all.clone();
    let mut strays = BTreeMap::new();
    for (bill, fault) in all.iter().zip(faults) {
        let known = Stray { is_known: true, ..Stray::default() };
        let stray = match fault {
            Fault::Timing => Stray { other_month: Some((month().previous(), bill.amount)), ..known },
            Fault::Orphan => Stray::default(),
            Fault::Unbilled => known,
            Fault::Credited => {
                let credited = bills.iter_mut().filter(|other| other.customer == bill.customer);
                credited.for_each(|other| other.amount = Cents(-1_000));
                continue;
            }
            _ => continue,
        };
        strays.insert(bill.customer, stray);
        bills.retain(|other| other.customer != bill.customer);
    }
    let right = evaluate(&tiers(), &bills, Rounding::HalfEven).unwrap();
    let mut lines = Vec::new();
    let mut expected = BTreeSet::new();
    for (bill, fault) in all.iter().zip(faults) {
        let own: Vec<_> = right.iter().filter(|line| line.customer == bill.customer).copied().collect();
        let invented = Line {
            customer: bill.customer,
            rule: 1,
            part: 1,
            base: bill.amount,
            rate: Rate::percent(8),
            amount: Cents(bill.amount.0 / 10 + 1),
        };
        let kind = match fault {
            Fault::None => {
                lines.extend(own);
                continue;
            }
            Fault::Missing => FindingKind::MissingCommission,
            Fault::Duplicate => {
                let again = own.iter().map(|line| Line { part: line.part + 100, ..*line });
                lines.extend(own.iter().copied().chain(again));
                FindingKind::Duplicate
            }
            Fault::Amount => {
                lines.extend(own.iter().map(|line| Line { amount: line.amount + Cents(1), ..*line }));
                FindingKind::AmountDifference
            }
            Fault::Rate => {
                lines.extend(own.iter().map(|line| Line { rate: Rate(line.rate.0 + 1), ..*line }));
                FindingKind::RateDifference
            }
            Fault::Timing => {
                lines.push(invented);
                FindingKind::Timing
            }
            Fault::Orphan => {
                lines.push(invented);
                FindingKind::Orphan
            }
            Fault::Unbilled => {
                lines.push(invented);
                FindingKind::UnpaidBase
            }
            Fault::Credited => {
                lines.extend(own.iter().map(|line| Line { amount: Cents(1_000), ..*line }));
                FindingKind::UnpaidBase
            }
        };
        expected.insert((kind, Some(bill.customer)));
    }
    Planted { bills, lines, strays, expected }
}

fn amounts_and_faults() -> impl Strategy<Value = (Vec<i64>, Vec<Fault>)> {
    prop::collection::vec((10_000i64..600_000, prop::sample::select(&FAULTS[..])), 0..LISTED_MAX / 4)
        .prop_map(|rows| rows.into_iter().unzip())
}

proptest! {
    #[test]
    fn planted_faults_are_found_all_and_only((amounts, faults) in amounts_and_faults()) {
        let planted = plant(&amounts, &faults);
        let asked: BTreeSet<_> = planted.strays.keys().copied().collect();
        prop_assert_eq!(stray_customers(&planted.bills, &planted.lines), asked);
        let findings = compare(&tiers(), &planted.bills, &planted.lines, &planted.strays);
        prop_assert_eq!(told(&findings), planted.expected);
        prop_assert_eq!(keys(&findings).len(), findings.len(), "no two findings share a key");
        // Mended, nothing is left.
        let mended = evaluate(&tiers(), &planted.bills, Rounding::HalfEven).unwrap();
        prop_assert_eq!(compare(&tiers(), &planted.bills, &mended, &BTreeMap::new()), vec![]);
    }

    #[test]
    fn the_order_of_facts_changes_nothing((amounts, faults) in amounts_and_faults(), turn in 0usize..50) {
        let mut planted = plant(&amounts, &faults);
        let one = compare(&tiers(), &planted.bills, &planted.lines, &planted.strays);
        let by = |length: usize| if length == 0 { 0 } else { turn % length };
        let (bills, lines) = (by(planted.bills.len()), by(planted.lines.len()));
        planted.bills.rotate_left(bills);
        planted.lines.rotate_left(lines);
        planted.lines.reverse();
        prop_assert_eq!(one, compare(&tiers(), &planted.bills, &planted.lines, &planted.strays));
    }
}

#[test]
fn a_whole_statement_that_is_missing_is_told_in_a_bounded_number_of_findings() {
    let bills = bills(&[100_000; 1000]);
    let findings =
        compare(&PlanTerms::of_rules(vec![Rule::percentage(Rate::percent(10))]), &bills, &[], &BTreeMap::new());
    assert_eq!(findings.len(), LISTED_MAX + 1);
    let expected: Cents = findings.iter().filter_map(|finding| finding.expected.amount).sum();
    assert_eq!(expected, Cents(10_000 * 1000));
    assert!(findings.last().unwrap().key().ends_with(":-:others"));
}

#[test]
fn a_line_that_another_reseller_is_paid_for_too_is_a_duplicate() {
    let line =
        Line { customer: customer(1), rule: 1, part: 0, base: Cents(100), rate: Rate::percent(10), amount: Cents(10) };
    for (paid, kind) in [(true, FindingKind::Duplicate), (false, FindingKind::Orphan)] {
        let stray = Stray { is_known: true, billed_to: Some((PartnerId(Uuid::from_u128(8)), paid)), other_month: None };
        let found = compare(&tiers(), &[], &[line], &BTreeMap::from([(customer(1), stray)]));
        assert_eq!(told(&found), BTreeSet::from([(kind, Some(customer(1)))]));
    }
}

#[test]
fn states_go_where_people_may_bring_them() {
    use FindingState::{Acknowledged, Cleared, Dismissed, Open, Resolved};
    let legal: Vec<_> = FindingState::ALL
        .iter()
        .flat_map(|from| FindingState::ALL.iter().filter(|to| from.may_become(**to)).map(|to| (*from, *to)))
        .collect();
    assert_eq!(
        legal,
        [
            (Open, Acknowledged),
            (Open, Resolved),
            (Open, Dismissed),
            (Acknowledged, Open),
            (Acknowledged, Resolved),
            (Acknowledged, Dismissed),
            (Resolved, Open),
            (Dismissed, Open),
        ]
    );
    assert!(Open.is_pending() && Acknowledged.is_pending() && !Cleared.is_pending());
}

fn day(of: u32) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 10, of).unwrap()
}

const WHOLE: [(u32, u32); 1] = [(1, 31)];

fn covered(days: &[(u32, u32)]) -> Vec<(chrono::NaiveDate, chrono::NaiveDate)> {
    days.iter().map(|(from, to)| (day(*from), day(*to))).collect()
}

/// A payment handed over on the fifth; no two have the same amount.
fn payment(number: u32) -> Payment {
    Payment {
        payout: PayoutId(Uuid::from_u128(u128::from(number))),
        partner: PARTNER,
        amount: Cents(100_000 + i64::from(number) * 1_001),
        batch: None,
        reference: (number.is_multiple_of(2)).then(|| format!("02100002{number:07}")),
        submitted: day(5),
        settled: None,
        returned: None,
    }
}

fn line(number: i32, of: &Payment, amount: Cents, reason: Option<&str>) -> BankFact {
    BankFact {
        id: (Uuid::from_u128(99), number),
        what: format!("Bank line {number}"),
        day: if reason.is_some() { day(9) } else { day(6) },
        amount,
        reference: of.reference.clone().unwrap_or_default(),
        return_reason: reason.map(str::to_owned),
    }
}

proptest! {
    #[test]
    fn planted_faults_at_the_bank_are_found_all_and_only(faults in prop::collection::vec(0..6u8, 0..12), turn in 0usize..12) {
        let (mut payments, mut lines, mut expected) = (Vec::new(), Vec::new(), BTreeSet::new());
        for (number, fault) in (1u32..).zip(&faults) {
            let mut one = payment(number);
            let number = i32::try_from(number).unwrap();
            let paid = line(number, &one, -one.amount, None);
            let back = line(number + 1000, &one, one.amount, Some("R03"));
            let payout = one.payout.to_string();
            match fault {
                // Paid; paid and returned as booked.
                0 => lines.push(paid),
                1 => {
                    one.returned = Some(day(9));
                    lines.extend([paid, back]);
                }
                2 => {
                    expected.insert((FindingKind::PayoutWithoutBankLine, payout));
                }
                3 => {
                    expected.insert((FindingKind::ReturnNotReopened, format!("{}.{}", back.id.0, back.id.1)));
                    lines.extend([paid, back]);
                }
                // Another amount is told only where a reference says which payment it is.
                4 if one.reference.is_some() => {
                    expected.insert((FindingKind::PayoutDifference, format!("{}.{}", paid.id.0, paid.id.1)));
                    lines.push(BankFact { amount: paid.amount - Cents(13), ..paid });
                }
                _ => {
                    let stray = BankFact { amount: Cents(-77), reference: String::new(), ..paid };
                    expected.insert((FindingKind::BankLineWithoutPayout, format!("{}.{}", stray.id.0, stray.id.1)));
                    lines.push(stray);
                    continue;
                }
            }
            payments.push(one);
        }
        let found = bank::compare(month(), &payments, &lines, &covered(&WHOLE), Tolerance::default());
        let told: BTreeSet<_> = found.iter().map(|finding| (finding.kind, finding.detail.clone())).collect();
        prop_assert_eq!(told, expected);
        if !lines.is_empty() {
            let turn = turn % lines.len();
            lines.rotate_left(turn);
        }
        payments.reverse();
        let again = bank::compare(month(), &payments, &lines, &covered(&WHOLE), Tolerance::default());
        prop_assert_eq!(keys(&found), keys(&again));
    }

    #[test]
    fn differences_of_a_billing_export_are_found_all_and_only(rows in prop::collection::vec((1i64..100_000, 0..4u8), 0..LISTED_MAX)) {
        let (mut kept, mut export, mut expected) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        for (number, (amount, fault)) in (0u32..).zip(&rows) {
            let code = format!("C-{number}");
            if *fault != 1 {
                let customer = customer(u128::from(number));
                kept.push(KeptBill { partner: PARTNER, customer, code: code.clone(), amount: Cents(*amount) });
            }
            if *fault != 2 {
                let amount = Cents(amount + i64::from(*fault == 3));
                export.insert(code.clone(), Exported { line: u64::from(number) + 2, amount });
            }
            match fault {
                1 => expected.insert((FindingKind::BillMissing, code)),
                2 => expected.insert((FindingKind::BillExtra, code)),
                3 => expected.insert((FindingKind::BillDifference, code)),
                _ => false,
            };
        }
        let mut found = billing::compare(month(), &kept, &mut export, Tolerance::default());
        found.extend(billing::left_over(month(), &export, Tolerance::default()));
        let told: BTreeSet<_> = found.into_iter().map(|finding| (finding.kind, finding.detail)).collect();
        prop_assert_eq!(told, expected);
    }
}

#[test]
fn payments_that_leave_together_may_be_one_line() {
    let payments: Vec<_> = (1..=3).map(|number| Payment { reference: None, ..payment(number) }).collect();
    let sum: Cents = payments.iter().map(|one| one.amount).sum();
    let whole = line(1, &payments[0], -sum, None);
    assert_eq!(bank::compare(month(), &payments, &[whole], &covered(&WHOLE), Tolerance::default()), []);
}

#[test]
fn about_days_that_the_bank_has_not_told_nothing_is_missing() {
    let payments = [payment(1)];
    let missing =
        |days: &[(u32, u32)]| bank::compare(month(), &payments, &[], &covered(days), Tolerance::default()).len();
    assert_eq!(missing(&[(1, 11)]), 0, "the bank may still book it on the twelfth");
    assert_eq!(missing(&[(1, 8), (10, 31)]), 0, "nobody knows about the ninth");
    assert_eq!(missing(&[(1, 8), (9, 12)]), 1);
}
