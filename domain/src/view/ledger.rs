//! The ledger: what all accounts come to, and what happened on one of them.

use super::PartnerRef;
use crate::ledger::{Account, Source, Turnover};
use crate::{Cents, Month, PartnerId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Every account at the end of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialBalance {
    /// The month; without one nothing was ever booked.
    pub month: Option<Month>,
    /// Months in which something was booked, newest first.
    pub months: Vec<Month>,
    /// Each account on which something was ever booked, in the order of accounts.
    pub accounts: Vec<AccountBalance>,
    /// A page of the partners with balances at the end of the month, those who are owed most first.
    pub partners: Vec<PartnerBalance>,
    /// Partners with balances.
    pub found: u32,
    /// Pages of them.
    pub pages: u32,
}

/// What is between the operator and one partner at the end of a month; debits are positive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct PartnerBalance {
    /// Who.
    #[cfg_attr(feature = "sql", sqlx(flatten))]
    pub partner: PartnerRef,
    /// Earned and not yet on its way.
    pub payable: Cents,
    /// Kept back.
    pub holdback: Cents,
    /// Draws still to be recovered.
    pub draws: Cents,
}

impl TrialBalance {
    /// The sums of what stands on the left and on the right; the same when the books are in balance.
    pub fn sums(&self) -> Turnover {
        let side = |wanted: fn(Cents) -> bool| {
            self.accounts.iter().map(AccountBalance::closing).filter(move |cents| wanted(*cents)).sum::<Cents>()
        };
        Turnover { debit: side(|cents| cents > Cents::ZERO), credit: -side(|cents| cents < Cents::ZERO) }
    }

    /// The sums of what was booked in the month.
    pub fn booked(&self) -> Turnover {
        Turnover {
            debit: self.accounts.iter().map(|of| of.booked.debit).sum(),
            credit: self.accounts.iter().map(|of| of.booked.credit).sum(),
        }
    }

    /// Whether debits and credits are the same, in the month and in all.
    pub fn is_in_balance(&self) -> bool {
        [self.sums(), self.booked()].iter().all(|sums| sums.debit == sums.credit)
    }
}

/// One account in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct AccountBalance {
    /// The account.
    pub account: Account,
    /// Its balance before the month, debit positive.
    pub opening: Cents,
    /// What was booked in the month.
    #[cfg_attr(feature = "sql", sqlx(flatten))]
    pub booked: Turnover,
}

impl AccountBalance {
    /// Its balance at the end of the month, debit positive.
    pub fn closing(&self) -> Cents {
        self.opening + self.booked.balance()
    }
}

/// Which account of a partner, and which page of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountQuery {
    /// Whose; `None` is the viewer's own partner.
    pub partner: Option<PartnerId>,
    /// The account, one of those that every partner has.
    pub account: Account,
    /// Page from 1, newest first.
    pub page: u32,
}

/// One account of a partner with a page of what was booked to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPage {
    /// Whose.
    pub partner: PartnerRef,
    /// The account.
    pub account: Account,
    /// The balance of each account that the partner has, debit positive.
    pub balances: Vec<(Account, Cents)>,
    /// What was booked, newest first.
    pub entries: Vec<AccountEntry>,
    /// Entries in all.
    pub found: u32,
    /// Pages of them.
    pub pages: u32,
}

/// One amount on an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct AccountEntry {
    /// The day it is booked on.
    pub day: NaiveDate,
    /// What it books.
    #[cfg_attr(feature = "sql", sqlx(flatten))]
    pub source: Source,
    /// What a person has said about it.
    pub memo: Option<String>,
    /// How much, debit positive.
    pub amount: Cents,
    /// What the account came to with it, debit positive.
    pub balance: Cents,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_balance_proves_itself() {
        let account = |account, opening, debit, credit| {
            let booked = Turnover { debit: Cents(debit), credit: Cents(credit) };
            AccountBalance { account, opening: Cents(opening), booked }
        };
        let accounts = vec![
            account(Account::Expense, 500, 100, 0),
            account(Account::Payable, -500, 200, 100),
            account(Account::Cash, 0, 0, 200),
        ];
        let balance = TrialBalance { month: None, months: vec![], accounts, partners: vec![], found: 0, pages: 1 };
        assert_eq!(balance.sums(), Turnover { debit: Cents(600), credit: Cents(600) });
        assert_eq!(balance.booked(), Turnover { debit: Cents(300), credit: Cents(300) });
        assert!(balance.is_in_balance());
        let mut wrong = balance;
        wrong.accounts[2].booked.credit = Cents(199);
        assert!(!wrong.is_in_balance());
    }
}
