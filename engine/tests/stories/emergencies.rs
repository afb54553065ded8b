//! Emergencies: begun by figures, escalated at once, assessed while servers come and go, closed; and drills of them.

use crate::world::{World, month};
use chrono::TimeDelta;
use domain::audit::Actor;
use domain::health::alert::{AlertRules, AlertState};
use domain::health::emergency::EmergencyRules;
use domain::health::emergency::form::{CONTACT, settings_form};
use domain::health::intervention::InterventionKind;
use domain::mail::{Mail, MailKind};
use domain::user::Role;
use domain::view::{AlertQuery, AlertStep, EmergencyPage, EmergencyRow, EmergencyStep, InterventionQuery, WorkQuery};
use domain::workflow::{WorkState, Workflow};
use domain::{EmergencyId, Refusal};
use engine::Desk;

const HOUR: i64 = 3_600;

/// RS-1 has lost most of its revenue from August to September, RS-2 nothing.
const LOST: &str = "\
customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category,city
A-1,RS-1,100.00,2025-01-01,,Active,,Downey
A-2,RS-1,300.00,2025-01-01,2025-09-10,Churned,Price,Downey
B-1,RS-2,250.00,2025-03-01,,Active,,Inglewood
B-2,RS-2,250.00,2025-03-01,,Active,,Inglewood
";

async fn daily(world: &World, period: &str) {
    world.office.begin_work(Workflow::DailyCycle, period, None, None).await.unwrap();
    world.engine.work_through().await.unwrap();
}

async fn listed(desk: &Desk) -> Vec<EmergencyRow> {
    desk.emergencies(None).await.unwrap().rows
}

fn steps(page: &EmergencyPage) -> Vec<EmergencyStep> {
    page.entries.iter().map(|entry| entry.step).collect()
}

async fn letters(world: &World) -> Vec<Mail> {
    let mails = world.office.mails().await.unwrap().into_iter();
    mails.filter(|mail| mail.kind == MailKind::EmergencyEscalation).collect()
}

async fn runs(world: &World) -> Vec<WorkState> {
    let query = WorkQuery { workflow: Some(Workflow::Emergency), ..WorkQuery::default() };
    world.office.works(&query).await.unwrap().into_iter().map(|run| run.state).collect()
}

/// An operator whose support person is the contact, with an emergency of RS-1 that its figures began.
async fn in_emergency(world: &World) -> (Desk, Desk, EmergencyId) {
    world.import(LOST).await;
    let (admin, manager) = (world.desk(Role::Admin, None).await, world.desk(Role::Head, None).await);
    let settings = admin.emergency_settings().await.unwrap();
    let contact = settings.people.iter().find(|(_, name)| name.contains("Head")).unwrap().0;
    admin.save_emergency_settings(&settings.rules, &[contact]).await.unwrap();
    daily(world, "2025-10-06").await;
    let rows = listed(&manager).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    (admin, manager, rows[0].id)
}

#[tokio::test]
async fn figures_begin_one_people_are_told_at_once_and_warnings_are_paused() {
    let world = World::new().await;
    let (admin, manager, id) = in_emergency(&world).await;
    let page = manager.emergency(id).await.unwrap();
    assert!(page.row.why.starts_with("Revenue fell from $400.00 to $100.00 in Sep 2025."), "{}", page.row.why);
    let told = [EmergencyStep::Begun, EmergencyStep::Escalated, EmergencyStep::Paused, EmergencyStep::Intervened];
    assert_eq!(steps(&page), told);
    assert_eq!(page.entries[1].words, "Told The Head of partners.");
    assert_eq!(page.row.paused_until, Some(page.row.begun_at + TimeDelta::hours(72)));
    let letters = letters(&world).await;
    assert_eq!((letters.len(), letters[0].to_name.as_str()), (1, "The Head of partners"));
    assert!(letters[0].subject.starts_with("Emergency: RS-1"), "{}", letters[0].subject);
    let escalations = InterventionQuery { kind: Some(InterventionKind::Escalation), ..InterventionQuery::default() };
    let board = manager.interventions(escalations).await.unwrap().rows;
    assert_eq!((board.len(), Some(board[0].id)), (1, page.row.intervention));
    let alerts = admin.alerts(AlertQuery::default()).await.unwrap().rows;
    assert!(alerts.iter().any(|alert| alert.signal.words(domain::Currency::Usd) == page.row.why));

    // The same figures on the next day are the same emergency.
    world.later(24 * HOUR);
    daily(&world, "2025-10-07").await;
    assert_eq!(listed(&manager).await.len(), 1);
}

