//! Alerts: raised once for each cause, told to whom it concerns, taken up or escalated, and gone when their cause is.

use crate::world::{CUSTOMERS, World, month};
use domain::health::alert::form::{About, AlertRulesForm, PreferencesForm, SubscriptionForm};
use domain::health::alert::{
    AlertKind, AlertRules, AlertState, Preferences, QuietHours, Severity, Subscription, Whose,
};
use domain::mail::MailKind;
use domain::user::Role;
use domain::view::{AlertQuery, AlertRow, AlertStep, Standing};
use domain::workflow::Workflow;
use domain::{AlertId, Refusal};
use engine::Desk;

const HOUR: i64 = 3_600;

async fn run(world: &World, workflow: Workflow, period: &str) {
    world.office.begin_work(workflow, period, None, None).await.unwrap();
    world.engine.work_through().await.unwrap();
}

async fn live(desk: &Desk) -> Vec<AlertRow> {
    desk.alerts(AlertQuery::default()).await.unwrap().rows
}

/// A month end that is stuck, as nothing was billed.
async fn stuck(world: &World) -> AlertRow {
    world
        .office
        .add_plan(
            "residual",
            "Residual",
            month("2024-01"),
            r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#,
            true,
        )
        .await
        .unwrap();
    run(world, Workflow::MonthEnd, "2025-09").await;
    let admin = world.desk(Role::Admin, None).await;
    let mut rows = live(&admin).await;
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

async fn letters(world: &World) -> Vec<String> {
    let mails = world.office.mails().await.unwrap().into_iter();
    mails.filter(|mail| mail.kind == MailKind::HealthAlert).map(|mail| mail.to_name).collect()
}

#[tokio::test]
async fn what_scores_give_cause_to_is_raised_once_and_noticed_every_day() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let admin = world.desk(Role::Admin, None).await;
    run(&world, Workflow::DailyCycle, "2025-10-06").await;
    let first = live(&admin).await;
    assert!(!first.is_empty());
    assert!(first.iter().all(|alert| alert.partner.is_some() && alert.state == AlertState::Open));
    assert!(first.is_sorted_by(|a, b| a.severity >= b.severity));
    let trail = world.trail().await.len();

    world.later(24 * HOUR);
    run(&world, Workflow::DailyCycle, "2025-10-07").await;
    let again = live(&admin).await;
    let ids = |rows: &[AlertRow]| rows.iter().map(|row| row.id).collect::<Vec<AlertId>>();
    assert_eq!(ids(&first), ids(&again));
    assert!(again.iter().all(|alert| alert.noticed_at > alert.raised_at));
    assert!(world.trail().await[trail..].iter().all(|entry| entry.action != "alerts"), "nothing new, nothing told");
}

#[tokio::test]
async fn a_cause_that_is_gone_settles_its_alert_and_a_dismissed_one_stays_quiet_for_a_week() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let admin = world.desk(Role::Admin, None).await;
    run(&world, Workflow::DailyCycle, "2025-10-06").await;
    let spread = AlertQuery { kind: Some(AlertKind::RevenueConcentration), ..AlertQuery::default() };
    let concentrated = admin.alerts(spread).await.unwrap().rows;
    assert_eq!(concentrated.len(), 2, "one with one customer, and one with two");
    let reason = admin.dismiss_alert(concentrated[0].id, " ").await.unwrap_err();
    assert!(reason.to_string().starts_with("reason: "));
    admin.dismiss_alert(concentrated[0].id, "it is a small one").await.unwrap();
    let twice = admin.resolve_alert(concentrated[0].id, "again").await.unwrap_err();
    assert_eq!(twice.to_string(), "An alert that is “Dismissed” can't become “Resolved”. It stays as it is.");

    // From now on concentration is nothing to worry about for the operator.
    let rules = AlertRules { hhi_max: 10_000.0, cool_down_days: 7, ..AlertRules::default() };
    admin.save_alert_rules(&rules).await.unwrap();
    world.later(24 * HOUR);
    run(&world, Workflow::DailyCycle, "2025-10-07").await;
    assert_eq!(admin.alerts(spread).await.unwrap().rows, []);
    let gone = admin.alert(concentrated[1].id).await.unwrap();
    assert_eq!((gone.alert.state, gone.alert.settled_by), (AlertState::Resolved, None));
    let steps: Vec<_> = gone.history.iter().map(|row| row.step).collect();
    assert_eq!(steps, [AlertStep::Raised, AlertStep::Resolved]);

    admin.save_alert_rules(&AlertRules::default()).await.unwrap();
    run(&world, Workflow::DailyCycle, "2025-10-08").await;
    assert_eq!(admin.alerts(spread).await.unwrap().rows, [], "both were settled a short while ago");
    world.later(7 * 24 * HOUR);
    run(&world, Workflow::DailyCycle, "2025-10-15").await;
    assert_eq!(admin.alerts(spread).await.unwrap().rows.len(), 2);
}

