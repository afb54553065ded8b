//! Commission plans, their versions, and who has which from when.

use crate::sight::seen;
use crate::{Fault, Tx, dialect, on};
use chrono::{DateTime, Utc};
use domain::commission::PlanTerms;
use domain::view::{PartnerRef, PlanRow};
use domain::{Month, PartnerId, PlanId};
use sqlx::types::Json;

/// The version of a plan that holds for a partner in a month.
#[derive(Clone, Debug)]
pub struct PlanInForce {
    /// The plan.
    pub plan: PlanId,
    /// Its name.
    pub name: String,
    /// The version in force.
    pub version: i32,
    /// What it says.
    pub terms: PlanTerms,
}

/// A version of a plan, as it was written.
#[derive(Clone, Debug)]
pub struct PlanVersion {
    /// Its number, from 1.
    pub version: i32,
    /// The first month it holds.
    pub from: Month,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// What it says.
    pub terms: PlanTerms,
}

/// An assignment of a plan: to whom, from when, and when the partner's next one begins.
pub type Assigned = (PartnerRef, Month, Option<Month>);

impl Tx {
    /// Waits until nobody else changes plans or freezes a month, and keeps others from it until the transaction ends.
    pub async fn lock_plans(&mut self) -> Result<(), Fault> {
        dialect::lock_tenant(&mut self.inner, self.tenant).await
    }

    /// Writes a new plan with its first version.
    pub async fn add_plan(
        &mut self,
        id: PlanId,
        (code, name, is_default): (&str, &str, bool),
        from: Month,
        terms: &PlanTerms,
        at: DateTime<Utc>,
    ) -> Result<(), Fault> {
        const PLAN: &str = "
            INSERT INTO plans (tenant_id, id, code, name, is_default) VALUES ($1, $2, $3, $4, $5)";
        const VERSION: &str = "
            INSERT INTO plan_versions (tenant_id, plan_id, version, from_month, terms, created_at)
            VALUES ($1, $2, 1, $3, $4, $5)";
        on!(self, conn => {
            sqlx::query::<Db>(PLAN)
                .bind(self.tenant)
                .bind(id)
                .bind(code)
                .bind(name)
                .bind(is_default)
                .execute(&mut *conn).await?;
            sqlx::query::<Db>(VERSION)
                .bind(self.tenant)
                .bind(id)
                .bind(from)
                .bind(Json(terms))
                .bind(at)
                .execute(conn).await?;
        });
        Ok(())
    }

    /// Writes the next version of a plan.
    pub async fn add_plan_version(
        &mut self,
        plan: PlanId,
        version: i32,
        from: Month,
        terms: &PlanTerms,
        at: DateTime<Utc>,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO plan_versions (tenant_id, plan_id, version, from_month, terms, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(plan)
            .bind(version)
            .bind(from)
            .bind(Json(terms))
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Every plan with its newest version, by code.
    pub async fn plans(&mut self) -> Result<Vec<PlanRow>, Fault> {
        const SQL: &str = "
            SELECT p.id, p.code, p.name, p.is_default, v.version, v.from_month
            FROM plans p
            JOIN plan_versions v ON v.tenant_id = p.tenant_id AND v.plan_id = p.id
            WHERE p.tenant_id = $1 AND v.version = (
                SELECT MAX(n.version) FROM plan_versions n WHERE n.tenant_id = v.tenant_id AND n.plan_id = v.plan_id)
            ORDER BY p.code";
        let rows = on!(self, conn => sqlx::query_as::<Db, (PlanId, String, String, bool, i32, Month)>(SQL)
            .bind(self.tenant)
            .fetch_all(conn).await?);
        let row = |(id, code, name, is_default, version, from)| PlanRow { id, code, name, is_default, version, from };
        Ok(rows.into_iter().map(row).collect())
    }

    /// The plan that new partners get.
    pub async fn default_plan(&mut self) -> Result<Option<PlanId>, Fault> {
        const SQL: &str = "SELECT id FROM plans WHERE tenant_id = $1 AND is_default ORDER BY code LIMIT 1";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, PlanId>(SQL).bind(self.tenant).fetch_optional(conn).await?))
    }

