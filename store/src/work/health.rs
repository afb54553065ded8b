//! How the installation was, measured again and again.

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::view::HealthMeasurement;

impl Tx {
    /// Keeps a measurement; one of the same instant is kept once.
    pub async fn add_measurement(&mut self, of: &HealthMeasurement) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO health_measurements
                (tenant_id, at, stuck_runs, overdue_steps, waiting_ms, unsent_mails, read_ms, write_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, at) DO NOTHING";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(of.at)
            .bind(of.stuck_runs)
            .bind(of.overdue_steps)
            .bind(of.waiting_ms)
            .bind(of.unsent_mails)
            .bind(of.read_ms)
            .bind(of.write_ms)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Measurements from an instant on, oldest first.
    pub async fn measurements(&mut self, since: DateTime<Utc>) -> Result<Vec<HealthMeasurement>, Fault> {
        const SQL: &str = "
            SELECT at, stuck_runs, overdue_steps, waiting_ms, unsent_mails, read_ms, write_ms
            FROM health_measurements WHERE tenant_id = $1 AND at >= $2 ORDER BY at";
        Ok(on!(self, conn => sqlx::query_as::<Db, HealthMeasurement>(SQL)
            .bind(self.tenant)
            .bind(since)
            .fetch_all(conn).await?))
    }

    /// Forgets measurements from before an instant, and says how many.
    pub async fn forget_measurements(&mut self, before: DateTime<Utc>) -> Result<u64, Fault> {
        const SQL: &str = "DELETE FROM health_measurements WHERE tenant_id = $1 AND at < $2";
        Ok(on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(before)
            .execute(conn).await?
            .rows_affected()))
    }

    /// Messages that are still to be sent.
    pub async fn count_unsent_mails(&mut self) -> Result<i64, Fault> {
        const SQL: &str = "SELECT COUNT(*) FROM mails WHERE tenant_id = $1 AND sent_at IS NULL";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, i64>(SQL).bind(self.tenant).fetch_one(conn).await?))
    }
}
