//! Automation: what runs by itself, and what people do when it can't.

use crate::world::{CUSTOMERS, World, month};
use chrono::TimeDelta;
use domain::audit::Actor;
use domain::run::RunStatus;
use domain::user::Role;
use domain::view::{WorkQuery, WorkRow};
use domain::workflow::{Every, StepState, WorkState, Workflow};
use domain::{Cents, Refusal};

const PLAN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;

async fn ready() -> World {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    world
}

async fn begin(world: &World, period: &str) -> WorkRow {
    world.office.begin_work(Workflow::MonthEnd, period, None, None).await.unwrap()
}

async fn steps(world: &World, run: &WorkRow) -> Vec<(String, StepState)> {
    let page = world.office.work(run.id).await.unwrap();
    page.steps.into_iter().map(|step| (step.name, step.state)).collect()
}

#[tokio::test]
async fn a_month_end_calculates_and_then_waits_for_a_second_person() {
    let world = ready().await;
    let finance = world.desk(Role::Finance, None).await;
    let run = finance.start_close(month("2025-09")).await.unwrap();
    assert_eq!(run.status, RunStatus::Frozen);
    world.engine.work_through().await.unwrap();
    let run = world.office.begin_work(Workflow::MonthEnd, "2025-09", None, None).await.unwrap();
    assert_eq!((run.steps, run.steps_done, run.started_by.as_deref()), (8, 3, Some("The Finance")));
    assert_eq!(steps(&world, &run).await[3], ("approve".into(), StepState::Waiting));

    let own = finance.approve_month(month("2025-09")).await.unwrap_err();
    assert_eq!(own.to_string(), "You may not approve a month that you have closed yourself; ask a second person.");
    let manager = world.desk(Role::Manager, None).await;
    assert!(matches!(manager.approve_month(month("2025-09")).await.unwrap_err(), Refusal::Forbidden { .. }));
    let admin = world.desk(Role::Admin, None).await;
    assert_eq!(admin.approve_month(month("2025-09")).await.unwrap().status, RunStatus::Approved);
    let again = admin.approve_month(month("2025-09")).await.unwrap_err();
    assert_eq!(again.to_string(), "Sep 2025 is approved; only a month that is calculated can be approved.");
    world.engine.work_through().await.unwrap();
    let page = world.office.work(run.id).await.unwrap();
    assert_eq!(page.steps[4].state, StepState::Done);
    assert_eq!(
        (page.steps[5].state, page.steps[5].waits_for.as_deref()),
        (StepState::Waiting, Some("the money of 2025-09"))
    );
    assert_eq!(page.steps[1].output.as_ref().unwrap()["lines"], 3);
}

#[tokio::test]
async fn a_month_that_cannot_be_frozen_is_stuck_until_its_cause_is_mended() {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    let run = begin(&world, "2025-09").await;
    world.engine.work_through().await.unwrap();
    let page = world.office.work(run.id).await.unwrap();
    assert_eq!(page.run.state, WorkState::Stuck);
    assert!(page.steps[0].error.as_ref().unwrap().starts_with("Sep 2025 has no billed revenue."));

    let skip = world.office.skip_step(run.id, "freeze", "it isn't needed", Actor::System).await.unwrap_err();
    assert_eq!(skip.to_string(), "“freeze” can't be skipped: what comes after needs it.");
    world.import(CUSTOMERS).await;
    world.office.retry_work(run.id, Actor::System).await.unwrap();
    world.engine.work_through().await.unwrap();
    let page = world.office.work(run.id).await.unwrap();
    assert_eq!((page.run.state, page.run.steps_done), (WorkState::Running, 3));
    assert_eq!(page.attempts.iter().filter(|a| a.error.is_some()).count(), 1, "the failed try stays on record");
    let none = world.office.retry_work(run.id, Actor::System).await.unwrap_err();
    assert_eq!(none.to_string(), "No step of this run is stuck.");
}

#[tokio::test]
async fn a_cancelled_run_leaves_its_period_to_another() {
    let world = World::new().await;
    let first = begin(&world, "2025-09").await;
    let why = world.office.cancel_work(first.id, " ", Actor::System).await.unwrap_err();
    assert_eq!(why.to_string(), "reason: say why the run is cancelled");
    world.office.cancel_work(first.id, "the wrong month", Actor::System).await.unwrap();
    assert_eq!(world.engine.work_through().await.unwrap(), 0);
    let twice = world.office.cancel_work(first.id, "the wrong month", Actor::System).await.unwrap_err();
    assert_eq!(twice.to_string(), "The run is cancelled; there is nothing left to cancel.");
    assert_ne!(begin(&world, "2025-09").await.id, first.id);
}

