//! Measures the close of a month against the same month as plain SQL, and what others notice of it.

use crate::facts;
use crate::meter::{Cost, Memory, Meter};
use crate::others::{self, Waits};
use crate::place::Place;
use crate::reference::{self, run};
use crate::sample::{self, month};
use crate::{ROUNDS, compare, median, middle, ms, ratio, somebody};
use domain::audit::Actor;
use domain::run::Run;
use domain::view::CustomerQuery;
use domain::{CustomerId, FileFormat, Month};
use engine::{Content, Desk, Office, Options};
use futures_util::StreamExt;
use sqlx::{AnyConnection, Connection};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::Store;

/// The months that are closed: one a round. The one before them is closed with somebody about, for watching costs too.
const MONTHS: [&str; ROUNDS] = ["2025-07", "2025-08", "2025-09"];
const WATCHED: &str = "2025-06";
/// The months that are calculated in one transaction, beside those that are in chunks.
const MONTHS_IN_ONE: [&str; ROUNDS] = ["2025-03", "2025-04", "2025-05"];
/// Customers up to which that is tried: all their lines are in memory together.
const MOST_IN_ONE: usize = 2_000_000;
/// How long somebody is watched who has the machine for himself.
const IDLE: Duration = Duration::from_secs(5);

/// What the rounds took.
#[derive(Default)]
struct Found {
    calculate: Vec<Cost>,
    calculate_sql: Vec<Cost>,
    calculate_in_one: Vec<Cost>,
    score: Vec<Cost>,
    /// What the process had before the close, and at most during it, in MiB.
    memory: Vec<(u64, u64)>,
    lines: Vec<i64>,
}

/// Measures with so many customers, one size after the other.
pub async fn measure(server: Option<&str>, sizes: &[usize]) {
    let mut costs: Vec<(usize, Duration)> = Vec::new();
    for size in sizes {
        let place = Place::new(server, &format!("close_{size}")).await;
        println!("  {size} customers of {} partners, median of {ROUNDS} interleaved rounds", facts::PARTNERS);
        costs.push((*size, Box::pin(measure_size(&place, *size)).await));
        place.remove().await;
    }
    for pair in costs.windows(2) {
        let [(few, cheap), (many, dear)] = pair else { continue };
        println!("  {few} → {many} customers: calculating costs {:.1} times the CPU", ratio(*dear, *cheap));
    }
}

async fn measure_size(place: &Place, size: usize) -> Duration {
    let engine = place.engine(Options::default()).await;
    let office = sample::new_office(&engine).await;
    let tenant = office.tenant().await.expect("the operator").id;
    let store = Store::open(&place.database).await.expect("the same database");
    let in_one = if size <= MOST_IN_ONE { MONTHS_IN_ONE.map(month).to_vec() } else { Vec::new() };
    let months = MONTHS.map(month);
    let billed = in_one.iter().copied().chain([month(WATCHED)]).chain(months);
    let billed: Vec<_> = billed.map(|month| (month, size)).collect();
    facts::fill(&store, tenant, size, &billed).await;
    store.learn_sizes().await.expect("learnt");
    store.close().await;
    let (mut plain, meter) = place.plain().await;
    run(&mut plain, &reference::tables(place.is_sqlite())).await;

    let unbroken = place.engine(Options { close_chunk: Some(i64::MAX), ..Options::default() }).await;
    let mut found = Found::default();
    for (round, month) in months.into_iter().enumerate() {
        close(&office, meter, month, &mut found).await;
        calculate_plainly(&mut plain, meter, month, &mut found).await;
        if let Some(month) = in_one.get(round) {
            found.calculate_in_one.push(calculate(&unbroken.office(tenant), meter, *month).await.0);
        }
    }
    unbroken.shut_down().await;
    report(&found);
    let (desk, customers) = manager(&engine, &office).await;
    let mut idle = watch(&desk, &customers, async { tokio::time::sleep(IDLE).await }).await;
    let closing = async {
        office.close(month(WATCHED), Actor::System, |_| ()).await.expect("closed");
    };
    let mut busy = watch(&desk, &customers, closing).await;
    report_waits(&mut idle, &mut busy);
    export_largest(&office).await;
    plain.close().await.expect("closed");
    engine.shut_down().await;
    median(&found.calculate, |cost| cost.cpu)
}

