//! New keys for what is sealed, online: the master key, which wraps few keys, and the keys that seal every value.
//!
//! Both can be interrupted and begun again: what is under an old key says so itself.

use super::{Vault, VaultError, envelope, wrapping};
use crate::payouts::reseal_before;
use crate::{Engine, Office};
use domain::audit::Actor;
use domain::event::{Event, HouseEvent};
use domain::{EventId, Refusal};
use serde::Serialize;
use serde_json::json;
use store::{KeyPurpose, Tx, VaultKey};

/// Accounts that are put under another key in one transaction.
const CHUNK: i64 = 500;

/// What a new master key came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MasterRotated {
    /// The name of the master key in force.
    pub master: String,
    /// Keys that were wrapped with it now.
    pub rewrapped: usize,
    /// Old master keys that were left out of the file.
    pub forgotten: usize,
}

/// What a new sealing key came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DataRotated {
    /// The number of the key in force; none when nothing is sealed yet.
    pub key: Option<i32>,
    /// Values that were sealed with it now.
    pub resealed: u64,
}

impl Engine {
    /// Puts a new master key in force and wraps every operator's keys with it. One that was interrupted is completed
    /// with the key that it made. The old master keys stay in the file, for older copies of the database, until they
    /// shall be forgotten.
    pub async fn rotate_master_key(&self, forget_old: bool) -> Result<MasterRotated, Refusal> {
        let vault = &self.vault;
        let in_force = vault.master.in_force(true).map_err(VaultError::from)?;
        let was_interrupted = self.is_wrapped_by_another(&in_force.name).await?;
        let in_force = if was_interrupted { in_force } else { vault.master.add().map_err(VaultError::from)? };
        let mut rewrapped = 0;
        for tenant in self.tenants().await? {
            let mut tx = self.store.write(tenant.id).await?;
            // Nobody makes a key until this transaction ends, and whoever does so then finds the new master key.
            let keys = tx.vault_keys_to_change().await?;
            let old: Vec<_> = keys.iter().filter(|key| key.master != in_force.name).collect();
            for key in &old {
                let bytes = vault.key(tenant.id, key)?;
                let place = wrapping(tenant.id, key.purpose, &in_force.name);
                let wrapped = envelope::seal(&in_force.key, key.id, place, bytes.as_slice());
                let (master, wrapped) = (in_force.name.clone(), wrapped.map_err(VaultError::from)?);
                tx.put_vault_key(&VaultKey { master, wrapped, ..(*key).clone() }).await?;
            }
            if !old.is_empty() {
                let details = json!({ "master": in_force.name, "keys": old.len() });
                let event = HouseEvent::MasterKeyRotated { keys: old.len() as u64 }.into();
                self.note_rotation(&mut tx, ("master_key_rotated", &in_force.name), &details, &event).await?;
                tx.commit().await?;
                rewrapped += old.len();
            }
        }
        let may_forget = forget_old && !self.is_wrapped_by_another(&in_force.name).await?;
        let forgotten = if may_forget { vault.master.forget_old().map_err(VaultError::from)? } else { 0 };
        Ok(MasterRotated { master: in_force.name, rewrapped, forgotten })
    }

    /// Whether any operator has a key that another master key wraps.
    async fn is_wrapped_by_another(&self, master: &str) -> Result<bool, Refusal> {
        for tenant in self.tenants().await? {
            if self.store.read(tenant.id).await?.vault_keys().await?.iter().any(|key| key.master != master) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn note_rotation(
        &self,
        tx: &mut Tx,
        (action, subject): (&str, &str),
        details: &serde_json::Value,
        event: &Event,
    ) -> Result<(), Refusal> {
        let now = self.clock.now();
        tx.announce(EventId(self.clock.new_id()), now, event).await?;
        Ok(tx.audit(now, Actor::System, action, subject, details).await?)
    }
}

impl Office {
    /// Seals every account number with a new key, a few at a time, and forgets the keys before. One that was
    /// interrupted is completed with the key that it made. `told` hears how many are done.
    pub async fn rotate_data_keys(&self, told: &(dyn Fn(u64) + Sync)) -> Result<DataRotated, Refusal> {
        let vault = &self.engine.vault;
        let Some(newest) = self.key_to_rotate_to().await? else { return Ok(DataRotated { key: None, resealed: 0 }) };
        let mut resealed = 0;
        loop {
            let mut tx = self.engine.store.write(self.tenant).await?;
            tx.vault_keys_to_change().await?;
            let chunk = tx.accounts_sealed_before(newest.id, CHUNK).await?;
            for stored in &chunk {
                let number = vault.open_account(&mut tx, stored).await?;
                let again = vault.seal_number(self.tenant, &newest, stored.account.id, number.expose().as_bytes())?;
                tx.reseal_account(stored.account.id, &again).await?;
            }
            let values = reseal_before(&self.engine, &mut tx, newest.id, CHUNK).await?;
            if chunk.is_empty() && values == 0 {
                tx.delete_vault_keys_before(newest.id).await?;
                let details = json!({ "key": newest.id, "resealed": resealed });
                let (subject, event) = (format!("key {}", newest.id), HouseEvent::DataKeyRotated { resealed }.into());
                self.engine.note_rotation(&mut tx, ("data_key_rotated", &subject), &details, &event).await?;
                tx.commit().await?;
                vault.forget_keys_before(self.tenant, newest.id);
                return Ok(DataRotated { key: Some(newest.id), resealed });
            }
            tx.commit().await?;
            resealed += chunk.len() as u64 + values;
            told(resealed);
        }
    }

    /// The key that a rotation was interrupted with, or a new one; none while nothing is sealed.
    async fn key_to_rotate_to(&self) -> Result<Option<VaultKey>, Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        let keys = tx.vault_keys_to_change().await?;
        let seals: Vec<_> = keys.iter().filter(|key| key.purpose == KeyPurpose::Seal).collect();
        match seals.as_slice() {
            [] => Ok(None),
            [_] => {
                let new = self.engine.vault.make_key(&mut tx, &keys, KeyPurpose::Seal).await?;
                tx.commit().await?;
                Ok(Some(new))
            }
            [.., newest] => Ok(Some((*newest).clone())),
        }
    }
}

impl Vault {
    fn forget_keys_before(&self, tenant: domain::TenantId, newest: i32) {
        // The fingerprint's key among them is unwrapped again when it is next needed.
        self.unwrapped().retain(|(of, number), _| *of != tenant || *number >= newest);
    }
}
