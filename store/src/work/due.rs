//! When a worker should look at which operator's work.

use crate::{Fault, Platform, Tx, on};
use chrono::{DateTime, Utc};
use domain::TenantId;

impl Platform {
    /// The operators with work that is due, longest waiting first.
    pub async fn tenants_with_work_due(&mut self, now: DateTime<Utc>) -> Result<Vec<TenantId>, Fault> {
        const SQL: &str = "SELECT tenant_id FROM work_due WHERE due_at <= $1 ORDER BY due_at, tenant_id";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, TenantId>(SQL).bind(now).fetch_all(conn).await?))
    }
}

impl Tx {
    /// Has a worker look at this operator's work at `at`, or earlier if that was said before.
    pub(super) async fn look_at_work(&mut self, at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO work_due (tenant_id, due_at) VALUES ($1, $2)
            ON CONFLICT (tenant_id) DO UPDATE SET due_at = excluded.due_at
            WHERE work_due.due_at IS NULL OR work_due.due_at > excluded.due_at";
        on!(self, conn => sqlx::query::<Db>(SQL).bind(self.tenant).bind(at).execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Works out anew when a worker should look at this operator's work next: nothing is left that is due now.
    pub async fn settle_work_due(&mut self) -> Result<(), Fault> {
        // The row is locked before the steps are read: whoever makes one due meanwhile writes this row after us.
        const LOCK: &str = "UPDATE work_due SET due_at = due_at WHERE tenant_id = $1";
        const SETTLE: &str = "
            UPDATE work_due SET due_at = (
                SELECT MIN(d.due_at) FROM (
                    SELECT MIN(s.due_at) AS due_at FROM work_steps s WHERE s.tenant_id = $1 AND s.due_at IS NOT NULL
                    UNION ALL
                    SELECT MIN(c.next_at) FROM work_schedules c WHERE c.tenant_id = $1 AND NOT c.paused
                ) d)
            WHERE tenant_id = $1";
        on!(self, conn => {
            sqlx::query::<Db>(LOCK).bind(self.tenant).execute(&mut *conn).await?;
            sqlx::query::<Db>(SETTLE).bind(self.tenant).execute(conn).await?;
        });
        Ok(())
    }
}
