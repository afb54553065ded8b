//! Entries and their postings: none exists that doesn't balance.

use super::{Account, Source};
use crate::{Cents, EntryId, Month, PartnerId, Refusal};
use chrono::NaiveDate;
use serde::Serialize;

/// One side of an entry: an amount booked to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// Whose, for exactly those accounts that every partner has.
    pub partner: Option<PartnerId>,
    /// How much: a debit is positive, a credit negative.
    pub amount: Cents,
}

impl Posting {
    /// Books to one of the operator's own accounts.
    pub const fn house(account: Account, amount: Cents) -> Self {
        Self { account, partner: None, amount }
    }

    /// Books to a partner's account.
    pub const fn of(partner: PartnerId, account: Account, amount: Cents) -> Self {
        Self { account, partner: Some(partner), amount }
    }
}

/// Why something can't be an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// Nothing is booked.
    #[error("an entry books at least one amount")]
    Empty,
    /// Debits and credits differ.
    #[error("debits exceed credits by {0} cents; an entry sums to nothing")]
    Unbalanced(i128),
    /// A posting books nothing.
    #[error("nothing is booked to “{0}”; leave the posting out")]
    Nothing(Account),
    /// A posting to a partner's account names no partner, or one to an account of the house does.
    #[error("“{0}” is kept for each partner: name one, and name none for other accounts")]
    WrongPartner(Account),
    /// A payment or a release of no money, or of a debt.
    #[error("{0} cents can't be paid or released; it must be more than nothing")]
    NotPositive(i64),
    /// Beyond what can be kept.
    #[error("the amount is too large to be kept")]
    TooLarge,
}

impl From<LedgerError> for Refusal {
    fn from(error: LedgerError) -> Self {
        Self::invalid("ledger entry", error.to_string())
    }
}

/// One event in the books: postings that sum to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    id: EntryId,
    day: NaiveDate,
    source: Source,
    memo: Option<String>,
    postings: Vec<Posting>,
}

impl Entry {
    /// An entry of a day. `memo` says in a person's words what the source alone doesn't.
    ///
    /// Refuses one that is empty or doesn't balance, and postings of nothing or to an account that isn't there.
    pub fn new(
        id: EntryId,
        day: NaiveDate,
        source: Source,
        memo: Option<String>,
        postings: Vec<Posting>,
    ) -> Result<Self, LedgerError> {
        if postings.is_empty() {
            return Err(LedgerError::Empty);
        }
        for posting in &postings {
            if posting.amount == Cents::ZERO {
                return Err(LedgerError::Nothing(posting.account));
            }
            if posting.partner.is_some() != posting.account.is_per_partner() {
                return Err(LedgerError::WrongPartner(posting.account));
            }
            // The one amount that has no opposite, and so could be neither shown as a credit nor reversed.
            if posting.amount.0 == i64::MIN {
                return Err(LedgerError::TooLarge);
            }
        }
        match postings.iter().map(|posting| i128::from(posting.amount.0)).sum() {
            0 => Ok(Self { id, day, source, memo, postings }),
            excess => Err(LedgerError::Unbalanced(excess)),
        }
    }

    /// Its id.
    pub const fn id(&self) -> EntryId {
        self.id
    }

    /// The day it is booked on.
    pub const fn day(&self) -> NaiveDate {
        self.day
    }

    /// The month it is booked in: the one of its day.
    pub fn month(&self) -> Month {
        Month::of(self.day)
    }

    /// The event that it books.
    pub const fn source(&self) -> Source {
        self.source
    }

    /// What a person has said about it.
    pub fn memo(&self) -> Option<&str> {
        self.memo.as_deref()
    }

    /// Its postings, which sum to nothing.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }
}
