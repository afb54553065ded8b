//! Signing in, and what each role may see.

use crate::world::{CUSTOMERS, PASSWORD, World};
use domain::Refusal;
use domain::user::Role;
use domain::view::{CustomerQuery, PortfolioQuery};
use engine::NewUser;

#[tokio::test]
async fn a_session_lasts_until_sign_out_or_its_limit() {
    let world = World::new().await;
    world.desk(Role::Manager, None).await;
    let first = world.engine.sign_in(" Manager-Operator@acme.example ", PASSWORD).await.unwrap();
    let second = world.engine.sign_in("manager-operator@acme.example", PASSWORD).await.unwrap();
    assert_ne!(first.token, second.token);
    assert_eq!(world.engine.caller(&first.token).await.unwrap(), Some(first.caller));
    world.engine.sign_out(&first.token).await.unwrap();
    assert_eq!(world.engine.caller(&first.token).await.unwrap(), None);
    world.later(11 * 3600);
    assert!(world.engine.caller(&second.token).await.unwrap().is_some(), "used within the idle limit");
    world.later(13 * 3600);
    assert_eq!(world.engine.caller(&second.token).await.unwrap(), None, "idle for too long");
    assert_eq!(world.engine.caller("no such token").await.unwrap(), None);
}

#[tokio::test]
async fn guessing_is_slowed_down_and_forgiven() {
    let world = World::new().await;
    world.desk(Role::Manager, None).await;
    let name = "manager-operator@acme.example";
    for _ in 0..5 {
        assert!(matches!(world.engine.sign_in(name, "wrong").await, Err(Refusal::Invalid { .. })));
    }
    assert_eq!(world.engine.sign_in(name, PASSWORD).await.err(), Some(Refusal::TooMany { seconds: 2 }));
    world.later(2);
    assert!(world.engine.sign_in(name, PASSWORD).await.is_ok());
    assert!(matches!(world.engine.sign_in(name, "wrong").await, Err(Refusal::Invalid { .. })), "counted anew");
}

#[tokio::test]
async fn an_unknown_name_is_refused_in_the_same_words_as_a_wrong_password() {
    let world = World::new().await;
    world.desk(Role::Manager, None).await;
    let wrong = world.engine.sign_in("manager-operator@acme.example", "wrong").await.err();
    assert!(wrong.is_some());
    assert_eq!(world.engine.sign_in("nobody@acme.example", "wrong").await.err(), wrong);
    assert_eq!(world.engine.sign_in("no address", "wrong").await.err(), wrong);
}

#[tokio::test]
async fn a_new_user_needs_a_long_password_and_a_fitting_partner() {
    let world = World::new().await;
    let new = |role, partner: Option<&str>, password: &str| NewUser {
        email: "ana@acme.example".into(),
        name: "Ana".into(),
        role,
        partner: partner.map(str::to_owned),
        password: password.into(),
    };
    for (new, field) in [
        (new(Role::Finance, None, "short"), "password"),
        (new(Role::Owner, None, PASSWORD), "partner"),
        (new(Role::Owner, Some("RS-9"), PASSWORD), "partner"),
        (new(Role::Finance, Some("RS-9"), PASSWORD), "partner"),
        (NewUser { email: "nobody".into(), ..new(Role::Finance, None, PASSWORD) }, "email"),
    ] {
        assert!(matches!(world.office.add_user(new).await, Err(Refusal::Invalid { field: f, .. }) if f == field));
    }
    world.office.add_user(new(Role::Finance, None, PASSWORD)).await.unwrap();
    assert!(matches!(world.office.add_user(new(Role::Finance, None, PASSWORD)).await, Err(Refusal::Conflict { .. })));
}

#[tokio::test]
async fn a_reseller_sees_its_own_and_nothing_of_another() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let (first, second) = (world.desk(Role::Owner, Some("RS-1")).await, world.desk(Role::Owner, Some("RS-2")).await);
    let own = first.customers(&CustomerQuery::default()).await.unwrap();
    assert_eq!(own.rows.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(), ["A-1", "A-2", "A-3"]);
    let theirs = second.partners().await.unwrap()[0].id;
    let not_found = Refusal::not_found("partner");
    assert_eq!(first.board(Some(theirs)).await.err(), Some(not_found.clone()));
    assert_eq!(first.partner_page(Some(theirs)).await.err(), Some(not_found.clone()));
    let query = CustomerQuery { partner: Some(theirs), ..CustomerQuery::default() };
    assert_eq!(first.customers(&query).await.err(), Some(not_found));
    let customer = own.rows[0].id;
    assert_eq!(second.customer_page(customer).await.err(), Some(Refusal::not_found("customer")));
    assert!(matches!(first.portfolio(&PortfolioQuery::default()).await, Err(Refusal::Forbidden { .. })));
    assert!(matches!(first.months_to_close().await, Err(Refusal::Forbidden { .. })));
}
