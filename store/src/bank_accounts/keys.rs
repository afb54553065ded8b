//! Keys of an operator's vault, wrapped by a master key that isn't in the database, and what they seal.

use super::{Sealed, StoredAccount, row::Columns};
use crate::{Fault, Tx, dialect, on};
use chrono::{DateTime, Utc};
use domain::BankAccountId;

/// What a key is for, as a stable word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum KeyPurpose {
    /// Seals; the newest is in force.
    Seal,
    /// Makes fingerprints; there is one.
    Index,
}

/// A key that only the holder of the master key can use.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct VaultKey {
    /// Its number within the operator, rising from 1.
    pub id: i32,
    /// What it is for.
    pub purpose: KeyPurpose,
    /// Which master key wraps it.
    pub master: String,
    /// The wrapped key.
    pub wrapped: Vec<u8>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Tx {
    /// Every key, the oldest first.
    pub async fn vault_keys(&mut self) -> Result<Vec<VaultKey>, Fault> {
        const SQL: &str =
            "SELECT id, purpose, master, wrapped, created_at FROM vault_keys WHERE tenant_id = $1 ORDER BY id";
        Ok(on!(self, conn => sqlx::query_as::<Db, VaultKey>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }

    /// Every key, the oldest first; nobody else makes one until this transaction ends.
    pub async fn vault_keys_to_change(&mut self) -> Result<Vec<VaultKey>, Fault> {
        dialect::lock_tenant(&mut self.inner, self.tenant).await?;
        self.vault_keys().await
    }

    /// Writes a key, or the same key under another master key.
    pub async fn put_vault_key(&mut self, key: &VaultKey) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO vault_keys (tenant_id, id, purpose, master, wrapped, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (tenant_id, id) DO UPDATE SET master = excluded.master, wrapped = excluded.wrapped";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(key.id)
            .bind(key.purpose)
            .bind(&key.master)
            .bind(&key.wrapped)
            .bind(key.created_at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Forgets sealing keys older than this one; one that still seals something can't be forgotten.
    pub async fn delete_vault_keys_before(&mut self, key: i32) -> Result<u64, Fault> {
        const SQL: &str = "DELETE FROM vault_keys WHERE tenant_id = $1 AND purpose = 'seal' AND id < $2";
        Ok(on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(key)
            .execute(conn).await?.rows_affected()))
    }

    /// Accounts that a key before this one seals, replaced ones too.
    pub async fn accounts_sealed_before(&mut self, key: i32, limit: i64) -> Result<Vec<StoredAccount>, Fault> {
        const SQL: &str = concat!(
            "SELECT ",
            account_columns!(),
            " FROM bank_accounts WHERE tenant_id = $1 AND key_id < $2 ORDER BY key_id, id LIMIT $3"
        );
        let rows = on!(self, conn => sqlx::query_as::<Db, Columns>(SQL)
            .bind(self.tenant)
            .bind(key)
            .bind(limit)
            .fetch_all(conn).await?);
        rows.into_iter().map(StoredAccount::try_from).collect()
    }

    /// Puts the same number under another key. A number never changes otherwise, so nobody can be faster.
    pub async fn reseal_account(&mut self, id: BankAccountId, number: &Sealed) -> Result<(), Fault> {
        const SQL: &str = "UPDATE bank_accounts SET key_id = $3, sealed = $4 WHERE tenant_id = $1 AND id = $2";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(number.key)
            .bind(&number.bytes)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
