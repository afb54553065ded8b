//! Sealing what isn't an account number: files that have such numbers in them, for a place of their own.

use super::envelope::{self, Place};
use super::{KeyPurpose, Vault, VaultError};
use store::{Sealed, Tx};
use zeroize::Zeroizing;

impl Vault {
    /// Seals a value for its place.
    pub async fn seal_value(&self, tx: &mut Tx, place: Place<'_>, value: &[u8]) -> Result<Sealed, VaultError> {
        let (seals, _) = self.keys_in_force(tx).await?;
        let bytes = envelope::seal(&self.key(tx.tenant(), &seals)?, seals.id, place, value)?;
        Ok(Sealed { key: seals.id, bytes })
    }

    /// Opens what was sealed for its place.
    pub async fn open_value(
        &self,
        tx: &mut Tx,
        place: Place<'_>,
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let tenant = tx.tenant();
        let known = self.unwrapped().get(&(tenant, sealed.key)).cloned();
        let key = if let Some(key) = known {
            key
        } else {
            let keys = tx.vault_keys().await?;
            let seals = keys.iter().find(|key| key.id == sealed.key && key.purpose == KeyPurpose::Seal);
            self.key(tenant, seals.ok_or(VaultError::NoKey(sealed.key))?)?
        };
        Ok(envelope::open(&key, sealed.key, place, &sealed.bytes)?)
    }
}
