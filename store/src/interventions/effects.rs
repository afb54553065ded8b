//! What interventions have brought, as it was measured: read by the recommender and by pages.

use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::health::intervention::{InterventionKind, InterventionState, Measured};
use domain::view::ReviewIntervention;
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

#[derive(sqlx::FromRow)]
struct WithinRow {
    id: InterventionId,
    kind: InterventionKind,
    state: InterventionState,
    begun_on: NaiveDate,
    ended_on: Option<NaiveDate>,
    outcome: Option<String>,
    measured: Option<Json<Measured>>,
    steps: i64,
    done: i64,
    minutes: i64,
}

impl From<WithinRow> for ReviewIntervention {
    fn from(row: WithinRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            state: row.state,
            begun_on: row.begun_on,
            ended_on: row.ended_on,
            outcome: row.outcome,
            steps: row.steps,
            done: row.done,
            minutes: row.minutes,
            measured: row.measured.map(|json| json.0),
        }
    }
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

    /// Interventions of a partner that were under way in a time, the oldest first, with what was done in it: `days` are
    /// its first and last, `instants` its first instant and the first after it.
    pub async fn interventions_within(
        &mut self,
        partner: PartnerId,
        days: (NaiveDate, NaiveDate),
        instants: (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<ReviewIntervention>, Fault> {
        const SQL: &str = "
            SELECT i.id, i.kind, i.state, i.begun_on, i.ended_on, i.outcome, i.measured,
                (SELECT COUNT(*) FROM intervention_steps s
                    WHERE s.tenant_id = i.tenant_id AND s.intervention_id = i.id) AS steps,
                (SELECT COUNT(*) FROM intervention_steps s
                    WHERE s.tenant_id = i.tenant_id AND s.intervention_id = i.id AND NOT s.left_out
                        AND s.done_at >= $5 AND s.done_at < $6) AS done,
                (SELECT CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT) FROM intervention_efforts e
                    WHERE e.tenant_id = i.tenant_id AND e.intervention_id = i.id
                        AND e.at >= $5 AND e.at < $6) AS minutes
            FROM interventions i
            WHERE i.tenant_id = $1 AND i.partner_id = $2 AND i.begun_on <= $4
                AND (i.ended_on IS NULL OR i.ended_on >= $3)
            ORDER BY i.begun_on, i.id";
        let rows = on!(self, conn => sqlx::query_as::<Db, WithinRow>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(days.0)
            .bind(days.1)
            .bind(instants.0)
            .bind(instants.1)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(ReviewIntervention::from).collect())
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
