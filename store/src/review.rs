//! What a partner's quarter has brought, from the facts themselves: one partner is read, never all.

use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::lifecycle::ChurnReason;
use domain::{Cents, CustomerId, Month, PartnerId};

/// What a customer was billed in two months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BilledTwice {
    /// Who.
    pub customer: CustomerId,
    /// In the earlier month.
    pub then: Cents,
    /// In the later one.
    pub now: Cents,
    /// Months before the earlier one in which it was billed, counted up to one.
    pub earlier: i64,
}

/// How many came in, were done, and were done in time.
pub type CameIn = (i64, i64, i64);

impl Tx {
    /// What each of a partner's customers was billed in two months, of those billed in either; by customer.
    pub async fn billed_twice(
        &mut self,
        partner: PartnerId,
        then: Month,
        now: Month,
    ) -> Result<Vec<BilledTwice>, Fault> {
        const SQL: &str = "
            SELECT b.customer_id AS customer,
                CAST(SUM(CASE WHEN b.month = $3 THEN b.amount ELSE 0 END) AS BIGINT) AS \"then\",
                CAST(SUM(CASE WHEN b.month = $4 THEN b.amount ELSE 0 END) AS BIGINT) AS now,
                (SELECT COUNT(*) FROM (
                    SELECT 1 FROM bills e
                    WHERE e.tenant_id = $1 AND e.customer_id = b.customer_id AND e.month < $3 LIMIT 1) x) AS earlier
            FROM bills b
            WHERE b.tenant_id = $1 AND b.partner_id = $2 AND b.month IN ($3, $4)
            GROUP BY b.customer_id ORDER BY b.customer_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, BilledTwice>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(then)
            .bind(now)
            .fetch_all(conn).await?))
    }

    /// Why customers of a partner left between two instants, the most frequent reason first.
    pub async fn churn_reasons(
        &mut self,
        partner: PartnerId,
        from: DateTime<Utc>,
        upto: DateTime<Utc>,
    ) -> Result<Vec<(ChurnReason, i64)>, Fault> {
        const SQL: &str = "
            SELECT e.reason, COUNT(*) FROM customers c
            JOIN stage_events e ON e.tenant_id = c.tenant_id AND e.customer_id = c.id
                AND e.to_stage = 'churned' AND e.reason IS NOT NULL AND e.from_stage IS NOT NULL
                AND e.at >= $3 AND e.at < $4
            WHERE c.tenant_id = $1 AND c.partner_id = $2
            GROUP BY e.reason ORDER BY COUNT(*) DESC, e.reason";
        Ok(on!(self, conn => sqlx::query_as::<Db, (ChurnReason, i64)>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(from)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// A partner's tickets that were opened between two instants: all, those resolved, and those within `minutes`.
    pub async fn tickets_between(
        &mut self,
        partner: PartnerId,
        (from, upto): (DateTime<Utc>, DateTime<Utc>),
        minutes: i64,
    ) -> Result<CameIn, Fault> {
        const SQL: &str = "
            SELECT COUNT(*), COUNT(minutes),
                CAST(COALESCE(SUM(CASE WHEN minutes <= $5 THEN 1 ELSE 0 END), 0) AS BIGINT)
            FROM tickets WHERE tenant_id = $1 AND partner_id = $2 AND opened_at >= $3 AND opened_at < $4";
        Ok(on!(self, conn => sqlx::query_as::<Db, CameIn>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(from)
            .bind(upto)
            .bind(minutes)
            .fetch_one(conn).await?))
    }

    /// A partner's installations that were ordered on days from one to another: all, those done, and those within
    /// `days`.
    pub async fn installations_between(
        &mut self,
        partner: PartnerId,
        (first, last): (NaiveDate, NaiveDate),
        days: i64,
    ) -> Result<CameIn, Fault> {
        const SQL: &str = "
            SELECT COUNT(*), COUNT(days),
                CAST(COALESCE(SUM(CASE WHEN days <= $5 THEN 1 ELSE 0 END), 0) AS BIGINT)
            FROM installations WHERE tenant_id = $1 AND partner_id = $2 AND ordered_on >= $3 AND ordered_on <= $4";
        Ok(on!(self, conn => sqlx::query_as::<Db, CameIn>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(first)
            .bind(last)
            .bind(days)
            .fetch_one(conn).await?))
    }
}
