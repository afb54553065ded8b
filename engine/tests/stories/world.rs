//! A small operator to tell stories about, on a fresh SQLite file with a clock that stands still.

use chrono::{DateTime, Utc};
use domain::audit::AuditEntry;
use domain::user::Role;
use domain::{Currency, Month, Rounding};
use engine::imports::{CustomerImport, Imported, Mapping, OnProblem};
use engine::{BankAccess, Clock, Content, Database, Desk, Download, Engine, NewTenant, NewUser, Office, Options, Post};
use futures_util::TryStreamExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

pub const PASSWORD: &str = "correct horse battery";

/// An engine with one operator.
pub struct World {
    pub directory: TempDir,
    pub engine: Engine,
    pub office: Office,
    now: Arc<Mutex<DateTime<Utc>>>,
}

/// A number that a longer run may raise.
#[expect(clippy::disallowed_methods, reason = "the tests' only settings")]
pub fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Where the product's sample data are.
pub fn sample_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/isp-customers")
}

/// Leases that don't keep a test waiting.
pub fn options() -> Options {
    Options { lease: Duration::from_millis(200), ..Options::default() }
}

fn clock_of(now: &Arc<Mutex<DateTime<Utc>>>) -> Clock {
    let now = now.clone();
    Clock::by(move || *now.lock().unwrap())
}

impl World {
    /// It is the sixth of October 2025.
    pub async fn new() -> Self {
        Self::new_rounding(Rounding::HalfEven).await
    }

    /// The same for an operator that rounds so.
    pub async fn new_rounding(rounding: Rounding) -> Self {
        Self::made(rounding, |directory| Post::folder("Acme <no-reply@acme.example>", directory.join("mail")).unwrap())
            .await
    }

    /// The same with another way for its mail.
    pub async fn posting(post: Post) -> Self {
        Self::made(Rounding::HalfEven, |_| post).await
    }

    async fn made(rounding: Rounding, post: impl FnOnce(&Path) -> Post) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let now = Arc::new(Mutex::new("2025-10-06T17:00:00Z".parse().unwrap()));
        let clock = clock_of(&now);
        let database = Database::Sqlite(directory.path().join("world.sqlite"));
        let bank = BankAccess::Sandbox(directory.path().join("bank"));
        let options = Options { post: post(directory.path()), bank, ..options() };
        let engine = Engine::open_at(&database, options, clock).await.unwrap();
        let tenant = NewTenant {
            slug: "acme".into(),
            name: "Acme Internet".into(),
            time_zone: "America/Los_Angeles".into(),
            currency: Currency::Usd,
            rounding,
        };
        let office = engine.office(engine.add_tenant(tenant).await.unwrap().id);
        Self { directory, engine, office, now }
    }

    /// Its database, for another engine.
    pub fn database(&self) -> Database {
        Database::Sqlite(self.directory.path().join("world.sqlite"))
    }

    /// Another server works for so long and dies; then the leases that died with it run out.
    pub async fn serve_and_die(&self, milliseconds: u64) {
        let (database, clock) = (self.database(), self.clock());
        tokio::task::spawn_blocking(move || {
            // A process of its own as far as the database can tell: its connections die with its runtime.
            let server = tokio::runtime::Runtime::new().unwrap();
            let engine = server.block_on(Engine::open_at(&database, options(), clock)).unwrap();
            let runner = server.block_on(engine.start_runner()).unwrap();
            std::thread::sleep(Duration::from_millis(milliseconds));
            server.shutdown_background();
            drop(runner);
        })
        .await
        .unwrap();
        self.later(20);
    }

    /// What was done so far, read beside the engine.
    pub async fn trail(&self) -> Vec<AuditEntry> {
        self.tx().await.audit_entries().await.unwrap()
    }

    /// A transaction beside the engine.
    pub async fn tx(&self) -> store::Tx {
        let store = store::Store::open(&self.database()).await.unwrap();
        store.write(self.office.tenant().await.unwrap().id).await.unwrap()
    }

    /// Its clock, for another engine.
    pub fn clock(&self) -> Clock {
        clock_of(&self.now)
    }

    pub fn later(&self, seconds: i64) {
        *self.now.lock().unwrap() += chrono::TimeDelta::seconds(seconds);
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A desk for a new person of a role.
    pub async fn desk(&self, role: Role, partner: Option<&str>) -> Desk {
        let email = format!("{}-{}@acme.example", role.code(), partner.unwrap_or("operator").to_lowercase());
        let new = NewUser {
            email: email.clone(),
            name: format!("The {role}"),
            role,
            partner: partner.map(str::to_owned),
            password: PASSWORD.into(),
        };
        self.office.add_user(new).await.unwrap();
        self.engine.desk(self.engine.sign_in(&email, PASSWORD).await.unwrap().caller)
    }

    /// Takes in customers given as CSV, billed through September 2025, adding resellers as they come.
    pub async fn import(&self, csv: impl AsRef<[u8]>) -> Imported {
        let import = import_of(self.file("customers.csv", csv));
        self.office.import_customers(&import, &|_| ()).await.unwrap()
    }
}

/// What is in a file that comes in blocks.
pub async fn text_of(file: Download) -> String {
    let Content::Blocks(blocks) = file.content else { panic!("{} comes whole", file.name) };
    String::from_utf8(blocks.try_concat().await.unwrap()).unwrap()
}

pub fn import_of(file: PathBuf) -> CustomerImport {
    CustomerImport {
        file,
        mapping: Mapping::default(),
        on_problem: OnProblem::RollBack,
        create_partners: true,
        bill_through: Month::new(2025, 9),
        report: None,
    }
}

/// Two resellers with four customers.
pub const CUSTOMERS: &str = "\
customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category,city
A-1,RS-1,100.00,2025-01-01,,Active,,Downey
A-2,RS-1,60.55,2025-08-01,,Onboarding,,Downey
A-3,RS-1,80.00,2025-02-01,2025-09-30,Churned,Price,Downey
B-1,RS-2,250.00,2025-03-01,,Active,,Inglewood
";
