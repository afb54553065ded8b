//! Installations that resellers have to carry out.

use super::{Intake, Problem, Row, Scene, Wrong};
use chrono::NaiveDate;
use domain::partner_facts::Installation;
use domain::{CustomerId, PartnerId};
use serde::Deserialize;
use store::{Fault, Put, Tx};

/// An installation as it comes from outside.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstallationRow {
    /// The operator's number of the order.
    pub id: String,
    /// The reseller's code.
    pub partner: String,
    /// The customer's number.
    pub customer: Option<String>,
    /// When it was ordered.
    pub ordered: NaiveDate,
    /// When it was done.
    pub installed: Option<NaiveDate>,
}

impl Intake for InstallationRow {
    type Fact = Installation;
    const WHAT: &'static str = "installations";
    const COLUMNS: (&'static [&'static str], &'static [&'static str]) =
        (&["id", "partner", "ordered"], &["customer", "installed"]);

    fn read(row: &Row<'_>, scene: &Scene) -> Result<Self, Problem> {
        Ok(Self {
            id: row.text("id")?,
            partner: row.text("partner")?,
            customer: row.maybe_text("customer")?,
            ordered: row.needed("ordered", row.day("ordered", scene)?)?,
            installed: row.day("installed", scene)?,
        })
    }

    fn check(&self, scene: &Scene) -> Result<(), Wrong> {
        scene.day_has_come("ordered", self.ordered)?;
        if let Some(installed) = self.installed {
            scene.day_has_come("installed", installed)?;
            if installed < self.ordered {
                return Err(("installed", "it was installed before it was ordered".into()));
            }
        }
        Ok(())
    }

    fn key(&self) -> String {
        self.id.clone()
    }

    fn names(&self) -> (Option<&str>, Option<&str>) {
        (Some(&self.partner), self.customer.as_deref())
    }

    fn fact(self, partner_id: PartnerId, customer_id: Option<CustomerId>) -> Installation {
        let Self { id: code, ordered: ordered_on, installed: installed_on, .. } = self;
        Installation { code, partner_id, customer_id, ordered_on, installed_on }
    }

    async fn put(tx: &mut Tx, facts: &[Installation]) -> Result<Put, Fault> {
        tx.put_installations(facts).await
    }
}
