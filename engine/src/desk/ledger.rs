//! The ledger: what all accounts come to, and what happened on a partner's.

use super::{Desk, Paging};
use crate::export::Download;
use crate::ledger::{account_table, journal_table};
use domain::ledger::Account;
use domain::rights::Action;
use domain::view::{AccountPage, AccountQuery, TrialBalance};
use domain::{Cents, FileFormat, Month, PartnerId, Refusal};

/// Partners of a page.
const PARTNERS: u32 = 100;
/// Entries of an account's page.
const ENTRIES: u32 = 50;

impl Desk {
    /// Every account at the end of a month, without one of the latest in which something was booked; and a page of the
    /// partners with balances, from 1.
    pub async fn trial_balance(&self, month: Option<Month>, page: u32) -> Result<TrialBalance, Refusal> {
        self.check(Action::ReadLedger)?;
        let mut tx = self.read().await?;
        let months = tx.booked_months().await?;
        let Some(month) = month.or_else(|| months.first().copied()) else {
            let (accounts, partners) = (Vec::new(), Vec::new());
            return Ok(TrialBalance { month: None, months, accounts, partners, found: 0, pages: 1 });
        };
        let paging = Paging::new(page, PARTNERS);
        let found = tx.count_partner_balances(month).await?;
        Ok(TrialBalance {
            month: Some(month),
            months,
            accounts: tx.trial_balance(month).await?,
            partners: tx.partner_balances(month, paging.offset, paging.limit).await?,
            found: u32::try_from(found).unwrap_or(u32::MAX),
            pages: paging.pages(found),
        })
    }

    /// An account of a partner with a page of what was booked to it.
    pub async fn partner_account(&self, query: AccountQuery) -> Result<AccountPage, Refusal> {
        let (id, account) = self.account_asked(query.partner, query.account)?;
        let mut tx = self.read().await?;
        let partner = tx.partner_ref(id).await?.ok_or_else(|| Refusal::not_found("partner"))?;
        let booked = tx.account_balances(id).await?;
        let balance = |account: &Account| {
            let found = booked.iter().find(|(booked, _)| booked == account);
            found.map_or(Cents::ZERO, |(_, balance)| *balance)
        };
        let own = Account::ALL.iter().filter(|account| account.is_per_partner());
        let paging = Paging::new(query.page, ENTRIES);
        let found = tx.count_account_entries(id, account).await?;
        Ok(AccountPage {
            partner,
            account,
            balances: own.map(|account| (*account, balance(account))).collect(),
            entries: tx.account_entries(id, account, paging.offset, paging.limit).await?,
            found: u32::try_from(found).unwrap_or(u32::MAX),
            pages: paging.pages(found),
        })
    }

    /// The journal of a month as a file: every posting of every entry, in the order they were posted.
    pub async fn journal_file(&self, month: Month, format: FileFormat) -> Result<Download, Refusal> {
        self.check(Action::ReadLedger)?;
        journal_table(self.office(), month).file(format).await
    }

    /// The whole of a partner's account as a file.
    pub async fn account_file(
        &self,
        partner: Option<PartnerId>,
        account: Account,
        format: FileFormat,
    ) -> Result<Download, Refusal> {
        let (id, account) = self.account_asked(partner, account)?;
        let mut tx = self.read().await?;
        let partner = tx.partner_ref(id).await?.ok_or_else(|| Refusal::not_found("partner"))?;
        let entries = tx.account_entries(id, account, 0, i64::MAX).await?;
        drop(tx);
        account_table(format!("{}-{}", account.code(), partner.code), &entries).file(format).await
    }

    /// The account that a call is about, if the caller may see it.
    fn account_asked(&self, partner: Option<PartnerId>, account: Account) -> Result<(PartnerId, Account), Refusal> {
        self.check(Action::ReadAccount)?;
        if !account.is_per_partner() {
            return Err(Refusal::invalid("account", format!("“{account}” isn't kept for each partner")));
        }
        Ok((self.partner_asked(partner)?, account))
    }
}
