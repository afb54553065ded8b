//! Three servers on one PostgreSQL, for as many days as one likes: each occurrence of each schedule is run once,
//! whichever server is killed, or frozen in the middle of a step for longer than its lease and woken up again.

use crate::place::{Place, add_person, ask, office, operator, runtime, setting, tell};
use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use domain::audit::Actor;
use domain::user::Role;
use domain::view::{WorkQuery, WorkRow};
use domain::workflow::{WorkState, Workflow};
use std::collections::BTreeSet;
use std::fs;
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

const DAY: i64 = 86_400;
/// How long a day takes: a runner looks for work once a second.
const DAY_TAKES: Duration = Duration::from_millis(500);
/// Where a server freezes: when it has done a step, and before that is kept.
const FREEZES: [&str; 5] = [
    "daily_cycle/forget sign-ins/done",
    "daily_cycle/verify audit trail/done",
    "daily_cycle/learn sizes/done",
    "bank_answers/read answers/done",
    "system_health/measure/done",
];

fn serve(place: &Place, freeze_at: Option<&str>) -> Child {
    let mut command = place.tributary(&["serve", "--listen", "127.0.0.1:0"]);
    command.envs(freeze_at.map(|point| ("FREEZE_AT", point))).spawn().unwrap()
}

fn is_frozen(server: &Child) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.id())).unwrap_or_default();
    stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'))
}

fn signal(server: &Child, name: &str) {
    assert!(Command::new("kill").args([&format!("-{name}"), &server.id().to_string()]).status().unwrap().success());
}

/// All runs of a workflow, oldest first.
fn runs(place: &Place, workflow: Workflow) -> Vec<WorkRow> {
    runtime().block_on(async {
        let engine = place.engine().await;
        let office = office(&engine).await;
        let mut all: Vec<WorkRow> = Vec::new();
        loop {
            let before = all.last().map(|run| run.id);
            let more = office.works(&WorkQuery { workflow: Some(workflow), state: None, before }).await.unwrap();
            if more.is_empty() {
                break;
            }
            all.extend(more);
        }
        engine.shut_down().await;
        all.reverse();
        all
    })
}

/// A step that its servers didn't survive time and again waits for a person, who has it tried again.
fn retry_what_is_stuck(place: &Place) {
    runtime().block_on(async {
        let engine = place.engine().await;
        let office = office(&engine).await;
        let stuck = WorkQuery { workflow: Some(Workflow::DailyCycle), state: Some(WorkState::Stuck), before: None };
        for run in office.works(&stuck).await.unwrap() {
            let steps = office.work(run.id).await.unwrap().steps;
            steps
                .iter()
                .filter_map(|step| step.error.as_ref())
                .for_each(|why| tell(format_args!("{}: {why}", run.period)));
            office.retry_work(run.id, Actor::System).await.unwrap();
        }
        engine.shut_down().await;
    });
}

/// Days from one on, up to the last whose two o'clock in the morning in Los Angeles has come.
fn days(first: &str, now: DateTime<Utc>) -> Vec<String> {
    let first: NaiveDate = first.parse().unwrap();
    let there = now.with_timezone(&chrono_tz::America::Los_Angeles).naive_local();
    let last = (there - TimeDelta::hours(2)).date();
    first.iter_days().take_while(|day| *day <= last).map(|day| day.to_string()).collect()
}

fn periods(runs: &[WorkRow]) -> Vec<String> {
    runs.iter().map(|run| run.period.clone()).collect()
}

