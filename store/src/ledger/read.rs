//! Reading the ledger: trial balance, a partner's account, the journal of a month.

use super::HOUSE;
use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ledger::{Account, Source};
use domain::view::{AccountBalance, AccountEntry, PartnerBalance};
use domain::{Cents, EntryId, Month, PartnerId};

/// One posting as a line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct JournalLine {
    /// The entry.
    pub entry_id: EntryId,
    /// The day it is booked on.
    pub day: NaiveDate,
    /// When it was posted.
    pub posted_at: DateTime<Utc>,
    /// What it books.
    #[sqlx(flatten)]
    pub source: Source,
    /// What a person has said about it.
    pub memo: Option<String>,
    /// The account.
    pub account: Account,
    /// The operator's code for the partner whose account it is.
    pub partner_code: Option<String>,
    /// The partner's name.
    pub partner_name: Option<String>,
    /// How much, debit positive.
    pub amount: Cents,
}

/// Partners' balances over the months to one, to be followed by what is wanted of them.
macro_rules! partner_balances {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " FROM (
                SELECT partner_id,
                    CAST(SUM(CASE WHEN account = 'payable' THEN debit - credit ELSE 0 END) AS BIGINT) AS payable,
                    CAST(SUM(CASE WHEN account = 'holdback' THEN debit - credit ELSE 0 END) AS BIGINT) AS holdback,
                    CAST(SUM(CASE WHEN account = 'draws' THEN debit - credit ELSE 0 END) AS BIGINT) AS draws
                FROM ledger_balances WHERE tenant_id = $1 AND partner_id > $2 AND month <= $3 GROUP BY partner_id) b
              JOIN partners p ON p.tenant_id = $1 AND p.id = b.partner_id
              WHERE b.payable <> 0 OR b.holdback <> 0 OR b.draws <> 0 ",
            $tail
        )
    };
}

impl Tx {
    /// Months in which something was booked, newest first.
    pub async fn booked_months(&mut self) -> Result<Vec<Month>, Fault> {
        const SQL: &str = "
            SELECT DISTINCT month FROM ledger_balances WHERE tenant_id = $1 AND partner_id = $2 ORDER BY month DESC";
        let months = on!(self, conn => sqlx::query_as::<Db, (Month,)>(SQL)
            .bind(self.tenant)
            .bind(HOUSE)
            .fetch_all(conn).await?);
        Ok(months.into_iter().map(|(month,)| month).collect())
    }

    /// Each account on which something was booked up to the end of a month, in the order of accounts.
    pub async fn trial_balance(&mut self, month: Month) -> Result<Vec<AccountBalance>, Fault> {
        const SQL: &str = "
            SELECT account,
                CAST(SUM(CASE WHEN month < $3 THEN debit - credit ELSE 0 END) AS BIGINT) AS opening,
                CAST(SUM(CASE WHEN month = $3 THEN debit ELSE 0 END) AS BIGINT) AS debit,
                CAST(SUM(CASE WHEN month = $3 THEN credit ELSE 0 END) AS BIGINT) AS credit
            FROM ledger_balances WHERE tenant_id = $1 AND partner_id = $2 AND month <= $3 GROUP BY account";
        let mut accounts = on!(self, conn => sqlx::query_as::<Db, AccountBalance>(SQL)
            .bind(self.tenant)
            .bind(HOUSE)
            .bind(month)
            .fetch_all(conn).await?);
        accounts.sort_by_key(|row| row.account);
        Ok(accounts)
    }

    /// A page of the partners with balances at the end of a month, those who are owed most first.
    pub async fn partner_balances(
        &mut self,
        month: Month,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<PartnerBalance>, Fault> {
        const SQL: &str = partner_balances!(
            "SELECT p.id, p.code, p.name, b.payable, b.holdback, b.draws",
            "ORDER BY b.payable, p.code LIMIT $4 OFFSET $5"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, PartnerBalance>(SQL)
            .bind(self.tenant)
            .bind(HOUSE)
            .bind(month)
            .bind(limit)
            .bind(offset)
            .fetch_all(conn).await?))
    }

