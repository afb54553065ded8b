//! Batches and payouts: written once, moved on under the state that they are in.

use crate::bulk::insert_rows;
use crate::{Fault, Tx, dialect, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::payout::{BatchStatus, HoldReason, PayoutState};
use domain::view::{PayoutBatchRow, PayoutRow};
use domain::{BankAccountId, Cents, Month, PartnerId, PayoutBatchId, PayoutId, UserId};

/// A batch to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchToWrite {
    /// Its id.
    pub id: PayoutBatchId,
    /// The run that sends it; one batch for each.
    pub period: String,
    /// The last month it pays.
    pub month: Month,
    /// When it is proposed.
    pub at: DateTime<Utc>,
    /// Who proposes it; nobody for the schedule and the command line.
    pub by: Option<UserId>,
    /// Why, when a person does.
    pub reason: Option<String>,
}

/// A payout to be written with its batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutToWrite {
    /// Its id.
    pub id: PayoutId,
    /// To whom.
    pub partner: PartnerId,
    /// How much, more than nothing.
    pub amount: Cents,
    /// Why it is left out, if it is.
    pub held_out: Option<HoldReason>,
    /// The payout that came back, which it pays again.
    pub retry_of: Option<PayoutId>,
}

/// A batch on its way from one status to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchMove<'a> {
    /// Which.
    pub id: PayoutBatchId,
    /// Where it is.
    pub from: BatchStatus,
    /// Where it goes.
    pub to: BatchStatus,
    /// When.
    pub at: DateTime<Utc>,
    /// Who moves it, if a person does.
    pub by: Option<UserId>,
    /// Why, when it is given up.
    pub reason: Option<&'a str>,
}

macro_rules! batch_columns {
    () => {
        "SELECT b.id, b.number, b.period, b.month, b.status, b.proposed_at, b.reason, b.approved_at, b.submitted_at,
            b.cancelled_at, b.cancel_reason,
            (SELECT u.name FROM users u WHERE u.tenant_id = b.tenant_id AND u.id = b.proposed_by) AS proposed_by,
            (SELECT u.name FROM users u WHERE u.tenant_id = b.tenant_id AND u.id = b.approved_by) AS approved_by,
            (SELECT u.name FROM users u WHERE u.tenant_id = b.tenant_id AND u.id = b.cancelled_by) AS cancelled_by,
            (SELECT f.effective FROM ach_files f WHERE f.tenant_id = b.tenant_id AND f.batch_id = b.id) AS effective,
            COALESCE(s.payouts, 0) AS payouts, COALESCE(s.total, 0) AS total, COALESCE(s.held_out, 0) AS held_out,
            COALESCE(s.returned, 0) AS returned, COALESCE(s.returned_total, 0) AS returned_total
         FROM payout_batches b LEFT JOIN (
            SELECT batch_id,
                CAST(SUM(CASE WHEN state <> 'held_out' THEN 1 ELSE 0 END) AS BIGINT) AS payouts,
                CAST(SUM(CASE WHEN state <> 'held_out' THEN amount ELSE 0 END) AS BIGINT) AS total,
                CAST(SUM(CASE WHEN state = 'held_out' THEN 1 ELSE 0 END) AS BIGINT) AS held_out,
                CAST(SUM(CASE WHEN state = 'returned' THEN 1 ELSE 0 END) AS BIGINT) AS returned,
                CAST(SUM(CASE WHEN state = 'returned' THEN amount ELSE 0 END) AS BIGINT) AS returned_total
            FROM payouts WHERE tenant_id = $1 GROUP BY batch_id) s ON s.batch_id = b.id
         WHERE b.tenant_id = $1 "
    };
}

macro_rules! payout_columns {
    () => {
        "SELECT o.id AS payout_id, o.batch_id, b.number, p.id, p.code, p.name, o.month, o.amount, o.state, o.held_out,
            o.account, o.settled_on, o.return_code, o.returned_on, o.retry_of, b.proposed_at,
            (SELECT t.trace FROM ach_traces t WHERE t.tenant_id = o.tenant_id AND t.payout_id = o.id) AS trace
         FROM payouts o
         JOIN payout_batches b ON b.tenant_id = o.tenant_id AND b.id = o.batch_id
         JOIN partners p ON p.tenant_id = o.tenant_id AND p.id = o.partner_id
         WHERE o.tenant_id = $1 "
    };
}

