//! Figures of the industry with their sources, one's own beside them, and what a quarter has brought.

use crate::sample::{add_tenant, bill, customer, day, id, month, noon, user, with_partners, write};
use domain::billing::BillingSource::Derived;
use domain::health::alert::{AlertState, Severity, Signal, Taken};
use domain::health::benchmark::{IndustryRow, Measure};
use domain::health::{Growth, HealthFacts, HealthRules, Missing, Operations, Retention, Revenue, Share, score};
use domain::partner::Tier;
use domain::partner_facts::Installation;
use domain::{AlertId, Cents, PartnerId, UserId};
use store::{BilledTwice, NewAlert, ScoreToWrite, Store};

fn partner(number: u128) -> PartnerId {
    PartnerId(id(number))
}

fn figure(tier: Option<Tier>, median: f64) -> IndustryRow {
    IndustryRow {
        measure: Measure::LogoChurn,
        tier,
        kind: None,
        low: 0.5,
        median,
        high: 3.5,
        source: "A yearbook, p. 7".into(),
        year: 2024,
    }
}

pub async fn a_figure_of_the_industry_is_replaced_and_removed(store: Store) {
    let tenant = with_partners(&store).await;
    let other = add_tenant(&store, "other").await;
    write(&store, tenant, async |tx| {
        tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap();
        for row in [figure(None, 1.5), figure(Some(Tier::Gold), 1.0), figure(None, 2.0)] {
            tx.put_industry(&row, UserId(id(1)), noon()).await.unwrap();
        }
        assert_eq!(tx.industry().await.unwrap(), [figure(None, 2.0), figure(Some(Tier::Gold), 1.0)]);
        assert!(tx.remove_industry(Measure::LogoChurn, None, None).await.unwrap());
        assert!(!tx.remove_industry(Measure::LogoChurn, None, None).await.unwrap());
    })
    .await;
    assert_eq!(store.read(tenant).await.unwrap().industry().await.unwrap(), [figure(Some(Tier::Gold), 1.0)]);
    assert_eq!(store.read(other).await.unwrap().industry().await.unwrap(), [], "another operator's");
}

