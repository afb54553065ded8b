//! Interventions: planned, begun, worked on step by step, ended; and the operator's playbooks.

mod effects;
mod playbooks;
mod read;

pub use effects::Begun;
pub use read::{DueStep, StoredIntervention};

use crate::bulk::insert_rows;
use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::health::HealthScore;
use domain::health::intervention::{InterventionState, PlayStep, Playbook, SuccessMetric};
use domain::{InterventionId, PartnerId, UserId};
use sqlx::types::Json;
use uuid::Uuid;

/// An intervention as it is planned.
#[derive(Clone, Debug)]
pub struct NewIntervention {
    /// Its id.
    pub id: InterventionId,
    /// For whom.
    pub partner: PartnerId,
    /// The version of its playbook; 0 is the product's own.
    pub playbook: i32,
    /// What is done.
    pub plays: Playbook,
    /// Why.
    pub reason: String,
    /// What it should move.
    pub goal: SuccessMetric,
    /// Who sees to it.
    pub owner: UserId,
    /// Who has planned it, and when.
    pub planned: (UserId, DateTime<Utc>),
    /// The day it is to begin.
    pub begins_on: NaiveDate,
}

impl Tx {
    /// Plans an intervention with its steps. Fails as a duplicate where one of the kind is planned or under way.
    pub async fn plan_intervention(&mut self, new: &NewIntervention) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO interventions (tenant_id, id, partner_id, kind, playbook, state, reason, goal, owner_id,
                planned_by, planned_at, begins_on)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(new.id)
            .bind(new.partner)
            .bind(new.plays.kind)
            .bind(new.playbook)
            .bind(InterventionState::Planned)
            .bind(&new.reason)
            .bind(Json(&new.goal))
            .bind(new.owner)
            .bind(new.planned.0)
            .bind(new.planned.1)
            .bind(new.begins_on)
            .execute(conn).await?.rows_affected());
        let (tenant, id) = (self.tenant, new.id);
        let steps: Vec<(i32, &PlayStep)> = (1..).zip(&new.plays.steps).collect();
        let _ = insert_rows!(self,
            "INSERT INTO intervention_steps (tenant_id, intervention_id, left_out, position, step, due_on)",
            shared [tenant, id, false], own 3, steps, |query, row| query
                .bind(row.0)
                .bind(Json(row.1))
                .bind(row.1.due(new.begins_on)),
            "");
        Ok(())
    }

    /// Begins a planned intervention with the partner's score of the day; steps are due counted from here, and it is
    /// measured until a last day. Says whether it was planned.
    pub async fn begin_intervention(
        &mut self,
        id: InterventionId,
        (on, measure_until): (NaiveDate, NaiveDate),
        baseline: Option<&HealthScore>,
        due: &[(i32, NaiveDate)],
    ) -> Result<bool, Fault> {
        const BEGIN: &str = "
            UPDATE interventions SET state = 'in_progress', begun_on = $3, baseline = $4, measure_until = $5
            WHERE tenant_id = $1 AND id = $2 AND state = 'planned'";
        const DUE: &str = "
            UPDATE intervention_steps SET due_on = $4 WHERE tenant_id = $1 AND intervention_id = $2 AND position = $3";
        let begun = on!(self, conn => sqlx::query::<Db>(BEGIN)
            .bind(self.tenant)
            .bind(id)
            .bind(on)
            .bind(baseline.map(Json))
            .bind(measure_until)
            .execute(conn).await?
            .rows_affected());
        for (position, due_on) in due {
            on!(self, conn => sqlx::query::<Db>(DUE)
                .bind(self.tenant)
                .bind(id)
                .bind(position)
                .bind(due_on)
                .execute(conn).await?.rows_affected());
        }
        Ok(begun == 1)
    }

    /// Notes that a step is done, or left out. Says whether it was still to be done.
    pub async fn finish_step(
        &mut self,
        (id, position): (InterventionId, i32),
        (by, at): (UserId, DateTime<Utc>),
        left_out: bool,
        note: Option<&str>,
    ) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE intervention_steps SET done_at = $4, done_by = $5, left_out = $6, note = $7
            WHERE tenant_id = $1 AND intervention_id = $2 AND position = $3 AND done_at IS NULL";
        let done = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(position)
            .bind(at)
            .bind(by)
            .bind(left_out)
            .bind(note)
            .execute(conn).await?
            .rows_affected());
        Ok(done == 1)
    }

    /// Ends an intervention, with a word on what came of it. Says whether it was in the first state.
    pub async fn end_intervention(
        &mut self,
        id: InterventionId,
        (from, to): (InterventionState, InterventionState),
        on: NaiveDate,
        outcome: &str,
    ) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE interventions SET state = $4, ended_on = $5, outcome = $6
            WHERE tenant_id = $1 AND id = $2 AND state = $3";
        let ended = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(from)
            .bind(to)
            .bind(on)
            .bind(outcome)
            .execute(conn).await?
            .rows_affected());
        Ok(ended == 1)
    }

    /// Notes time that was spent.
    pub async fn log_effort(
        &mut self,
        (id, intervention): (Uuid, InterventionId),
        (by, at): (UserId, DateTime<Utc>),
        minutes: i32,
        words: &str,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO intervention_efforts (tenant_id, intervention_id, id, at, minutes, user_id, words)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(intervention)
            .bind(id)
            .bind(at)
            .bind(minutes)
            .bind(by)
            .bind(words)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
