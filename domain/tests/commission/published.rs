//! Every published example, through the same path as `tributary plan try`.

use super::kinds::{self, Trial};
use domain::commission::{PlanTerms, file};
use domain::{Cents, Rounding};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn published() -> Vec<Value> {
    let text = fs::read_to_string(folder().join("commission.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The months of each try as JSON.
fn reports(trial: &Trial) -> Value {
    let report = |(plan, facts): &(Value, Value)| {
        assert_eq!(PlanTerms::read(&plan.to_string()).unwrap().check(), [], "{plan}");
        json!(file::try_plan(&plan.to_string(), &facts.to_string()).unwrap())
    };
    json!(trial.tries.iter().map(report).collect::<Vec<_>>())
}

fn cents(value: &Value) -> Cents {
    value.as_str().unwrap().parse().unwrap()
}

/// Holds what is expected against what stands in the reports at the places of the same shape.
fn compare(expected: &Value, found_at: &Value, reports: &Value, id: &Value) {
    match (expected, found_at) {
        (Value::Object(fields), places) => {
            fields.iter().for_each(|(field, expected)| compare(expected, &places[field], reports, id));
        }
        (Value::Array(items), Value::Array(places)) => {
            assert_eq!(items.len(), places.len(), "{id}");
            items.iter().zip(places).for_each(|(expected, place)| compare(expected, place, reports, id));
        }
        // A single answer among several that the example could have asked for.
        (expected, Value::Object(places)) if places.contains_key("") => compare(expected, &places[""], reports, id),
        (expected, Value::Object(places)) => {
            let at = |name: &str| cents(reports.pointer(&format!("/{}", places[name].as_str().unwrap())).unwrap());
            let balance = if at("owed") > Cents::ZERO { -at("owed") } else { at("net") - cents(&places["draw"]) };
            assert_eq!(cents(expected), balance, "{id}");
        }
        (Value::Number(number), Value::String(place)) => {
            let found = cents(reports.pointer(&format!("/{place}")).unwrap());
            assert_eq!(Some(found.0), number.as_i64(), "{id} at {place}");
        }
        (expected, place) => {
            let place = place.as_str().unwrap_or_else(|| panic!("{id}: where is {expected}?"));
            let found = reports.pointer(&format!("/{place}")).unwrap_or(&Value::Null);
            let number = |value: &Value| value.as_str().and_then(|text| text.parse::<rust_decimal::Decimal>().ok());
            assert_eq!(number(found), number(expected), "{id} at {place}");
            assert!(number(found).is_some(), "{id} at {place}");
        }
    }
}

/// The sum of the lines is the statement, always.
fn add_up(reports: &Value) {
    for month in reports.as_array().unwrap().iter().flat_map(|months| months.as_array().unwrap()) {
        for statement in month["statements"].as_array().unwrap() {
            let lines = statement["lines"].as_array().unwrap();
            let sum: Cents = lines.iter().map(|line| cents(&line["amount"])).sum();
            assert_eq!(sum, cents(&statement["total"]), "{statement}");
        }
    }
}

#[test]
fn plans_pay_what_the_published_examples_say() {
    let cases = published();
    assert_eq!(cases.len(), 37);
    for case in &cases {
        let trial = kinds::read(case);
        let reports = reports(&trial);
        compare(&trial.expected, &trial.found_at, &reports, &case["id"]);
        add_up(&reports);
    }
}

#[test]
fn the_published_examples_stand_as_files_that_can_be_tried() {
    for case in published() {
        let id = case["id"].as_str().unwrap();
        let path = folder().join(format!("commission/{id}.json"));
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(file["source_url"], case["source_url"], "{id}");
        assert_eq!(file["expected"], case["expected"], "{id}");
        let tries = file["tries"].as_array().unwrap().iter();
        let tries = tries.map(|one| (one["plan"].clone(), one["facts"].clone())).collect();
        let trial = Trial { tries, expected: file["expected"].clone(), found_at: file["found_at"].clone() };
        let reports = reports(&trial);
        compare(&trial.expected, &trial.found_at, &reports, &case["id"]);
    }
}

#[test]
fn tiers_pay_the_same_however_the_revenue_is_billed_and_whatever_the_rounding() {
    for case in published().iter().filter(|case| case["plan"]["type"] == "tiered") {
        let mut trial = kinds::read(case);
        let (plan, facts) = &mut trial.tries[0];
        let whole = cents(&facts["facts"][0]["amount"]);
        let mut bills: Vec<_> = [7, -17, 11, 13].iter().map(|part| Cents(whole.0 / part)).collect();
        bills.push(whole - bills.iter().copied().sum());
        let template = facts["facts"][0].clone();
        let bill = |(at, amount): (usize, &Cents)| {
            let mut bill = template.clone();
            bill["id"] = json!(format!("bill {at}"));
            bill["amount"] = json!(amount.to_decimal().to_string());
            bill
        };
        facts["facts"] = bills.iter().enumerate().map(bill).collect();
        for rounding in Rounding::ALL {
            plan["rounding"] = json!(rounding.code());
            let trial =
                Trial { tries: vec![(plan.clone(), facts.clone())], expected: Value::Null, found_at: Value::Null };
            compare(&case["expected"], &json!("0/0/statements/0/total"), &reports(&trial), &case["id"]);
        }
    }
}
