//! The stages of a run that come before its statements: volumes of groups, and shares for other partners.
//!
//! Both have a mark of their own in the run, moved in the transaction that writes, as the statements' has.

use crate::bulk::insert_rows;
use crate::{Fault, Lease, StatementItem, Tx, on};
use chrono::{DateTime, Utc};
use domain::{Cents, Month, PartnerId, PlanId};

/// What a partner's facts add to the volume that a rule of a plan counts over a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct GroupVolume {
    /// Whose facts.
    pub partner_id: PartnerId,
    /// The plan.
    pub plan_id: PlanId,
    /// The rule, from 1.
    pub rule: i16,
    /// In the earlier months of the rule's period.
    pub volume_before: Cents,
    /// In this month.
    pub volume: Cents,
}

/// A line that one partner's plan gives to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareToWrite {
    /// Who gets it.
    pub partner: PartnerId,
    /// Whose plan gives it.
    pub from: PartnerId,
    /// Its place among what that plan gives to that partner.
    pub position: i32,
    /// The line.
    pub item: StatementItem,
}

#[derive(sqlx::FromRow)]
struct Share {
    partner_id: PartnerId,
    #[sqlx(flatten)]
    item: StatementItem,
}

impl Tx {
    /// Notes that the volumes of the partners up to one are written, and renews the lease.
    pub async fn mark_volumes(&mut self, lease: Lease, upto: PartnerId, until: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE runs SET volumes_upto = $5, leased_until = $6
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND fence = $4 AND status = 'frozen'";
        self.mark(SQL, lease, upto, until).await
    }

    /// Notes that what the partners up to one give to others is written, and renews the lease.
    pub async fn mark_shares(&mut self, lease: Lease, upto: PartnerId, until: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE runs SET shares_upto = $5, leased_until = $6
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND fence = $4 AND status = 'frozen'";
        self.mark(SQL, lease, upto, until).await
    }

    async fn mark(
        &mut self,
        sql: &'static str,
        lease: Lease,
        upto: PartnerId,
        until: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let changed = on!(self, conn => sqlx::query::<Db>(sql)
            .bind(self.tenant)
            .bind(lease.month)
            .bind(lease.version)
            .bind(lease.fence)
            .bind(upto)
            .bind(until)
            .execute(conn).await?
            .rows_affected());
        if changed == 1 { Ok(()) } else { Err(Fault::Fenced) }
    }

    /// Writes volumes.
    pub async fn add_volumes(&mut self, lease: Lease, volumes: &[GroupVolume]) -> Result<(), Fault> {
        let _ = insert_rows!(self,
            "INSERT INTO run_volumes (tenant_id, month, version, partner_id, plan_id, rule, volume_before, volume)",
            shared [self.tenant, lease.month, lease.version], own 5, volumes, |query, row| query
                .bind(row.partner_id)
                .bind(row.plan_id)
                .bind(row.rule)
                .bind(row.volume_before)
                .bind(row.volume),
            "");
        Ok(())
    }

    /// The volumes of a run, by partner.
    pub async fn volumes(&mut self, month: Month, version: i32) -> Result<Vec<GroupVolume>, Fault> {
        const SQL: &str = "
            SELECT partner_id, plan_id, rule, volume_before, volume FROM run_volumes
            WHERE tenant_id = $1 AND month = $2 AND version = $3 ORDER BY partner_id, plan_id, rule";
        Ok(on!(self, conn => sqlx::query_as::<Db, GroupVolume>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .fetch_all(conn).await?))
    }