    /// Gives a partner a plan from a month on.
    pub async fn assign_plan(&mut self, partner: PartnerId, plan: PlanId, from: Month) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO plan_assignments (tenant_id, partner_id, from_month, plan_id) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, partner_id, from_month) DO UPDATE SET plan_id = excluded.plan_id";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(from)
            .bind(plan)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Which plan each partner has in a month, by partner. The version is the one in force in that month.
    pub async fn plans_in_force(&mut self, month: Month) -> Result<Vec<(PartnerId, PlanId)>, Fault> {
        const SQL: &str = "
            SELECT a.partner_id, a.plan_id
            FROM plan_assignments a
            WHERE a.tenant_id = $1 AND a.from_month = (
                SELECT MAX(n.from_month) FROM plan_assignments n
                WHERE n.tenant_id = a.tenant_id AND n.partner_id = a.partner_id AND n.from_month <= $2)
            ORDER BY a.partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, PlanId)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_all(conn).await?))
    }

    /// The version of each plan that is in force in a month.
    pub async fn plan_versions_in_force(&mut self, month: Month) -> Result<Vec<PlanInForce>, Fault> {
        const SQL: &str = "
            SELECT p.id, p.name, v.version, v.terms
            FROM plans p
            JOIN plan_versions v ON v.tenant_id = p.tenant_id AND v.plan_id = p.id
            WHERE p.tenant_id = $1 AND v.version = (
                SELECT MAX(n.version) FROM plan_versions n
                WHERE n.tenant_id = v.tenant_id AND n.plan_id = v.plan_id AND n.from_month <= $2)
            ORDER BY p.id";
        let rows = on!(self, conn => sqlx::query_as::<Db, (PlanId, String, i32, Json<PlanTerms>)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .fetch_all(conn).await?);
        Ok(rows
            .into_iter()
            .map(|(plan, name, version, terms)| PlanInForce { plan, name, version, terms: terms.0 })
            .collect())
    }

    /// One version of a plan.
    pub async fn plan_version(&mut self, plan: PlanId, version: i32) -> Result<PlanInForce, Fault> {
        const SQL: &str = "
            SELECT p.name, v.terms
            FROM plans p
            JOIN plan_versions v ON v.tenant_id = p.tenant_id AND v.plan_id = p.id
            WHERE p.tenant_id = $1 AND p.id = $2 AND v.version = $3";
        let (name, terms) = on!(self, conn => sqlx::query_as::<Db, (String, Json<PlanTerms>)>(SQL)
            .bind(self.tenant)
            .bind(plan)
            .bind(version)
            .fetch_one(conn).await?);
        Ok(PlanInForce { plan, name, version, terms: terms.0 })
    }

    /// Every version of a plan, newest first.
    pub async fn plan_versions(&mut self, plan: PlanId) -> Result<Vec<PlanVersion>, Fault> {
        const SQL: &str = "
            SELECT version, from_month, created_at, terms FROM plan_versions
            WHERE tenant_id = $1 AND plan_id = $2 ORDER BY version DESC";
        let rows = on!(self, conn => sqlx::query_as::<Db, (i32, Month, DateTime<Utc>, Json<PlanTerms>)>(SQL)
            .bind(self.tenant)
            .bind(plan)
            .fetch_all(conn).await?);
        let version = |(version, from, created_at, terms): (_, _, _, Json<PlanTerms>)| PlanVersion {
            version,
            from,
            created_at,
            terms: terms.0,
        };
        Ok(rows.into_iter().map(version).collect())
    }

    /// A page of a plan's assignments by the partner's code, and how many there are in all.
    pub async fn assignments(&mut self, plan: PlanId, offset: i64, limit: i64) -> Result<(Vec<Assigned>, i64), Fault> {
        const COUNT: &str = concat!(
            "SELECT COUNT(*) FROM plan_assignments WHERE tenant_id = $1 AND plan_id = $2 AND ",
            seen!("partner_id", "$3", "$4")
        );
        const SQL: &str = concat!(
            "SELECT p.id, p.code, p.name, a.from_month, (
                SELECT MIN(n.from_month) FROM plan_assignments n
                WHERE n.tenant_id = a.tenant_id AND n.partner_id = a.partner_id AND n.from_month > a.from_month)
            FROM plan_assignments a
            JOIN partners p ON p.tenant_id = a.tenant_id AND p.id = a.partner_id
            WHERE a.tenant_id = $1 AND a.plan_id = $2 AND ",
            seen!("a.partner_id", "$3", "$4"),
            " ORDER BY p.code, a.from_month LIMIT $5 OFFSET $6"
        );
        on!(self, conn => {
            let found = sqlx::query_scalar::<Db, i64>(COUNT)
                .bind(self.tenant)
                .bind(plan)
                .bind(self.seer)
                .bind(self.seen_on)
                .fetch_one(&mut *conn).await?;
            let rows = sqlx::query_as::<Db, (PartnerId, String, String, Month, Option<Month>)>(SQL)
                .bind(self.tenant)
                .bind(plan)
                .bind(self.seer)
                .bind(self.seen_on)
                .bind(limit)
                .bind(offset)
                .fetch_all(conn).await?;
            let assigned = rows.into_iter().map(|(id, code, name, from, next)| (PartnerRef { id, code, name }, from, next));
            Ok((assigned.collect(), found))
        })
    }
}
