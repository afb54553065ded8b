//! Billed revenue: the facts that commissions are paid on.

use crate::bulk::insert_rows;
use crate::sight::seen;
use crate::{Fault, Tx, on};
use domain::billing::Bill;
use domain::commission::BilledFact;
use domain::{Cents, CustomerId, Month, PartnerId};

impl Tx {
    /// Writes bills. A bill that is there already takes the new amount, unless it is known better:
    /// a derived amount never replaces an imported one. Gives how many were new or changed.
    pub async fn put_bills(&mut self, bills: &[(PartnerId, Bill)]) -> Result<u64, Fault> {
        let written = insert_rows!(self,
            "INSERT INTO bills (tenant_id, month, partner_id, customer_id, amount, source)",
            shared [self.tenant], own 5, bills, |query, row| query
                .bind(row.1.month)
                .bind(row.0)
                .bind(row.1.customer_id)
                .bind(row.1.amount)
                .bind(row.1.source),
            "ON CONFLICT (tenant_id, month, partner_id, customer_id) DO UPDATE SET
                amount = excluded.amount, source = excluded.source
             WHERE (excluded.source = 'imported' OR bills.source = 'derived')
                AND (excluded.amount <> bills.amount OR excluded.source <> bills.source)");
        if written > 0 {
            self.touch(bills.iter().map(|(partner, _)| *partner));
        }
        Ok(written)
    }

    /// Writes the bills of a month that are known by their parts: each is the sum of its recurring facts, whose writing has
    /// touched their partners. Gives how many were new or changed.
    pub async fn put_bills_of_facts(&mut self, month: Month) -> Result<u64, Fault> {
        const SQL: &str = "
            INSERT INTO bills (tenant_id, month, partner_id, customer_id, amount, source)
            SELECT tenant_id, month, partner_id, customer_id, CAST(SUM(amount) AS BIGINT), 'imported'
            FROM facts
            WHERE tenant_id = $1 AND month = $2 AND kind = 'recurring' AND customer_id IS NOT NULL
            GROUP BY tenant_id, month, partner_id, customer_id
            ON CONFLICT (tenant_id, month, partner_id, customer_id) DO UPDATE SET
                amount = excluded.amount, source = excluded.source
            WHERE excluded.amount <> bills.amount OR excluded.source <> bills.source";
        Ok(on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(month)
            .execute(conn).await?
            .rows_affected()))
    }

    /// Removes the derived bills of one customer from `from` on: they are about to be derived anew.
    pub async fn remove_derived_bills(&mut self, customer: CustomerId, from: Month) -> Result<(), Fault> {
        const SQL: &str = "
            DELETE FROM bills
            WHERE tenant_id = $1 AND customer_id = $2 AND month >= $3 AND source = 'derived'
            RETURNING partner_id";
        let owners = on!(self, conn => sqlx::query_scalar::<Db, PartnerId>(SQL)
            .bind(self.tenant)
            .bind(customer)
            .bind(from)
            .fetch_all(conn).await?);
        self.touch(owners);
        Ok(())
    }

    /// A customer's bills, newest first.
    pub async fn bills_of(&mut self, customer: CustomerId) -> Result<Vec<Bill>, Fault> {
        const SQL: &str = "
            SELECT month, customer_id, amount, source FROM bills
            WHERE tenant_id = $1 AND customer_id = $2 ORDER BY month DESC";
        Ok(on!(self, conn => sqlx::query_as::<Db, Bill>(SQL).bind(self.tenant).bind(customer).fetch_all(conn).await?))
    }

    /// What was billed in a month to the customers of the partners in `after < id ≤ upto`, in key order.
    pub async fn billed_facts(
        &mut self,
        month: Month,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<(PartnerId, BilledFact)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, customer_id, amount FROM bills
            WHERE tenant_id = $1 AND month = $2 AND partner_id > $3 AND partner_id <= $4
            ORDER BY partner_id, customer_id";
        let rows = on!(self, conn => sqlx::query_as::<Db, (PartnerId, CustomerId, Cents)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(|(partner, customer, amount)| (partner, BilledFact { customer, amount })).collect())
    }

    /// Sums the bills of these months anew per partner, after an import.
    pub async fn roll_up_months(&mut self, from: Month, upto: Month) -> Result<(), Fault> {
        const CLEAR: &str = "DELETE FROM partner_months WHERE tenant_id = $1 AND month BETWEEN $2 AND $3";
        const SUM: &str = "
            INSERT INTO partner_months (tenant_id, month, partner_id, billed, customers)
            SELECT tenant_id, month, partner_id, CAST(COALESCE(SUM(amount), 0) AS BIGINT), COUNT(*)
            FROM bills WHERE tenant_id = $1 AND month BETWEEN $2 AND $3
            GROUP BY tenant_id, month, partner_id";
        on!(self, conn => {
            sqlx::query::<Db>(CLEAR).bind(self.tenant).bind(from).bind(upto).execute(&mut *conn).await?;
            sqlx::query::<Db>(SUM).bind(self.tenant).bind(from).bind(upto).execute(conn).await?;
        });
        Ok(())
    }

    /// Billed revenue and billed customers per month of all partners, oldest first.
    pub async fn billed_by_month(&mut self, from: Month, upto: Month) -> Result<Vec<(Month, Cents, i64)>, Fault> {
        const SQL: &str = concat!(
            "SELECT month, CAST(COALESCE(SUM(billed), 0) AS BIGINT), CAST(COALESCE(SUM(customers), 0) AS BIGINT)
             FROM partner_months WHERE tenant_id = $1 AND month BETWEEN $2 AND $3 AND ",
            seen!("partner_id", "$4", "$5"),
            " GROUP BY month ORDER BY month"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, (Month, Cents, i64)>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(upto)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?))
    }

    /// The same of one partner.
    pub async fn billed_by_month_of(
        &mut self,
        partner: PartnerId,
        from: Month,
        upto: Month,
    ) -> Result<Vec<(Month, Cents, i64)>, Fault> {
        const SQL: &str = "
            SELECT month, billed, customers FROM partner_months
            WHERE tenant_id = $1 AND month BETWEEN $2 AND $3 AND partner_id = $4 ORDER BY month";
        Ok(on!(self, conn => sqlx::query_as::<Db, (Month, Cents, i64)>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(upto)
            .bind(partner)
            .fetch_all(conn).await?))
    }

    /// What each partner billed per month, by partner and month.
    pub async fn billed_by_partner(
        &mut self,
        from: Month,
        upto: Month,
    ) -> Result<Vec<(PartnerId, Month, Cents, i64)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, month, billed, customers FROM partner_months
            WHERE tenant_id = $1 AND month BETWEEN $2 AND $3 ORDER BY partner_id, month";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, Month, Cents, i64)>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// The latest month with billed revenue.
    pub async fn latest_billed_month(&mut self) -> Result<Option<Month>, Fault> {
        const SQL: &str = "SELECT MAX(month) FROM partner_months WHERE tenant_id = $1";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, Option<Month>>(SQL).bind(self.tenant).fetch_one(conn).await?))
    }
}
