//! What partners are compared by.

use crate::sample::{bill, customer, day, id, month, with_partners, write};
use domain::billing::BillingSource::Derived;
use domain::health::{Component, ComponentScore, Evidence, HealthFacts, HealthScore, Missing};
use domain::{Cents, PartnerId};
use store::{ScoreToWrite, Store, Tx};

fn partner(number: u128) -> PartnerId {
    PartnerId(id(number))
}

/// A score whose components are each one point above the one before, but for the last, which has no facts.
fn score(of: u128, first: f64) -> ScoreToWrite {
    let figures = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0].map(|more| Some(first + more)).into_iter().chain([None]);
    let component = |(component, score): (&Component, Option<f64>)| ComponentScore {
        component: *component,
        weight: 0.1,
        effective_weight: 0.1,
        score,
        evidence: Evidence::Missing { why: Missing::NotRecorded },
    };
    let components = Component::ALL.iter().zip(figures).map(component).collect();
    ScoreToWrite {
        partner: partner(of),
        score: HealthScore { score: Some(first), coverage: 0.65, components },
        facts: HealthFacts::missing(day("2025-09-30"), Missing::NotRecorded),
        stale_from: Some(day("2025-12-20")),
    }
}

pub async fn each_partners_latest_score_of_a_time_is_read_with_its_components(store: Store) {
    let tenant = with_partners(&store).await;
    write(&store, tenant, async |tx| {
        tx.put_scores(day("2025-08-31"), 1, None, &[score(1, 90.0), score(2, 80.0)]).await.unwrap();
        tx.put_scores(day("2025-09-10"), 1, None, &[score(1, 50.0)]).await.unwrap();
        tx.put_scores(day("2025-09-20"), 1, Some("rules 1"), &[score(1, 60.5)]).await.unwrap();
        // Carried over: the detail stays with the day it was computed on.
        let carried = tx.carry_scores(day("2025-09-30"), Tx::before_all_partners(), partner(1)).await.unwrap();
        assert_eq!(carried, 1);
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let (august, september) = (day("2025-08-31"), day("2025-09-30"));
    let scores = tx.component_scores(august, september).await.unwrap();
    assert_eq!(scores.len(), 1, "partner 2 has none in September");
    assert_eq!((scores[0].partner, scores[0].day, scores[0].score), (partner(1), september, Some(60.5)));
    assert_eq!(scores[0].components.len(), 6, "one has no facts");
    assert_eq!(scores[0].components[1], (Component::Acquisition, 61.5));
    assert_eq!(tx.component_scores_of(partner(1), august, september).await.unwrap().as_ref(), scores.first());
    assert_eq!(tx.component_scores_of(partner(2), august, september).await.unwrap(), None);
    let between = tx.scores_between(day("2025-08-01"), day("2025-09-15")).await.unwrap();
    assert_eq!(between, [(partner(1), Some(50.0)), (partner(2), Some(80.0))]);
}

pub async fn bills_are_read_by_customer_and_by_year(store: Store) {
    let tenant = with_partners(&store).await;
    let bills = [
        bill(1, 1, "2024-11", 100, Derived),
        bill(1, 2, "2024-12", 250, Derived),
        bill(1, 1, "2025-01", 300, Derived),
        bill(1, 2, "2025-01", 50, Derived),
        bill(2, 3, "2025-01", 70, Derived),
    ];
    write(&store, tenant, async |tx| {
        tx.add_customers(&[1, 2, 3].map(|n| customer(n, 1, 1000))).await.unwrap();
        tx.put_bills(&bills).await.unwrap();
        tx.roll_up_months(month("2024-01"), month("2025-12")).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let mut amounts = tx.billed_amounts(partner(1), month("2025-01")).await.unwrap();
    amounts.sort_unstable();
    assert_eq!(amounts, [Cents(50), Cents(300)]);
    assert_eq!(tx.billed_years().await.unwrap(), [(partner(1), 2024), (partner(1), 2025), (partner(2), 2025)]);
}
