//! Plans: versions, and who has which from when.

use crate::world::{CUSTOMERS, World, month};
use domain::Cents;
use domain::audit::Actor;

const TEN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;
const TWENTY: &str = r#"{"rules": [{"type": "percentage", "rate": 200000}]}"#;

#[tokio::test]
async fn resellers_without_a_plan_get_one_and_a_new_version_holds_from_its_month_on() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    world.office.add_plan("residual", "Residual", month("2024-01"), TEN, false).await.unwrap();
    assert_eq!(world.office.assign_plan("residual", &[], month("2024-01")).await.unwrap(), 2);
    assert_eq!(world.office.assign_plan("residual", &[], month("2024-01")).await.unwrap(), 0, "they have one now");
    let august = world.office.close(month("2025-08"), Actor::System, |_| ()).await.unwrap();

    let early = world.office.revise_plan("residual", month("2025-08"), TWENTY).await.unwrap_err();
    assert_eq!(early.to_string(), "from: Aug 2025 is calculated already; choose 2025-09 or later");
    assert_eq!(world.office.revise_plan("residual", month("2025-09"), TWENTY).await.unwrap(), 2);
    let september = world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    assert_eq!(september.commission, Cents(2_000 + 1_211 + 5_000));
    let again = world.office.close(month("2025-08"), Actor::System, |_| ()).await.unwrap();
    assert_eq!(again, august, "what is calculated stays as it was");
}

#[tokio::test]
async fn a_plan_or_reseller_that_is_not_there_is_named_and_nothing_is_assigned() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let none = world.office.assign_plan("residual", &[], month("2025-09")).await.unwrap_err();
    assert_eq!(none.to_string(), "plan: there is no plan “residual”; add it first");
    world.office.add_plan("residual", "Residual", month("2024-01"), TEN, false).await.unwrap();
    let other = world.office.assign_plan("residuum", &[], month("2025-09")).await.unwrap_err();
    assert_eq!(other.to_string(), "plan: there is no plan “residuum”; there are: residual");
    let partners = ["RS-1".to_owned(), "RS-9".to_owned()];
    let unknown = world.office.assign_plan("residual", &partners, month("2025-09")).await.unwrap_err();
    assert_eq!(unknown.to_string(), "partner: there is no partner “RS-9”");
    assert_eq!(world.office.assign_plan("residual", &[], month("2025-09")).await.unwrap(), 2);
}
