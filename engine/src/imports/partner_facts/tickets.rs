//! Tickets that resellers have to resolve.

use super::{Intake, Problem, Row, Scene, Wrong};
use chrono::{DateTime, Utc};
use domain::partner_facts::{Ticket, TicketKind};
use domain::{CustomerId, PartnerId};
use serde::Deserialize;
use store::{Fault, Put, Tx};

/// A ticket as it comes from outside.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketRow {
    /// The operator's number.
    pub id: String,
    /// The reseller's code.
    pub partner: String,
    /// The customer's number.
    pub customer: Option<String>,
    /// What it is about.
    pub kind: TicketKind,
    /// When it was opened.
    pub opened: DateTime<Utc>,
    /// When it was resolved.
    pub resolved: Option<DateTime<Utc>>,
}

impl Intake for TicketRow {
    type Fact = Ticket;
    const WHAT: &'static str = "tickets";
    const COLUMNS: (&'static [&'static str], &'static [&'static str]) =
        (&["id", "partner", "opened"], &["customer", "kind", "resolved"]);

    fn read(row: &Row<'_>, scene: &Scene) -> Result<Self, Problem> {
        Ok(Self {
            id: row.text("id")?,
            partner: row.text("partner")?,
            customer: row.maybe_text("customer")?,
            kind: row.word("kind")?.unwrap_or(TicketKind::Other),
            opened: row.needed("opened", row.instant("opened", scene)?)?,
            resolved: row.instant("resolved", scene)?,
        })
    }

    fn check(&self, scene: &Scene) -> Result<(), Wrong> {
        scene.not_after_today("opened", self.opened)?;
        if let Some(resolved) = self.resolved {
            scene.not_after_today("resolved", resolved)?;
            if resolved < self.opened {
                return Err(("resolved", "the ticket was resolved before it was opened".into()));
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

    fn fact(self, partner_id: PartnerId, customer_id: Option<CustomerId>) -> Ticket {
        let Self { id: code, kind, opened: opened_at, resolved: resolved_at, .. } = self;
        Ticket { code, partner_id, customer_id, kind, opened_at, resolved_at }
    }

    async fn put(tx: &mut Tx, facts: &[Ticket]) -> Result<Put, Fault> {
        tx.put_tickets(facts).await
    }
}
