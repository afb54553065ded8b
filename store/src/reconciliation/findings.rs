//! Findings: one row for each fault, with what is done about it; and the comparisons that found them.

use crate::bulk::insert_rows;
use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::reconciliation::{Area, Finding, FindingKind, FindingState, Severity, Side};
use domain::view::{ComparisonRow, FindingCount, FindingQuery, FindingRow, PartnerRef};
use domain::{Cents, CustomerId, FindingId, Month, PartnerId, UserId};
use sqlx::types::Json;
use uuid::Uuid;

/// A comparison that is being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Its id.
    pub id: Uuid,
    /// The month.
    pub month: Month,
    /// What is compared.
    pub area: Area,
    /// When it began.
    pub started_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: FindingId,
    kind: FindingKind,
    severity: Severity,
    state: FindingState,
    month: Month,
    partner_id: Option<PartnerId>,
    partner_code: Option<String>,
    partner_name: Option<String>,
    customer_id: Option<CustomerId>,
    customer_code: Option<String>,
    expected: Json<Side>,
    found: Json<Side>,
    difference: Cents,
    first_found_at: DateTime<Utc>,
    last_found_at: DateTime<Utc>,
}

impl From<Row> for FindingRow {
    fn from(row: Row) -> Self {
        let partner = match (row.partner_id, row.partner_code, row.partner_name) {
            (Some(id), Some(code), Some(name)) => Some(PartnerRef { id, code, name }),
            _ => None,
        };
        Self {
            id: row.id,
            kind: row.kind,
            severity: row.severity,
            state: row.state,
            month: row.month,
            partner,
            customer: row.customer_id.zip(row.customer_code),
            expected: row.expected.0,
            found: row.found.0,
            difference: row.difference,
            found_at: (row.first_found_at, row.last_found_at),
        }
    }
}

macro_rules! findings {
    ($tail:literal) => {
        concat!(
            "SELECT f.id, f.kind, f.severity, f.state, f.month, f.partner_id, p.code AS partner_code,
                p.name AS partner_name, f.customer_id, c.code AS customer_code, f.expected, f.found, f.difference,
                f.first_found_at, f.last_found_at
             FROM findings f
             LEFT JOIN partners p ON p.tenant_id = f.tenant_id AND p.id = f.partner_id
             LEFT JOIN customers c ON c.tenant_id = f.tenant_id AND c.id = f.customer_id
             WHERE f.tenant_id = $1 ",
            $tail
        )
    };
}

impl Tx {
    /// Writes what a comparison has found so far. A fault that is known takes the new figures and keeps its state.
    pub async fn put_findings(
        &mut self,
        comparison: &Comparison,
        findings: &[(FindingId, Finding)],
        at: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let run = comparison.id;
        let _ = insert_rows!(self,
            "INSERT INTO findings (tenant_id, opened_run, last_run, first_found_at, last_found_at, state,
                id, key, kind, area, severity, weight, month, partner_id, customer_id, expected, found, difference)",
            shared [self.tenant, run, run, at, at, FindingState::Open], own 12, findings, |query, row| query
                .bind(row.0)
                .bind(row.1.key())
                .bind(row.1.kind)
                .bind(row.1.kind.area())
                .bind(row.1.severity())
                .bind(weight(row.1.severity()))
                .bind(row.1.month)
                .bind(row.1.partner)
                .bind(row.1.customer)
                .bind(Json(&row.1.expected))
                .bind(Json(&row.1.found))
                .bind(row.1.difference()),
            "ON CONFLICT (tenant_id, key) DO UPDATE SET severity = excluded.severity, weight = excluded.weight,
                expected = excluded.expected, found = excluded.found, difference = excluded.difference,
                last_found_at = excluded.last_found_at, last_run = excluded.last_run");
        Ok(())
    }

