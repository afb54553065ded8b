//! A place with a demo that is large enough to be disturbed, on either engine, and what came of its September.

use domain::user::Role;
use domain::view::{Booked, StatementPage};
use domain::{Currency, EntryId, Month, Rounding, TenantId, UserId};
use engine::imports::{CustomerImport, Mapping, OnProblem};
use engine::{Caller, Database, Engine, LedgerDifference, NewTenant, NewUser, Office, Options};
use sqlx::{AnyConnection, Connection, Executor};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The month that is closed.
pub const MONTH: &str = "2025-09";
/// Customers beside the demo's own: more than one chunk of bills.
pub const CUSTOMERS: usize = 24_000;

/// A data directory, and a PostgreSQL database where it isn't the embedded one.
pub struct Place {
    pub data: PathBuf,
    pub url: Option<String>,
}

/// What came of the month: comparable, whatever happened on the way.
#[derive(PartialEq)]
pub struct Outcome {
    statements: Vec<StatementPage>,
    trail_breaks_at: Option<i64>,
    entries: i64,
    differences: Vec<LedgerDifference>,
}

impl Outcome {
    pub fn lines(&self) -> usize {
        self.statements.iter().map(|page| page.lines.len()).sum()
    }

    pub fn is_whole(&self) -> bool {
        self.trail_breaks_at.is_none() && self.differences.is_empty() && self.lines() > CUSTOMERS
    }
}

/// A number that a longer run may raise.
#[expect(clippy::disallowed_methods, reason = "the tests' only settings")]
pub fn setting(name: &str, default: u32) -> u32 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}

#[expect(clippy::disallowed_methods, reason = "the tests' only settings")]
fn cluster() -> String {
    std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL names no PostgreSQL: run the tests by script/test, which starts one")
}

/// Tells a figure to who runs the long form.
pub fn tell(figure: impl std::fmt::Display) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{figure}");
}

/// Does `round` for each number below `rounds`, some of them side by side.
pub fn side_by_side(rounds: u32, at_once: usize, round: impl Fn(u32) + Sync) {
    let all: Vec<_> = (0..rounds).collect();
    for some in all.chunks(at_once) {
        std::thread::scope(|scope| {
            for n in some {
                let round = &round;
                scope.spawn(move || round(*n));
            }
        });
    }
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().unwrap()
}

/// The first number that a query of the test cluster gives, in a database of its own.
pub fn ask(url: &str, sql: &str) -> i64 {
    sqlx::any::install_default_drivers();
    runtime().block_on(async {
        let mut database = AnyConnection::connect(url).await.unwrap();
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut database).await.unwrap()
    })
}

