//! What scores tell: one partner's health explained, and the portfolio side by side.

use crate::world::{World, import_of, month};
use domain::Refusal;
use domain::audit::Actor;
use domain::health::benchmark::Cohort;
use domain::health::{Component, Series};
use domain::user::Role;
use domain::view::InsightQuery;
use std::fmt::Write as _;

const PARTNERS: u32 = 12;

/// Partners that differ in how much they sell, with scores of eight months.
async fn world() -> World {
    let world = World::new().await;
    let mut file =
        String::from("customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,contract,zip\n");
    for n in 0..PARTNERS * 10 {
        let (partner, started) = (n % PARTNERS, 1 + n % 9);
        let paid = 200 + partner * 300;
        let _ = writeln!(file, "C-{n},RS-{partner},{paid}.00,2024-0{started}-03,,Active,monthly,90001");
    }
    let mut import = import_of(world.file("customers.csv", file));
    import.bill_through = Some(month("2025-09"));
    world.office.import_customers(&import, &|_| ()).await.unwrap();
    for number in 2..=9 {
        let closed = month(&format!("2025-0{number}"));
        world.office.close(closed, Actor::System, |_| ()).await.unwrap();
    }
    world
}

#[tokio::test]
async fn a_partner_sees_why_its_score_is_what_it_is_and_where_it_stands() {
    let world = world().await;
    let desk = world.desk(Role::Owner, Some("RS-3")).await;
    let page = desk.partner_health(None).await.unwrap();
    assert_eq!(page.partner.code, "RS-3");
    let insight = page.insight.unwrap();
    let score = insight.score.score.unwrap();
    let lost: f64 = insight.explanation.as_ref().unwrap().lost.iter().map(|loss| loss.points).sum();
    assert!((100.0 - score - lost).abs() < 1e-6, "what is lost is what is missing to 100: {score}, {lost}");
    assert!(!insight.explanation.unwrap().raises.is_empty());
    assert_eq!(insight.mappings.len(), Component::ALL.len());
    let months: Vec<_> = insight.months.iter().map(|month| (month.month.to_string(), month.score)).collect();
    let latest = months.last().unwrap();
    assert_eq!((months.len(), latest.0.as_str(), latest.1), (8, "2025-09", Some(score)));
    let benchmark = insight.benchmark.unwrap();
    assert_eq!((benchmark.score.partners, benchmark.score.value.to_bits()), (PARTNERS, score.to_bits()));
    assert!(matches!(benchmark.cohort, Cohort::TierAndKind));
    let series = Series::of(insight.history.iter().filter_map(|point| Some((point.day, point.score?))));
    assert_eq!(insight.trend, domain::health::trend(&series, &domain::health::TrendRules::default()));
    assert!(insight.forecast.unwrap().horizons.iter().all(|h| h.outlook.is_err()), "eight months test no forecast");

    let manager = world.desk(Role::Head, None).await;
    let others = manager.partners().await.unwrap().into_iter().find(|partner| partner.code == "RS-4").unwrap();
    assert!(matches!(desk.partner_health(Some(others.id)).await, Err(Refusal::NotFound { .. })));
    assert!(manager.partner_health(Some(others.id)).await.unwrap().insight.is_some());
}

#[tokio::test]
async fn the_portfolio_is_seen_side_by_side() {
    let world = world().await;
    let desk = world.desk(Role::Head, None).await;
    let page = desk.insight(&InsightQuery::default()).await.unwrap();
    assert_eq!((page.partners, page.heat.rows.len(), page.heat.columns.len()), (PARTNERS, PARTNERS as usize, 8));
    let scores: Vec<_> = page.heat.rows.iter().filter_map(|row| row.cells[0]).collect();
    assert!(scores.is_sorted(), "those in need first: {scores:?}");
    let concentration = page.concentration.unwrap();
    assert_eq!(concentration.spread.count, PARTNERS);
    assert_eq!(concentration.largest[0].0.code, "RS-11");
    assert_eq!(concentration.curve.last(), Some(&(1.0, 1.0)));
    assert_eq!(page.areas.iter().map(|area| area.partners).sum::<u32>(), PARTNERS);
    assert_eq!(
        page.cohorts.iter().map(|cohort| (cohort.year, cohort.billed.clone())).collect::<Vec<_>>(),
        [(2024, vec![PARTNERS, PARTNERS])]
    );
    let compared: u32 = page.moved.counts.iter().map(|(_, _, partners)| partners).sum();
    assert_eq!(compared, PARTNERS, "everybody had a score four weeks before");

    let over = InsightQuery { months: true, of: Some(Component::Revenue), ..InsightQuery::default() };
    let heat = desk.insight(&over).await.unwrap().heat;
    assert_eq!((heat.columns.len(), heat.columns.last().map(String::as_str)), (6, Some("Sep 2025")));
    assert!(heat.rows.iter().all(|row| row.cells.len() == 6 && row.cells[5].is_some()));

    let nobody = InsightQuery { territory: "Atlantis".into(), ..InsightQuery::default() };
    let page = desk.insight(&nobody).await.unwrap();
    assert_eq!((page.partners, page.heat.pages, page.concentration.is_none()), (0, 1, true));
    let owner = world.desk(Role::Owner, Some("RS-3")).await;
    assert!(matches!(owner.insight(&InsightQuery::default()).await, Err(Refusal::Forbidden { .. })));
}
