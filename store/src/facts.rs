//! Facts beside the bills: what was activated, installed, used or sold, and the parts that bills consist of.

use crate::bulk::insert_rows;
use crate::{Fault, Tx, on};
use chrono::NaiveDate;
use domain::commission::{FactKind, FactRecord};
use domain::customer::Contract;
use domain::{Cents, CustomerId, Month, PartnerId};

/// A fact to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactToWrite {
    /// Its month.
    pub month: Month,
    /// Whose.
    pub partner: PartnerId,
    /// The fact.
    pub fact: FactRecord,
}

/// A fact as it is read, with what is known of its customer.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FactRow {
    /// Its month.
    pub month: Month,
    /// Whose.
    pub partner_id: PartnerId,
    /// The fact; its id is empty where it is the customer's bill.
    #[sqlx(flatten)]
    pub fact: FactRecord,
    /// How long the customer is bound.
    pub contract: Option<Contract>,
    /// The customer's first day in service.
    pub activated_on: Option<NaiveDate>,
}

/// A customer who left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Departed {
    /// Whose customer it was.
    pub partner_id: PartnerId,
    /// Who.
    pub id: CustomerId,
    /// The first day in service.
    pub activated_on: NaiveDate,
    /// The last.
    pub churned_on: NaiveDate,
}

macro_rules! fact_columns {
    () => {
        "f.month, f.partner_id, f.code, f.kind, f.customer_id, c.code AS customer_code, f.amount, f.cost, f.deductions,
         f.collected, f.quantity, f.product, f.territory, f.contract_months, f.new_customer, f.service_month, f.day,
         f.source, c.contract, c.activated_on
         FROM facts f LEFT JOIN customers c ON c.tenant_id = f.tenant_id AND c.id = f.customer_id "
    };
}