    /// Writes what plans give to other partners.
    pub async fn add_shares(&mut self, lease: Lease, shares: &[ShareToWrite]) -> Result<(), Fault> {
        let _ = insert_rows!(self,
            "INSERT INTO run_shares (tenant_id, month, version, partner_id, from_partner_id, position, kind, origin,
                rule, part, customer_id, fact, base, rate, amount)",
            shared [self.tenant, lease.month, lease.version], own 12, shares, |query, row| query
                .bind(row.partner)
                .bind(row.from)
                .bind(row.position)
                .bind(row.item.kind)
                .bind(&row.item.origin)
                .bind(row.item.rule)
                .bind(row.item.part)
                .bind(row.item.customer_id)
                .bind(&row.item.fact)
                .bind(row.item.base)
                .bind(row.item.rate)
                .bind(row.item.amount),
            "");
        Ok(())
    }

    /// What others give to the partners in `after < id ≤ upto`, by partner and giver.
    pub async fn shares(
        &mut self,
        (month, version): (Month, i32),
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<(PartnerId, StatementItem)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, kind, origin, rule, part, from_partner_id, customer_id, fact, base, rate, amount
            FROM run_shares
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND partner_id > $4 AND partner_id <= $5
            ORDER BY partner_id, from_partner_id, position";
        let rows = on!(self, conn => sqlx::query_as::<Db, Share>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(|row| (row.partner_id, row.item)).collect())
    }

    /// Whose plans give something to whom in a run, as (giver, receiver).
    pub async fn share_flows(&mut self, (month, version): (Month, i32)) -> Result<Vec<(PartnerId, PartnerId)>, Fault> {
        const SQL: &str = "
            SELECT DISTINCT from_partner_id, partner_id FROM run_shares
            WHERE tenant_id = $1 AND month = $2 AND version = $3 ORDER BY from_partner_id, partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, PartnerId)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .fetch_all(conn).await?))
    }

    /// The partners after one that may get a statement in a month, in key order, with how many bills and facts each has:
    /// those with bills or facts, with a share of others' sales, with a correction, with a statement of the version
    /// before, and with something left from the month before.
    ///
    /// Of each of these the first ones are enough: a chunk must not cost more where more partners follow it.
    pub async fn participants(
        &mut self,
        (month, version): (Month, i32),
        after: PartnerId,
        limit: usize,
    ) -> Result<Vec<(PartnerId, i64)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, CAST(SUM(facts) AS BIGINT) FROM (
                SELECT * FROM (
                    SELECT partner_id, customers AS facts FROM partner_months
                    WHERE tenant_id = $1 AND month = $2 AND partner_id > $4
                    ORDER BY partner_id LIMIT $5) b
                UNION ALL SELECT * FROM (
                    SELECT partner_id, COUNT(*) FROM facts
                    WHERE tenant_id = $1 AND month = $2 AND partner_id > $4
                    GROUP BY partner_id ORDER BY partner_id LIMIT $5) f
                UNION ALL SELECT * FROM (
                    SELECT partner_id, COUNT(*) FROM run_shares
                    WHERE tenant_id = $1 AND month = $2 AND version = $3 AND partner_id > $4
                    GROUP BY partner_id ORDER BY partner_id LIMIT $5) g
                UNION ALL SELECT * FROM (
                    SELECT partner_id, COUNT(*) FROM adjustments
                    WHERE tenant_id = $1 AND partner_id > $4 AND status = 'approved' AND month <= $2
                        AND (applied_month IS NULL OR applied_month = $2)
                    GROUP BY partner_id ORDER BY partner_id LIMIT $5) a
                UNION ALL SELECT * FROM (
                    SELECT partner_id, 1 FROM statements
                    WHERE tenant_id = $1 AND month = $2 AND version = $3 - 1 AND partner_id > $4
                    ORDER BY partner_id LIMIT $5) s
                UNION ALL SELECT * FROM (
                    SELECT c.partner_id, COUNT(*) FROM carried c
                    JOIN (SELECT month, version FROM runs WHERE tenant_id = $1 AND month < $2
                          ORDER BY month DESC, version DESC LIMIT 1) r ON r.month = c.month AND r.version = c.version
                    WHERE c.tenant_id = $1 AND c.partner_id > $4
                    GROUP BY c.partner_id ORDER BY c.partner_id LIMIT $5) c) p
            GROUP BY partner_id ORDER BY partner_id LIMIT $5";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, i64)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .bind(after)
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(conn).await?))
    }
}
