//! Contacts with customers.

use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::interaction::{Interaction, NewInteraction};
use domain::{CustomerId, InteractionId, UserId};

impl Tx {
    /// Logs a contact.
    pub async fn add_interaction(
        &mut self,
        customer: CustomerId,
        id: InteractionId,
        new: &NewInteraction,
        (at, by): (DateTime<Utc>, Option<UserId>),
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO interactions (tenant_id, customer_id, id, at, kind, minutes, subject, satisfaction, user_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(customer)
            .bind(id)
            .bind(at)
            .bind(new.kind)
            .bind(new.minutes)
            .bind(&new.subject)
            .bind(new.satisfaction)
            .bind(by)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// The latest contacts with a customer, newest first.
    pub async fn interactions(&mut self, customer: CustomerId, limit: i64) -> Result<Vec<Interaction>, Fault> {
        const SQL: &str = "
            SELECT i.at, u.name AS by, i.kind, i.minutes, i.subject, i.satisfaction
            FROM interactions i
            LEFT JOIN users u ON u.tenant_id = i.tenant_id AND u.id = i.user_id
            WHERE i.tenant_id = $1 AND i.customer_id = $2 ORDER BY i.id DESC LIMIT $3";
        Ok(on!(self, conn => sqlx::query_as::<Db, Interaction>(SQL)
            .bind(self.tenant)
            .bind(customer)
            .bind(limit)
            .fetch_all(conn).await?))
    }
}
