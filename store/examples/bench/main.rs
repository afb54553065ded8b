//! Measures import and month close against the same work as plain SQL, in the same database, in interleaved rounds.
//!
//! `script/bench` runs it in a release build on SQLite and on PostgreSQL. It prints medians and ratios; it judges
//! nothing, because a machine that is busy elsewhere must not fail anybody's build.

#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a bench reads the clock and prints")]

mod meter;
mod others;
mod reference;
mod sample;

use domain::CustomerId;
use domain::audit::Actor;
use domain::run::Run;
use domain::user::Role;
use domain::view::CustomerQuery;
use engine::imports::{CustomerImport, Mapping, OnProblem};
use engine::{Clock, Desk, Engine, NewUser, Office, Options};
use meter::{Cost, Memory, Meter};
use others::Waits;
use reference::run;
use sample::month;
use sqlx::{AnyConnection, Connection, Row};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::Database;

/// Customers of the sample.
const SAMPLE: usize = 3_646;
/// How long somebody is watched who has the machine for himself.
const IDLE: Duration = Duration::from_secs(2);

/// What the rounds took.
#[derive(Default)]
struct Found {
    import: Vec<Cost>,
    import_sql: Vec<Cost>,
    calculate: Vec<Cost>,
    calculate_sql: Vec<Cost>,
    score: Vec<Cost>,
    score_sql: Vec<Cost>,
    idle_p99: Vec<Duration>,
    busy_p99: Vec<Duration>,
    longest_write: Vec<Duration>,
    /// What the process had before the close, and at most during it, in MiB.
    memory: Vec<(u64, u64)>,
    lines: i64,
}

#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::ERROR).init();
    sqlx::any::install_default_drivers();
    let sizes: Vec<usize> = std::env::args().skip(1).map(|n| n.parse().expect("numbers of customers")).collect();
    let sizes = if sizes.is_empty() { vec![SAMPLE, 100_000] } else { sizes };
    let server = std::env::var("TEST_DATABASE_URL").ok();
    for server in [None].into_iter().chain(server.map(Some)) {
        let mut costs: Vec<(usize, Duration)> = Vec::new();
        for size in &sizes {
            let copies = size.div_ceil(SAMPLE);
            let found = Box::pin(rounds(server.as_deref(), copies)).await;
            costs.push((copies, median(&found.calculate, |cost| cost.cpu)));
        }
        for pair in costs.windows(2) {
            let [(few, cheap), (many, dear)] = pair else { continue };
            #[expect(clippy::cast_precision_loss, reason = "some thousands")]
            let times = *many as f64 / *few as f64;
            println!("  {times:.1} times the customers cost {:.1} times the CPU", ratio(*dear, *cheap));
        }
    }
}

async fn rounds(server: Option<&str>, copies: usize) -> Found {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let files = sample::sample(directory.path(), copies);
    // A round of a million customers takes a minute.
    let rounds = if copies > 100 { 3 } else { 5 };
    let name = if server.is_some() { "PostgreSQL" } else { "SQLite" };
    println!("{name}, {} customers, median of {rounds} interleaved rounds", copies * SAMPLE);
    let mut found = Found::default();
    for round in 0..rounds {
        let (database, url) = match server {
            None => {
                let path = directory.path().join(format!("{round}.sqlite"));
                (Database::Sqlite(path.clone()), format!("sqlite://{}", path.display()))
            }
            Some(server) => {
                let url = sample::new_database(server, &format!("{copies}_{round}")).await;
                (Database::Postgres(url.clone()), url)
            }
        };
        measure(&database, &url, &files, &mut found).await;
        // A million customers are most of a gigabyte.
        match server {
            None => std::fs::remove_file(directory.path().join(format!("{round}.sqlite"))).expect("removed"),
            Some(server) => sample::drop_database(server, &format!("{copies}_{round}")).await,
        }
    }
    report(&mut found);
    found
}

async fn measure(database: &Database, url: &str, (customers, partners): &(PathBuf, PathBuf), found: &mut Found) {
    let clock = Clock::still("2025-10-06T12:00:00Z".parse().expect("an instant"));
    let engine = Engine::open_at(database, Options::default(), clock).await.expect("a database");
    let office = sample::new_office(&engine).await;
    let mut plain = AnyConnection::connect(url).await.expect("a plain connection");
    let is_sqlite = url.starts_with("sqlite");
    let meter = Meter { server: if is_sqlite { None } else { server_of(&mut plain).await } };
    if is_sqlite {
        run(&mut plain, "PRAGMA cache_size = -65536").await;
    }

    office.import_partners(partners, month("2015-01")).await.expect("resellers");
    let running = meter.start();
    office.import_customers(&import_of(customers), &|_| ()).await.expect("customers");
    found.import.push(running.cost());
    run(&mut plain, reference::STAGING).await;
    let running = meter.start();
    run(&mut plain, reference::IMPORT).await;
    found.import_sql.push(running.cost());

    close(&office, meter, found).await;
    run(&mut plain, &reference::tables(is_sqlite)).await;
    let running = meter.start();
    run(&mut plain, reference::CALCULATE).await;
    found.calculate_sql.push(running.cost());
    let running = meter.start();
    run(&mut plain, reference::SCORE).await;
    found.score_sql.push(running.cost());

    let (desk, keys) = somebody(&engine, &office).await;
    found.idle_p99.push(watch(&desk, &keys, async { tokio::time::sleep(IDLE).await }).await.page_p99());
    // The same month end again, of another month, with somebody about: apart, as watching costs time too.
    let mut waits = watch(&desk, &keys, async {
        office.close(month("2025-08"), Actor::System, |_| ()).await.expect("closed");
    })
    .await;
    found.busy_p99.push(waits.page_p99());
    found.longest_write.push(waits.longest_write());
    plain.close().await.expect("closed");
    engine.shut_down().await;
}

