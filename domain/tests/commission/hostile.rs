//! No text makes reading, checking, explaining or trying a plan panic.

use domain::Currency;
use domain::commission::{PlanTerms, file};
use proptest::prelude::*;
use serde_json::Value;

const PLAN: &str = include_str!("../cases/every_part.json");
const FACTS: &str = r#"{"month": "2026-01", "partner": "D-1", "parents": ["M"], "quota": "33000.00",
    "before": {"volume": {"own": "1200.00", "customers": {"C-1": "700.00"}, "others": "1", "others_before": "1"}},
    "facts": [
        {"id": "1", "customer": "C-1", "amount": "1200.00", "cost": "700.00", "deductions": "96.00", "collected": "1.00",
         "quantity": 30, "product": "fiber", "territory": "north", "contract_months": 36, "new_customer": true,
         "service_month": 14, "date": "2026-01-31"},
        {"id": "2", "kind": "activation", "customer": "C-1", "amount": "99.00", "product": "uc", "quantity": 30,
         "service_month": 1, "deductions": "0"}],
    "departures": [{"customer": "C-3", "paid": "1000.00", "kept": {"months": 6}}],
    "adjustments": [{"amount": "12.50", "reason": "late"}],
    "carried": {"draw_owed": "1", "held": [{"amount": "40.00", "release": "2026-01"}],
        "instalments": [{"due": "2026-01", "amount": "47.50"}]}}"#;

fn all_of_it(plan: &str, facts: &str) {
    if let Ok(terms) = PlanTerms::read(plan) {
        let sound = terms.check().is_empty();
        assert!(terms.explain(Currency::Usd).len() >= terms.rules.len());
        assert_eq!(sound, terms.ensure_sound().is_ok());
        let _ = terms.ensure_billed_revenue_is_enough();
    }
    let _ = file::try_plan(plan, facts);
}

/// Values that are hard to reckon with.
fn hard() -> impl Strategy<Value = Value> {
    let texts =
        ["", "0", "-1", "92233720368547758.07", "-92233720368547758.08", "9223372036854.775807", "100%", "9998-12"];
    let numbers = [0i64, -1, 1, 65_535, i64::from(u32::MAX), i64::MAX, i64::MIN];
    prop_oneof![
        proptest::sample::select(texts.to_vec()).prop_map(Value::from),
        proptest::sample::select(numbers.to_vec()).prop_map(Value::from),
        Just(Value::Null),
        Just(Value::Array(Vec::new())),
    ]
}

/// The paths of all values that hold no other.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(at, item)| leaves(item, &format!("{path}/{at}"), found));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| leaves(field, &format!("{path}/{name}"), found));
        }
        _ => found.push(path.to_owned()),
    }
}

/// Replaces the leaf with this number, counted round and round.
fn replace(value: &mut Value, leaf: usize, by: &Value) {
    let mut found = Vec::new();
    leaves(value, "", &mut found);
    *value.pointer_mut(&found[leaf % found.len()]).unwrap() = by.clone();
}

#[test]
fn the_example_is_settled() {
    let reports = file::try_plan(PLAN, FACTS).unwrap();
    assert_eq!(reports[0].statements.len(), 3, "the dealer, the finder and the parent");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        all_of_it(&text, FACTS);
        all_of_it(PLAN, &text);
    }

    #[test]
    fn a_plan_with_bytes_changed_is_read_or_refused(at in 0..PLAN.len(), byte in 32u8..127, cut in 0..PLAN.len()) {
        let mut plan = PLAN.as_bytes().to_vec();
        plan[at] = byte;
        all_of_it(&String::from_utf8_lossy(&plan), FACTS);
        all_of_it(&PLAN[..cut], FACTS);
    }

    #[test]
    fn hard_values_are_reckoned_with_or_refused(
        in_plan in prop::collection::vec((any::<usize>(), hard()), 0..3),
        in_facts in prop::collection::vec((any::<usize>(), hard()), 0..3),
    ) {
        let (mut plan, mut facts): (Value, Value) = (serde_json::from_str(PLAN).unwrap(), serde_json::from_str(FACTS).unwrap());
        for (leaf, value) in &in_plan {
            replace(&mut plan, *leaf, value);
        }
        for (leaf, value) in &in_facts {
            replace(&mut facts, *leaf, value);
        }
        all_of_it(&plan.to_string(), &facts.to_string());
    }
}
