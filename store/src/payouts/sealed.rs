//! What of payouts is sealed, for whoever puts it under another key.

use crate::{Fault, Sealed, Tx, on};
use domain::AchFileId;

/// A sealed value, by where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealedPayoutValue {
    /// The account that batches are balanced against.
    Offset,
    /// A file for the bank.
    File(AchFileId),
    /// A file from the bank, by its hash.
    Answer(String),
}

impl Tx {
    /// Values that a key before this one seals, a few of each kind.
    pub async fn payout_values_sealed_before(
        &mut self,
        key: i32,
        limit: i64,
    ) -> Result<Vec<(SealedPayoutValue, Sealed)>, Fault> {
        const OFFSET: &str = "
            SELECT offset_key, offset_sealed FROM payout_settings
            WHERE tenant_id = $1 AND offset_key < $2 AND offset_sealed IS NOT NULL";
        const FILES: &str = "
            SELECT id, key_id, content FROM ach_files WHERE tenant_id = $1 AND key_id < $2 ORDER BY id LIMIT $3";
        const ANSWERS: &str = "
            SELECT content_hash, key_id, content FROM bank_files
            WHERE tenant_id = $1 AND key_id < $2 ORDER BY content_hash LIMIT $3";
        let offset = on!(self, conn => sqlx::query_as::<Db, (i32, Vec<u8>)>(OFFSET)
            .bind(self.tenant)
            .bind(key)
            .fetch_optional(conn).await?);
        let files = on!(self, conn => sqlx::query_as::<Db, (AchFileId, i32, Vec<u8>)>(FILES)
            .bind(self.tenant)
            .bind(key)
            .bind(limit)
            .fetch_all(conn).await?);
        let answers = on!(self, conn => sqlx::query_as::<Db, (String, i32, Vec<u8>)>(ANSWERS)
            .bind(self.tenant)
            .bind(key)
            .bind(limit)
            .fetch_all(conn).await?);
        let offset = offset.map(|(key, bytes)| (SealedPayoutValue::Offset, Sealed { key, bytes }));
        let files = files.into_iter().map(|(id, key, bytes)| (SealedPayoutValue::File(id), Sealed { key, bytes }));
        let answers =
            answers.into_iter().map(|(hash, key, bytes)| (SealedPayoutValue::Answer(hash), Sealed { key, bytes }));
        Ok(offset.into_iter().chain(files).chain(answers).collect())
    }

    /// Puts the same value under another key. Values never change otherwise.
    pub async fn reseal_payout_value(&mut self, value: &SealedPayoutValue, sealed: &Sealed) -> Result<(), Fault> {
        const OFFSET: &str = "UPDATE payout_settings SET offset_key = $2, offset_sealed = $3 WHERE tenant_id = $1";
        const FILE: &str = "UPDATE ach_files SET key_id = $2, content = $3 WHERE tenant_id = $1 AND id = $4";
        const ANSWER: &str =
            "UPDATE bank_files SET key_id = $2, content = $3 WHERE tenant_id = $1 AND content_hash = $4";
        on!(self, conn => {
            let sql = match value {
                SealedPayoutValue::Offset => OFFSET,
                SealedPayoutValue::File(_) => FILE,
                SealedPayoutValue::Answer(_) => ANSWER,
            };
            let query = sqlx::query::<Db>(sql).bind(self.tenant).bind(sealed.key).bind(&sealed.bytes);
            let query = match value {
                SealedPayoutValue::Offset => query,
                SealedPayoutValue::File(id) => query.bind(*id),
                SealedPayoutValue::Answer(hash) => query.bind(hash),
            };
            query.execute(conn).await?.rows_affected()
        });
        Ok(())
    }
}
