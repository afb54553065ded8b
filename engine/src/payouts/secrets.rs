//! What of payouts the database may only keep sealed: files with account numbers, and the operator's own account.

use crate::Engine;
use crate::vault::Place;
use domain::Refusal;
use store::{Sealed, Tx};
use zeroize::Zeroizing;

pub(crate) use store::SealedPayoutValue as Secret;

fn place<'a>(tx: &Tx, secret: &'a Secret) -> Place<'a> {
    let tenant = tx.tenant();
    match secret {
        Secret::Offset => Place { tenant, table: "payout_settings", row: b"", column: "offset" },
        Secret::File(id) => Place { tenant, table: "ach_files", row: id.0.as_bytes(), column: "content" },
        Secret::Answer(hash) => Place { tenant, table: "bank_files", row: hash.as_bytes(), column: "content" },
    }
}

pub(super) async fn seal(engine: &Engine, tx: &mut Tx, secret: &Secret, value: &[u8]) -> Result<Sealed, Refusal> {
    let place = place(tx, secret);
    Ok(engine.vault.seal_value(tx, place, value).await?)
}

pub(super) async fn open(
    engine: &Engine,
    tx: &mut Tx,
    secret: &Secret,
    sealed: &Sealed,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let place = place(tx, secret);
    Ok(engine.vault.open_value(tx, place, sealed).await?)
}

/// Seals values anew, with the key that is in force, that a key before one seals; says how many. None are left when it
/// is none.
pub(crate) async fn reseal_before(engine: &Engine, tx: &mut Tx, key: i32, limit: i64) -> Result<u64, Refusal> {
    let old = tx.payout_values_sealed_before(key, limit).await?;
    for (secret, sealed) in &old {
        let value = open(engine, tx, secret, sealed).await?;
        let again = seal(engine, tx, secret, &value).await?;
        tx.reseal_payout_value(secret, &again).await?;
    }
    Ok(old.len() as u64)
}
