//! Closing a month.

use crate::world::{CUSTOMERS, World, month};
use domain::audit::Actor;
use domain::run::RunStatus;
use domain::user::Role;
use domain::{Cents, Refusal};

const PLAN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;

async fn ready() -> World {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    world
}

#[tokio::test]
async fn a_month_is_closed_from_bills_to_statements_and_scores() {
    let world = ready().await;
    let run = world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    assert_eq!(run.status, RunStatus::Calculated);
    // 100.00 + 60.55 + 250.00: who left in September isn't billed for it. 10 % of 60.55 is 6.055, to the even cent 6.06.
    assert_eq!((run.billed, run.lines, run.commission), (Cents(41_055), 3, Cents(1_000 + 606 + 2_500)));
    let desk = world.desk(Role::Owner, Some("RS-1")).await;
    let page = desk.statement(month("2025-09"), None, 1).await.unwrap();
    assert_eq!(page.rules, ["10 % of billed revenue"]);
    assert_eq!(page.lines.iter().map(|l| l.amount).sum::<Cents>(), page.statement.commission);
    let summary = world.office.summary(month("2025-09")).await.unwrap();
    assert_eq!(summary.largest.len(), 2);
    assert_eq!(summary.bands.iter().map(|b| b.partners).sum::<u32>(), 2);
}

#[tokio::test]
async fn closing_twice_changes_nothing() {
    let world = ready().await;
    let first = world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    world.later(3600);
    let second = world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    assert_eq!(first, second);
}

#[tokio::test]
async fn two_workers_at_once_make_one_run() {
    let world = ready().await;
    let other = world.office.clone();
    let (one, two) = tokio::join!(
        world.office.close(month("2025-09"), Actor::System, |_| ()),
        other.close(month("2025-09"), Actor::System, |_| ()),
    );
    assert_eq!(one.unwrap(), two.unwrap());
}

#[tokio::test]
async fn a_month_that_is_not_over_or_has_no_bills_is_refused() {
    let world = ready().await;
    let refused = world.office.close(month("2025-10"), Actor::System, |_| ()).await.unwrap_err();
    assert_eq!(refused, Refusal::not_now("Oct 2025 isn't over. It can be closed from 2025-11-01 on."));
    let refused = world.office.close(month("2024-12"), Actor::System, |_| ()).await.unwrap_err();
    assert!(refused.to_string().starts_with("Dec 2024 has no billed revenue."), "{refused}");
}

#[tokio::test]
async fn partners_without_a_plan_are_told_not_overlooked() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let run = world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    assert_eq!((run.commission, run.lines), (Cents::ZERO, 0));
    let summary = world.office.summary(month("2025-09")).await.unwrap();
    assert_eq!((summary.without_plan, summary.billed_without_plan), (2, Cents(41_055)));
}

#[tokio::test]
async fn a_frozen_month_takes_no_new_bills() {
    let world = ready().await;
    world.office.freeze(month("2025-09"), Actor::System).await.unwrap();
    let late = format!("{CUSTOMERS}B-2,RS-2,90.00,2025-08-01,,Active,,Inglewood\n");
    let imported = world.import(late).await;
    // Three customers stood in September already, the late one comes too late for it.
    assert_eq!((imported.added, imported.bills, imported.bills_in_frozen_months), (1, 1, 4));
    let run = world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    assert_eq!(run.billed, Cents(41_055));
}

#[tokio::test]
async fn the_operator_starts_a_close_and_watches_it() {
    let world = ready().await;
    let desk = world.desk(Role::Finance, None).await;
    let months = desk.months_to_close().await.unwrap();
    assert!(months.may_close);
    assert_eq!(months.months[0].month, month("2025-09"));
    desk.start_close(month("2025-09")).await.unwrap();
    assert_eq!(desk.close_progress(month("2025-09")).await.unwrap().status, RunStatus::Frozen);
    world.engine.work_through().await.unwrap();
    assert_eq!(desk.close_progress(month("2025-09")).await.unwrap().status, RunStatus::Calculated);
    let summary = desk.close_summary(month("2025-09")).await.unwrap();
    assert_eq!((summary.run.partners_done, summary.run.partners_scored), (2, 2));
}
