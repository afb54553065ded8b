//! The same work as plain SQL, in the same database: what the database alone needs for it.
//!
//! The import: the customers and their bills, already parsed, copied from a staging table by `INSERT … SELECT` into
//! tables with the product's keys. The calculation: lines by a window function over the month's bills, statements by
//! `GROUP BY`, an entry with two postings for each, in one transaction.

use domain::Month;
use sqlx::{AnyConnection, Executor};

/// Copies of what the import has written, as an unkeyed heap to read from, and the keyed tables to write to.
pub const STAGING: &str = "
    CREATE TABLE staged_customers AS SELECT * FROM customers;
    CREATE TABLE staged_bills AS SELECT * FROM bills ORDER BY customer_id, month;
    CREATE TABLE plain_customers AS SELECT * FROM customers WHERE 1 = 0;
    CREATE UNIQUE INDEX plain_customers_key ON plain_customers (tenant_id, id);
    CREATE UNIQUE INDEX plain_customers_code ON plain_customers (tenant_id, code);
    CREATE INDEX plain_customers_partner ON plain_customers (tenant_id, partner_id, stage, mrr, id, activated_on, churned_on);
    CREATE TABLE plain_bills AS SELECT * FROM bills WHERE 1 = 0;
    CREATE UNIQUE INDEX plain_bills_key ON plain_bills (tenant_id, month, partner_id, customer_id);
    CREATE INDEX plain_bills_customer ON plain_bills (tenant_id, customer_id, month)";

/// The import.
pub const IMPORT: &str = "
    BEGIN;
    INSERT INTO plain_customers SELECT * FROM staged_customers;
    INSERT INTO plain_bills SELECT * FROM staged_bills;
    COMMIT";

/// Tables with the keys of the product's, as its engine lays them out.
pub fn tables(is_sqlite: bool) -> String {
    let (id, end) = if is_sqlite { ("BLOB", " STRICT, WITHOUT ROWID") } else { ("UUID", "") };
    let number = if is_sqlite { "INTEGER" } else { "BIGINT" };
    format!(
        "CREATE TABLE plain_lines (tenant_id {number} NOT NULL, month {number} NOT NULL, version {number} NOT NULL,
            partner_id {id} NOT NULL, customer_id {id} NOT NULL, rule {number} NOT NULL, part {number} NOT NULL,
            base {number} NOT NULL, rate {number} NOT NULL, amount {number} NOT NULL,
            PRIMARY KEY (tenant_id, month, version, partner_id, customer_id, rule, part)){end};
        CREATE TABLE plain_statements (tenant_id {number} NOT NULL, month {number} NOT NULL, version {number} NOT NULL,
            partner_id {id} NOT NULL, lines {number} NOT NULL, billed {number} NOT NULL, commission {number} NOT NULL,
            PRIMARY KEY (tenant_id, month, version, partner_id)){end};
        CREATE TABLE plain_entries (tenant_id {number} NOT NULL, month {number} NOT NULL, id {id} NOT NULL,
            source TEXT NOT NULL, PRIMARY KEY (tenant_id, month, id)){end};
        CREATE TABLE plain_postings (tenant_id {number} NOT NULL, account TEXT NOT NULL, partner_id {id} NOT NULL,
            month {number} NOT NULL, amount {number} NOT NULL,
            PRIMARY KEY (tenant_id, account, partner_id, month)){end}"
    )
}

/// The calculation of a month, of the first operator.
pub fn calculate(month: Month) -> String {
    let month = month.number();
    format!(
        "
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
                FROM bills WHERE tenant_id = 1 AND month = {month}) AS running) AS steps;
    INSERT INTO plain_statements
    SELECT tenant_id, month, version, partner_id, COUNT(*), CAST(SUM(base) AS BIGINT), CAST(SUM(amount) AS BIGINT)
    FROM plain_lines WHERE tenant_id = 1 AND month = {month} GROUP BY tenant_id, month, version, partner_id;
    INSERT INTO plain_entries SELECT tenant_id, month, partner_id, 'statement' FROM plain_statements
    WHERE tenant_id = 1 AND month = {month};
    INSERT INTO plain_postings SELECT tenant_id, 'expense', partner_id, month, commission FROM plain_statements
    WHERE tenant_id = 1 AND month = {month};
    INSERT INTO plain_postings SELECT tenant_id, 'payable', partner_id, month, -commission FROM plain_statements
    WHERE tenant_id = 1 AND month = {month};
    COMMIT"
    )
}

/// Runs statements one after another.
pub async fn run(connection: &mut AnyConnection, script: &str) {
    for statement in script.split(';') {
        connection.execute(sqlx::AssertSqlSafe(statement.to_owned())).await.expect(statement);
    }
}
