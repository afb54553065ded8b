//! Payouts: batches and their payouts, files for the bank, and what the bank says back.

mod answers;
mod batches;
mod files;
mod payable;
mod sealed;

pub use answers::{AnswerToWrite, BankFileToWrite, TraceOwner};
pub use batches::{BatchMove, BatchToWrite, PayoutToWrite};
pub use files::{AchFileToWrite, TraceToWrite};
pub use sealed::SealedPayoutValue;

use crate::{Fault, Sealed, Tx, on};
use chrono::{DateTime, Utc};
use domain::payout::PayoutSettings;
use sqlx::types::Json;

impl Tx {
    /// How payouts are made, with the sealed account that batches are balanced against.
    pub async fn payout_settings(&mut self) -> Result<Option<(PayoutSettings, Option<Sealed>)>, Fault> {
        const SQL: &str = "SELECT settings, offset_key, offset_sealed FROM payout_settings WHERE tenant_id = $1";
        type Row = (Json<PayoutSettings>, Option<i32>, Option<Vec<u8>>);
        let row = on!(self, conn => sqlx::query_as::<Db, Row>(SQL).bind(self.tenant).fetch_optional(conn).await?);
        Ok(row.map(|(settings, key, bytes)| (settings.0, key.zip(bytes).map(|(key, bytes)| Sealed { key, bytes }))))
    }

    /// Keeps others from changing how payouts are made until this transaction ends.
    pub async fn lock_payout_settings(&mut self) -> Result<(), Fault> {
        const SQL: &str = "UPDATE payout_settings SET next_sequence = next_sequence WHERE tenant_id = $1";
        on!(self, conn => sqlx::query::<Db>(SQL).bind(self.tenant).execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Says how payouts are made. The numbers of entries go on where they are.
    pub async fn put_payout_settings(
        &mut self,
        settings: &PayoutSettings,
        offset: Option<&Sealed>,
        at: DateTime<Utc>,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO payout_settings (tenant_id, settings, offset_key, offset_sealed, next_sequence, changed_at)
            VALUES ($1, $2, $3, $4, 1, $5)
            ON CONFLICT (tenant_id) DO UPDATE SET settings = excluded.settings, offset_key = excluded.offset_key,
                offset_sealed = excluded.offset_sealed, changed_at = excluded.changed_at";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(Json(settings))
            .bind(offset.map(|sealed| sealed.key))
            .bind(offset.map(|sealed| &sealed.bytes))
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// The first number that is free for entries. Until this transaction ends, no other gets one.
    pub async fn next_ach_sequence(&mut self) -> Result<i64, Fault> {
        // An update that changes nothing takes the row's lock, on both engines.
        const SQL: &str = "
            UPDATE payout_settings SET next_sequence = next_sequence WHERE tenant_id = $1 RETURNING next_sequence";
        let next = on!(self, conn => sqlx::query_scalar::<Db, i64>(SQL)
            .bind(self.tenant)
            .fetch_optional(conn).await?);
        next.ok_or_else(|| Fault::Inconsistent("numbers of entries without settings".into()))
    }

    /// Notes the numbers up to one as given. They are never given again: a lower one is refused.
    pub async fn take_ach_sequences(&mut self, next: i64) -> Result<(), Fault> {
        const SQL: &str = "UPDATE payout_settings SET next_sequence = $2 WHERE tenant_id = $1 AND next_sequence < $2";
        let taken = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(next)
            .execute(conn).await?
            .rows_affected());
        if taken == 1 { Ok(()) } else { Err(Fault::Inconsistent("numbers of entries would be given twice".into())) }
    }
}