#[tokio::test]
async fn an_alert_that_is_raised_in_an_emergency_is_shown_and_not_mailed() {
    let world = World::new().await;
    world.import(LOST).await;
    let (admin, manager) = (world.desk(Role::Admin, None).await, world.desk(Role::Head, None).await);
    let calm = AlertRules { hhi_max: 10_000.0, ..AlertRules::default() };
    admin.save_alert_rules(&calm).await.unwrap();
    daily(&world, "2025-10-06").await;
    let lost = listed(&manager).await.remove(0).partner.id;
    admin.save_alert_rules(&AlertRules::default()).await.unwrap();
    world.later(24 * HOUR);
    daily(&world, "2025-10-07").await;
    let spread = Some(domain::health::alert::AlertKind::RevenueConcentration);
    let rows = admin.alerts(AlertQuery { kind: spread, ..AlertQuery::default() }).await.unwrap().rows;
    assert_eq!(rows.len(), 2);
    for row in rows {
        let history = admin.alert(row.id).await.unwrap().history;
        let withheld = history.iter().any(|entry| entry.step == AlertStep::Withheld);
        assert_eq!(withheld, row.partner.unwrap().id == lost);
    }
}

#[tokio::test]
async fn it_is_assessed_every_four_hours_and_a_person_takes_stock_after_a_day() {
    let world = World::new().await;
    let (_, manager, id) = in_emergency(&world).await;
    world.later(3 * HOUR);
    world.engine.work_through().await.unwrap();
    assert_eq!(manager.emergency(id).await.unwrap().row.assessed, 0);
    for number in 1..=6 {
        world.later(if number == 1 { HOUR } else { 4 * HOUR });
        world.engine.work_through().await.unwrap();
        assert_eq!(manager.emergency(id).await.unwrap().row.assessed, number);
    }
    let page = manager.emergency(id).await.unwrap();
    assert_eq!(steps(&page)[4..], [[EmergencyStep::Assessed; 6].as_slice(), &[EmergencyStep::Asked]].concat());
    assert!(page.row.goal.is_some() && page.entries.last().unwrap().words.contains("take stock"));
    assert_eq!(page.next_at, Some(page.row.begun_at + TimeDelta::hours(28)));

    assert!(manager.check_emergency(id, " ").await.unwrap_err().to_string().starts_with("stock: "));
    manager.check_emergency(id, "the owner is ill; a deputy takes over").await.unwrap();
    manager.check_emergency(id, "the deputy has called").await.unwrap();
    let page = manager.emergency(id).await.unwrap();
    assert_eq!(steps(&page)[11..], [EmergencyStep::Checked, EmergencyStep::Noted]);
    assert_eq!(page.entries[11].by.as_deref(), Some("The Head of partners"));
}

#[tokio::test]
async fn a_person_closes_it_with_a_word_and_all_that_it_began_ends() {
    let world = World::new().await;
    let (admin, manager, id) = in_emergency(&world).await;
    assert!(manager.close_emergency(id, "").await.unwrap_err().to_string().starts_with("reason: "));
    world.later(HOUR);
    manager.close_emergency(id, "the customer came back").await.unwrap();
    let twice = manager.close_emergency(id, "again").await.unwrap_err();
    assert_eq!(twice.to_string(), "This emergency is over.");
    world.engine.work_through().await.unwrap();
    assert_eq!(runs(&world).await, [WorkState::Completed]);
    let page = manager.emergency(id).await.unwrap();
    assert_eq!((page.row.closed_by.as_deref(), page.next_at), (Some("The Head of partners"), None));
    let settled = AlertQuery { standing: domain::view::Standing::Settled, ..AlertQuery::default() };
    let settled = admin.alerts(settled).await.unwrap().rows;
    let resolved = settled.iter().find(|alert| alert.reason.as_deref() == Some("the customer came back")).unwrap();
    assert_eq!(resolved.state, AlertState::Resolved);

    // The figures are as bad as before: for two weeks nobody is woken again.
    for (after, period, number) in [(24, "2025-10-07", 1), (14 * 24, "2025-10-21", 2)] {
        world.later(after * HOUR);
        daily(&world, period).await;
        assert_eq!(listed(&manager).await.len(), number, "{period}");
    }
}

#[tokio::test]
async fn a_drill_goes_the_same_way_and_touches_nothing() {
    let world = World::new().await;
    world.import(LOST).await;
    let (admin, manager) = (world.desk(Role::Admin, None).await, world.desk(Role::Head, None).await);
    // Nothing else happens meanwhile.
    world.office.pause_schedule(Workflow::DailyCycle, true, Actor::System).await.unwrap();
    let partner = manager.partners().await.unwrap().into_iter().find(|partner| partner.code == "RS-2").unwrap();
    let before = world.tx().await.health_series(partner.id, month("2025-01").first_day()).await.unwrap();
    let id = manager.declare_emergency(partner.id, "we practise", true).await.unwrap();
    let again = manager.declare_emergency(partner.id, "we practise", true).await.unwrap_err();
    assert!(matches!(again, Refusal::Conflict { .. }), "{again}");
    // Nobody is named: administrators are told.
    let letters = letters(&world).await;
    assert_eq!((letters.len(), letters[0].to_name.as_str()), (1, "The Administrator"));
    assert!(
        letters[0].subject.starts_with("Drill, not an emergency: RS-2") && letters[0].text.contains("This is a drill.")
    );
    assert!(admin.notifications(1).await.unwrap().rows[0].words.starts_with("Drill: we practise"));
    world.later(25 * HOUR);
    world.engine.work_through().await.unwrap();
    let page = manager.emergency(id).await.unwrap();
    let told = [EmergencyStep::Begun, EmergencyStep::Escalated, EmergencyStep::Assessed, EmergencyStep::Asked];
    assert_eq!((steps(&page), page.row.drill, page.row.paused_until), (told.to_vec(), true, None));
    assert_eq!(admin.alerts(AlertQuery::default()).await.unwrap().rows, [], "no alert");
    assert_eq!(manager.interventions(InterventionQuery::default()).await.unwrap().rows, [], "no intervention");
    let mut tx = world.tx().await;
    assert!(tx.paused_partners(world.clock().now()).await.unwrap().is_empty(), "no pause");
    assert_eq!(tx.health_series(partner.id, month("2025-01").first_day()).await.unwrap(), before, "no score");
    drop(tx);
    world.later(14 * 24 * HOUR);
    world.engine.work_through().await.unwrap();
    let page = manager.emergency(id).await.unwrap();
    assert_eq!(page.row.closed_why.as_deref(), Some("The days of the drill are over."));
    assert_eq!(runs(&world).await, [WorkState::Completed]);
}

