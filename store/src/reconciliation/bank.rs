//! Bank statements: taken in once, never changed.

use crate::bulk::insert_rows;
use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::bank_statement::{BankStatement, StatementFormat};
use domain::view::BankStatementRow;
use domain::{BankStatementId, Cents, UserId};

/// A statement to be kept.
#[derive(Clone, Debug)]
pub struct NewBankStatement<'a> {
    /// Its id.
    pub id: BankStatementId,
    /// SHA-256 of its file.
    pub content_hash: &'a [u8],
    /// Which statement of the file, from 0.
    pub position: i32,
    /// The file's name.
    pub file_name: &'a str,
    /// How the file is written.
    pub format: StatementFormat,
    /// The statement.
    pub statement: &'a BankStatement,
}

/// A booked line with where it stands.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BankFactRow {
    /// Its statement.
    pub statement_id: BankStatementId,
    /// Its number there, from 1.
    pub number: i32,
    /// The file it came in.
    pub file_name: String,
    /// When.
    pub day: NaiveDate,
    /// What came in or, negative, went out.
    pub amount: Cents,
    /// The payer's reference.
    pub reference: Option<String>,
    /// What the bank says about it.
    pub text: String,
    /// Why it came back.
    pub return_reason: Option<String>,
}

macro_rules! statements {
    ($tail:literal) => {
        concat!(
            "SELECT id, file_name, account, first_day, last_day, opening, closing, lines, imported_at
             FROM bank_statements WHERE tenant_id = $1 ",
            $tail
        )
    };
}

impl Tx {
    /// The statements that came in a file of these contents.
    pub async fn bank_statements_of(&mut self, content_hash: &[u8]) -> Result<Vec<BankStatementRow>, Fault> {
        const SQL: &str = statements!("AND content_hash = $2 ORDER BY position");
        Ok(on!(self, conn => sqlx::query_as::<Db, BankStatementRow>(SQL)
            .bind(self.tenant)
            .bind(content_hash)
            .fetch_all(conn).await?))
    }

    /// A statement of the same account that covers one of these days.
    pub async fn overlapping_bank_statement(
        &mut self,
        account: Option<&str>,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Option<BankStatementRow>, Fault> {
        const SQL: &str = statements!(
            "AND COALESCE(account, '') = $2 AND first_day <= $4 AND last_day >= $3 ORDER BY first_day LIMIT 1"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, BankStatementRow>(SQL)
            .bind(self.tenant)
            .bind(account.unwrap_or_default())
            .bind(first)
            .bind(last)
            .fetch_optional(conn).await?))
    }

    /// The newest statements that were taken in.
    pub async fn bank_statements(&mut self, limit: i64) -> Result<Vec<BankStatementRow>, Fault> {
        const SQL: &str = statements!("ORDER BY id DESC LIMIT $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, BankStatementRow>(SQL)
            .bind(self.tenant)
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// Keeps a statement with its lines.
    pub async fn add_bank_statement(
        &mut self,
        new: &NewBankStatement<'_>,
        (by, at): (Option<UserId>, DateTime<Utc>),
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO bank_statements (tenant_id, id, content_hash, position, file_name, format, account, reference,
                currency, first_day, last_day, opening, closing, lines, imported_at, imported_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
        let NewBankStatement { id, content_hash, position, file_name, format, statement } = *new;
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(content_hash)
            .bind(position)
            .bind(file_name)
            .bind(format)
            .bind(statement.account.as_deref())
            .bind(statement.reference.as_deref())
            .bind(statement.currency)
            .bind(statement.days.0)
            .bind(statement.days.1)
            .bind(statement.opening)
            .bind(statement.closing)
            .bind(i32::try_from(statement.lines.len()).unwrap_or(i32::MAX))
            .bind(at)
            .bind(by)
            .execute(conn).await?.rows_affected());
        let lines: Vec<_> = (1i32..).zip(&statement.lines).collect();
        let _ = insert_rows!(self,
            "INSERT INTO bank_lines (tenant_id, statement_id, number, day, value_day, amount, bank_reference, reference,
                text, return_reason)",
            shared [self.tenant, id], own 8, lines, |query, row| query
                .bind(row.0)
                .bind(row.1.day)
                .bind(row.1.value_day)
                .bind(row.1.amount)
                .bind(row.1.bank_reference.as_deref())
                .bind(row.1.reference.as_deref())
                .bind(&row.1.text)
                .bind(row.1.return_reason.as_deref()),
            "");
        Ok(())
    }

    /// What the bank has booked from one day to another, by day.
    pub async fn bank_facts(&mut self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<BankFactRow>, Fault> {
        const SQL: &str = "
            SELECT l.statement_id, l.number, s.file_name, l.day, l.amount, l.reference, l.text, l.return_reason
            FROM bank_lines l JOIN bank_statements s ON s.tenant_id = l.tenant_id AND s.id = l.statement_id
            WHERE l.tenant_id = $1 AND l.day BETWEEN $2 AND $3 ORDER BY l.day, l.statement_id, l.number";
        Ok(on!(self, conn => sqlx::query_as::<Db, BankFactRow>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// First and last day of every statement that covers a day of these.
    pub async fn bank_coverage(
        &mut self,
        from: NaiveDate,
        upto: NaiveDate,
    ) -> Result<Vec<(NaiveDate, NaiveDate)>, Fault> {
        const SQL: &str = "
            SELECT first_day, last_day FROM bank_statements
            WHERE tenant_id = $1 AND first_day <= $3 AND last_day >= $2 ORDER BY first_day";
        Ok(on!(self, conn => sqlx::query_as::<Db, (NaiveDate, NaiveDate)>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(upto)
            .fetch_all(conn).await?))
    }
}
