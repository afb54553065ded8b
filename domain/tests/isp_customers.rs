//! IBM's sample customers of an internet provider, with totals and metrics that were computed elsewhere.

use domain::commission::{Band, BilledFact, PlanTerms, Rule, TierMode, evaluate};
use domain::health::{Evidence, HealthFacts, HealthRules, Missing, Retention, score};
use domain::{Cents, CustomerId, Rate, Rounding};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use uuid::Uuid;

type Row = HashMap<String, String>;

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/isp-customers").join(file)
}

fn rows(file: &str) -> Vec<Row> {
    csv::Reader::from_path(path(file)).unwrap().deserialize().map(Result::unwrap).collect()
}

fn customers_by_reseller() -> BTreeMap<String, Vec<Row>> {
    let mut resellers: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in rows("customers.csv") {
        resellers.entry(row["reseller_id"].clone()).or_default().push(row);
    }
    resellers
}

fn mrr(row: &Row) -> Cents {
    row["mrr"].parse().unwrap()
}

fn active_mrr(customers: &[Row]) -> Vec<Cents> {
    customers.iter().filter(|row| row["status"] == "active").map(mrr).collect()
}

fn tiers(mode: TierMode, tiers: &[(i64, i64)]) -> Rule {
    let tier = |(from, percent): &(i64, i64)| Band { from: Cents(from * 100), rate: Rate::percent(*percent) };
    Rule::tiered(mode, tiers.iter().map(tier).collect())
}

/// The runs of the expected figures: column, rule, rounding.
fn runs() -> Vec<(&'static str, Rule, Rounding)> {
    let bands = [(0, 8), (2_500, 10), (10_000, 12)];
    let residual = Rule::percentage(Rate::percent(10));
    vec![
        ("run_a_residual10_line_half_up", residual.clone(), Rounding::HalfUp),
        ("run_a_residual10_line_half_even", residual, Rounding::HalfEven),
        ("run_a_residual10_on_total_half_up", tiers(TierMode::Marginal, &[(0, 10)]), Rounding::HalfUp),
        ("run_b_marginal", tiers(TierMode::Marginal, &bands), Rounding::HalfUp),
        ("run_c_cumulative", tiers(TierMode::WholeAmount, &bands), Rounding::HalfUp),
    ]
}

fn commission(rule: Rule, amounts: &[Cents], rounding: Rounding) -> Cents {
    let facts: Vec<_> = (1..)
        .zip(amounts)
        .map(|(number, amount)| BilledFact { customer: CustomerId(Uuid::from_u128(number)), amount: *amount })
        .collect();
    let lines = evaluate(&PlanTerms::of_rules(vec![rule]), &facts, rounding).unwrap();
    lines.iter().map(|line| line.amount).sum()
}

#[test]
fn every_resellers_commission_and_their_total_are_as_expected_to_the_cent() {
    let totals: Value = serde_json::from_str(&std::fs::read_to_string(path("expected_totals.json")).unwrap()).unwrap();
    let (resellers, expected) = (customers_by_reseller(), rows("expected_reseller_metrics.csv"));
    assert_eq!(expected.len(), 29);
    for (column, rule, rounding) in runs() {
        let mut sum = Cents::ZERO;
        for reseller in &expected {
            let ours = commission(rule.clone(), &active_mrr(&resellers[&reseller["reseller_id"]]), rounding);
            assert_eq!(Ok(ours), reseller[column].parse(), "{column} of {}", reseller["reseller_id"]);
            sum += ours;
        }
        assert_eq!(Ok(sum), totals["dev"][column].as_str().unwrap().parse(), "{column} of all");
    }
}

#[test]
fn every_resellers_revenue_and_customers_kept_in_the_quarter_are_as_expected() {
    let resellers = customers_by_reseller();
    for expected in rows("expected_reseller_metrics.csv") {
        let customers = &resellers[&expected["reseller_id"]];
        let at_start: Vec<_> = customers.iter().filter(|row| row["activation_date"].as_str() < "2025-07-01").collect();
        let (kept, lost): (Vec<&Row>, Vec<&Row>) = at_start.iter().partition(|row| row["status"] == "active");
        let count = |rows: &[&Row]| u32::try_from(rows.len()).unwrap();
        let facts = HealthFacts {
            retention: Ok(Retention {
                start_customers: count(&at_start),
                lost_customers: count(&lost),
                start_billed: at_start.iter().map(|row| mrr(row)).sum(),
                kept_billed: kept.iter().map(|row| mrr(row)).sum(),
                months: 3,
            }),
            ..HealthFacts::missing("2025-09-30".parse().unwrap(), Missing::NotRecorded)
        };
        let score = score(&facts, &HealthRules::default());
        let Evidence::Retention { monthly_revenue, monthly_customers, .. } = score.components[2].evidence else {
            panic!("{}: no retention", expected["reseller_id"]);
        };
        // Three months as the score sees them make the quarter as it was computed elsewhere, to two decimals.
        for (column, ours) in [
            ("q3_grr_pct", 100.0 * monthly_revenue.powi(3)),
            ("q3_logo_churn_pct", 100.0 - 100.0 * monthly_customers.powi(3)),
        ] {
            let theirs: f64 = expected[column].parse().unwrap();
            assert!((ours - theirs).abs() < 0.005_001, "{column} of {}: {ours}", expected["reseller_id"]);
        }
    }
}
