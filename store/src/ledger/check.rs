//! Proving the ledger: what in it differs from what must be.

use super::{HOUSE, read_back};
use crate::{Fault, Tx, on};
use domain::ledger::Account;
use domain::{Cents, EntryId, Month, PartnerId};

/// An entry whose postings don't sum to nothing, or that has none, or postings that have no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct UnbalancedEntry {
    /// The month it is booked in.
    pub month: Month,
    /// The entry.
    pub id: EntryId,
    /// Whether the entry itself is there.
    pub is_there: bool,
    /// Its postings.
    pub postings: i64,
    /// What they sum to.
    pub sum: Cents,
}

/// A balance that isn't the sum of its postings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BalanceDifference {
    /// Whose; none for accounts of the house and the sums of all partners.
    pub partner: Option<PartnerId>,
    /// The account.
    pub account: Account,
    /// The month.
    pub month: Month,
    /// Debits kept, less debits posted.
    pub debit: Cents,
    /// Credits kept, less credits posted.
    pub credit: Cents,
}

/// A statement that isn't owed to its partner as it says.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StatementDifference {
    /// Its month.
    pub month: Month,
    /// Its version.
    pub version: i32,
    /// Whose.
    pub partner_code: String,
    /// What the statement says, less what it only carries from or to other months; nothing where there is none.
    pub commission: Cents,
    /// What is booked as payable for it; nothing where there is no entry.
    pub booked: Cents,
}

impl Tx {
    /// How many entries the ledger has.
    pub async fn count_entries(&mut self) -> Result<i64, Fault> {
        const SQL: &str = "SELECT COUNT(*) FROM ledger_entries WHERE tenant_id = $1";
        let (count,) = on!(self, conn => sqlx::query_as::<Db, (i64,)>(SQL).bind(self.tenant).fetch_one(conn).await?);
        Ok(count)
    }

    /// Entries that don't balance, at most `limit`.
    pub async fn unbalanced_entries(&mut self, limit: i64) -> Result<Vec<UnbalancedEntry>, Fault> {
        const SQL: &str = "
            SELECT month, id, MAX(here) = 1 AS is_there,
                CAST(SUM(postings) AS BIGINT) AS postings, CAST(SUM(amount) AS BIGINT) AS sum
            FROM (
                SELECT month, id, 1 AS here, 0 AS postings, 0 AS amount FROM ledger_entries WHERE tenant_id = $1
                UNION ALL
                SELECT month, entry_id, 0, COUNT(*), SUM(amount)
                FROM ledger_postings WHERE tenant_id = $1 GROUP BY month, entry_id) e
            GROUP BY month, id HAVING MAX(here) = 0 OR SUM(postings) = 0 OR SUM(amount) <> 0
            ORDER BY month, id LIMIT $2";
        Ok(on!(self, conn => sqlx::query_as::<Db, UnbalancedEntry>(SQL)
            .bind(self.tenant)
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// Balances that aren't the sum of their postings, at most `limit`.
    pub async fn balance_differences(&mut self, limit: i64) -> Result<Vec<BalanceDifference>, Fault> {
        const SQL: &str = "
            SELECT partner_id, account, month, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT)
            FROM (
                SELECT partner_id, account, month, debit, credit FROM ledger_balances WHERE tenant_id = $1
                UNION ALL
                SELECT partner_id, account, month,
                    -SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END),
                    SUM(CASE WHEN amount < 0 THEN amount ELSE 0 END)
                FROM ledger_postings WHERE tenant_id = $1 GROUP BY account, partner_id, month
                UNION ALL
                SELECT $2, account, month,
                    -SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END),
                    SUM(CASE WHEN amount < 0 THEN amount ELSE 0 END)
                FROM ledger_postings WHERE tenant_id = $1 AND partner_id <> $2 GROUP BY account, month) b
            GROUP BY partner_id, account, month HAVING SUM(debit) <> 0 OR SUM(credit) <> 0
            ORDER BY partner_id, account, month LIMIT $3";
        type Row = (PartnerId, Account, Month, Cents, Cents);
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(HOUSE)
            .bind(limit)
            .fetch_all(conn).await?);
        let difference = |(partner, account, month, debit, credit)| BalanceDifference {
            partner: read_back(partner),
            account,
            month,
            debit,
            credit,
        };
        Ok(rows.into_iter().map(difference).collect())
    }

    /// Statements that aren't payable as they say, and entries of statements that aren't there, at most `limit`.
    pub async fn statement_differences(&mut self, limit: i64) -> Result<Vec<StatementDifference>, Fault> {
        const SQL: &str = "
            SELECT b.month, b.version, p.code AS partner_code,
                CAST(SUM(b.commission) AS BIGINT) AS commission, CAST(SUM(b.booked) AS BIGINT) AS booked
            FROM (
                SELECT month, version, partner_id, commission - forwarded AS commission, 0 AS booked
                FROM statements WHERE tenant_id = $1
                UNION ALL
                SELECT e.period, e.version, e.source_id, 0, -l.amount
                FROM ledger_entries e
                JOIN ledger_postings l ON l.tenant_id = e.tenant_id AND l.account = 'payable'
                    AND l.partner_id = e.source_id AND l.month = e.month AND l.entry_id = e.id
                WHERE e.tenant_id = $1 AND e.source = 'statement') b
            JOIN partners p ON p.tenant_id = $1 AND p.id = b.partner_id
            GROUP BY b.month, b.version, b.partner_id, p.code HAVING SUM(b.commission) <> SUM(b.booked)
            ORDER BY b.month, p.code LIMIT $2";
        Ok(on!(self, conn => sqlx::query_as::<Db, StatementDifference>(SQL)
            .bind(self.tenant)
            .bind(limit)
            .fetch_all(conn).await?))
    }
}
