//! Decides when and whether: rights, transactions, imports, the month close, automation.
//!
//! An [`Engine`] is the whole system on one database. A [`Desk`] is the engine seen through one caller's rights:
//! pages and the API only ever hold a desk. An [`Office`] is one operator's engine for the command line and for
//! automation, which act for the operator itself.

mod access;
mod accounts;
mod alerts;
mod bank;
#[cfg(feature = "chaos")]
pub mod chaos;
#[cfg(not(feature = "chaos"))]
mod chaos;
mod clock;
mod close;
mod demo;
mod desk;
mod dry_run;
mod duty;
mod emergencies;
mod export;
mod files;
mod health;
mod health_of_system;
pub mod imports;
mod interventions;
mod ledger;
mod mail;
mod managers;
mod months;
mod office;
mod payouts;
mod plans;
mod reconciliation;
mod runner;
mod statements;
mod surveys;
mod transfers;
mod vault;
mod vitals;
mod workflows;

pub use access::{SessionLimits, SignedIn};
pub use bank::BankAccess;
pub use clock::Clock;
pub use close::{Trial, Tried, TriedFor};
pub use demo::{DEMO_PASSWORD, Demo};
pub use desk::{Caller, Desk, FileForBank, Proposal};
pub use export::{Content, Download};
pub use health::{Explained, Recomputed, RecomputedPartner, RulesPreview, RulesPreviewRow, Scored};
pub use ledger::{LedgerCheck, LedgerDifference};
pub use mail::{Post, PostError};
pub use office::{NewTenant, NewUser, Office};
pub use payouts::TakenIn;
pub use reconciliation::{BillingExport, NewBankFile};
pub use runner::Runner;
pub use store::Database;
pub use transfers::Upload;
pub use vault::{DataRotated, MasterRotated};
pub use vitals::Vitals;

use domain::tenant::Tenant;
use domain::{Refusal, TenantId};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::sync::{Notify, Semaphore};
use vault::Vault;

/// What may be set from outside.
#[derive(Clone, Debug)]
pub struct Options {
    /// When a session ends by itself.
    pub sessions: SessionLimits,
    /// How long a worker that says nothing keeps its run.
    pub lease: Duration,
    /// Bills and facts that a month's close takes on at once; adjusted by what is measured where nobody says.
    pub close_chunk: Option<i64>,
    /// How long a step of automation stays with a server that doesn't renew its hold; it does so three times as often.
    pub step_lease: Duration,
    /// How mail leaves the house.
    pub post: Post,
    /// Where the master keys of sealed data are; beside the embedded database when it isn't set.
    pub master_key_file: Option<PathBuf>,
    /// How files reach banks.
    pub bank: BankAccess,
    /// Where people reach the application, such as `https://tributary.example`: links in letters begin so.
    pub address: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            sessions: SessionLimits::default(),
            lease: Duration::from_secs(2),
            close_chunk: None,
            step_lease: Duration::from_secs(15),
            post: Post::none(),
            master_key_file: None,
            bank: BankAccess::None,
            address: "http://127.0.0.1:3000".to_owned(),
        }
    }
}

/// The whole system on one database. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    store: Store,
    clock: Clock,
    options: Options,
    vault: Vault,
    /// Hashing a password takes memory and a core: two at a time.
    hashing: Arc<Semaphore>,
    /// Tells this server's runner that there is work.
    work: Arc<Notify>,
}

impl Engine {
    /// Opens the database, creating and migrating it where needed, by the machine's clock.
    pub async fn open(database: &Database, options: Options) -> Result<Self, store::Fault> {
        Self::open_at(database, options, Clock::system()).await
    }

    /// The same by another clock.
    pub async fn open_at(database: &Database, options: Options, clock: Clock) -> Result<Self, store::Fault> {
        let store = Store::open(database).await?;
        let beside = match database {
            Database::Sqlite(file) => Some(file.with_file_name("master.key")),
            Database::Postgres(_) => None,
        };
        let vault = Vault::new(options.master_key_file.clone().or(beside), clock.clone());
        Ok(Self { store, clock, options, vault, hashing: Arc::new(Semaphore::new(2)), work: Arc::default() })
    }

    /// A page of the application, as it stands in a letter.
    fn public_link(&self, page: &str) -> String {
        format!("{}/{page}", self.options.address)
    }

    /// The engine through one caller's rights.
    pub fn desk(&self, caller: Caller) -> Desk {
        Desk { engine: self.clone(), caller }
    }

    /// The engine for one operator's own command line and automation.
    pub fn office(&self, tenant: TenantId) -> Office {
        Office { engine: self.clone(), tenant }
    }

    /// Every operator.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Refusal> {
        Ok(self.store.read_platform().await?.tenants().await?)
    }

    /// The operator of that short name; without a name the only one there is.
    pub async fn tenant(&self, slug: Option<&str>) -> Result<Tenant, Refusal> {
        let tenants = self.tenants().await?;
        let known = || tenants.iter().map(|t| t.slug.as_str()).collect::<Vec<_>>().join(", ");
        let found = match slug {
            Some(slug) => tenants.iter().find(|t| t.slug == slug),
            None if tenants.len() == 1 => tenants.first(),
            None => None,
        };
        found.cloned().ok_or_else(|| match (slug, tenants.len()) {
            (_, 0) => Refusal::invalid("tenant", "there is none yet; add one with `tributary tenant add`"),
            (Some(slug), _) => Refusal::invalid("tenant", format!("“{slug}” is not known; there are: {}", known())),
            (None, _) => Refusal::invalid("tenant", format!("there are several, name one of: {}", known())),
        })
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), Refusal> {
        self.tenants().await.map(drop)
    }

    /// Closes the database once what runs has finished.
    pub async fn shut_down(&self) {
        self.store.close().await;
    }
}
