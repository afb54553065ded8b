//! What another plan would have cost: the same reckoning as a close, and nothing written.

use crate::world::{CUSTOMERS, World, month};
use domain::audit::Actor;
use domain::commission::starters;
use domain::user::Role;
use domain::view::{WhatIf, WhatIfQuery, WhatIfRow};
use domain::{Cents, Refusal};
use engine::{Proposal, Trial, Tried, TriedFor};
use std::collections::BTreeMap;

const TEN: &str = r#"{"rules": [{"name": "residual", "pay": {"percentage": {"rate": "10%"}}}]}"#;
/// Better for small resellers, worse for large ones.
const SMALL: &str = r#"{"rules": [{"pay": {"tiered": {"mode": "whole_amount", "tiers": [
    {"from": "0", "rate": "12%"}, {"from": "200.00", "rate": "8%"}]}}}]}"#;
const PROFIT: &str = r#"{"rules": [{"base": "gross_profit", "pay": {"percentage": {"rate": "10%"}}}]}"#;

/// A distributor, its two dealers, and one by itself, whose customers come and go.
const RESELLERS: &str = "\
reseller_id,name,home_city,master_agent_id
D-1,First dealer,Downey,TOP
D-2,Second dealer,Inglewood,TOP
D-3,Lone dealer,Compton,
";
const THEIRS: &str = "\
customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category,city
A-1,D-1,3100.00,2025-01-01,,Active,,Downey
A-2,D-1,60.55,2025-08-15,,Active,,Downey
A-3,D-1,80.00,2025-08-20,2025-09-30,Churned,Price,Downey
B-1,D-2,8250.00,2025-03-01,,Active,,Inglewood
C-1,D-3,40.00,2025-09-10,,Active,,Compton
";

async fn world() -> World {
    let world = World::new().await;
    let file = world.file("resellers.csv", RESELLERS);
    world.office.import_partners(&file, month("2024-01")).await.unwrap();
    world.import(THEIRS).await;
    world
}

async fn ask(world: &World, tried: Tried, text: &str, of: TriedFor) -> Result<WhatIf, Refusal> {
    world.office.what_if(&Trial { tried, month: month(text), of }).await
}

fn newest(code: &str) -> Tried {
    Tried::Plan(code.to_owned(), None)
}

fn text(text: &str) -> Tried {
    Tried::Text(text.to_owned())
}

fn told(rows: &[WhatIfRow]) -> Vec<(&str, i64, i64)> {
    rows.iter().map(|row| (row.partner.code.as_str(), row.in_force.0, row.would_be.0)).collect()
}

/// Every byte of the database, and of what isn't in its main file yet.
fn bytes(world: &World) -> Vec<Vec<u8>> {
    let read = |name: &str| std::fs::read(world.directory.path().join(name)).unwrap_or_default();
    ["world.sqlite", "world.sqlite-wal"].map(read).to_vec()
}

#[tokio::test]
async fn another_plan_is_reckoned_beside_the_plan_in_force_with_cost_winners_and_losers() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    world.office.add_plan("residual", "Residual", month("2024-01"), TEN, false).await.unwrap();
    world.office.assign_plan("residual", &[], month("2024-01")).await.unwrap();
    let september = ask(&world, text(SMALL), "2025-09", TriedFor::All).await.unwrap();
    assert_eq!(told(&september.rows), [("RS-2", 2_500, 2_000), ("RS-1", 1_606, 1_927)]);
    assert_eq!((september.in_force, september.would_be), (Cents(4_106), Cents(3_927)));
    assert_eq!((september.winners, september.losers, september.unchanged), (1, 1, 0));
    assert_eq!((september.difference(), september.per_mille()), (Cents(-179), Some(-44)));
    assert_eq!((september.carried_from, september.unlike_statements), (None, None), "nothing is calculated yet");
    assert_eq!(told(&september.movers(1)), [("RS-1", 1_606, 1_927), ("RS-2", 2_500, 2_000)]);

    world.office.close(month("2025-08"), Actor::System, |_| ()).await.unwrap();
    let august = ask(&world, newest("residual"), "2025-08", TriedFor::All).await.unwrap();
    assert_eq!((august.winners, august.losers, august.unchanged, august.unlike_statements), (0, 0, 2, Some(0)));
    let september = ask(&world, text(SMALL), "2025-09", TriedFor::All).await.unwrap();
    assert_eq!(september.carried_from, Some(month("2025-08")));
}

