//! Adjustments of earlier months, and questions about lines.

use crate::sight::seen;
use crate::{Fault, Lease, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::correction::{AdjustmentRow, AdjustmentStatus, DisputeRow, DisputeStatus};
use domain::view::PartnerRef;
use domain::{AdjustmentId, Cents, CustomerId, DisputeId, Month, PartnerId, UserId};

/// An adjustment as it is proposed.
#[derive(Clone, Debug)]
pub struct NewAdjustment {
    /// Its id.
    pub id: AdjustmentId,
    /// Whose commission is corrected.
    pub partner: PartnerId,
    /// The earliest month that it takes effect in.
    pub month: Month,
    /// How much.
    pub amount: Cents,
    /// Why.
    pub reason: String,
    /// The customer, if it is about one.
    pub customer: Option<CustomerId>,
    /// Who proposes it.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

/// An adjustment that a statement is to have.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DueAdjustment {
    /// Its id.
    pub id: AdjustmentId,
    /// Whose.
    pub partner_id: PartnerId,
    /// How much.
    pub amount: Cents,
    /// Why.
    pub reason: String,
    /// The customer, if it is about one.
    pub customer_id: Option<CustomerId>,
    /// The month whose statement has it already.
    pub applied_month: Option<Month>,
}

/// A question as it is asked.
#[derive(Clone, Debug)]
pub struct NewDispute {
    /// Its id.
    pub id: DisputeId,
    /// Who asks.
    pub partner: PartnerId,
    /// The statement's month and version.
    pub statement: (Month, i32),
    /// The line, in words.
    pub line: String,
    /// The question.
    pub question: String,
    /// Who asks.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// When an answer is due.
    pub due_on: NaiveDate,
}

/// An answer to a question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What the question becomes.
    pub status: DisputeStatus,
    /// The answer.
    pub words: String,
    /// Who answers.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// The adjustment that it leads to.
    pub adjustment: Option<AdjustmentId>,
}

#[derive(sqlx::FromRow)]
struct Adjusted {
    id: AdjustmentId,
    partner_id: PartnerId,
    partner_code: String,
    partner_name: String,
    month: Month,
    amount: Cents,
    reason: String,
    customer: Option<String>,
    status: AdjustmentStatus,
    proposed_by: UserId,
    proposer: String,
    proposed_at: DateTime<Utc>,
    decider: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    applied_month: Option<Month>,
}

