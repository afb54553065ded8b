//! Figures of the industry that the operator has entered, and one's own that stand beside them.

use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::health::benchmark::{IndustryRow, Measure};
use domain::partner::{PartnerKind, Tier};
use domain::{PartnerId, UserId};

#[derive(sqlx::FromRow)]
struct Row {
    measure: Measure,
    tier: String,
    kind: String,
    low: f64,
    median: f64,
    high: f64,
    source: String,
    year: i32,
}

/// A partner's own figures, as its latest score was computed from them; shares are 0–1.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct OwnFigures {
    /// Whose.
    pub partner: PartnerId,
    /// Its standing.
    pub tier: Tier,
    /// How it does business.
    pub kind: PartnerKind,
    /// Billed, in cents …
    pub billed: Option<f64>,
    /// … and the quota that it is held against.
    pub quota: Option<f64>,
    /// Customers kept in a month.
    pub customers_kept: Option<f64>,
    /// Growth in a month.
    pub growth: Option<f64>,
    /// Installations in time …
    pub installed_in_time: Option<f64>,
    /// … of how many.
    pub installed: Option<f64>,
    /// Tickets resolved in time …
    pub resolved_in_time: Option<f64>,
    /// … of how many.
    pub tickets: Option<f64>,
}

impl Tx {
    /// The industry's figures, by measure.
    pub async fn industry(&mut self) -> Result<Vec<IndustryRow>, Fault> {
        const SQL: &str = "
            SELECT measure, tier, kind, low, median, high, source, year FROM industry_figures
            WHERE tenant_id = $1 ORDER BY measure, tier, kind";
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL).bind(self.tenant).fetch_all(conn).await?);
        Ok(rows.into_iter().map(read).collect())
    }

    /// Keeps a figure of the industry, in place of that for the same measure, tier and type.
    pub async fn put_industry(&mut self, row: &IndustryRow, by: UserId, at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO industry_figures (tenant_id, measure, tier, kind, low, median, high, source, year, saved_at,
                saved_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (tenant_id, measure, tier, kind) DO UPDATE SET low = excluded.low, median = excluded.median,
                high = excluded.high, source = excluded.source, year = excluded.year, saved_at = excluded.saved_at,
                saved_by = excluded.saved_by";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(row.measure)
            .bind(row.tier.map_or("", Tier::code))
            .bind(row.kind.map_or("", PartnerKind::code))
            .bind(row.low)
            .bind(row.median)
            .bind(row.high)
            .bind(&row.source)
            .bind(row.year)
            .bind(at)
            .bind(by)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Removes a figure of the industry; says whether there was one.
    pub async fn remove_industry(
        &mut self,
        measure: Measure,
        tier: Option<Tier>,
        kind: Option<PartnerKind>,
    ) -> Result<bool, Fault> {
        const SQL: &str =
            "DELETE FROM industry_figures WHERE tenant_id = $1 AND measure = $2 AND tier = $3 AND kind = $4";
        let removed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(measure)
            .bind(tier.map_or("", Tier::code))
            .bind(kind.map_or("", PartnerKind::code))
            .execute(conn).await?
            .rows_affected());
        Ok(removed == 1)
    }

    /// Every partner's own figures by its latest score of the days after one until another, for comparing: also of those
    /// that aren't seen. Only figures leave the database: components are kept in their order.
    pub async fn own_figures(&mut self, after: NaiveDate, until: NaiveDate) -> Result<Vec<OwnFigures>, Fault> {
        macro_rules! figure {
            ($path:literal) => {
                concat!("CAST(COALESCE(s.detail, d.detail) -> 'components' -> ", $path, " AS DOUBLE PRECISION)")
            };
        }
        const SQL: &str = concat!(
            "SELECT s.partner_id AS partner, p.tier, p.kind, ",
            figure!("0 -> 'evidence' ->> 'billed'"),
            " AS billed, ",
            figure!("0 -> 'evidence' ->> 'quota'"),
            " AS quota, ",
            figure!("2 -> 'evidence' ->> 'monthly_customers'"),
            " AS customers_kept, ",
            figure!("3 -> 'evidence' ->> 'monthly'"),
            " AS growth, ",
            figure!("5 -> 'evidence' -> 'installations' -> 0 ->> 'good'"),
            " AS installed_in_time, ",
            figure!("5 -> 'evidence' -> 'installations' -> 0 ->> 'of'"),
            " AS installed, ",
            figure!("5 -> 'evidence' -> 'tickets' -> 0 ->> 'good'"),
            " AS resolved_in_time, ",
            figure!("5 -> 'evidence' -> 'tickets' -> 0 ->> 'of'"),
            " AS tickets ",
            "FROM partners p
            JOIN health_scores s ON s.tenant_id = p.tenant_id AND s.partner_id = p.id AND s.day = (
                SELECT MAX(l.day) FROM health_scores l
                WHERE l.tenant_id = p.tenant_id AND l.partner_id = p.id AND l.day > $2 AND l.day <= $3)
            LEFT JOIN health_scores d ON d.tenant_id = s.tenant_id AND d.partner_id = s.partner_id AND d.day = s.same_as
            WHERE p.tenant_id = $1 ORDER BY p.id"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, OwnFigures>(SQL)
            .bind(self.tenant)
            .bind(after)
            .bind(until)
            .fetch_all(conn).await?))
    }
}

fn read(row: Row) -> IndustryRow {
    let Row { measure, tier, kind, low, median, high, source, year } = row;
    IndustryRow { measure, tier: tier.parse().ok(), kind: kind.parse().ok(), low, median, high, source, year }
}