    /// Ends a comparison: what it found again although it was gone, or with another difference than a person has
    /// settled, is open again; what it didn't find is cleared. Gives the row that is kept of it.
    pub async fn end_comparison(
        &mut self,
        comparison: &Comparison,
        (compared, skipped): (i64, i64),
        at: DateTime<Utc>,
    ) -> Result<ComparisonRow, Fault> {
        const REOPEN: &str = "
            UPDATE findings SET state = 'open', opened_run = $2, resolution = NULL, settled_by = NULL,
                settled_at = NULL, settled_difference = NULL
            WHERE tenant_id = $1 AND month = $3 AND area = $4 AND last_run = $2
                AND (state = 'cleared' OR (state IN ('resolved', 'dismissed') AND difference <> settled_difference))";
        // What another comparison has found meanwhile isn't this one's to clear.
        const CLEAR: &str = "
            UPDATE findings SET state = 'cleared', settled_at = $5
            WHERE tenant_id = $1 AND last_run <> $2 AND month = $3 AND area = $4 AND last_found_at <= $6
                AND state IN ('open', 'acknowledged')";
        const COUNT: &str = "
            SELECT CAST(COALESCE(SUM(CASE WHEN opened_run = $2 THEN 1 ELSE 0 END), 0) AS BIGINT), COUNT(*)
            FROM findings WHERE tenant_id = $1 AND month = $3 AND area = $4 AND last_run = $2";
        const KEEP: &str = "
            INSERT INTO reconciliation_runs
                (tenant_id, id, month, area, at, compared, skipped, raised, standing, cleared)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let Comparison { id, month, area, started_at } = *comparison;
        let (cleared, (raised, standing)) = on!(self, conn => {
            sqlx::query::<Db>(REOPEN)
                .bind(self.tenant).bind(id).bind(month).bind(area)
                .execute(&mut *conn).await?;
            let cleared = sqlx::query::<Db>(CLEAR)
                .bind(self.tenant).bind(id).bind(month).bind(area).bind(at).bind(started_at)
                .execute(&mut *conn).await?
                .rows_affected();
            let counts = sqlx::query_as::<Db, (i64, i64)>(COUNT)
                .bind(self.tenant).bind(id).bind(month).bind(area)
                .fetch_one(conn).await?;
            (i64::try_from(cleared).unwrap_or(i64::MAX), counts)
        });
        on!(self, conn => sqlx::query::<Db>(KEEP)
            .bind(self.tenant).bind(id).bind(month).bind(area).bind(at)
            .bind(compared).bind(skipped).bind(raised).bind(standing).bind(cleared)
            .execute(conn).await?.rows_affected());
        Ok(ComparisonRow { month, area, at, compared, skipped, raised, standing, cleared })
    }

    /// The findings of a month and area by their key, with their state and the difference that a person has settled.
    pub async fn known_findings(
        &mut self,
        month: Month,
        area: Area,
    ) -> Result<Vec<(String, FindingState, Option<Cents>)>, Fault> {
        const SQL: &str = "
            SELECT key, state, settled_difference FROM findings
            WHERE tenant_id = $1 AND month = $2 AND area = $3 ORDER BY key";
        Ok(on!(self, conn => sqlx::query_as::<Db, (String, FindingState, Option<Cents>)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(area)
            .fetch_all(conn).await?))
    }

