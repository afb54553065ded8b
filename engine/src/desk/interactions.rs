//! Logging contacts with customers.

use super::Desk;
use domain::event::Event;
use domain::interaction::NewInteraction;
use domain::partner_facts::ActivityKind;
use domain::rights::Action;
use domain::{CustomerId, EventId, InteractionId, Refusal};
use serde_json::json;

impl Desk {
    /// Logs a contact with a customer.
    pub async fn log_interaction(&self, customer: CustomerId, new: &NewInteraction) -> Result<(), Refusal> {
        self.check(Action::LogInteraction)?;
        new.check()?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let known = tx.customer(customer).await?;
        let known = known.ok_or_else(|| Refusal::not_found("customer"))?;
        let id = InteractionId(self.engine.clock.new_id());
        tx.add_interaction(customer, id, new, (now, self.actor().user())).await?;
        if let Some(partner) = self.caller.partner {
            let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
            tx.count_activity(partner, today, ActivityKind::Interaction).await?;
        }
        let event = Event::InteractionLogged { customer, partner: known.partner_id, kind: new.kind };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        tx.audit(now, self.actor(), "interaction_logged", &known.code, &json!({ "kind": new.kind })).await?;
        Ok(tx.commit().await?)
    }
}
