//! Measures import and month close against the same work as plain SQL, in the same database, in interleaved rounds.
//!
//! `script/bench` runs it in a release build on SQLite and on PostgreSQL. It prints medians and ratios; it judges
//! nothing, because a machine that is busy elsewhere must not fail anybody's build.
//!
//! The reference for the import: the customers and their bills, already parsed, copied from a staging table by
//! `INSERT … SELECT` into tables with the product's keys. The reference for the close: lines by a window function over
//! the month's bills, statements by `GROUP BY`, and the retention aggregate, in one transaction.

#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a bench reads the clock and prints")]

use domain::audit::Actor;
use domain::{Currency, Month, Rounding};
use engine::imports::{CustomerImport, Mapping, OnProblem};
use engine::{Clock, Engine, NewTenant, Office, Options};
use sqlx::{AnyConnection, Connection, Executor};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use store::Database;

const PLAN: &str = r#"{"rules": [{"type": "tiered", "mode": "marginal", "tiers": [
    {"from": 0, "rate": 80000}, {"from": 250000, "rate": 100000}, {"from": 1000000, "rate": 120000}]}]}"#;

const ROUNDS: usize = 5;

/// What one round took.
#[derive(Default)]
struct Times {
    import: Vec<Duration>,
    import_sql: Vec<Duration>,
    close: Vec<Duration>,
    close_sql: Vec<Duration>,
}

#[tokio::main]
async fn main() {
    sqlx::any::install_default_drivers();
    let copies = std::env::args().nth(1).map_or(1, |text| text.parse().expect("how many copies of the sample"));
    let directory = tempfile::tempdir().expect("a temporary directory");
    let (customers, partners) = sample(directory.path(), copies);
    for postgres in
        [None, std::env::var("TEST_DATABASE_URL").ok()].into_iter().collect::<std::collections::BTreeSet<_>>()
    {
        let name = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
        println!("{name}, {} customers, median of {ROUNDS} interleaved rounds", copies * 3_646);
        let mut times = Times::default();
        for round in 0..ROUNDS {
            let (database, url) = match &postgres {
                None => {
                    let path = directory.path().join(format!("{round}.sqlite"));
                    (Database::Sqlite(path.clone()), format!("sqlite://{}", path.display()))
                }
                Some(server) => {
                    let url = new_database(server, round).await;
                    (Database::Postgres(url.clone()), url)
                }
            };
            measure(&database, &url, &customers, &partners, &mut times).await;
        }
        report("import", &mut times.import, &mut times.import_sql);
        report("close", &mut times.close, &mut times.close_sql);
    }
}

async fn measure(database: &Database, url: &str, customers: &Path, partners: &Path, times: &mut Times) {
    let clock = Clock::still("2025-10-06T12:00:00Z".parse().expect("an instant"));
    let engine = Engine::open_at(database, Options::default(), clock).await.expect("a database");
    let office = new_office(&engine).await;
    office.import_partners(partners, month("2015-01")).await.expect("resellers");
    let import = CustomerImport {
        file: customers.to_owned(),
        mapping: Mapping::default(),
        on_problem: OnProblem::RollBack,
        create_partners: false,
        bill_through: Some(month("2025-09")),
        report: None,
    };
    let start = Instant::now();
    office.import_customers(&import, &|_| ()).await.expect("customers");
    times.import.push(start.elapsed());

    let mut plain = AnyConnection::connect(url).await.expect("a plain connection");
    plain
        .execute(if url.starts_with("sqlite") { "PRAGMA cache_size = -65536" } else { "SELECT 1" })
        .await
        .expect("set up");
    run(&mut plain, STAGING).await;
    let start = Instant::now();
    run(&mut plain, IMPORT).await;
    times.import_sql.push(start.elapsed());

    let start = Instant::now();
    office.close(month("2025-09"), Actor::System, |_| ()).await.expect("closed");
    times.close.push(start.elapsed());
    run(&mut plain, CLOSE_TABLES).await;
    let start = Instant::now();
    run(&mut plain, CLOSE).await;
    times.close_sql.push(start.elapsed());
    plain.close().await.expect("closed");
    engine.shut_down().await;
}

/// Copies of what the import has written, as an unkeyed heap to read from, and the keyed tables to write to.
const STAGING: &str = "
    CREATE TABLE staged_customers AS SELECT * FROM customers;
    CREATE TABLE staged_bills AS SELECT * FROM bills ORDER BY customer_id, month;
    CREATE TABLE plain_customers AS SELECT * FROM customers WHERE 1 = 0;
    CREATE UNIQUE INDEX plain_customers_key ON plain_customers (tenant_id, id);
    CREATE UNIQUE INDEX plain_customers_code ON plain_customers (tenant_id, code);
    CREATE INDEX plain_customers_partner ON plain_customers (tenant_id, partner_id, stage, mrr, id, activated_on, churned_on);
    CREATE TABLE plain_bills AS SELECT * FROM bills WHERE 1 = 0;
    CREATE UNIQUE INDEX plain_bills_key ON plain_bills (tenant_id, month, partner_id, customer_id);
    CREATE INDEX plain_bills_customer ON plain_bills (tenant_id, customer_id, month)";