impl Tx {
    /// Writes facts; one that is there already takes what is new about it. Gives how many were new or changed.
    pub async fn put_facts(&mut self, facts: &[FactToWrite]) -> Result<u64, Fault> {
        self.touch(facts.iter().map(|fact| fact.partner));
        Ok(insert_rows!(self,
            "INSERT INTO facts (tenant_id, month, partner_id, code, kind, customer_id, amount, cost, deductions,
                collected, quantity, product, territory, contract_months, new_customer, service_month, day, source)",
            shared [self.tenant], own 17, facts, |query, row| query
                .bind(row.month)
                .bind(row.partner)
                .bind(&row.fact.id)
                .bind(row.fact.kind)
                .bind(row.fact.customer)
                .bind(row.fact.amount)
                .bind(row.fact.cost)
                .bind(row.fact.deductions)
                .bind(row.fact.collected)
                .bind(row.fact.quantity)
                .bind(&row.fact.product)
                .bind(&row.fact.territory)
                .bind(row.fact.contract_months)
                .bind(row.fact.new_customer)
                .bind(row.fact.service_month)
                .bind(row.fact.date)
                .bind(row.fact.source),
            "ON CONFLICT (tenant_id, month, partner_id, code) DO UPDATE SET
                kind = excluded.kind, customer_id = excluded.customer_id, amount = excluded.amount,
                cost = excluded.cost, deductions = excluded.deductions, collected = excluded.collected,
                quantity = excluded.quantity, product = excluded.product, territory = excluded.territory,
                contract_months = excluded.contract_months, new_customer = excluded.new_customer,
                service_month = excluded.service_month, day = excluded.day, source = excluded.source"))
    }

    /// The facts with these codes in a month, whosever they are.
    pub async fn facts_by_code(&mut self, month: Month, codes: &[&str]) -> Result<Vec<FactRow>, Fault> {
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        let list: Vec<_> = (3..codes.len() + 3).map(|n| format!("${n}")).collect();
        let text = format!(
            concat!("SELECT ", fact_columns!(), "WHERE f.tenant_id = $1 AND f.month = $2 AND f.code IN ({})"),
            list.join(", ")
        );
        Ok(on!(self, conn => {
            let mut query = sqlx::query_as::<Db, FactRow>(sqlx::AssertSqlSafe(text)).bind(self.tenant).bind(month);
            for code in codes {
                query = query.bind(*code);
            }
            query.fetch_all(conn).await?
        }))
    }

    /// The facts of these months of the partners in `after < id ≤ upto`, in the order of their key.
    pub async fn facts(
        &mut self,
        (from, month): (Month, Month),
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<FactRow>, Fault> {
        const SQL: &str = concat!(
            "SELECT ",
            fact_columns!(),
            "WHERE f.tenant_id = $1 AND f.month BETWEEN $2 AND $3 AND f.partner_id > $4 AND f.partner_id <= $5
             ORDER BY f.month, f.partner_id, f.code"
        );
        self.fact_rows(SQL, (from, month), after, upto).await
    }

    /// The bills of these months of the partners in `after < id ≤ upto` as facts, in the order of their key.
    pub async fn bills_as_facts(
        &mut self,
        (from, month): (Month, Month),
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<FactRow>, Fault> {
        const SQL: &str = "
            SELECT b.month, b.partner_id, '' AS code, 'recurring' AS kind, b.customer_id, c.code AS customer_code,
                b.amount, NULL AS cost, NULL AS deductions, NULL AS collected, CAST(1 AS BIGINT) AS quantity,
                NULL AS product, NULL AS territory, NULL AS contract_months, NULL AS new_customer,
                NULL AS service_month, NULL AS day, b.source, c.contract, c.activated_on
            FROM bills b
            JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id
            WHERE b.tenant_id = $1 AND b.month BETWEEN $2 AND $3 AND b.partner_id > $4 AND b.partner_id <= $5
            ORDER BY b.month, b.partner_id, b.customer_id";
        self.fact_rows(SQL, (from, month), after, upto).await
    }

    /// Derives a month's activations anew from the customers who came in it, but for those whose activation is imported.
    pub async fn derive_activations(&mut self, month: Month) -> Result<(), Fault> {
        const CLEAR: &str = "DELETE FROM facts WHERE tenant_id = $1 AND month = $2 AND source = 'derived'";
        const DERIVE: &str = "
            INSERT INTO facts (tenant_id, month, partner_id, code, kind, customer_id, amount, quantity, day, source)
            SELECT c.tenant_id, $2, c.partner_id, 'activation of ' || c.code, 'activation', c.id, c.mrr, 1,
                c.activated_on, 'derived'
            FROM customers c
            WHERE c.tenant_id = $1 AND c.activated_on BETWEEN $3 AND $4 AND NOT EXISTS (
                SELECT 1 FROM facts f
                WHERE f.tenant_id = c.tenant_id AND f.month = $2 AND f.partner_id = c.partner_id
                    AND f.customer_id = c.id AND f.kind = 'activation')
            ON CONFLICT (tenant_id, month, partner_id, code) DO NOTHING";
        on!(self, conn => {
            sqlx::query::<Db>(CLEAR).bind(self.tenant).bind(month).execute(&mut *conn).await?;
            sqlx::query::<Db>(DERIVE)
                .bind(self.tenant)
                .bind(month)
                .bind(month.first_day())
                .bind(month.last_day())
                .execute(conn).await?;
        });
        Ok(())
    }

    /// The activations that [`Tx::derive_activations`] would derive for a month, of the partners in `after < id ≤ upto`, and
    /// that aren't kept.
    pub async fn activations_not_kept(
        &mut self,
        month: Month,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<FactRow>, Fault> {
        const SQL: &str = "
            SELECT CAST($2 AS INTEGER) AS month, c.partner_id, 'activation of ' || c.code AS code, 'activation' AS kind,
                c.id AS customer_id, c.code AS customer_code, c.mrr AS amount, NULL AS cost, NULL AS deductions,
                NULL AS collected, CAST(1 AS BIGINT) AS quantity, NULL AS product, NULL AS territory,
                NULL AS contract_months, NULL AS new_customer, NULL AS service_month, c.activated_on AS day,
                'derived' AS source, c.contract, c.activated_on
            FROM customers c
            WHERE c.tenant_id = $1 AND c.activated_on BETWEEN $3 AND $4 AND c.partner_id > $5 AND c.partner_id <= $6
                AND NOT EXISTS (
                    SELECT 1 FROM facts f
                    WHERE f.tenant_id = c.tenant_id AND f.month = $2 AND f.partner_id = c.partner_id
                        AND f.customer_id = c.id AND f.kind = 'activation')
            ORDER BY c.partner_id, c.code";
        Ok(on!(self, conn => sqlx::query_as::<Db, FactRow>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(month.first_day())
            .bind(month.last_day())
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// How many activations [`Tx::activations_not_kept`] finds in a month for each partner, in key order.
    pub async fn count_activations_not_kept(&mut self, month: Month) -> Result<Vec<(PartnerId, i64)>, Fault> {
        const SQL: &str = "
            SELECT c.partner_id, COUNT(*) FROM customers c
            WHERE c.tenant_id = $1 AND c.activated_on BETWEEN $3 AND $4 AND NOT EXISTS (
                SELECT 1 FROM facts f
                WHERE f.tenant_id = c.tenant_id AND f.month = $2 AND f.partner_id = c.partner_id
                    AND f.customer_id = c.id AND f.kind = 'activation')
            GROUP BY c.partner_id ORDER BY c.partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, i64)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(month.first_day())
            .bind(month.last_day())
            .fetch_all(conn).await?))
    }

    /// The partners in `after < id ≤ upto` that have facts of a kind in a month beside their bills, in key order.
    pub async fn partners_with_facts(
        &mut self,
        month: Month,
        kind: FactKind,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<PartnerId>, Fault> {
        const SQL: &str = "
            SELECT DISTINCT partner_id FROM facts
            WHERE tenant_id = $1 AND month = $2 AND partner_id > $3 AND partner_id <= $4 AND kind = $5
            ORDER BY partner_id";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, PartnerId>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(after)
            .bind(upto)
            .bind(kind)
            .fetch_all(conn).await?))
    }

    /// Whether a month has facts beside its bills.
    pub async fn has_facts(&mut self, month: Month) -> Result<bool, Fault> {
        const SQL: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM facts WHERE tenant_id = $1 AND month = $2 LIMIT 1) f";
        let count: i64 = on!(self, conn => sqlx::query_scalar::<Db, i64>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_one(conn).await?);
        Ok(count > 0)
    }

    /// The customers who left in a month, of the partners in `after < id ≤ upto`, by partner and customer.
    pub async fn departed(&mut self, month: Month, after: PartnerId, upto: PartnerId) -> Result<Vec<Departed>, Fault> {
        const SQL: &str = "
            SELECT partner_id, id, activated_on, churned_on FROM customers
            WHERE tenant_id = $1 AND partner_id > $2 AND partner_id <= $3 AND churned_on BETWEEN $4 AND $5
                AND activated_on IS NOT NULL
            ORDER BY partner_id, id";
        Ok(on!(self, conn => sqlx::query_as::<Db, Departed>(SQL)
            .bind(self.tenant)
            .bind(after)
            .bind(upto)
            .bind(month.first_day())
            .bind(month.last_day())
            .fetch_all(conn).await?))
    }

    /// What a partner was paid for each of its customers in these months, both included, by its own plan: less what was
    /// taken back, and without what others' plans gave it.
    pub async fn paid_for_customers(
        &mut self,
        partner: PartnerId,
        (from, upto): (Month, Month),
    ) -> Result<Vec<(CustomerId, Cents)>, Fault> {
        const SQL: &str = "
            SELECT customer_id, CAST(SUM(amount) AS BIGINT) FROM (
                SELECT i.customer_id, i.amount FROM statement_items i
                JOIN runs r ON r.tenant_id = i.tenant_id AND r.month = i.month AND r.version = i.version
                WHERE i.tenant_id = $1 AND i.month BETWEEN $3 AND $4 AND i.partner_id = $2
                    AND i.customer_id IS NOT NULL AND i.from_partner_id IS NULL
                    AND r.version = (SELECT MAX(n.version) FROM runs n WHERE n.tenant_id = $1 AND n.month = r.month)
                UNION ALL
                SELECT l.customer_id, l.amount FROM commission_lines l
                JOIN runs r ON r.tenant_id = l.tenant_id AND r.month = l.month AND r.version = l.version
                WHERE l.tenant_id = $1 AND l.month BETWEEN $3 AND $4 AND l.partner_id = $2
                    AND r.version = (SELECT MAX(n.version) FROM runs n WHERE n.tenant_id = $1 AND n.month = r.month)
                ) p
            GROUP BY customer_id ORDER BY customer_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (CustomerId, Cents)>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(from)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    async fn fact_rows(
        &mut self,
        sql: &'static str,
        (from, month): (Month, Month),
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<FactRow>, Fault> {
        Ok(on!(self, conn => sqlx::query_as::<Db, FactRow>(sql)
            .bind(self.tenant)
            .bind(from)
            .bind(month)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }
}
