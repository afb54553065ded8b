//! Files in parts.

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::FileId;

/// A file that is complete.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredFile {
    /// Its id.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: i64,
    /// In how many parts it is kept.
    pub parts: i64,
    /// The digest of its content.
    pub sha256: Vec<u8>,
    /// When it is removed.
    pub expires_at: Option<DateTime<Utc>>,
}

impl Tx {
    /// Begins a file; it counts only once it is complete.
    pub async fn begin_file(&mut self, id: FileId, name: &str, at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO files (tenant_id, id, name, bytes, parts, created_at) VALUES ($1, $2, $3, 0, 0, $4)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(name)
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Writes a part of a file, numbered from 0.
    pub async fn add_file_part(&mut self, id: FileId, number: i64, content: &[u8]) -> Result<(), Fault> {
        const SQL: &str = "INSERT INTO file_parts (tenant_id, file_id, number, content) VALUES ($1, $2, $3, $4)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(number)
            .bind(content)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Completes a file, which is kept until `expires_at`.
    pub async fn complete_file(
        &mut self,
        id: FileId,
        (bytes, parts): (i64, i64),
        sha256: &[u8],
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE files SET bytes = $3, parts = $4, sha256 = $5, expires_at = $6 WHERE tenant_id = $1 AND id = $2";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(bytes)
            .bind(parts)
            .bind(sha256)
            .bind(expires_at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// A file that is complete.
    pub async fn file(&mut self, id: FileId) -> Result<Option<StoredFile>, Fault> {
        const SQL: &str = "
            SELECT id, name, bytes, parts, sha256, expires_at FROM files
            WHERE tenant_id = $1 AND id = $2 AND sha256 IS NOT NULL";
        Ok(on!(self, conn => sqlx::query_as::<Db, StoredFile>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_optional(conn).await?))
    }

    /// A part of a file.
    pub async fn file_part(&mut self, id: FileId, number: i64) -> Result<Option<Vec<u8>>, Fault> {
        const SQL: &str = "SELECT content FROM file_parts WHERE tenant_id = $1 AND file_id = $2 AND number = $3";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, Vec<u8>>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(number)
            .fetch_optional(conn).await?))
    }

    /// Removes files whose time has come, and those that were begun before an instant and never completed. Says how
    /// many. What they belonged to stays, without them.
    pub async fn forget_files(&mut self, now: DateTime<Utc>, abandoned: DateTime<Utc>) -> Result<u64, Fault> {
        const OLD: &str = "
            SELECT id FROM files
            WHERE tenant_id = $1 AND (expires_at <= $2 OR (sha256 IS NULL AND created_at < $3)) ORDER BY id LIMIT 100";
        let old = on!(self, conn => sqlx::query_scalar::<Db, FileId>(OLD)
            .bind(self.tenant)
            .bind(now)
            .bind(abandoned)
            .fetch_all(conn).await?);
        for id in &old {
            self.remove_file(*id).await?;
        }
        Ok(old.len() as u64)
    }

    /// Removes a file.
    pub async fn remove_file(&mut self, id: FileId) -> Result<(), Fault> {
        const STEPS: [&str; 4] = [
            "UPDATE transfers SET file_id = NULL WHERE tenant_id = $1 AND file_id = $2",
            "UPDATE transfers SET report_id = NULL WHERE tenant_id = $1 AND report_id = $2",
            "DELETE FROM file_parts WHERE tenant_id = $1 AND file_id = $2",
            "DELETE FROM files WHERE tenant_id = $1 AND id = $2",
        ];
        for sql in STEPS {
            on!(self, conn => sqlx::query::<Db>(sql)
                .bind(self.tenant)
                .bind(id)
                .execute(conn).await?.rows_affected());
        }
        Ok(())
    }

    /// Has a file removed at an instant.
    pub async fn expire_file(&mut self, id: FileId, at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "UPDATE files SET expires_at = $3 WHERE tenant_id = $1 AND id = $2";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