const IMPORT: &str = "
    BEGIN;
    INSERT INTO plain_customers SELECT * FROM staged_customers;
    INSERT INTO plain_bills SELECT * FROM staged_bills;
    COMMIT";

const CLOSE_TABLES: &str = "
    CREATE TABLE plain_lines AS SELECT * FROM commission_lines WHERE 1 = 0;
    CREATE UNIQUE INDEX plain_lines_key ON plain_lines (tenant_id, month, version, partner_id, customer_id, rule, part);
    CREATE TABLE plain_statements AS SELECT tenant_id, month, version, partner_id, lines, billed, commission
        FROM statements WHERE 1 = 0;
    CREATE TABLE plain_retention AS SELECT partner_id, billed, billed AS kept FROM statements WHERE 1 = 0";

const CLOSE: &str = "
    BEGIN;
    INSERT INTO plain_lines
    SELECT tenant_id, month, 1, partner_id, customer_id, 1, 0, amount, 0,
        (8 * upto + 2 * (CASE WHEN upto > 250000 THEN upto - 250000 ELSE 0 END)
            + 2 * (CASE WHEN upto > 1000000 THEN upto - 1000000 ELSE 0 END) + 50) / 100
      - (8 * before + 2 * (CASE WHEN before > 250000 THEN before - 250000 ELSE 0 END)
            + 2 * (CASE WHEN before > 1000000 THEN before - 1000000 ELSE 0 END) + 50) / 100
    FROM (SELECT tenant_id, month, partner_id, customer_id, amount, upto, upto - amount AS before
          FROM (SELECT tenant_id, month, partner_id, customer_id, amount,
                    CAST(SUM(amount) OVER (PARTITION BY partner_id ORDER BY customer_id) AS BIGINT) AS upto
                FROM bills WHERE tenant_id = 1 AND month = 202509) AS running) AS steps;
    INSERT INTO plain_statements
    SELECT tenant_id, month, version, partner_id, COUNT(*), SUM(base), SUM(amount)
    FROM plain_lines GROUP BY tenant_id, month, version, partner_id;
    INSERT INTO plain_retention
    SELECT s.partner_id, SUM(s.amount), SUM(CASE WHEN e.amount IS NULL THEN 0 ELSE s.amount END)
    FROM bills s LEFT JOIN bills e ON e.tenant_id = s.tenant_id AND e.month = 202509 AND e.partner_id = s.partner_id
        AND e.customer_id = s.customer_id
    WHERE s.tenant_id = 1 AND s.month = 202506 GROUP BY s.partner_id;
    COMMIT";

async fn run(connection: &mut AnyConnection, script: &'static str) {
    for statement in script.split(';') {
        connection.execute(statement).await.expect(statement);
    }
}

async fn new_office(engine: &Engine) -> Office {
    let tenant = NewTenant {
        slug: "bench".into(),
        name: "Bench".into(),
        time_zone: "UTC".into(),
        currency: Currency::Usd,
        rounding: Rounding::HalfUp,
    };
    let office = engine.office(engine.add_tenant(tenant).await.expect("an operator").id);
    office.add_plan("plan", "Plan", month("2015-01"), PLAN, true).await.expect("a plan");
    office
}

/// The sample's files, each customer and reseller so many times.
fn sample(directory: &Path, copies: usize) -> (PathBuf, PathBuf) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/isp-customers");
    let many = |name: &str, keys: usize| {
        let text = std::fs::read_to_string(data.join(name)).expect("the sample");
        let (header, rows) = text.split_once('\n').expect("a header");
        let mut out = format!("{header}\n");
        for copy in 0..copies {
            for row in rows.lines() {
                let mut fields = row.splitn(keys + 1, ',');
                for key in fields.by_ref().take(keys) {
                    let _ = write!(out, "{key}-{copy},");
                }
                let _ = writeln!(out, "{}", fields.next().unwrap_or_default());
            }
        }
        let path = directory.join(name);
        std::fs::write(&path, out).expect("written");
        path
    };
    (many("customers.csv", 2), many("resellers.csv", 1))
}

async fn new_database(server: &str, round: usize) -> String {
    let mut admin = AnyConnection::connect(server).await.expect("the cluster");
    let name = format!("bench_{}_{round}", std::process::id());
    admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("created");
    let (base, options) = server.split_once('?').map_or((server, ""), |parts| parts);
    let base = base.rsplit_once('/').expect("a database in the URL").0;
    if options.is_empty() { format!("{base}/{name}") } else { format!("{base}/{name}?{options}") }
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

fn report(what: &str, product: &mut [Duration], plain: &mut [Duration]) {
    let median = |times: &mut [Duration]| {
        times.sort();
        times[times.len() / 2]
    };
    let (product, plain) = (median(product), median(plain));
    let ratio = product.as_secs_f64() / plain.as_secs_f64();
    println!("  {what:<8}{:>9.1} ms   plain SQL {:>9.1} ms   ratio {ratio:.2}", ms(product), ms(plain));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
