//! The ledger: entries with their postings, appended to and never changed, and the balances they come to.
//!
//! Balances are kept up where entries are posted, because reading them must not cost more with every year: a trial
//! balance adds up a row for each account and month, where the postings of a busy operator are millions.

mod check;
mod read;

pub use check::{BalanceDifference, StatementDifference, UnbalancedEntry};
pub use read::JournalLine;

use crate::bulk::insert_rows;
use crate::{Fault, Tx, dialect, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ledger::{Account, Balances, Entry, LedgerError, Posting, Source};
use domain::{Cents, EntryId, Month, PartnerId};
use std::collections::HashSet;
use uuid::Uuid;

/// The partner under which accounts of the house stand, and the sums of all partners.
const HOUSE: PartnerId = PartnerId(Uuid::nil());

fn stored(partner: Option<PartnerId>) -> PartnerId {
    partner.unwrap_or(HOUSE)
}

fn read_back(partner: PartnerId) -> Option<PartnerId> {
    (partner != HOUSE).then_some(partner)
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        Self::Inconsistent(format!("ledger: {error}"))
    }
}

impl Tx {
    /// Whether a month is closed for good. Until this transaction ends, no other books anything or writes to the audit
    /// trail, as closing a month does: what is true now stays true.
    pub async fn is_closed_for_booking(&mut self, month: Month) -> Result<bool, Fault> {
        const SQL: &str = "SELECT COUNT(*) FROM runs WHERE tenant_id = $1 AND month = $2 AND status = 'closed'";
        dialect::lock_tenant(&mut self.inner, self.tenant).await?;
        let closed: (i64,) = on!(self, conn => sqlx::query_as::<Db, _>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_one(conn).await?);
        Ok(closed.0 > 0)
    }

    /// Posts entries and adds them to the balances; one whose event is posted already is left out. Gives how many are
    /// new.
    pub async fn post_entries(&mut self, entries: &[Entry], at: DateTime<Utc>) -> Result<usize, Fault> {
        // One at a time: the sums of the house are rows that every entry changes.
        dialect::lock_tenant(&mut self.inner, self.tenant).await?;
        let mut written: HashSet<EntryId> = insert_rows!(self,
            "INSERT INTO ledger_entries
                (tenant_id, posted_at, month, id, day, source, period, source_id, version, memo)",
            shared [self.tenant, at], own 8, entries, |query, entry| query
                .bind(entry.month())
                .bind(entry.id())
                .bind(entry.day())
                .bind(entry.source().kind)
                .bind(entry.source().period)
                .bind(entry.source().id)
                .bind(entry.source().version)
                .bind(entry.memo()),
            "ON CONFLICT (tenant_id, source, period, source_id, version) DO NOTHING RETURNING id",
            returning EntryId)
        .into_iter()
        .collect();
        let new: Vec<_> = entries.iter().filter(|entry| written.remove(&entry.id())).collect();
        self.post(&new).await?;
        Ok(new.len())
    }

    async fn post(&mut self, entries: &[&Entry]) -> Result<(), Fault> {
        let mut postings = Vec::new();
        for entry in entries {
            let lines = (0i16..).zip(entry.postings());
            postings.extend(lines.map(|(line, posting)| (posting, entry.month(), entry.id(), line)));
        }
        // In the order of the key, which is where they are written to.
        postings.sort_by_key(|(posting, month, id, line)| {
            (posting.account.code(), stored(posting.partner), *month, *id, *line)
        });
        let _ = insert_rows!(self,
            "INSERT INTO ledger_postings (tenant_id, account, partner_id, month, entry_id, line, amount)",
            shared [self.tenant], own 6, postings, |query, row| query
                .bind(row.0.account)
                .bind(stored(row.0.partner))
                .bind(row.1)
                .bind(row.2)
                .bind(row.3)
                .bind(row.0.amount),
            "");
        let balances: Vec<_> = Balances::of(entries.iter().copied())?.iter().collect();
        let _ = insert_rows!(self,
            "INSERT INTO ledger_balances (tenant_id, partner_id, account, month, debit, credit)",
            shared [self.tenant], own 5, balances, |query, row| query
                .bind(stored(row.0))
                .bind(row.1)
                .bind(row.2)
                .bind(row.3.debit)
                .bind(row.3.credit),
            "ON CONFLICT (tenant_id, partner_id, account, month) DO UPDATE SET
                debit = ledger_balances.debit + excluded.debit, credit = ledger_balances.credit + excluded.credit");
        Ok(())
    }

    /// The entry that books an event.
    pub async fn entry(&mut self, source: Source) -> Result<Option<Entry>, Fault> {
        const POSTINGS: &str = "
            SELECT account, partner_id, amount FROM ledger_postings
            WHERE tenant_id = $1 AND month = $2 AND entry_id = $3 ORDER BY line";
        let Some((id, day, memo)) = self.entry_of(source).await? else { return Ok(None) };
        let postings = on!(self, conn => sqlx::query_as::<Db, (Account, PartnerId, Cents)>(POSTINGS)
            .bind(self.tenant)
            .bind(Month::of(day))
            .bind(id)
            .fetch_all(conn).await?);
        let postings = postings.into_iter().map(|(account, partner, amount)| Posting {
            account,
            partner: read_back(partner),
            amount,
        });
        Ok(Some(Entry::new(id, day, source, memo, postings.collect())?))
    }

    async fn entry_of(&mut self, source: Source) -> Result<Option<(EntryId, NaiveDate, Option<String>)>, Fault> {
        const SQL: &str = "
            SELECT id, day, memo FROM ledger_entries
            WHERE tenant_id = $1 AND source = $2 AND period = $3 AND source_id = $4 AND version = $5";
        Ok(on!(self, conn => sqlx::query_as::<Db, _>(SQL)
            .bind(self.tenant)
            .bind(source.kind)
            .bind(source.period)
            .bind(source.id)
            .bind(source.version)
            .fetch_optional(conn).await?))
    }
}
