//! The facts of health, and its scores.

use crate::sample::{bill, customer, day, id, month, with_partners, write};
use domain::billing::BillingSource::Derived;
use domain::health::HealthScore;
use domain::partner::Quota;
use domain::partner_facts::QuotaFrom;
use domain::{Cents, PartnerId};
use store::{ScoreToWrite, Store, Tx};

fn partner(number: u128) -> PartnerId {
    PartnerId(id(number))
}

fn score(of: u128, score: Option<f64>) -> ScoreToWrite {
    ScoreToWrite { partner: partner(of), score: HealthScore { score, coverage: 0.65, components: Vec::new() } }
}

pub async fn retention_compares_two_months_customer_by_customer(store: Store) {
    let tenant = with_partners(&store).await;
    let bills = [
        bill(1, 1, "2025-06", 1000, Derived),
        bill(1, 2, "2025-06", 500, Derived),
        bill(1, 3, "2025-06", 700, Derived),
        // One grew, one shrank, one left, one is new.
        bill(1, 1, "2025-09", 1200, Derived),
        bill(1, 2, "2025-09", 300, Derived),
        bill(1, 4, "2025-09", 900, Derived),
        bill(2, 5, "2025-09", 900, Derived),
    ];
    write(&store, tenant, async |tx| {
        tx.add_customers(&[1, 2, 3, 4, 5].map(|n| customer(n, 1, 1000))).await.unwrap();
        tx.put_bills(&bills).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let windows =
        tx.retention(month("2025-06"), month("2025-09"), Tx::before_all_partners(), partner(9)).await.unwrap();
    assert_eq!(windows.len(), 1, "partner 2 had nothing in June");
    let window = windows[0];
    assert_eq!((window.partner_id, window.start_customers, window.lost_customers), (partner(1), 3, 1));
    assert_eq!((window.start_billed, window.kept_billed), (Cents(2200), Cents(1300)));
}

pub async fn activations_are_counted_within_the_window(store: Store) {
    let tenant = with_partners(&store).await;
    let mut customers = [customer(1, 1, 500), customer(2, 1, 500), customer(3, 2, 500), customer(4, 2, 500)];
    customers[1].activated_on = Some(day("2025-06-30"));
    customers[2].activated_on = Some(day("2025-09-30"));
    customers[3].activated_on = None;
    write(&store, tenant, async |tx| tx.add_customers(&customers).await.unwrap()).await;
    let mut tx = store.read(tenant).await.unwrap();
    let mut count =
        async |after| tx.activations(day("2025-07-01"), day("2025-09-30"), after, partner(9)).await.unwrap();
    assert_eq!(count(Tx::before_all_partners()).await, [(partner(1), 1), (partner(2), 1)]);
    assert_eq!(count(partner(1)).await, [(partner(2), 1)]);
}

pub async fn a_day_scored_again_takes_the_new_score(store: Store) {
    let tenant = with_partners(&store).await;
    let september = day("2025-09-30");
    write(&store, tenant, async |tx| {
        tx.put_scores(september, 1, &[score(1, Some(61.25)), score(2, None)]).await.unwrap();
        tx.put_scores(september, 2, &[score(1, Some(47.3))]).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.scores_on(september).await.unwrap(), [(partner(1), Some(47.3)), (partner(2), None)]);
    let (day, latest, version) = tx.latest_health(partner(1)).await.unwrap().unwrap();
    assert_eq!((day, latest, version), (september, score(1, Some(47.3)).score, 2));
    assert!(tx.latest_health(partner(3)).await.unwrap().is_none());
}

pub async fn the_portfolio_keeps_the_score_before(store: Store) {
    let tenant = with_partners(&store).await;
    let (august, september) = (day("2025-08-31"), day("2025-09-30"));
    write(&store, tenant, async |tx| {
        tx.put_scores(august, 1, &[score(1, Some(61.0))]).await.unwrap();
        tx.put_scores(september, 1, &[score(1, Some(47.0))]).await.unwrap();
        // Scored again, or an older day: the one before stays.
        tx.put_scores(september, 1, &[score(1, Some(48.0))]).await.unwrap();
        tx.put_scores(day("2025-07-31"), 1, &[score(1, Some(99.0))]).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let facts = tx.portfolio_health().await.unwrap();
    let seen: Vec<_> = facts.iter().map(|f| (f.day, f.score, f.previous_score)).collect();
    assert_eq!(seen, [(september, Some(48.0), Some(61.0))]);
    let series = tx.health_series(partner(1), august).await.unwrap();
    assert_eq!(series.iter().map(|p| p.score.unwrap()).collect::<Vec<_>>(), [61.0, 48.0]);
}

pub async fn quotas_in_force_are_the_latest_that_have_begun(store: Store) {
    let tenant = with_partners(&store).await;
    let quota = |monthly| Quota { monthly_revenue: Cents(monthly), activations_90d: 5 };
    let from = |from, monthly| QuotaFrom { partner_id: partner(1), from: month(from), quota: quota(monthly) };
    write(&store, tenant, async |tx| {
        tx.put_quotas(&[from("2025-01", 100), from("2025-07", 150)]).await.unwrap();
        tx.put_quotas(&[from("2025-07", 200)]).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.quotas(month("2024-12")).await.unwrap(), []);
    assert_eq!(tx.quotas(month("2025-06")).await.unwrap(), [(partner(1), quota(100))]);
    assert_eq!(tx.quotas(month("2025-09")).await.unwrap(), [(partner(1), quota(200))]);
}

pub async fn active_days_are_counted_once(store: Store) {
    let tenant = with_partners(&store).await;
    write(&store, tenant, async |tx| {
        for (on, kind) in
            [("2025-09-01", "portal"), ("2025-09-01", "portal"), ("2025-09-01", "training"), ("2025-09-05", "portal")]
        {
            tx.count_activity(partner(1), day(on), kind).await.unwrap();
        }
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.active_days(day("2025-09-01"), day("2025-09-28")).await.unwrap(), [(partner(1), 2)]);
    assert_eq!(tx.first_activity().await.unwrap(), Some(day("2025-09-01")));
}
