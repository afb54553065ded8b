//! Who looks after which partners, and who covers for them while they are away.

use crate::{Fault, Tx, dialect, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::cover::Cover;
use domain::{CoverId, PartnerId, UserId};

impl Tx {
    /// Assigns a partner to a manager, or to nobody; says whether that is new.
    pub async fn assign_manager(&mut self, partner: PartnerId, manager: Option<UserId>) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE partners SET manager_id = $3
            WHERE tenant_id = $1 AND id = $2 AND manager_id IS DISTINCT FROM $3";
        let changed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(manager)
            .execute(conn).await?
            .rows_affected());
        Ok(changed == 1)
    }

    /// Waits until nobody else changes who covers for whom, and keeps others from it until the transaction ends.
    pub async fn lock_covers(&mut self) -> Result<(), Fault> {
        dialect::lock_tenant(&mut self.inner, self.tenant).await
    }

    /// Covers that aren't over on a day, the next first.
    pub async fn covers_from(&mut self, day: NaiveDate) -> Result<Vec<Cover>, Fault> {
        const SQL: &str = "
            SELECT id, manager_id, cover_id, first_day, last_day FROM covers
            WHERE tenant_id = $1 AND last_day >= $2 ORDER BY first_day, id";
        Ok(on!(self, conn => sqlx::query_as::<Db, Cover>(SQL).bind(self.tenant).bind(day).fetch_all(conn).await?))
    }

    /// One cover.
    pub async fn cover(&mut self, id: CoverId) -> Result<Option<Cover>, Fault> {
        const SQL: &str = "
            SELECT id, manager_id, cover_id, first_day, last_day FROM covers WHERE tenant_id = $1 AND id = $2";
        Ok(on!(self, conn => sqlx::query_as::<Db, Cover>(SQL).bind(self.tenant).bind(id).fetch_optional(conn).await?))
    }

    /// Keeps a cover, in place of what its id said before.
    pub async fn put_cover(&mut self, cover: &Cover, (by, at): (UserId, DateTime<Utc>)) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO covers (tenant_id, id, manager_id, cover_id, first_day, last_day, saved_at, saved_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (tenant_id, id) DO UPDATE SET manager_id = excluded.manager_id, cover_id = excluded.cover_id,
                first_day = excluded.first_day, last_day = excluded.last_day, saved_at = excluded.saved_at,
                saved_by = excluded.saved_by";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(cover.id)
            .bind(cover.manager_id)
            .bind(cover.cover_id)
            .bind(cover.first_day)
            .bind(cover.last_day)
            .bind(at)
            .bind(by)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Takes a cover back that hasn't begun; says whether it was there.
    pub async fn remove_cover(&mut self, id: CoverId) -> Result<bool, Fault> {
        const SQL: &str = "DELETE FROM covers WHERE tenant_id = $1 AND id = $2";
        let removed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .execute(conn).await?
            .rows_affected());
        Ok(removed == 1)
    }
}
