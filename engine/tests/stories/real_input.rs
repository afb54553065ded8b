//! The sample customers, and the totals that others have computed from them.

use crate::world::{World, import_of, month, sample_data};
use domain::audit::Actor;
use domain::user::Role;
use domain::view::PortfolioQuery;
use domain::{Cents, Rounding};
use engine::imports::CustomerImport;
use std::collections::HashMap;

const RESIDUAL: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;
const MARGINAL: &str = r#"{"rules": [{"type": "tiered", "mode": "marginal", "tiers": [
    {"from": 0, "rate": 80000}, {"from": 250000, "rate": 100000}, {"from": 1000000, "rate": 120000}]}]}"#;
const WHOLE: &str = r#"{"rules": [{"type": "tiered", "mode": "whole_amount", "tiers": [
    {"from": 0, "rate": 80000}, {"from": 250000, "rate": 100000}, {"from": 1000000, "rate": 120000}]}]}"#;

fn expected() -> serde_json::Value {
    let text = std::fs::read_to_string(sample_data().join("expected_totals.json")).unwrap();
    serde_json::from_str::<serde_json::Value>(&text).unwrap()["dev"].clone()
}

/// What the independent computation says of each reseller, by its column's name.
fn expected_of_resellers() -> HashMap<String, HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(sample_data().join("expected_reseller_metrics.csv")).unwrap();
    let rows = reader.deserialize::<HashMap<String, String>>().map(Result::unwrap);
    rows.map(|row| (row["reseller_id"].clone(), row)).collect()
}

/// The sample, closed for September under one plan.
async fn closed_under(plan: &str, rounding: Rounding) -> World {
    let world = World::new_rounding(rounding).await;
    world.office.add_plan("plan", "Plan", month("2015-01"), plan, true).await.unwrap();
    world.office.import_partners(&sample_data().join("resellers.csv"), month("2015-01")).await.unwrap();
    let import = CustomerImport { create_partners: false, ..import_of(sample_data().join("customers.csv")) };
    let imported = world.office.import_customers(&import, &|_| ()).await.unwrap();
    assert_eq!((imported.rows, imported.added, imported.refused), (3_646, 3_646, 0));
    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    world
}

async fn commissions(world: &World) -> HashMap<String, Cents> {
    let desk = world.desk(Role::Auditor, None).await;
    let statements = desk.statements(None).await.unwrap();
    statements.into_iter().map(|s| (s.partner.code, s.commission)).collect()
}

#[tokio::test]
async fn commissions_meet_the_expected_ones_to_the_cent_under_every_plan() {
    let resellers = expected_of_resellers();
    for (plan, rounding, column) in [
        (RESIDUAL, Rounding::HalfEven, "run_a_residual10_line_half_even"),
        (RESIDUAL, Rounding::HalfUp, "run_a_residual10_line_half_up"),
        (MARGINAL, Rounding::HalfUp, "run_b_marginal"),
        (WHOLE, Rounding::HalfUp, "run_c_cumulative"),
    ] {
        let world = closed_under(plan, rounding).await;
        let computed = commissions(&world).await;
        assert_eq!(computed.len(), 29);
        for (code, commission) in &computed {
            assert_eq!(*commission, resellers[code][column].parse().unwrap(), "{code} {column}");
        }
        let total: Cents = computed.values().copied().sum();
        assert_eq!(total, expected()[column].as_str().unwrap().parse().unwrap(), "{column}");
    }
}

#[tokio::test]
async fn customers_revenue_and_retention_meet_the_expected_ones() {
    let world = closed_under(MARGINAL, Rounding::HalfEven).await;
    let expected = expected();
    let desk = world.desk(Role::Head, None).await;
    let portfolio = desk.portfolio(&PortfolioQuery::default()).await.unwrap();
    assert_eq!(portfolio.totals.customers.to_string(), expected["active"].as_str().unwrap());
    assert_eq!(portfolio.totals.mrr, expected["active_mrr"].as_str().unwrap().parse().unwrap());
    assert_eq!(portfolio.totals.billed, portfolio.totals.mrr);

    let resellers = expected_of_resellers();
    for partner in desk.partners().await.unwrap() {
        let Some(row) = resellers.get(&partner.code) else { continue };
        let page = desk.partner_page(Some(partner.id)).await.unwrap();
        let health = page.health.unwrap().score;
        let retention = health.components.iter().find(|c| c.component == domain::health::Component::Retention).unwrap();
        let domain::health::Evidence::Retention { start_customers, lost_customers, start_billed, kept_billed, .. } =
            retention.evidence
        else {
            panic!("{}: {:?}", partner.code, retention.evidence)
        };
        assert_eq!(start_customers.to_string(), row["q3_start_customers"], "{}", partner.code);
        assert_eq!(lost_customers.to_string(), row["q3_churned_customers"], "{}", partner.code);
        assert_eq!(start_billed, row["q3_start_mrr"].parse().unwrap(), "{}", partner.code);
        let lost: Cents = row["q3_churned_mrr"].parse().unwrap();
        assert_eq!(kept_billed, start_billed - lost, "{}", partner.code);
        #[expect(clippy::cast_precision_loss, reason = "a ratio of cents")]
        let grr = kept_billed.0 as f64 / start_billed.0 as f64 * 100.0;
        assert!((grr - row["q3_grr_pct"].parse::<f64>().unwrap()).abs() < 0.006, "{}", partner.code);
    }
}