#[tokio::test]
async fn schedules_run_what_is_due_and_catch_up_in_order() {
    let world = ready().await;
    world
        .office
        .set_schedule(Workflow::MonthEnd, Every::Month { day: 1, at: "03:00:00".parse().unwrap() }, Actor::System)
        .await
        .unwrap();
    world.engine.work_through().await.unwrap();
    let runs = async || {
        let query = WorkQuery { workflow: Some(Workflow::MonthEnd), ..WorkQuery::default() };
        let runs = world.office.works(&query).await.unwrap();
        runs.into_iter().map(|run| (run.period, run.state)).collect::<Vec<_>>()
    };
    assert_eq!(runs().await, [], "nothing is due before its time");

    // From the sixth of October into December: October's end and November's have come.
    world.later(60 * 86_400);
    world.engine.work_through().await.unwrap();
    assert_eq!(runs().await, [("2025-10".into(), WorkState::Stuck)], "November waits for October");
    let october = begin(&world, "2025-10").await;
    world.office.cancel_work(october.id, "no business in October", Actor::System).await.unwrap();
    world.engine.work_through().await.unwrap();
    assert_eq!(runs().await[0], ("2025-11".into(), WorkState::Stuck));
}

#[tokio::test]
async fn a_paused_schedule_runs_nothing_and_goes_on_from_when_it_is_resumed() {
    let world = ready().await;
    world.office.pause_schedule(Workflow::DailyCycle, true, Actor::System).await.unwrap();
    world.later(3 * 86_400);
    world.engine.work_through().await.unwrap();
    let daily = WorkQuery { workflow: Some(Workflow::DailyCycle), ..WorkQuery::default() };
    assert_eq!(world.office.works(&daily).await.unwrap(), []);
    world.office.pause_schedule(Workflow::DailyCycle, false, Actor::System).await.unwrap();
    world.later(86_400);
    world.engine.work_through().await.unwrap();
    let ran = world.office.works(&daily).await.unwrap();
    assert_eq!(ran.len(), 1);
    assert_eq!(ran[0].state, WorkState::Completed);
}

#[tokio::test]
async fn clocks_that_jump_skip_no_period_and_run_none_twice() {
    let world = ready().await;
    // Weeks and hours would only make it longer.
    for workflow in [Workflow::BankAnswers, Workflow::SystemHealth, Workflow::WeeklyDigest] {
        world.office.pause_schedule(workflow, true, Actor::System).await.unwrap();
    }
    let (hour, day) = (3_600, 86_400);
    let jumps =
        [day, -hour, 30 * hour, -hour, hour, -2 * day, 3 * day, 40 * day, -hour, -40 * day, 45 * day, -hour, 10 * day];
    let (mut at, mut latest) = (0, 0);
    for jump in jumps {
        // In the middle of a run: one of its steps is done, the others aren't.
        world.office.begin_work(Workflow::SystemHealth, &format!("{at}"), None, None).await.unwrap();
        world.later(jump);
        world.engine.work_through().await.unwrap();
        at += jump;
        latest = latest.max(at);
    }
    // Whatever waits for the clock to be where it was before is there now.
    world.later(latest - at + hour);
    world.engine.work_through().await.unwrap();

    let runs = async |workflow| {
        let (mut all, mut before) = (Vec::new(), None);
        loop {
            let query = WorkQuery { workflow: Some(workflow), state: None, before };
            let more = world.office.works(&query).await.unwrap();
            let Some(last) = more.last() else { break };
            before = Some(last.id);
            all.extend(more.into_iter().map(|run| (run.period, run.state)));
        }
        all.sort();
        all
    };
    let first: chrono::NaiveDate = "2025-10-07".parse().unwrap();
    let now = world.clock().today("America/Los_Angeles");
    let days = first.iter_days().take_while(|day| *day <= now).map(|day| (day.to_string(), WorkState::Completed));
    assert_eq!(runs(Workflow::DailyCycle).await, days.collect::<Vec<_>>(), "each day once, and all of them");
    let months = runs(Workflow::Reconciliation).await.into_iter().map(|(period, _)| period).collect::<Vec<_>>();
    assert_eq!(months, ["2025-10", "2025-11"]);
    assert_eq!(world.office.verify_audit().await.unwrap().1, None);
}

