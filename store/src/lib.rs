//! The only crate that spells SQL: SQLite and PostgreSQL, one text for both.
//!
//! How to add a statement:
//!
//! 1. Write it once, with `$1`-style parameters, inside [`on!`]; it is compiled for both engines.
//!    `Db` names the engine at hand.
//! 2. Name the tenant in every `WHERE` and every `INSERT`: PostgreSQL would hide a forgotten filter behind
//!    row-level security, SQLite wouldn't.
//! 3. Bind instants and days; never call `now()` or a date function. Cast sums: `CAST(COALESCE(SUM(x), 0) AS BIGINT)`.
//! 4. Where somebody reads rows about partners, add [`seen!`](sight::seen): there are people who don't see all.
//! 5. Add a fact about it to `tests/conformance`, which runs on both engines.
//!
//! The store decides nothing: rights, rules and the order of things belong to `engine`.

mod activities;
mod alerts;
mod audit;
mod bank_accounts;
mod bills;
mod bulk;
mod carried;
mod corrections;
mod customers;
mod dialect;
mod differences;
mod digest;
mod emergencies;
mod facts;
mod health;
mod industry;
mod insight;
mod interactions;
mod interventions;
mod ledger;
mod mails;
mod managers;
mod outbox;
mod partner_facts;
mod partners;
mod payouts;
mod people;
mod plans;
mod portfolio;
mod reconciliation;
mod review;
mod runs;
mod sessions;
mod settling;
mod sight;
mod stages;
mod statements;
mod surveys;
mod tenants;
mod transfers;
mod walk;
mod work;

pub use alerts::{AlertEntry, HeldBand, KnownAlert, Letterful, NewAlert, NewNotification, ScoredPartner};
pub use bank_accounts::{KeyPurpose, Sealed, StoredAccount, VaultKey};
pub use corrections::{Answer, DueAdjustment, NewAdjustment, NewDispute};
pub use customers::CustomerKey;
pub use emergencies::{NewEmergency, NewEmergencyEntry, StoredEmergency};
pub use facts::{Departed, FactRow, FactToWrite};
pub use health::{
    Acquired, Active, BilledWindow, Handled, HealthHead, PartnerWindow, ScoreToWrite, StoredRules, StoredScore,
};
pub use industry::OwnFigures;
pub use insight::ComponentScores;
pub use interventions::{Begun, DueStep, NewIntervention, StoredIntervention};
pub use ledger::{BalanceDifference, JournalLine, StatementDifference, UnbalancedEntry};
pub use partner_facts::Put;
pub use partners::NewPartner;
pub use payouts::{
    AchFileToWrite, AnswerToWrite, BankFileToWrite, BatchMove, BatchToWrite, PayoutToWrite, SealedPayoutValue,
    TraceOwner, TraceToWrite,
};
pub use people::Login;
pub use plans::{Assigned, PlanInForce, PlanVersion};
pub use portfolio::PortfolioFacts;
pub use reconciliation::{BankFactRow, Comparison, NewBankStatement};
pub use review::{BilledTwice, CameIn};
pub use runs::{Lease, RunProgress};
pub use sessions::SessionUser;
pub use settling::{GroupVolume, ShareToWrite};
pub use statements::{Lines, StatementItem, StatementToWrite};
pub use surveys::{LatestSurvey, LinkedSurvey, NewSurvey};
pub use transfers::{NewTransfer, StoredFile, TransferMove};
pub use walk::{LaterMoney, RunStep};
pub use work::{Claim, NewWork, StepTime, WorkCount};

use chrono::NaiveDate;
use domain::{PartnerId, TenantId, UserId};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use std::collections::HashSet;
use std::path::PathBuf;

/// Where the data are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file, made when it isn't there.
    Sqlite(PathBuf),
    /// A PostgreSQL URL.
    Postgres(String),
}

/// The database answered with an error, or with something that can't be.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The driver's or the server's error.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A migration failed.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The data directory or its lock file can't be used.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A row that must be there isn't, or holds what it can't hold.
    #[error("inconsistent data: {0}")]
    Inconsistent(String),
    /// The lease was lost to another worker, which goes on with the work.
    #[error("another worker has taken over")]
    Fenced,
}

impl Fault {
    /// Whether a unique key refused the write.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(e)) if e.is_unique_violation())
    }

    /// Whether a write failed because the disk is full or refuses it.
    fn is_for_want_of_room(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        // PostgreSQL: disk full. SQLite: full, and a write that the system refused.
        matches!(error.code().as_deref(), Some("53100" | "13" | "778"))
    }

    /// Whether the same transaction may succeed when it is run again.
    pub fn is_transient(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        // PostgreSQL: serialisation failure, deadlock. SQLite: busy.
        matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "517"))
    }
}

