//! Resellers' own targets, each from a month on.

use super::{Intake, Problem, Row, Scene, Wrong};
use domain::partner::Quota;
use domain::partner_facts::QuotaFrom;
use domain::{Cents, CustomerId, Month, PartnerId};
use serde::Deserialize;
use store::{Fault, Put, Tx};

/// Targets as they come from outside. They hold from their month on until others do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaRow {
    /// The reseller's code.
    pub partner: String,
    /// The first month.
    pub from: Month,
    /// Billed revenue per month.
    pub monthly_revenue: Cents,
    /// Activations in 90 days.
    pub activations_90d: i32,
}

impl Intake for QuotaRow {
    type Fact = QuotaFrom;
    const WHAT: &'static str = "quotas";
    const COLUMNS: (&'static [&'static str], &'static [&'static str]) =
        (&["partner", "from", "monthly_revenue", "activations_90d"], &[]);

    fn read(row: &Row<'_>, _: &Scene) -> Result<Self, Problem> {
        Ok(Self {
            partner: row.text("partner")?,
            from: row.needed("from", row.word("from")?)?,
            monthly_revenue: row.needed("monthly_revenue", row.amount("monthly_revenue")?)?,
            activations_90d: row.needed("activations_90d", row.number("activations_90d", 1..=1_000_000)?)?,
        })
    }

    fn check(&self, _: &Scene) -> Result<(), Wrong> {
        if self.monthly_revenue <= Cents::ZERO {
            return Err(("monthly_revenue", "a target is above 0".into()));
        }
        if self.activations_90d <= 0 {
            return Err(("activations_90d", "a target is above 0".into()));
        }
        Ok(())
    }

    fn key(&self) -> String {
        format!("{} from {}", self.partner, self.from)
    }

    fn names(&self) -> (Option<&str>, Option<&str>) {
        (Some(&self.partner), None)
    }

    fn fact(self, partner_id: PartnerId, _: Option<CustomerId>) -> QuotaFrom {
        let Self { from, monthly_revenue, activations_90d, .. } = self;
        QuotaFrom { partner_id, from, quota: Quota { monthly_revenue, activations_90d } }
    }

    async fn put(tx: &mut Tx, facts: &[QuotaFrom]) -> Result<Put, Fault> {
        tx.put_quotas(facts).await
    }
}
