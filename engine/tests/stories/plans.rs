//! Plans: versions, and who has which from when.

use crate::world::{CUSTOMERS, World, month};
use domain::audit::Actor;
use domain::user::Role;
use domain::view::VersionStanding;
use domain::{Cents, Refusal};

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

#[tokio::test]
async fn finance_adds_revises_and_assigns_a_plan_and_the_page_tells_it() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let finance = world.desk(Role::Finance, None).await;
    finance.add_plan("residual", "Residual", month("2024-01"), TEN).await.unwrap();
    assert_eq!(finance.assign_plan_to_the_rest("residual", month("2024-01")).await.unwrap(), 2);
    world.office.close(month("2025-08"), Actor::System, |_| ()).await.unwrap();

    let early = finance.revise_plan("residual", month("2025-08"), TWENTY).await.unwrap_err();
    assert_eq!(early.to_string(), "from: Aug 2025 is calculated already; choose 2025-09 or later");
    let early = finance.assign_plan("residual", "RS-1", month("2025-08")).await.unwrap_err();
    assert_eq!(early.to_string(), "from: Aug 2025 is calculated already; choose 2025-09 or later");
    assert_eq!(finance.revise_plan("residual", month("2025-11"), TWENTY).await.unwrap(), 2);
    finance.add_plan("better", "Better", month("2025-09"), TWENTY).await.unwrap();
    assert_eq!(finance.assign_plan("better", " RS-1, RS-1\n", month("2025-12")).await.unwrap(), 1);

    let list = finance.plan_list().await.unwrap();
    let told: Vec<_> = list.plans.iter().map(|p| (p.plan.code.as_str(), p.in_force.map(|v| v.0), p.partners)).collect();
    assert_eq!((list.month, list.without_plan, list.may_edit), (month("2025-10"), 0, true));
    assert_eq!(told, [("better", Some(1), 0), ("residual", Some(1), 2)]);
    assert_eq!(list.plans[1].words, ["10 % of billed revenue"]);

    let page = world.desk(Role::Head, None).await.plan_page("residual", 1).await.unwrap();
    assert_eq!((page.found, page.pages, page.free_from, page.may_edit), (2, 1, month("2025-09"), false));
    let versions: Vec<_> = page.versions.iter().map(|v| (v.version, v.from, v.upto, v.standing)).collect();
    assert_eq!(
        versions,
        [
            (2, month("2025-11"), None, VersionStanding::Coming),
            (1, month("2024-01"), Some(month("2025-10")), VersionStanding::InForce),
        ]
    );
    let assigned: Vec<_> = page.assigned.iter().map(|a| (a.partner.code.as_str(), a.from, a.upto)).collect();
    assert_eq!(assigned, [("RS-1", month("2024-01"), Some(month("2025-11"))), ("RS-2", month("2024-01"), None)]);
    assert_eq!(finance.plan_page("residuum", 1).await.unwrap_err(), Refusal::not_found("plan"));
}

#[tokio::test]
async fn every_fault_of_a_draft_is_told_at_once_and_who_may_only_look_changes_nothing() {
    let world = World::new().await;
    let draft = r#"{"currency": "eur", "rules": [{"pay": {"tiered": {"mode": "marginal",
        "tiers": [{"from": "5", "rate": "-1%"}, {"from": "x", "rate": "2%"}]}}}]}"#;
    let manager = world.desk(Role::Head, None).await;
    let paths: Vec<_> =
        manager.check_plan(draft).await.unwrap().problems.into_iter().map(|problem| problem.path).collect();
    let tiers = "rules[0].pay.tiered.tiers";
    assert_eq!(paths, [format!("{tiers}[1].from"), format!("{tiers}[0].from"), format!("{tiers}[0].rate")]);
    let sound = r#"{"currency": "eur", "rules": [{"pay": {"percentage": {"rate": "1%"}}}],
        "statement": {"splits": [{"share": "50%"}, {"partner": "nobody", "share": "50%"}]}}"#;
    let paths: Vec<_> =
        manager.check_plan(sound).await.unwrap().problems.into_iter().map(|problem| problem.path).collect();
    assert_eq!(paths, ["currency", "partner"]);
    let checked = manager.check_plan(TEN).await.unwrap();
    assert_eq!((checked.problems, checked.words), (vec![], vec!["10 % of billed revenue".to_owned()]));

    let refused = manager.add_plan("p", "P", month("2025-01"), TEN).await.unwrap_err();
    assert_eq!(refused.to_string(), "You may not change commission plans.");
    assert!(manager.revise_plan("p", month("2025-01"), TEN).await.is_err());
    assert!(manager.assign_plan("p", "RS-1", month("2025-01")).await.is_err());
    let support = world.desk(Role::Support, None).await;
    assert_eq!(support.plan_list().await.unwrap_err().to_string(), "You may not see commission plans.");
    let admin = world.desk(Role::Admin, None).await;
    for code in ["new", "what-if", "", "a b", "ä"] {
        assert!(admin.add_plan(code, "P", month("2025-01"), TEN).await.unwrap_err().to_string().starts_with("code: "));
    }
    assert!(admin.add_plan("p", " ", month("2025-01"), TEN).await.unwrap_err().to_string().starts_with("name: "));
    assert!(admin.plan_list().await.unwrap().plans.is_empty());
}
