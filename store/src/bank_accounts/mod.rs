//! Bank accounts of partners, with the number sealed. What it offers:
//!
//! - to pay: [`Tx::payable_accounts`] and [`Tx::payment_standings`] of partners, current whatever their state;
//! - to prove: [`Tx::bank_accounts_of_status`] goes through those that wait for something;
//! - to change a state: [`Tx::move_account`] from the account that was read, refused when somebody was faster;
//! - to enter, replace and correct: [`Tx::add_bank_account`] after the one before was moved to *replaced*;
//! - keys of the vault, and what they seal: `keys.rs`; what a payment waits for: `standing.rs`.
//!
//! What a step leads to says [`AccountState::after`](domain::banking::account::AccountState::after).

/// Columns of an account, as [`Columns`] reads and [`Tx::add_bank_account`] writes them.
macro_rules! account_columns {
    () => {
        "id, partner_id, kind, holder, holder_name, routing, ending, key_id, sealed, fingerprint, status, status_day,
            proof, deposit_less, deposit_more, tries, return_code, entered_at, entered_by, revision"
    };
}

mod keys;
mod list;
mod row;
mod standing;

pub use keys::{KeyPurpose, VaultKey};

use crate::{Fault, Tx, on};
use domain::banking::account::{AccountState, AccountStatus, BankAccount};
use domain::view::PartnerRef;
use domain::{BankAccountId, PartnerId};
use row::{Columns, StateColumns};
use sqlx::AssertSqlSafe;

/// Bytes that only the holder of a key can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The vault's key.
    pub key: i32,
    /// The sealed bytes.
    pub bytes: Vec<u8>,
}

/// An account with its sealed number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAccount {
    /// All that may be told of it.
    pub account: BankAccount,
    /// Its number.
    pub number: Sealed,
    /// A keyed hash of bank and number: the same account has the same, whosever it is.
    pub fingerprint: Vec<u8>,
}

impl Tx {
    /// Writes an account. A partner has one that isn't replaced: another is refused as a duplicate.
    pub async fn add_bank_account(&mut self, new: &StoredAccount) -> Result<(), Fault> {
        const SQL: &str = concat!(
            "INSERT INTO bank_accounts (tenant_id, ",
            account_columns!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
        );
        let StoredAccount { account, number, fingerprint } = new;
        let state = StateColumns::from(&account.state);
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(account.id)
            .bind(account.partner)
            .bind(account.kind)
            .bind(account.holder)
            .bind(&account.holder_name)
            .bind(account.routing.to_string())
            .bind(&account.ending)
            .bind(number.key)
            .bind(&number.bytes)
            .bind(fingerprint)
            .bind(state.status)
            .bind(state.status_day)
            .bind(state.proof)
            .bind(state.deposit_less)
            .bind(state.deposit_more)
            .bind(state.tries)
            .bind(state.return_code)
            .bind(account.entered_at)
            .bind(account.entered_by)
            .bind(account.revision)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Gives an account another state, if it is still as it was read. Says whether it was.
    pub async fn move_account(&mut self, read: &BankAccount, after: &AccountState) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE bank_accounts SET status = $4, status_day = $5, proof = $6, deposit_less = $7, deposit_more = $8,
                tries = $9, return_code = $10, revision = revision + 1
            WHERE tenant_id = $1 AND id = $2 AND revision = $3";
        let state = StateColumns::from(after);
        let moved = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(read.id)
            .bind(read.revision)
            .bind(state.status)
            .bind(state.status_day)
            .bind(state.proof)
            .bind(state.deposit_less)
            .bind(state.deposit_more)
            .bind(state.tries)
            .bind(state.return_code)
            .execute(conn).await?.rows_affected());
        Ok(moved == 1)
    }

    /// One account, whatever its state.
    pub async fn bank_account(&mut self, id: BankAccountId) -> Result<Option<StoredAccount>, Fault> {
        const SQL: &str =
            concat!("SELECT ", account_columns!(), " FROM bank_accounts WHERE tenant_id = $1 AND id = $2");
        let row = on!(self, conn => sqlx::query_as::<Db, Columns>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_optional(conn).await?);
        row.map(StoredAccount::try_from).transpose()
    }

    /// The current accounts of these partners, whatever their state, by partner; none for who has entered none.
    pub async fn payable_accounts(&mut self, partners: &[PartnerId]) -> Result<Vec<StoredAccount>, Fault> {
        let mut accounts = Vec::with_capacity(partners.len());
        for chunk in partners.chunks(crate::bulk::ROWS) {
            let list: Vec<_> = (2..chunk.len() + 2).map(|n| format!("${n}")).collect();
            let text = format!(
                concat!(
                    "SELECT ",
                    account_columns!(),
                    " FROM bank_accounts
                     WHERE tenant_id = $1 AND status <> 'replaced' AND partner_id IN ({}) ORDER BY partner_id"
                ),
                list.join(", ")
            );
            let rows = on!(self, conn => {
                let mut query = sqlx::query_as::<Db, Columns>(AssertSqlSafe(text)).bind(self.tenant);
                for partner in chunk {
                    query = query.bind(*partner);
                }
                query.fetch_all(conn).await?
            });
            for row in rows {
                accounts.push(row.try_into()?);
            }
        }
        accounts.sort_by_key(|stored: &StoredAccount| stored.account.partner);
        Ok(accounts)
    }

    /// Every account that a partner has had, the newest first.
    pub async fn bank_account_history(&mut self, partner: PartnerId) -> Result<Vec<StoredAccount>, Fault> {
        const SQL: &str = concat!(
            "SELECT ",
            account_columns!(),
            " FROM bank_accounts WHERE tenant_id = $1 AND partner_id = $2 ORDER BY id DESC"
        );
        let rows = on!(self, conn => sqlx::query_as::<Db, Columns>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .fetch_all(conn).await?);
        rows.into_iter().map(StoredAccount::try_from).collect()
    }

    /// Accounts of a status after one of them, by id.
    pub async fn bank_accounts_of_status(
        &mut self,
        status: AccountStatus,
        after: Option<BankAccountId>,
        limit: i64,
    ) -> Result<Vec<StoredAccount>, Fault> {
        const SQL: &str = concat!(
            "SELECT ",
            account_columns!(),
            " FROM bank_accounts WHERE tenant_id = $1 AND status = $2 AND id > $3 ORDER BY id LIMIT $4"
        );
        let rows = on!(self, conn => sqlx::query_as::<Db, Columns>(SQL)
            .bind(self.tenant)
            .bind(status)
            .bind(after.unwrap_or(BankAccountId(uuid::Uuid::nil())))
            .bind(limit)
            .fetch_all(conn).await?);
        rows.into_iter().map(StoredAccount::try_from).collect()
    }

    /// Other partners whose current account is the same, by code.
    pub async fn partners_sharing(&mut self, account: &StoredAccount) -> Result<Vec<PartnerRef>, Fault> {
        const SQL: &str = "
            SELECT p.id, p.code, p.name FROM bank_accounts a
            JOIN partners p ON p.tenant_id = a.tenant_id AND p.id = a.partner_id
            WHERE a.tenant_id = $1 AND a.fingerprint = $2 AND a.partner_id <> $3 AND a.status <> 'replaced'
            ORDER BY p.code";
        Ok(on!(self, conn => sqlx::query_as::<Db, PartnerRef>(SQL)
            .bind(self.tenant)
            .bind(&account.fingerprint)
            .bind(account.account.partner)
            .fetch_all(conn).await?))
    }
}
