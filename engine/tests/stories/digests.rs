//! The letters that sum up a week or a quarter.

use crate::world::{CUSTOMERS, World, month};
use domain::audit::Actor;
use domain::interaction::{InteractionKind, NewInteraction};
use domain::lifecycle::{ChurnReason, Stage};
use domain::mail::MailKind;
use domain::user::Role;
use domain::view::CustomerQuery;
use domain::workflow::Workflow;

const PLAN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;

async fn letters(world: &World, kind: MailKind) -> Vec<(String, String)> {
    world.engine.work_through().await.unwrap();
    let mails = world.office.mails().await.unwrap().into_iter().filter(|mail| mail.kind == kind);
    mails.map(|mail| (mail.to_name, mail.text)).collect()
}

#[tokio::test]
async fn a_digest_tells_the_week_and_nothing_of_the_weeks_around() {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    let manager = world.desk(Role::Head, None).await;
    let found = manager.customers(&CustomerQuery::default()).await.unwrap();
    for row in found.rows.iter().filter(|row| row.code == "A-1" || row.code == "B-1") {
        let revision = manager.customer_page(row.id).await.unwrap().customer.revision;
        let (to, why) = match row.code.as_str() {
            "A-1" => (Stage::AtRisk, None),
            _ => (Stage::Churned, Some(ChurnReason::Competitor)),
        };
        manager.move_customer(row.id, to, why, revision).await.unwrap();
        let call = NewInteraction {
            kind: InteractionKind::SalesCall,
            minutes: 10,
            subject: "Why?".into(),
            satisfaction: (to == Stage::AtRisk).then_some(4),
        };
        manager.log_interaction(row.id, &call).await.unwrap();
    }
    world.office.freeze(month("2025-09"), Actor::System).await.unwrap();
    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();

    let begin = async |week| world.office.begin_work(Workflow::WeeklyDigest, week, None, None).await.unwrap();
    begin("2025-W41").await;
    let told = letters(&world, MailKind::WeeklyDigest).await;
    assert_eq!(told.len(), 1, "nobody but the manager sees the portfolio");
    assert_eq!(
        told[0].1,
        "Hello The Head of partners,\n\
         \n\
         What the week 6–12 Oct 2025 has brought:\n\
         \n\
         Customers\n\
         - 1 now at risk, $100.00 a month\n\
         - 1 left, $250.00 a month\n\
         - Why they left: 1 competitor\n\
         - 2 contacts logged; 1 rated, 4.0 of 10 on average\n\
         \n\
         Resellers\n\
         - 1 at risk, 1 critical\n\
         \n\
         To do\n\
         - Sep 2025 waits for approval\n\
         \n\
         Acme Internet"
    );
    begin("2025-W40").await;
    let told = letters(&world, MailKind::WeeklyDigest).await;
    assert!(
        told[0].1.contains("- No customer has moved.\n- No contact with a customer was logged.\n"),
        "{}",
        told[0].1
    );
}

#[tokio::test]
async fn a_review_tells_each_owner_its_own_quarter() {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    let _owner = world.desk(Role::Owner, Some("RS-1")).await;
    let (finance, admin) = (world.desk(Role::Finance, None).await, world.desk(Role::Admin, None).await);
    finance.start_close(month("2025-09")).await.unwrap();
    world.engine.work_through().await.unwrap();
    world.office.begin_work(Workflow::QuarterlyReview, "2025-Q3", None, None).await.unwrap();
    let told = letters(&world, MailKind::QuarterlyReview).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].1.contains("Jul 2025 to Sep 2025, has brought RS-1:"), "{}", told[0].1);
    assert!(told[0].1.contains("commission not released yet"), "{}", told[0].1);

    admin.approve_month(month("2025-09")).await.unwrap();
    let run = world.office.begin_work(Workflow::QuarterlyReview, "2025-Q2", None, None).await.unwrap();
    world.engine.work_through().await.unwrap();
    let page = world.office.work(run.id).await.unwrap();
    let output = page.steps[0].output.as_ref().unwrap();
    assert_eq!((&output["resellers"], &output["letters"]), (&2.into(), &1.into()));
}