/// Until PostgreSQL answers again.
pub fn wait_for_cluster() {
    for _ in 0..600 {
        if try_order("SELECT 1".into()).is_ok() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("PostgreSQL didn't recover");
}

/// Has the test cluster do something.
fn order(sql: String) {
    try_order(sql).unwrap();
}

fn try_order(sql: String) -> Result<(), sqlx::Error> {
    sqlx::any::install_default_drivers();
    runtime().block_on(async {
        let mut cluster = AnyConnection::connect(&cluster()).await?;
        cluster.execute(sqlx::AssertSqlSafe(sql)).await.map(drop)
    })
}

impl Place {
    /// Nothing yet: on PostgreSQL in a database of that name, or on SQLite.
    pub fn empty(folder: &TempDir, name: Option<&str>) -> Self {
        let data = folder.path().join("start");
        fs::create_dir_all(&data).unwrap();
        let place = name.map_or_else(|| Self { data: data.clone(), url: None }, |name| Self::at(data.clone(), name));
        if name.is_some() {
            order(format!("CREATE DATABASE {}", place.database_name()));
        }
        place
    }

    /// The demo on SQLite, with so many more customers, and September still open.
    pub fn sqlite(folder: &TempDir) -> Self {
        let place = Self { data: folder.path().join("start"), url: None };
        place.fill();
        place
    }

    /// The same on PostgreSQL, in a database of that name.
    pub fn postgres(folder: &TempDir, name: &str) -> Self {
        let place = Self::at(folder.path().join("start"), name);
        order(format!("CREATE DATABASE {}", place.database_name()));
        place.fill();
        place
    }

    fn at(data: PathBuf, name: &str) -> Self {
        let url = cluster();
        let (server, options) =
            url.split_once('?').map_or((url.as_str(), String::new()), |(s, o)| (s, format!("?{o}")));
        let server = server.rsplit_once('/').expect("a database in the URL").0;
        Self { data, url: Some(format!("{server}/chaos_{}_{name}{options}", std::process::id())) }
    }

    fn database_name(&self) -> &str {
        let url = self.url.as_deref().expect("a place on PostgreSQL");
        let path = url.split('?').next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default()
    }

    /// As it is now, elsewhere. Nobody may be working there.
    pub fn copy(&self, folder: &TempDir, name: &str) -> Self {
        let data = folder.path().join(name);
        copy(&self.data, &data);
        if self.url.is_none() {
            return Self { data, url: None };
        }
        let place = Self::at(data, name);
        order(format!("CREATE DATABASE {} TEMPLATE {}", place.database_name(), self.database_name()));
        place
    }

    /// The processes of PostgreSQL that serve whoever works here.
    pub fn backends(&self) -> Vec<i64> {
        let sql =
            format!("SELECT CAST(pid AS BIGINT) FROM pg_stat_activity WHERE datname = '{}'", self.database_name());
        sqlx::any::install_default_drivers();
        runtime().block_on(async {
            let mut cluster = AnyConnection::connect(&cluster()).await.unwrap();
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&mut cluster).await.unwrap()
        })
    }

    /// Cuts the connections of whoever works here, and of nobody else.
    pub fn cut_connections(&self) {
        let name = self.database_name();
        order(format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"));
    }

    /// Gives its room back.
    pub fn remove(&self) {
        fs::remove_dir_all(&self.data).unwrap();
        if self.url.is_some() {
            order(format!("DROP DATABASE {} WITH (FORCE)", self.database_name()));
        }
    }

    pub fn database(&self) -> Database {
        match &self.url {
            Some(url) => Database::Postgres(url.clone()),
            None => Database::Sqlite(self.data.join("tributary.sqlite")),
        }
    }

    /// The program, working here.
    pub fn tributary(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tributary"));
        self.furnish(command.args(arguments).args(["--log-filter", "off", "--data-dir"]).arg(&self.data));
        command
    }

    /// What any program needs to work here.
    pub fn furnish<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env_clear().current_dir(std::env::temp_dir()).stdout(Stdio::null()).stderr(Stdio::null());
        command.env("TRIBUTARY_BANK_SANDBOX", "true").env("CLOCK_AHEAD", self.clock());
        command.envs(self.url.as_ref().map(|url| ("TRIBUTARY_DATABASE_URL", url)))
    }

    /// Where programs that work here read by how many seconds their clock is ahead.
    fn clock(&self) -> PathBuf {
        self.data.join("clock-ahead")
    }

    /// Sets the clocks of all programs that work here ahead of the machine's, those that run already among them.
    pub fn set_ahead(&self, seconds: i64) {
        // Whole or not at all: somebody reads it every moment.
        let draft = self.data.join("clock-ahead.new");
        fs::write(&draft, seconds.to_string()).unwrap();
        fs::rename(draft, self.clock()).unwrap();
    }

    /// Opens what is kept here, beside the programs that work here.
    pub async fn engine(&self) -> Engine {
        let options = Options { master_key_file: Some(self.data.join("master.key")), ..Options::default() };
        Engine::open(&self.database(), options).await.unwrap()
    }

    pub fn close(&self) -> Child {
        self.tributary(&["close", "--month", MONTH]).spawn().unwrap()
    }

    fn fill(&self) {
        assert!(self.tributary(&["demo", "--seed-only"]).status().unwrap().success());
        let mut csv = String::from("customer_id,reseller_id,mrr,activation_date\n");
        for n in 0..CUSTOMERS {
            let (reseller, dollars, cents) = (900 + n % 30, 20 + n % 90, n % 100);
            writeln!(csv, "X-{n:05},RS-{reseller},{dollars}.{cents:02},2025-09-0{}", 1 + n % 9).unwrap();
        }
        fs::create_dir_all(&self.data).unwrap();
        let file = self.data.join("more.csv");
        fs::write(&file, csv).unwrap();
        let import = ["import", "customers", file.to_str().unwrap(), "--create-partners", "--bill-through", MONTH];
        assert!(self.tributary(&import).status().unwrap().success());
    }

    /// Every statement of the month with every line, and whether trail and books are whole.
    pub fn outcome(&self) -> Outcome {
        runtime().block_on(async {
            let engine = self.engine().await;
            let tenant = engine.tenant(Some("demo")).await.unwrap().id;
            let statements = statements(&engine, tenant).await;
            let (_, trail_breaks_at) = engine.office(tenant).verify_audit().await.unwrap();
            let ledger = engine.office(tenant).check_ledger().await.unwrap();
            engine.shut_down().await;
            Outcome { statements, trail_breaks_at, entries: ledger.entries, differences: ledger.differences }
        })
    }
}

