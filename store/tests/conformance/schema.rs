//! The two schemas are twins: the same tables, columns, nullability and keys; the tenant leads every key.

use crate::sample::fresh_postgres;
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::collections::BTreeMap;
use store::{Database, Store};

/// Tables that are looked up before a tenant is known.
const PLATFORM: [&str; 4] = ["tenants", "logins", "sessions", "work_due"];

/// Columns (name, kind, needed) and key columns of each table.
type Schema = BTreeMap<String, (Vec<(String, &'static str, bool)>, Vec<String>)>;

fn kind(of: &str) -> &'static str {
    match of.to_lowercase().as_str() {
        "blob" | "uuid" | "bytea" => "bytes",
        "integer" | "bigint" | "smallint" | "boolean" => "whole number",
        "real" | "double precision" => "number",
        "text" | "jsonb" | "date" | "timestamp with time zone" => "text",
        other => panic!("a type that no column should have: {other}"),
    }
}

async fn sqlite() -> Schema {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("schema.sqlite");
    Store::open(&Database::Sqlite(path.clone())).await.unwrap().close().await;
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let columns: Vec<(String, String, String, bool, i64)> = sqlx::query_as(
        "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'
         ORDER BY m.name, c.cid",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    let mut schema = Schema::new();
    let mut keys: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
    for (table, column, of, needed, key) in columns {
        if key > 0 {
            keys.entry(table.clone()).or_default().push((key, column.clone()));
        }
        schema.entry(table).or_default().0.push((column, kind(&of), needed));
    }
    for (table, mut key) in keys {
        key.sort();
        schema.entry(table).or_default().1 = key.into_iter().map(|(_, column)| column).collect();
    }
    schema
}

async fn postgres(name: &str) -> (Schema, PgConnection) {
    let url = fresh_postgres(name).await;
    Store::open(&Database::Postgres(url.clone())).await.unwrap().close().await;
    let mut db = PgConnection::connect(&url).await.unwrap();
    let columns: Vec<(String, String, String, bool)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'NO' FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%' ORDER BY table_name, ordinal_position",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    let keys: Vec<(String, String)> = sqlx::query_as(
        "SELECT k.table_name::text, k.column_name::text FROM information_schema.key_column_usage k
         JOIN information_schema.table_constraints c USING (constraint_schema, constraint_name)
         WHERE c.constraint_type = 'PRIMARY KEY' AND k.table_schema = 'public' AND k.table_name NOT LIKE '\\_sqlx%'
         ORDER BY k.table_name, k.ordinal_position",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    let mut schema = Schema::new();
    for (table, column, of, needed) in columns {
        schema.entry(table).or_default().0.push((column, kind(&of), needed));
    }
    for (table, column) in keys {
        schema.entry(table).or_default().1.push(column);
    }
    (schema, db)
}

#[tokio::test]
async fn both_engines_have_the_same_schema() {
    let (mut sqlite, (postgres, _)) = (sqlite().await, postgres("same_schema").await);
    // SQLite says "needed" of no key column in a table with rowids; all of ours are needed.
    for (table, (columns, key)) in &mut sqlite {
        for (column, _, needed) in columns {
            *needed |= key.contains(column) && !table.is_empty();
        }
    }
    assert_eq!(sqlite, postgres);
}

#[tokio::test]
async fn the_tenant_leads_every_key_and_every_index() {
    let (schema, mut db) = postgres("tenant_leads").await;
    for (table, (_, key)) in schema.iter().filter(|(table, _)| !PLATFORM.contains(&table.as_str())) {
        assert_eq!(key.first().map(String::as_str), Some("tenant_id"), "{table}");
    }
    let other: Vec<(String, String)> = sqlx::query_as(
        "SELECT tablename::text, indexdef::text FROM pg_indexes WHERE schemaname = 'public'
         AND indexdef NOT LIKE '%(tenant_id%' AND tablename NOT LIKE '\\_sqlx%'",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    assert!(other.iter().all(|(table, _)| PLATFORM.contains(&table.as_str())), "{other:?}");
}

#[tokio::test]
async fn row_level_security_is_forced_on_every_tenants_table() {
    let (schema, mut db) = postgres("row_security").await;
    let forced: Vec<(String,)> = sqlx::query_as(
        "SELECT relname::text FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
         WHERE relrowsecurity AND relforcerowsecurity ORDER BY 1",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    let forced: Vec<_> = forced.into_iter().map(|(name,)| name).collect();
    let expected: Vec<_> = schema.keys().filter(|t| !PLATFORM.contains(&t.as_str())).cloned().collect();
    assert_eq!(forced, expected);
}

#[tokio::test]
async fn a_forgotten_filter_finds_only_the_tenants_own_rows_on_postgres() {
    let (_, mut db) = postgres("forgotten_filter").await;
    sqlx::raw_sql(
        "INSERT INTO tenants SELECT n, 't' || n, 'T', 'UTC', 'usd', 'half_even', NULL, NULL, false, now() FROM generate_series(1, 2) n;
         INSERT INTO plans SELECT n, gen_random_uuid(), 'p', 'P', true FROM generate_series(1, 2) n;",
    )
    .execute(&mut db)
    .await
    .unwrap();
    let mut tx = db.begin().await.unwrap();
    sqlx::query("SELECT set_config('role', 'tributary_app', true), set_config('app.tenant', '2', true)")
        .execute(&mut *tx)
        .await
        .unwrap();
    let seen: Vec<(i64,)> = sqlx::query_as("SELECT tenant_id FROM plans").fetch_all(&mut *tx).await.unwrap();
    assert_eq!(seen, [(2,)]);
    let foreign =
        sqlx::query("INSERT INTO plans VALUES (1, gen_random_uuid(), 'q', 'Q', false)").execute(&mut *tx).await;
    assert!(foreign.unwrap_err().to_string().contains("row-level security"));
}
