//! The rules against reference cases that others have worked out (`cases/README.md` says whence).

use domain::commission::{BilledFact, PlanTerms, Rule, Tier, TierMode, evaluate};
use domain::health::stats;
use domain::{Cents, CustomerId, Rate, Rounding};
use serde_json::Value;

fn cases(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/cases/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn cents(value: &Value) -> Cents {
    text(value).parse().unwrap()
}

fn rate(value: &Value) -> Rate {
    Rate::from_decimal(text(value).parse().unwrap()).unwrap()
}

/// A case's plan in our terms, and what was billed.
fn plan(case: &Value) -> (PlanTerms, Vec<Cents>) {
    let (plan, inputs) = (&case["plan"], &case["inputs"]);
    let (rule, amounts) = match text(&plan["type"]) {
        "tiered" => {
            let mode = match text(&plan["mode"]) {
                "marginal" => TierMode::Marginal,
                "cumulative" => TierMode::WholeAmount,
                other => panic!("{other}"),
            };
            let tier = |tier: &Value| Tier { from: cents(&tier["from"]), rate: rate(&tier["rate"]) };
            let tiers = plan["tiers"].as_array().unwrap().iter().map(tier).collect();
            let volume = inputs.as_object().unwrap().values().next().unwrap();
            (Rule::Tiered { mode, tiers }, vec![cents(volume)])
        }
        "percent" => (Rule::Percentage { rate: rate(&plan["rate"]) }, vec![cents(&inputs["base"])]),
        "residual" => {
            let customers = usize::try_from(inputs["customers"].as_u64().unwrap()).unwrap();
            (Rule::Percentage { rate: rate(&plan["rate"]) }, vec![cents(&inputs["monthly"]); customers])
        }
        other => panic!("{other}"),
    };
    (PlanTerms { rules: vec![rule] }, amounts)
}

fn commission(terms: &PlanTerms, amounts: &[Cents], rounding: Rounding) -> Cents {
    let fact = |(number, amount): (u128, &Cents)| BilledFact {
        customer: CustomerId(uuid::Uuid::from_u128(number)),
        amount: *amount,
    };
    let facts: Vec<_> = (1..).zip(amounts).map(fact).collect();
    evaluate(terms, &facts, rounding).unwrap().iter().map(|line| line.amount).sum()
}

#[test]
fn plans_pay_what_the_published_examples_say() {
    let cases = cases("commission");
    assert!(cases.len() >= 15);
    for case in cases {
        let (terms, amounts) = plan(&case);
        for rounding in Rounding::ALL {
            let paid = commission(&terms, &amounts, *rounding);
            assert_eq!(paid, cents(&case["expected"]), "{}: {}", case["id"], case["description"]);
        }
    }
}

#[test]
fn tiers_pay_the_same_however_the_revenue_is_billed() {
    for case in cases("commission").iter().filter(|case| case["plan"]["type"] == "tiered") {
        let (terms, amounts) = plan(case);
        let mut bills: Vec<_> = [7, -17, 11, 13].iter().map(|part| Cents(amounts[0].0 / part)).collect();
        bills.push(amounts[0] - bills.iter().copied().sum());
        assert_eq!(commission(&terms, &bills, Rounding::HalfEven), cents(&case["expected"]), "{}", case["id"]);
    }
}

#[test]
fn the_robust_slope_is_scipys() {
    for case in cases("trend") {
        let numbers = |field: &str| -> Vec<f64> {
            case[field].as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
        };
        let points: Vec<_> = numbers("x").into_iter().zip(numbers("y")).collect();
        let line = stats::theil_sen(&points).unwrap();
        let expected = |field: &str| case["expected"][field].as_f64().unwrap();
        assert!((line.slope - expected("theil_sen_slope")).abs() < 1e-9, "{}", case["id"]);
        assert!((line.intercept - expected("theil_sen_intercept_separate")).abs() < 1e-6, "{}", case["id"]);
    }
}

#[test]
fn missing_scores_leave_their_weight_to_the_others() {
    for case in cases("health") {
        let weights = case["inputs"]["weights"].as_array().unwrap().iter().map(|w| w.as_f64().unwrap());
        let scores = case["inputs"]["scores"].as_array().unwrap().iter().map(Value::as_f64);
        let mean = stats::weighted_mean(&weights.zip(scores).collect::<Vec<_>>()).unwrap();
        assert!((mean - case["expected"]["score"].as_f64().unwrap()).abs() < 1e-9, "{}", case["id"]);
    }
}
