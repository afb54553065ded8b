//! Sessions: found by the hash of a token that only the browser has.

use crate::{Fault, Platform, on};
use chrono::{DateTime, Utc};
use domain::{TenantId, UserId};

/// A session with its user.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SessionUser {
    /// The operator.
    pub tenant_id: TenantId,
    /// The user.
    pub user_id: UserId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
}

impl Platform {
    /// Begins a session.
    pub async fn add_session(
        &mut self,
        token_hash: &[u8],
        tenant: TenantId,
        user: UserId,
        at: DateTime<Utc>,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO sessions (token_hash, tenant_id, user_id, created_at, seen_at) VALUES ($1, $2, $3, $4, $4)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(token_hash)
            .bind(tenant)
            .bind(user)
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// The session of a token.
    pub async fn session(&mut self, token_hash: &[u8]) -> Result<Option<SessionUser>, Fault> {
        const SQL: &str = "
            SELECT tenant_id, user_id, created_at, seen_at FROM sessions WHERE token_hash = $1";
        Ok(on!(self, conn => sqlx::query_as::<Db, SessionUser>(SQL).bind(token_hash).fetch_optional(conn).await?))
    }

    /// Notes that a session was used.
    pub async fn touch_session(&mut self, token_hash: &[u8], at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "UPDATE sessions SET seen_at = $2 WHERE token_hash = $1";
        on!(self, conn => sqlx::query::<Db>(SQL).bind(token_hash).bind(at).execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Ends a session.
    pub async fn end_session(&mut self, token_hash: &[u8]) -> Result<(), Fault> {
        const SQL: &str = "DELETE FROM sessions WHERE token_hash = $1";
        on!(self, conn => sqlx::query::<Db>(SQL).bind(token_hash).execute(conn).await?.rows_affected());
        Ok(())
    }

    /// How many sessions began before `began` or were last used before `used`.
    pub async fn count_ended_sessions(&mut self, began: DateTime<Utc>, used: DateTime<Utc>) -> Result<i64, Fault> {
        const SQL: &str = "SELECT COUNT(*) FROM sessions WHERE created_at < $1 OR seen_at < $2";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, i64>(SQL).bind(began).bind(used).fetch_one(conn).await?))
    }

    /// Removes sessions that began before `began` or were last used before `used`.
    pub async fn purge_sessions(&mut self, began: DateTime<Utc>, used: DateTime<Utc>) -> Result<u64, Fault> {
        const SQL: &str = "DELETE FROM sessions WHERE created_at < $1 OR seen_at < $2";
        Ok(on!(self, conn => sqlx::query::<Db>(SQL).bind(began).bind(used).execute(conn).await?.rows_affected()))
    }
}