#[tokio::test]
async fn the_plan_in_force_is_the_months_statements_to_the_cent_whatever_its_parts() {
    for starter in starters() {
        let world = world().await;
        let (code, plan) = (starter.code.as_str(), starter.text.replace("FINDER", "D-3").replace("2026", "2025"));
        let plan = plan.replace("2025-03-31", "2025-12-31");
        world.office.add_plan(code, code, month("2024-01"), &plan, false).await.unwrap();
        world.office.add_plan("ten", "Ten", month("2024-01"), TEN, false).await.unwrap();
        let dealers = ["D-1", "D-2"].map(str::to_owned);
        world.office.assign_plan(code, &dealers, month("2024-01")).await.unwrap();
        world.office.assign_plan("ten", &["D-3".to_owned()], month("2024-01")).await.unwrap();
        for text in ["2025-07", "2025-08", "2025-09"] {
            let of = || TriedFor::PartnersOf(code.to_owned());
            let before = ask(&world, newest(code), text, of()).await.unwrap();
            assert_eq!((before.winners, before.losers), (0, 0), "{code}, {text}");
            let run = world.office.close(month(text), Actor::System, |_| ()).await.unwrap();
            let after = ask(&world, newest(code), text, of()).await.unwrap();
            assert_eq!(after.unlike_statements, Some(0), "{code}, {text}");
            assert_eq!((&after.rows, after.losers), (&before.rows, 0), "{code}, {text}: as it was foreseen");
            let all = ask(&world, Tried::Text(TEN.into()), text, TriedFor::All).await.unwrap();
            assert_eq!((all.in_force, all.unlike_statements), (run.commission, Some(0)), "{code}, {text}");
        }
    }
}

#[tokio::test]
async fn who_sells_nothing_wins_by_overrides_that_others_plans_give_and_groups_count_together() {
    let world = world().await;
    world.office.add_plan("ten", "Ten", month("2024-01"), TEN, false).await.unwrap();
    let dealers = ["D-1", "D-2"].map(str::to_owned);
    world.office.assign_plan("ten", &dealers, month("2024-01")).await.unwrap();
    let group = r#"{"rules": [{"pay": {"tiered": {"mode": "whole_amount", "volume": {"per": "group"}, "tiers": [
        {"from": "0", "rate": "5%"}, {"from": "11000.00", "rate": "12%"}]}}}],
        "statement": {"overrides": [{"level": 1, "rate": "1%"}]}}"#;
    let found = ask(&world, text(group), "2025-09", TriedFor::PartnersOf("ten".into())).await.unwrap();
    let expected = [("D-2", 82_500, 99_000), ("TOP", 0, 8_250 + 3_100 + 61), ("D-1", 31_606, 37_927)];
    assert_eq!(told(&found.rows), expected);
    assert_eq!((found.scope.as_deref(), found.winners), (Some("Ten"), 3));
    // Of 3,160.55 alone no border is reached.
    world.office.add_plan("lone", "Lone", month("2024-01"), TEN, false).await.unwrap();
    world.office.assign_plan("lone", &["D-3".to_owned()], month("2024-01")).await.unwrap();
    let lone = ask(&world, text(group), "2025-09", TriedFor::PartnersOf("lone".into())).await.unwrap();
    assert_eq!(told(&lone.rows), [("D-3", 400, 200)]);
}

#[tokio::test]
async fn activations_that_no_plan_has_asked_for_are_counted_and_not_kept() {
    let world = world().await;
    world.office.add_plan("ten", "Ten", month("2024-01"), TEN, false).await.unwrap();
    world.office.assign_plan("ten", &[], month("2024-01")).await.unwrap();
    world.office.close(month("2025-08"), Actor::System, |_| ()).await.unwrap();
    let fee = r#"{"rules": [{"on": ["activation"], "pay": {"flat": {"amount": "50.00"}}}]}"#;
    for text_of in ["2025-08", "2025-09"] {
        let found = ask(&world, text(fee), text_of, TriedFor::All).await.unwrap();
        let would_be: BTreeMap<_, _> =
            told(&found.rows).into_iter().map(|(code, _, would_be)| (code, would_be)).collect();
        let came = if text_of == "2025-08" { [("D-1", 10_000), ("D-3", 0)] } else { [("D-1", 0), ("D-3", 5_000)] };
        for (code, amount) in came {
            assert_eq!(would_be.get(code).copied().unwrap_or_default(), amount, "{text_of}, {code}");
        }
    }
    assert!(!world.tx().await.has_facts(month("2025-08")).await.unwrap());
}

#[tokio::test]
async fn corrections_are_on_both_sides_and_those_that_wait_are_on_neither() {
    let world = world().await;
    world.office.add_plan("ten", "Ten", month("2024-01"), TEN, false).await.unwrap();
    world.office.assign_plan("ten", &[], month("2024-01")).await.unwrap();
    let (finance, admin) = (world.desk(Role::Finance, None).await, world.desk(Role::Admin, None).await);
    let proposal = |amount: i64| {
        let (partner, reason) = ("D-2".into(), "late".into());
        Proposal { partner, amount: Cents(amount), reason, customer: None }
    };
    let agreed = finance.propose_adjustment(&proposal(-1_234)).await.unwrap();
    let waiting = finance.propose_adjustment(&proposal(500)).await.unwrap();
    admin.decide_adjustment(agreed, true).await.unwrap();
    let of = || TriedFor::PartnersOf("ten".into());
    let before = ask(&world, text(SMALL), "2025-09", of()).await.unwrap();
    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    admin.decide_adjustment(waiting, true).await.unwrap();
    let after = ask(&world, text(SMALL), "2025-09", of()).await.unwrap();
    let second = after.rows.iter().find(|row| row.partner.code == "D-2").unwrap();
    assert_eq!((second.in_force, second.would_be), (Cents(82_500 - 1_234), Cents(66_000 - 1_234)));
    assert_eq!((&after.rows, after.unlike_statements), (&before.rows, Some(0)));
}