async fn close(office: &Office, meter: Meter, month: Month, found: &mut Found) {
    let memory = Memory::watch();
    let (calculated, all, lines) = calculate(office, meter, month).await;
    found.calculate.push(calculated);
    found.score.push(all.since(calculated));
    found.memory.push(memory.taken());
    found.lines.push(lines);
}

/// Closes a month. Gives what its calculation cost, which ends when the first reseller is scored; what all of it did;
/// and its lines.
async fn calculate(office: &Office, meter: Meter, month: Month) -> (Cost, Cost, i64) {
    let running = meter.start();
    let calculated = Mutex::new(Cost::default());
    let progress = |run: &Run| {
        if run.partners_scored == 0 {
            *calculated.lock().expect("not poisoned") = running.cost();
        }
    };
    let run = office.close(month, Actor::System, progress).await.expect("closed");
    let all = running.cost();
    (calculated.into_inner().expect("not poisoned"), all, run.lines)
}

async fn calculate_plainly(plain: &mut AnyConnection, meter: Meter, month: Month, found: &mut Found) {
    let running = meter.start();
    run(plain, &reference::calculate(month)).await;
    found.calculate_sql.push(running.cost());
}

/// A manager, and customers to look at.
async fn manager(engine: &engine::Engine, office: &Office) -> (Desk, Vec<CustomerId>) {
    let desk = somebody(engine, office).await;
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

/// The first bytes of the largest statement in each format.
async fn export_largest(office: &Office) {
    let month = month(WATCHED);
    let statements = office.statements(month).await.expect("statements");
    let largest = statements.iter().max_by_key(|statement| statement.lines).expect("a statement");
    for format in [FileFormat::Pdf, FileFormat::Xlsx, FileFormat::Csv] {
        let began = Instant::now();
        let file = office.statement_file(month, largest.partner.id, format).await.expect("a file");
        if let Content::Blocks(mut blocks) = file.content {
            blocks.next().await.expect("a block").expect("read");
        }
        println!("  {:<10}{:.0} ms to the first byte of {} lines", format.code(), ms(began.elapsed()), largest.lines);
    }
}

fn report(found: &Found) {
    compare("calculate", &found.calculate, "plain SQL", &found.calculate_sql);
    if !found.calculate_in_one.is_empty() {
        compare("in chunks", &found.calculate, "in one", &found.calculate_in_one);
    }
    let lines = middle(&found.lines);
    let a_million = |costs: &[Cost]| {
        #[expect(clippy::cast_precision_loss, reason = "millions")]
        let lines = lines as f64;
        median(costs, |cost| cost.cpu).as_secs_f64() * 1e6 / lines
    };
    println!(
        "  lines     {lines}; a million cost {:.2} s of CPU, by plain SQL {:.2} s",
        a_million(&found.calculate),
        a_million(&found.calculate_sql)
    );
    println!("  score     CPU {:.1} ms", ms(median(&found.score, |cost| cost.cpu)));
    let (before, most) = found.memory.iter().max_by_key(|(before, most)| most - before).copied().unwrap_or_default();
    println!("  memory    {before} MiB before the close, {most} MiB at most");
}

fn report_waits(idle: &mut Waits, busy: &mut Waits) {
    println!(
        "  others    a customer's page: p99 {:.2} ms idle, {:.2} ms during a close (x {:.1}); longest write {:.0} ms idle, \
         {:.0} ms during a close; {} pages",
        ms(idle.page_p99()),
        ms(busy.page_p99()),
        ratio(busy.page_p99(), idle.page_p99()),
        ms(idle.longest_write()),
        ms(busy.longest_write()),
        busy.pages.len()
    );
}
