//! The operator's own playbooks: every version is kept, the highest is in force.

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::UserId;
use domain::health::intervention::{InterventionKind, PlayStep, Playbook};
use domain::view::PlaybookVersion;
use sqlx::types::Json;

impl Tx {
    /// The operator's own playbook of a kind in force, and its version.
    pub async fn playbook(&mut self, kind: InterventionKind) -> Result<Option<(Playbook, i32)>, Fault> {
        const SQL: &str = "
            SELECT steps, version FROM playbooks WHERE tenant_id = $1 AND kind = $2 ORDER BY version DESC LIMIT 1";
        let row = on!(self, conn => sqlx::query_as::<Db, (Json<Vec<PlayStep>>, i32)>(SQL)
            .bind(self.tenant)
            .bind(kind)
            .fetch_optional(conn).await?);
        Ok(row.map(|(steps, version)| (Playbook { kind, steps: steps.0 }, version)))
    }

    /// Versions of the operator's own playbook of a kind, the newest first: number, steps, when it was saved, by whom.
    pub async fn playbook_versions(
        &mut self,
        kind: InterventionKind,
        limit: i64,
    ) -> Result<Vec<PlaybookVersion>, Fault> {
        const SQL: &str = "
            SELECT b.version, b.steps, b.saved_at, u.name FROM playbooks b
            JOIN users u ON u.tenant_id = b.tenant_id AND u.id = b.saved_by
            WHERE b.tenant_id = $1 AND b.kind = $2 ORDER BY b.version DESC LIMIT $3";
        let rows = on!(self, conn => sqlx::query_as::<Db, (i32, Json<Vec<PlayStep>>, DateTime<Utc>, String)>(SQL)
            .bind(self.tenant)
            .bind(kind)
            .bind(limit)
            .fetch_all(conn).await?);
        let version =
            |(version, Json(steps), saved_at, saved_by)| PlaybookVersion { version, steps, saved_at, saved_by };
        Ok(rows.into_iter().map(version).collect())
    }

    /// Keeps a new version of a playbook.
    pub async fn add_playbook(
        &mut self,
        playbook: &Playbook,
        version: i32,
        (by, at): (UserId, DateTime<Utc>),
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO playbooks (tenant_id, kind, version, steps, saved_at, saved_by)
            VALUES ($1, $2, $3, $4, $5, $6)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(playbook.kind)
            .bind(version)
            .bind(Json(&playbook.steps))
            .bind(at)
            .bind(by)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
