//! Statements and their lines.

use crate::bulk::insert_rows;
use crate::{Fault, Lease, Tx, on};
use domain::commission::Line;
use domain::run::RunStatus;
use domain::view::{PartnerRef, StatementLine, StatementRow};
use domain::{Cents, Month, PartnerId, PlanId};

/// One partner's statement with its lines, as a run writes it.
#[derive(Clone, Debug)]
pub struct StatementToWrite {
    /// Whose.
    pub partner: PartnerId,
    /// The plan.
    pub plan: PlanId,
    /// Its version in force.
    pub plan_version: i32,
    /// Billed revenue it is computed from.
    pub billed: Cents,
    /// The sum of the lines.
    pub commission: Cents,
    /// The lines, in order of their key.
    pub lines: Vec<Line>,
}

/// A statement as it is read: its head, with the parts that a page shows.
#[derive(sqlx::FromRow)]
struct Head {
    month: Month,
    version: i32,
    partner_id: PartnerId,
    partner_code: String,
    partner_name: String,
    plan_name: String,
    plan_version: i32,
    lines: i32,
    billed: Cents,
    commission: Cents,
    status: RunStatus,
}

impl From<Head> for StatementRow {
    fn from(head: Head) -> Self {
        Self {
            month: head.month,
            version: head.version,
            partner: PartnerRef { id: head.partner_id, code: head.partner_code, name: head.partner_name },
            plan: format!("{}, version {}", head.plan_name, head.plan_version),
            lines: head.lines,
            billed: head.billed,
            commission: head.commission,
            status: head.status,
        }
    }
}

/// Heads of the latest version of each month, to be followed by further conditions.
macro_rules! heads {
    ($tail:literal) => {
        concat!(
            "SELECT s.month, s.version, s.partner_id, p.code AS partner_code, p.name AS partner_name,
                l.name AS plan_name, s.plan_version, s.lines, s.billed, s.commission, r.status
             FROM statements s
             JOIN runs r ON r.tenant_id = s.tenant_id AND r.month = s.month AND r.version = s.version
             JOIN partners p ON p.tenant_id = s.tenant_id AND p.id = s.partner_id
             JOIN plans l ON l.tenant_id = s.tenant_id AND l.id = s.plan_id
             WHERE s.tenant_id = $1 AND s.version = (
                SELECT MAX(n.version) FROM runs n WHERE n.tenant_id = s.tenant_id AND n.month = s.month) ",
            $tail
        )
    };
}

impl Tx {
    /// Writes statements with their lines. The key of a line is its idempotency key.
    pub async fn add_statements(&mut self, lease: Lease, statements: &[StatementToWrite]) -> Result<(), Fault> {
        let _ = insert_rows!(self,
            "INSERT INTO statements (tenant_id, month, version, partner_id, plan_id, plan_version, lines, billed, commission)",
            shared [self.tenant, lease.month, lease.version], own 6, statements, |query, row| query
                .bind(row.partner)
                .bind(row.plan)
                .bind(row.plan_version)
                .bind(i32::try_from(row.lines.len()).unwrap_or(i32::MAX))
                .bind(row.billed)
                .bind(row.commission),
            "");
        let lines: Vec<_> = statements.iter().flat_map(|s| s.lines.iter().map(|line| (s.partner, line))).collect();
        let _ = insert_rows!(self,
            "INSERT INTO commission_lines
                (tenant_id, month, version, partner_id, customer_id, rule, part, base, rate, amount)",
            shared [self.tenant, lease.month, lease.version], own 7, lines, |query, row| query
                .bind(row.0)
                .bind(row.1.customer)
                .bind(row.1.rule)
                .bind(row.1.part)
                .bind(row.1.base)
                .bind(row.1.rate)
                .bind(row.1.amount),
            "");
        Ok(())
    }

