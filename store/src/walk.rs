//! The walk of a month from open to closed: who brought it where, and the facts that its next step depends on.

use crate::{Fault, Tx, dialect, on};
use chrono::{DateTime, Utc};
use domain::reconciliation::Severity;
use domain::run::{RunMove, RunStatus};
use domain::view::{ComparisonRow, RunVersion};
use domain::{Cents, Month, PartnerId, UserId};

/// A run on its way from one status to the next.
#[derive(Clone, Copy, Debug)]
pub struct RunStep<'a> {
    /// The month.
    pub month: Month,
    /// Which calculation of it.
    pub version: i32,
    /// Where it is.
    pub from: RunStatus,
    /// Where it goes.
    pub to: RunStatus,
    /// When.
    pub at: DateTime<Utc>,
    /// Who brings it there, if a person does.
    pub by: Option<UserId>,
    /// What they say.
    pub note: Option<&'a str>,
}

/// What a partner has earned after a month, and what is on its way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LaterMoney {
    /// Whose.
    pub partner_id: PartnerId,
    /// Earned in later months that are released.
    pub later: Cents,
    /// At the bank, and not arrived.
    pub in_transit: Cents,
}

impl Tx {
    /// Waits until no other transaction of this operator moves a month, books or writes to the audit trail, and keeps
    /// others waiting till it ends. Who looks whether to wait for a month does it first, so that no call is missed.
    pub async fn lock_months(&mut self) -> Result<(), Fault> {
        dialect::lock_tenant(&mut self.inner, self.tenant).await
    }

