//! Each part of a settlement by example, and what holds for any month.

use super::*;
use crate::CustomerId;
use crate::commission::terms::{FactKind, Span};
use crate::commission::{BilledFact, evaluate};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

/// Terms that pay all revenue as commission, with these statement-level parts.
fn all_of_it(statement: &Value) -> PlanTerms {
    rated("1", statement)
}

fn rated(rate: &str, statement: &Value) -> PlanTerms {
    terms(&json!({ "rules": [{ "pay": { "percentage": { "rate": rate } } }], "statement": statement }))
}

fn terms(plan: &Value) -> PlanTerms {
    PlanTerms::read(&plan.to_string()).unwrap()
}

fn january() -> Month {
    Month::new(2026, 1).unwrap()
}

fn customer(number: usize) -> CustomerId {
    CustomerId(Uuid::from_u128(number as u128))
}

fn bills(amounts: &[i64]) -> Vec<Fact<'static>> {
    let bill = |(at, amount): (usize, &i64)| Fact::new("", FactKind::Recurring, Some(customer(at)), Cents(*amount));
    amounts.iter().enumerate().map(bill).collect()
}

static NOTHING: Carried =
    Carried { draw_owed: Cents::ZERO, brought_forward: Cents::ZERO, held: Vec::new(), instalments: Vec::new() };

