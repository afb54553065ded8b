//! What automation adjusts by measurement, and every change of it.

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::view::PaceChangeRow;
use domain::workflow::{Knob, Measured, Pace, PaceChange};
use sqlx::types::Json;
use uuid::Uuid;

impl Tx {
    /// Where a knob is; none where nothing has been measured yet.
    pub async fn pace(&mut self, knob: Knob) -> Result<Option<Pace>, Fault> {
        const SQL: &str = "SELECT state FROM paces WHERE tenant_id = $1 AND knob = $2";
        let found = on!(self, conn => sqlx::query_scalar::<Db, Json<Pace>>(SQL)
            .bind(self.tenant)
            .bind(knob)
            .fetch_optional(conn).await?);
        Ok(found.map(|state| state.0))
    }

    /// Keeps where a knob is.
    pub async fn put_pace(&mut self, knob: Knob, pace: &Pace) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO paces (tenant_id, knob, state) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id, knob) DO UPDATE SET state = excluded.state";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(knob)
            .bind(Json(pace))
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Keeps on record that a knob was set anew, and what was measured.
    pub async fn add_pace_change(
        &mut self,
        (id, at): (Uuid, DateTime<Utc>),
        knob: Knob,
        change: &PaceChange,
        measured: Measured,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO pace_changes (tenant_id, id, knob, at, from_value, to_value, reason, rate, hold_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(knob)
            .bind(at)
            .bind(change.from)
            .bind(change.to)
            .bind(change.reason)
            .bind(measured.rate)
            .bind(measured.hold_ms)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// The newest changes, newest first.
    pub async fn pace_changes(&mut self, limit: i64) -> Result<Vec<PaceChangeRow>, Fault> {
        const SQL: &str = "
            SELECT knob, at, from_value, to_value, reason, rate, hold_ms FROM pace_changes
            WHERE tenant_id = $1 ORDER BY id DESC LIMIT $2";
        Ok(on!(self, conn => sqlx::query_as::<Db, PaceChangeRow>(SQL)
            .bind(self.tenant)
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// Forgets changes from before an instant, and says how many.
    pub async fn forget_pace_changes(&mut self, before: DateTime<Utc>) -> Result<u64, Fault> {
        const SQL: &str = "DELETE FROM pace_changes WHERE tenant_id = $1 AND at < $2";
        Ok(on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(before)
            .execute(conn).await?
            .rows_affected()))
    }
}
