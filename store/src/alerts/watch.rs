//! What a day's scores are watched with: the scores, how they went, how revenue is spread, the bands that are held.

use crate::bulk::insert_rows;
use crate::{Fault, Tx, on};
use chrono::NaiveDate;
use domain::health::{Band, HealthScore};
use domain::{Cents, Month, PartnerId, UserId};
use sqlx::types::Json;

/// A partner whose latest score is of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredPartner {
    /// Who.
    pub id: PartnerId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Who looks after it.
    pub manager: Option<UserId>,
    /// Its score.
    pub score: HealthScore,
    /// The band that its alerts go by so far.
    pub held: Option<Band>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: PartnerId,
    code: String,
    name: String,
    manager_id: Option<UserId>,
    detail: Json<HealthScore>,
    band: Option<Band>,
}

/// A band that a partner's alerts go by from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldBand {
    /// Whose.
    pub partner: PartnerId,
    /// Which.
    pub band: Band,
}

impl Tx {
    /// The next partners after one whose latest score is of a day, by id.
    pub async fn scored_partners(
        &mut self,
        day: NaiveDate,
        after: PartnerId,
        limit: i64,
    ) -> Result<Vec<ScoredPartner>, Fault> {
        // A score that was carried over has its detail on the day it was computed.
        const SQL: &str = "
            SELECT p.id, p.code, p.name, p.manager_id, b.band, (
                SELECT s.detail FROM health_scores s
                WHERE s.tenant_id = h.tenant_id AND s.partner_id = h.partner_id AND s.day <= $2
                    AND s.detail IS NOT NULL
                ORDER BY s.day DESC LIMIT 1) AS detail
            FROM partner_health h
            JOIN partners p ON p.tenant_id = h.tenant_id AND p.id = h.partner_id
            LEFT JOIN held_bands b ON b.tenant_id = h.tenant_id AND b.partner_id = h.partner_id
            WHERE h.tenant_id = $1 AND h.day = $2 AND h.partner_id > $3
            ORDER BY h.partner_id LIMIT $4";
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(day)
            .bind(after)
            .bind(limit)
            .fetch_all(conn).await?);
        let partner = |row: Row| ScoredPartner {
            id: row.id,
            code: row.code,
            name: row.name,
            manager: row.manager_id,
            score: row.detail.0,
            held: row.band,
        };
        Ok(rows.into_iter().map(partner).collect())
    }

    /// The scores from one day to another of the partners in `after < id ≤ upto`, by partner and day.
    pub async fn score_courses(
        &mut self,
        (from, to): (NaiveDate, NaiveDate),
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<(PartnerId, NaiveDate, f64)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, day, score FROM health_scores
            WHERE tenant_id = $1 AND partner_id > $4 AND partner_id <= $5 AND day BETWEEN $2 AND $3
                AND score IS NOT NULL
            ORDER BY partner_id, day";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, NaiveDate, f64)>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(to)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// What the customers of the partners in `after < id ≤ upto` were billed in a month, by partner.
    pub async fn billed_by_customer(
        &mut self,
        month: Month,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<(PartnerId, Cents)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, amount FROM bills
            WHERE tenant_id = $1 AND month = $2 AND partner_id > $3 AND partner_id <= $4
            ORDER BY partner_id, customer_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, Cents)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// Keeps the bands that alerts go by from a day on; a partner that has the same already keeps its day.
    pub async fn hold_bands(&mut self, since: NaiveDate, bands: &[HeldBand]) -> Result<(), Fault> {
        let tenant = self.tenant;
        let _ = insert_rows!(self,
            "INSERT INTO held_bands (tenant_id, since, partner_id, band)",
            shared [tenant, since], own 2, bands, |query, held| query.bind(held.partner).bind(held.band),
            "ON CONFLICT (tenant_id, partner_id) DO UPDATE SET band = excluded.band, since = excluded.since
             WHERE held_bands.band <> excluded.band");
        Ok(())
    }
}