#[tokio::test]
async fn what_nobody_acknowledges_goes_to_others_and_what_is_mended_is_settled() {
    let world = World::new().await;
    let head = world.desk(Role::Head, None).await;
    let silent = Preferences { subscriptions: Vec::new(), by_mail: false, quiet: None };
    head.save_alert_preferences(&silent).await.unwrap();
    let alert = stuck(&world).await;
    assert_eq!((alert.severity, alert.partner.as_ref()), (Severity::High, None));
    let told = async || head.notifications(1).await.unwrap();
    assert_eq!(told().await.unread, 0, "who wants to hear nothing is told nothing");

    world.later(9 * HOUR);
    for period in ["one", "two"] {
        run(&world, Workflow::AlertWatch, period).await;
        let told = told().await;
        assert_eq!((told.unread, told.rows.len()), (1, 1), "once, however often it is looked");
        assert!(told.rows[0].words.starts_with("Nobody has acknowledged this in time. “Month end 2025-09”"));
    }
    let page = head.alert(alert.id).await.unwrap();
    assert!(page.alert.is_late(page.now));
    assert_eq!(page.history.iter().map(|row| row.step).collect::<Vec<_>>(), [AlertStep::Raised, AlertStep::Escalated]);
    head.acknowledge_alert(alert.id).await.unwrap();
    assert_eq!(live(&head).await[0].taken.as_ref().unwrap().0, "The Head of partners");
    assert_eq!(head.read_notifications(told().await.rows[0].id).await.unwrap(), 1);
    assert_eq!(told().await.unread, 0);

    world.import(CUSTOMERS).await;
    world.office.begin_work(Workflow::MonthEnd, "2025-09", None, None).await.unwrap();
    let run_id = world.office.begin_work(Workflow::MonthEnd, "2025-09", None, None).await.unwrap().id;
    world.office.retry_work(run_id, domain::audit::Actor::System).await.unwrap();
    world.engine.work_through().await.unwrap();
    run(&world, Workflow::AlertWatch, "three").await;
    let settled = head.alert(alert.id).await.unwrap().alert;
    assert_eq!((settled.state, settled.reason.as_deref()), (AlertState::Resolved, Some("It goes on, or was stopped.")));
}

#[tokio::test]
async fn a_letter_gathers_what_a_person_wants_to_hear_and_waits_for_the_morning() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let (admin, support) = (world.desk(Role::Admin, None).await, world.desk(Role::Support, None).await);
    let all = Subscription { kinds: Vec::new(), at_least: Severity::Info, whose: Whose::All };
    let wanted = Preferences { subscriptions: vec![all], by_mail: true, quiet: Some(QuietHours::default()) };
    assert!(!support.alert_settings().await.unwrap().is_own);
    support.save_alert_preferences(&wanted).await.unwrap();
    let settings = support.alert_settings().await.unwrap();
    assert!(settings.is_own && settings.preferences == wanted && !settings.may_edit_rules);
    admin.save_alert_preferences(&Preferences { by_mail: false, ..wanted }).await.unwrap();
    let mark = support.alert_mark().await.unwrap();

    // Ten in the evening in Los Angeles.
    world.later(12 * HOUR);
    run(&world, Workflow::DailyCycle, "2025-10-06").await;
    assert_ne!(support.alert_mark().await.unwrap(), mark);
    let raised = live(&admin).await.len();
    assert!(raised > 1);
    assert_eq!(support.notifications(1).await.unwrap().rows.len(), raised, "within the application at once");
    run(&world, Workflow::AlertWatch, "evening").await;
    let critical = live(&admin).await.iter().filter(|alert| alert.severity == Severity::Critical).count();
    assert_eq!((critical, letters(&world).await.len()), (0, 0), "nothing is critical");
    world.later(10 * HOUR);
    for period in ["morning", "later"] {
        run(&world, Workflow::AlertWatch, period).await;
        assert_eq!(letters(&world).await, ["The Support"], "one letter with all, once");
    }
}

