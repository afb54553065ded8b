//! Customers: one by one, as a table, and as an import writes them.

use crate::bulk::insert_rows;
use crate::sight::{seen, seen_partners};
use crate::{Fault, Tx, on};
use domain::customer::Customer;
use domain::lifecycle::Stage;
use domain::view::CustomerRow;
use domain::{Cents, CustomerId, PartnerId};
use sqlx::AssertSqlSafe;
use std::fmt::Write as _;

/// Where a customer stands on a board: highest revenue first, then by id.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct CustomerKey {
    /// The partner whose board it is on.
    pub partner_id: PartnerId,
    /// Its revenue.
    pub mrr: Cents,
    /// Its id.
    pub id: CustomerId,
}

/// The columns of a [`Customer`], in no particular order.
macro_rules! customer_columns {
    () => {
        "partner_id, id, code, city, postcode, stage, stage_since, revision, contract, mrr, \
         activated_on, churned_on, churn_reason, billed_to_date, satisfaction, services"
    };
}

impl Tx {
    /// One customer.
    pub async fn customer(&mut self, id: CustomerId) -> Result<Option<Customer>, Fault> {
        const SQL: &str = concat!(
            "SELECT ",
            customer_columns!(),
            " FROM customers WHERE tenant_id = $1 AND id = $2 AND ",
            seen!("partner_id", "$3", "$4")
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, Customer>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_optional(conn).await?))
    }

    /// The customers with these numbers, as far as they exist.
    pub async fn customers_by_code(&mut self, codes: &[&str]) -> Result<Vec<Customer>, Fault> {
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        let list: Vec<_> = (2..codes.len() + 2).map(|n| format!("${n}")).collect();
        let text = format!(
            concat!("SELECT ", customer_columns!(), " FROM customers WHERE tenant_id = $1 AND code IN ({})"),
            list.join(", ")
        );
        Ok(on!(self, conn => {
            let mut query = sqlx::query_as::<Db, Customer>(AssertSqlSafe(text)).bind(self.tenant);
            for code in codes {
                query = query.bind(*code);
            }
            query.fetch_all(conn).await?
        }))
    }

    /// Writes new customers.
    pub async fn add_customers(&mut self, customers: &[Customer]) -> Result<(), Fault> {
        self.touch(customers.iter().map(|customer| customer.partner_id));
        let _ = insert_rows!(self,
            "INSERT INTO customers (tenant_id, id, partner_id, code, city, postcode, stage, stage_since, revision,
                contract, mrr, activated_on, churned_on, churn_reason, billed_to_date, satisfaction, services)",
            shared [self.tenant], own 16, customers, |query, row| query
                .bind(row.id)
                .bind(row.partner_id)
                .bind(&row.code)
                .bind(&row.city)
                .bind(&row.postcode)
                .bind(row.stage)
                .bind(row.stage_since)
                .bind(row.revision)
                .bind(row.contract)
                .bind(row.mrr)
                .bind(row.activated_on)
                .bind(row.churned_on)
                .bind(row.churn_reason)
                .bind(row.billed_to_date)
                .bind(row.satisfaction)
                .bind(&row.services),
            "");
        Ok(())
    }

    /// Replaces what is known of a customer, if it still has the revision before; says whether it had.
    pub async fn replace_customer(&mut self, customer: &Customer) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE customers SET
                partner_id = $4, code = $5, city = $6, postcode = $7, stage = $8, stage_since = $9, revision = $10,
                contract = $11, mrr = $12, activated_on = $13, churned_on = $14, churn_reason = $15,
                billed_to_date = $16, satisfaction = $17, services = $18
            WHERE tenant_id = $1 AND id = $2 AND revision = $3";
        self.touch_owners("customers", "id", &[customer.id]).await?;
        self.touch([customer.partner_id]);
        let changed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(customer.id)
            .bind(customer.revision - 1)
            .bind(customer.partner_id)
            .bind(&customer.code)
            .bind(&customer.city)
            .bind(&customer.postcode)
            .bind(customer.stage)
            .bind(customer.stage_since)
            .bind(customer.revision)
            .bind(customer.contract)
            .bind(customer.mrr)
            .bind(customer.activated_on)
            .bind(customer.churned_on)
            .bind(customer.churn_reason)
            .bind(customer.billed_to_date)
            .bind(customer.satisfaction)
            .bind(&customer.services)
            .execute(conn).await?
            .rows_affected());
        Ok(changed == 1)
    }

    /// A page of customers by number, and how many fit in all.
    ///
    /// `text` is part of a number or city, in lower case; empty fits all.
    pub async fn customer_rows(
        &mut self,
        partner: Option<PartnerId>,
        stage: Option<Stage>,
        text: &str,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<CustomerRow>, i64), Fault> {
        let mut filters = String::new();
        let mut parameters = 1;
        if self.seer.is_some() {
            parameters = 3;
            filters.push_str(concat!(" AND partner_id IN (", seen_partners!("$2", "$3"), ")"));
        }
        for (given, column) in [(partner.is_some(), "partner_id"), (stage.is_some(), "stage")] {
            if given {
                parameters += 1;
                let _ = write!(filters, " AND {column} = ${parameters}");
            }
        }
        // How many there are is kept up, unless a text is searched for.
        let mut counted = ("CAST(COALESCE(SUM(customers), 0) AS BIGINT)", "partner_stages", filters.clone());
        let mut pattern = None;
        if !text.is_empty() {
            parameters += 1;
            let _ = write!(
                filters,
                " AND (lower(code) LIKE ${parameters} ESCAPE '\\' OR lower(city) LIKE ${parameters} ESCAPE '\\')"
            );
            pattern = Some(format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")));
            counted = ("COUNT(*)", "customers", filters.clone());
        }
        // The customers of some partners are sorted, instead of all customers being read in order to find some of theirs.
        let order = if partner.is_some() || self.seer.is_some() { "code || ''" } else { "code" };
        let page = format!(
            "SELECT id, code, city, stage, stage_since, contract, mrr FROM customers WHERE tenant_id = $1{filters}
             ORDER BY {order} LIMIT ${} OFFSET ${}",
            parameters + 1,
            parameters + 2
        );
        let count = format!("SELECT {} FROM {} WHERE tenant_id = $1{}", counted.0, counted.1, counted.2);
        Ok(on!(self, conn => {
            let mut rows = sqlx::query_as::<Db, CustomerRow>(AssertSqlSafe(page)).bind(self.tenant);
            let mut found = sqlx::query_scalar::<Db, i64>(AssertSqlSafe(count)).bind(self.tenant);
            if let Some(seer) = self.seer {
                rows = rows.bind(seer).bind(self.seen_on);
                found = found.bind(seer).bind(self.seen_on);
            }
            if let Some(partner) = partner {
                rows = rows.bind(partner);
                found = found.bind(partner);
            }
            if let Some(stage) = stage {
                rows = rows.bind(stage);
                found = found.bind(stage);
            }
            if let Some(pattern) = &pattern {
                rows = rows.bind(pattern);
                found = found.bind(pattern);
            }
            let rows = rows.bind(limit).bind(offset).fetch_all(&mut *conn).await?;
            (rows, found.fetch_one(conn).await?)
        }))
    }
}