pub async fn own_figures_are_those_that_the_score_was_computed_from(store: Store) {
    let tenant = with_partners(&store).await;
    let on = day("2025-09-30");
    let facts = HealthFacts {
        revenue: Ok(Revenue { billed: Cents(900), quota: Cents(1000), own_quota: true }),
        retention: Ok(Retention {
            months: 3,
            start_customers: 10,
            lost_customers: 1,
            start_billed: Cents(1000),
            kept_billed: Cents(950),
        }),
        growth: Ok(Growth { months: (4..=9).map(|n| (month(&format!("2025-0{n}")), Cents(1000 + n))).collect() }),
        operations: Ok(Operations {
            installations: Some(Share { good: 3, of: 4 }),
            tickets: None,
            data: None,
            reconciled: None,
        }),
        ..HealthFacts::missing(on, Missing::NotRecorded)
    };
    let computed = score(&facts, &HealthRules::default());
    write(&store, tenant, async |tx| {
        let written = ScoreToWrite { partner: partner(1), score: computed, facts, stale_from: None };
        tx.put_scores(on, 1, None, &[written]).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let own = tx.own_figures(day("2025-08-31"), on).await.unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!((own[0].billed, own[0].quota), (Some(900.0), Some(1000.0)));
    assert!(own[0].growth.is_some_and(|growth| (0.0005..0.0015).contains(&growth)), "{:?}", own[0]);
    assert_eq!((own[0].installed_in_time, own[0].installed, own[0].tickets), (Some(3.0), Some(4.0), None));
    assert!(own[0].customers_kept.is_some_and(|kept| (0.96..0.97).contains(&kept)), "{:?}", own[0]);
    assert_eq!(tx.own_figures(on, day("2025-10-31")).await.unwrap(), []);
}

pub async fn a_quarter_tells_who_was_billed_then_and_now(store: Store) {
    let tenant = with_partners(&store).await;
    let bills = [
        bill(1, 1, "2025-06", 100, Derived),
        bill(1, 1, "2025-09", 120, Derived),
        bill(1, 2, "2025-06", 70, Derived),
        bill(1, 3, "2025-02", 40, Derived),
        bill(1, 3, "2025-09", 45, Derived),
        bill(1, 4, "2025-09", 10, Derived),
        bill(2, 5, "2025-09", 99, Derived),
    ];
    write(&store, tenant, async |tx| {
        tx.add_customers(&[1, 2, 3, 4, 5].map(|n| customer(n, 1, 1000))).await.unwrap();
        tx.put_bills(&bills).await.unwrap();
        let installed = |code: &str, on: &str, days: Option<i64>| Installation {
            code: code.into(),
            partner_id: partner(1),
            customer_id: None,
            ordered_on: day(on),
            installed_on: days.map(|days| day(on) + chrono::Days::new(days.unsigned_abs())),
        };
        let rows = [
            installed("I-1", "2025-07-01", Some(3)),
            installed("I-2", "2025-08-01", Some(30)),
            installed("I-3", "2025-09-30", None),
            installed("I-4", "2025-10-01", Some(1)),
        ];
        tx.put_installations(&rows).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let of = |n: u128, then: i64, now: i64, earlier: i64| BilledTwice {
        customer: domain::CustomerId(id(n)),
        then: Cents(then),
        now: Cents(now),
        earlier,
    };
    let billed = tx.billed_twice(partner(1), month("2025-06"), month("2025-09")).await.unwrap();
    assert_eq!(billed, [of(1, 100, 120, 0), of(2, 70, 0, 0), of(3, 0, 45, 1), of(4, 0, 10, 0)]);
    let quarter = (day("2025-07-01"), day("2025-09-30"));
    assert_eq!(tx.installations_between(partner(1), quarter, 14).await.unwrap(), (3, 2, 1));
    assert_eq!(tx.installations_between(partner(2), quarter, 14).await.unwrap(), (0, 0, 0));
    let instants = (noon() - chrono::TimeDelta::days(90), noon());
    assert_eq!(tx.tickets_between(partner(1), instants, 60).await.unwrap(), (0, 0, 0));
    assert_eq!(tx.churn_reasons(partner(1), instants.0, instants.1).await.unwrap(), []);
    assert_eq!(tx.alerts_raised(partner(1), instants, 10).await.unwrap(), []);
}

pub async fn alerts_tell_when_somebody_took_them_up(store: Store) {
    let tenant = with_partners(&store).await;
    let raise = |number: u128, severity: Severity| NewAlert {
        id: AlertId(id(number)),
        partner: Some(partner(1)),
        cause: format!("cause {number}"),
        signal: Signal::Fall { since: day("2025-09-20"), before: 70.0, score: 50.0 },
        severity,
        at: noon(),
        acknowledge_by: None,
    };
    let later = noon() + chrono::TimeDelta::hours(2);
    write(&store, tenant, async |tx| {
        tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap();
        tx.raise_alerts(&[raise(1, Severity::Low), raise(2, Severity::High), raise(3, Severity::High)]).await.unwrap();
        let by = (Some(UserId(id(1))), Some("done"));
        let (open, resolved) = (AlertState::Open, AlertState::Resolved);
        assert!(tx.move_alert(AlertId(id(2)), (open, resolved), by, later).await.unwrap());
        // Its cause was gone by itself.
        assert!(tx.move_alert(AlertId(id(3)), (open, resolved), (None, Some("gone")), later).await.unwrap());
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let taken = |severity, taken_at, is_live| (partner(1), Taken { severity, raised_at: noon(), taken_at, is_live });
    assert_eq!(
        tx.alerts_taken(noon()).await.unwrap(),
        [
            taken(Severity::Low, None, true),
            taken(Severity::High, Some(later), false),
            taken(Severity::High, None, false)
        ]
    );
    assert_eq!(tx.alerts_taken(later).await.unwrap(), []);
    let raised = tx.alerts_raised(partner(1), (noon(), later), 2).await.unwrap();
    assert_eq!(raised.iter().map(|row| row.severity).collect::<Vec<_>>(), [Severity::High, Severity::High]);
}
