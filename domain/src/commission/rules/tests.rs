//! The shapes of rates and fees by example, and what holds for any facts.

use super::*;
use crate::commission::FactKind;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

fn terms(rule: &Value) -> PlanTerms {
    let terms = PlanTerms::read(&json!({ "rules": [rule] }).to_string()).unwrap();
    assert_eq!(terms.check(), []);
    terms
}

fn customer(number: u128) -> CustomerId {
    CustomerId(Uuid::from_u128(number))
}

fn bill(number: u128, amount: i64) -> Fact<'static> {
    Fact::new("", FactKind::Recurring, Some(customer(number)), Cents(amount))
}

fn bills(amounts: &[i64]) -> Vec<Fact<'static>> {
    (0..).zip(amounts).map(|(number, amount)| bill(number, *amount)).collect()
}

fn paid(terms: &PlanTerms, facts: &[Fact<'_>], volumes: &[VolumeSoFar]) -> Vec<RuleLine> {
    let around = Around { volumes, quota: Some(Cents(100_000)), rounding: Rounding::HalfEven };
    lines(terms, &facts.iter().copied(), around).unwrap()
}

fn total(terms: &PlanTerms, facts: &[Fact<'_>], so_far: VolumeSoFar) -> i64 {
    paid(terms, facts, &[so_far]).iter().map(|line| line.amount.0).sum()
}

fn tiered(mode: &str, per: &str, during: &str) -> PlanTerms {
    terms(&json!({ "pay": { "tiered": {
        "mode": mode,
        "tiers": [{ "from": "0", "rate": "8%" }, { "from": "2500", "rate": "10%" }, { "from": "10000", "rate": "12%" }],
        "volume": { "per": per, "during": during },
    } } }))
}

fn own(volume: i64) -> VolumeSoFar {
    VolumeSoFar { own: Cents(volume), ..VolumeSoFar::default() }
}

#[test]
fn a_quarters_volume_carries_on_where_the_months_before_ended() {
    assert_eq!(total(&tiered("marginal", "partner", "quarter"), &bills(&[100_000]), own(200_000)), 4_000 + 5_000);
    assert_eq!(total(&tiered("marginal", "partner", "month"), &bills(&[100_000]), own(200_000)), 8_000);
    // The months before are paid up to the rate that the quarter has reached.
    let lines = paid(&tiered("whole_amount", "partner", "quarter"), &bills(&[100_000]), &[own(200_000)]);
    let seen: Vec<_> = lines.iter().map(|line| (line.kind, line.base.0, line.rate.0, line.amount.0)).collect();
    assert_eq!(seen, [(Kind::TrueUp, 200_000, 20_000, 4_000), (Kind::Earned, 100_000, 100_000, 10_000)]);
}

#[test]
fn a_customers_volume_is_its_own() {
    let facts = [bill(1, 200_000), bill(2, 200_000), bill(1, 100_000)];
    assert_eq!(total(&tiered("marginal", "customer", "month"), &facts, own(9)), 16_000 + 16_000 + 4_000 + 5_000);
    let so_far = VolumeSoFar { customers: vec![(customer(2), Cents(900_000))], ..VolumeSoFar::default() };
    assert_eq!(total(&tiered("marginal", "customer", "year"), &[bill(2, 200_000)], so_far), 10_000 + 12_000);
}

#[test]
fn a_groups_volume_decides_the_rate_of_what_the_partner_sold() {
    let so_far = VolumeSoFar { others: Cents(950_000), ..VolumeSoFar::default() };
    assert_eq!(total(&tiered("whole_amount", "group", "month"), &bills(&[100_000]), so_far), 12_000);
    let so_far = VolumeSoFar { own: Cents(100_000), others: Cents(100_000), others_before: Cents(50_000), ..own(0) };
    // 1,000 before at 8 %; with this month's 1,000 and the others' 1,000 the group reaches 10 %.
    assert_eq!(total(&tiered("whole_amount", "group", "quarter"), &bills(&[100_000]), so_far), 10_000 + 2_000);
}

#[test]
fn attainment_is_a_share_of_the_quota() {
    let plan = terms(&json!({ "pay": { "attainment": { "mode": "marginal",
        "tiers": [{ "from": "0", "rate": "10%" }, { "from": "100%", "rate": "20%" }] } } }));
    assert_eq!(total(&plan, &bills(&[150_000]), own(0)), 10_000 + 10_000);
}

#[test]
fn the_individual_rate_is_exact_until_the_end() {
    let plan = terms(&json!({ "pay": { "on_target": { "ote": "25000", "quota": "240000" } } }));
    let lines = paid(&plan, &bills(&[100_000_000]), &[]);
    assert_eq!((lines[0].rate, lines[0].amount), (Rate(104_167), Cents(10_416_667)));
}

#[test]
fn a_fee_is_by_count_and_never_by_money() {
    let facts = |counts: &[i64]| {
        let fact = |quantity: &i64| Fact { quantity: *quantity, ..bill(1, 999_999) };
        counts.iter().map(fact).collect::<Vec<_>>()
    };
    let flat = terms(&json!({ "pay": { "flat": { "amount": "50.00" } } }));
    assert_eq!(total(&flat, &facts(&[1, 7]), own(0)), 10_000);
    let tiers = json!([{ "from": 0, "amount": "20.00" }, { "from": 10, "amount": "30.00" }]);
    let by_units = |mode: &str| {
        let pay = json!({ "flat_tiered": { "mode": mode, "tiers": tiers, "per": "quantity" } });
        terms(&json!({ "pay": pay, "times": [{ "factor": "1.5" }] }))
    };
    let lines = paid(&by_units("marginal"), &facts(&[8, 4]), &[]);
    let seen: Vec<_> = lines.iter().map(|line| (line.part, line.base.0, line.rate.0, line.amount.0)).collect();
    assert_eq!(seen, [(1, 16_000, 1_500_000, 24_000), (1, 4_000, 1_500_000, 6_000), (2, 6_000, 1_500_000, 9_000)]);
    assert_eq!(total(&by_units("whole_amount"), &facts(&[8, 1]), own(0)), 27_000);
    assert_eq!(total(&by_units("whole_amount"), &facts(&[8, 2]), own(0)), 45_000);
}

#[test]
fn too_few_seats_earn_nothing_and_other_seats_lift_a_bundle() {
    let bands = |of_mrr: &str| json!([{ "from": 10, "of_mrr": of_mrr }]);
    let bundle = json!({ "products": ["cc"], "from": 10, "seats": bands("6") });
    let plan = terms(
        &json!({ "when": { "products": ["uc"] }, "pay": { "by_seats": { "seats": bands("2"), "bundle": bundle } } }),
    );
    let seats = |product, quantity| Fact { product: Some(product), quantity, ..bill(1, 10_000) };
    let paid = |uc, cc| total(&plan, &[seats("uc", uc), seats("cc", cc)], own(0));
    assert_eq!([paid(9, 50), paid(10, 0), paid(10, 9), paid(10, 10)], [0, 20_000, 20_000, 60_000]);
    // The seats of another customer are no bundle.
    let other = Fact { customer: Some(customer(2)), ..seats("cc", 50) };
    assert_eq!(total(&plan, &[seats("uc", 10), other], own(0)), 20_000);
}

#[test]
fn a_fact_pays_within_its_bounds() {
    let plan = terms(
        &json!({ "pay": { "percentage": { "rate": "10%" } }, "each": { "at_least": "1.00", "at_most": "5.00" } }),
    );
    let lines = paid(&plan, &bills(&[500, 2_000, 9_000, -9_000, 0]), &[]);
    let bounds: Vec<_> = lines.iter().filter(|line| line.kind == Kind::Bound).map(|line| line.amount.0).collect();
    assert_eq!(bounds, [50, -400, 400]);
}

#[test]
fn a_credit_is_divided_or_stands_by_itself() {
    let plan = |mode: &str, own: &str| {
        terms(&json!({ "pay": { "credit": { "mode": mode, "shares": [
            { "share": own, "rate": "10%" }, { "partner": "scout", "share": "20%", "rate": "3%" }] } } }))
    };
    let seen = |plan: &PlanTerms| -> Vec<_> {
        paid(plan, &bills(&[101]), &[]).iter().map(|line| (line.payee, line.base.0, line.amount.0)).collect()
    };
    assert_eq!(seen(&plan("split", "80%")), [(0, 81, 8), (1, 20, 1)]);
    assert_eq!(seen(&plan("overlay", "100%")), [(0, 101, 10), (1, 20, 1)]);
}

fn amounts() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(-100_000i64..400_000, 0..12)
}

proptest! {
    #[test]
    fn the_months_of_a_quarter_add_up_to_its_commission(months in prop::collection::vec(amounts(), 1..4), marginal: bool) {
        let mode = if marginal { "marginal" } else { "whole_amount" };
        let (by_month, at_once) = (tiered(mode, "partner", "quarter"), tiered(mode, "partner", "month"));
        let (mut sum, mut volume) = (0, 0);
        for amounts in &months {
            sum += total(&by_month, &bills(amounts), own(volume));
            volume += amounts.iter().sum::<i64>();
            // A month without any fact changes nothing: there is no rate that it could reach.
            if amounts.is_empty() {
                prop_assert_eq!(total(&by_month, &[], own(volume)), 0);
            }
        }
        prop_assert_eq!(sum, total(&at_once, &bills(&months.concat()), own(0)));
    }

    #[test]
    fn a_spiff_with_a_threshold_is_the_textbooks(
        amounts in amounts(), multiple in 1i64..10_000_000, after in 1i64..2_000_000, other in 0i64..10_000_000,
    ) {
        let then = json!({ "after": Cents(after).to_decimal().to_string(), "of_mrr": Rate(other).to_decimal().to_string() });
        let plan = terms(&json!({ "pay": { "multiple": { "of_mrr": Rate(multiple).to_decimal().to_string(), "then": then } } }));
        let volume = Cents(amounts.iter().sum()).to_decimal();
        let (multiple, other) = (Rate(multiple).to_decimal(), Rate(other).to_decimal());
        let threshold = Cents(after).to_decimal();
        let first = volume * multiple;
        let textbook: Decimal = if first <= threshold { first } else { threshold + (volume - threshold / multiple) * other };
        let paid = Cents(total(&plan, &bills(&amounts), own(0))).to_decimal();
        // The textbook's division is rounded in the 28th place, so that a tie may fall either way.
        prop_assert!((paid - textbook).abs() <= Decimal::new(50_001, 7), "{} {}", paid, textbook);
    }

    #[test]
    fn every_cent_of_a_spiffs_revenue_is_the_base_of_a_line(amounts in amounts(), before in 0i64..2_000_000) {
        let plan = terms(&json!({ "pay": { "multiple": { "of_mrr": "7", "then": { "after": "1000.00", "of_mrr": "4" } } } }));
        let lines = paid(&plan, &bills(&amounts), &[own(before)]);
        for (at, amount) in amounts.iter().enumerate() {
            let bases = lines.iter().filter(|line| line.at == Some(at)).map(|line| line.base.0);
            prop_assert_eq!(bases.sum::<i64>(), *amount);
        }
    }

    #[test]
    fn an_advance_and_its_tail_are_the_whole(amount in -1_000_000i64..1_000_000, share in 1i64..=1_000_000, months in 1u16..24) {
        let tail = json!({ "months": months, "first": 2 });
        let share = Rate(share).to_decimal().to_string();
        let plan = terms(&json!({ "pay": { "advance": { "rate": "95%", "share": share, "tail": tail } } }));
        let whole = terms(&json!({ "pay": { "percentage": { "rate": "95%" } } }));
        prop_assert_eq!(total(&plan, &bills(&[amount]), own(0)), total(&whole, &bills(&[amount]), own(0)));
    }

    #[test]
    fn fees_in_bands_are_the_textbooks(counts in prop::collection::vec(0i64..20, 0..8)) {
        let plan = terms(&json!({ "pay": { "flat_tiered": { "mode": "marginal", "per": "quantity",
            "tiers": [{ "from": 0, "amount": "20.00" }, { "from": 10, "amount": "30.00" }] } } }));
        let facts: Vec<_> = counts.iter().map(|quantity| Fact { quantity: *quantity, ..bill(1, 0) }).collect();
        let count: i64 = counts.iter().sum();
        prop_assert_eq!(total(&plan, &facts, own(0)), count.min(10) * 2_000 + (count - 10).max(0) * 3_000);
    }
}
