//! What one version of a month's statements has that the other hasn't.

use crate::{Fault, Tx, on};
use domain::Month;
use domain::correction::{LineDifference, PartnerDifference};

impl Tx {
    /// Partners whose statement differs between two versions of a month, by code.
    pub async fn statement_changes(
        &mut self,
        month: Month,
        (before, after): (i32, i32),
    ) -> Result<Vec<PartnerDifference>, Fault> {
        const SQL: &str = "
            SELECT p.code AS partner,
                CAST(SUM(CASE WHEN s.version = $3 THEN s.commission ELSE 0 END) AS BIGINT) AS before,
                CAST(SUM(CASE WHEN s.version = $4 THEN s.commission ELSE 0 END) AS BIGINT) AS after
            FROM statements s
            JOIN partners p ON p.tenant_id = s.tenant_id AND p.id = s.partner_id
            WHERE s.tenant_id = $1 AND s.month = $2 AND s.version IN ($3, $4)
            GROUP BY p.code
            HAVING SUM(CASE WHEN s.version = $3 THEN s.commission ELSE -s.commission END) <> 0
            ORDER BY p.code";
        Ok(on!(self, conn => sqlx::query_as::<Db, PartnerDifference>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(before)
            .bind(after)
            .fetch_all(conn).await?))
    }

    /// Lines that only one of two versions has, by partner, at most `limit`.
    ///
    /// What a rule earned is the same on a plain statement and on one of many kinds, where the line has the rule's name
    /// as well. Of lines that are alike, each counts: one more of them is a difference.
    pub async fn line_changes(
        &mut self,
        month: Month,
        (before, after): (i32, i32),
        limit: i64,
    ) -> Result<Vec<LineDifference>, Fault> {
        const SQL: &str = "
            SELECT p.code AS partner, d.version, d.kind, d.origin, c.code AS customer, d.base, d.rate, d.amount
            FROM (
                SELECT MIN(version) AS version, partner_id, kind, MAX(name) AS origin, customer_id, base, rate, amount
                FROM (
                    SELECT version, partner_id, kind, name, origin, from_partner_id, customer_id, fact, rule, part, base,
                        rate, amount,
                        ROW_NUMBER() OVER (PARTITION BY version, partner_id, kind, origin, from_partner_id, customer_id,
                            fact, rule, part, base, rate, amount) AS alike
                    FROM (
                        SELECT version, partner_id, kind, origin AS name,
                            CASE WHEN kind = 'earned' THEN '' ELSE origin END AS origin,
                            from_partner_id, customer_id, fact, rule, part, base, rate, amount
                        FROM statement_items WHERE tenant_id = $1 AND month = $2 AND version IN ($3, $4)
                        UNION ALL
                        SELECT version, partner_id, 'earned', '', '', NULL, customer_id, NULL, rule, part, base, rate,
                            amount
                        FROM commission_lines WHERE tenant_id = $1 AND month = $2 AND version IN ($3, $4)) l) n
                GROUP BY partner_id, kind, origin, from_partner_id, customer_id, fact, rule, part, base, rate, amount,
                    alike
                HAVING MIN(version) = MAX(version)) d
            JOIN partners p ON p.tenant_id = $1 AND p.id = d.partner_id
            LEFT JOIN customers c ON c.tenant_id = $1 AND c.id = d.customer_id
            ORDER BY p.code, COALESCE(c.code, ''), d.kind, d.version, d.amount LIMIT $5";
        Ok(on!(self, conn => sqlx::query_as::<Db, LineDifference>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(before)
            .bind(after)
            .bind(limit)
            .fetch_all(conn).await?))
    }
}
