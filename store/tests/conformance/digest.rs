//! What a week and a quarter have brought.

use crate::commissions::with_statement;
use crate::sample::{customer, id, minutes, month, noon, write};
use crate::walk::approve;
use domain::digest::{Contacts, Moves, QuarterMonth};
use domain::interaction::{InteractionKind, NewInteraction};
use domain::lifecycle::{ChurnReason, Stage};
use domain::{Cents, InteractionId, PartnerId};
use store::Store;

pub async fn moves_and_contacts_are_counted_between_two_instants(store: Store) {
    let tenant = with_statement(&store).await;
    write(&store, tenant, async |tx| {
        let mut moved = customer(11, 1, 500);
        tx.add_customers(&[moved.clone()]).await.unwrap();
        tx.add_stage_events(&[(&moved, None)], noon(), None).await.unwrap();
        (moved.stage, moved.revision) = (Stage::AtRisk, 2);
        tx.add_stage_events(&[(&moved, Some(Stage::Active))], noon() + minutes(1), None).await.unwrap();
        (moved.stage, moved.revision, moved.churn_reason) = (Stage::Churned, 3, Some(ChurnReason::Price));
        tx.add_stage_events(&[(&moved, Some(Stage::AtRisk))], noon() + minutes(2), None).await.unwrap();
        for (number, satisfaction, after) in [(1, Some(7), 0), (2, Some(8), 1), (3, None, 1), (4, Some(1), 2)] {
            let kind = InteractionKind::SalesCall;
            let new = NewInteraction { kind, minutes: 10, subject: "Hello".into(), satisfaction };
            tx.add_interaction(moved.id, InteractionId(id(number)), &new, (noon() + minutes(after), None))
                .await
                .unwrap();
        }
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let at_risk = Moves { to: Stage::AtRisk, reason: None, customers: 1, mrr: Cents(500) };
    let left = Moves { to: Stage::Churned, reason: Some(ChurnReason::Price), customers: 1, mrr: Cents(500) };
    assert_eq!(tx.moves_between(noon(), noon() + minutes(2)).await.unwrap(), [at_risk], "coming in is no move");
    assert_eq!(tx.moves_between(noon(), noon() + minutes(3)).await.unwrap(), [at_risk, left]);
    let contacts = tx.contacts_between(noon(), noon() + minutes(2)).await.unwrap();
    assert_eq!(contacts, Contacts { contacts: 3, rated: 2, satisfaction: Some(7.5) });
    let none = tx.contacts_between(noon() + minutes(3), noon() + minutes(4)).await.unwrap();
    assert_eq!(none, Contacts { contacts: 0, rated: 0, satisfaction: None });
}

pub async fn a_quarter_tells_commission_once_it_is_released(store: Store) {
    let tenant = with_statement(&store).await;
    let (september, november) = (month("2025-09"), month("2025-11"));
    let of = async |partner: u128| {
        let months = store.read(tenant).await.unwrap().partner_quarters(september, november).await.unwrap();
        months.into_iter().filter(|(id, _)| id.0.as_u128() == partner).map(|(_, month)| month).collect::<Vec<_>>()
    };
    let billed = QuarterMonth { month: september, billed: Cents(1400), customers: 2, commission: None };
    assert_eq!(of(1).await, [billed]);
    write(&store, tenant, async |tx| approve(tx, september).await).await;
    assert_eq!(of(1).await, [QuarterMonth { commission: Some(Cents(140)), ..billed }]);
    let none = store.read(tenant).await.unwrap().partner_quarters(month("2025-10"), month("2025-12")).await.unwrap();
    assert_eq!(none, Vec::<(PartnerId, QuarterMonth)>::new());
}