    /// How many partners have balances at the end of a month.
    pub async fn count_partner_balances(&mut self, month: Month) -> Result<i64, Fault> {
        const SQL: &str = partner_balances!("SELECT COUNT(*)", "");
        let (count,) = on!(self, conn => sqlx::query_as::<Db, (i64,)>(SQL)
            .bind(self.tenant)
            .bind(HOUSE)
            .bind(month)
            .fetch_one(conn).await?);
        Ok(count)
    }

    /// The balance of each account that something was booked to for a partner, debit positive.
    pub async fn account_balances(&mut self, partner: PartnerId) -> Result<Vec<(Account, Cents)>, Fault> {
        const SQL: &str = "
            SELECT account, CAST(SUM(debit - credit) AS BIGINT)
            FROM ledger_balances WHERE tenant_id = $1 AND partner_id = $2 GROUP BY account";
        let mut balances = on!(self, conn => sqlx::query_as::<Db, (Account, Cents)>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .fetch_all(conn).await?);
        balances.sort_by_key(|(account, _)| *account);
        Ok(balances)
    }

    /// A page of what was booked to a partner's account, newest first, each with the balance it led to.
    ///
    /// Reads the whole account, a few rows for each month of one partner.
    pub async fn account_entries(
        &mut self,
        partner: PartnerId,
        account: Account,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<AccountEntry>, Fault> {
        const SQL: &str = "
            SELECT e.day, e.source, e.period, e.source_id, e.version, e.memo, a.amount, a.balance
            FROM (
                SELECT month, entry_id, line, amount,
                    CAST(SUM(amount) OVER (ORDER BY month, entry_id, line) AS BIGINT) AS balance
                FROM ledger_postings WHERE tenant_id = $1 AND account = $2 AND partner_id = $3
                ORDER BY month DESC, entry_id DESC, line DESC LIMIT $4 OFFSET $5) a
            JOIN ledger_entries e ON e.tenant_id = $1 AND e.month = a.month AND e.id = a.entry_id
            ORDER BY a.month DESC, a.entry_id DESC, a.line DESC";
        Ok(on!(self, conn => sqlx::query_as::<Db, AccountEntry>(SQL)
            .bind(self.tenant)
            .bind(account)
            .bind(partner)
            .bind(limit)
            .bind(offset)
            .fetch_all(conn).await?))
    }

    /// How much was booked to a partner's account, in postings.
    pub async fn count_account_entries(&mut self, partner: PartnerId, account: Account) -> Result<i64, Fault> {
        const SQL: &str = "
            SELECT COUNT(*) FROM ledger_postings WHERE tenant_id = $1 AND account = $2 AND partner_id = $3";
        let (count,) = on!(self, conn => sqlx::query_as::<Db, (i64,)>(SQL)
            .bind(self.tenant)
            .bind(account)
            .bind(partner)
            .fetch_one(conn).await?);
        Ok(count)
    }

    /// The postings of a month's entries after one, in the order they were posted; of at most so many entries.
    pub async fn journal(
        &mut self,
        month: Month,
        after: Option<EntryId>,
        entries: i64,
    ) -> Result<Vec<JournalLine>, Fault> {
        const SQL: &str = "
            SELECT e.id AS entry_id, e.day, e.posted_at, e.source, e.period, e.source_id, e.version, e.memo,
                l.account, p.code AS partner_code, p.name AS partner_name, l.amount
            FROM (
                SELECT * FROM ledger_entries WHERE tenant_id = $1 AND month = $2 AND id > $3 ORDER BY id LIMIT $4) e
            JOIN ledger_postings l ON l.tenant_id = $1 AND l.month = $2 AND l.entry_id = e.id
            LEFT JOIN partners p ON p.tenant_id = $1 AND p.id = l.partner_id
            ORDER BY e.id, l.line";
        Ok(on!(self, conn => sqlx::query_as::<Db, JournalLine>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(after.unwrap_or(EntryId(HOUSE.0)))
            .bind(entries)
            .fetch_all(conn).await?))
    }
}
