//! The rules of an operator's scores, version by version.

use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::UserId;
use domain::health::HealthRules;
use sqlx::types::Json;

/// A version of the rules as it is kept.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct StoredRules {
    /// Its number.
    pub version: i32,
    /// In force from this day on, until another is.
    pub from_day: NaiveDate,
    /// The rules.
    #[sqlx(json)]
    pub rules: HealthRules,
    /// Why they were saved.
    pub reason: String,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// By whom; nobody for the product's own.
    pub saved_by: Option<UserId>,
}

macro_rules! stored_rules {
    ($rest:literal) => {
        concat!(
            "SELECT version, from_day, rules, reason, saved_at, saved_by FROM health_rules WHERE tenant_id = $1 ",
            $rest
        )
    };
}

impl Tx {
    /// Keeps a version of the rules, unless there is one of its number. Says whether it was kept.
    pub async fn add_health_rules(&mut self, rules: &StoredRules) -> Result<bool, Fault> {
        const SQL: &str = "
            INSERT INTO health_rules (tenant_id, version, from_day, rules, reason, saved_at, saved_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, version) DO NOTHING";
        let added = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(rules.version)
            .bind(rules.from_day)
            .bind(Json(&rules.rules))
            .bind(&rules.reason)
            .bind(rules.saved_at)
            .bind(rules.saved_by)
            .execute(conn).await?
            .rows_affected());
        Ok(added == 1)
    }

    /// The rules in force on a day.
    pub async fn health_rules_on(&mut self, day: NaiveDate) -> Result<Option<StoredRules>, Fault> {
        const SQL: &str = stored_rules!("AND from_day <= $2 ORDER BY from_day DESC, version DESC LIMIT 1");
        Ok(on!(self, conn => sqlx::query_as::<Db, StoredRules>(SQL)
            .bind(self.tenant)
            .bind(day)
            .fetch_optional(conn).await?))
    }

    /// Every version, newest first.
    pub async fn health_rules(&mut self) -> Result<Vec<StoredRules>, Fault> {
        const SQL: &str = stored_rules!("ORDER BY version DESC");
        Ok(on!(self, conn => sqlx::query_as::<Db, StoredRules>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }
}
