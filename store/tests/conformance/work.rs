//! Durable work: runs, steps, leases and schedules.

use crate::sample::{add_tenant, id, minutes, noon, write};
use domain::view::{ScheduleRow, WorkQuery};
use domain::workflow::{Every, NewStep, StepState, WorkState, Workflow};
use domain::{TenantId, WorkId};
use serde_json::json;
use store::{Claim, Fault, NewWork, Store, WorkCount};

fn month_end() -> NewWork {
    NewWork {
        id: WorkId(id(21)),
        workflow: Workflow::MonthEnd,
        period: "2025-09".into(),
        started_by: None,
        reason: None,
    }
}

fn steps() -> [NewStep; 4] {
    let with_input = NewStep { input: json!({ "part": 1 }), ..NewStep::new(20, "calculate 1") };
    [NewStep::new(10, "freeze"), with_input, NewStep::new(20, "calculate 2"), NewStep::new(30, "release")]
}

async fn begun(store: &Store) -> TenantId {
    let tenant = add_tenant(store, "acme").await;
    write(store, tenant, async |tx| {
        assert!(tx.begin_work(&month_end(), &steps(), noon()).await.unwrap());
    })
    .await;
    tenant
}

/// Takes up the next step, `after` so many minutes, for ten minutes.
async fn claim(store: &Store, tenant: TenantId, after: i64) -> Option<Claim> {
    let now = noon() + minutes(after);
    let mut tx = store.write(tenant).await.unwrap();
    let claim = tx.claim_step(now, now + minutes(10), "worker", 2).await.unwrap();
    tx.commit().await.unwrap();
    claim
}

async fn complete(store: &Store, tenant: TenantId, claim: &Claim) {
    write(store, tenant, async |tx| tx.complete_step(claim, &json!("done"), noon()).await.unwrap()).await;
}

async fn states(store: &Store, tenant: TenantId) -> (WorkState, Vec<(String, StepState)>) {
    let mut tx = store.read(tenant).await.unwrap();
    let run = tx.work(WorkId(id(21))).await.unwrap().unwrap();
    let steps = tx.work_steps(WorkId(id(21))).await.unwrap();
    (run.state, steps.into_iter().map(|step| (step.name, step.state)).collect())
}

