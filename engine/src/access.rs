//! Signing in and out: passwords, sessions, and the brake on guessing.

use crate::{Caller, Engine};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use chrono::{DateTime, TimeDelta, Utc};
use domain::partner_facts::ActivityKind;
use domain::user::normalise_email;
use domain::view::DemoSignIn;
use domain::{Refusal, TenantId, UserId};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// When a session ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// After so long without use.
    pub idle: TimeDelta,
    /// After so long in all.
    pub absolute: TimeDelta,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self { idle: TimeDelta::hours(12), absolute: TimeDelta::days(7) }
    }
}

/// A new session.
#[derive(Clone)]
pub struct SignedIn {
    /// For the browser alone; the database has its hash.
    pub token: String,
    /// Who signed in.
    pub caller: Caller,
}

/// Failures that cost nothing but the try.
const FREE_FAILURES: i32 = 4;
/// The longest block after a failure, in seconds.
const BLOCK_MAX: i64 = 900;

/// A hash of no one's password: an unknown name costs the same time as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$dHJpYnV0YXJ5LW5vYm9keQ$Zx1gaGYlLUN2uRjR4Oy3PCFeGHPcdkFOkS/5NnvNPZg";

impl Engine {
    /// Begins a session for who knows the password of a sign-in name.
    ///
    /// After a few failures each further one doubles the time until the next attempt is looked at.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, Refusal> {
        let wrong = || Refusal::invalid("E-mail or password", "this is not a name and password that we know");
        let email = normalise_email(email).map_err(|_| wrong())?;
        let now = self.clock.now();
        let logins = self.store.read_platform().await?.logins(&email).await?;
        if let Some(until) = logins.iter().filter_map(|l| l.blocked_until).max().filter(|until| *until > now) {
            let seconds = (until - now).num_seconds() + 1;
            return Err(Refusal::TooMany { seconds: u32::try_from(seconds).unwrap_or(u32::MAX) });
        }
        let hashes = match logins.as_slice() {
            [] => vec![NOBODY.to_owned()],
            logins => logins.iter().map(|l| l.password_hash.clone()).collect(),
        };
        let found = self.first_match(hashes, password.to_owned()).await?;
        let Some(login) = found.and_then(|i| logins.get(i)) else {
            let failures = logins.iter().map(|l| l.failed_attempts).max().unwrap_or(0) + 1;
            let mut platform = self.store.write_platform().await?;
            platform.count_failure(&email, block_until(now, failures)).await?;
            platform.commit().await?;
            return Err(wrong());
        };
        self.begin_session(&email, login.tenant_id, login.user_id, now).await
    }

    async fn begin_session(
        &self,
        email: &str,
        tenant: TenantId,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, Refusal> {
        let token = new_token()?;
        let mut platform = self.store.write_platform().await?;
        platform.forget_failures(email).await?;
        platform.add_session(&hash_token(&token), tenant, user, now).await?;
        platform.commit().await?;
        let caller = self.find_caller(tenant, user).await?.ok_or(Refusal::SignInNeeded)?;
        if let Some(partner) = caller.partner {
            let mut tx = self.store.write(tenant).await?;
            let zone = tx.tenant_row().await?.time_zone;
            tx.count_activity(partner, self.clock.today(&zone), ActivityKind::Portal).await?;
            tx.commit().await?;
        }
        Ok(SignedIn { token, caller })
    }

    /// Forgets sessions that have ended by themselves, and says how many.
    pub(crate) async fn forget_ended_sessions(&self) -> Result<u64, Refusal> {
        let now = self.clock.now();
        let SessionLimits { idle, absolute } = self.options.sessions;
        let mut platform = self.store.write_platform().await?;
        let forgotten = platform.purge_sessions(now - absolute, now - idle).await?;
        platform.commit().await?;
        Ok(forgotten)
    }

    /// How many sessions [`Engine::forget_ended_sessions`] would forget now.
    pub(crate) async fn count_ended_sessions(&self) -> Result<i64, Refusal> {
        let now = self.clock.now();
        let SessionLimits { idle, absolute } = self.options.sessions;
        Ok(self.store.read_platform().await?.count_ended_sessions(now - absolute, now - idle).await?)
    }

    /// The caller behind a session token; `None` when the session has ended.
    pub async fn caller(&self, token: &str) -> Result<Option<Caller>, Refusal> {
        let hash = hash_token(token);
        let Some(session) = self.store.read_platform().await?.session(&hash).await? else { return Ok(None) };
        let now = self.clock.now();
        let SessionLimits { idle, absolute } = self.options.sessions;
        if now - session.created_at > absolute || now - session.seen_at > idle {
            return Ok(None);
        }
        if now - session.seen_at > TimeDelta::minutes(1) {
            let mut platform = self.store.write_platform().await?;
            platform.touch_session(&hash, now).await?;
            platform.commit().await?;
        }
        self.find_caller(session.tenant_id, session.user_id).await
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<(), Refusal> {
        let mut platform = self.store.write_platform().await?;
        platform.end_session(&hash_token(token)).await?;
        Ok(platform.commit().await?)
    }

    /// Sign-ins shown to visitors: of demo operators, and of nobody else.
    pub async fn demo_sign_ins(&self) -> Result<Vec<DemoSignIn>, Refusal> {
        let mut shown = Vec::new();
        for tenant in self.tenants().await?.into_iter().filter(|t| t.is_demo) {
            let users = self.store.read(tenant.id).await?.users().await?;
            shown.extend(users.into_iter().map(|user| DemoSignIn {
                role: user.role,
                email: user.email,
                password: crate::DEMO_PASSWORD.to_owned(),
            }));
        }
        shown.sort_by_key(|sign_in| sign_in.role);
        Ok(shown)
    }

    async fn find_caller(&self, tenant: TenantId, user: UserId) -> Result<Option<Caller>, Refusal> {
        let user = self.store.read(tenant).await?.user(user).await?;
        Ok(user.map(|user| Caller { tenant, user: user.id, role: user.role, partner: user.partner_id }))
    }

    /// Which of the hashes is the password's, if one is.
    async fn first_match(&self, hashes: Vec<String>, password: String) -> Result<Option<usize>, Refusal> {
        let verify = move || {
            hashes.iter().position(|hash| {
                let hash = PasswordHash::new(hash);
                hash.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
            })
        };
        self.hash_in_turn(verify).await
    }

    /// The argon2id hash of a password, in PHC form.
    pub(crate) async fn hash_password(&self, password: String) -> Result<String, Refusal> {
        let hash = move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string());
        self.hash_in_turn(hash).await?.map_err(|error| {
            tracing::error!(%error, "a password can't be hashed");
            Refusal::Unavailable
        })
    }

    async fn hash_in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
        let _turn = self.hashing.acquire().await.map_err(|_| Refusal::Unavailable)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::Unavailable)
    }
}

/// No attempt is looked at before: a second after the fifth failure, then twice as long each time.
fn block_until(now: DateTime<Utc>, failures: i32) -> Option<DateTime<Utc>> {
    let over = failures - FREE_FAILURES - 1;
    let doublings = u32::try_from(over).ok()?.min(20);
    Some(now + TimeDelta::seconds(BLOCK_MAX.min(1 << doublings)))
}

/// 256 random bits in hexadecimal.
pub(crate) fn new_token() -> Result<String, Refusal> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "no random bits for a session");
        Refusal::Unavailable
    })?;
    Ok(bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_after_the_fourth_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        let now = DateTime::UNIX_EPOCH;
        let wait = |failures| block_until(now, failures).map(|until| (until - now).num_seconds());
        assert_eq!([4, 5, 6, 10, 100].map(wait), [None, Some(1), Some(2), Some(32), Some(900)]);
    }
}