#[tokio::test]
async fn two_runners_do_each_step_once() {
    let world = ready().await;
    let (one, two) = (world.engine.start_runner().await.unwrap(), world.engine.start_runner().await.unwrap());
    let run = begin(&world, "2025-09").await;
    while world.office.work(run.id).await.unwrap().run.steps_done < 3 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    one.stop().await;
    two.stop().await;
    let page = world.office.work(run.id).await.unwrap();
    assert_eq!(page.attempts.len(), 4, "{:?}", page.attempts);
    let closed = world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    assert_eq!(closed.commission, Cents(1_000 + 606 + 2_500));
}

#[tokio::test]
async fn a_month_end_whose_server_dies_again_and_again_ends_as_if_undisturbed() {
    let world = ready().await;
    let run = begin(&world, "2025-09").await;
    for milliseconds in (0..24).map(|half| half * 2) {
        world.serve_and_die(milliseconds).await;
    }
    world.engine.work_through().await.unwrap();
    // A step that its server didn't survive time and again waits for a person, who has it tried again.
    if world.office.work(run.id).await.unwrap().run.state == WorkState::Stuck {
        world.office.retry_work(run.id, Actor::System).await.unwrap();
        world.engine.work_through().await.unwrap();
    }
    let page = world.office.work(run.id).await.unwrap();
    assert_eq!((page.run.state, page.run.steps_done), (WorkState::Running, 3), "{page:?}");
    let closed = world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    assert_eq!((closed.lines, closed.commission), (3, Cents(1_000 + 606 + 2_500)));
    assert_eq!(world.office.verify_audit().await.unwrap().1, None);
}

/// A worker takes the next step up and dies, having got on or not.
async fn take_up_and_die(world: &World, gets_on: bool) {
    let now = world.clock().now();
    let mut tx = world.tx().await;
    let claim = tx.claim_step(now, now + TimeDelta::seconds(15), "a doomed server", 1).await.unwrap().unwrap();
    if gets_on {
        tx.advance_step(&claim, now + TimeDelta::seconds(15)).await.unwrap();
    }
    tx.commit().await.unwrap();
    world.later(20);
}

#[tokio::test]
async fn a_step_that_no_server_survives_waits_for_a_person_unless_it_gets_on() {
    let world = ready().await;
    let run = begin(&world, "2025-09").await;
    // Killed ever so often, but further each time.
    for _ in 0..12 {
        take_up_and_die(&world, true).await;
    }
    for _ in 0..4 {
        take_up_and_die(&world, false).await;
    }
    world.engine.work_through().await.unwrap();
    let page = world.office.work(run.id).await.unwrap();
    assert_eq!(page.run.state, WorkState::Stuck, "{page:?}");
    let why = "the process that worked on it has died 5 times without getting on";
    assert_eq!((page.steps[0].name.as_str(), page.steps[0].error.as_deref()), ("freeze", Some(why)));
    world.office.retry_work(run.id, Actor::System).await.unwrap();
    world.engine.work_through().await.unwrap();
    assert_eq!(world.office.work(run.id).await.unwrap().run.state, WorkState::Running, "it waits for its approval");
}

#[tokio::test]
async fn people_are_written_to_when_something_needs_them_and_only_once() {
    let world = ready().await;
    let (finance, admin) = (world.desk(Role::Finance, None).await, world.desk(Role::Admin, None).await);
    world.desk(Role::Owner, Some("RS-1")).await;
    world.desk(Role::Manager, None).await;
    finance.start_close(month("2025-09")).await.unwrap();
    world.engine.work_through().await.unwrap();
    let told = async || {
        let mails = world.office.mails().await.unwrap();
        mails.into_iter().map(|m| (m.to_email, m.subject, m.sent_at.is_some())).collect::<Vec<_>>()
    };
    let approval = ("admin-operator@acme.example".to_owned(), "Sep 2025 waits for your approval".to_owned(), true);
    assert_eq!(told().await, std::slice::from_ref(&approval), "who began the close isn't asked to approve it");

    admin.approve_month(month("2025-09")).await.unwrap();
    world.engine.work_through().await.unwrap();
    let statement = ("owner-rs-1@acme.example".to_owned(), "Your commission statement for Sep 2025".to_owned(), true);
    assert_eq!(told().await, [statement, approval]);
    let files: Vec<_> = std::fs::read_dir(world.directory.path().join("mail")).unwrap().collect();
    assert_eq!(files.len(), 2);

    world.office.begin_work(Workflow::MonthEnd, "2025-11", None, None).await.unwrap();
    world.engine.work_through().await.unwrap();
    world.engine.work_through().await.unwrap();
    let stuck: Vec<_> = told().await.into_iter().filter(|(_, subject, _)| subject.ends_with("is stuck")).collect();
    assert_eq!(stuck.iter().map(|(to, ..)| to.as_str()).collect::<Vec<_>>().len(), 2, "{stuck:?}");
}