pub async fn a_workflow_has_one_run_for_each_period(store: Store) {
    let tenant = begun(&store).await;
    write(&store, tenant, async |tx| {
        let again = NewWork { id: WorkId(id(22)), ..month_end() };
        assert!(!tx.begin_work(&again, &steps(), noon()).await.unwrap());
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let run = tx.work_of(Workflow::MonthEnd, "2025-09").await.unwrap().unwrap();
    assert_eq!((run.id, run.steps, run.steps_done), (WorkId(id(21)), 4, 0));
    assert_eq!(tx.works(&WorkQuery::default(), 9).await.unwrap(), [run]);
    let other = WorkQuery { workflow: Some(Workflow::DailyCycle), ..WorkQuery::default() };
    assert_eq!(tx.works(&other, 9).await.unwrap(), []);
    let stuck = WorkQuery { state: Some(WorkState::Stuck), before: Some(WorkId(id(99))), ..WorkQuery::default() };
    assert_eq!(tx.works(&stuck, 9).await.unwrap(), []);
}

pub async fn a_stage_opens_when_all_of_the_one_before_is_finished(store: Store) {
    let tenant = begun(&store).await;
    let freeze = claim(&store, tenant, 0).await.unwrap();
    assert_eq!((freeze.name.as_str(), freeze.period.as_str(), freeze.tries, freeze.fence), ("freeze", "2025-09", 1, 1));
    assert_eq!(claim(&store, tenant, 0).await, None);
    complete(&store, tenant, &freeze).await;
    let one = claim(&store, tenant, 0).await.unwrap();
    assert_eq!(one.input, json!({ "part": 1 }));
    let two = claim(&store, tenant, 0).await.unwrap();
    assert_eq!(claim(&store, tenant, 0).await, None, "both are being worked on");
    complete(&store, tenant, &two).await;
    assert_eq!(claim(&store, tenant, 0).await, None, "one is still being worked on");
    complete(&store, tenant, &one).await;
    complete(&store, tenant, &claim(&store, tenant, 0).await.unwrap()).await;
    let (run, steps) = states(&store, tenant).await;
    assert_eq!(run, WorkState::Completed);
    assert!(steps.iter().all(|(_, state)| *state == StepState::Done), "{steps:?}");
    let mut tx = store.read(tenant).await.unwrap();
    let attempts = tx.work_attempts(WorkId(id(21))).await.unwrap();
    assert_eq!(attempts.len(), 4);
    assert!(attempts.iter().all(|a| a.outcome == Some(StepState::Done) && a.worker == "worker"));
}

pub async fn no_more_steps_are_worked_on_than_are_allowed(store: Store) {
    let tenant = begun(&store).await;
    write(&store, tenant, async |tx| {
        tx.add_work_steps(WorkId(id(21)), &[NewStep::new(20, "calculate 3"), NewStep::new(20, "calculate 1")])
            .await
            .unwrap();
    })
    .await;
    complete(&store, tenant, &claim(&store, tenant, 0).await.unwrap()).await;
    let one = claim(&store, tenant, 0).await.unwrap();
    assert!(claim(&store, tenant, 0).await.is_some());
    assert_eq!(claim(&store, tenant, 0).await, None, "two are being worked on");
    complete(&store, tenant, &one).await;
    assert_eq!(claim(&store, tenant, 0).await.unwrap().name, "calculate 3");
}

pub async fn a_step_whose_worker_is_gone_is_taken_up_and_the_first_one_writes_nothing(store: Store) {
    let tenant = begun(&store).await;
    let first = claim(&store, tenant, 0).await.unwrap();
    write(&store, tenant, async |tx| tx.renew_step(&first, noon() + minutes(20)).await.unwrap()).await;
    assert_eq!(claim(&store, tenant, 15).await, None, "its lease was renewed");
    let second = claim(&store, tenant, 20).await.unwrap();
    assert_eq!((second.name.as_str(), second.tries, second.fence), ("freeze", 2, 2));
    let mut tx = store.write(tenant).await.unwrap();
    let late = tx.complete_step(&first, &json!(null), noon()).await.unwrap_err();
    assert!(matches!(late, Fault::Fenced), "{late}");
    drop(tx);
    let mut tx = store.write(tenant).await.unwrap();
    assert!(matches!(tx.renew_step(&first, noon()).await.unwrap_err(), Fault::Fenced));
    drop(tx);
    complete(&store, tenant, &second).await;
}

pub async fn a_step_that_has_got_on_has_all_its_tries_again(store: Store) {
    let tenant = begun(&store).await;
    claim(&store, tenant, 0).await.unwrap();
    let second = claim(&store, tenant, 10).await.unwrap();
    write(&store, tenant, async |tx| {
        assert_eq!(tx.tries_of_step(&second).await.unwrap(), 2);
        tx.advance_step(&second, noon() + minutes(30)).await.unwrap();
        assert_eq!(tx.tries_of_step(&second).await.unwrap(), 1);
    })
    .await;
    assert_eq!(claim(&store, tenant, 29).await, None, "and its lease was renewed");
    let third = claim(&store, tenant, 30).await.unwrap();
    assert_eq!((third.tries, third.fence), (2, 3));
    let mut tx = store.write(tenant).await.unwrap();
    assert!(matches!(tx.advance_step(&second, noon()).await.unwrap_err(), Fault::Fenced));
    assert!(matches!(tx.tries_of_step(&second).await.unwrap_err(), Fault::Fenced));
}

pub async fn a_failed_step_is_tried_again_when_due_and_then_waits_for_a_person(store: Store) {
    let tenant = begun(&store).await;
    let first = claim(&store, tenant, 0).await.unwrap();
    let again = Some(noon() + minutes(5));
    write(&store, tenant, async |tx| tx.fail_step(&first, "busy", (again, None), noon()).await.unwrap()).await;
    assert_eq!(claim(&store, tenant, 4).await, None);
    let second = claim(&store, tenant, 5).await.unwrap();
    assert_eq!(second.tries, 2);
    write(&store, tenant, async |tx| tx.fail_step(&second, "still busy", (None, None), noon()).await.unwrap()).await;
    let (run, steps) = states(&store, tenant).await;
    assert_eq!((run, steps[0].1), (WorkState::Stuck, StepState::Stuck));
    assert_eq!(claim(&store, tenant, 1000).await, None);

    write(&store, tenant, async |tx| {
        assert!(tx.retry_step(WorkId(id(21)), 10, "freeze", noon()).await.unwrap());
        assert!(!tx.retry_step(WorkId(id(21)), 20, "calculate 1", noon()).await.unwrap(), "it isn't stuck");
    })
    .await;
    assert_eq!(states(&store, tenant).await.0, WorkState::Running);
    let third = claim(&store, tenant, 5).await.unwrap();
    assert_eq!((third.tries, third.fence), (1, 3));
    write(&store, tenant, async |tx| tx.fail_step(&third, "for good", (None, None), noon()).await.unwrap()).await;
    write(&store, tenant, async |tx| {
        assert!(tx.skip_step(WorkId(id(21)), 10, "freeze", &json!("done by hand"), noon()).await.unwrap());
    })
    .await;
    let (run, steps) = states(&store, tenant).await;
    assert_eq!((run, steps[0].1, steps[1].1), (WorkState::Running, StepState::Skipped, StepState::Ready));
    let mut tx = store.read(tenant).await.unwrap();
    let errors: Vec<_> = tx.work_attempts(WorkId(id(21))).await.unwrap().into_iter().filter_map(|a| a.error).collect();
    assert_eq!(errors, ["busy", "still busy", "for good"]);
}

pub async fn a_step_waits_for_a_time_or_for_something_to_happen(store: Store) {
    let tenant = begun(&store).await;
    let first = claim(&store, tenant, 0).await.unwrap();
    let until = Some(noon() + minutes(60));
    write(&store, tenant, async |tx| tx.put_off_step(&first, Some("release"), until, noon()).await.unwrap()).await;
    assert_eq!(claim(&store, tenant, 59).await, None);
    write(&store, tenant, async |tx| {
        assert_eq!(tx.wake_steps("something else", noon()).await.unwrap(), 0);
        assert_eq!(tx.wake_steps("release", noon() + minutes(30)).await.unwrap(), 1);
    })
    .await;
    let woken = claim(&store, tenant, 30).await.unwrap();
    assert_eq!(woken.tries, 1, "waiting is no failure");
    write(&store, tenant, async |tx| tx.put_off_step(&woken, None, until, noon()).await.unwrap()).await;
    assert!(claim(&store, tenant, 60).await.is_some(), "the time has come");
}

pub async fn a_step_that_failed_for_want_of_something_is_tried_as_soon_as_it_is_there(store: Store) {
    let tenant = begun(&store).await;
    let first = claim(&store, tenant, 0).await.unwrap();
    let again = (Some(noon() + minutes(60)), Some("the mail server"));
    write(&store, tenant, async |tx| tx.fail_step(&first, "away", again, noon()).await.unwrap()).await;
    assert_eq!(claim(&store, tenant, 59).await, None);
    write(&store, tenant, async |tx| {
        assert_eq!(tx.wake_steps("the mail server", noon() + minutes(30)).await.unwrap(), 1);
        assert_eq!(tx.wake_steps("the mail server", noon() + minutes(40)).await.unwrap(), 0, "it is awake");
    })
    .await;
    assert_eq!(claim(&store, tenant, 30).await.unwrap().tries, 1, "what it lacked is no fault of its own");
}

pub async fn a_cancelled_run_is_not_worked_on(store: Store) {
    let tenant = begun(&store).await;
    let freeze = claim(&store, tenant, 0).await.unwrap();
    write(&store, tenant, async |tx| {
        assert!(tx.cancel_work(WorkId(id(21)), noon()).await.unwrap());
        assert!(!tx.cancel_work(WorkId(id(21)), noon()).await.unwrap());
    })
    .await;
    assert_eq!(claim(&store, tenant, 1000).await, None);
    write(&store, tenant, async |tx| {
        let again = NewWork { id: WorkId(id(22)), ..month_end() };
        assert!(tx.begin_work(&again, &steps(), noon()).await.unwrap(), "a cancelled run leaves its period free");
        assert_eq!(tx.work_of(Workflow::MonthEnd, "2025-09").await.unwrap().unwrap().id, WorkId(id(22)));
    })
    .await;
    let mut tx = store.write(tenant).await.unwrap();
    assert!(matches!(tx.complete_step(&freeze, &json!(null), noon()).await.unwrap_err(), Fault::Fenced));
}

pub async fn workers_are_told_which_operators_have_work_due(store: Store) {
    let tenant = begun(&store).await;
    let due = async |after: i64| {
        store.read_platform().await.unwrap().tenants_with_work_due(noon() + minutes(after)).await.unwrap()
    };
    assert_eq!(due(-1).await, []);
    assert_eq!(due(0).await, [tenant]);
    assert_eq!(store.read(tenant).await.unwrap().backlog(noon()).await.unwrap(), (1, Some(noon())));
    claim(&store, tenant, 0).await.unwrap();
    write(&store, tenant, async |tx| tx.settle_work_due().await.unwrap()).await;
    assert_eq!(due(9).await, []);
    assert_eq!(due(10).await, [tenant], "its worker may be gone by then");
    let hourly = ScheduleRow {
        workflow: Workflow::DailyCycle,
        every: Every::Cron { pattern: "0 * * * *".into() },
        paused: false,
        next_at: Some(noon() + minutes(5)),
    };
    write(&store, tenant, async |tx| tx.put_schedule(&hourly).await.unwrap()).await;
    assert_eq!(due(5).await, [tenant]);
}

pub async fn a_schedule_moves_on_once(store: Store) {
    let tenant = add_tenant(&store, "acme").await;
    let (was, next) = (noon(), Some(noon() + minutes(60)));
    let hourly = ScheduleRow {
        workflow: Workflow::SystemHealth,
        every: Every::Cron { pattern: "0 * * * *".into() },
        paused: false,
        next_at: Some(was),
    };
    write(&store, tenant, async |tx| {
        tx.put_schedule(&hourly).await.unwrap();
        assert!(tx.advance_schedule(Workflow::SystemHealth, was, next).await.unwrap());
        assert!(!tx.advance_schedule(Workflow::SystemHealth, was, next).await.unwrap());
        let moved = ScheduleRow { next_at: next, ..hourly.clone() };
        assert_eq!(tx.schedules().await.unwrap(), std::slice::from_ref(&moved));
        let paused = ScheduleRow { paused: true, ..moved };
        tx.put_schedule(&paused).await.unwrap();
        assert!(!tx.advance_schedule(Workflow::SystemHealth, next.unwrap(), None).await.unwrap(), "it is paused");
    })
    .await;
}

pub async fn what_ran_is_counted_and_timed(store: Store) {
    let tenant = begun(&store).await;
    let mark = async || store.read(tenant).await.unwrap().work_mark().await.unwrap();
    let before = mark().await;
    assert_eq!(before, (Some(WorkId(id(21))), 0, 0));
    let freeze = claim(&store, tenant, 0).await.unwrap();
    assert_ne!(mark().await, before, "who watches sees that a step was taken up");
    complete(&store, tenant, &freeze).await;
    let mut tx = store.read(tenant).await.unwrap();
    let running = WorkCount { state: WorkState::Running, by_hand: false, runs: 1 };
    assert_eq!(tx.count_work(noon()).await.unwrap(), [running]);
    assert_eq!(tx.count_work(noon() + minutes(1)).await.unwrap(), []);
    let times = tx.step_times(noon(), 9).await.unwrap();
    assert_eq!(
        times.iter().map(|t| (t.workflow, t.name.as_str())).collect::<Vec<_>>(),
        [(Workflow::MonthEnd, "freeze")]
    );
}