fn month<'a>(facts: &'a [Fact<'a>]) -> Situation<'a> {
    Situation {
        partner: "dealer",
        parents: &["distributor", "master"],
        month: january(),
        facts,
        volumes: &[],
        quota: Some(Cents(100_000)),
        departures: &[],
        received: &[],
        adjustments: &[],
        carried: &NOTHING,
        rounding: Rounding::HalfEven,
    }
}

fn settled(terms: &PlanTerms, amounts: &[i64]) -> Settled {
    settle(terms, &month(&bills(amounts))).unwrap()
}

/// What each partner gets.
fn totals(settled: &Settled) -> Vec<(&str, i64)> {
    settled.statements.iter().map(|statement| (statement.partner.as_str(), statement.total.0)).collect()
}

/// The partner's kinds of line with their sums.
fn kinds(settled: &Settled) -> Vec<(Kind, i64)> {
    settled.statements[0].subtotals.iter().map(|(kind, sum)| (*kind, sum.0)).collect()
}

#[test]
fn a_split_gives_away_parts_of_the_whole() {
    let plan = all_of_it(&json!({ "splits": [
        { "weight": 1 }, { "partner": "finder", "weight": 1 }, { "partner": "engineer", "weight": 1 }] }));
    let settled = settled(&plan, &[100, 100]);
    assert_eq!(totals(&settled), [("dealer", 67), ("finder", 67), ("engineer", 66)]);
    assert_eq!(kinds(&settled), [(Kind::Earned, 200), (Kind::Split, -133)]);
}

#[test]
fn of_overrides_for_a_level_only_the_most_specific_holds() {
    let plan = terms(&json!({
        "rules": [{ "pay": { "percentage": { "rate": "8%" } } }],
        "statement": { "overrides": [
            { "level": 1, "rate": "10%" },
            { "level": 1, "rate": "7%", "products": ["fiber"] },
            { "level": 1, "rate": "5%", "customers": ["C-1"] },
            { "level": 2, "rate": "20%", "of": "spread" },
            { "level": 3, "rate": "1%" }] } }));
    let overrides = |customer_code, product| {
        let fact = Fact { customer_code, product, ..bills(&[10_000])[0] };
        let settled = settle(&plan, &month(&[fact])).unwrap();
        totals(&settled)[1..].iter().map(|(_, total)| *total).collect::<Vec<_>>()
    };
    // The master's spread is 20 % less the dealer's 8 % and the distributor's; there is no third parent.
    assert_eq!(overrides(Some("C-1"), Some("fiber")), [500, 700]);
    assert_eq!(overrides(Some("C-2"), Some("fiber")), [700, 500]);
    assert_eq!(overrides(None, None), [1_000, 200]);
}

#[test]
fn an_override_may_be_of_the_commission() {
    let plan = rated("8%", &json!({ "overrides": [{ "rate": "25%", "of": "commission" }] }));
    assert_eq!(totals(&settled(&plan, &[10_000])), [("dealer", 800), ("distributor", 200)]);
}

#[test]
fn bonuses_are_paid_from_their_threshold_on() {
    let plan = rated(
        "0",
        &json!({ "bonuses": [
        { "name": "above quota", "from": { "quota": "1" }, "pay": { "rate_above": "2%" } },
        { "name": "volume", "from": { "revenue": "1500.00" }, "pay": { "rate": "1%" } },
        { "name": "three bills", "from": { "count": 3 }, "pay": { "amount": "50.00" } }] }),
    );
    let bonus = |amounts: &[i64]| settled(&plan, amounts).statements[0].total.0;
    assert_eq!(bonus(&[99_999]), 0);
    assert_eq!(bonus(&[110_000]), 200);
    assert_eq!(bonus(&[150_000]), 1_000 + 1_500);
    assert_eq!(bonus(&[10, 10, 10]), 5_000);
}

#[test]
fn a_plan_by_quota_asks_for_it() {
    let plan = rated("0", &json!({ "bonuses": [{ "name": "q", "from": { "quota": "1" }, "pay": { "amount": "1" } }] }));
    let refused = settle(&plan, &Situation { quota: None, ..month(&[]) }).unwrap_err();
    assert_eq!(refused.to_string(), "quota: the plan pays by quota; give the partner's");
    assert!(settle(&plan, &Situation { quota: Some(Cents::ZERO), ..month(&[]) }).is_err());
}

#[test]
fn cap_floor_and_ceiling_hold_in_this_order() {
    let plan = rated("10%", &json!({ "cap": "100.00", "floor": "50.00", "ceiling": { "rate": "20%" } }));
    assert_eq!(kinds(&settled(&plan, &[200_000])), [(Kind::Earned, 20_000), (Kind::Cap, -10_000)]);
    assert_eq!(kinds(&settled(&plan, &[40_000])), [(Kind::Earned, 4_000), (Kind::Floor, 1_000)]);
    assert_eq!(kinds(&settled(&plan, &[1_000])), [(Kind::Earned, 100), (Kind::Floor, 4_900), (Kind::Ceiling, -4_800)]);
}

#[test]
fn a_holdback_is_released_when_its_month_has_come() {
    let plan = all_of_it(&json!({ "holdback": { "rate": "5%", "release_after_months": 2 } }));
    let first = settled(&plan, &[10_000]);
    assert_eq!(first.statements[0].total, Cents(9_500));
    assert_eq!(first.carried.held, [Held { amount: Cents(500), release: january().plus(2) }]);
    let later = |months| {
        let situation = Situation { month: january().plus(months), carried: &first.carried, ..month(&[]) };
        settle(&plan, &situation).unwrap()
    };
    assert_eq!((later(1).statements[0].total, later(1).carried.held.len()), (Cents::ZERO, 1));
    assert_eq!((later(2).statements[0].total, later(2).carried.held.len()), (Cents(500), 0));
    assert_eq!(settled(&plan, &[-10_000]).carried.held, [], "a debt isn't held back");
}

#[test]
fn an_advance_is_followed_by_its_tail_unless_the_customer_leaves() {
    let plan = terms(&json!({ "rules": [{ "name": "policy", "pay": { "advance": {
        "rate": "95%", "share": "75%", "tail": { "months": 3 } } } }] }));
    let first = settled(&plan, &[60_001]);
    // 570.01 in all; the first of the rest gets the cent.
    assert_eq!(kinds(&first), [(Kind::Advance, 42_751)]);
    let rest: Vec<_> = first.carried.instalments.iter().map(|one| (one.due.to_string(), one.amount.0)).collect();
    assert_eq!(rest, [("2026-10".into(), 4_750), ("2026-11".into(), 4_750), ("2026-12".into(), 4_750)]);
    let october = Situation { month: january().plus(9), carried: &first.carried, ..month(&[]) };
    let paid = settle(&plan, &october).unwrap();
    assert_eq!((kinds(&paid), paid.carried.instalments.len()), (vec![(Kind::Instalment, 4_750)], 2));
    let gone = [Departure { customer: Some(customer(0)), paid: Cents::ZERO, kept: Span::Months(9) }];
    let paid = settle(&plan, &Situation { departures: &gone, ..october }).unwrap();
    assert_eq!((kinds(&paid), paid.carried.instalments.len()), (vec![], 0));
}

#[test]
fn a_clawback_takes_back_by_how_long_the_customer_stayed() {
    let taken = |take: Value, kept| {
        let plan = all_of_it(&json!({ "clawback": { "window": { "months": 12 }, "take": take } }));
        let gone = [Departure { customer: None, paid: Cents(10_000), kept }];
        settle(&plan, &Situation { departures: &gone, ..month(&[]) }).map(|settled| settled.statements[0].total.0)
    };
    let steps = json!({ "steps": [{ "below": 3, "share": "1" }, { "below": 12, "share": "0.4" }] });
    for (kept, full, pro_rata, by_steps) in [
        (0, -10_000, -10_000, -10_000),
        (3, -10_000, -7_500, -4_000),
        (11, -10_000, -833, -4_000),
        (12, 0, 0, 0),
        (400, 0, 0, 0),
    ] {
        assert_eq!(taken(json!("full"), Span::Months(kept)), Ok(full));
        assert_eq!(taken(json!("pro_rata"), Span::Months(kept)), Ok(pro_rata));
        assert_eq!(taken(steps.clone(), Span::Months(kept)), Ok(by_steps));
    }
    let refused = taken(json!("full"), Span::Days(30)).unwrap_err().to_string();
    assert_eq!(
        refused,
        "departures, kept: the customer stayed 30 days, but the plan's window is 12 months; give it in its unit"
    );
}

#[test]
fn an_adjustment_comes_after_the_draw_and_before_the_minimum() {
    let plan = all_of_it(&json!({
        "draw": { "amount": "10.00", "recoverable": false }, "minimum_payout": "20.00" }));
    let adjustments = [Adjustment { amount: Cents(300), reason: "bill of May".into(), customer: None }];
    let settled = settle(&plan, &Situation { adjustments: &adjustments, ..month(&bills(&[400])) }).unwrap();
    let expected = [(Kind::Earned, 400), (Kind::Draw, 600), (Kind::Adjustment, 300), (Kind::CarriedForward, -1_300)];
    assert_eq!(kinds(&settled), expected);
    assert_eq!((settled.carried.brought_forward, settled.carried.draw_owed), (Cents(1_300), Cents::ZERO));
}

#[test]
fn months_beyond_the_calendar_are_refused() {
    let plan = all_of_it(&json!({ "holdback": { "rate": "5%", "release_after_months": 12000 } }));
    let last = Month::new(9998, 12).unwrap();
    assert!(settle(&plan, &Situation { month: last, ..month(&bills(&[10_000])) }).is_err());
}

fn amounts() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(-100_000i64..400_000, 0..12)
}

