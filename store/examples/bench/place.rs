//! A new database for a round: a file, or a database of PostgreSQL's cluster.

use crate::meter::{self, Meter};
use crate::reference::run;
use engine::{Clock, Engine, Options};
use sqlx::{AnyConnection, Connection, Executor, Row};
use store::Database;
use tempfile::TempDir;

/// A database, with what is needed to give its room back.
pub struct Place {
    pub database: Database,
    url: String,
    /// The cluster and the name in it, or the folder.
    kept: Result<(String, String), TempDir>,
}

impl Place {
    /// A new one.
    pub async fn new(server: Option<&str>, name: &str) -> Self {
        let Some(server) = server else {
            let directory = tempfile::tempdir().expect("a temporary directory");
            let path = directory.path().join(format!("{name}.sqlite"));
            let url = format!("sqlite://{}", path.display());
            return Self { database: Database::Sqlite(path), url, kept: Err(directory) };
        };
        let name = format!("bench_{}_{name}", std::process::id());
        administer(server, &format!("CREATE DATABASE {name}")).await;
        let (base, options) = server.split_once('?').map_or((server, ""), |parts| parts);
        let base = base.rsplit_once('/').expect("a database in the URL").0;
        let url = if options.is_empty() { format!("{base}/{name}") } else { format!("{base}/{name}?{options}") };
        Self { database: Database::Postgres(url.clone()), url, kept: Ok((server.to_owned(), name)) }
    }

    /// The engine on it, at a moment that stands still.
    pub async fn engine(&self, options: Options) -> Engine {
        let clock = Clock::still("2025-10-06T12:00:00Z".parse().expect("an instant"));
        Engine::open_at(&self.database, options, clock).await.expect("a database")
    }

    pub const fn is_sqlite(&self) -> bool {
        matches!(self.database, Database::Sqlite(_))
    }

    /// A connection for plain SQL, and what measures its cost as well as ours.
    pub async fn plain(&self) -> (AnyConnection, Meter) {
        let mut plain = AnyConnection::connect(&self.url).await.expect("a plain connection");
        if self.is_sqlite() {
            run(&mut plain, "PRAGMA cache_size = -65536").await;
            return (plain, Meter { server: None });
        }
        let row = sqlx::query("SELECT pg_backend_pid()").fetch_one(&mut plain).await.expect("a process");
        let worker = u32::try_from(row.get::<i32, _>(0)).expect("a process");
        (plain, Meter { server: meter::parent_of(worker) })
    }

    /// Gives its room back.
    pub async fn remove(self) {
        if let Ok((server, name)) = self.kept {
            administer(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn administer(server: &str, sql: &str) {
    let mut admin = AnyConnection::connect(server).await.expect("the cluster");
    admin.execute(sqlx::AssertSqlSafe(sql.to_owned())).await.expect(sql);
}
