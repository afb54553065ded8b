//! Events that observers are still to be told, written with the change that made them.

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::EventId;
use domain::event::Event;
use sqlx::types::Json;

impl Tx {
    /// Writes an event.
    pub async fn announce(&mut self, id: EventId, at: DateTime<Utc>, event: &Event) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO outbox (tenant_id, id, at, kind, payload) VALUES ($1, $2, $3, $4, $5)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(at)
            .bind(event.code())
            .bind(Json(event))
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Events that nobody was told yet, oldest first.
    pub async fn undelivered(&mut self, limit: i64) -> Result<Vec<(EventId, Event)>, Fault> {
        const SQL: &str = "
            SELECT id, payload FROM outbox WHERE tenant_id = $1 AND delivered_at IS NULL ORDER BY id LIMIT $2";
        let rows = on!(self, conn => sqlx::query_as::<Db, (EventId, Json<Event>)>(SQL)
            .bind(self.tenant)
            .bind(limit)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(|(id, event)| (id, event.0)).collect())
    }

    /// Events that are kept.
    pub async fn count_events(&mut self) -> Result<i64, Fault> {
        const SQL: &str = "SELECT COUNT(*) FROM outbox WHERE tenant_id = $1";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, i64>(SQL).bind(self.tenant).fetch_one(conn).await?))
    }

    /// Forgets events from before an instant, and says how many.
    pub async fn forget_events(&mut self, before: DateTime<Utc>) -> Result<u64, Fault> {
        const SQL: &str = "DELETE FROM outbox WHERE tenant_id = $1 AND at < $2";
        Ok(on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(before)
            .execute(conn).await?
            .rows_affected()))
    }
}
