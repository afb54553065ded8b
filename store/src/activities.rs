//! What a partner's people did, day by day.

use crate::{Fault, Tx, on};
use chrono::NaiveDate;
use domain::PartnerId;
use domain::partner_facts::ActivityKind;

impl Tx {
    /// Counts one more activity of a kind on a day.
    pub async fn count_activity(
        &mut self,
        partner: PartnerId,
        day: NaiveDate,
        kind: ActivityKind,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO activities (tenant_id, partner_id, day, kind, count) VALUES ($1, $2, $3, $4, 1)
            ON CONFLICT (tenant_id, partner_id, day, kind) DO UPDATE SET count = activities.count + 1";
        self.touch([partner]);
        self.note_activity_since(kind, day).await?;
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(day)
            .bind(kind)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Notes that a kind of activity is recorded since a day, unless it was before.
    ///
    /// Nobody waits for anybody while there is nothing to note, which is nearly always.
    pub(crate) async fn note_activity_since(&mut self, kind: ActivityKind, day: NaiveDate) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO activity_starts (tenant_id, kind, first_day)
            SELECT t.id, $2, $3 FROM tenants t WHERE t.id = $1 AND NOT EXISTS (
                SELECT 1 FROM activity_starts s WHERE s.tenant_id = $1 AND s.kind = $2 AND s.first_day <= $3)
            ON CONFLICT (tenant_id, kind) DO UPDATE SET first_day = excluded.first_day
            WHERE excluded.first_day < activity_starts.first_day";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(kind)
            .bind(day)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// The first day that each kind of activity was recorded on.
    pub async fn activity_starts(&mut self) -> Result<Vec<(ActivityKind, NaiveDate)>, Fault> {
        const SQL: &str = "SELECT kind, first_day FROM activity_starts WHERE tenant_id = $1 ORDER BY kind";
        Ok(on!(self, conn => sqlx::query_as::<Db, (ActivityKind, NaiveDate)>(SQL)
            .bind(self.tenant)
            .fetch_all(conn).await?))
    }
}