impl Tx {
    /// Writes a batch with its payouts and gives its number; `None`, and nothing is written, when its run has one.
    ///
    /// One operator's batches are proposed one after the other: what one reserves the next one sees.
    pub async fn add_payout_batch(
        &mut self,
        batch: &BatchToWrite,
        payouts: &[PayoutToWrite],
    ) -> Result<Option<i32>, Fault> {
        const SQL: &str = "
            INSERT INTO payout_batches (tenant_id, id, number, period, month, status, proposed_at, proposed_by, reason)
            SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5, $6, $7, $8 FROM payout_batches WHERE tenant_id = $1
            ON CONFLICT (tenant_id, period) DO NOTHING RETURNING number";
        let number = on!(self, conn => sqlx::query_scalar::<Db, i32>(SQL)
            .bind(self.tenant)
            .bind(batch.id)
            .bind(&batch.period)
            .bind(batch.month)
            .bind(BatchStatus::Proposed)
            .bind(batch.at)
            .bind(batch.by)
            .bind(&batch.reason)
            .fetch_optional(conn).await?);
        if number.is_some() {
            let state = |payout: &PayoutToWrite| {
                if payout.held_out.is_some() { PayoutState::HeldOut } else { PayoutState::Proposed }
            };
            let _ = insert_rows!(self,
                "INSERT INTO payouts (tenant_id, batch_id, month, partner_id, id, amount, state, held_out, retry_of)",
                shared [self.tenant, batch.id, batch.month], own 6, payouts, |query, payout| query
                    .bind(payout.partner)
                    .bind(payout.id)
                    .bind(payout.amount)
                    .bind(state(payout))
                    .bind(payout.held_out)
                    .bind(payout.retry_of),
                "");
        }
        Ok(number)
    }

    /// Waits until no other transaction of this operator proposes, sends or books, and keeps others waiting till it ends.
    pub async fn lock_payouts(&mut self) -> Result<(), Fault> {
        dialect::lock_tenant(&mut self.inner, self.tenant).await
    }

    /// One batch.
    pub async fn payout_batch(&mut self, id: PayoutBatchId) -> Result<Option<PayoutBatchRow>, Fault> {
        const SQL: &str = concat!(batch_columns!(), "AND b.id = $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, PayoutBatchRow>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_optional(conn).await?))
    }

    /// The batch of a run.
    pub async fn payout_batch_of(&mut self, period: &str) -> Result<Option<PayoutBatchRow>, Fault> {
        const SQL: &str = concat!(batch_columns!(), "AND b.period = $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, PayoutBatchRow>(SQL)
            .bind(self.tenant)
            .bind(period)
            .fetch_optional(conn).await?))
    }

    /// The newest batches.
    pub async fn payout_batches(&mut self, limit: i64) -> Result<Vec<PayoutBatchRow>, Fault> {
        const SQL: &str = concat!(batch_columns!(), "ORDER BY b.number DESC LIMIT $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, PayoutBatchRow>(SQL)
            .bind(self.tenant)
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// Batches that pay a month, oldest first: of those that were proposed from its release until it was paid.
    pub async fn batches_paying(
        &mut self,
        month: Month,
        (from, until): (DateTime<Utc>, Option<DateTime<Utc>>),
    ) -> Result<Vec<PayoutBatchRow>, Fault> {
        const SQL: &str = concat!(
            batch_columns!(),
            "AND b.month >= $2 AND b.status <> 'cancelled' AND b.proposed_at >= $3
             AND ($4 IS NULL OR b.proposed_at <= $4) ORDER BY b.number"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, PayoutBatchRow>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(from)
            .bind(until)
            .fetch_all(conn).await?))
    }

    /// Who proposed a batch, if a person did.
    pub async fn payout_batch_proposer(&mut self, id: PayoutBatchId) -> Result<Option<UserId>, Fault> {
        const SQL: &str = "SELECT proposed_by FROM payout_batches WHERE tenant_id = $1 AND id = $2";
        let by = on!(self, conn => sqlx::query_scalar::<Db, Option<UserId>>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_optional(conn).await?);
        Ok(by.flatten())
    }

    /// Moves a batch on. Fails with [`Fault::Fenced`] when it isn't where it was thought to be.
    pub async fn move_payout_batch(&mut self, batch: BatchMove<'_>) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE payout_batches SET status = $4,
                approved_at = CASE WHEN $4 = 'approved' THEN $5 ELSE approved_at END,
                approved_by = CASE WHEN $4 = 'approved' THEN $6 ELSE approved_by END,
                submitted_at = CASE WHEN $4 = 'submitted' THEN $5 ELSE submitted_at END,
                cancelled_at = CASE WHEN $4 = 'cancelled' THEN $5 ELSE cancelled_at END,
                cancelled_by = CASE WHEN $4 = 'cancelled' THEN $6 ELSE cancelled_by END,
                cancel_reason = CASE WHEN $4 = 'cancelled' THEN $7 ELSE cancel_reason END
            WHERE tenant_id = $1 AND id = $2 AND status = $3";
        if !batch.from.may_become(batch.to) {
            return Err(Fault::Inconsistent(format!("a batch that is {} can’t become {}", batch.from, batch.to)));
        }
        let moved = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(batch.id)
            .bind(batch.from)
            .bind(batch.to)
            .bind(batch.at)
            .bind(batch.by)
            .bind(batch.reason)
            .execute(conn).await?
            .rows_affected());
        if moved == 1 { Ok(()) } else { Err(Fault::Fenced) }
    }

