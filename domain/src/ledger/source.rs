//! Where an entry comes from: the key by which posting twice is posting once.

use crate::code::coded;
use crate::{AdjustmentId, EntryId, Month, PartnerId, PayoutId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// What kind of event an entry books.
    SourceKind {
        /// A month's statement was written.
        Statement = "statement", "Statement";
        /// A payment was sent to the bank.
        Payout = "payout", "Payout";
        /// The bank has paid it.
        Settlement = "settlement", "Payout settled";
        /// The bank has sent it back.
        Return = "return", "Payout returned";
        /// An earlier month was corrected.
        Adjustment = "adjustment", "Adjustment";
        /// What was kept back has become payable.
        HoldbackRelease = "holdback_release", "Holdback released";
        /// An entry was taken back.
        Reversal = "reversal", "Reversal";
    }
}

/// The event that an entry books. An operator's ledger has one entry for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Source {
    /// What kind of event.
    #[cfg_attr(feature = "sql", sqlx(rename = "source"))]
    pub kind: SourceKind,
    /// The month that the thing belongs to. It is the thing's own, whenever it is booked, so that a second try on another
    /// day is still the same event.
    pub period: Month,
    /// The thing within its kind and period: a partner for its statement, a payout, an adjustment, an entry.
    #[cfg_attr(feature = "sql", sqlx(rename = "source_id"))]
    pub id: Uuid,
    /// Which version of it, from 1.
    pub version: i32,
}

impl Source {
    /// A partner's statement of a month.
    pub const fn statement(partner: PartnerId, month: Month, version: i32) -> Self {
        Self { kind: SourceKind::Statement, period: month, id: partner.0, version }
    }

    /// Something that happened to a payment for a month.
    pub(super) const fn payout(kind: SourceKind, payout: PayoutId, month: Month) -> Self {
        Self { kind, period: month, id: payout.0, version: 1 }
    }

    /// An adjustment that takes effect in a month.
    pub const fn adjustment(id: AdjustmentId, month: Month) -> Self {
        Self { kind: SourceKind::Adjustment, period: month, id: id.0, version: 1 }
    }

    /// All that becomes payable to a partner in a month.
    pub const fn holdback_release(partner: PartnerId, month: Month) -> Self {
        Self { kind: SourceKind::HoldbackRelease, period: month, id: partner.0, version: 1 }
    }

    /// The taking back of an entry, of the same period.
    pub const fn reversal(of: EntryId, period: Month) -> Self {
        Self { kind: SourceKind::Reversal, period, id: of.0, version: 1 }
    }
}