/// Closes September; the calculation ends when the first reseller is scored.
async fn close(office: &Office, meter: Meter, found: &mut Found) {
    let memory = Memory::watch();
    let running = meter.start();
    let calculated = Mutex::new(Cost::default());
    let progress = |run: &Run| {
        if run.partners_scored == 0 {
            *calculated.lock().expect("not poisoned") = running.cost();
        }
    };
    let run = office.close(month("2025-09"), Actor::System, progress).await.expect("closed");
    let (all, calculated) = (running.cost(), calculated.into_inner().expect("not poisoned"));
    found.calculate.push(calculated);
    found.score.push(all.since(calculated));
    found.memory.push(memory.taken());
    found.lines = run.lines;
}

fn import_of(customers: &Path) -> CustomerImport {
    CustomerImport {
        file: customers.to_owned(),
        mapping: Mapping::default(),
        on_problem: OnProblem::RollBack,
        create_partners: false,
        bill_through: Some(month("2025-09")),
        report: None,
    }
}

/// The process that PostgreSQL's workers are children of.
async fn server_of(plain: &mut AnyConnection) -> Option<u32> {
    let row = sqlx::query("SELECT pg_backend_pid()").fetch_one(plain).await.expect("a process");
    meter::parent_of(u32::try_from(row.get::<i32, _>(0)).expect("a process"))
}

/// A manager, and customers to look at.
async fn somebody(engine: &Engine, office: &Office) -> (Desk, Vec<CustomerId>) {
    let (email, password) = ("manager@bench.example", "correct horse battery");
    let new = NewUser {
        email: email.into(),
        name: "Manager".into(),
        role: Role::Manager,
        partner: None,
        password: password.into(),
    };
    office.add_user(new).await.expect("a manager");
    let desk = engine.desk(engine.sign_in(email, password).await.expect("signed in").caller);
    let list = desk.customers(&CustomerQuery::default()).await.expect("customers");
    (desk, list.rows.into_iter().map(|row| row.id).collect())
}

/// What somebody waits while something goes on.
async fn watch(desk: &Desk, customers: &[CustomerId], meanwhile: impl Future<Output = ()>) -> Waits {
    let stop = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(others::bother(desk.clone(), customers.to_vec(), stop.clone()));
    meanwhile.await;
    stop.store(true, Ordering::Relaxed);
    watcher.await.expect("watched")
}

fn report(found: &mut Found) {
    compare("import", &found.import, &found.import_sql);
    compare("calculate", &found.calculate, &found.calculate_sql);
    compare("score", &found.score, &found.score_sql);
    let middle = |waits: &mut Vec<Duration>| {
        waits.sort_unstable();
        waits[waits.len() / 2]
    };
    let (idle, busy) = (middle(&mut found.idle_p99), middle(&mut found.busy_p99));
    println!(
        "  others    a customer's page: p99 {:.2} ms idle, {:.2} ms during a close (x {:.1}); longest write {:.0} ms",
        ms(idle),
        ms(busy),
        ratio(busy, idle),
        ms(found.longest_write.iter().max().copied().unwrap_or_default()),
    );
    let (before, most) = found.memory.iter().max_by_key(|(before, most)| most - before).copied().unwrap_or_default();
    println!("  memory    {before} MiB before the close of {} lines, {most} MiB at most", found.lines);
}

fn compare(what: &str, product: &[Cost], plain: &[Cost]) {
    let (wall, sql_wall) = (median(product, |cost| cost.wall), median(plain, |cost| cost.wall));
    let (cpu, sql_cpu) = (median(product, |cost| cost.cpu), median(plain, |cost| cost.cpu));
    println!(
        "  {what:<10}{:>9.1} ms, CPU {:>9.1} ms   plain SQL {:>9.1} ms, CPU {:>9.1} ms   ratio {:.2}, CPU {:.2}",
        ms(wall),
        ms(cpu),
        ms(sql_wall),
        ms(sql_cpu),
        ratio(wall, sql_wall),
        ratio(cpu, sql_cpu),
    );
}

fn median(costs: &[Cost], of: impl Fn(&Cost) -> Duration) -> Duration {
    let mut times: Vec<_> = costs.iter().map(of).collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn ratio(dividend: Duration, divisor: Duration) -> f64 {
    dividend.as_secs_f64() / divisor.as_secs_f64().max(f64::EPSILON)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