impl From<Fault> for domain::Refusal {
    /// What people are told; the cause is logged here, once.
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Fenced => Self::conflict("Another worker has taken over. Nothing was lost."),
            fault => {
                tracing::error!(error = &fault as &dyn std::error::Error, "the store failed");
                if fault.is_for_want_of_room() { Self::NoRoom } else { Self::Unavailable }
            }
        }
    }
}

/// How large a database is, and how many connections to it there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Bytes of the database.
    pub bytes: i64,
    /// Bytes of the embedded database's write-ahead log.
    pub wal_bytes: i64,
    /// Open connections.
    pub connections: i64,
    /// Those that nobody uses now.
    pub idle_connections: i64,
}

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
}

#[derive(Clone, Debug)]
enum Pools {
    /// One writer, so that writes queue fairly in the program instead of failing in the database.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
        file: PathBuf,
    },
    Postgres(PgPool),
}

/// A transaction on one tenant's data: dropped it rolls back, [`Tx::commit`] keeps.
pub struct Tx {
    tenant: TenantId,
    inner: Inner,
    /// Whose eyes it sees with, on which day of the operator's; nobody's where it sees all: `sight.rs`.
    seer: Option<UserId>,
    seen_on: Option<NaiveDate>,
    /// Partners of whose health a fact changes: `health/marks.rs`.
    touched: HashSet<PartnerId>,
}

/// A transaction before or beside any tenant: operators, logins and sessions.
pub struct Platform {
    inner: Inner,
}

enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Compiles a body once per engine, with `$conn` the connection and `Db` the engine's type.
macro_rules! on {
    ($tx:expr, $conn:ident => $body:expr) => {
        match &mut $tx.inner {
            $crate::Inner::Sqlite(tx) => {
                type Db = sqlx::Sqlite;
                let $conn = &mut **tx;
                $body
            }
            $crate::Inner::Postgres(tx) => {
                type Db = sqlx::Postgres;
                let $conn = &mut **tx;
                $body
            }
        }
    };
}
pub(crate) use on;

impl Store {
    /// Opens the database, creating and migrating it where needed.
    ///
    /// Several processes may do so at once: migrations run under a lock.
    pub async fn open(database: &Database) -> Result<Self, Fault> {
        dialect::open(database).await.map(|pools| Self { pools })
    }

    /// A transaction that only reads one tenant's data, all of it from one moment.
    pub async fn read(&self, tenant: TenantId) -> Result<Tx, Fault> {
        let inner = dialect::begin_read(&self.pools).await?;
        Tx::of(tenant, inner).enter().await
    }

    /// A transaction that changes one tenant's data.
    pub async fn write(&self, tenant: TenantId) -> Result<Tx, Fault> {
        let inner = dialect::begin_write(&self.pools).await?;
        Tx::of(tenant, inner).enter().await
    }

    /// A transaction that reads operators, logins and sessions.
    pub async fn read_platform(&self) -> Result<Platform, Fault> {
        dialect::begin_read(&self.pools).await.map(|inner| Platform { inner })
    }

    /// A transaction that changes operators, logins and sessions.
    pub async fn write_platform(&self) -> Result<Platform, Fault> {
        dialect::begin_write(&self.pools).await.map(|inner| Platform { inner })
    }

    /// How large the database is, and how many connections to it there are.
    pub async fn size(&self) -> Result<Size, Fault> {
        dialect::size(&self.pools).await
    }

    /// Lets the database learn how large its tables are, by samples, so that it picks the right index: after much was
    /// written, and now and then.
    pub async fn learn_sizes(&self) -> Result<(), Fault> {
        dialect::learn_sizes(&self.pools).await
    }

    /// Finishes what runs and closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    fn of(tenant: TenantId, inner: Inner) -> Self {
        Self { tenant, inner, seer: None, seen_on: None, touched: HashSet::new() }
    }

    /// The tenant that this transaction is confined to.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Keeps what was written.
    pub async fn commit(mut self) -> Result<(), Fault> {
        self.leave_marks().await?;
        self.inner.commit().await
    }

    async fn enter(mut self) -> Result<Self, Fault> {
        dialect::enter_tenant(&mut self.inner, self.tenant).await?;
        Ok(self)
    }
}

impl Platform {
    /// Keeps what was written.
    pub async fn commit(self) -> Result<(), Fault> {
        self.inner.commit().await
    }
}

impl Inner {
    async fn commit(self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