    /// Moves a run on, and notes who did. Fails with [`Fault::Fenced`] when it isn't where it was thought to be.
    pub async fn move_run(&mut self, step: RunStep<'_>) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE runs SET status = $5 WHERE tenant_id = $1 AND month = $2 AND version = $3 AND status = $4";
        let RunStep { month, version, from, to, at, by, note } = step;
        if !from.may_become(to) {
            return Err(Fault::Inconsistent(format!("a month that is {from} can’t become {to}")));
        }
        let moved = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .bind(from)
            .bind(to)
            .execute(conn).await?
            .rows_affected());
        if moved != 1 {
            return Err(Fault::Fenced);
        }
        self.note_run_move((month, version), to, (by, at), note).await
    }

    /// Notes that a run has got to a status, for what moves it in another way.
    pub async fn note_run_move(
        &mut self,
        (month, version): (Month, i32),
        to: RunStatus,
        (by, at): (Option<UserId>, DateTime<Utc>),
        note: Option<&str>,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO run_moves (tenant_id, month, version, status, at, moved_by, note)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .bind(to)
            .bind(at)
            .bind(by)
            .bind(note)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// What a calculation of a month has gone through, in order.
    pub async fn run_moves(&mut self, (month, version): (Month, i32)) -> Result<Vec<RunMove>, Fault> {
        const SQL: &str = "
            SELECT m.version, m.status, m.at, u.name AS by, m.note FROM run_moves m
            LEFT JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.moved_by
            WHERE m.tenant_id = $1 AND m.month = $2 AND m.version = $3";
        let mut moves = on!(self, conn => sqlx::query_as::<Db, RunMove>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .fetch_all(conn).await?);
        moves.sort_by_key(|found| found.status);
        Ok(moves)
    }

    /// The people who had a hand in a calculation of a month, by the status that they brought it to.
    pub async fn hands_on_run(&mut self, (month, version): (Month, i32)) -> Result<Vec<(RunStatus, UserId)>, Fault> {
        const SQL: &str = "
            SELECT status, moved_by FROM run_moves
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND moved_by IS NOT NULL";
        Ok(on!(self, conn => sqlx::query_as::<Db, (RunStatus, UserId)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .fetch_all(conn).await?))
    }

    /// Every calculation of a month, the latest first.
    pub async fn run_versions(&mut self, month: Month) -> Result<Vec<RunVersion>, Fault> {
        const SQL: &str = "
            SELECT version, reason, lines, commission, frozen_at, calculated_at FROM runs
            WHERE tenant_id = $1 AND month = $2 ORDER BY version DESC";
        Ok(on!(self, conn => sqlx::query_as::<Db, RunVersion>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_all(conn).await?))
    }

    /// What partners have earned in released months after one, and what is on its way to them; who has neither is left
    /// out.
    pub async fn later_money(&mut self, month: Month) -> Result<Vec<LaterMoney>, Fault> {
        const SQL: &str = "
            SELECT partner_id, CAST(SUM(later) AS BIGINT) AS later, CAST(SUM(in_transit) AS BIGINT) AS in_transit FROM (
                SELECT l.partner_id, SUM(-l.amount) AS later, 0 AS in_transit
                FROM ledger_postings l
                JOIN ledger_entries e ON e.tenant_id = $1 AND e.month = l.month AND e.id = l.entry_id
                JOIN runs r ON r.tenant_id = $1 AND r.month = e.period AND r.status IN ('approved', 'paid', 'closed')
                WHERE l.tenant_id = $1 AND l.account = 'payable' AND e.period > $2
                    AND e.source NOT IN ('payout', 'settlement', 'return')
                GROUP BY l.partner_id
                UNION ALL
                SELECT partner_id, 0, SUM(amount) FROM payouts
                WHERE tenant_id = $1 AND state = 'in_transit' GROUP BY partner_id) m
            GROUP BY partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, LaterMoney>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_all(conn).await?))
    }

    /// The newest comparison of a month in each area that was compared.
    pub async fn comparisons_of(&mut self, month: Month) -> Result<Vec<ComparisonRow>, Fault> {
        const SQL: &str = "
            SELECT month, area, at, compared, skipped, raised, standing, cleared FROM reconciliation_runs r
            WHERE tenant_id = $1 AND month = $2 AND id = (
                SELECT n.id FROM reconciliation_runs n
                WHERE n.tenant_id = r.tenant_id AND n.month = r.month AND n.area = r.area ORDER BY n.id DESC LIMIT 1)
            ORDER BY area";
        Ok(on!(self, conn => sqlx::query_as::<Db, ComparisonRow>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_all(conn).await?))
    }

    /// Findings of a month that somebody should look at, by severity.
    pub async fn pending_findings(&mut self, month: Month) -> Result<Vec<(Severity, i64)>, Fault> {
        const SQL: &str = "
            SELECT severity, COUNT(*) FROM findings
            WHERE tenant_id = $1 AND month = $2 AND state IN ('open', 'acknowledged')
            GROUP BY severity, weight ORDER BY weight DESC";
        Ok(on!(self, conn => sqlx::query_as::<Db, (Severity, i64)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_all(conn).await?))
    }

    /// Questions about a month that nobody has answered.
    pub async fn open_questions(&mut self, month: Month) -> Result<i64, Fault> {
        const SQL: &str = "SELECT COUNT(*) FROM disputes WHERE tenant_id = $1 AND month = $2 AND status = 'open'";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, i64>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_one(conn).await?))
    }

    /// Facts of a month beside its bills.
    pub async fn count_facts(&mut self, month: Month) -> Result<i64, Fault> {
        const SQL: &str = "SELECT COUNT(*) FROM facts WHERE tenant_id = $1 AND month = $2";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, i64>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_one(conn).await?))
    }

    /// Partners that were billed in a month and have no account that payments may go to.
    pub async fn count_without_account(&mut self, month: Month) -> Result<i64, Fault> {
        const SQL: &str = "
            SELECT COUNT(*) FROM partner_months m
            WHERE m.tenant_id = $1 AND m.month = $2 AND NOT EXISTS (
                SELECT 1 FROM bank_accounts a
                WHERE a.tenant_id = m.tenant_id AND a.partner_id = m.partner_id AND a.status = 'verified')";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, i64>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_one(conn).await?))
    }
}
