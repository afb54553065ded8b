//! Accounts, and on which side each of them grows.

use crate::Cents;
use crate::code::coded;

coded! {
    /// What an amount is booked to.
    Account {
        /// What partners have earned, as a cost to the operator.
        Expense = "expense", "Commission expense";
        /// What corrections of earlier months cost.
        Adjustments = "adjustments", "Adjustments";
        /// Earned and not yet on its way, by partner.
        Payable = "payable", "Commissions payable";
        /// Earned and kept back for a time, by partner.
        Holdback = "holdback", "Holdback";
        /// Draws that are still to be recovered, by partner.
        Draws = "draws", "Draws receivable";
        /// On its way to a bank.
        Clearing = "clearing", "Payouts in transit";
        /// The bank account that payouts leave.
        Cash = "cash", "Cash";
    }
}

/// A side of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Left: costs and what is owned. Positive in a [`Posting`](super::Posting).
    Debit,
    /// Right: what is owed. Negative in a posting.
    Credit,
}

impl Account {
    /// Whether every partner has one of its own.
    pub const fn is_per_partner(self) -> bool {
        matches!(self, Self::Payable | Self::Holdback | Self::Draws)
    }

    /// The side on which it grows, and usually stands.
    pub const fn side(self) -> Side {
        match self {
            Self::Expense | Self::Adjustments | Self::Draws | Self::Cash => Side::Debit,
            Self::Payable | Self::Holdback | Self::Clearing => Side::Credit,
        }
    }

    /// An amount (debit positive) as people read it on this account: positive when it stands on the usual side.
    pub fn usual(self, amount: Cents) -> Cents {
        match self.side() {
            Side::Debit => amount,
            Side::Credit => -amount,
        }
    }
}