proptest! {
    #[test]
    fn a_statement_and_the_plain_lines_of_the_same_bills_agree(amounts in amounts(), rate in 0i64..=1_000_000) {
        let plan = PlanTerms::of_rules(vec![crate::commission::Rule::percentage(Rate(rate))]);
        let facts: Vec<_> = amounts.iter().enumerate()
            .map(|(at, amount)| BilledFact { customer: customer(at), amount: Cents(*amount) }).collect();
        let plain: Vec<_> = evaluate(&plan, &facts, Rounding::HalfEven).unwrap().iter().map(|line| line.amount).collect();
        let settled = settled(&plan, &amounts);
        let items: Vec<_> = settled.statements[0].items.iter().map(|item| item.amount).collect();
        prop_assert_eq!(items, plain);
    }

    #[test]
    fn a_split_is_the_whole_to_the_cent(amounts in amounts(), weights in prop::collection::vec(1u32..100, 2..6)) {
        let split = |(at, weight): (usize, &u32)| json!({ "partner": format!("P-{at}"), "weight": weight });
        let splits: Vec<_> = weights.iter().enumerate().map(split).collect();
        let settled = settled(&all_of_it(&json!({ "splits": splits })), &amounts);
        let sum: i64 = settled.statements.iter().map(|statement| statement.total.0).sum();
        prop_assert_eq!(sum, amounts.iter().sum::<i64>());
        prop_assert_eq!(settled.statements[0].total, Cents::ZERO, "the seller isn't among them");
    }

    #[test]
    fn spreads_up_a_line_come_to_the_highest_rate_of_it(
        amounts in amounts(), own in 0i64..=1_000_000, above in 0i64..=1_000_000, top in 0i64..=1_000_000,
    ) {
        // A level that leaves nothing to the one above it is refused.
        prop_assume!(top > above);
        let text = |rate: i64| Rate(rate).to_decimal().to_string();
        let spread = |level: u8, rate| json!({ "level": level, "rate": text(rate), "of": "spread" });
        let terms = rated(&text(own), &json!({ "overrides": [spread(1, above), spread(2, top)] }));
        let sum: i64 = totals(&settled(&terms, &amounts)).iter().map(|(_, total)| total).sum();
        let paid = |amount: i64| {
            let rates = [own, above, top].map(Rate).into_iter();
            let paid = rates.map(|rate| Cents::from_decimal(Cents(amount).to_decimal() * rate.to_decimal(), Rounding::HalfEven).unwrap().0);
            if amount >= 0 { paid.max().unwrap() } else { paid.min().unwrap() }
        };
        prop_assert_eq!(sum, amounts.iter().map(|amount| paid(*amount)).sum::<i64>());
    }

    #[test]
    fn bounds_hold(amounts in amounts(), floor in 0i64..50_000, more in 0i64..500_000, ceiling in 0i64..=1_000_000) {
        let show = |cents: i64| Cents(cents).to_decimal().to_string();
        let statement = json!({ "floor": show(floor), "cap": show(floor + more) });
        let total = settled(&all_of_it(&statement), &amounts).statements[0].total.0;
        prop_assert!((floor..=floor + more).contains(&total));
        let ceiling = Rate(ceiling).to_decimal();
        let statement = json!({ "ceiling": { "rate": ceiling.to_string() } });
        let total = settled(&all_of_it(&statement), &amounts).statements[0].total;
        let revenue = Cents(amounts.iter().sum::<i64>().max(0));
        prop_assert!(total <= Cents::from_decimal(revenue.to_decimal() * ceiling, Rounding::HalfEven).unwrap());
    }

    #[test]
    fn what_is_earned_is_paid_in_the_end_or_carried(
        months in prop::collection::vec(-50_000i64..100_000, 1..12), minimum in 0i64..20_000, held in 1i64..=1_000_000,
    ) {
        let plan = all_of_it(&json!({
            "holdback": { "rate": Rate(held).to_decimal().to_string(), "release_after_months": 2 },
            "minimum_payout": Cents(minimum).to_decimal().to_string(),
        }));
        let (mut carried, mut paid) = (Carried::default(), 0);
        for (at, amount) in (0..).zip(&months) {
            let facts = bills(&[*amount]);
            let situation = Situation { month: january().plus(at), carried: &carried, ..month(&facts) };
            let settled = settle(&plan, &situation).unwrap();
            let total = settled.statements[0].total.0;
            prop_assert!(total == 0 || total >= minimum);
            paid += total;
            carried = settled.carried;
        }
        let held: i64 = carried.held.iter().map(|held| held.amount.0).sum();
        prop_assert_eq!(paid + held + carried.brought_forward.0, months.iter().sum::<i64>());
    }

    #[test]
    fn a_recoverable_draw_pays_what_is_earned_and_what_is_owed(months in prop::collection::vec(0i64..100_000, 1..12), draw in 1i64..60_000) {
        let plan = all_of_it(&json!({ "draw": { "amount": Cents(draw).to_decimal().to_string(), "recoverable": true } }));
        let (mut carried, mut paid, mut earned) = (Carried::default(), 0, 0);
        for (at, amount) in (0..).zip(&months) {
            let facts = bills(&[*amount]);
            let situation = Situation { month: january().plus(at), carried: &carried, ..month(&facts) };
            let settled = settle(&plan, &situation).unwrap();
            prop_assert!(settled.statements[0].total.0 >= draw, "never less than the draw");
            paid += settled.statements[0].total.0;
            earned += amount;
            carried = settled.carried;
            prop_assert_eq!(paid, earned + carried.draw_owed.0);
            prop_assert!(carried.draw_owed >= Cents::ZERO);
        }
    }

    #[test]
    fn a_clawback_never_takes_more_than_was_paid_nor_more_for_staying_longer(paid in 0i64..i64::MAX, kept in 0u32..24) {
        for take in [ClawbackMode::Full, ClawbackMode::ProRata] {
            let clawback = Clawback { window: Span::Months(12), take };
            let takes = |kept| {
                let departure = Departure { customer: None, paid: Cents(paid), kept: Span::Months(kept) };
                clawback.takes(&departure, Rounding::HalfEven).unwrap().1
            };
            prop_assert!(takes(kept) <= Cents(paid) && takes(kept + 1) <= takes(kept));
        }
    }

    #[test]
    fn any_amounts_are_settled_or_refused(amounts in prop::collection::vec(any::<i64>(), 0..4), carried in any::<i64>(), owed in any::<i64>()) {
        let plan = terms(&serde_json::from_str(include_str!("../../../tests/cases/every_part.json")).unwrap());
        let facts = bills(&amounts);
        let carried = Carried { draw_owed: Cents(owed), brought_forward: Cents(carried), ..Carried::default() };
        let departures = [Departure { customer: None, paid: Cents(owed), kept: Span::Months(1) }];
        let situation = Situation { carried: &carried, departures: &departures, ..month(&facts) };
        for plan in [plan, all_of_it(&json!({ "draw": { "amount": "1", "recoverable": true }, "minimum_payout": "1" }))] {
            if let Ok(settled) = settle(&plan, &situation) {
                for statement in settled.statements {
                    let sum: i128 = statement.items.iter().map(|item| i128::from(item.amount.0)).sum();
                    prop_assert_eq!(sum, i128::from(statement.total.0));
                }
            }
        }
    }
}

