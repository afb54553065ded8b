//! The vault: keeps account numbers so that the database alone tells none of them.
//!
//! Each operator has keys of its own in the database, wrapped by a master key that isn't there (`master.rs`). A value is
//! sealed with the operator's newest key, for one place (`envelope.rs`); `rotate.rs` puts values under newer keys.
//! `docs/decisions/0008-sealed-in-an-envelope.md` says why.

mod envelope;
mod master;
mod rotate;
mod value;

pub use rotate::{DataRotated, MasterRotated};

use crate::Clock;
use domain::banking::account::{AccountNumber, BankAccount};
use domain::{BankAccountId, Refusal, TenantId};
pub(crate) use envelope::Place;
use envelope::{EnvelopeError, KeyBytes, fingerprint, new_key};
use master::{MasterError, MasterKeys};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Fault, KeyPurpose, Sealed, StoredAccount, Tx, VaultKey};

/// Seals and opens. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Vault {
    clock: Clock,
    master: MasterKeys,
    /// Unwrapped keys by operator and number. A number is never given twice.
    keys: Arc<Mutex<HashMap<(TenantId, i32), KeyBytes>>>,
}

/// Why the vault can't do what it is asked. Tells nothing of what it keeps.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VaultError {
    #[error(transparent)]
    Master(#[from] MasterError),
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    #[error(transparent)]
    Store(#[from] Fault),
    #[error("the vault has no key {0}")]
    NoKey(i32),
}

impl From<VaultError> for Refusal {
    /// What people are told; the cause is logged here, once.
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Store(fault) => fault.into(),
            error => {
                tracing::error!(error = &error as &dyn std::error::Error, "the vault failed");
                Self::not_now(
                    "Bank account numbers can’t be sealed or opened just now. The server’s log says why; \
                     usually its master key file has to be put back.",
                )
            }
        }
    }
}

/// The place of an account's number.
const fn number_of(tenant: TenantId, id: &BankAccountId) -> Place<'_> {
    Place { tenant, table: "bank_accounts", row: id.0.as_bytes(), column: "number" }
}

/// The place of a wrapped key: for one purpose, under one master key.
const fn wrapping(tenant: TenantId, purpose: KeyPurpose, master: &str) -> Place<'_> {
    let purpose = match purpose {
        KeyPurpose::Seal => "seal",
        KeyPurpose::Index => "index",
    };
    Place { tenant, table: "vault_keys", row: purpose.as_bytes(), column: master }
}

impl Vault {
    /// A vault whose master keys are in this file, which is made when it is first needed.
    pub fn new(master_key_file: Option<PathBuf>, clock: Clock) -> Self {
        Self { clock, master: MasterKeys::in_file(master_key_file), keys: Arc::default() }
    }

    /// An account with its number sealed.
    pub async fn seal_account(
        &self,
        tx: &mut Tx,
        account: BankAccount,
        number: &AccountNumber,
    ) -> Result<StoredAccount, VaultError> {
        let (seals, index) = self.keys_in_force(tx).await?;
        let index = self.key(tx.tenant(), &index)?;
        let bank = account.routing.to_string();
        let fingerprint = fingerprint(&index, &[bank.as_bytes(), number.expose().as_bytes()]);
        let number = self.seal_number(tx.tenant(), &seals, account.id, number.expose().as_bytes())?;
        Ok(StoredAccount { account, number, fingerprint })
    }

    /// The number of an account.
    pub async fn open_account(&self, tx: &mut Tx, stored: &StoredAccount) -> Result<AccountNumber, VaultError> {
        let tenant = tx.tenant();
        let number = stored.number.key;
        let known = self.unwrapped().get(&(tenant, number)).cloned();
        let key = if let Some(key) = known {
            key
        } else {
            let keys = tx.vault_keys().await?;
            self.key(tenant, keys.iter().find(|key| key.id == number).ok_or(VaultError::NoKey(number))?)?
        };
        let value = envelope::open(&key, number, number_of(tenant, &stored.account.id), &stored.number.bytes)?;
        let text = std::str::from_utf8(&value).ok().and_then(|text| text.parse().ok());
        Ok(text.ok_or(EnvelopeError::NotWhatWasSealed)?)
    }

    fn seal_number(
        &self,
        tenant: TenantId,
        key: &VaultKey,
        id: BankAccountId,
        number: &[u8],
    ) -> Result<Sealed, VaultError> {
        let bytes = envelope::seal(&self.key(tenant, key)?, key.id, number_of(tenant, &id), number)?;
        Ok(Sealed { key: key.id, bytes })
    }

    /// The keys that seal and make fingerprints now. The first are made when they are first needed.
    async fn keys_in_force(&self, tx: &mut Tx) -> Result<(VaultKey, VaultKey), VaultError> {
        let keys = tx.vault_keys_to_change().await?;
        let newest = |purpose| keys.iter().rev().find(|key| key.purpose == purpose).cloned();
        let seals = match newest(KeyPurpose::Seal) {
            Some(key) => key,
            None => self.make_key(tx, &keys, KeyPurpose::Seal).await?,
        };
        let index = if let Some(key) = newest(KeyPurpose::Index) {
            key
        } else {
            let keys = tx.vault_keys().await?;
            self.make_key(tx, &keys, KeyPurpose::Index).await?
        };
        Ok((seals, index))
    }

    /// A new key after those that there are.
    async fn make_key(&self, tx: &mut Tx, keys: &[VaultKey], purpose: KeyPurpose) -> Result<VaultKey, VaultError> {
        // An operator that has keys needs the master key that wraps them: another would only hide that it is gone.
        let master = self.master.in_force(keys.is_empty())?;
        let id = keys.last().map_or(0, |key| key.id) + 1;
        let place = wrapping(tx.tenant(), purpose, &master.name);
        let wrapped = envelope::seal(&master.key, id, place, new_key()?.as_slice())?;
        let key = VaultKey { id, purpose, master: master.name, wrapped, created_at: self.clock.now() };
        tx.put_vault_key(&key).await?;
        Ok(key)
    }

    fn unwrapped(&self) -> MutexGuard<'_, HashMap<(TenantId, i32), KeyBytes>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A key, unwrapped.
    fn key(&self, tenant: TenantId, wrapped: &VaultKey) -> Result<KeyBytes, VaultError> {
        let known = self.unwrapped().get(&(tenant, wrapped.id)).cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        let master = self.master.find(&wrapped.master)?;
        let place = wrapping(tenant, wrapped.purpose, &wrapped.master);
        let bytes = envelope::open(&master.key, wrapped.id, place, &wrapped.wrapped)?;
        let mut key = KeyBytes::default();
        if bytes.len() != key.len() {
            return Err(EnvelopeError::NotWhatWasSealed.into());
        }
        key.copy_from_slice(&bytes);
        self.unwrapped().insert((tenant, wrapped.id), key.clone());
        Ok(key)
    }
}
