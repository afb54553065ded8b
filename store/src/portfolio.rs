//! What a portfolio shows of every partner, from roll-ups alone: the same cost at any number of customers.

use crate::sight::seen;
use crate::{Fault, Tx, on};
use chrono::NaiveDate;
use domain::PartnerId;

/// A partner's latest score beside the one of weeks before.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::FromRow)]
pub struct PortfolioFacts {
    /// Whose.
    pub partner_id: PartnerId,
    /// The day of the score.
    pub day: NaiveDate,
    /// The score, when facts covered enough of it.
    pub score: Option<f64>,
    /// Share of the weight that had facts, 0–1.
    pub coverage: f64,
    /// The score of four weeks before.
    pub previous_score: Option<f64>,
}

impl Tx {
    /// Every partner's latest score, by partner.
    pub async fn portfolio_health(&mut self) -> Result<Vec<PortfolioFacts>, Fault> {
        const SQL: &str = concat!(
            "SELECT partner_id, day, score, coverage, previous_score
             FROM partner_health WHERE tenant_id = $1 AND ",
            seen!("partner_id", "$2", "$3"),
            " ORDER BY partner_id"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, PortfolioFacts>(SQL)
            .bind(self.tenant)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?))
    }
}