#[tokio::test]
async fn only_the_operators_people_see_alerts_and_few_handle_them() {
    let world = World::new().await;
    let alert = stuck(&world).await;
    world.import(CUSTOMERS).await;
    let owner = world.desk(Role::Owner, Some("RS-1")).await;
    assert!(matches!(owner.alerts(AlertQuery::default()).await, Err(Refusal::Forbidden { .. })));
    assert!(matches!(owner.notifications(1).await, Err(Refusal::Forbidden { .. })));
    let auditor = world.desk(Role::Auditor, None).await;
    let page = auditor.alerts(AlertQuery { standing: Standing::Open, ..AlertQuery::default() }).await.unwrap();
    assert_eq!((page.found, page.may_handle, page.counts[0].open), (1, false, 1));
    assert!(matches!(auditor.acknowledge_alert(alert.id).await, Err(Refusal::Forbidden { .. })));
    let finance = world.desk(Role::Finance, None).await;
    assert!(matches!(finance.save_alert_rules(&AlertRules::default()).await, Err(Refusal::Forbidden { .. })));
    let unknown = finance.acknowledge_alert(AlertId(uuid::Uuid::nil())).await.unwrap_err();
    assert_eq!(unknown, Refusal::not_found("alert"));
}

#[tokio::test]
async fn the_bell_counts_what_is_not_read_and_a_reseller_sees_its_own_alerts_alone() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let (admin, owner) = (world.desk(Role::Admin, None).await, world.desk(Role::Owner, Some("RS-1")).await);
    let one =
        SubscriptionForm { whose: About::These, at_least: Severity::Info, kinds: Vec::new(), partners: "rs-1".into() };
    let mut form = PreferencesForm {
        subscriptions: vec![one],
        by_mail: false,
        quiet_from: String::new(),
        quiet_until: String::new(),
    };
    admin.say_alert_preferences(&form).await.unwrap();
    assert_eq!(admin.alert_settings().await.unwrap().named[0].code, "RS-1");
    form.subscriptions[0].partners = "RS-77".into();
    let unknown = admin.say_alert_preferences(&form).await.unwrap_err();
    assert_eq!(unknown.to_string(), "partners: there is no “RS-77”");
    assert_eq!(admin.bell().await.unwrap().newest, None);

    run(&world, Workflow::DailyCycle, "2025-10-06").await;
    let own = owner.own_alerts().await.unwrap();
    assert!(!own.is_empty() && own.iter().all(|alert| !alert.taken));
    let about = admin.alerts_about(AlertQuery::default(), " rs-1 ").await.unwrap();
    assert_eq!((about.rows.len(), about.rows.len()), (own.len(), usize::try_from(about.found).unwrap()));
    assert_eq!(admin.alerts_about(AlertQuery::default(), "RS-77").await.unwrap().found, 0);
    let bell = admin.bell().await.unwrap();
    assert_eq!(bell.unread, about.found);
    admin.read_notifications(bell.newest.unwrap().id).await.unwrap();
    assert_eq!(admin.bell().await.unwrap().unread, 0);
    admin.acknowledge_alert(about.rows[0].id).await.unwrap();
    assert!(owner.own_alerts().await.unwrap().iter().any(|alert| alert.taken));

    assert!(matches!(owner.bell().await, Err(Refusal::Forbidden { .. })));
    assert!(admin.own_alerts().await.is_err(), "an operator's people have no partner of their own");
}

#[tokio::test]
async fn rules_are_said_in_a_form_by_who_answers_for_all_partners() {
    let world = World::new().await;
    let (admin, finance) = (world.desk(Role::Admin, None).await, world.desk(Role::Finance, None).await);
    let mut form = AlertRulesForm::of(&admin.alert_settings().await.unwrap().rules);
    form.fall_points = "12.5".into();
    assert!(matches!(finance.say_alert_rules(&form).await, Err(Refusal::Forbidden { .. })));
    world.desk(Role::Head, None).await.say_alert_rules(&form).await.unwrap();
    assert!((finance.alert_settings().await.unwrap().rules.fall_points - 12.5).abs() < 1e-9);
    form.margin = "wide".into();
    assert_eq!(admin.say_alert_rules(&form).await.unwrap_err().to_string(), "margin: “wide” is not a number");
    assert!(world.trail().await.iter().any(|entry| entry.action == "alert_rules"));
}