#[tokio::test]
async fn a_server_that_dies_in_the_middle_loses_and_doubles_nothing() {
    let world = World::new().await;
    let (_, manager, id) = in_emergency(&world).await;
    world.later(4 * HOUR);
    // A server takes the step up and is never heard of again.
    let now = world.clock().now();
    let mut tx = world.tx().await;
    let dead = tx.claim_step(now, now + TimeDelta::seconds(15), "dead", 4).await.unwrap().unwrap();
    assert_eq!(dead.workflow, Workflow::Emergency);
    tx.commit().await.unwrap();
    world.engine.work_through().await.unwrap();
    assert_eq!(manager.emergency(id).await.unwrap().row.assessed, 0, "it may still be alive");
    world.later(16);
    world.engine.work_through().await.unwrap();
    let page = manager.emergency(id).await.unwrap();
    assert_eq!(steps(&page)[4..], [EmergencyStep::Assessed], "once");
    // It wakes up, and nothing that it says counts any more.
    let mut tx = world.tx().await;
    assert!(tx.put_off_step(&dead, None, None, now).await.is_err());
    drop(tx);

    // All servers are off for a day: one assessment for all that were missed, and the checkpoint.
    world.later(24 * HOUR);
    world.engine.work_through().await.unwrap();
    let page = manager.emergency(id).await.unwrap();
    assert_eq!(steps(&page)[5..], [EmergencyStep::Assessed, EmergencyStep::Asked]);
    assert_eq!(page.row.assessed, 7);
}

#[tokio::test]
async fn few_declare_and_close_and_administrators_say_who_is_told() {
    let world = World::new().await;
    let (admin, manager, id) = in_emergency(&world).await;
    let (auditor, owner) = (world.desk(Role::Auditor, None).await, world.desk(Role::Owner, Some("RS-1")).await);
    assert!(matches!(owner.emergency(id).await, Err(Refusal::Forbidden { .. })));
    auditor.emergency(id).await.unwrap();
    assert!(matches!(auditor.close_emergency(id, "why").await, Err(Refusal::Forbidden { .. })));
    let support = world.desk(Role::Support, None).await;
    let refused = support.save_emergency_settings(&EmergencyRules::default(), &[]).await;
    assert!(matches!(refused, Err(Refusal::Forbidden { .. })));
    let strange = admin.save_emergency_settings(&EmergencyRules::default(), &[domain::UserId(uuid::Uuid::nil())]).await;
    assert!(strange.unwrap_err().to_string().starts_with("contacts: "));
    let odd = EmergencyRules { assess_every_hours: 0, ..EmergencyRules::default() };
    assert!(admin.save_emergency_settings(&odd, &[]).await.unwrap_err().to_string().starts_with("assessments: "));
    let mut typed = settings_form(&EmergencyRules { pause_hours: 48, ..EmergencyRules::default() }, &[]);
    typed.say(CONTACT, admin.emergency_settings().await.unwrap().people[0].0.to_string());
    assert!(matches!(support.say_emergency_settings(&typed).await, Err(Refusal::Forbidden { .. })));
    admin.say_emergency_settings(&typed).await.unwrap();
    let settings = support.emergency_settings().await.unwrap();
    assert_eq!((settings.rules.pause_hours, settings.contacts.len(), settings.may_edit), (48, 1, false));
    let partner = listed(&manager).await[0].partner.id;
    let twice = manager.declare_emergency(partner, "it is bad", false).await.unwrap_err();
    assert!(twice.to_string().contains("in an emergency already"), "{twice}");
    assert!(manager.declare_emergency(partner, " ", true).await.unwrap_err().to_string().starts_with("why: "));
    assert_eq!(manager.emergency(EmergencyId(uuid::Uuid::nil())).await.unwrap_err(), Refusal::not_found("emergency"));
}