#[test]
fn three_servers_run_each_occurrence_once_whichever_is_killed_or_frozen() {
    let folder = TempDir::new().unwrap();
    let place = Place::empty(&folder, Some("servers"));
    runtime().block_on(async {
        let engine = place.engine().await;
        let office = operator(&engine).await;
        add_person(&office, Role::Admin, None).await;
        add_person(&office, Role::Manager, None).await;
        engine.shut_down().await;
    });
    let url = place.url.clone().unwrap();
    place.set_ahead(0);
    let mut servers = vec![serve(&place, Some(FREEZES[0])), serve(&place, None), serve(&place, None)];
    let schedules = "SELECT COUNT(*) FROM work_schedules";
    while ask(&url, schedules) < 8 {
        thread::sleep(DAY_TAKES);
    }

    let all = i64::from(setting("CHAOS_DAYS", 20));
    let (mut frozen, mut since) = (0, None);
    for day in 1..=all {
        place.set_ahead(day * DAY);
        thread::sleep(DAY_TAKES);
        // A server that has frozen itself is woken up some days later, and then gives its place to another.
        match since {
            None if is_frozen(&servers[0]) => since = Some(day),
            Some(then) if day >= then + 3 => {
                signal(&servers[0], "CONT");
                thread::sleep(DAY_TAKES);
                servers[0].kill().unwrap();
                servers[0].wait().unwrap();
                frozen += 1;
                servers[0] = serve(&place, Some(FREEZES[frozen % FREEZES.len()]));
                since = None;
            }
            _ => {}
        }
        let other = 1 + usize::try_from(day / 7 % 2).unwrap();
        match day % 7 {
            2 => signal(&servers[other], "STOP"),
            4 => signal(&servers[other], "CONT"),
            5 => {
                servers[other].kill().unwrap();
                servers[other].wait().unwrap();
                servers[other] = serve(&place, None);
            }
            _ => {}
        }
    }
    for server in &servers {
        signal(server, "CONT");
    }
    // What is under way comes to its end: the leases of the killed have run out, and the clock stands no more in the way.
    let open = "SELECT COUNT(*) FROM work_steps s JOIN work_runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id
                WHERE r.workflow = 'daily_cycle' AND s.state <> 'done'";
    place.set_ahead(all * DAY + 60);
    for looked in 0..60 {
        thread::sleep(DAY_TAKES);
        retry_what_is_stuck(&place);
        if looked > 6 && ask(&url, open) == 0 {
            break;
        }
    }
    let now = machine_time() + TimeDelta::seconds(all * DAY);
    for server in &mut servers {
        server.kill().unwrap();
        server.wait().unwrap();
    }

    tell(format_args!("{all} days, frozen in a step {frozen} times"));
    each_day_and_month_was_run_once(&place, all, now);
    each_step_was_kept_once(&url);
    assert!(frozen > 0, "a server was frozen in the middle of a step, and woken up again");
    let whole = runtime().block_on(async {
        let engine = place.engine().await;
        let office = office(&engine).await;
        let whole = office.verify_audit().await.unwrap().1.is_none()
            && office.check_ledger().await.unwrap().differences.is_empty();
        engine.shut_down().await;
        whole
    });
    assert!(whole);
    place.remove();
}

fn each_day_and_month_was_run_once(place: &Place, all: i64, now: DateTime<Utc>) {
    let daily = runs(place, Workflow::DailyCycle);
    assert_eq!(periods(&daily), days(&daily[0].period, now), "each day once, in order");
    assert!(daily.iter().all(|run| run.state == WorkState::Completed));
    assert!(i64::try_from(daily.len()).unwrap() >= all - 1);
    let monthly = runs(place, Workflow::Reconciliation);
    let months: BTreeSet<_> = periods(&monthly).into_iter().collect();
    assert_eq!(months.len(), monthly.len(), "each month once");
    let first = monthly.first().map(|run| format!("{}-01", run.period).parse::<NaiveDate>().unwrap());
    let expected =
        first.map(|first| (0u32..).take(monthly.len()).map(move |n| first.checked_add_months(Months::new(n)).unwrap()));
    let expected = expected.into_iter().flatten().map(|day| day.format("%Y-%m").to_string());
    assert!(expected.eq(months), "no month is left out");
    if let (Some(last), Some(first)) = (monthly.last(), first) {
        let there = (now.with_timezone(&chrono_tz::America::Los_Angeles).naive_local() - TimeDelta::hours(5)).date();
        let ended = there.checked_sub_days(Days::new(u64::from(chrono::Datelike::day(&there)))).unwrap();
        assert!(first <= ended && last.period == ended.format("%Y-%m").to_string(), "and none is late");
    }
}

fn each_step_was_kept_once(url: &str) {
    // What a worker has kept, it has kept under the step's highest fence, and every step is kept once.
    let step = "a.tenant_id = s.tenant_id AND a.run_id = s.run_id AND a.stage = s.stage AND a.name = s.name";
    let stale = format!(
        "SELECT COUNT(*) FROM work_attempts a JOIN work_steps s ON {step} WHERE a.outcome = 'done' AND a.fence <> s.fence"
    );
    assert_eq!(ask(url, &stale), 0, "nothing is kept under a stale fence");
    let kept = format!(
        "SELECT COUNT(*) FROM work_steps s WHERE s.state = 'done' AND 1 <> (SELECT COUNT(*) FROM work_attempts a WHERE {step} AND a.outcome = 'done')"
    );
    assert_eq!(ask(url, &kept), 0, "every step is kept once");
    let twice = "SELECT COUNT(*) FROM (SELECT text, to_email FROM mails GROUP BY subject, text, to_email HAVING COUNT(*) > 1) twice";
    assert_eq!(ask(url, twice), 0, "nobody is written to twice about the same");
}

#[expect(clippy::disallowed_methods, reason = "the servers' clock is so far ahead of the machine's")]
fn machine_time() -> DateTime<Utc> {
    Utc::now()
}
