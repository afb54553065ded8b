//! Resellers and their targets, as far as a transaction sees them.

use crate::sight::seen;
use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::partner::{Partner, Quota};
use domain::view::PartnerRef;
use domain::{Month, PartnerId};

/// A partner as it is first written.
#[derive(Clone, Debug)]
pub struct NewPartner<'a> {
    /// The partner.
    pub partner: &'a Partner,
    /// When.
    pub at: DateTime<Utc>,
}

impl Tx {
    /// Writes a new partner.
    pub async fn add_partner(&mut self, new: NewPartner<'_>) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO partners
                (tenant_id, id, code, name, kind, tier, status, parent_id, territory, manager_id, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let NewPartner { partner, at } = new;
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(partner.id)
            .bind(&partner.code)
            .bind(&partner.name)
            .bind(partner.kind)
            .bind(partner.tier)
            .bind(partner.status)
            .bind(partner.parent_id)
            .bind(&partner.territory)
            .bind(partner.manager_id)
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// One partner.
    pub async fn partner(&mut self, id: PartnerId) -> Result<Option<Partner>, Fault> {
        const SQL: &str = concat!(
            "SELECT id, code, name, kind, tier, status, parent_id, territory, manager_id
             FROM partners WHERE tenant_id = $1 AND id = $2 AND ",
            seen!("id", "$3", "$4")
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, Partner>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_optional(conn).await?))
    }

    /// Every partner, by id.
    pub async fn partners(&mut self) -> Result<Vec<Partner>, Fault> {
        const SQL: &str = concat!(
            "SELECT id, code, name, kind, tier, status, parent_id, territory, manager_id
             FROM partners WHERE tenant_id = $1 AND ",
            seen!("id", "$2", "$3"),
            " ORDER BY id"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, Partner>(SQL)
            .bind(self.tenant)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?))
    }

    /// The name of one partner.
    pub async fn partner_ref(&mut self, id: PartnerId) -> Result<Option<PartnerRef>, Fault> {
        const SQL: &str = concat!(
            "SELECT id, code, name FROM partners WHERE tenant_id = $1 AND id = $2 AND ",
            seen!("id", "$3", "$4")
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, PartnerRef>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_optional(conn).await?))
    }

    /// The names of all partners, by code.
    pub async fn partner_refs(&mut self) -> Result<Vec<PartnerRef>, Fault> {
        const SQL: &str = concat!(
            "SELECT id, code, name FROM partners WHERE tenant_id = $1 AND ",
            seen!("id", "$2", "$3"),
            " ORDER BY code"
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, PartnerRef>(SQL)
            .bind(self.tenant)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?))
    }

    /// The own targets in force in a month, of partners that have some, by partner.
    pub async fn quotas(&mut self, month: Month) -> Result<Vec<(PartnerId, Quota)>, Fault> {
        const SQL: &str = "
            SELECT q.partner_id, q.monthly_revenue, q.activations_90d
            FROM quotas q
            WHERE q.tenant_id = $1 AND q.from_month = (
                SELECT MAX(n.from_month) FROM quotas n
                WHERE n.tenant_id = q.tenant_id AND n.partner_id = q.partner_id AND n.from_month <= $2)
            ORDER BY q.partner_id";
        let rows = on!(self, conn => sqlx::query_as::<Db, (PartnerId, domain::Cents, i32)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_all(conn).await?);
        let with_name =
            |(partner, monthly_revenue, activations_90d)| (partner, Quota { monthly_revenue, activations_90d });
        Ok(rows.into_iter().map(with_name).collect())
    }
}