#[tokio::test]
async fn who_cannot_be_reckoned_is_named_with_the_reason_and_is_in_no_figure() {
    let world = world().await;
    world.office.add_plan("ten", "Ten", month("2024-01"), TEN, false).await.unwrap();
    world.office.assign_plan("ten", &[], month("2024-01")).await.unwrap();
    let overriding = PROFIT.replacen('{', r#"{"statement": {"overrides": [{"level": 1, "rate": "1%"}]}, "#, 1);
    let found = ask(&world, text(&overriding), "2025-09", TriedFor::All).await.unwrap();
    let unknown: Vec<_> = found.unknown.iter().map(|of| (of.partner.code.as_str(), of.reason.as_str())).collect();
    assert_eq!(unknown.iter().map(|of| of.0).collect::<Vec<_>>(), ["D-1", "D-2", "D-3", "TOP"]);
    assert!(unknown[0].1.contains("lacks") || unknown[0].1.contains("cost"), "{}", unknown[0].1);
    assert!(unknown[3].1.starts_with("what D-1 gives it isn't known: "), "{}", unknown[3].1);
    assert_eq!((found.rows.len(), found.in_force, found.would_be), (0, Cents::ZERO, Cents::ZERO));
}

#[tokio::test]
async fn a_what_if_writes_nothing() {
    let world = world().await;
    let plan = r#"{"rules": [{"pay": {"tiered": {"mode": "whole_amount", "volume": {"per": "group"}, "tiers": [
        {"from": "0", "rate": "5%"}]}}}, {"on": ["activation"], "pay": {"flat": {"amount": "9.00"}}}],
        "statement": {"overrides": [{"level": 1, "rate": "1%"}], "holdback": {"rate": "5%", "release_after_months": 3}}}"#;
    world.office.add_plan("group", "Group", month("2024-01"), plan, false).await.unwrap();
    world.office.assign_plan("group", &[], month("2024-01")).await.unwrap();
    world.office.close(month("2025-08"), Actor::System, |_| ()).await.unwrap();
    let manager = world.desk(Role::Head, None).await;
    let (before, trail) = (bytes(&world), world.trail().await);
    for (text_of, scope) in [("2025-07", "all"), ("2025-08", "group"), ("2025-09", "all")] {
        manager.try_plan(plan, month(text_of), scope).await.unwrap();
        manager.try_plan(SMALL, month(text_of), scope).await.unwrap();
        let query = WhatIfQuery { plan: Some("group".into()), month: Some(month(text_of)), ..WhatIfQuery::default() };
        manager.what_if(&query).await.unwrap();
    }
    assert_eq!(world.trail().await, trail);
    assert_eq!(bytes(&world), before);
}

#[tokio::test]
async fn what_cannot_be_tried_is_refused_with_the_way_out_and_only_who_may_read_plans_may_try() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    world.office.add_plan("residual", "Residual", month("2024-01"), TEN, false).await.unwrap();
    let refused = async |tried, text: &str| ask(&world, tried, text, TriedFor::All).await.unwrap_err().to_string();
    assert!(refused(newest("residual"), "2025-10").await.starts_with("month: Oct 2025 isn't over."));
    assert!(refused(newest("residual"), "2019-01").await.starts_with("Jan 2019 has no billed revenue."));
    assert_eq!(refused(newest("other"), "2025-09").await, "plan: there is no plan “other”; there are: residual");
    let version = refused(Tried::Plan("residual".into(), Some(2)), "2025-09").await;
    assert_eq!(version, "version: “residual” has no version 2; its newest is 1");
    assert!(refused(text(r#"{"rules": []}"#), "2025-09").await.starts_with("rules: "));

    let support = world.desk(Role::Support, None).await;
    let words = "You may not see commission plans.";
    assert_eq!(support.what_if(&WhatIfQuery::default()).await.unwrap_err().to_string(), words);
    assert_eq!(support.try_plan(TEN, month("2025-09"), "all").await.unwrap_err().to_string(), words);
    let manager = world.desk(Role::Head, None).await;
    let page = manager.what_if(&WhatIfQuery::default()).await.unwrap();
    assert_eq!(
        (page.plans.len(), page.months.first(), page.asked, page.result),
        (1, Some(&month("2025-09")), None, None)
    );
    let query = WhatIfQuery { plan: Some("residual".into()), ..WhatIfQuery::default() };
    let page = manager.what_if(&query).await.unwrap();
    let everyone = ("residual".to_owned(), 1, month("2025-09"), "all".to_owned());
    assert_eq!(page.asked, Some(everyone), "nobody has it, so it is tried for all");
    assert_eq!(page.result.map(|result| (result.found, result.pages, result.what_if.winners)), Some((2, 1, 2)));
}
