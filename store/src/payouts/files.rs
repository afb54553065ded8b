//! Files for the bank and the trace numbers in them: written once, with the batch they pay.

use crate::bulk::insert_rows;
use crate::{Fault, Sealed, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ach::TraceNumber;
use domain::view::AchFileRow;
use domain::{AchFileId, BankAccountId, Cents, PartnerId, PayoutBatchId, PayoutId};

/// A file to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AchFileToWrite<'a> {
    /// What is shown of it.
    pub row: &'a AchFileRow,
    /// Its bytes, sealed.
    pub content: &'a Sealed,
    /// The bank's day on which it is made.
    pub day: NaiveDate,
    /// What tells it from the day's other files.
    pub id_modifier: char,
}

/// An entry of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceToWrite {
    /// Its number.
    pub trace: TraceNumber,
    /// Whom it pays.
    pub partner: PartnerId,
    /// The payout; none for a prenote.
    pub payout: Option<PayoutId>,
    /// The account it goes to.
    pub account: BankAccountId,
    /// How much.
    pub amount: Cents,
}

macro_rules! file_columns {
    () => {
        "SELECT id, batch_id, name, content_hash, entries, debits, credits, entry_hash, effective, written_at, staged_at,
            submitted_at
         FROM ach_files WHERE tenant_id = $1 "
    };
}

/// A trace number as it is stored.
pub(super) fn stored(trace: TraceNumber) -> i64 {
    // Fifteen digits fit.
    i64::try_from(trace.digits()).unwrap_or(i64::MAX)
}

impl Tx {
    /// Keeps a file with its entries. Fails when its batch has one, or a number was given before.
    pub async fn add_ach_file(&mut self, file: AchFileToWrite<'_>, traces: &[TraceToWrite]) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO ach_files (tenant_id, id, batch_id, name, content_hash, key_id, content, day, id_modifier, entries,
                debits, credits, entry_hash, effective, written_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        let row = file.row;
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(row.id)
            .bind(row.batch_id)
            .bind(&row.name)
            .bind(&row.content_hash)
            .bind(file.content.key)
            .bind(&file.content.bytes)
            .bind(file.day)
            .bind(file.id_modifier.to_string())
            .bind(row.entries)
            .bind(row.debits)
            .bind(row.credits)
            .bind(row.entry_hash)
            .bind(row.effective)
            .bind(row.written_at)
            .execute(conn).await?.rows_affected());
        let _ = insert_rows!(self,
            "INSERT INTO ach_traces (tenant_id, file_id, trace, partner_id, payout_id, account_id, amount)",
            shared [self.tenant, row.id], own 5, traces, |query, entry| query
                .bind(stored(entry.trace))
                .bind(entry.partner)
                .bind(entry.payout)
                .bind(entry.account)
                .bind(entry.amount),
            "");
        Ok(())
    }

    /// How many files were made on a day of the bank's.
    pub async fn count_ach_files(&mut self, day: NaiveDate) -> Result<i64, Fault> {
        const SQL: &str = "SELECT COUNT(*) FROM ach_files WHERE tenant_id = $1 AND day = $2";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, i64>(SQL)
            .bind(self.tenant)
            .bind(day)
            .fetch_one(conn).await?))
    }

    /// The file of a batch.
    pub async fn ach_file_of(&mut self, batch: PayoutBatchId) -> Result<Option<AchFileRow>, Fault> {
        const SQL: &str = concat!(file_columns!(), "AND batch_id = $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, AchFileRow>(SQL)
            .bind(self.tenant)
            .bind(batch)
            .fetch_optional(conn).await?))
    }

    /// One file.
    pub async fn ach_file(&mut self, id: AchFileId) -> Result<Option<AchFileRow>, Fault> {
        const SQL: &str = concat!(file_columns!(), "AND id = $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, AchFileRow>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_optional(conn).await?))
    }

    /// Files of prenotes that are written and not handed over, oldest first.
    pub async fn prenotes_to_submit(&mut self) -> Result<Vec<AchFileRow>, Fault> {
        const SQL: &str = concat!(file_columns!(), "AND batch_id IS NULL AND submitted_at IS NULL ORDER BY id");
        Ok(on!(self, conn => sqlx::query_as::<Db, AchFileRow>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }

    /// The sealed bytes of a file.
    pub async fn ach_file_content(&mut self, id: AchFileId) -> Result<Option<Sealed>, Fault> {
        const SQL: &str = "SELECT key_id, content FROM ach_files WHERE tenant_id = $1 AND id = $2";
        let row = on!(self, conn => sqlx::query_as::<Db, (i32, Vec<u8>)>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_optional(conn).await?);
        Ok(row.map(|(key, bytes)| Sealed { key, bytes }))
    }

    /// Notes that a file lies ready to be handed over.
    pub async fn mark_ach_file_staged(&mut self, id: AchFileId, at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "UPDATE ach_files SET staged_at = $3 WHERE tenant_id = $1 AND id = $2 AND staged_at IS NULL";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Notes that a file was handed over.
    pub async fn mark_ach_file_submitted(&mut self, id: AchFileId, at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str =
            "UPDATE ach_files SET submitted_at = $3 WHERE tenant_id = $1 AND id = $2 AND submitted_at IS NULL";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
