//! A month's close that is killed at many points ends as if nobody had touched it: no line lost, none twice.
//!
//! The month is large enough for several chunks, so that the process dies before, between and within transactions.

use domain::user::Role;
use domain::view::StatementPage;
use domain::{Month, UserId};
use engine::{Caller, Database, Engine, Options};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const MONTH: &str = "2025-09";
/// Customers beside the demo's own: more than two chunks of bills.
const CUSTOMERS: usize = 45_000;
const KILLS: u32 = 20;

fn tributary(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tributary"));
    command.args(arguments).args(["--log-filter", "off", "--data-dir"]).arg(data);
    command.env_clear().current_dir(std::env::temp_dir()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn close(data: &Path) -> Child {
    tributary(data, &["close", "--month", MONTH]).spawn().unwrap()
}

/// The demo, with so many more customers, and September still open.
fn large_demo(data: &Path) {
    assert!(tributary(data, &["demo", "--seed-only"]).status().unwrap().success());
    let mut csv = String::from("customer_id,reseller_id,mrr,activation_date\n");
    for n in 0..CUSTOMERS {
        let (reseller, dollars, cents) = (900 + n % 30, 20 + n % 90, n % 100);
        writeln!(csv, "X-{n:05},RS-{reseller},{dollars}.{cents:02},2025-09-0{}", 1 + n % 9).unwrap();
    }
    let file = data.join("more.csv");
    fs::write(&file, csv).unwrap();
    let import = ["import", "customers", file.to_str().unwrap(), "--create-partners", "--bill-through", MONTH];
    assert!(tributary(data, &import).status().unwrap().success());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Every statement of the month with every line; and whether the audit trail is whole.
async fn result(data: &Path) -> (Vec<StatementPage>, Option<i64>) {
    let database = Database::Sqlite(data.join("tributary.sqlite"));
    let engine = Engine::open(&database, Options::default()).await.unwrap();
    let tenant = engine.tenant(Some("demo")).await.unwrap().id;
    let user = UserId(uuid::Uuid::nil());
    let desk = engine.desk(Caller { tenant, user, role: Role::Finance, partner: None });
    let month: Month = MONTH.parse().unwrap();
    let mut pages = Vec::new();
    for statement in desk.statements(None).await.unwrap() {
        let mut number = 1;
        loop {
            let page = desk.statement(month, Some(statement.partner.id), number).await.unwrap();
            number += 1;
            let last = number > page.pages;
            pages.push(page);
            if last {
                break;
            }
        }
    }
    let (_, first_break) = engine.office(tenant).verify_audit().await.unwrap();
    engine.shut_down().await;
    (pages, first_break)
}

#[test]
fn a_close_that_is_killed_anywhere_ends_as_if_undisturbed() {
    let folder = TempDir::new().unwrap();
    let start = folder.path().join("start");
    large_demo(&start);

    let undisturbed = folder.path().join("undisturbed");
    copy(&start, &undisturbed);
    let began = Instant::now();
    assert!(close(&undisturbed).wait().unwrap().success());
    let takes = began.elapsed();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let expected = runtime.block_on(result(&undisturbed));
    assert!(expected.0.iter().map(|page| page.lines.len()).sum::<usize>() > CUSTOMERS);
    assert_eq!(expected.1, None);

    // Side by side, for most of a round is waiting until the dead worker's lease has run out. So each is slower than
    // the undisturbed one was, and the last kills come at its end.
    let rounds: Vec<_> = (0..KILLS)
        .map(|n| {
            let data = folder.path().join(format!("killed-{n}"));
            copy(&start, &data);
            let after = Duration::from_millis(20) + takes * 5 * n / KILLS;
            thread::spawn(move || {
                let mut victim = close(&data);
                thread::sleep(after);
                victim.kill().unwrap();
                victim.wait().unwrap();
                assert!(close(&data).wait().unwrap().success(), "after {after:?}");
                (after, data)
            })
        })
        .collect();
    for round in rounds {
        let (after, data) = round.join().unwrap();
        assert!(runtime.block_on(result(&data)) == expected, "killed after {after:?}, it ended otherwise");
    }
}