impl From<Adjusted> for AdjustmentRow {
    fn from(row: Adjusted) -> Self {
        Self {
            id: row.id,
            partner: PartnerRef { id: row.partner_id, code: row.partner_code, name: row.partner_name },
            month: row.month,
            amount: row.amount,
            reason: row.reason,
            customer: row.customer,
            status: row.status,
            proposed_by: row.proposed_by,
            proposer: row.proposer,
            proposed_at: row.proposed_at,
            decider: row.decider,
            decided_at: row.decided_at,
            applied_month: row.applied_month,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Disputed {
    id: DisputeId,
    partner_id: PartnerId,
    partner_code: String,
    partner_name: String,
    month: Month,
    version: i32,
    line: String,
    question: String,
    asker: String,
    asked_at: DateTime<Utc>,
    due_on: NaiveDate,
    status: DisputeStatus,
    answer: Option<String>,
    answerer: Option<String>,
    answered_at: Option<DateTime<Utc>>,
    adjustment_id: Option<AdjustmentId>,
    escalated_at: Option<DateTime<Utc>>,
}

impl From<Disputed> for DisputeRow {
    fn from(row: Disputed) -> Self {
        Self {
            id: row.id,
            partner: PartnerRef { id: row.partner_id, code: row.partner_code, name: row.partner_name },
            month: row.month,
            version: row.version,
            line: row.line,
            question: row.question,
            asker: row.asker,
            asked_at: row.asked_at,
            due_on: row.due_on,
            status: row.status,
            answer: row.answer,
            answerer: row.answerer,
            answered_at: row.answered_at,
            adjustment: row.adjustment_id,
            escalated_at: row.escalated_at,
        }
    }
}

impl Tx {
    /// Writes an adjustment that waits for a second person.
    pub async fn add_adjustment(&mut self, new: &NewAdjustment) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO adjustments (tenant_id, id, partner_id, month, amount, reason, customer_id, status, proposed_by,
                proposed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(new.id)
            .bind(new.partner)
            .bind(new.month)
            .bind(new.amount)
            .bind(&new.reason)
            .bind(new.customer)
            .bind(AdjustmentStatus::Proposed)
            .bind(new.by)
            .bind(new.at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Writes what a second person has decided. Says whether it was still open.
    pub async fn decide_adjustment(
        &mut self,
        id: AdjustmentId,
        status: AdjustmentStatus,
        (by, at): (UserId, DateTime<Utc>),
    ) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE adjustments SET status = $3, decided_by = $4, decided_at = $5
            WHERE tenant_id = $1 AND id = $2 AND status = 'proposed' AND proposed_by <> $4";
        let changed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(status)
            .bind(by)
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(changed == 1)
    }

    /// Every adjustment, or those of one partner, newest first.
    pub async fn adjustments(&mut self, partner: Option<PartnerId>) -> Result<Vec<AdjustmentRow>, Fault> {
        const SQL: &str = "
            SELECT a.id, a.partner_id, p.code AS partner_code, p.name AS partner_name, a.month, a.amount, a.reason,
                c.code AS customer, a.status, a.proposed_by, u.name AS proposer, a.proposed_at, d.name AS decider,
                a.decided_at, a.applied_month
            FROM adjustments a
            JOIN partners p ON p.tenant_id = a.tenant_id AND p.id = a.partner_id
            JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.proposed_by
            LEFT JOIN users d ON d.tenant_id = a.tenant_id AND d.id = a.decided_by
            LEFT JOIN customers c ON c.tenant_id = a.tenant_id AND c.id = a.customer_id
            WHERE a.tenant_id = $1 AND ($2 IS NULL OR a.partner_id = $2)
            ORDER BY a.proposed_at DESC, a.id";
        let rows = on!(self, conn => sqlx::query_as::<Db, Adjusted>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(AdjustmentRow::from).collect())
    }

    /// Approved adjustments that a month's statements of the partners in `after < id ≤ upto` are to have: those that
    /// may take effect by then and that no other month has, by partner.
    pub async fn due_adjustments(
        &mut self,
        month: Month,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<DueAdjustment>, Fault> {
        const SQL: &str = "
            SELECT id, partner_id, amount, reason, customer_id, applied_month FROM adjustments
            WHERE tenant_id = $1 AND partner_id > $3 AND partner_id <= $4 AND status = 'approved' AND month <= $2
                AND (applied_month IS NULL OR applied_month = $2)
            ORDER BY partner_id, id";
        Ok(on!(self, conn => sqlx::query_as::<Db, DueAdjustment>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// Notes that the month's statements have these adjustments.
    pub async fn mark_applied(&mut self, lease: Lease, ids: &[AdjustmentId]) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE adjustments SET applied_month = $3
            WHERE tenant_id = $1 AND id = $2 AND (applied_month IS NULL OR applied_month = $3)";
        for id in ids {
            let changed = on!(self, conn => sqlx::query::<Db>(SQL)
                .bind(self.tenant)
                .bind(*id)
                .bind(lease.month)
                .execute(conn).await?.rows_affected());
            if changed != 1 {
                return Err(Fault::Inconsistent(format!("the adjustment {id} is applied twice")));
            }
        }
        Ok(())
    }

    /// Writes a question about a line.
    pub async fn add_dispute(&mut self, new: &NewDispute) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO disputes (tenant_id, id, partner_id, month, version, line, question, asked_by, asked_at, due_on,
                status)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(new.id)
            .bind(new.partner)
            .bind(new.statement.0)
            .bind(new.statement.1)
            .bind(&new.line)
            .bind(&new.question)
            .bind(new.by)
            .bind(new.at)
            .bind(new.due_on)
            .bind(DisputeStatus::Open)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Writes the answer to a question. Says whether it was still open.
    pub async fn answer_dispute(&mut self, id: DisputeId, answer: &Answer) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE disputes SET status = $3, answer = $4, answered_by = $5, answered_at = $6, adjustment_id = $7
            WHERE tenant_id = $1 AND id = $2 AND status = 'open'";
        let changed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(answer.status)
            .bind(&answer.words)
            .bind(answer.by)
            .bind(answer.at)
            .bind(answer.adjustment)
            .execute(conn).await?.rows_affected());
        Ok(changed == 1)
    }

    /// Every question, or those of one partner: open ones first, by when an answer is due.
    pub async fn disputes(&mut self, partner: Option<PartnerId>) -> Result<Vec<DisputeRow>, Fault> {
        const SQL: &str = concat!(
            "SELECT q.id, q.partner_id, p.code AS partner_code, p.name AS partner_name, q.month, q.version, q.line,
                q.question, u.name AS asker, q.asked_at, q.due_on, q.status, q.answer, a.name AS answerer, q.answered_at,
                q.adjustment_id, q.escalated_at
            FROM disputes q
            JOIN partners p ON p.tenant_id = q.tenant_id AND p.id = q.partner_id
            JOIN users u ON u.tenant_id = q.tenant_id AND u.id = q.asked_by
            LEFT JOIN users a ON a.tenant_id = q.tenant_id AND a.id = q.answered_by
            WHERE q.tenant_id = $1 AND ($2 IS NULL OR q.partner_id = $2) AND ",
            seen!("q.partner_id", "$3", "$4"),
            " ORDER BY CASE WHEN q.status = 'open' THEN 0 ELSE 1 END, q.due_on, q.asked_at, q.id"
        );
        let rows = on!(self, conn => sqlx::query_as::<Db, Disputed>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(DisputeRow::from).collect())
    }

    /// Marks the questions whose answer was due before a day and that weren't told of yet, and gives them; none a
    /// second time.
    pub async fn escalate_disputes(&mut self, today: NaiveDate, at: DateTime<Utc>) -> Result<Vec<DisputeRow>, Fault> {
        const SQL: &str = "
            UPDATE disputes SET escalated_at = $3
            WHERE tenant_id = $1 AND status = 'open' AND due_on < $2 AND escalated_at IS NULL RETURNING id";
        let marked = on!(self, conn => sqlx::query_scalar::<Db, DisputeId>(SQL)
            .bind(self.tenant)
            .bind(today)
            .bind(at)
            .fetch_all(conn).await?);
        if marked.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.disputes(None).await?;
        Ok(rows.into_iter().filter(|row| marked.contains(&row.id)).collect())
    }
}
