//! Imports and exports, with the files that they belong to.

mod files;

pub use files::StoredFile;

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::transfer::{Asked, Progress, TransferKind, TransferState};
use domain::view::{CustomerLine, TransferRow};
use domain::{CustomerId, FileId, TransferId, UserId};
use sqlx::types::Json;

/// A transfer to be begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTransfer {
    /// Its id.
    pub id: TransferId,
    /// What its file holds.
    pub kind: TransferKind,
    /// What is wanted of it.
    pub asked: Asked,
    /// The file that came in; an export makes its own.
    pub file: Option<FileId>,
    /// Who asks.
    pub by: Option<UserId>,
}

/// How far a transfer has come.
#[derive(Clone, Debug)]
pub struct TransferMove<'a> {
    /// Where it must be.
    pub from: TransferState,
    /// Where it then is.
    pub to: TransferState,
    /// What came of it.
    pub progress: &'a Progress,
    /// Rows in all, where that is known now.
    pub rows_total: Option<i64>,
    /// Rows that are done.
    pub rows_done: i64,
    /// Why it was refused.
    pub problem: Option<&'a str>,
    /// The file that it has made.
    pub file: Option<FileId>,
    /// The file with refused rows that it has made.
    pub report: Option<FileId>,
}

macro_rules! transfers {
    ($tail:literal) => {
        concat!(
            "SELECT t.id, t.kind, t.state, t.asked, t.progress, t.file_id, f.name AS file_name, f.bytes, f.expires_at,
                t.report_id, t.rows_total, t.rows_done, t.problem, u.name AS created_by, t.created_at, t.begun_at,
                t.finished_at
             FROM transfers t
             LEFT JOIN files f ON f.tenant_id = t.tenant_id AND f.id = t.file_id
             LEFT JOIN users u ON u.tenant_id = t.tenant_id AND u.id = t.created_by
             WHERE t.tenant_id = $1 ",
            $tail
        )
    };
}

impl Tx {
    /// Begins a transfer.
    pub async fn add_transfer(&mut self, new: &NewTransfer, at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO transfers (tenant_id, id, kind, state, asked, progress, file_id, rows_done, created_by, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(new.id)
            .bind(new.kind)
            .bind(TransferState::Checking)
            .bind(Json(&new.asked))
            .bind(Json(Progress::default()))
            .bind(new.file)
            .bind(new.by)
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// One transfer.
    pub async fn transfer(&mut self, id: TransferId) -> Result<Option<TransferRow>, Fault> {
        const SQL: &str = transfers!("AND t.id = $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, TransferRow>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_optional(conn).await?))
    }

    /// The newest transfers, newest first.
    pub async fn transfers(&mut self, limit: i64) -> Result<Vec<TransferRow>, Fault> {
        const SQL: &str = transfers!("ORDER BY t.id DESC LIMIT $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, TransferRow>(SQL)
            .bind(self.tenant)
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// Transfers of a kind whose file has this content, newest first.
    pub async fn transfers_of_content(&mut self, kind: TransferKind, sha256: &[u8]) -> Result<Vec<TransferRow>, Fault> {
        const SQL: &str = transfers!("AND t.kind = $2 AND f.sha256 = $3 ORDER BY t.id DESC");
        Ok(on!(self, conn => sqlx::query_as::<Db, TransferRow>(SQL)
            .bind(self.tenant)
            .bind(kind)
            .bind(sha256)
            .fetch_all(conn).await?))
    }

    /// How far a transfer is. Until this transaction ends, nobody else moves it.
    pub async fn lock_transfer(&mut self, id: TransferId) -> Result<Option<TransferState>, Fault> {
        const SQL: &str = "UPDATE transfers SET state = state WHERE tenant_id = $1 AND id = $2 RETURNING state";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, TransferState>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_optional(conn).await?))
    }

    /// Moves a transfer on. Says `false`, and does nothing, when it isn't where it should be.
    pub async fn move_transfer(
        &mut self,
        id: TransferId,
        to: &TransferMove<'_>,
        at: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE transfers SET state = $4, progress = $5, rows_total = COALESCE($6, rows_total), rows_done = $7,
                problem = $8, file_id = COALESCE($9, file_id), report_id = COALESCE($10, report_id),
                begun_at = COALESCE(begun_at, $11), finished_at = $12
            WHERE tenant_id = $1 AND id = $2 AND state = $3";
        let begun = (to.to == TransferState::Running).then_some(at);
        let moved = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(to.from)
            .bind(to.to)
            .bind(Json(to.progress))
            .bind(to.rows_total)
            .bind(to.rows_done)
            .bind(to.problem)
            .bind(to.file)
            .bind(to.report)
            .bind(begun)
            .bind(to.to.is_ended().then_some(at))
            .execute(conn).await?
            .rows_affected());
        Ok(moved == 1)
    }

    /// Sets whether good rows are taken in although there are bad ones.
    pub async fn ask_transfer(&mut self, id: TransferId, asked: &Asked) -> Result<(), Fault> {
        const SQL: &str = "UPDATE transfers SET asked = $3 WHERE tenant_id = $1 AND id = $2";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(Json(asked))
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Whether rows of a kind are being taken in just now.
    pub async fn is_taking_in(&mut self, kind: TransferKind) -> Result<bool, Fault> {
        const SQL: &str = "SELECT COUNT(*) FROM transfers WHERE tenant_id = $1 AND state = 'running' AND kind = $2";
        let running: i64 = on!(self, conn => {
            sqlx::query_scalar::<Db, i64>(SQL).bind(self.tenant).bind(kind).fetch_one(conn).await?
        });
        Ok(running > 0)
    }

    /// Changes whenever a transfer is begun or comes on: for who watches.
    pub async fn transfer_mark(&mut self) -> Result<(i64, i64, i64), Fault> {
        const SQL: &str = "
            SELECT COUNT(*), CAST(COALESCE(SUM(rows_done), 0) AS BIGINT), COUNT(finished_at)
            FROM transfers WHERE tenant_id = $1";
        Ok(on!(self, conn => sqlx::query_as::<Db, (i64, i64, i64)>(SQL)
            .bind(self.tenant)
            .fetch_one(conn).await?))
    }

    /// Customers after one by key, with the codes of their resellers, at most `limit`.
    pub async fn customer_lines(&mut self, after: Option<CustomerId>, limit: i64) -> Result<Vec<CustomerLine>, Fault> {
        const SQL: &str = "
            SELECT c.id, c.code, p.code AS partner_code, c.stage, c.mrr, c.activated_on, c.churned_on, c.churn_reason,
                c.city, c.postcode, c.services
            FROM customers c JOIN partners p ON p.tenant_id = c.tenant_id AND p.id = c.partner_id
            WHERE c.tenant_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3";
        Ok(on!(self, conn => sqlx::query_as::<Db, CustomerLine>(SQL)
            .bind(self.tenant)
            .bind(after.unwrap_or(CustomerId(uuid::Uuid::nil())))
            .bind(limit)
            .fetch_all(conn).await?))
    }
}
