//! What a partner's people did, day by day.

use crate::{Fault, Tx, on};
use chrono::NaiveDate;
use domain::PartnerId;

impl Tx {
    /// Counts one more activity of a kind on a day.
    pub async fn count_activity(&mut self, partner: PartnerId, day: NaiveDate, kind: &str) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO activities (tenant_id, partner_id, day, kind, count) VALUES ($1, $2, $3, $4, 1)
            ON CONFLICT (tenant_id, partner_id, day, kind) DO UPDATE SET count = activities.count + 1";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(day)
            .bind(kind)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// On how many days from `from` to `to` each partner was active at all, by partner.
    pub async fn active_days(&mut self, from: NaiveDate, to: NaiveDate) -> Result<Vec<(PartnerId, i64)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, COUNT(DISTINCT day) FROM activities
            WHERE tenant_id = $1 AND day BETWEEN $2 AND $3
            GROUP BY partner_id ORDER BY partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, i64)>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(to)
            .fetch_all(conn).await?))
    }

    /// The first day on which any activity was recorded.
    pub async fn first_activity(&mut self) -> Result<Option<NaiveDate>, Fault> {
        const SQL: &str = "SELECT MIN(day) FROM activities WHERE tenant_id = $1";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, Option<NaiveDate>>(SQL).bind(self.tenant).fetch_one(conn).await?))
    }
}
