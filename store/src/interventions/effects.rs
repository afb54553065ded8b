//! What interventions have brought, as it was measured: read by the recommender and by pages.

use crate::{Fault, Tx, on};
use chrono::NaiveDate;
use domain::health::intervention::{InterventionKind, Measured};
use domain::{InterventionId, PartnerId};
use sqlx::types::Json;

/// An intervention that has begun: what its effect is measured from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Begun {
    /// Which.
    pub id: InterventionId,
    /// For whom.
    pub partner_id: PartnerId,
    /// When.
    pub begun_on: NaiveDate,
}

impl Tx {
    /// Interventions that began from one day to another, by day: their partners are nobody's peers then.
    pub async fn begun_interventions(&mut self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Begun>, Fault> {
        const SQL: &str = "
            SELECT id, partner_id, begun_on FROM interventions
            WHERE tenant_id = $1 AND begun_on BETWEEN $2 AND $3 ORDER BY begun_on, id";
        Ok(on!(self, conn => sqlx::query_as::<Db, Begun>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(to)
            .fetch_all(conn).await?))
    }

    /// Interventions that scores of a day may say more of than was measured before, by day.
    pub async fn interventions_to_measure(&mut self, day: NaiveDate) -> Result<Vec<Begun>, Fault> {
        const SQL: &str = "
            SELECT id, partner_id, begun_on FROM interventions
            WHERE tenant_id = $1 AND begun_on <= $2
                AND (measured_on IS NULL OR (measured_on < measure_until AND measured_on < $2))
            ORDER BY begun_on, id";
        Ok(on!(self, conn => sqlx::query_as::<Db, Begun>(SQL).bind(self.tenant).bind(day).fetch_all(conn).await?))
    }

    /// Keeps what an intervention has brought by the scores of a day; nothing where nobody is like its partner.
    pub async fn keep_measured(
        &mut self,
        id: InterventionId,
        on: NaiveDate,
        measured: Option<&Measured>,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE interventions SET measured_on = $3, measured = $4 WHERE tenant_id = $1 AND id = $2";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(on)
            .bind(measured.map(Json))
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// What interventions that began since a day have brought, as far as it was measured; the oldest first.
    pub async fn measured_interventions(
        &mut self,
        since: NaiveDate,
    ) -> Result<Vec<(InterventionKind, Option<Measured>)>, Fault> {
        const SQL: &str = "
            SELECT kind, measured FROM interventions
            WHERE tenant_id = $1 AND begun_on >= $2 ORDER BY begun_on, id";
        let rows = on!(self, conn => sqlx::query_as::<Db, (InterventionKind, Option<Json<Measured>>)>(SQL)
            .bind(self.tenant)
            .bind(since)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(|(kind, measured)| (kind, measured.map(|json| json.0))).collect())
    }
}
