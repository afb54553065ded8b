//! `tributary plan try` and `plan check` as they are typed.

use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Runs the program in an empty folder with these files, and `input` on standard input.
fn run(arguments: &[&str], files: &[(&str, &Value)], input: &str) -> Output {
    let folder = TempDir::new().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content.to_string()).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_tributary"));
    command.args(arguments).env_clear().current_dir(&folder).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(!folder.path().join("tributary-data").exists(), "no database is made");
    output
}

fn example(id: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../domain/tests/cases/commission/{id}.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_plan_is_tried_on_a_month_or_on_several() {
    let example = example("COM049");
    let (plan, facts) = (&example["tries"][0]["plan"], &example["tries"][0]["facts"]);
    let output = run(&["plan", "try", "plan.json", "-"], &[("plan.json", plan)], &facts.to_string());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let totals = json!([report["statements"][0]["total"], report["statements"][1]["total"]]);
    assert_eq!((totals, output.status.code()), (json!(["80.00", "40.00"]), Some(0)));

    let months = json!([facts, { "month": "2026-02" }]);
    let output = run(&["plan", "try", "-", "facts.json"], &[("facts.json", &months)], &plan.to_string());
    let reports: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&reports[1]["month"], &reports[1]["statements"][0]["total"]), (&json!("2026-02"), &json!("0.00")));
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let plan = json!({ "rules": [{ "pay": { "percentage": { "rate": "10%" } } }] });
    let facts = "{\"month\": \"2026-01\",\n \"facts\": [{\"id\": \"I-1\", \"amount\": \"1.005\"}]}";
    let output = run(&["plan", "try", "plan.json", "-"], &[("plan.json", &plan)], facts);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        error(&output),
        "tributary: facts, facts[0].amount: “1.005” has parts of a cent; give at most two decimals at line 2 column 42\n"
    );
    let output = run(&["plan", "try", "-", "-"], &[], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(error(&output).contains("standard input has only one"), "{}", error(&output));
}

#[test]
fn a_check_names_every_problem_and_fails_when_there_is_any() {
    let good = example("COM001")["tries"][0]["plan"].clone();
    let output = run(&["plan", "check", "-"], &[], &good.to_string());
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"The plan can be meant as it is.\n"[..]));

    let bad = json!({
        "rules": [{ "pay": { "tiered": { "mode": "marginal", "tiers": [
            { "from": "100", "rate": "0.1" }, { "from": "100", "rate": "1.1" }] } } }],
        "statement": { "cap": "1", "floor": "2" },
    });
    let output = run(&["plan", "check", "bad.json", "--json"], &[("bad.json", &bad)], "");
    let problems: Value = serde_json::from_slice(&output.stdout).unwrap();
    let paths: Vec<_> = problems.as_array().unwrap().iter().map(|problem| problem["path"].as_str().unwrap()).collect();
    let tiers = "rules[0].pay.tiered.tiers";
    let expected = ["[0].from", "[1].from", "[1].rate"].map(|field| format!("{tiers}{field}"));
    assert_eq!(paths, [&expected[0], &expected[1], &expected[2], "statement.cap"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(error(&output), "tributary: the plan has 4 problems\n");
}