    /// The newest comparison of each month and area, newest first, at most `limit`.
    pub async fn comparisons(&mut self, limit: i64) -> Result<Vec<ComparisonRow>, Fault> {
        const SQL: &str = "
            SELECT month, area, at, compared, skipped, raised, standing, cleared FROM reconciliation_runs r
            WHERE tenant_id = $1 AND id = (
                SELECT n.id FROM reconciliation_runs n
                WHERE n.tenant_id = r.tenant_id AND n.month = r.month AND n.area = r.area ORDER BY n.id DESC LIMIT 1)
            ORDER BY month DESC, area LIMIT $2";
        Ok(on!(self, conn => sqlx::query_as::<Db, ComparisonRow>(SQL)
            .bind(self.tenant)
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// A page of findings, the most severe first, and how many fit in all.
    pub async fn findings(
        &mut self,
        query: &FindingQuery,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<FindingRow>, i64), Fault> {
        const PAGE: &str = findings!(
            "AND ($2 = '' OR f.kind = $2) AND ($3 = '' OR f.severity = $3)
             AND (f.state = $4 OR $4 = '' AND f.state IN ('open', 'acknowledged')) AND ($5 = 0 OR f.month = $5)
             ORDER BY f.weight DESC, f.month DESC, f.id DESC LIMIT $6 OFFSET $7"
        );
        const COUNT: &str = "
            SELECT COUNT(*) FROM findings f
            WHERE f.tenant_id = $1 AND ($2 = '' OR f.kind = $2) AND ($3 = '' OR f.severity = $3)
                AND (f.state = $4 OR $4 = '' AND f.state IN ('open', 'acknowledged')) AND ($5 = 0 OR f.month = $5)";
        let kind = query.kind.map_or("", FindingKind::code);
        let severity = query.severity.map_or("", Severity::code);
        let state = query.state.map_or("", FindingState::code);
        let month = query.month.map_or(0, Month::number);
        Ok(on!(self, conn => {
            let rows = sqlx::query_as::<Db, Row>(PAGE)
                .bind(self.tenant).bind(kind).bind(severity).bind(state).bind(month).bind(limit).bind(offset)
                .fetch_all(&mut *conn).await?;
            let found = sqlx::query_scalar::<Db, i64>(COUNT)
                .bind(self.tenant).bind(kind).bind(severity).bind(state).bind(month)
                .fetch_one(conn).await?;
            (rows.into_iter().map(FindingRow::from).collect(), found)
        }))
    }

    /// All findings, counted by kind, severity and state.
    pub async fn finding_counts(&mut self) -> Result<Vec<FindingCount>, Fault> {
        const SQL: &str = "
            SELECT kind, severity, state, COUNT(*) AS count FROM findings
            WHERE tenant_id = $1 GROUP BY kind, severity, state ORDER BY kind, severity, state";
        Ok(on!(self, conn => sqlx::query_as::<Db, FindingCount>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }

    /// One finding.
    pub async fn finding(&mut self, id: FindingId) -> Result<Option<FindingRow>, Fault> {
        const SQL: &str = findings!("AND f.id = $2");
        let row = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_optional(conn).await?);
        Ok(row.map(FindingRow::from))
    }

    /// What was said about a finding, by whom (a name), and when it was settled.
    pub async fn finding_resolution(
        &mut self,
        id: FindingId,
    ) -> Result<(Option<String>, Option<String>, Option<DateTime<Utc>>), Fault> {
        const SQL: &str = "
            SELECT f.resolution, u.name, f.settled_at FROM findings f
            LEFT JOIN users u ON u.tenant_id = f.tenant_id AND u.id = f.settled_by
            WHERE f.tenant_id = $1 AND f.id = $2";
        Ok(on!(self, conn => sqlx::query_as::<Db, _>(SQL).bind(self.tenant).bind(id).fetch_one(conn).await?))
    }

    /// Brings a finding from one state to another; says whether it was in the first.
    pub async fn settle_finding(
        &mut self,
        id: FindingId,
        (from, to): (FindingState, FindingState),
        resolution: Option<&str>,
        (by, at): (Option<UserId>, DateTime<Utc>),
    ) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE findings SET state = $4, resolution = $5, settled_by = $6, settled_at = $7,
                settled_difference = difference
            WHERE tenant_id = $1 AND id = $2 AND state = $3";
        let settled_at = (!to.is_pending()).then_some(at);
        let changed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(from)
            .bind(to)
            .bind(resolution)
            .bind(by)
            .bind(settled_at)
            .execute(conn).await?
            .rows_affected());
        Ok(changed == 1)
    }
}

/// Sorts findings by how much they matter.
fn weight(severity: Severity) -> i16 {
    match severity {
        Severity::Low => 0,
        Severity::Medium => 1,
        Severity::High => 2,
        Severity::Critical => 3,
    }
}