#[test]
fn what_others_give_is_not_bounded_or_held_back_but_counts_for_draw_and_minimum() {
    let given = Item::whole(Kind::Override, Origin::Parent(1), Cents(4_000), Rate::percent(50), Cents(2_000));
    let received = [given];
    let plan = all_of_it(&json!({
        "cap": "10.00", "holdback": { "rate": "10%", "release_after_months": 1 },
        "draw": { "amount": "40.00", "recoverable": false }, "minimum_payout": "30.00",
    }));
    let settled = settle(&plan, &Situation { received: &received, ..month(&bills(&[5_000])) }).unwrap();
    let seen: Vec<_> = settled.statements[0].items.iter().map(|item| (item.kind, item.amount.0)).collect();
    let expected = [
        (Kind::Earned, 5_000),
        (Kind::Cap, -4_000),
        (Kind::Holdback, -100),
        (Kind::Override, 2_000),
        (Kind::Draw, 1_100),
    ];
    assert_eq!(seen, expected);
    assert_eq!(settled.statements[0].items[3].origin, Origin::Received(0));
}

#[test]
fn a_partner_without_a_plan_gets_what_others_give_and_what_is_due() {
    let received = [Item::whole(Kind::Split, Origin::Plan, Cents(900), Rate::percent(50), Cents(450))];
    let carried = Carried {
        brought_forward: Cents(-100),
        held: vec![Held { amount: Cents(70), release: january() }],
        ..Carried::default()
    };
    let settled = settle_without_plan(&Situation { received: &received, carried: &carried, ..month(&[]) }).unwrap();
    assert_eq!((settled.statements[0].total, settled.carried), (Cents(420), Carried::default()));
}
