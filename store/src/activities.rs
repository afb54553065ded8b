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
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(day)
            .bind(kind)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Whether activities of a kind were recorded on a day or before.
    pub async fn has_activity(&mut self, kind: ActivityKind, until: NaiveDate) -> Result<bool, Fault> {
        const SQL: &str = "
            SELECT COUNT(*) FROM (
                SELECT 1 FROM activities WHERE tenant_id = $1 AND kind = $2 AND day <= $3 LIMIT 1) a";
        let count: i64 = on!(self, conn => sqlx::query_scalar::<Db, i64>(SQL)
            .bind(self.tenant)
            .bind(kind)
            .bind(until)
            .fetch_one(conn).await?);
        Ok(count > 0)
    }
}
