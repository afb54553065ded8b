//! What may happen to a payout, and what that books.

use super::PayoutState;
use crate::EntryId;
use crate::ledger::post::{self, Payout, ReturnedFrom};
use crate::ledger::{Entry, LedgerError};
use chrono::NaiveDate;

/// Something that happens to a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    /// It is left out of the file after all.
    HoldOut,
    /// Its batch is given up.
    Cancel,
    /// The bank has it.
    Submit,
    /// The money has arrived.
    Settle,
    /// The bank sends it back.
    Return,
}

/// Something that can't happen to a payout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misstep {
    /// Not from where it is.
    #[error("a payout that is “{from}” can’t {}", .movement.verb())]
    NotFrom {
        /// Where it is.
        from: PayoutState,
        /// What was to happen.
        movement: Movement,
    },
    /// What would be booked isn't sound.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Movement {
    const fn verb(self) -> &'static str {
        match self {
            Self::HoldOut => "be held out",
            Self::Cancel => "be cancelled",
            Self::Submit => "be submitted",
            Self::Settle => "settle",
            Self::Return => "come back",
        }
    }

    /// What a payout becomes by it; `None` where it can't happen.
    pub const fn from(self, state: PayoutState) -> Option<PayoutState> {
        match (self, state) {
            (Self::HoldOut, PayoutState::Proposed) => Some(PayoutState::HeldOut),
            (Self::Cancel, PayoutState::Proposed) => Some(PayoutState::Cancelled),
            (Self::Submit, PayoutState::Proposed) => Some(PayoutState::InTransit),
            (Self::Settle, PayoutState::InTransit) => Some(PayoutState::Settled),
            (Self::Return, PayoutState::InTransit | PayoutState::Settled) => Some(PayoutState::Returned),
            _ => None,
        }
    }
}

/// What a payout becomes, and the entry that books it. Nothing is booked while the bank hasn't got it.
pub fn advance(
    id: EntryId,
    day: NaiveDate,
    payout: &Payout,
    state: PayoutState,
    movement: Movement,
) -> Result<(PayoutState, Option<Entry>), Misstep> {
    let next = movement.from(state).ok_or(Misstep::NotFrom { from: state, movement })?;
    let entry = match movement {
        Movement::HoldOut | Movement::Cancel => None,
        Movement::Submit => Some(post::payout_submitted(id, day, payout)?),
        Movement::Settle => Some(post::payout_settled(id, day, payout)?),
        Movement::Return if matches!(state, PayoutState::Settled) => {
            Some(post::payout_returned(id, day, payout, ReturnedFrom::Settled)?)
        }
        Movement::Return => Some(post::payout_returned(id, day, payout, ReturnedFrom::Transit)?),
    };
    Ok((next, entry))
}

#[cfg(test)]
mod tests;
