//! The operator's rules for alerts, and what people want to be told.

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::UserId;
use domain::health::alert::{AlertRules, Preferences};
use sqlx::types::Json;

impl Tx {
    /// The operator's rules; none until it has saved some.
    pub async fn alert_rules(&mut self) -> Result<Option<AlertRules>, Fault> {
        const SQL: &str = "SELECT rules FROM alert_rules WHERE tenant_id = $1";
        let rules = on!(self, conn => sqlx::query_scalar::<Db, Json<AlertRules>>(SQL)
            .bind(self.tenant)
            .fetch_optional(conn).await?);
        Ok(rules.map(|rules| rules.0))
    }

    /// Keeps the operator's rules.
    pub async fn put_alert_rules(&mut self, rules: &AlertRules, by: UserId, at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO alert_rules (tenant_id, rules, saved_at, saved_by) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id) DO UPDATE SET rules = excluded.rules, saved_at = excluded.saved_at,
                saved_by = excluded.saved_by";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(Json(rules))
            .bind(at)
            .bind(by)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// What people want to be told, of those who have said so.
    pub async fn alert_preferences(&mut self) -> Result<Vec<(UserId, Preferences)>, Fault> {
        const SQL: &str = "SELECT user_id, preferences FROM alert_preferences WHERE tenant_id = $1 ORDER BY user_id";
        let rows = on!(self, conn => sqlx::query_as::<Db, (UserId, Json<Preferences>)>(SQL)
            .bind(self.tenant)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(|(user, preferences)| (user, preferences.0)).collect())
    }

    /// Keeps what a person wants to be told.
    pub async fn put_alert_preferences(
        &mut self,
        user: UserId,
        preferences: &Preferences,
        at: DateTime<Utc>,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO alert_preferences (tenant_id, user_id, preferences, saved_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, user_id) DO UPDATE SET preferences = excluded.preferences,
                saved_at = excluded.saved_at";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(user)
            .bind(Json(preferences))
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
