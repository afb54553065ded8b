//! What the bank says: each file once, and in it everything, whether or not it fits anything of ours.

use super::files::stored;
use crate::bulk::insert_rows;
use crate::{Fault, Sealed, Tx, on};
use chrono::{DateTime, Utc};
use domain::ach::TraceNumber;
use domain::payout::answer::AnswerState;
use domain::view::{AnswerQuery, AnswerRow};
use domain::{BankAccountId, Cents, PartnerId, PayoutId, UserId};

/// A file that the bank has sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BankFileToWrite<'a> {
    /// SHA-256 of its bytes, in hexadecimal.
    pub content_hash: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its bytes, sealed.
    pub content: &'a Sealed,
    /// Answers in it.
    pub answers: i64,
    /// When it was read.
    pub at: DateTime<Utc>,
}

/// One thing that a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerToWrite {
    /// Line in the file.
    pub line: i64,
    /// R03, C01; blank for a file that isn't answers.
    pub code: String,
    /// The entry that it names.
    pub trace: Option<TraceNumber>,
    /// How much.
    pub amount: Cents,
    /// The payout it is about.
    pub payout: Option<PayoutId>,
    /// The partner it is about.
    pub partner: Option<PartnerId>,
    /// What became of it.
    pub state: AnswerState,
    /// What was done, or why nothing was.
    pub note: String,
}

/// The entry behind a trace number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TraceOwner {
    /// Whom it pays.
    pub partner_id: PartnerId,
    /// The payout; none for a prenote.
    pub payout_id: Option<PayoutId>,
    /// The account it went to.
    pub account_id: BankAccountId,
    /// How much.
    pub amount: Cents,
}

impl Tx {
    /// Keeps a file from the bank. Says `false`, and keeps nothing, when the same bytes were kept before.
    pub async fn add_bank_file(&mut self, file: BankFileToWrite<'_>) -> Result<bool, Fault> {
        const SQL: &str = "
            INSERT INTO bank_files (tenant_id, content_hash, name, key_id, content, answers, received_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, content_hash) DO NOTHING";
        let added = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(file.content_hash)
            .bind(file.name)
            .bind(file.content.key)
            .bind(&file.content.bytes)
            .bind(file.answers)
            .bind(file.at)
            .execute(conn).await?
            .rows_affected());
        Ok(added == 1)
    }

    /// Keeps what a file says.
    pub async fn add_bank_answers(&mut self, content_hash: &str, answers: &[AnswerToWrite]) -> Result<(), Fault> {
        let _ = insert_rows!(self,
            "INSERT INTO bank_answers
                (tenant_id, content_hash, line, code, trace, amount, payout_id, partner_id, state, note)",
            shared [self.tenant, content_hash], own 8, answers, |query, answer| query
                .bind(answer.line)
                .bind(&answer.code)
                .bind(answer.trace.map(stored))
                .bind(answer.amount)
                .bind(answer.payout)
                .bind(answer.partner)
                .bind(answer.state)
                .bind(&answer.note),
            "");
        Ok(())
    }

    /// The entry that was sent under a trace number.
    pub async fn trace_owner(&mut self, trace: TraceNumber) -> Result<Option<TraceOwner>, Fault> {
        const SQL: &str =
            "SELECT partner_id, payout_id, account_id, amount FROM ach_traces WHERE tenant_id = $1 AND trace = $2";
        Ok(on!(self, conn => sqlx::query_as::<Db, TraceOwner>(SQL)
            .bind(self.tenant)
            .bind(stored(trace))
            .fetch_optional(conn).await?))
    }

    /// What the bank has said, newest first.
    pub async fn bank_answers(&mut self, query: &AnswerQuery, limit: i64) -> Result<Vec<AnswerRow>, Fault> {
        const SQL: &str = "
            SELECT a.content_hash, a.line, f.name AS file_name, f.received_at, a.code, a.trace, a.amount, a.payout_id,
                o.batch_id, p.code AS partner_code, a.state, a.note, a.settlement
            FROM bank_answers a
            JOIN bank_files f ON f.tenant_id = a.tenant_id AND f.content_hash = a.content_hash
            LEFT JOIN payouts o ON o.tenant_id = a.tenant_id AND o.id = a.payout_id
            LEFT JOIN partners p ON p.tenant_id = a.tenant_id AND p.id = a.partner_id
            WHERE a.tenant_id = $1 AND ($2 IS NULL OR o.batch_id = $2)
                AND (CAST($3 AS BIGINT) = 0 OR a.state IN ('unmatched', 'for_person'))
            ORDER BY f.received_at DESC, a.content_hash, a.line LIMIT $4";
        Ok(on!(self, conn => sqlx::query_as::<Db, AnswerRow>(SQL)
            .bind(self.tenant)
            .bind(query.batch)
            .bind(i64::from(query.open_only))
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// Notes what a person has said to an answer that asked for one. Says `false` when it didn't ask, or no more.
    pub async fn settle_bank_answer(
        &mut self,
        (content_hash, line): (&str, i64),
        settlement: &str,
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE bank_answers SET state = 'settled', settlement = $4, settled_by = $5, settled_at = $6
            WHERE tenant_id = $1 AND content_hash = $2 AND line = $3 AND state IN ('unmatched', 'for_person')";
        let settled = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(content_hash)
            .bind(line)
            .bind(settlement)
            .bind(by)
            .bind(at)
            .execute(conn).await?
            .rows_affected());
        Ok(settled == 1)
    }
}
