//! What is payable to partners: read from the ledger, and never from statements or batches alone.

use crate::{Fault, Tx, on};
use domain::view::Payable;
use domain::{Cents, Month};

impl Tx {
    /// The latest month that a person has released; nothing is payable before one is.
    pub async fn released_to(&mut self) -> Result<Option<Month>, Fault> {
        const SQL: &str = "
            SELECT MAX(month) FROM runs r
            WHERE tenant_id = $1 AND status IN ('approved', 'paid', 'closed') AND version = (
                SELECT MAX(n.version) FROM runs n WHERE n.tenant_id = r.tenant_id AND n.month = r.month)";
        let month = on!(self, conn => sqlx::query_scalar::<Db, Option<Month>>(SQL)
            .bind(self.tenant)
            .fetch_optional(conn).await?);
        Ok(month.flatten())
    }

    /// What is owed to each partner, by code, with what open batches pay of it and what plans carry forward.
    ///
    /// An entry counts when the month it belongs to is released; so a month that is calculated and not approved adds
    /// nothing, while a clawback, a payout and its return count of themselves.
    pub async fn payables(&mut self) -> Result<Vec<Payable>, Fault> {
        // A plan's own minimum leaves in `carried` what the ledger has as payable all the same.
        const SQL: &str = "
            WITH released AS (
                SELECT month, version FROM runs r
                WHERE tenant_id = $1 AND status IN ('approved', 'paid', 'closed') AND version = (
                    SELECT MAX(n.version) FROM runs n WHERE n.tenant_id = r.tenant_id AND n.month = r.month)
            ), owed AS (
                SELECT l.partner_id, SUM(l.amount) AS balance
                FROM ledger_postings l
                JOIN ledger_entries e ON e.tenant_id = $1 AND e.month = l.month AND e.id = l.entry_id
                JOIN released r ON r.month = e.period
                WHERE l.tenant_id = $1 AND l.account = 'payable' GROUP BY l.partner_id
            ), waiting AS (
                SELECT partner_id, SUM(amount) AS amount FROM payouts
                WHERE tenant_id = $1 AND state = 'proposed' GROUP BY partner_id
            ), latest AS (
                SELECT s.partner_id, MAX(s.month) AS month FROM statements s
                JOIN released r ON r.month = s.month AND r.version = s.version
                WHERE s.tenant_id = $1 GROUP BY s.partner_id
            ), forward AS (
                SELECT c.partner_id, SUM(c.amount) AS amount FROM carried c
                JOIN latest t ON t.partner_id = c.partner_id AND t.month = c.month
                JOIN released r ON r.month = c.month AND r.version = c.version
                WHERE c.tenant_id = $1 AND c.kind = 'forward' AND c.amount > 0 GROUP BY c.partner_id
            )
            SELECT p.id, p.code, p.name, CAST(-o.balance AS BIGINT) AS owed,
                CAST(COALESCE(w.amount, 0) AS BIGINT) AS open, CAST(COALESCE(f.amount, 0) AS BIGINT) AS carried
            FROM owed o
            JOIN partners p ON p.tenant_id = $1 AND p.id = o.partner_id
            LEFT JOIN waiting w ON w.partner_id = o.partner_id
            LEFT JOIN forward f ON f.partner_id = o.partner_id
            WHERE o.balance <> 0 ORDER BY p.code";
        Ok(on!(self, conn => sqlx::query_as::<Db, Payable>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }

    /// What open batches are still to pay, in all.
    pub async fn open_payouts(&mut self) -> Result<Cents, Fault> {
        const SQL: &str = "
            SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payouts WHERE tenant_id = $1 AND state = 'proposed'";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, Cents>(SQL).bind(self.tenant).fetch_one(conn).await?))
    }
}
