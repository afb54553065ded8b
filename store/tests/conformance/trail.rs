//! The audit trail and the outbox.

use crate::sample::{add_tenant, id, month, noon, write};
use domain::EventId;
use domain::audit::{Actor, first_break};
use domain::event::Event;
use serde_json::json;
use store::Store;

pub async fn entries_are_chained_per_tenant(store: Store) {
    let (first, second) = (add_tenant(&store, "first").await, add_tenant(&store, "second").await);
    for tenant in [first, second, first] {
        write(&store, tenant, async |tx| {
            tx.audit(noon(), Actor::System, "tested", "chain", &json!({ "of": tenant })).await.unwrap();
        })
        .await;
    }
    let entries = store.read(first).await.unwrap().audit_entries().await.unwrap();
    assert_eq!(entries.iter().map(|e| e.position).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(first_break(first, &entries), None);
    assert_eq!(store.read(second).await.unwrap().audit_entries().await.unwrap().len(), 1);
}

pub async fn simultaneous_entries_take_their_turns(store: Store) {
    let tenant = add_tenant(&store, "first").await;
    let mut writers = Vec::new();
    for writer in 0..8 {
        let store = store.clone();
        writers.push(tokio::spawn(async move {
            for _ in 0..5 {
                write(&store, tenant, async |tx| {
                    tx.audit(noon(), Actor::System, "tested", "turns", &json!(writer)).await.unwrap();
                })
                .await;
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let entries = store.read(tenant).await.unwrap().audit_entries().await.unwrap();
    assert_eq!((entries.len(), first_break(tenant, &entries)), (40, None));
}

pub async fn writers_of_events_and_entries_never_block_each_other_for_good(store: Store) {
    let tenant = add_tenant(&store, "first").await;
    let writer = async |writer: u128| {
        for turn in 0..10 {
            let mut tx = store.write(tenant).await.unwrap();
            let event = Event::MonthFrozen { month: month("2025-09") };
            tx.announce(EventId(id(writer * 100 + turn)), noon(), &event).await.unwrap();
            // The others have written theirs meanwhile.
            tokio::task::yield_now().await;
            tx.audit(noon(), Actor::System, "tested", "both", &json!(null)).await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    tokio::join!(writer(1), writer(2), writer(3), writer(4));
    assert_eq!(store.read(tenant).await.unwrap().audit_entries().await.unwrap().len(), 40);
}

pub async fn events_wait_in_the_outbox_in_order(store: Store) {
    let tenant = add_tenant(&store, "first").await;
    let events: Vec<_> = ["2025-08", "2025-09"].map(|m| Event::MonthFrozen { month: month(m) }).into();
    write(&store, tenant, async |tx| {
        for (number, event) in (1..).zip(&events) {
            tx.announce(EventId(id(number)), noon(), event).await.unwrap();
        }
    })
    .await;
    let waiting = store.read(tenant).await.unwrap().undelivered(9).await.unwrap();
    assert_eq!(waiting, [(EventId(id(1)), events[0].clone()), (EventId(id(2)), events[1].clone())]);
}
