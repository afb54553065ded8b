//! Moving a customer from stage to stage.

use super::Desk;
use domain::customer::Customer;
use domain::event::Event;
use domain::lifecycle::{ChurnReason, Stage};
use domain::rights::Action;
use domain::view::Card;
use domain::{CustomerId, EventId, Refusal};
use serde_json::json;

impl Desk {
    /// Moves a customer, if the rules of its life allow it and nobody else was faster.
    ///
    /// `revision` is the one that the caller saw; the move is refused when the customer has changed since.
    pub async fn move_customer(
        &self,
        id: CustomerId,
        to: Stage,
        reason: Option<ChurnReason>,
        revision: i64,
    ) -> Result<Card, Refusal> {
        self.check(Action::MoveCustomer)?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let before = tx.customer(id).await?;
        let before = before.ok_or_else(|| Refusal::not_found("customer"))?;
        if before.revision != revision {
            return Err(someone_was_faster(&before));
        }
        before.stage.check_move(to, reason)?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let mut after = before.clone();
        after.stage = to;
        after.stage_since = now;
        after.revision += 1;
        after.churn_reason = reason;
        match to {
            // In service from today, unless it already was; a customer who comes back starts anew.
            Stage::Active if before.activated_on.is_none() || before.churned_on.is_some() => {
                after.activated_on = Some(today);
                after.churned_on = None;
            }
            Stage::Churned => after.churned_on = before.activated_on.map(|_| today),
            _ => {}
        }
        if !tx.replace_customer(&after).await? {
            return Err(someone_was_faster(&before));
        }
        tx.add_stage_events(&[(&after, Some(before.stage))], now, self.actor().user()).await?;
        tx.shift_stage_count(before.partner_id, before.stage, -1, -before.mrr).await?;
        tx.shift_stage_count(after.partner_id, to, 1, after.mrr).await?;
        let event = Event::CustomerMoved { customer: id, partner: after.partner_id, from: before.stage, to, reason };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        let details = json!({ "from": before.stage, "to": to, "reason": reason });
        tx.audit(now, self.actor(), "customer_moved", &after.code, &details).await?;
        tx.commit().await?;
        Ok(card(after))
    }
}

fn someone_was_faster(customer: &Customer) -> Refusal {
    Refusal::conflict(format!(
        "{} was changed by someone else in the meantime and is now in “{}”. Please look again before you move it.",
        customer.code, customer.stage
    ))
}

fn card(customer: Customer) -> Card {
    Card {
        id: customer.id,
        code: customer.code,
        city: customer.city,
        stage: customer.stage,
        stage_since: customer.stage_since,
        mrr: customer.mrr,
        revision: customer.revision,
    }
}
