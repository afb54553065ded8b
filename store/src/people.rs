//! People who sign in: who they are inside an operator, and their passwords beside it.

use crate::{Fault, Platform, Tx, on};
use chrono::{DateTime, Utc};
use domain::user::User;
use domain::{TenantId, UserId};

/// What a sign-in is checked against.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Login {
    /// The operator.
    pub tenant_id: TenantId,
    /// The user.
    pub user_id: UserId,
    /// The password's argon2id hash in PHC form.
    pub password_hash: String,
    /// Failures since the last success.
    pub failed_attempts: i32,
    /// No attempt is looked at before.
    pub blocked_until: Option<DateTime<Utc>>,
}

impl Tx {
    /// Writes a new user with a password.
    pub async fn add_user(&mut self, user: &User, password_hash: &str, at: DateTime<Utc>) -> Result<(), Fault> {
        const USER: &str = "
            INSERT INTO users (tenant_id, id, email, name, role, partner_id, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        const LOGIN: &str = "
            INSERT INTO logins (email, tenant_id, user_id, password_hash, failed_attempts)
            VALUES ($1, $2, $3, $4, 0)";
        on!(self, conn => {
            sqlx::query::<Db>(USER)
                .bind(self.tenant)
                .bind(user.id)
                .bind(&user.email)
                .bind(&user.name)
                .bind(user.role)
                .bind(user.partner_id)
                .bind(at)
                .execute(&mut *conn).await?;
            sqlx::query::<Db>(LOGIN)
                .bind(&user.email)
                .bind(self.tenant)
                .bind(user.id)
                .bind(password_hash)
                .execute(conn).await?;
        });
        Ok(())
    }

    /// One user.
    pub async fn user(&mut self, id: UserId) -> Result<Option<User>, Fault> {
        const SQL: &str = "
            SELECT tenant_id, id, email, name, role, partner_id FROM users WHERE tenant_id = $1 AND id = $2";
        Ok(on!(self, conn => sqlx::query_as::<Db, User>(SQL).bind(self.tenant).bind(id).fetch_optional(conn).await?))
    }

    /// Every user, by sign-in name.
    pub async fn users(&mut self) -> Result<Vec<User>, Fault> {
        const SQL: &str = "
            SELECT tenant_id, id, email, name, role, partner_id FROM users WHERE tenant_id = $1 ORDER BY email";
        Ok(on!(self, conn => sqlx::query_as::<Db, User>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }
}

impl Platform {
    /// The logins of a sign-in name: one, or more where a person works with several operators.
    pub async fn logins(&mut self, email: &str) -> Result<Vec<Login>, Fault> {
        const SQL: &str = "
            SELECT tenant_id, user_id, password_hash, failed_attempts, blocked_until
            FROM logins WHERE email = $1 ORDER BY tenant_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, Login>(SQL).bind(email).fetch_all(conn).await?))
    }

    /// Counts one more failure for every login of a name, and blocks it until `until`.
    pub async fn count_failure(&mut self, email: &str, until: Option<DateTime<Utc>>) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE logins SET failed_attempts = failed_attempts + 1, blocked_until = $2 WHERE email = $1";
        on!(self, conn => sqlx::query::<Db>(SQL).bind(email).bind(until).execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Forgets the failures of a name after a success.
    pub async fn forget_failures(&mut self, email: &str) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE logins SET failed_attempts = 0, blocked_until = NULL WHERE email = $1";
        on!(self, conn => sqlx::query::<Db>(SQL).bind(email).execute(conn).await?.rows_affected());
        Ok(())
    }
}
