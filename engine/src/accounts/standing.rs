//! Whether and from what amount a partner is paid: holds, tax forms, minimums.

use super::{partner_of, reason_given};
use crate::{Engine, Office};
use domain::audit::Actor;
use domain::banking::account::{Hold, HoldRule, TaxForm};
use domain::event::Event;
use domain::{Cents, PartnerId, Refusal};
use serde_json::json;
use store::Tx;

impl Office {
    /// Stops payments to a partner until they are released.
    pub async fn hold_payments(&self, partner: PartnerId, reason: &str, actor: Actor) -> Result<(), Refusal> {
        let mut tx = self.write().await?;
        self.engine.hold_payments(&mut tx, partner, reason, (actor, None)).await?;
        // The rest of a month may be held by that.
        self.engine.money_moved(&mut tx, false).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(())
    }

    /// Lets payments to a partner go on.
    pub async fn release_payments(&self, partner: PartnerId, reason: &str, actor: Actor) -> Result<(), Refusal> {
        let reason = reason_given(reason)?;
        let mut tx = self.write().await?;
        let partner = partner_of(&mut tx, partner).await?;
        let before = tx.payment_standing_to_change(partner.id).await?;
        tx.set_payment_standing(partner.id, &before.release()?).await?;
        let details = json!({ "reason": reason, "held_for": before.hold.map(|hold| hold.reason) });
        let event = Event::PaymentsReleased { partner: partner.id };
        self.engine.note(&mut tx, actor, ("payments_released", &partner.code), &details, &event).await?;
        Ok(tx.commit().await?)
    }

    /// Puts a partner's tax form on file.
    pub async fn file_tax_form(&self, partner: PartnerId, form: TaxForm, actor: Actor) -> Result<(), Refusal> {
        let today = self.today().await?;
        let mut tx = self.write().await?;
        let partner = partner_of(&mut tx, partner).await?;
        let standing = tx.payment_standing_to_change(partner.id).await?.file(form, today)?;
        tx.set_payment_standing(partner.id, &standing).await?;
        let event = Event::TaxFormFiled { partner: partner.id, form: form.kind };
        self.engine.note(&mut tx, actor, ("tax_form_filed", &partner.code), &json!(form), &event).await?;
        Ok(tx.commit().await?)
    }

    /// Sets the least amount that is paid to a partner; none for the operator's own.
    pub async fn set_payment_minimum(
        &self,
        partner: PartnerId,
        minimum: Option<Cents>,
        actor: Actor,
    ) -> Result<(), Refusal> {
        if minimum.is_some_and(|minimum| minimum.0 < 0) {
            return Err(Refusal::invalid("Minimum", "can’t be below zero; give an amount like 50.00"));
        }
        let mut tx = self.write().await?;
        let partner = partner_of(&mut tx, partner).await?;
        let mut standing = tx.payment_standing_to_change(partner.id).await?;
        standing.minimum = minimum;
        tx.set_payment_standing(partner.id, &standing).await?;
        let event = Event::PaymentMinimumSet { partner: partner.id, minimum };
        let details = json!({ "minimum": minimum });
        self.engine.note(&mut tx, actor, ("payment_minimum_set", &partner.code), &details, &event).await?;
        Ok(tx.commit().await?)
    }
}

impl Engine {
    /// Stops payments to a partner, by a person or by a rule, in the transaction of what makes them stop.
    pub(crate) async fn hold_payments(
        &self,
        tx: &mut Tx,
        partner: PartnerId,
        reason: &str,
        (actor, rule): (Actor, Option<HoldRule>),
    ) -> Result<(), Refusal> {
        let reason = reason_given(reason)?.to_owned();
        let partner = partner_of(tx, partner).await?;
        let hold = Hold { reason: reason.clone(), since: self.clock.now(), by: actor.user(), rule };
        let standing = tx.payment_standing_to_change(partner.id).await?.hold(hold)?;
        tx.set_payment_standing(partner.id, &standing).await?;
        let details = json!({ "reason": reason, "rule": rule });
        let event = Event::PaymentsHeld { partner: partner.id, reason };
        self.note(tx, actor, ("payments_held", &partner.code), &details, &event).await
    }
}
