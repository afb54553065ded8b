//! Scores: each day's, and each partner's latest beside one of weeks before.

use crate::bulk::insert_rows;
use crate::{Fault, Tx, on};
use chrono::NaiveDate;
use domain::PartnerId;
use domain::health::{HealthFacts, HealthScore};
use domain::view::HealthPoint;
use sqlx::types::Json;

/// A score to be kept.
#[derive(Clone, Debug)]
pub struct ScoreToWrite {
    /// Whose.
    pub partner: PartnerId,
    /// The score with its components.
    pub score: HealthScore,
    /// What it was computed from.
    pub facts: HealthFacts,
    /// The first day on which time alone changes what it was computed from; none where that isn't known.
    pub stale_from: Option<NaiveDate>,
}

/// A score as it is kept.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct StoredScore {
    /// Whose.
    pub partner_id: PartnerId,
    /// The day.
    pub day: NaiveDate,
    /// The version of the rules that it was computed by.
    pub rules_version: i32,
    /// The score with everything that explains it.
    #[sqlx(json)]
    pub detail: HealthScore,
    /// What it was computed from; not known of scores that were made before facts were kept.
    #[sqlx(json(nullable))]
    pub facts: Option<HealthFacts>,
    /// The earlier day that it was carried over from.
    pub same_as: Option<NaiveDate>,
}

/// The columns of a [`StoredScore`]; one that was carried over takes its detail from the day it was computed on.
macro_rules! stored_score {
    () => {
        "SELECT s.partner_id, s.day, s.rules_version, s.same_as, COALESCE(s.detail, (
            SELECT d.detail FROM health_scores d
            WHERE d.tenant_id = s.tenant_id AND d.partner_id = s.partner_id AND d.day = s.same_as)) AS detail,
            COALESCE(s.facts, (
                SELECT d.facts FROM health_scores d
                WHERE d.tenant_id = s.tenant_id AND d.partner_id = s.partner_id AND d.day = s.same_as)) AS facts
         FROM health_scores s "
    };
}

impl Tx {
    /// Keeps the scores of a day. A day scored again takes the new scores.
    ///
    /// With a `basis` the scores can be carried over, each before the day it says; without, as for a day that is over,
    /// they say nothing of the days after.
    pub async fn put_scores(
        &mut self,
        day: NaiveDate,
        rules_version: i32,
        basis: Option<&str>,
        scores: &[ScoreToWrite],
    ) -> Result<(), Fault> {
        let _ = insert_rows!(self,
            "INSERT INTO health_scores (tenant_id, day, rules_version, partner_id, score, coverage, detail,
                facts)",
            shared [self.tenant, day, rules_version], own 5, scores, |query, row| query
                .bind(row.partner)
                .bind(row.score.score)
                .bind(row.score.coverage)
                .bind(Json(&row.score))
                .bind(Json(&row.facts)),
            "ON CONFLICT (tenant_id, partner_id, day) DO UPDATE SET rules_version = excluded.rules_version,
                score = excluded.score, coverage = excluded.coverage, detail = excluded.detail, facts = excluded.facts,
                same_as = NULL");
        // An older day changes nothing here.
        let _ = insert_rows!(self,
            "INSERT INTO partner_health (tenant_id, day, rules_version, basis, detail_day, partner_id, score, coverage,
                stale_from)",
            shared [self.tenant, day, rules_version, basis, day], own 4, scores, |query, row| query
                .bind(row.partner)
                .bind(row.score.score)
                .bind(row.score.coverage)
                .bind(row.stale_from),
            "ON CONFLICT (tenant_id, partner_id) DO UPDATE SET
                day = excluded.day, score = excluded.score, coverage = excluded.coverage,
                rules_version = excluded.rules_version, basis = excluded.basis, detail_day = excluded.detail_day,
                stale_from = excluded.stale_from
             WHERE excluded.day >= partner_health.day");
        Ok(())
    }

