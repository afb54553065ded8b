//! The rules against reference cases that others have worked out (`cases/README.md` says whence).

use domain::health::stats;
use serde_json::Value;

fn cases(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/cases/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
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
