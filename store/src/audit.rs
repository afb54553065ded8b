//! The audit trail: appended to, never changed.

use crate::{Fault, Tx, dialect, on};
use chrono::{DateTime, Utc};
use domain::audit::{Actor, AuditEntry};

impl Tx {
    /// Appends an entry to the operator's chain, in the transaction that does what it tells.
    pub async fn audit(
        &mut self,
        at: DateTime<Utc>,
        actor: Actor,
        action: &str,
        subject: &str,
        details: &serde_json::Value,
    ) -> Result<(), Fault> {
        const LAST: &str = "
            SELECT position, entry_hash FROM audit_log WHERE tenant_id = $1 ORDER BY position DESC LIMIT 1";
        const APPEND: &str = "
            INSERT INTO audit_log (tenant_id, position, at, user_id, action, subject, details, entry_hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        // One at a time: the next entry's hash needs this one's.
        dialect::lock_tenant(&mut self.inner, self.tenant).await?;
        on!(self, conn => {
            let last: Option<(i64, Vec<u8>)> =
                sqlx::query_as::<Db, _>(LAST).bind(self.tenant).fetch_optional(&mut *conn).await?;
            let (position, previous) = last.map_or((0, Vec::new()), |l| l);
            let mut entry = AuditEntry {
                position: position + 1,
                at,
                user_id: actor.user(),
                action: action.to_owned(),
                subject: subject.to_owned(),
                details: details.to_string(),
                entry_hash: Vec::new(),
            };
            entry.entry_hash = entry.compute_hash(self.tenant, &previous);
            sqlx::query::<Db>(APPEND)
                .bind(self.tenant)
                .bind(entry.position)
                .bind(entry.at)
                .bind(entry.user_id)
                .bind(entry.action)
                .bind(entry.subject)
                .bind(entry.details)
                .bind(entry.entry_hash)
                .execute(conn).await?;
        });
        Ok(())
    }

    /// The whole chain, in order.
    pub async fn audit_entries(&mut self) -> Result<Vec<AuditEntry>, Fault> {
        const SQL: &str = "
            SELECT position, at, user_id, action, subject, details, entry_hash
            FROM audit_log WHERE tenant_id = $1 ORDER BY position";
        Ok(on!(self, conn => sqlx::query_as::<Db, AuditEntry>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }

    /// Entries after a position, at most `limit`.
    pub async fn audit_after(&mut self, position: i64, limit: i64) -> Result<Vec<AuditEntry>, Fault> {
        const SQL: &str = "
            SELECT position, at, user_id, action, subject, details, entry_hash
            FROM audit_log WHERE tenant_id = $1 AND position > $2 ORDER BY position LIMIT $3";
        Ok(on!(self, conn => sqlx::query_as::<Db, AuditEntry>(SQL)
            .bind(self.tenant)
            .bind(position)
            .bind(limit)
            .fetch_all(conn).await?))
    }
}
