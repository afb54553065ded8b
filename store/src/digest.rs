//! What a week and a quarter have brought, summed up.

use crate::sight::seen;
use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::digest::{Contacts, Moves, QuarterMonth};
use domain::lifecycle::{ChurnReason, Stage};
use domain::{Cents, Month, PartnerId};

impl Tx {
    /// How many customers came into each stage from another, from an instant up to another, and what they pay now.
    ///
    /// It reads every move there is, so it is for automation and not for pages.
    pub async fn moves_between(&mut self, from: DateTime<Utc>, upto: DateTime<Utc>) -> Result<Vec<Moves>, Fault> {
        const SQL: &str = concat!(
            "SELECT e.to_stage, e.reason, COUNT(*), CAST(COALESCE(SUM(c.mrr), 0) AS BIGINT)
            FROM stage_events e
            JOIN customers c ON c.tenant_id = e.tenant_id AND c.id = e.customer_id
            WHERE e.tenant_id = $1 AND e.at >= $2 AND e.at < $3 AND e.from_stage IS NOT NULL
                AND ",
            seen!("c.partner_id", "$4", "$5"),
            " GROUP BY e.to_stage, e.reason ORDER BY COUNT(*) DESC, e.to_stage, e.reason"
        );
        let rows = on!(self, conn => sqlx::query_as::<Db, (Stage, Option<ChurnReason>, i64, Cents)>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(upto)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(|(to, reason, customers, mrr)| Moves { to, reason, customers, mrr }).collect())
    }

    /// Contacts with customers from an instant up to another.
    pub async fn contacts_between(&mut self, from: DateTime<Utc>, upto: DateTime<Utc>) -> Result<Contacts, Fault> {
        const SQL: &str = concat!(
            "SELECT COUNT(*), COUNT(satisfaction), AVG(CAST(satisfaction AS DOUBLE PRECISION))
             FROM interactions i WHERE tenant_id = $1 AND at >= $2 AND at < $3 AND ($4 IS NULL OR EXISTS (
                SELECT 1 FROM customers c WHERE c.tenant_id = i.tenant_id AND c.id = i.customer_id AND ",
            seen!("c.partner_id", "$4", "$5"),
            "))"
        );
        let (contacts, rated, satisfaction) = on!(self, conn => sqlx::query_as::<Db, (i64, i64, Option<f64>)>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(upto)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_one(conn).await?);
        Ok(Contacts { contacts, rated, satisfaction })
    }

    /// Each partner's billed revenue and released commission, month by month, both ends included; by partner.
    pub async fn partner_quarters(
        &mut self,
        first: Month,
        last: Month,
    ) -> Result<Vec<(PartnerId, QuarterMonth)>, Fault> {
        const SQL: &str = "
            SELECT b.partner_id, b.month, b.billed, b.customers, s.commission
            FROM partner_months b
            LEFT JOIN runs r ON r.tenant_id = b.tenant_id AND r.month = b.month
                AND r.status IN ('approved', 'paid', 'closed')
                AND r.version = (SELECT MAX(n.version) FROM runs n WHERE n.tenant_id = r.tenant_id AND n.month = r.month)
            LEFT JOIN statements s ON s.tenant_id = r.tenant_id AND s.month = r.month AND s.version = r.version
                AND s.partner_id = b.partner_id
            WHERE b.tenant_id = $1 AND b.month BETWEEN $2 AND $3
            ORDER BY b.partner_id, b.month";
        type Row = (PartnerId, Month, Cents, i64, Option<Cents>);
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(first)
            .bind(last)
            .fetch_all(conn).await?);
        let month = |(partner, month, billed, customers, commission)| {
            (partner, QuarterMonth { month, billed, customers, commission })
        };
        Ok(rows.into_iter().map(month).collect())
    }
}
