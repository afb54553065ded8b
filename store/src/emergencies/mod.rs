//! Emergencies: begun once for a partner at a time, followed, and closed; with what has happened in each.

mod read;

pub use read::StoredEmergency;

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::health::emergency::{Baseline, EmergencyRules, Goal, Trigger};
use domain::view::EmergencyStep;
use domain::{EmergencyId, InterventionId, PartnerId, UserId};
use sqlx::types::Json;
use uuid::Uuid;

/// An emergency that begins.
#[derive(Clone, Debug)]
pub struct NewEmergency {
    /// Its id.
    pub id: EmergencyId,
    /// About whom.
    pub partner: PartnerId,
    /// Whether it is only a drill.
    pub drill: bool,
    /// What began it.
    pub triggers: Vec<Trigger>,
    /// Why, in words.
    pub why: String,
    /// The rules that it goes by.
    pub rules: EmergencyRules,
    /// What is known now.
    pub baseline: Baseline,
    /// When, and who began it.
    pub begun: (DateTime<Utc>, Option<UserId>),
    /// Until when warnings are paused.
    pub paused_until: Option<DateTime<Utc>>,
}

/// Something that has happened in an emergency.
#[derive(Clone, Debug)]
pub struct NewEmergencyEntry {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub step: EmergencyStep,
    /// Who did it.
    pub by: Option<UserId>,
    /// In words.
    pub words: String,
    /// The score of then, of an assessment.
    pub score: Option<f64>,
    /// How far the goal was reached then.
    pub goal: Option<Goal>,
}

impl Tx {
    /// Begins an emergency. Says `false`, and does nothing, where the partner has one already, or such a drill.
    pub async fn begin_emergency(&mut self, new: &NewEmergency) -> Result<bool, Fault> {
        const SQL: &str = "
            INSERT INTO emergencies (tenant_id, id, partner_id, drill, triggers, why, rules, baseline, begun_at,
                begun_by, paused_until, assessed)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)
            ON CONFLICT (tenant_id, partner_id, drill) WHERE closed_at IS NULL DO NOTHING";
        let begun = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(new.id)
            .bind(new.partner)
            .bind(new.drill)
            .bind(Json(&new.triggers))
            .bind(&new.why)
            .bind(Json(&new.rules))
            .bind(Json(&new.baseline))
            .bind(new.begun.0)
            .bind(new.begun.1)
            .bind(new.paused_until)
            .execute(conn).await?
            .rows_affected());
        Ok(begun == 1)
    }

    /// Notes what has happened.
    pub async fn note_emergency(&mut self, id: EmergencyId, entry: &NewEmergencyEntry) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO emergency_entries (tenant_id, emergency_id, id, at, step, user_id, words, score, goal)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(entry.id)
            .bind(entry.at)
            .bind(entry.step)
            .bind(entry.by)
            .bind(&entry.words)
            .bind(entry.score)
            .bind(entry.goal.map(Json))
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Keeps how far an open emergency has come. Says whether it is open; whoever wants to close it waits until this
    /// transaction ends.
    pub async fn follow_emergency(
        &mut self,
        id: EmergencyId,
        assessed: u32,
        goal: Option<&Goal>,
        asked_at: Option<DateTime<Utc>>,
    ) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE emergencies SET assessed = $3, goal = $4, asked_at = $5
            WHERE tenant_id = $1 AND id = $2 AND closed_at IS NULL";
        let open = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(i32::try_from(assessed).unwrap_or(i32::MAX))
            .bind(goal.map(Json))
            .bind(asked_at)
            .execute(conn).await?
            .rows_affected());
        Ok(open == 1)
    }

    /// Says which intervention an emergency has led to.
    pub async fn join_emergency(&mut self, id: EmergencyId, intervention: InterventionId) -> Result<(), Fault> {
        const SQL: &str = "UPDATE emergencies SET intervention_id = $3 WHERE tenant_id = $1 AND id = $2";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(intervention)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Notes that somebody has taken stock. Says whether it is open.
    pub async fn check_emergency(&mut self, id: EmergencyId, at: DateTime<Utc>) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE emergencies SET checked_at = COALESCE(checked_at, $3)
            WHERE tenant_id = $1 AND id = $2 AND closed_at IS NULL";
        let open = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(at)
            .execute(conn).await?
            .rows_affected());
        Ok(open == 1)
    }

    /// Ends an emergency, and its pause with it. Says whether it was open.
    pub async fn close_emergency(
        &mut self,
        id: EmergencyId,
        (at, by): (DateTime<Utc>, Option<UserId>),
        why: &str,
    ) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE emergencies SET closed_at = $3, closed_by = $4, closed_why = $5
            WHERE tenant_id = $1 AND id = $2 AND closed_at IS NULL";
        let closed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(at)
            .bind(by)
            .bind(why)
            .execute(conn).await?
            .rows_affected());
        Ok(closed == 1)
    }

    /// The operator's rules and who is told, once they were saved.
    pub async fn emergency_settings(&mut self) -> Result<Option<(EmergencyRules, Vec<UserId>)>, Fault> {
        const SQL: &str = "SELECT rules, contacts FROM emergency_settings WHERE tenant_id = $1";
        let row = on!(self, conn => sqlx::query_as::<Db, (Json<EmergencyRules>, Json<Vec<UserId>>)>(SQL)
            .bind(self.tenant)
            .fetch_optional(conn).await?);
        Ok(row.map(|(rules, contacts)| (rules.0, contacts.0)))
    }

    /// Keeps them.
    pub async fn put_emergency_settings(
        &mut self,
        rules: &EmergencyRules,
        contacts: &[UserId],
        (by, at): (UserId, DateTime<Utc>),
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO emergency_settings (tenant_id, rules, contacts, saved_at, saved_by)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id) DO UPDATE SET rules = excluded.rules, contacts = excluded.contacts,
                saved_at = excluded.saved_at, saved_by = excluded.saved_by";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(Json(rules))
            .bind(Json(contacts))
            .bind(at)
            .bind(by)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
