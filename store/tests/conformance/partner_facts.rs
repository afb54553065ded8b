//! Facts about partners, as they come in.

use crate::sample::{customer, day, id, month, noon, with_partners, write};
use chrono::{DateTime, Utc};
use domain::partner::Quota;
use domain::partner_facts::{
    Activity, ActivityKind, Completion, Installation, QuotaFrom, Ticket, TicketKind, TrainingModule,
};
use domain::{Cents, CustomerId, PartnerId};
use store::{Put, Store};

fn partner(number: u128) -> PartnerId {
    PartnerId(id(number))
}

fn put(added: u64, changed: u64) -> Put {
    Put { added, changed }
}

pub async fn a_ticket_is_new_once_and_changed_when_it_differs(store: Store) {
    let tenant = with_partners(&store).await;
    let ticket = |code: &str, resolved_at: Option<DateTime<Utc>>| Ticket {
        code: code.into(),
        partner_id: partner(1),
        customer_id: Some(CustomerId(id(1))),
        kind: TicketKind::Technical,
        opened_at: noon(),
        resolved_at,
    };
    write(&store, tenant, async |tx| {
        tx.add_customers(&[customer(1, 1, 500)]).await.unwrap();
        let first = [ticket("T-1", None), ticket("T-2", Some(noon()))];
        assert_eq!(tx.put_tickets(&first).await.unwrap(), put(2, 0));
        assert_eq!(tx.put_tickets(&first).await.unwrap(), put(0, 0));
        let resolved = [ticket("T-1", Some(noon())), ticket("T-2", Some(noon())), ticket("T-3", None)];
        assert_eq!(tx.put_tickets(&resolved).await.unwrap(), put(1, 1));
        let moved = Ticket { partner_id: partner(2), customer_id: None, ..ticket("T-3", None) };
        assert_eq!(tx.put_tickets(&[moved]).await.unwrap(), put(0, 1));
    })
    .await;
}

pub async fn every_kind_of_fact_is_kept_once(store: Store) {
    let tenant = with_partners(&store).await;
    let installation = Installation {
        code: "I-1".into(),
        partner_id: partner(1),
        customer_id: None,
        ordered_on: day("2025-09-01"),
        installed_on: Some(day("2025-09-08")),
    };
    let module = TrainingModule {
        code: "fiber".into(),
        version: 1,
        title: "Fiber basics".into(),
        pass_mark: 80,
        from_day: day("2025-01-01"),
    };
    let done = Completion {
        partner_id: partner(1),
        module: "fiber".into(),
        version: 1,
        person: "pat@reseller.example".into(),
        day: day("2025-09-02"),
        points: 85,
    };
    let activity = Activity { partner_id: partner(1), day: day("2025-09-02"), kind: ActivityKind::Resource, count: 3 };
    let quota = QuotaFrom {
        partner_id: partner(1),
        from: month("2025-09"),
        quota: Quota { monthly_revenue: Cents(100), activations_90d: 5 },
    };
    write(&store, tenant, async |tx| {
        for expected in [put(1, 0), put(0, 0)] {
            assert_eq!(tx.put_installations(std::slice::from_ref(&installation)).await.unwrap(), expected);
            assert_eq!(tx.put_training_modules(std::slice::from_ref(&module)).await.unwrap(), expected);
            assert_eq!(tx.put_completions(std::slice::from_ref(&done)).await.unwrap(), expected);
            assert_eq!(tx.put_activities(&[activity]).await.unwrap(), expected);
            assert_eq!(tx.put_quotas(&[quota]).await.unwrap(), expected);
        }
        assert_eq!(tx.put_activities(&[Activity { count: 4, ..activity }]).await.unwrap(), put(0, 1));
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.training_modules().await.unwrap(), [module]);
    assert_eq!(tx.completions(partner(1)).await.unwrap(), [done]);
    assert_eq!(tx.completions(partner(2)).await.unwrap(), []);
}
