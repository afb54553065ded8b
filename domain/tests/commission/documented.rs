//! Every example in `docs/plans.md` is read, checked and tried.

use domain::commission::{PlanTerms, file};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const SIMPLE: &str = r#"{"rules": [{"name": "volume", "pay": {"percentage": {"rate": "10%"}}}]}"#;

/// The JSON blocks of the page.
fn examples() -> Vec<Value> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/plans.md")).unwrap();
    let blocks = page.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.map(|block| serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}"))).collect()
}

/// A part of a plan with what makes it a whole one.
fn whole(example: &Value) -> Value {
    if example.get("rules").is_some() {
        example.clone()
    } else if example.get("pay").is_some() {
        json!({ "rules": [example] })
    } else {
        json!({ "rules": [{ "pay": { "percentage": { "rate": "10%" } } }], "statement": example })
    }
}

#[test]
fn every_example_of_the_page_can_be_meant_and_tried() {
    let examples = examples();
    let (facts, plans): (Vec<_>, Vec<_>) = examples.iter().partition(|example| example.get("month").is_some());
    assert!(facts.len() == 1 && plans.len() > 20);
    for plan in plans {
        let plan = whole(plan);
        let terms = PlanTerms::read(&plan.to_string()).unwrap_or_else(|refusal| panic!("{refusal}: {plan}"));
        assert_eq!(terms.check(), [], "{plan}");
        // The volume is of a rule that only the last plan has, and the second bill says too little for some.
        let mut month = facts[0].clone();
        month["before"] = json!({});
        month["facts"].as_array_mut().unwrap().pop();
        if plan.pointer("/statement/clawback/window/days").is_some() {
            month["departures"] = json!([{ "customer": "C-1", "paid": "10.00", "kept": { "days": 31 } }]);
        }
        let said = file::try_plan(&plan.to_string(), &month.to_string());
        assert!(said.is_ok(), "{}: {plan}", said.unwrap_err());
    }
    assert!(file::try_plan(SIMPLE, &facts[0].to_string()).is_ok());
}

#[test]
fn a_report_is_carried_into_the_next_month_as_it_is() {
    let plan = json!({ "rules": [
        { "name": "policy", "pay": { "advance": { "rate": "95%", "share": "75%", "tail": { "months": 3, "first": 2 } } } }],
        "statement": { "holdback": { "rate": "10%", "release_after_months": 1 } } });
    let january = json!({ "month": "2026-01", "facts": [{ "id": "A-1", "customer": "C-1", "amount": "600.00" }] });
    let reports = file::try_plan(&plan.to_string(), &january.to_string()).unwrap();
    let february = json!({ "month": "2026-02", "carried": reports[0].carried });
    let reports = file::try_plan(&plan.to_string(), &february.to_string()).unwrap();
    assert_eq!(reports[0].statements[0].total, "90.25");
}
