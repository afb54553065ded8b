//! What is settled is what is booked, whatever the plan: lines, statement and ledger entry come to the same.

use domain::commission::{Carried, Fact, FactKind, Item, Kind, PlanTerms, Situation, settle};
use domain::ledger::post::{StatementFacts, statement};
use domain::ledger::{Account, Posting};
use domain::{Cents, CustomerId, EntryId, Month, PartnerId, Rounding};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;
use uuid::Uuid;

/// A plan of each way to pay, and of each part that works on the whole.
static PLANS: LazyLock<Vec<PlanTerms>> = LazyLock::new(plans);

fn plans() -> Vec<PlanTerms> {
    let rules = [
        json!({ "percentage": { "rate": "7.35%" } }),
        json!({ "tiered": { "mode": "marginal", "tiers": [{ "from": "0", "rate": "5%" }, { "from": "300", "rate": "9%" }] } }),
        json!({ "tiered": { "mode": "whole_amount", "tiers": [{ "from": "0", "rate": "5%" }, { "from": "300", "rate": "9%" }] } }),
        json!({ "attainment": { "mode": "marginal", "tiers": [{ "from": "0", "rate": "5%" }, { "from": "100%", "rate": "9%" }] } }),
        json!({ "on_target": { "ote": "250", "quota": "900" } }),
        json!({ "multiple": { "of_mrr": "2", "then": { "after": "500", "of_mrr": "1" } } }),
        json!({ "by_seats": { "seats": [{ "from": 1, "of_mrr": "0.5" }] } }),
        json!({ "flat": { "amount": "5.00" } }),
        json!({ "flat_tiered": { "mode": "marginal", "tiers": [{ "from": 0, "amount": "2.00" }, { "from": 3, "amount": "3.00" }] } }),
        json!({ "advance": { "rate": "10%", "share": "75%", "tail": { "months": 3, "first": 2 } } }),
        json!({ "credit": { "mode": "split", "shares": [{ "share": "80%", "rate": "10%" }, { "partner": "scout", "share": "20%", "rate": "3%" }] } }),
    ];
    let parts = [
        json!({}),
        json!({ "splits": [{ "share": "60%" }, { "partner": "finder", "share": "40%" }] }),
        json!({ "overrides": [{ "level": 1, "rate": "10%" }, { "level": 2, "rate": "12%", "of": "spread" }] }),
        json!({ "bonuses": [{ "name": "many", "from": { "count": 3 }, "pay": { "amount": "50.00" } }] }),
        json!({ "cap": "20.00", "floor": "5.00", "ceiling": { "rate": "8%" } }),
        json!({ "holdback": { "rate": "5%", "release_after_months": 3 }, "minimum_payout": "25.00" }),
        json!({ "draw": { "amount": "40.00", "recoverable": true } }),
        json!({ "draw": { "amount": "40.00", "recoverable": false } }),
    ];
    let plan = |(pay, statement): (&Value, &Value)| {
        let plan = json!({ "rules": [{ "pay": pay }], "statement": statement });
        PlanTerms::read(&plan.to_string()).unwrap()
    };
    rules.iter().flat_map(|pay| parts.iter().map(move |part| (pay, part))).map(plan).collect()
}

fn facts(amounts: &[i64]) -> Vec<Fact<'static>> {
    let fact = |(at, amount): (u128, &i64)| {
        Fact::new("", FactKind::Recurring, Some(CustomerId(Uuid::from_u128(at % 3))), Cents(*amount))
    };
    (0..).zip(amounts).map(fact).collect()
}

fn situation<'a>(facts: &'a [Fact<'a>], carried: &'a Carried, received: &'a [Item]) -> Situation<'a> {
    Situation {
        partner: "dealer",
        parents: &["distributor", "master"],
        month: Month::new(2026, 1).unwrap(),
        facts,
        volumes: &[],
        quota: Some(Cents(40_000)),
        departures: &[],
        received,
        adjustments: &[],
        carried,
        rounding: Rounding::HalfEven,
    }
}

proptest! {
    #[test]
    fn lines_statement_and_entry_come_to_the_same(
        at in 0usize..88, amounts in prop::collection::vec(-30_000i64..60_000, 0..8),
        owed in 0i64..9_000, forward in -4_000i64..4_000,
    ) {
        let plan = &PLANS[at];
        let carried = Carried { draw_owed: Cents(owed), brought_forward: Cents(forward), ..Carried::default() };
        let facts = facts(&amounts);
        let settled = settle(plan, &situation(&facts, &carried, &[])).unwrap();
        for one in &settled.statements {
            prop_assert_eq!(one.items.iter().map(|item| item.amount).sum::<Cents>(), one.total);
            let sums: Vec<_> = one.subtotals.iter().map(|(kind, sum)| (*kind, *sum)).collect();
            let partner = PartnerId(Uuid::from_u128(1));
            let booked = statement(EntryId(Uuid::from_u128(2)), &StatementFacts {
                partner, month: Month::new(2026, 1).unwrap(), version: 1, sums: &sums,
                draw_is_recoverable: plan.statement.draw.is_none_or(|draw| draw.recoverable),
            }).unwrap();
            let postings: &[Posting] = booked.as_ref().map_or(&[], |entry| entry.postings());
            let on = |account| postings.iter().filter(|p| p.account == account).map(|p| p.amount).sum::<Cents>();
            let of = |kinds: &[Kind]| sums.iter().filter(|(kind, _)| kinds.contains(kind)).map(|(_, sum)| *sum).sum::<Cents>();
            let forwarded = of(&[Kind::BroughtForward, Kind::CarriedForward]);
            prop_assert_eq!(on(Account::Payable), forwarded - one.total);
            prop_assert_eq!(on(Account::Holdback), of(&[Kind::Holdback, Kind::Release]));
        }
        let own = &settled.statements[0].subtotals;
        let sum = |kind| own.get(&kind).copied().unwrap_or_default();
        // What is carried is what the lines say was kept, drawn and put off.
        let held: Cents = settled.carried.held.iter().map(|held| held.amount).sum();
        prop_assert_eq!(held, -sum(Kind::Holdback));
        prop_assert_eq!(settled.carried.brought_forward, -sum(Kind::CarriedForward));
        if plan.statement.draw.is_some_and(|draw| draw.recoverable) {
            prop_assert_eq!(settled.carried.draw_owed, Cents(owed) + sum(Kind::Draw) + sum(Kind::Recovery));
        }
    }

    #[test]
    fn the_order_of_facts_does_not_change_what_anyone_gets(
        at in 0usize..88,
        (amounts, order) in prop::collection::vec(0i64..60_000, 0..8)
            .prop_flat_map(|amounts| { let order: Vec<_> = (0..amounts.len()).collect(); (Just(amounts), Just(order).prop_shuffle()) }),
    ) {
        let plan = &PLANS[at];
        let nothing = Carried::default();
        let facts = facts(&amounts);
        let shuffled: Vec<_> = order.iter().map(|at| facts[*at]).collect();
        let totals = |facts: &[Fact<'_>]| {
            let settled = settle(plan, &situation(facts, &nothing, &[])).unwrap();
            let own = (settled.statements[0].subtotals.clone(), settled.carried.held, settled.carried.draw_owed);
            // An override of the spread looks at each fact's own commission, which tiers give by the order of facts.
            let others: Vec<_> = settled.statements[1..].iter().filter(|one| one.partner != "master")
                .map(|one| (one.partner.clone(), one.total)).collect();
            (own, others)
        };
        prop_assert_eq!(totals(&facts), totals(&shuffled));
    }
}