    /// Gives the partners in `after < id ≤ upto` their latest score for a later day too, if they are active: nothing
    /// about them has changed. Gives how many.
    pub async fn carry_scores(&mut self, day: NaiveDate, after: PartnerId, upto: PartnerId) -> Result<u64, Fault> {
        const CARRY: &str = "
            INSERT INTO health_scores (tenant_id, partner_id, day, score, coverage, rules_version, same_as)
            SELECT h.tenant_id, h.partner_id, $2, h.score, h.coverage, h.rules_version, h.detail_day
            FROM partner_health h
            JOIN partners p ON p.tenant_id = h.tenant_id AND p.id = h.partner_id AND p.status = 'active'
            WHERE h.tenant_id = $1 AND h.partner_id > $3 AND h.partner_id <= $4 AND h.day < $2
            ON CONFLICT (tenant_id, partner_id, day) DO NOTHING";
        const HEAD: &str = "
            UPDATE partner_health SET day = $2
            WHERE tenant_id = $1 AND partner_id > $3 AND partner_id <= $4 AND day < $2 AND EXISTS (
                SELECT 1 FROM partners p
                WHERE p.tenant_id = $1 AND p.id = partner_health.partner_id AND p.status = 'active')";
        let mut carried = 0;
        for sql in [CARRY, HEAD] {
            carried = on!(self, conn => sqlx::query::<Db>(sql)
                .bind(self.tenant)
                .bind(day)
                .bind(after)
                .bind(upto)
                .execute(conn).await?
                .rows_affected());
        }
        Ok(carried)
    }

    /// Sets beside the latest scores of a day those that held `before`, of the partners in `after < id ≤ upto`.
    pub async fn compare_scores(
        &mut self,
        day: NaiveDate,
        before: NaiveDate,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE partner_health SET previous_score = (
                SELECT s.score FROM health_scores s
                WHERE s.tenant_id = $1 AND s.partner_id = partner_health.partner_id AND s.day <= $3
                ORDER BY s.day DESC LIMIT 1)
            WHERE tenant_id = $1 AND day = $2 AND partner_id > $4 AND partner_id <= $5";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(day)
            .bind(before)
            .bind(after)
            .bind(upto)
            .execute(conn).await?.rows_affected());
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

    /// A partner's latest score with everything that explains it.
    pub async fn latest_health(&mut self, partner: PartnerId) -> Result<Option<StoredScore>, Fault> {
        self.health_until(partner, NaiveDate::MAX).await
    }

    /// A partner's latest score until a day.
    pub async fn health_until(&mut self, partner: PartnerId, day: NaiveDate) -> Result<Option<StoredScore>, Fault> {
        const SQL: &str = concat!(
            stored_score!(),
            "WHERE s.tenant_id = $1 AND s.partner_id = $2 AND s.day <= $3 ORDER BY s.day DESC LIMIT 1"
        );
        // The databases' own last day comes before chrono's.
        let day = day.min(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX));
        Ok(on!(self, conn => sqlx::query_as::<Db, StoredScore>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(day)
            .fetch_optional(conn).await?))
    }

    /// The scores of a day with everything that explains them, by partner.
    pub async fn health_on(&mut self, day: NaiveDate) -> Result<Vec<StoredScore>, Fault> {
        const SQL: &str = concat!(
            stored_score!(),
            "JOIN partners p ON p.tenant_id = s.tenant_id AND p.id = s.partner_id
             WHERE s.tenant_id = $1 AND s.day = $2 ORDER BY s.partner_id"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, StoredScore>(SQL)
            .bind(self.tenant)
            .bind(day)
            .fetch_all(conn).await?))
    }

    /// Every partner's score of one day, by partner.
    pub async fn scores_on(&mut self, day: NaiveDate) -> Result<Vec<(PartnerId, Option<f64>)>, Fault> {
        // Partner by partner: the key has the partner before the day.
        const SQL: &str = "
            SELECT s.partner_id, s.score FROM partners p
            JOIN health_scores s ON s.tenant_id = p.tenant_id AND s.partner_id = p.id AND s.day = $2
            WHERE p.tenant_id = $1 ORDER BY s.partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, Option<f64>)>(SQL)
            .bind(self.tenant)
            .bind(day)
            .fetch_all(conn).await?))
    }
}
