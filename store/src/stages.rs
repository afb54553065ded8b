//! Stages of life: the board, the moves, and the counts that follow them.

use crate::bulk::insert_rows;
use crate::sight::seen;
use crate::{CustomerKey, Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::customer::Customer;
use domain::lifecycle::Stage;
use domain::view::{Card, StageCount, StageEvent};
use domain::{Cents, CustomerId, PartnerId, UserId};

impl Tx {
    /// How many customers a partner has in each stage that has any.
    pub async fn stage_counts(&mut self, partner: PartnerId) -> Result<Vec<StageCount>, Fault> {
        const SQL: &str = "
            SELECT stage, customers, mrr FROM partner_stages
            WHERE tenant_id = $1 AND partner_id = $2 AND customers > 0";
        Ok(on!(self, conn => sqlx::query_as::<Db, StageCount>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .fetch_all(conn).await?))
    }

    /// The same for every partner, by partner.
    pub async fn all_stage_counts(&mut self) -> Result<Vec<(PartnerId, Stage, i64, Cents)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, stage, customers, mrr FROM partner_stages
            WHERE tenant_id = $1 AND customers > 0 ORDER BY partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, Stage, i64, Cents)>(SQL)
            .bind(self.tenant)
            .fetch_all(conn).await?))
    }

    /// The next cards of a column, highest revenue first.
    pub async fn cards(
        &mut self,
        partner: PartnerId,
        stage: Stage,
        after: Option<CustomerKey>,
        limit: i64,
    ) -> Result<Vec<Card>, Fault> {
        const SQL: &str = "
            SELECT id, code, city, stage, stage_since, mrr, revision FROM customers
            WHERE tenant_id = $1 AND partner_id = $2 AND stage = $3 AND (mrr < $4 OR (mrr = $4 AND id > $5))
            ORDER BY mrr DESC, id LIMIT $6";
        let (mrr, id) = after.map_or((Cents(i64::MAX), CustomerId(uuid::Uuid::nil())), |key| (key.mrr, key.id));
        Ok(on!(self, conn => sqlx::query_as::<Db, Card>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(stage)
            .bind(mrr)
            .bind(id)
            .bind(limit)
            .fetch_all(conn).await?))
    }

    /// Where a customer stands on its partner's board.
    pub async fn customer_key(&mut self, id: CustomerId) -> Result<Option<CustomerKey>, Fault> {
        const SQL: &str = concat!(
            "SELECT partner_id, mrr, id FROM customers WHERE tenant_id = $1 AND id = $2 AND ",
            seen!("partner_id", "$3", "$4")
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, CustomerKey>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_optional(conn).await?))
    }

    /// Writes that a customer has come into its stage, as the event of its present revision.
    pub async fn add_stage_events(
        &mut self,
        customers: &[(&Customer, Option<Stage>)],
        at: DateTime<Utc>,
        by: Option<UserId>,
    ) -> Result<(), Fault> {
        let _ = insert_rows!(self,
            "INSERT INTO stage_events (tenant_id, at, user_id, customer_id, position, from_stage, to_stage, reason)",
            shared [self.tenant, at, by], own 5, customers, |query, row| query
                .bind(row.0.id)
                .bind(row.0.revision)
                .bind(row.1)
                .bind(row.0.stage)
                .bind(row.0.churn_reason),
            "");
        Ok(())
    }

    /// A customer's moves, newest first.
    pub async fn stage_events(&mut self, customer: CustomerId) -> Result<Vec<StageEvent>, Fault> {
        const SQL: &str = "
            SELECT e.at, u.name AS by, e.from_stage, e.to_stage, e.reason
            FROM stage_events e
            LEFT JOIN users u ON u.tenant_id = e.tenant_id AND u.id = e.user_id
            WHERE e.tenant_id = $1 AND e.customer_id = $2 ORDER BY e.position DESC";
        Ok(on!(self, conn => sqlx::query_as::<Db, StageEvent>(SQL)
            .bind(self.tenant)
            .bind(customer)
            .fetch_all(conn).await?))
    }

    /// Adds to (or, negative, takes from) the count of a partner's stage.
    pub async fn shift_stage_count(
        &mut self,
        partner: PartnerId,
        stage: Stage,
        customers: i64,
        mrr: Cents,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO partner_stages (tenant_id, partner_id, stage, customers, mrr) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, partner_id, stage) DO UPDATE SET
                customers = partner_stages.customers + excluded.customers, mrr = partner_stages.mrr + excluded.mrr";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(stage)
            .bind(customers)
            .bind(mrr)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Counts every stage of every partner anew, after an import.
    pub async fn recount_stages(&mut self) -> Result<(), Fault> {
        const CLEAR: &str = "DELETE FROM partner_stages WHERE tenant_id = $1";
        const COUNT: &str = "
            INSERT INTO partner_stages (tenant_id, partner_id, stage, customers, mrr)
            SELECT tenant_id, partner_id, stage, COUNT(*), CAST(COALESCE(SUM(mrr), 0) AS BIGINT)
            FROM customers WHERE tenant_id = $1
            GROUP BY tenant_id, partner_id, stage";
        on!(self, conn => {
            sqlx::query::<Db>(CLEAR).bind(self.tenant).execute(&mut *conn).await?;
            sqlx::query::<Db>(COUNT).bind(self.tenant).execute(conn).await?;
        });
        Ok(())
    }
}
