//! Booking, proving and exporting. What each event books is `domain::ledger::post`'s to say.

mod check;
mod export;

pub use check::{LedgerCheck, LedgerDifference};
pub(crate) use export::{account_table, journal_table};

use chrono::{DateTime, Utc};
use domain::Refusal;
use domain::ledger::Entry;
use std::collections::BTreeSet;
use store::Tx;

/// Books entries in the transaction of what they book; an event that is booked already is left as it is.
///
/// Nothing is booked into a month that is closed. Call it last: until the transaction ends, nobody else can book.
pub(crate) async fn book(tx: &mut Tx, entries: &[Entry], now: DateTime<Utc>) -> Result<usize, Refusal> {
    for month in entries.iter().map(Entry::month).collect::<BTreeSet<_>>() {
        if tx.is_closed_for_booking(month).await? {
            return Err(Refusal::not_now(format!(
                "{} is closed: nothing more is booked in it. Correct it by an adjustment in a later month.",
                month.label()
            )));
        }
    }
    Ok(tx.post_entries(entries, now).await?)
}
