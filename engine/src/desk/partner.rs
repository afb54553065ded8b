//! Everything about one partner.

use super::Desk;
use super::portfolio::{MONTHS, month_figures};
use chrono::Months;
use domain::rights::Action;
use domain::view::{HealthView, PartnerPage};
use domain::{Month, PartnerId, Refusal};

impl Desk {
    /// One partner's page: the named one's, or the caller's own.
    pub async fn partner_page(&self, partner: Option<PartnerId>) -> Result<PartnerPage, Refusal> {
        self.check(Action::ReadPartner)?;
        let id = self.partner_asked(partner)?;
        let mut tx = self.read().await?;
        let tenant = tx.tenant_row().await?;
        let partner = tx.partner(id).await?.ok_or_else(|| Refusal::not_found("partner"))?;
        let parent = match partner.parent_id {
            Some(parent) => tx.partner_ref(parent).await?,
            None => None,
        };
        let latest = tx.latest_health(id).await?;
        let trend = match &latest {
            Some(latest) => tx.health_series(id, latest.day - Months::new(24)).await?,
            None => Vec::new(),
        };
        let statements =
            if self.check(Action::ReadStatements).is_ok() { tx.statements_of(id).await? } else { Vec::new() };
        let commission: Vec<_> = statements.iter().map(|s| (s.month, s.commission)).collect();
        let today = self.engine.clock.today(&tenant.time_zone);
        let last = tx.latest_billed_month().await?.unwrap_or(Month::of(today));
        let billed = tx.billed_by_month_of(id, last.plus(1 - MONTHS), last).await?;
        let assigned = tx.plans_in_force(last).await?;
        let plan = match assigned.iter().find(|(partner, _)| *partner == id) {
            Some((_, plan)) => tx.plan_versions_in_force(last).await?.into_iter().find(|version| version.plan == *plan),
            None => None,
        };
        Ok(PartnerPage {
            months: month_figures(&tenant, billed, &commission),
            stages: tx.stage_counts(id).await?,
            plan: plan.map(|plan| format!("{}: {}", plan.name, plan.terms.explain(tenant.currency).join("; "))),
            health: latest.map(|latest| HealthView {
                day: latest.day,
                score: latest.detail,
                rules_version: latest.rules_version,
            }),
            looked_after: match self.caller.partner {
                Some(_) => None,
                None => Some(self.looked_after(&mut tx, partner.manager_id, today).await?),
            },
            partner,
            parent,
            trend,
            statements,
        })
    }
}
