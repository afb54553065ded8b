//! The rules against reference cases that others have worked out (`cases/README.md` says whence).

use domain::Cents;
use domain::health::concentration;
use domain::health::revenue::{self, RevenueBridge};
use domain::health::stats::{self, Holt, Smoothing};
use serde_json::Value;

fn cases(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/cases/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[test]
fn slopes_and_their_chances_are_scipys() {
    for case in cases("trend") {
        let points: Vec<_> = numbers(&case["x"]).into_iter().zip(numbers(&case["y"])).collect();
        let near = |what: &str, ours: f64, theirs: &Value| {
            let theirs = theirs.as_f64().unwrap();
            assert!(
                (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0),
                "{what} of {}: {ours} for {theirs}",
                case["id"]
            );
        };
        // Chances can be tiny: what matters is their size.
        let as_likely = |what: &str, ours: f64, theirs: &Value| {
            let theirs = theirs.as_f64().unwrap();
            assert!((ours / theirs - 1.0).abs() < 1e-6, "{what} of {}: {ours} for {theirs}", case["id"]);
        };
        let expected = &case["expected"];
        let robust = stats::theil_sen(&points).unwrap();
        near("slope", robust.slope, &expected["theil_sen_slope"]);
        near("intercept", robust.intercept, &expected["theil_sen_intercept_separate"]);
        near("joint intercept", robust.joint_intercept, &expected["theil_sen_intercept_joint"]);
        near("lower bound", robust.low, &expected["theil_sen_ci95"][0]);
        near("upper bound", robust.high, &expected["theil_sen_ci95"][1]);
        let squares = stats::least_squares(&points).unwrap();
        near("least squares", squares.slope, &expected["ols_slope"]);
        near("its intercept", squares.intercept, &expected["ols_intercept"]);
        near("r²", squares.r2, &expected["ols_r2"]);
        as_likely("its chance", squares.p, &expected["ols_p"]);
        let kendall = stats::kendall(&points).unwrap();
        near("τ", kendall.tau, &expected["kendall_tau"]);
        as_likely("τ's chance", kendall.p, &expected["kendall_p"]);
    }
}

#[test]
fn smoothing_with_a_trend_is_statsmodels() {
    for case in cases("trend") {
        let expected = &case["expected"]["holt_a0.5_b0.3"];
        if expected.is_null() {
            continue;
        }
        let values = numbers(&case["y"]);
        let holt = Holt::of(&values, Smoothing { level: 0.5, trend: 0.3, damping: 1.0 }).unwrap();
        let same =
            |ours: f64, theirs: f64| assert!((ours - theirs).abs() < 5e-6 * theirs.abs().max(1.0), "{}", case["id"]);
        numbers(&expected["fitted"]).into_iter().zip(&holt.expected).for_each(|(theirs, ours)| same(*ours, theirs));
        for (steps, theirs) in (1..).map(f64::from).zip(numbers(&expected["forecast3"])) {
            same(holt.ahead(steps), theirs);
        }
        let squares: f64 = values.iter().zip(&holt.expected).map(|(value, expected)| (value - expected).powi(2)).sum();
        same(squares, expected["sse"].as_f64().unwrap());
    }
}

/// The product's figure for each that a case expects.
fn health_figure(case: &Value, figure: &str) -> Option<f64> {
    let inputs = &case["inputs"];
    let amount = |field: &str| Cents(inputs[field].as_i64().unwrap_or(0) * 100);
    let bridge = RevenueBridge {
        start: amount("start"),
        new: amount("new"),
        expansion: amount("expansion"),
        reactivation: amount("reactivation"),
        contraction: amount("contraction"),
        churn: Cents(amount("churn").0 + amount("churned").0),
    };
    let lifetime = || {
        let share = |field: &str| inputs[field].as_f64().unwrap();
        revenue::lifetime_value(amount("arpa"), share("margin"), share("monthly_churn"))
    };
    let units = |cents: Cents| cents.to_decimal().try_into().unwrap();
    match figure {
        "score" | "engagement" => score_of(inputs, figure),
        "sales" | "marketing" | "enablement" => section(&inputs["sections"][figure]),
        "grr_pct" => Some(bridge.gross_retention()? * 100.0),
        "nrr_pct" => Some(bridge.net_retention()? * 100.0),
        "net_churn_pct" => Some(bridge.net_churn()? * 100.0),
        "quick_ratio" => bridge.quick_ratio(),
        "end" => Some(units(bridge.end())),
        "net_new" => Some(units(bridge.net_new())),
        "ltv" => Some(lifetime()?.value / 100.0),
        "contribution" => Some(lifetime()?.contribution / 100.0),
        "lifetime_months" => Some(lifetime()?.months),
        "hhi" => concentration::hhi(&numbers(&inputs["shares_pct"])),
        _ => None,
    }
}

/// A weighted score: of components, of metrics within components, or of points out of a maximum.
fn score_of(inputs: &Value, figure: &str) -> Option<f64> {
    if let Some(sections) = inputs["sections"].as_object() {
        return section(&sections[figure]);
    }
    if let Some(points) = inputs["points"].as_array() {
        let earned: Vec<_> = points.iter().map(|points| (points.as_f64().unwrap(), Some(100.0))).collect();
        let missed = inputs["max"].as_f64()? - earned.iter().map(|(points, _)| points).sum::<f64>();
        return stats::weighted_mean(&[earned, vec![(missed, Some(0.0))]].concat());
    }
    let scores: Vec<_> = match inputs["component_metrics"].as_array() {
        Some(components) => components.iter().map(|metrics| stats::mean(&numbers(metrics))).collect(),
        None => inputs["scores"].as_array()?.iter().map(Value::as_f64).collect(),
    };
    if figure == "engagement" {
        return scores[1];
    }
    stats::weighted_mean(&numbers(&inputs["weights"]).into_iter().zip(scores).collect::<Vec<_>>())
}

/// What a section of weighted metrics adds to a whole of 100.
fn section(metrics: &Value) -> Option<f64> {
    let weighted: Vec<_> = metrics.as_array()?.iter().map(|pair| (numbers(pair)[0], Some(numbers(pair)[1]))).collect();
    let weight: f64 = weighted.iter().map(|(weight, _)| weight).sum();
    Some(stats::weighted_mean(&weighted)? * weight / 100.0)
}

#[test]
fn scores_revenue_measures_and_concentration_are_the_published_ones() {
    for case in cases("health") {
        for (figure, exact) in case["exact"].as_object().unwrap() {
            let ours = health_figure(&case, figure).unwrap_or_else(|| panic!("no {figure} of {}", case["id"]));
            let near = |theirs: &Value, by: f64| (ours - theirs.as_f64().unwrap()).abs() <= by;
            assert!(near(exact, 1e-9), "{figure} of {}: {ours} for {exact}", case["id"]);
            let (published, tolerance) = (&case["expected"][figure], case["tolerance"].as_f64().unwrap());
            assert!(near(published, tolerance + 1e-9), "{figure} of {}: {ours} for {published}", case["id"]);
        }
    }
}
