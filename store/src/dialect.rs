//! The few things that differ between the engines: opening, locking, entering a tenant.

use crate::{Database, Fault, Inner, Pools, Size};
use domain::TenantId;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::fs::{File, OpenOptions};
use std::path::Path;
use std::time::Duration;

/// Readers beside the one writer; more gain nothing on the machines that SQLite is for.
const READERS: u32 = 8;

pub(crate) async fn open(database: &Database) -> Result<Pools, Fault> {
    match database {
        Database::Sqlite(path) => open_sqlite(path).await,
        Database::Postgres(url) => open_postgres(url).await,
    }
}

async fn open_sqlite(path: &Path) -> Result<Pools, Fault> {
    let fault = |source| Fault::File { path: path.to_owned(), source };
    if let Some(directory) = path.parent().filter(|d| !d.as_os_str().is_empty()) {
        std::fs::create_dir_all(directory).map_err(fault)?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // Money: a commit that was acknowledged survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true)
        .pragma("temp_store", "MEMORY")
        .pragma("mmap_size", "1073741824")
        .pragma("cache_size", "-65536")
        .pragma("journal_size_limit", "67108864")
        .pragma("wal_autocheckpoint", "4000")
        .pragma("trusted_schema", "OFF")
        .optimize_on_close(true, 400)
        // Rows come from a thread of the connection's own; with the usual 50, changing over costs more than the rows.
        .row_buffer_size(1_000)
        .statement_cache_capacity(256);
    let writer = SqlitePoolOptions::new().max_connections(1).min_connections(1).connect_with(options.clone()).await?;
    // SQLite's own migrations know no lock: a second process waits at this file.
    let lock = lock_file(path)?;
    sqlx::migrate!("../migrations/sqlite").run(&writer).await?;
    drop(lock);
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .min_connections(1)
        .connect_with(options.read_only(true).pragma("query_only", "ON"))
        .await?;
    Ok(Pools::Sqlite { writer, readers, file: path.to_owned() })
}

fn lock_file(database: &Path) -> Result<File, Fault> {
    let path = database.with_extension("lock");
    let fault = |source| Fault::File { path: path.clone(), source };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(fault)?;
    file.lock().map_err(fault)?;
    Ok(file)
}

async fn open_postgres(url: &str) -> Result<Pools, Fault> {
    let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(5)).connect(url).await?;
    sqlx::migrate!("../migrations/postgres").run(&pool).await?;
    Ok(Pools::Postgres(pool))
}

pub(crate) async fn learn_sizes(pools: &Pools) -> Result<(), Fault> {
    match pools {
        Pools::Sqlite { writer, .. } => {
            // Of tables that it knows nothing of, SQLite believes that an operator has ten rows in each, and reads the
            // whole of a table instead of using an index. Dropped and made anew, because other connections look at
            // what was learnt only when the schema changes.
            let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
            for sql in ["PRAGMA analysis_limit = 400", "DROP TABLE IF EXISTS sqlite_stat1", "ANALYZE"] {
                sqlx::query(sql).execute(&mut *tx).await?;
            }
            tx.commit().await?;
        }
        Pools::Postgres(pool) => {
            sqlx::query("ANALYZE").execute(pool).await?;
        }
    }
    Ok(())
}

pub(crate) async fn size(pools: &Pools) -> Result<Size, Fault> {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    Ok(match pools {
        Pools::Sqlite { writer, readers, file } => {
            const SQL: &str = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
            let wal = std::fs::metadata(file.with_extension("sqlite-wal")).map_or(0, |wal| wal.len());
            Size {
                bytes: sqlx::query_scalar(SQL).fetch_one(readers).await?,
                wal_bytes: i64::try_from(wal).unwrap_or(i64::MAX),
                connections: i64::from(writer.size()) + i64::from(readers.size()),
                idle_connections: count(writer.num_idle() + readers.num_idle()),
            }
        }
        Pools::Postgres(pool) => Size {
            bytes: sqlx::query_scalar("SELECT pg_database_size(current_database())").fetch_one(pool).await?,
            wal_bytes: 0,
            connections: pool.size().into(),
            idle_connections: count(pool.num_idle()),
        },
    })
}

pub(crate) async fn begin_read(pools: &Pools) -> Result<Inner, Fault> {
    Ok(match pools {
        Pools::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await?),
        Pools::Postgres(pool) => {
            Inner::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
        }
    })
}

pub(crate) async fn begin_write(pools: &Pools) -> Result<Inner, Fault> {
    Ok(match pools {
        // A plain BEGIN would start as a reader, and fail when it turns into a writer beside another one.
        Pools::Sqlite { writer, .. } => Inner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
        Pools::Postgres(pool) => Inner::Postgres(pool.begin().await?),
    })
}

/// Confines a PostgreSQL transaction to one tenant: a role that owns nothing, and the name that the policies compare.
pub(crate) async fn enter_tenant(inner: &mut Inner, tenant: TenantId) -> Result<(), Fault> {
    if let Inner::Postgres(tx) = inner {
        sqlx::query("SELECT set_config('role', 'tributary_app', true), set_config('app.tenant', $1, true)")
            .bind(tenant.to_string())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Lets one transaction at a time go on for this tenant. SQLite has one writer anyway.
///
/// Without `KEY`: whoever has written a row that refers to the tenant holds a share of its key, and two that wanted the
/// whole of it then would wait for each other for ever.
pub(crate) async fn lock_tenant(inner: &mut Inner, tenant: TenantId) -> Result<(), Fault> {
    if let Inner::Postgres(tx) = inner {
        sqlx::query("SELECT id FROM tenants WHERE id = $1 FOR NO KEY UPDATE").bind(tenant).execute(&mut **tx).await?;
    }
    Ok(())
}
