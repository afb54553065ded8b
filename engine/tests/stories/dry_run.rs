//! Workflows tried without effect: what they would do is what they then do, and trying leaves no trace.

use crate::world::{CUSTOMERS, World, month};
use domain::audit::Actor;
use domain::reconciliation::Area;
use domain::user::Role;
use domain::view::{DryFigure, DryStep};
use domain::workflow::Workflow;
use domain::{Cents, Refusal};
use sqlx::{Connection, SqliteConnection};

/// Overrides to the parents and a fee for activations: each stage has something to leave for the next.
const RICH: &str = r#"{"rules": [
    {"name": "residual", "pay": {"percentage": {"rate": "10%"}}},
    {"name": "new", "on": ["activation"], "pay": {"flat": {"amount": "20.00"}}}],
    "statement": {"overrides": [{"level": 1, "rate": "3%"}]}}"#;
const RESELLERS: &str = "reseller_id,name,master_agent_id\nRS-1,One,MA-1\nRS-2,Two,MA-1\n";
const PLAIN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;

async fn ready(plan: &str) -> World {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), plan, true).await.unwrap();
    world.office.import_partners(&world.file("resellers.csv", RESELLERS), month("2024-01")).await.unwrap();
    world.import(CUSTOMERS).await;
    world
}

/// Rows of every table: what a trial must leave as it is.
async fn everything(world: &World) -> Vec<(String, i64)> {
    let file = world.directory.path().join("world.sqlite");
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
    let mut counts = Vec::new();
    for (table,) in sqlx::query_as::<_, (String,)>(tables).fetch_all(&mut db).await.unwrap() {
        let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let (rows,): (i64,) = sqlx::query_as(count).fetch_one(&mut db).await.unwrap();
        counts.push((table, rows));
    }
    counts
}

fn figure(steps: &[DryStep], step: &str, label: &str) -> DryFigure {
    let step = steps.iter().find(|of| of.name == step).unwrap();
    step.figures.iter().find(|(of, _)| of == label).unwrap_or_else(|| panic!("{step:?}")).1
}

#[tokio::test]
async fn trying_any_workflow_writes_nothing() {
    let world = ready(PLAIN).await;
    world.office.close(month("2025-08"), Actor::System, |_| ()).await.unwrap();
    let before = everything(&world).await;
    assert!(before.iter().any(|(table, rows)| table == "audit_log" && *rows > 0), "{before:?}");
    for (workflow, period) in [
        (Workflow::MonthEnd, "2025-09"),
        (Workflow::MonthEnd, "2025-08"),
        (Workflow::MonthEnd, "2025-11"),
        (Workflow::Payouts, "2025-10-15"),
        (Workflow::Reconciliation, "2025-08"),
        (Workflow::Reconciliation, "2025-09"),
        (Workflow::DailyCycle, ""),
    ] {
        let tried = world.office.dry_run(workflow, Some(period)).await.unwrap();
        assert!(!tried.steps.is_empty());
        assert_eq!(everything(&world).await, before, "{workflow} {period}");
    }
}

async fn comes_to_what_was_projected(plan: &str) {
    let world = ready(plan).await;
    let tried = world.office.dry_run(Workflow::MonthEnd, Some("2025-08")).await.unwrap();
    let closed = world.office.close(month("2025-08"), Actor::System, |_| ()).await.unwrap();
    assert_eq!(figure(&tried.steps, "freeze", "Billed"), DryFigure::Amount(closed.billed));
    assert_eq!(figure(&tried.steps, "calculate", "Commission"), DryFigure::Amount(closed.commission));
    assert_eq!(figure(&tried.steps, "calculate", "Lines"), DryFigure::Count(closed.lines), "{plan}");
    assert_ne!(closed.commission, Cents::ZERO);
    let rows: Cents = tried.steps[1].rows.iter().filter_map(|row| row.amount).sum();
    assert_eq!(rows, closed.commission, "partner by partner");
    let again = world.office.dry_run(Workflow::MonthEnd, Some("2025-08")).await.unwrap();
    assert_eq!(figure(&again.steps, "calculate", "Commission"), DryFigure::Amount(closed.commission));
    assert_eq!(again.steps[0].would, "change nothing: Aug 2025 is calculated");
}

#[tokio::test]
async fn a_month_end_comes_to_what_was_projected() {
    comes_to_what_was_projected(PLAIN).await;
}

#[tokio::test]
async fn a_month_end_with_overrides_and_activations_comes_to_what_was_projected() {
    comes_to_what_was_projected(RICH).await;
}

#[tokio::test]
async fn what_would_be_refused_is_told_with_the_way_out() {
    let world = ready(PLAIN).await;
    let tried = world.office.dry_run(Workflow::MonthEnd, Some("2025-10")).await.unwrap();
    let refused = tried.steps[0].refused.as_deref().unwrap();
    assert_eq!(refused, "Oct 2025 isn't over. It can be closed from 2025-11-01 on.");
    assert!(tried.steps[1..].iter().all(|step| step.would == "not be reached"));
    let bad = world.office.dry_run(Workflow::MonthEnd, Some("soon")).await.unwrap_err();
    assert_eq!(bad.to_string(), "period: give a month, such as 2025-09");
    let unable = world.office.dry_run(Workflow::MailDelivery, None).await.unwrap_err();
    assert!(unable.to_string().starts_with("Mail delivery can't be tried without effect"), "{unable}");
    let manager = world.desk(Role::Manager, None).await;
    assert!(matches!(manager.dry_run(Workflow::MonthEnd, "").await.unwrap_err(), Refusal::Forbidden { .. }));
}

#[tokio::test]
async fn a_comparison_raises_what_was_told_and_then_nothing_is_new() {
    let world = ready(PLAIN).await;
    world.office.close(month("2025-08"), Actor::System, |_| ()).await.unwrap();
    // A bill that came in after the close, by other means than the import, has no line.
    let mut tx = world.tx().await;
    let customer = tx.customers_by_code(&["B-1"]).await.unwrap().remove(0);
    let bill = domain::billing::Bill {
        month: month("2025-08"),
        customer_id: customer.id,
        amount: Cents(99_999),
        source: domain::billing::BillingSource::Imported,
    };
    tx.put_bills(&[(customer.partner_id, bill)]).await.unwrap();
    tx.commit().await.unwrap();

    let new = async || {
        let tried = world.office.dry_run(Workflow::Reconciliation, Some("2025-08")).await.unwrap();
        figure(&tried.steps, "commissions", "New findings")
    };
    let told = new().await;
    let rows = world.office.reconcile(month("2025-08"), Actor::System).await.unwrap();
    let raised = rows.iter().find(|row| row.area == Area::Commissions).unwrap().raised;
    assert!(raised > 0);
    assert_eq!(told, DryFigure::Count(raised));
    assert_eq!(new().await, DryFigure::Count(0));
}

#[tokio::test]
async fn payouts_tell_that_nothing_is_set_up() {
    let world = ready(PLAIN).await;
    let tried = world.office.dry_run(Workflow::Payouts, None).await.unwrap();
    assert_eq!(tried.steps[0].would, "propose nothing: no way to pay is set up for payouts");
}
