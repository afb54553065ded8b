//! How payouts are made, as people say it.

use crate::payouts::{Payday, settings};
use domain::payout::{Speed, TypedSettings};

#[tokio::test]
async fn an_administrator_says_how_payouts_are_made_and_an_account_once_given_stays() {
    let Payday { world, finance, admin } = Payday::new().await;
    let account = TypedSettings {
        balancing: "account".into(),
        offset_routing: "121042882".into(),
        offset_number: "000987650001".into(),
        offset_kind: "checking".into(),
        ..TypedSettings::from(&settings())
    };
    assert_eq!(admin.set_payout_settings(&account).await.unwrap(), []);
    let faster = TypedSettings { speed: "same_day".into(), ..TypedSettings::from(&settings()) };
    assert_eq!(admin.set_payout_settings(&faster).await.unwrap(), []);
    let page = finance.payout_settings().await.unwrap();
    assert_eq!((page.settings.unwrap().speed, page.balanced, page.may_set), (Speed::SameDay, true, false));
    let trail = world.trail().await;
    let last = trail.iter().rfind(|entry| entry.action == "payout_settings_set").unwrap();
    let details: serde_json::Value = serde_json::from_str(&last.details).unwrap();
    assert_eq!(
        (&details["settings"]["speed"], &details["before"]["settings"]["speed"]),
        (&"same_day".into(), &"next_day".into())
    );
    assert!(!trail.iter().any(|entry| entry.details.contains("98765")), "no number stands in the trail");

    let wrong = TypedSettings { minimum: "0".into(), odfi: "12".into(), ..faster };
    let problems = admin.set_payout_settings(&wrong).await.unwrap();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].to_string().starts_with("originating DFI identification: "), "{problems:?}");
    assert_eq!(admin.payout_settings().await.unwrap().settings.unwrap().speed, Speed::SameDay, "nothing was changed");
    let refused = finance.set_payout_settings(&account).await.unwrap_err();
    assert_eq!(refused.to_string(), "You may not say how payouts are made; an administrator does that.");
}