async fn statements(engine: &Engine, tenant: TenantId) -> Vec<StatementPage> {
    let user = UserId(uuid::Uuid::nil());
    let desk = engine.desk(Caller { tenant, user, role: Role::Finance, partner: None });
    let month: Month = MONTH.parse().unwrap();
    let mut pages = Vec::new();
    for statement in desk.statements(None).await.unwrap() {
        let mut number = 1;
        loop {
            let mut page = desk.statement(month, Some(statement.partner.id), number).await.unwrap();
            // An entry's id is new each time; that it is there, and of which day, is compared.
            page.booked = page.booked.map(|booked| Booked { entry: EntryId(uuid::Uuid::nil()), ..booked });
            number += 1;
            let last = number > page.pages;
            pages.push(page);
            if last {
                break;
            }
        }
    }
    pages
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// A new operator, the only one of its database.
pub async fn operator(engine: &Engine) -> Office {
    let tenant = NewTenant {
        slug: "acme".into(),
        name: "Acme Internet".into(),
        time_zone: "America/Los_Angeles".into(),
        currency: Currency::Usd,
        rounding: Rounding::HalfEven,
    };
    engine.office(engine.add_tenant(tenant).await.unwrap().id)
}

/// That operator again.
pub async fn office(engine: &Engine) -> Office {
    engine.office(engine.tenant(None).await.unwrap().id)
}

/// Somebody of the operator, or of one of its resellers.
pub async fn add_person(office: &Office, role: Role, partner: Option<&str>) -> String {
    let email = format!("{}@acme.example", role.code());
    let new = NewUser {
        email: email.clone(),
        name: format!("The {role}"),
        role,
        partner: partner.map(str::to_owned),
        password: "correct horse battery".into(),
    };
    office.add_user(new).await.unwrap();
    email
}

/// Takes in customers, adding resellers as they come, billed through a month.
pub async fn import_customers(office: &Office, file: &Path, csv: &str, through: &str, add_resellers: bool) {
    fs::write(file, csv).unwrap();
    let import = CustomerImport {
        file: file.to_owned(),
        mapping: Mapping::default(),
        on_problem: OnProblem::RollBack,
        create_partners: add_resellers,
        bill_through: Some(through.parse().unwrap()),
        report: None,
    };
    let imported = office.import_customers(&import, &|_| ()).await.unwrap();
    assert!(imported.kept, "{:?}", imported.problems);
}
