//! What resellers' people did, day by day, as another system has counted it.

use super::{Intake, Problem, Row, Scene, Wrong};
use chrono::NaiveDate;
use domain::partner_facts::{Activity, ActivityKind};
use domain::{CustomerId, PartnerId};
use serde::Deserialize;
use store::{Fault, Put, Tx};

/// The activities of a kind and day as they come from outside: in place of what was counted of them before.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivityRow {
    /// The reseller's code.
    pub partner: String,
    /// When.
    pub date: NaiveDate,
    /// What.
    pub kind: ActivityKind,
    /// How often.
    pub count: i32,
}

impl Intake for ActivityRow {
    type Fact = Activity;
    const WHAT: &'static str = "activities";
    const COLUMNS: (&'static [&'static str], &'static [&'static str]) = (&["partner", "date", "kind"], &["count"]);

    fn read(row: &Row<'_>, scene: &Scene) -> Result<Self, Problem> {
        Ok(Self {
            partner: row.text("partner")?,
            date: row.needed("date", row.day("date", scene)?)?,
            kind: row.needed("kind", row.word("kind")?)?,
            count: row.number("count", 1..=1_000_000)?.unwrap_or(1),
        })
    }

    fn check(&self, scene: &Scene) -> Result<(), Wrong> {
        if self.count < 1 {
            return Err(("count", "leave a day without activities out".into()));
        }
        scene.day_has_come("date", self.date)
    }

    fn key(&self) -> String {
        format!("{} {} {}", self.partner, self.date, self.kind.code())
    }

    fn names(&self) -> (Option<&str>, Option<&str>) {
        (Some(&self.partner), None)
    }

    fn fact(self, partner_id: PartnerId, _: Option<CustomerId>) -> Activity {
        let Self { date: day, kind, count, .. } = self;
        Activity { partner_id, day, kind, count }
    }

    async fn put(tx: &mut Tx, facts: &[Activity]) -> Result<Put, Fault> {
        tx.put_activities(facts).await
    }
}