    /// One partner's statements, newest first.
    pub async fn statements_of(&mut self, partner: PartnerId) -> Result<Vec<StatementRow>, Fault> {
        const SQL: &str = heads!("AND s.partner_id = $2 ORDER BY s.month DESC");
        let rows = on!(self, conn => sqlx::query_as::<Db, Head>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(StatementRow::from).collect())
    }

    /// The statements of a month, highest commission first.
    pub async fn statements_in(&mut self, month: Month, limit: i64) -> Result<Vec<StatementRow>, Fault> {
        const SQL: &str = heads!("AND s.month = $2 ORDER BY s.commission DESC, p.code LIMIT $3");
        let rows = on!(self, conn => sqlx::query_as::<Db, Head>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(limit)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(StatementRow::from).collect())
    }

    /// One statement, and the plan version it was computed by.
    pub async fn statement(
        &mut self,
        month: Month,
        partner: PartnerId,
    ) -> Result<Option<(StatementRow, PlanId, i32)>, Fault> {
        const SQL: &str = heads!("AND s.month = $2 AND s.partner_id = $3");
        const PLAN: &str = "
            SELECT plan_id, plan_version FROM statements
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND partner_id = $4";
        Ok(on!(self, conn => {
            let head = sqlx::query_as::<Db, Head>(SQL)
                .bind(self.tenant)
                .bind(month)
                .bind(partner)
                .fetch_optional(&mut *conn).await?;
            match head.map(StatementRow::from) {
                Some(row) => {
                    let (plan, version) = sqlx::query_as::<Db, (PlanId, i32)>(PLAN)
                        .bind(self.tenant)
                        .bind(month)
                        .bind(row.version)
                        .bind(partner)
                        .fetch_one(conn).await?;
                    Some((row, plan, version))
                }
                None => None,
            }
        }))
    }

    /// A page of a statement's lines with the facts they come from, by customer number.
    pub async fn statement_lines(
        &mut self,
        (month, version, partner): (Month, i32, PartnerId),
        offset: i64,
        limit: i64,
    ) -> Result<Vec<StatementLine>, Fault> {
        const SQL: &str = "
            SELECT l.customer_id, c.code AS customer_code, l.rule, l.part, l.base, l.rate, l.amount,
                b.amount AS billed, b.source
            FROM commission_lines l
            JOIN customers c ON c.tenant_id = l.tenant_id AND c.id = l.customer_id
            JOIN bills b ON b.tenant_id = l.tenant_id AND b.month = l.month AND b.partner_id = l.partner_id
                AND b.customer_id = l.customer_id
            WHERE l.tenant_id = $1 AND l.month = $2 AND l.version = $3 AND l.partner_id = $4
            ORDER BY c.code, l.rule, l.part LIMIT $5 OFFSET $6";
        Ok(on!(self, conn => sqlx::query_as::<Db, StatementLine>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .bind(partner)
            .bind(limit)
            .bind(offset)
            .fetch_all(conn).await?))
    }

    /// Commission per month of all calculated months, by month.
    pub async fn commission_by_month(&mut self) -> Result<Vec<(Month, Cents)>, Fault> {
        const SQL: &str = "
            SELECT month, commission FROM runs r
            WHERE tenant_id = $1 AND status <> 'frozen' AND version = (
                SELECT MAX(n.version) FROM runs n WHERE n.tenant_id = r.tenant_id AND n.month = r.month)
            ORDER BY month";
        Ok(on!(self, conn => sqlx::query_as::<Db, (Month, Cents)>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }

    /// Commission of each partner in the latest calculated month, by partner.
    pub async fn commission_by_partner(&mut self) -> Result<Vec<(PartnerId, Cents)>, Fault> {
        const SQL: &str = "
            SELECT s.partner_id, s.commission FROM statements s
            JOIN (SELECT month, version FROM runs WHERE tenant_id = $1 AND status <> 'frozen'
                  ORDER BY month DESC, version DESC LIMIT 1) r ON r.month = s.month AND r.version = s.version
            WHERE s.tenant_id = $1 ORDER BY s.partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, Cents)>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }
}
