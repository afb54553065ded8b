//! What partners are compared by, from scores and roll-ups alone: the same cost at any number of customers.

use crate::{Fault, Tx, on};
use chrono::NaiveDate;
use domain::health::Component;
use domain::health::benchmark::Peer;
use domain::partner::{PartnerKind, Tier};
use domain::{Cents, Month, PartnerId};

/// A partner's score of a day with those of its components.
#[derive(Clone, Debug, PartialEq)]
pub struct ComponentScores {
    /// Whose.
    pub partner: PartnerId,
    /// Its standing.
    pub tier: Tier,
    /// How it does business.
    pub kind: PartnerKind,
    /// The day.
    pub day: NaiveDate,
    /// The score, when facts covered enough of it.
    pub score: Option<f64>,
    /// The components that had facts.
    pub components: Vec<(Component, f64)>,
}

#[derive(sqlx::FromRow)]
struct Row {
    partner_id: PartnerId,
    tier: Tier,
    kind: PartnerKind,
    day: NaiveDate,
    score: Option<f64>,
    revenue: Option<f64>,
    acquisition: Option<f64>,
    retention: Option<f64>,
    growth: Option<f64>,
    engagement: Option<f64>,
    operations: Option<f64>,
    satisfaction: Option<f64>,
}

/// Each partner's latest score of the days after `$2` until `$3`. One that was carried over has its detail on the day it
/// was computed on. Only figures leave the database: components are kept in their order.
macro_rules! component_scores {
    ($($rest:literal)?) => {
        concat!("
            SELECT s.partner_id, p.tier, p.kind, s.day, s.score,
                CAST(COALESCE(s.detail, d.detail) -> 'components' -> 0 ->> 'score' AS DOUBLE PRECISION) AS revenue,
                CAST(COALESCE(s.detail, d.detail) -> 'components' -> 1 ->> 'score' AS DOUBLE PRECISION) AS acquisition,
                CAST(COALESCE(s.detail, d.detail) -> 'components' -> 2 ->> 'score' AS DOUBLE PRECISION) AS retention,
                CAST(COALESCE(s.detail, d.detail) -> 'components' -> 3 ->> 'score' AS DOUBLE PRECISION) AS growth,
                CAST(COALESCE(s.detail, d.detail) -> 'components' -> 4 ->> 'score' AS DOUBLE PRECISION) AS engagement,
                CAST(COALESCE(s.detail, d.detail) -> 'components' -> 5 ->> 'score' AS DOUBLE PRECISION) AS operations,
                CAST(COALESCE(s.detail, d.detail) -> 'components' -> 6 ->> 'score' AS DOUBLE PRECISION) AS satisfaction
            FROM partners p
            JOIN health_scores s ON s.tenant_id = p.tenant_id AND s.partner_id = p.id AND s.day = (
                SELECT MAX(l.day) FROM health_scores l
                WHERE l.tenant_id = p.tenant_id AND l.partner_id = p.id AND l.day > $2 AND l.day <= $3)
            LEFT JOIN health_scores d ON d.tenant_id = s.tenant_id AND d.partner_id = s.partner_id
                AND d.day = s.same_as
            WHERE p.tenant_id = $1 ", $($rest,)? "ORDER BY p.id")
    };
}

impl Tx {
    /// Every partner's latest score of the days after one until another, with its components, by partner: also of those
    /// that the transaction doesn't see, for comparing.
    pub async fn component_scores(
        &mut self,
        after: NaiveDate,
        until: NaiveDate,
    ) -> Result<Vec<ComponentScores>, Fault> {
        const SQL: &str = component_scores!();
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(after)
            .bind(until)
            .fetch_all(conn).await?);
        Ok(rows.iter().map(named).collect())
    }

    /// The same of one partner.
    pub async fn component_scores_of(
        &mut self,
        partner: PartnerId,
        after: NaiveDate,
        until: NaiveDate,
    ) -> Result<Option<ComponentScores>, Fault> {
        const SQL: &str = component_scores!("AND p.id = $4 ");
        let row = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(after)
            .bind(until)
            .bind(partner)
            .fetch_optional(conn).await?);
        Ok(row.as_ref().map(named))
    }

    /// Every partner's latest score of the days after one until another, by partner; also of those that aren't seen.
    pub async fn scores_between(
        &mut self,
        after: NaiveDate,
        until: NaiveDate,
    ) -> Result<Vec<(PartnerId, Option<f64>)>, Fault> {
        const SQL: &str = "
            SELECT p.id, s.score FROM partners p
            JOIN health_scores s ON s.tenant_id = p.tenant_id AND s.partner_id = p.id AND s.day = (
                SELECT MAX(l.day) FROM health_scores l
                WHERE l.tenant_id = p.tenant_id AND l.partner_id = p.id AND l.day > $2 AND l.day <= $3)
            WHERE p.tenant_id = $1 ORDER BY p.id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, Option<f64>)>(SQL)
            .bind(self.tenant)
            .bind(after)
            .bind(until)
            .fetch_all(conn).await?))
    }

    /// What each of a partner's customers was billed in a month, in no order.
    pub async fn billed_amounts(&mut self, partner: PartnerId, month: Month) -> Result<Vec<Cents>, Fault> {
        const SQL: &str = "SELECT amount FROM bills WHERE tenant_id = $1 AND month = $2 AND partner_id = $3";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, Cents>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(partner)
            .fetch_all(conn).await?))
    }

    /// The years in which each partner was billed anything, by partner, oldest first.
    pub async fn billed_years(&mut self) -> Result<Vec<(PartnerId, i32)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, month / 100 FROM partner_months
            WHERE tenant_id = $1 AND billed > 0 GROUP BY partner_id, month / 100 ORDER BY partner_id, month / 100";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, i32)>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }
}

impl From<ComponentScores> for Peer {
    fn from(scores: ComponentScores) -> Self {
        let ComponentScores { partner, tier, kind, score, components, .. } = scores;
        Self { partner, tier, kind, score, components }
    }
}

fn named(row: &Row) -> ComponentScores {
    let figure = |component| match component {
        Component::Revenue => row.revenue,
        Component::Acquisition => row.acquisition,
        Component::Retention => row.retention,
        Component::Growth => row.growth,
        Component::Engagement => row.engagement,
        Component::Operations => row.operations,
        Component::Satisfaction => row.satisfaction,
    };
    let components = Component::ALL.iter().filter_map(|component| Some((*component, figure(*component)?))).collect();
    let Row { partner_id: partner, tier, kind, day, score, .. } = *row;
    ComponentScores { partner, tier, kind, day, score, components }
}
