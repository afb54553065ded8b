//! Statements and their lines.

use crate::bulk::insert_rows;
use crate::sight::{seen, seen_partners};
use crate::{Fault, Lease, Tx, on};
use domain::commission::{Carried, Kind, Line};
use domain::run::RunStatus;
use domain::view::{PartnerRef, StatementLine, StatementRow};
use domain::{Cents, CustomerId, Month, PartnerId, PlanId, Rate};

/// One partner's statement with its lines, as a run writes it.
#[derive(Clone, Debug)]
pub struct StatementToWrite {
    /// Whose.
    pub partner: PartnerId,
    /// The plan and its version in force, if the partner has one.
    pub plan: Option<(PlanId, i32)>,
    /// Billed revenue it is computed from.
    pub billed: Cents,
    /// The sum of the lines.
    pub commission: Cents,
    /// What of it came from the month before, less what goes to the month after.
    pub forwarded: Cents,
    /// The lines.
    pub lines: Lines,
    /// What it leaves for later months.
    pub carried: Carried,
}

/// A statement's lines.
#[derive(Clone, Debug)]
pub enum Lines {
    /// Rates of billed revenue, in order of their key.
    Plain(Vec<Line>),
    /// Lines of any kind, in the order of evaluation.
    Items(Vec<StatementItem>),
}

impl Lines {
    /// How many.
    pub const fn count(&self) -> usize {
        match self {
            Self::Plain(lines) => lines.len(),
            Self::Items(items) => items.len(),
        }
    }
}

/// A line of any kind.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StatementItem {
    /// What it is.
    pub kind: Kind,
    /// What it is called: a rule's name, a part of the plan, a reason.
    pub origin: String,
    /// Which rule of the partner's own plan, from 1; 0 for none.
    pub rule: i16,
    /// Which band, from 1; 0 for none.
    pub part: i16,
    /// Whose sales it comes from, where that is another partner.
    pub from_partner_id: Option<PartnerId>,
    /// The customer, if it is about one.
    pub customer_id: Option<CustomerId>,
    /// The fact; none where it is the customer's bill, or no fact at all.
    pub fact: Option<String>,
    /// What the rate applies to.
    pub base: Cents,
    /// The rate.
    pub rate: Rate,
    /// The amount.
    pub amount: Cents,
}

/// What a statement comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StatementTotal {
    /// Whose.
    pub partner_id: PartnerId,
    /// How many lines it has.
    pub lines: i32,
    /// Billed revenue it is computed from.
    pub billed: Cents,
    /// The sum of the lines.
    pub commission: Cents,
    /// What of it came from the month before, less what goes to the month after.
    pub forwarded: Cents,
}

/// A statement as it is read: its head, with the parts that a page shows.
#[derive(sqlx::FromRow)]
struct Head {
    month: Month,
    version: i32,
    partner_id: PartnerId,
    partner_code: String,
    partner_name: String,
    plan_name: Option<String>,
    plan_version: Option<i32>,
    lines: i32,
    billed: Cents,
    commission: Cents,
    status: RunStatus,
}

impl From<Head> for StatementRow {
    fn from(head: Head) -> Self {
        let plan = head.plan_name.zip(head.plan_version);
        Self {
            month: head.month,
            version: head.version,
            partner: PartnerRef { id: head.partner_id, code: head.partner_code, name: head.partner_name },
            plan: plan.map_or_else(
                || "No plan of its own".to_owned(),
                |(name, version)| format!("{name}, version {version}"),
            ),
            lines: head.lines,
            billed: head.billed,
            commission: head.commission,
            status: head.status,
        }
    }
}

