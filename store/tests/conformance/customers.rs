//! Customers, their board and their moves.

use crate::sample::{add_tenant, customer, id, noon, partner, user, with_partners, write};
use domain::interaction::{InteractionKind, NewInteraction};
use domain::lifecycle::Stage;
use domain::{Cents, CustomerId, InteractionId, PartnerId, UserId};
use store::{NewPartner, Store};

const FIRST: PartnerId = PartnerId(id_of(1));
const fn id_of(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

pub async fn a_customer_reads_back_as_it_was_written(store: Store) {
    let tenant = with_partners(&store).await;
    let mut written = customer(7, 1, 6560);
    written.churn_reason = Some(domain::lifecycle::ChurnReason::Price);
    written.contract = Some(domain::customer::Contract::TwoYears);
    write(&store, tenant, async |tx| tx.add_customers(&[written.clone()]).await.unwrap()).await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.customer(written.id).await.unwrap().as_ref(), Some(&written));
    assert_eq!(tx.customers_by_code(&["C-00007", "C-00008"]).await.unwrap(), [written]);
    assert_eq!(tx.customer(CustomerId(id(8))).await.unwrap(), None);
}

pub async fn many_customers_are_written_at_once(store: Store) {
    let tenant = with_partners(&store).await;
    let customers: Vec<_> = (1..=1_203).map(|n| customer(n, 1, 1000)).collect();
    write(&store, tenant, async |tx| {
        tx.add_customers(&customers).await.unwrap();
        tx.recount_stages().await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let (rows, found) = tx.customer_rows(None, None, "", 1_200, 50).await.unwrap();
    assert_eq!((rows.len(), found), (3, 1_203));
}

pub async fn a_customer_with_another_revision_is_not_replaced(store: Store) {
    let tenant = with_partners(&store).await;
    let mut changed = customer(7, 1, 6560);
    write(&store, tenant, async |tx| tx.add_customers(&[changed.clone()]).await.unwrap()).await;
    changed.stage = Stage::AtRisk;
    changed.revision = 2;
    let mut tx = store.write(tenant).await.unwrap();
    assert!(tx.replace_customer(&changed).await.unwrap());
    assert!(!tx.replace_customer(&changed).await.unwrap(), "revision 1 is gone");
    assert_eq!(tx.customer(changed.id).await.unwrap(), Some(changed));
}

pub async fn cards_come_highest_revenue_first_and_go_on_after_a_card(store: Store) {
    let tenant = with_partners(&store).await;
    let customers = [customer(1, 1, 500), customer(2, 1, 900), customer(3, 1, 500), customer(4, 2, 700)];
    write(&store, tenant, async |tx| tx.add_customers(&customers).await.unwrap()).await;
    let mut tx = store.read(tenant).await.unwrap();
    let first = tx.cards(FIRST, Stage::Active, None, 2).await.unwrap();
    assert_eq!(first.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["C-00002", "C-00001"]);
    let key = tx.customer_key(first[1].id).await.unwrap();
    let rest = tx.cards(FIRST, Stage::Active, key, 2).await.unwrap();
    assert_eq!(rest.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["C-00003"]);
    assert!(tx.cards(FIRST, Stage::Churned, None, 2).await.unwrap().is_empty());
}

pub async fn the_table_is_narrowed_by_partner_stage_and_text(store: Store) {
    let tenant = with_partners(&store).await;
    let mut customers = [customer(1, 1, 500), customer(2, 1, 900), customer(3, 2, 500)];
    customers[1].stage = Stage::AtRisk;
    customers[2].city = Some("Long Beach".into());
    write(&store, tenant, async |tx| {
        tx.add_customers(&customers).await.unwrap();
        tx.recount_stages().await.unwrap();
    })
    .await;
    // What is learnt of sizes changes no answer.
    store.learn_sizes().await.unwrap();
    let mut tx = store.read(tenant).await.unwrap();
    let mut found = async |partner, stage, text: &str| {
        let (rows, found) = tx.customer_rows(partner, stage, text, 0, 50).await.unwrap();
        assert_eq!(i64::try_from(rows.len()).unwrap(), found);
        rows.into_iter().map(|row| row.code).collect::<Vec<_>>()
    };
    assert_eq!(found(None, None, "").await, ["C-00001", "C-00002", "C-00003"]);
    assert_eq!(found(Some(FIRST), None, "").await, ["C-00001", "C-00002"]);
    assert_eq!(found(Some(FIRST), Some(Stage::AtRisk), "").await, ["C-00002"]);
    assert_eq!(found(None, Some(Stage::Active), "").await, ["C-00001", "C-00003"]);
    assert_eq!(found(None, None, "beach").await, ["C-00003"]);
    assert_eq!(found(None, None, "c-00002").await, ["C-00002"]);
}

pub async fn a_percent_sign_is_searched_for_as_itself(store: Store) {
    let tenant = with_partners(&store).await;
    write(&store, tenant, async |tx| tx.add_customers(&[customer(1, 1, 500)]).await.unwrap()).await;
    let mut tx = store.read(tenant).await.unwrap();
    for text in ["%", "_", "\\", "' OR 1=1 --"] {
        assert_eq!(tx.customer_rows(None, None, text, 0, 50).await.unwrap().1, 0, "{text}");
    }
}

pub async fn stage_counts_follow_moves_and_recounts(store: Store) {
    let tenant = with_partners(&store).await;
    let customers = [customer(1, 1, 500), customer(2, 1, 900), customer(3, 2, 700)];
    write(&store, tenant, async |tx| {
        tx.add_customers(&customers).await.unwrap();
        tx.recount_stages().await.unwrap();
        tx.shift_stage_count(FIRST, Stage::Active, -1, Cents(-900)).await.unwrap();
        tx.shift_stage_count(FIRST, Stage::AtRisk, 1, Cents(900)).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let mut counts = tx.stage_counts(FIRST).await.unwrap();
    counts.sort_by_key(|c| c.stage);
    let counts: Vec<_> = counts.iter().map(|c| (c.stage, c.customers, c.mrr.0)).collect();
    assert_eq!(counts, [(Stage::Active, 1, 500), (Stage::AtRisk, 1, 900)]);
    assert_eq!(tx.all_stage_counts().await.unwrap().len(), 3);
    drop(tx);
    write(&store, tenant, async |tx| tx.recount_stages().await.unwrap()).await;
    let counts = store.read(tenant).await.unwrap().stage_counts(FIRST).await.unwrap();
    assert_eq!(counts.iter().map(|c| (c.stage, c.customers)).collect::<Vec<_>>(), [(Stage::Active, 2)]);
}

pub async fn moves_are_listed_newest_first_with_who_made_them(store: Store) {
    let tenant = with_partners(&store).await;
    let mut moved = customer(1, 1, 500);
    write(&store, tenant, async |tx| {
        tx.add_user(&user(tenant, 5, "ana@example.com"), "hash", noon()).await.unwrap();
        tx.add_customers(&[moved.clone()]).await.unwrap();
        tx.add_stage_events(&[(&moved, None)], noon(), None).await.unwrap();
        moved.revision = 2;
        moved.stage = Stage::AtRisk;
        tx.add_stage_events(&[(&moved, Some(Stage::Active))], noon(), Some(UserId(id(5)))).await.unwrap();
    })
    .await;
    let events = store.read(tenant).await.unwrap().stage_events(moved.id).await.unwrap();
    let seen: Vec<_> = events.iter().map(|e| (e.by.as_deref(), e.from_stage, e.to_stage)).collect();
    assert_eq!(seen, [(Some("User 5"), Some(Stage::Active), Stage::AtRisk), (None, None, Stage::Active)]);
}

pub async fn contacts_are_listed_newest_first(store: Store) {
    let tenant = with_partners(&store).await;
    let call = |subject: &str| NewInteraction {
        kind: InteractionKind::SalesCall,
        minutes: 10,
        subject: subject.into(),
        satisfaction: Some(7),
    };
    write(&store, tenant, async |tx| {
        tx.add_user(&user(tenant, 5, "ana@example.com"), "hash", noon()).await.unwrap();
        tx.add_customers(&[customer(1, 1, 500)]).await.unwrap();
        for (number, subject, by) in [(1, "Hello", None), (2, "Renewal", Some(UserId(id(5))))] {
            let key = InteractionId(id(number));
            tx.add_interaction(CustomerId(id(1)), key, &call(subject), (noon(), by)).await.unwrap();
        }
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let seen = tx.interactions(CustomerId(id(1)), 9).await.unwrap();
    let told: Vec<_> = seen.iter().map(|i| (i.subject.as_str(), i.by.as_deref(), i.satisfaction)).collect();
    assert_eq!(told, [("Renewal", Some("User 5"), Some(7)), ("Hello", None, Some(7))]);
    assert_eq!(tx.interactions(CustomerId(id(1)), 1).await.unwrap().len(), 1);
}

/// Everything that reads, asked from one tenant while another has the rows under the same ids.
pub async fn another_tenants_rows_are_not_there(store: Store) {
    let owner = with_partners(&store).await;
    write(&store, owner, async |tx| {
        let theirs = customer(1, 1, 500);
        tx.add_customers(std::slice::from_ref(&theirs)).await.unwrap();
        tx.add_stage_events(&[(&theirs, None)], noon(), None).await.unwrap();
        tx.put_bills(&[crate::sample::bill(1, 1, "2025-09", 500, domain::billing::BillingSource::Derived)])
            .await
            .unwrap();
        tx.recount_stages().await.unwrap();
        let month = crate::sample::month("2025-09");
        tx.roll_up_months(month, month).await.unwrap();
        tx.add_user(&user(owner, 5, "ana@example.com"), "hash", noon()).await.unwrap();
    })
    .await;
    let other = add_tenant(&store, "other").await;
    let mut tx = store.read(other).await.unwrap();
    let (customer, month) = (CustomerId(id(1)), crate::sample::month("2025-09"));
    assert!(tx.customer(customer).await.unwrap().is_none());
    assert!(tx.customers_by_code(&["C-00001"]).await.unwrap().is_empty());
    assert!(tx.customer_key(customer).await.unwrap().is_none());
    assert!(tx.cards(FIRST, Stage::Active, None, 9).await.unwrap().is_empty());
    assert_eq!(tx.customer_rows(None, None, "", 0, 9).await.unwrap().1, 0);
    assert!(tx.stage_events(customer).await.unwrap().is_empty());
    assert!(tx.interactions(customer, 9).await.unwrap().is_empty());
    assert!(tx.stage_counts(FIRST).await.unwrap().is_empty());
    assert!(tx.all_stage_counts().await.unwrap().is_empty());
    assert!(tx.bills_of(customer).await.unwrap().is_empty());
    assert!(tx.billed_by_month(month, month).await.unwrap().is_empty());
    assert!(tx.billed_by_partner(month, month).await.unwrap().is_empty());
    assert_eq!(tx.latest_billed_month().await.unwrap(), None);
    assert!(tx.partner(FIRST).await.unwrap().is_none());
    assert!(tx.partners().await.unwrap().is_empty());
    assert!(tx.partner_refs().await.unwrap().is_empty());
    assert!(tx.user(UserId(id(5))).await.unwrap().is_none());
    assert!(tx.users().await.unwrap().is_empty());
    drop(tx);
    // Nor can they be written to from there.
    let mut tx = store.write(other).await.unwrap();
    let mut stolen = crate::sample::customer(1, 1, 1);
    stolen.revision = 2;
    assert!(!tx.replace_customer(&stolen).await.unwrap());
    tx.recount_stages().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.read(owner).await.unwrap().stage_counts(FIRST).await.unwrap().len(), 1);
    // The same code may be used by each.
    write(&store, other, async |tx| tx.add_partner(NewPartner { partner: &partner(1), at: noon() }).await.unwrap())
        .await;
}