    /// The payouts of a batch, by partner's code, those left out last.
    pub async fn payouts_of_batch(&mut self, id: PayoutBatchId) -> Result<Vec<PayoutRow>, Fault> {
        const SQL: &str = concat!(
            payout_columns!(),
            "AND o.batch_id = $2 ORDER BY CASE WHEN o.state = 'held_out' THEN 1 ELSE 0 END, p.code"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, PayoutRow>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_all(conn).await?))
    }

    /// A partner's newest payouts.
    pub async fn payouts_of_partner(&mut self, partner: PartnerId, limit: i64) -> Result<Vec<PayoutRow>, Fault> {
        const SQL: &str = concat!(payout_columns!(), "AND o.partner_id = $2 ORDER BY b.number DESC LIMIT $3");
        Ok(on!(self, conn => sqlx::query_as::<Db, PayoutRow>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// The payout that a partner's month is paid with: the first that pays up to it or a later one, and wasn't given
    /// up, left out or sent back.
    pub async fn payout_of_month(&mut self, partner: PartnerId, month: Month) -> Result<Option<PayoutRow>, Fault> {
        const SQL: &str = concat!(
            payout_columns!(),
            "AND o.partner_id = $2 AND o.month >= $3 AND o.state IN ('proposed', 'in_transit', 'settled')
             ORDER BY b.number LIMIT 1"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, PayoutRow>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(month)
            .fetch_optional(conn).await?))
    }

    /// One payout.
    pub async fn payout(&mut self, id: PayoutId) -> Result<Option<PayoutRow>, Fault> {
        const SQL: &str = concat!(payout_columns!(), "AND o.id = $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, PayoutRow>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_optional(conn).await?))
    }

    /// Payouts that came back and that no other pays again yet, by partner; of each partner the latest.
    pub async fn payouts_to_retry(&mut self) -> Result<Vec<(PartnerId, PayoutId)>, Fault> {
        const SQL: &str = "
            SELECT o.partner_id, o.id FROM payouts o
            JOIN payout_batches b ON b.tenant_id = o.tenant_id AND b.id = o.batch_id
            WHERE o.tenant_id = $1 AND o.state = 'returned' AND NOT EXISTS (
                SELECT 1 FROM payouts r WHERE r.tenant_id = o.tenant_id AND r.retry_of = o.id
                    AND r.state NOT IN ('held_out', 'cancelled'))
            ORDER BY o.partner_id, b.number";
        let rows = on!(self, conn => sqlx::query_as::<Db, (PartnerId, PayoutId)>(SQL)
            .bind(self.tenant)
            .fetch_all(conn).await?);
        let mut latest: Vec<(PartnerId, PayoutId)> = Vec::with_capacity(rows.len());
        for row in rows {
            match latest.last_mut().filter(|last| last.0 == row.0) {
                Some(last) => *last = row,
                None => latest.push(row),
            }
        }
        Ok(latest)
    }

    /// Moves a payout from one state to another. Fails with [`Fault::Fenced`] when it isn't there.
    pub async fn move_payout(&mut self, id: PayoutId, from: PayoutState, to: PayoutState) -> Result<(), Fault> {
        const SQL: &str = "UPDATE payouts SET state = $4 WHERE tenant_id = $1 AND id = $2 AND state = $3";
        let moved = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(from)
            .bind(to)
            .execute(conn).await?
            .rows_affected());
        if moved == 1 { Ok(()) } else { Err(Fault::Fenced) }
    }

    /// Moves every payout of a batch that is in one state to another, and says how many.
    pub async fn move_payouts(
        &mut self,
        batch: PayoutBatchId,
        from: PayoutState,
        to: PayoutState,
    ) -> Result<u64, Fault> {
        const SQL: &str = "UPDATE payouts SET state = $4 WHERE tenant_id = $1 AND batch_id = $2 AND state = $3";
        Ok(on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(batch)
            .bind(from)
            .bind(to)
            .execute(conn).await?
            .rows_affected()))
    }

    /// Notes the day on which the payouts of a batch settled.
    pub async fn note_settled(&mut self, batch: PayoutBatchId, on: NaiveDate) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE payouts SET settled_on = $3 WHERE tenant_id = $1 AND batch_id = $2 AND state = 'settled'";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(batch)
            .bind(on)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Notes why a payout was left out after all.
    pub async fn note_held_out(&mut self, id: PayoutId, reason: HoldReason) -> Result<(), Fault> {
        const SQL: &str = "UPDATE payouts SET held_out = $3 WHERE tenant_id = $1 AND id = $2";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(reason)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Notes the account that a payout goes to, masked.
    pub async fn note_account(&mut self, id: PayoutId, account: BankAccountId, masked: &str) -> Result<(), Fault> {
        const SQL: &str = "UPDATE payouts SET account_id = $3, account = $4 WHERE tenant_id = $1 AND id = $2";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(account)
            .bind(masked)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Notes why and when a payout came back.
    pub async fn note_returned(&mut self, id: PayoutId, code: &str, on: NaiveDate) -> Result<(), Fault> {
        const SQL: &str = "UPDATE payouts SET return_code = $3, returned_on = $4 WHERE tenant_id = $1 AND id = $2";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(code)
            .bind(on)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
