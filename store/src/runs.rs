//! Runs: how far a month has come, and who is working on it.

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::run::{Run, RunStatus};
use domain::{Cents, Month, PartnerId};
use uuid::Uuid;

/// The right to work on a run until it expires, and the fence that keeps out who held it before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The month.
    pub month: Month,
    /// The run's version.
    pub version: i32,
    /// Rises with every worker; a write with a lower one is refused.
    pub fence: i64,
}

/// A run with its marks: the last partner of each stage.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RunProgress {
    /// The run.
    #[sqlx(flatten)]
    pub run: Run,
    /// Partners up to this one have the volumes that their groups count.
    pub volumes_upto: Option<PartnerId>,
    /// Partners up to this one have given others their shares.
    pub shares_upto: Option<PartnerId>,
    /// Partners up to this one have their statement.
    pub calculated_upto: Option<PartnerId>,
    /// Partners up to this one have their score.
    pub scored_upto: Option<PartnerId>,
}

macro_rules! run_columns {
    () => {
        "month, version, status, partners, partners_done, partners_scored, lines, billed, commission, \
         frozen_at, calculated_at"
    };
}

impl Tx {
    /// Freezes a month: writes its run, unless it has one. Says whether it was written.
    pub async fn add_run(&mut self, run: &Run) -> Result<bool, Fault> {
        const SQL: &str = "
            INSERT INTO runs (tenant_id, month, version, status, partners, partners_done, partners_scored,
                lines, billed, commission, frozen_at, fence)
            VALUES ($1, $2, $3, $4, $5, 0, 0, 0, $6, 0, $7, 0)
            ON CONFLICT (tenant_id, month, version) DO NOTHING";
        let added = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(run.month)
            .bind(run.version)
            .bind(run.status)
            .bind(run.partners)
            .bind(run.billed)
            .bind(run.frozen_at)
            .execute(conn).await?
            .rows_affected());
        Ok(added == 1)
    }

    /// The latest run of a month.
    pub async fn run(&mut self, month: Month) -> Result<Option<RunProgress>, Fault> {
        const SQL: &str = concat!(
            "SELECT ",
            run_columns!(),
            ", volumes_upto, shares_upto, calculated_upto, scored_upto FROM runs
             WHERE tenant_id = $1 AND month = $2 ORDER BY version DESC LIMIT 1"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, RunProgress>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_optional(conn).await?))
    }

    /// The latest run of every month that has one, newest month first.
    pub async fn runs(&mut self) -> Result<Vec<Run>, Fault> {
        const SQL: &str = concat!(
            "SELECT ",
            run_columns!(),
            " FROM runs r
             WHERE tenant_id = $1 AND version = (
                SELECT MAX(n.version) FROM runs n WHERE n.tenant_id = r.tenant_id AND n.month = r.month)
             ORDER BY month DESC"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, Run>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }

    /// Takes up a frozen run, unless another worker's lease still holds.
    pub async fn claim_run(
        &mut self,
        month: Month,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Lease>, Fault> {
        const SQL: &str = "
            UPDATE runs SET fence = fence + 1, leased_until = $4
            WHERE tenant_id = $1 AND month = $2 AND status = 'frozen' AND (leased_until IS NULL OR leased_until <= $3)
            RETURNING version, fence";
        let claimed = on!(self, conn => sqlx::query_as::<Db, (i32, i64)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(now)
            .bind(until)
            .fetch_optional(conn).await?);
        Ok(claimed.map(|(version, fence)| Lease { month, version, fence }))
    }

    /// Notes that the partners up to one have their statements, and renews the lease.
    ///
    /// Fails with [`Fault::Fenced`] when another worker has taken the run up since.
    pub async fn mark_calculated(
        &mut self,
        lease: Lease,
        upto: PartnerId,
        (partners, lines, commission): (i32, i64, Cents),
        until: DateTime<Utc>,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE runs SET calculated_upto = $5, partners_done = partners_done + $6,
                partners = CASE WHEN partners < partners_done + $6 THEN partners_done + $6 ELSE partners END,
                lines = lines + $7,
                commission = commission + $8, leased_until = $9
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND fence = $4 AND status = 'frozen'";
        let changed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(lease.month)
            .bind(lease.version)
            .bind(lease.fence)
            .bind(upto)
            .bind(partners)
            .bind(lines)
            .bind(commission)
            .bind(until)
            .execute(conn).await?
            .rows_affected());
        if changed == 1 { Ok(()) } else { Err(Fault::Fenced) }
    }

    /// Notes that the partners up to one have their scores, and renews the lease.
    pub async fn mark_scored(
        &mut self,
        lease: Lease,
        upto: PartnerId,
        partners: i32,
        until: DateTime<Utc>,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE runs SET scored_upto = $5, partners_scored = partners_scored + $6, leased_until = $7
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND fence = $4 AND status = 'frozen'";
        let changed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(lease.month)
            .bind(lease.version)
            .bind(lease.fence)
            .bind(upto)
            .bind(partners)
            .bind(until)
            .execute(conn).await?
            .rows_affected());
        if changed == 1 { Ok(()) } else { Err(Fault::Fenced) }
    }

    /// Ends the calculation of a run.
    pub async fn finish_run(&mut self, lease: Lease, at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE runs SET status = $5, calculated_at = $6, leased_until = NULL
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND fence = $4 AND status = 'frozen'";
        let changed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(lease.month)
            .bind(lease.version)
            .bind(lease.fence)
            .bind(RunStatus::Calculated)
            .bind(at)
            .execute(conn).await?
            .rows_affected());
        if changed == 1 { Ok(()) } else { Err(Fault::Fenced) }
    }

    /// Notes that facts came in after a month was calculated.
    pub async fn mark_outdated(&mut self, month: Month) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE runs SET is_outdated = $3 WHERE tenant_id = $1 AND month = $2 AND version = (
                SELECT MAX(n.version) FROM runs n WHERE n.tenant_id = $1 AND n.month = $2)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(true)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Whether facts came in after a month's latest run was calculated.
    pub async fn is_outdated(&mut self, month: Month) -> Result<bool, Fault> {
        const SQL: &str = "
            SELECT is_outdated FROM runs WHERE tenant_id = $1 AND month = $2 ORDER BY version DESC LIMIT 1";
        let found = on!(self, conn => sqlx::query_scalar::<Db, bool>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_optional(conn).await?);
        Ok(found.unwrap_or(false))
    }

    /// Keeps why a month is calculated anew.
    pub async fn set_reason(&mut self, (month, version): (Month, i32), reason: &str) -> Result<(), Fault> {
        const SQL: &str = "UPDATE runs SET reason = $4 WHERE tenant_id = $1 AND month = $2 AND version = $3";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .bind(reason)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Why a run was made anew; none for the first.
    pub async fn reason(&mut self, (month, version): (Month, i32)) -> Result<Option<String>, Fault> {
        const SQL: &str = "SELECT reason FROM runs WHERE tenant_id = $1 AND month = $2 AND version = $3";
        let found = on!(self, conn => sqlx::query_scalar::<Db, Option<String>>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .fetch_optional(conn).await?);
        Ok(found.flatten())
    }

    /// Opens a frozen month again of which no statement is written yet, as if it had never been frozen.
    pub async fn remove_run(&mut self, lease: Lease) -> Result<(), Fault> {
        const SQL: &str = "
            DELETE FROM runs WHERE tenant_id = $1 AND month = $2 AND version = $3 AND fence = $4 AND status = 'frozen'
                AND calculated_upto IS NULL";
        const STAGES: [&str; 2] = [
            "DELETE FROM run_volumes WHERE tenant_id = $1 AND month = $2 AND version = $3",
            "DELETE FROM run_shares WHERE tenant_id = $1 AND month = $2 AND version = $3",
        ];
        let removed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(lease.month)
            .bind(lease.version)
            .bind(lease.fence)
            .execute(conn).await?
            .rows_affected());
        if removed != 1 {
            return Err(Fault::Fenced);
        }
        for sql in STAGES {
            on!(self, conn => sqlx::query::<Db>(sql)
                .bind(self.tenant)
                .bind(lease.month)
                .bind(lease.version)
                .execute(conn).await?
                .rows_affected());
        }
        Ok(())
    }

    /// The partners that were billed in a month after one, in key order, with how many bills each has.
    pub async fn billed_partners(
        &mut self,
        month: Month,
        after: PartnerId,
        limit: i64,
    ) -> Result<Vec<(PartnerId, i64)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, customers FROM partner_months
            WHERE tenant_id = $1 AND month = $2 AND partner_id > $3 ORDER BY partner_id LIMIT $4";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, i64)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(after)
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// A key before every partner's.
    pub fn before_all_partners() -> PartnerId {
        PartnerId(Uuid::nil())
    }
}
