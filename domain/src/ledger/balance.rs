//! Balances: what entries come to, by account, partner and month.

use super::{Account, Entry, LedgerError};
use crate::{Cents, Month, PartnerId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was booked to an account in a time; both sides are positive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Turnover {
    /// Booked on the left.
    pub debit: Cents,
    /// Booked on the right.
    pub credit: Cents,
}

impl Turnover {
    /// What is left over, debit positive.
    pub fn balance(self) -> Cents {
        self.debit - self.credit
    }

    fn book(&mut self, amount: Cents) -> Result<(), LedgerError> {
        let sum = if amount >= Cents::ZERO { &mut self.debit } else { &mut self.credit };
        let size = i64::try_from(amount.0.unsigned_abs()).map_err(|_| LedgerError::TooLarge)?;
        *sum = sum.checked_add(Cents(size)).ok_or(LedgerError::TooLarge)?;
        Ok(())
    }
}

/// What entries come to, in whatever order they were booked.
///
/// An account that every partner has counts twice: for its partner, and as the control account of all partners.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances(BTreeMap<(Option<PartnerId>, Account, Month), Turnover>);

impl Balances {
    /// What some entries come to. Fails where a sum is too large to be kept.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Self, LedgerError> {
        let mut balances = Self::default();
        entries.into_iter().try_for_each(|entry| balances.add(entry))?;
        Ok(balances)
    }

    fn add(&mut self, entry: &Entry) -> Result<(), LedgerError> {
        let month = entry.month();
        for posting in entry.postings() {
            for partner in [None, posting.partner].into_iter().take(1 + usize::from(posting.partner.is_some())) {
                self.0.entry((partner, posting.account, month)).or_default().book(posting.amount)?;
            }
        }
        Ok(())
    }

    /// Each account's turnover by month; without a partner it is that of all partners together.
    pub fn iter(&self) -> impl Iterator<Item = (Option<PartnerId>, Account, Month, Turnover)> {
        self.0.iter().map(|((partner, account, month), turnover)| (*partner, *account, *month, *turnover))
    }

    /// An account's balance over all months, debit positive: a partner's, or that of all partners together.
    pub fn balance(&self, partner: Option<PartnerId>, account: Account) -> Cents {
        let of = self.iter().filter(|(p, a, ..)| (*p, *a) == (partner, account));
        of.map(|(.., turnover)| turnover.balance()).sum()
    }
}
