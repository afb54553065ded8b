//! Health: the facts that scores are computed from, and the scores.

use crate::bulk::insert_rows;
use crate::{Fault, Tx, on};
use chrono::NaiveDate;
use domain::health::HealthScore;
use domain::view::HealthPoint;
use domain::{Cents, Month, PartnerId};
use sqlx::types::Json;

/// What the customers and bills of one partner come to over a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PartnerWindow {
    /// Whose.
    pub partner_id: PartnerId,
    /// Customers billed in the month the window starts from.
    pub start_customers: i64,
    /// Billed in that month.
    pub start_billed: Cents,
    /// Of those, customers not billed in the last month.
    pub lost_customers: i64,
    /// What those still billed were billed in the last month, at most what they were at the start.
    pub kept_billed: Cents,
}

/// A score to be kept.
#[derive(Clone, Debug)]
pub struct ScoreToWrite {
    /// Whose.
    pub partner: PartnerId,
    /// The score with everything that explains it.
    pub score: HealthScore,
}

impl Tx {
    /// How much of each partner's billed revenue of one month is still there in another, by partner.
    pub async fn retention(
        &mut self,
        start: Month,
        end: Month,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<PartnerWindow>, Fault> {
        // Both sides are read in the order of their key.
        const SQL: &str = "
            SELECT s.partner_id,
                COUNT(*) AS start_customers,
                CAST(COALESCE(SUM(s.amount), 0) AS BIGINT) AS start_billed,
                CAST(COALESCE(SUM(CASE WHEN e.amount IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS lost_customers,
                CAST(COALESCE(SUM(CASE WHEN e.amount < s.amount THEN e.amount
                    WHEN e.amount IS NULL THEN 0 ELSE s.amount END), 0) AS BIGINT) AS kept_billed
            FROM bills s
            LEFT JOIN bills e ON e.tenant_id = s.tenant_id AND e.month = $3 AND e.partner_id = s.partner_id
                AND e.customer_id = s.customer_id
            WHERE s.tenant_id = $1 AND s.month = $2 AND s.partner_id > $4 AND s.partner_id <= $5
            GROUP BY s.partner_id ORDER BY s.partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, PartnerWindow>(SQL)
            .bind(self.tenant)
            .bind(start)
            .bind(end)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// Customers that each partner activated from `from` to `to`, by partner.
    pub async fn activations(
        &mut self,
        from: NaiveDate,
        to: NaiveDate,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<(PartnerId, i64)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, COUNT(*) FROM customers
            WHERE tenant_id = $1 AND partner_id > $4 AND partner_id <= $5 AND activated_on BETWEEN $2 AND $3
            GROUP BY partner_id ORDER BY partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, i64)>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(to)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// Keeps the scores of a day. A day scored again takes the new scores.
    pub async fn put_scores(
        &mut self,
        day: NaiveDate,
        rules_version: i32,
        scores: &[ScoreToWrite],
    ) -> Result<(), Fault> {
        let _ = insert_rows!(self,
            "INSERT INTO health_scores (tenant_id, day, rules_version, partner_id, score, coverage, detail)",
            shared [self.tenant, day, rules_version], own 4, scores, |query, row| query
                .bind(row.partner)
                .bind(row.score.score)
                .bind(row.score.coverage)
                .bind(Json(&row.score)),
            "ON CONFLICT (tenant_id, partner_id, day) DO UPDATE SET rules_version = excluded.rules_version,
                score = excluded.score, coverage = excluded.coverage, detail = excluded.detail");
        // The latest score moves on; the one before is kept beside it. An older day changes nothing here.
        let _ = insert_rows!(self,
            "INSERT INTO partner_health (tenant_id, day, partner_id, score, coverage)",
            shared [self.tenant, day], own 3, scores, |query, row| query
                .bind(row.partner)
                .bind(row.score.score)
                .bind(row.score.coverage),
            "ON CONFLICT (tenant_id, partner_id) DO UPDATE SET
                previous_score = CASE WHEN excluded.day > partner_health.day
                    THEN partner_health.score ELSE partner_health.previous_score END,
                day = excluded.day, score = excluded.score, coverage = excluded.coverage
             WHERE excluded.day >= partner_health.day");
        Ok(())
    }

    /// A partner's scores from a day on, oldest first.
    pub async fn health_series(&mut self, partner: PartnerId, from: NaiveDate) -> Result<Vec<HealthPoint>, Fault> {
        const SQL: &str = "
            SELECT day, score, coverage FROM health_scores
            WHERE tenant_id = $1 AND partner_id = $2 AND day >= $3 ORDER BY day";
        let rows = on!(self, conn => sqlx::query_as::<Db, (NaiveDate, Option<f64>, f64)>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(from)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(|(day, score, coverage)| HealthPoint { day, score, coverage }).collect())
    }

    /// A partner's latest score with everything that explains it, and the version of its rules.
    pub async fn latest_health(&mut self, partner: PartnerId) -> Result<Option<(NaiveDate, HealthScore, i32)>, Fault> {
        const SQL: &str = "
            SELECT day, detail, rules_version FROM health_scores
            WHERE tenant_id = $1 AND partner_id = $2 ORDER BY day DESC LIMIT 1";
        let row = on!(self, conn => sqlx::query_as::<Db, (NaiveDate, Json<HealthScore>, i32)>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .fetch_optional(conn).await?);
        Ok(row.map(|(day, score, version)| (day, score.0, version)))
    }

    /// Every partner's score of one day, by partner.
    pub async fn scores_on(&mut self, day: NaiveDate) -> Result<Vec<(PartnerId, Option<f64>)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, score FROM health_scores WHERE tenant_id = $1 AND day = $2 ORDER BY partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, Option<f64>)>(SQL)
            .bind(self.tenant)
            .bind(day)
            .fetch_all(conn).await?))
    }
}