/// Heads of the latest version of each month, to be followed by further conditions.
macro_rules! heads {
    ($tail:expr) => {
        concat!(
            "SELECT s.month, s.version, s.partner_id, p.code AS partner_code, p.name AS partner_name,
                l.name AS plan_name, s.plan_version, s.lines, s.billed, s.commission, r.status
             FROM statements s
             JOIN runs r ON r.tenant_id = s.tenant_id AND r.month = s.month AND r.version = s.version
             JOIN partners p ON p.tenant_id = s.tenant_id AND p.id = s.partner_id
             LEFT JOIN plans l ON l.tenant_id = s.tenant_id AND l.id = s.plan_id
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
            "INSERT INTO statements
                (tenant_id, month, version, partner_id, plan_id, plan_version, lines, billed, commission, forwarded)",
            shared [self.tenant, lease.month, lease.version], own 7, statements, |query, row| query
                .bind(row.partner)
                .bind(row.plan.map(|(plan, _)| plan))
                .bind(row.plan.map(|(_, version)| version))
                .bind(i32::try_from(row.lines.count()).unwrap_or(i32::MAX))
                .bind(row.billed)
                .bind(row.commission)
                .bind(row.forwarded),
            "");
        let (mut plain, mut items) = (Vec::new(), Vec::new());
        for statement in statements {
            match &statement.lines {
                Lines::Plain(lines) => plain.extend(lines.iter().map(|line| (statement.partner, line))),
                Lines::Items(of) => items.extend((0i32..).zip(of).map(|(at, item)| (statement.partner, at, item))),
            }
        }
        self.add_plain_lines(lease, &plain).await?;
        self.add_items(lease, &items).await?;
        self.add_carried(lease, statements).await
    }

    async fn add_plain_lines(&mut self, lease: Lease, lines: &[(PartnerId, &Line)]) -> Result<(), Fault> {
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

    async fn add_items(&mut self, lease: Lease, items: &[(PartnerId, i32, &StatementItem)]) -> Result<(), Fault> {
        let _ = insert_rows!(self,
            "INSERT INTO statement_items (tenant_id, month, version, partner_id, position, kind, origin, rule, part,
                from_partner_id, customer_id, fact, base, rate, amount)",
            shared [self.tenant, lease.month, lease.version], own 12, items, |query, row| query
                .bind(row.0)
                .bind(row.1)
                .bind(row.2.kind)
                .bind(&row.2.origin)
                .bind(row.2.rule)
                .bind(row.2.part)
                .bind(row.2.from_partner_id)
                .bind(row.2.customer_id)
                .bind(&row.2.fact)
                .bind(row.2.base)
                .bind(row.2.rate)
                .bind(row.2.amount),
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
        const SQL: &str = heads!(concat!(
            "AND s.month = $2 AND ",
            seen!("s.partner_id", "$4", "$5"),
            " ORDER BY s.commission DESC, p.code LIMIT $3"
        ));
        let rows = on!(self, conn => sqlx::query_as::<Db, Head>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(limit)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(StatementRow::from).collect())
    }

    /// What each partner's statement of a run comes to, by partner.
    pub async fn statement_totals(&mut self, (month, version): (Month, i32)) -> Result<Vec<StatementTotal>, Fault> {
        const SQL: &str = "
            SELECT partner_id, lines, billed, commission, forwarded FROM statements
            WHERE tenant_id = $1 AND month = $2 AND version = $3 ORDER BY partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, StatementTotal>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .fetch_all(conn).await?))
    }

    /// One statement, and the plan version it was computed by, if there was one.
    pub async fn statement(
        &mut self,
        month: Month,
        partner: PartnerId,
    ) -> Result<Option<(StatementRow, Option<(PlanId, i32)>)>, Fault> {
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
                    let (plan, version) = sqlx::query_as::<Db, (Option<PlanId>, Option<i32>)>(PLAN)
                        .bind(self.tenant)
                        .bind(month)
                        .bind(row.version)
                        .bind(partner)
                        .fetch_one(conn).await?;
                    Some((row, plan.zip(version)))
                }
                None => None,
            }
        }))
    }

    /// A page of a statement's lines with the facts they come from: a plain statement's by customer number, others in
    /// the order of evaluation.
    pub async fn statement_lines(
        &mut self,
        (month, version, partner): (Month, i32, PartnerId),
        offset: i64,
        limit: i64,
    ) -> Result<Vec<StatementLine>, Fault> {
        const ITEMS: &str = "
            SELECT i.kind, i.origin, i.rule, i.part, f.code AS from_partner, i.customer_id, c.code AS customer_code,
                i.fact, b.amount AS billed, b.source, i.base, i.rate, i.amount,
                CASE WHEN i.part > 0 THEN CAST(SUM(i.base) OVER (
                    PARTITION BY i.kind, i.rule, i.from_partner_id ORDER BY i.position) - i.base AS BIGINT)
                END AS volume_before
            FROM statement_items i
            LEFT JOIN partners f ON f.tenant_id = i.tenant_id AND f.id = i.from_partner_id
            LEFT JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
            LEFT JOIN bills b ON b.tenant_id = i.tenant_id AND b.month = i.month
                AND b.partner_id = COALESCE(i.from_partner_id, i.partner_id) AND b.customer_id = i.customer_id
                AND i.fact IS NULL AND i.kind IN ('earned', 'advance', 'bound', 'override')
            WHERE i.tenant_id = $1 AND i.month = $2 AND i.version = $3 AND i.partner_id = $4
            ORDER BY i.position LIMIT $5 OFFSET $6";
        const PLAIN: &str = "
            SELECT 'earned' AS kind, '' AS origin, l.rule, l.part, NULL AS from_partner, l.customer_id,
                c.code AS customer_code, NULL AS fact, b.amount AS billed, b.source, l.base, l.rate, l.amount,
                CASE WHEN l.part > 0 THEN CAST(SUM(l.base) OVER (
                    PARTITION BY l.rule ORDER BY l.customer_id, l.part) - l.base AS BIGINT)
                END AS volume_before
            FROM commission_lines l
            JOIN customers c ON c.tenant_id = l.tenant_id AND c.id = l.customer_id
            JOIN bills b ON b.tenant_id = l.tenant_id AND b.month = l.month AND b.partner_id = l.partner_id
                AND b.customer_id = l.customer_id
            WHERE l.tenant_id = $1 AND l.month = $2 AND l.version = $3 AND l.partner_id = $4
            ORDER BY c.code, l.rule, l.part LIMIT $5 OFFSET $6";
        for sql in [ITEMS, PLAIN] {
            let lines = on!(self, conn => sqlx::query_as::<Db, StatementLine>(sql)
                .bind(self.tenant)
                .bind(month)
                .bind(version)
                .bind(partner)
                .bind(limit)
                .bind(offset)
                .fetch_all(conn).await?);
            if !lines.is_empty() {
                return Ok(lines);
            }
        }
        Ok(Vec::new())
    }

    /// The sums of a statement's lines by kind, in the order of evaluation.
    pub async fn statement_sums(
        &mut self,
        (month, version, partner): (Month, i32, PartnerId),
    ) -> Result<Vec<(Kind, Cents)>, Fault> {
        const SQL: &str = "
            SELECT kind, CAST(SUM(amount) AS BIGINT) FROM statement_items
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND partner_id = $4 GROUP BY kind
            UNION ALL
            SELECT 'earned', CAST(SUM(amount) AS BIGINT) FROM commission_lines
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND partner_id = $4 HAVING COUNT(*) > 0";
        let mut sums = on!(self, conn => sqlx::query_as::<Db, (Kind, Cents)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .bind(partner)
            .fetch_all(conn).await?);
        sums.sort_unstable_by_key(|(kind, _)| *kind);
        Ok(sums)
    }

    /// Commission per month of all calculated months, by month: a month's run knows what it came to for all partners.
    pub async fn commission_by_month(&mut self) -> Result<Vec<(Month, Cents)>, Fault> {
        const ALL: &str = "
            SELECT month, commission FROM runs r
            WHERE tenant_id = $1 AND status <> 'frozen' AND version = (
                SELECT MAX(n.version) FROM runs n WHERE n.tenant_id = r.tenant_id AND n.month = r.month)
            ORDER BY month";
        const SEEN: &str = concat!(
            "SELECT r.month, CAST(COALESCE(SUM(s.commission), 0) AS BIGINT) FROM runs r
             JOIN statements s ON s.tenant_id = r.tenant_id AND s.month = r.month AND s.version = r.version
             WHERE r.tenant_id = $1 AND r.status <> 'frozen' AND r.version = (
                SELECT MAX(n.version) FROM runs n WHERE n.tenant_id = r.tenant_id AND n.month = r.month)
             AND s.partner_id IN (",
            seen_partners!("$2", "$3"),
            ") GROUP BY r.month ORDER BY r.month"
        );
        Ok(on!(self, conn => match self.seer {
            None => sqlx::query_as::<Db, (Month, Cents)>(ALL).bind(self.tenant).fetch_all(conn).await?,
            Some(seer) => sqlx::query_as::<Db, (Month, Cents)>(SEEN)
                .bind(self.tenant)
                .bind(seer)
                .bind(self.seen_on)
                .fetch_all(conn).await?,
        }))
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
