//! Emergencies as people see them, and whom they concern.

use crate::sight::seen;
use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::health::emergency::{Baseline, EmergencyRules, Goal, Trigger};
use domain::view::{EmergencyEntry, EmergencyRow, EmergencyStep, PartnerRef};
use domain::{EmergencyId, InterventionId, PartnerId};
use sqlx::types::Json;
use std::collections::HashSet;

/// An emergency with what it goes by.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEmergency {
    /// As it is listed.
    pub row: EmergencyRow,
    /// The rules of the day it began.
    pub rules: EmergencyRules,
    /// What was known then.
    pub baseline: Baseline,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: EmergencyId,
    partner_id: PartnerId,
    code: String,
    name: String,
    drill: bool,
    triggers: Json<Vec<Trigger>>,
    why: String,
    rules: Json<EmergencyRules>,
    baseline: Json<Baseline>,
    begun_at: DateTime<Utc>,
    begun_by: Option<String>,
    paused_until: Option<DateTime<Utc>>,
    intervention_id: Option<InterventionId>,
    assessed: i32,
    goal: Option<Json<Goal>>,
    asked_at: Option<DateTime<Utc>>,
    checked_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    closed_by: Option<String>,
    closed_why: Option<String>,
}

impl From<Row> for StoredEmergency {
    fn from(row: Row) -> Self {
        let listed = EmergencyRow {
            id: row.id,
            partner: PartnerRef { id: row.partner_id, code: row.code, name: row.name },
            drill: row.drill,
            triggers: row.triggers.0,
            why: row.why,
            begun_at: row.begun_at,
            begun_by: row.begun_by,
            paused_until: row.paused_until,
            intervention: row.intervention_id,
            assessed: row.assessed.unsigned_abs(),
            goal: row.goal.map(|goal| goal.0),
            asked_at: row.asked_at,
            checked_at: row.checked_at,
            closed_at: row.closed_at,
            closed_by: row.closed_by,
            closed_why: row.closed_why,
        };
        Self { row: listed, rules: row.rules.0, baseline: row.baseline.0 }
    }
}

macro_rules! rows {
    ($tail:expr) => {
        concat!(
            "SELECT e.id, e.partner_id, p.code, p.name, e.drill, e.triggers, e.why, e.rules, e.baseline, e.begun_at,
                b.name AS begun_by, e.paused_until, e.intervention_id, e.assessed, e.goal, e.asked_at, e.checked_at,
                e.closed_at, c.name AS closed_by, e.closed_why
             FROM emergencies e
             JOIN partners p ON p.tenant_id = e.tenant_id AND p.id = e.partner_id
             LEFT JOIN users b ON b.tenant_id = e.tenant_id AND b.id = e.begun_by
             LEFT JOIN users c ON c.tenant_id = e.tenant_id AND c.id = e.closed_by
             WHERE e.tenant_id = $1 ",
            $tail
        )
    };
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    at: DateTime<Utc>,
    step: EmergencyStep,
    doer: Option<String>,
    words: String,
    score: Option<f64>,
    goal: Option<Json<Goal>>,
}

impl Tx {
    /// Emergencies, of one partner if one is named: open ones first, then the newest.
    pub async fn emergencies(&mut self, partner: Option<PartnerId>, limit: i64) -> Result<Vec<EmergencyRow>, Fault> {
        const SQL: &str = rows!(concat!(
            "AND ($2 IS NULL OR e.partner_id = $2) AND ",
            seen!("e.partner_id", "$4", "$5"),
            " ORDER BY CASE WHEN e.closed_at IS NULL THEN 0 ELSE 1 END, e.begun_at DESC, e.id DESC LIMIT $3"
        ));
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(limit)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(|row| StoredEmergency::from(row).row).collect())
    }

    /// One emergency.
    pub async fn emergency(&mut self, id: EmergencyId) -> Result<Option<StoredEmergency>, Fault> {
        const SQL: &str = rows!(concat!("AND e.id = $2 AND ", seen!("e.partner_id", "$3", "$4")));
        let row = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_optional(conn).await?);
        Ok(row.map(StoredEmergency::from))
    }

    /// What has happened in an emergency, oldest first.
    pub async fn emergency_entries(&mut self, id: EmergencyId) -> Result<Vec<EmergencyEntry>, Fault> {
        const SQL: &str = "
            SELECT n.at, n.step, u.name AS doer, n.words, n.score, n.goal FROM emergency_entries n
            LEFT JOIN users u ON u.tenant_id = n.tenant_id AND u.id = n.user_id
            WHERE n.tenant_id = $1 AND n.emergency_id = $2 ORDER BY n.id";
        let rows = on!(self, conn => sqlx::query_as::<Db, EntryRow>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_all(conn).await?);
        let entry = |row: EntryRow| EmergencyEntry {
            at: row.at,
            step: row.step,
            by: row.doer,
            words: row.words,
            score: row.score,
            goal: row.goal.map(|goal| goal.0),
        };
        Ok(rows.into_iter().map(entry).collect())
    }

    /// Partners that are in an emergency, or were since; drills don't count.
    pub async fn partners_in_emergency(&mut self, since: DateTime<Utc>) -> Result<HashSet<PartnerId>, Fault> {
        const SQL: &str = "
            SELECT partner_id FROM emergencies
            WHERE tenant_id = $1 AND NOT drill AND (closed_at IS NULL OR closed_at >= $2)";
        let rows = on!(self, conn => sqlx::query_scalar::<Db, PartnerId>(SQL)
            .bind(self.tenant)
            .bind(since)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().collect())
    }

    /// Partners to whom nothing is sent by itself now, as they are in an emergency.
    pub async fn paused_partners(&mut self, now: DateTime<Utc>) -> Result<HashSet<PartnerId>, Fault> {
        const SQL: &str = "
            SELECT partner_id FROM emergencies
            WHERE tenant_id = $1 AND paused_until > $2 AND closed_at IS NULL";
        let rows = on!(self, conn => sqlx::query_scalar::<Db, PartnerId>(SQL)
            .bind(self.tenant)
            .bind(now)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().collect())
    }
}
