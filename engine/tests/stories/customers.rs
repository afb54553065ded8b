//! Moving customers through their life.

use crate::world::{CUSTOMERS, World};
use domain::Refusal;
use domain::interaction::{InteractionKind, NewInteraction};
use domain::lifecycle::{ChurnReason, Stage};
use domain::user::Role;
use domain::view::{Card, CustomerQuery};
use engine::Desk;

async fn card(desk: &Desk, stage: Stage) -> Card {
    let board = desk.board(None).await.unwrap();
    board.columns.into_iter().find(|c| c.count.stage == stage).unwrap().cards.remove(0)
}

#[tokio::test]
async fn a_move_changes_the_board_the_counts_and_the_trail() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let desk = world.desk(Role::Sales, Some("RS-1")).await;
    let before = card(&desk, Stage::Onboarding).await;
    let after = desk.move_customer(before.id, Stage::Active, None, before.revision).await.unwrap();
    assert_eq!((after.stage, after.revision), (Stage::Active, before.revision + 1));
    let board = desk.board(None).await.unwrap();
    let counts: Vec<_> =
        board.columns.iter().filter(|c| c.count.customers > 0).map(|c| (c.count.stage, c.count.customers)).collect();
    assert_eq!(counts, [(Stage::Active, 2), (Stage::Churned, 1)]);
    let page = desk.customer_page(before.id).await.unwrap();
    assert_eq!(page.events[0].by.as_deref(), Some("The Reseller sales"));
    assert_eq!(page.customer.activated_on.unwrap().to_string(), "2025-08-01", "it was in service already");
    let (entries, broken) = world.office.verify_audit().await.unwrap();
    assert!(entries >= 4);
    assert_eq!(broken, None);
}

#[tokio::test]
async fn an_illegal_move_is_refused_with_the_legal_ones_and_changes_nothing() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let desk = world.desk(Role::Sales, Some("RS-1")).await;
    let churned = card(&desk, Stage::Churned).await;
    let refusal = desk.move_customer(churned.id, Stage::Active, None, churned.revision).await.unwrap_err();
    assert!(refusal.to_string().ends_with("It can move to: Reactivation."), "{refusal}");
    assert_eq!(card(&desk, Stage::Churned).await, churned);
}

#[tokio::test]
async fn the_second_of_two_simultaneous_moves_gets_a_conflict() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let desk = world.desk(Role::Sales, Some("RS-1")).await;
    let card = card(&desk, Stage::Active).await;
    let (one, two) = tokio::join!(
        desk.move_customer(card.id, Stage::AtRisk, None, card.revision),
        desk.move_customer(card.id, Stage::Expansion, None, card.revision),
    );
    let refused = [one.err(), two.err()].into_iter().flatten().collect::<Vec<_>>();
    assert!(matches!(refused.as_slice(), [Refusal::Conflict { .. }]), "{refused:?}");
}

#[tokio::test]
async fn a_customer_who_leaves_needs_a_reason_and_comes_back_anew() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let desk = world.desk(Role::Owner, Some("RS-2")).await;
    let active = card(&desk, Stage::Active).await;
    let refused = desk.move_customer(active.id, Stage::Churned, None, active.revision).await;
    assert!(matches!(refused, Err(Refusal::Invalid { .. })));
    let gone = desk.move_customer(active.id, Stage::Churned, Some(ChurnReason::Price), active.revision).await.unwrap();
    let page = desk.customer_page(gone.id).await.unwrap();
    assert_eq!(page.customer.churned_on.unwrap().to_string(), "2025-10-06");
    assert_eq!(page.customer.churn_reason, Some(ChurnReason::Price));
    let back = desk.move_customer(gone.id, Stage::Reactivation, None, gone.revision).await.unwrap();
    let back = desk.move_customer(back.id, Stage::Active, None, back.revision).await.unwrap();
    let customer = desk.customer_page(back.id).await.unwrap().customer;
    assert_eq!((customer.activated_on.unwrap().to_string().as_str(), customer.churned_on), ("2025-10-06", None));
}

#[tokio::test]
async fn who_may_only_look_moves_nothing() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let desk = world.desk(Role::Viewer, Some("RS-1")).await;
    let card = card(&desk, Stage::Active).await;
    assert!(!desk.board(None).await.unwrap().may_move);
    let refused = desk.move_customer(card.id, Stage::AtRisk, None, card.revision).await;
    assert_eq!(refused.unwrap_err().to_string(), "You may not move customers.");
}

#[tokio::test]
async fn the_operator_finds_customers_of_all_resellers() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let desk = world.desk(Role::Support, None).await;
    let query = CustomerQuery { text: "inglewood".into(), ..CustomerQuery::default() };
    assert_eq!(desk.customers(&query).await.unwrap().rows[0].code, "B-1");
    assert!(matches!(desk.board(None).await, Err(Refusal::Invalid { .. })), "a board is one reseller's");
}

#[tokio::test]
async fn a_contact_is_logged_by_who_may_and_told_with_the_customer() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let call = NewInteraction {
        kind: InteractionKind::SalesCall,
        minutes: 15,
        subject: "Renewal".into(),
        satisfaction: Some(8),
    };
    let sales = world.desk(Role::Sales, Some("RS-1")).await;
    let id = card(&sales, Stage::Active).await.id;
    sales.log_interaction(id, &call).await.unwrap();
    let page = sales.customer_page(id).await.unwrap();
    assert_eq!((page.interactions.len(), page.interactions[0].subject.as_str()), (1, "Renewal"));
    let viewer = world.desk(Role::Viewer, Some("RS-1")).await;
    assert!(matches!(viewer.log_interaction(id, &call).await, Err(Refusal::Forbidden { .. })));
    let other = world.desk(Role::Sales, Some("RS-2")).await;
    assert_eq!(other.log_interaction(id, &call).await, Err(Refusal::not_found("customer")));
    let empty = NewInteraction { subject: " ".into(), ..call };
    assert!(matches!(sales.log_interaction(id, &empty).await, Err(Refusal::Invalid { .. })));
}
