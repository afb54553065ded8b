//! Operators on this installation.

use crate::{Fault, Platform, Tx, on};
use chrono::{DateTime, Utc};
use domain::TenantId;
use domain::tenant::Tenant;

impl Platform {
    /// Writes a new operator under the next free number, which it returns.
    pub async fn add_tenant(&mut self, tenant: &Tenant, at: DateTime<Utc>) -> Result<TenantId, Fault> {
        const SQL: &str = "
            INSERT INTO tenants (id, slug, name, time_zone, currency, rounding, history_from, notice, is_demo, created_at)
            SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9 FROM tenants
            RETURNING id";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, TenantId>(SQL)
            .bind(&tenant.slug)
            .bind(&tenant.name)
            .bind(&tenant.time_zone)
            .bind(tenant.currency)
            .bind(tenant.rounding)
            .bind(tenant.history_from)
            .bind(&tenant.notice)
            .bind(tenant.is_demo)
            .bind(at)
            .fetch_one(conn).await?))
    }

    /// Every operator, by number.
    pub async fn tenants(&mut self) -> Result<Vec<Tenant>, Fault> {
        const SQL: &str = "
            SELECT id, slug, name, time_zone, currency, rounding, history_from, notice, is_demo
            FROM tenants ORDER BY id";
        Ok(on!(self, conn => sqlx::query_as::<Db, Tenant>(SQL).fetch_all(conn).await?))
    }
}

impl Tx {
    /// This transaction's operator.
    pub async fn tenant_row(&mut self) -> Result<Tenant, Fault> {
        const SQL: &str = "
            SELECT id, slug, name, time_zone, currency, rounding, history_from, notice, is_demo
            FROM tenants WHERE id = $1";
        Ok(on!(self, conn => sqlx::query_as::<Db, Tenant>(SQL).bind(self.tenant).fetch_one(conn).await?))
    }
}
