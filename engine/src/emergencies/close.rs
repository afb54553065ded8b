//! Taking stock, and the end of an emergency: by a person with a word on why, or by its goal.

use super::closing_of;
use crate::Office;
use domain::audit::Actor;
use domain::event::SuccessEvent;
use domain::health::alert::Signal;
use domain::view::{EmergencyRow, EmergencyStep};
use domain::{EmergencyId, EventId, Refusal, UserId};
use serde_json::json;
use store::{StoredEmergency, Tx};

impl Office {
    /// Takes stock: what was seen, and how to go on. It may be done more than once; the first is the checkpoint.
    pub(crate) async fn check_emergency(&self, id: EmergencyId, by: UserId, words: String) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let StoredEmergency { row, .. } = found(&mut tx, id).await?;
        if !tx.check_emergency(id, now).await? {
            return Err(over());
        }
        let step = if row.checked_at.is_none() { EmergencyStep::Checked } else { EmergencyStep::Noted };
        self.engine.note_emergency(&mut tx, id, (step, Some(by)), words.clone()).await?;
        let event = SuccessEvent::EmergencyChecked { emergency: id, partner: row.partner.id };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event.into()).await?;
        let detail = json!({ "id": id, "drill": row.drill, "words": words });
        tx.audit(now, Actor::User(by), "emergency_checked", &row.partner.code, &detail).await?;
        Ok(tx.commit().await?)
    }

    /// Closes an emergency, or a drill, with a word on why it is over.
    pub(crate) async fn close_emergency(&self, id: EmergencyId, by: UserId, why: &str) -> Result<(), Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        let found = found(&mut tx, id).await?;
        found.row.plan().check_closing(why)?;
        self.close_emergency_in(&mut tx, &found.row, Some(by), why.trim()).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(())
    }

    /// Closes one in the transaction of what ends it. The alert of a real one is settled with it.
    pub(super) async fn close_emergency_in(
        &self,
        tx: &mut Tx,
        row: &EmergencyRow,
        by: Option<UserId>,
        why: &str,
    ) -> Result<(), Refusal> {
        let (id, partner, drill) = (row.id, row.partner.id, row.drill);
        let now = self.engine.clock.now();
        if !tx.close_emergency(id, (now, by), why).await? {
            return Err(over());
        }
        self.engine.note_emergency(tx, id, (EmergencyStep::Closed, by), why.to_owned()).await?;
        let actor = by.map_or(Actor::System, Actor::User);
        let cause = format!("{partner} {}", Signal::Emergency { why: String::new(), drill }.key());
        if let Some(known) = tx.latest_alert(&cause).await?.filter(|known| known.alert.state.is_live()) {
            let mut alarm = self.engine.alarm(tx).await?;
            alarm.clear(tx, &known, why).await?;
            alarm.ring(tx, actor).await?;
        }
        let event = SuccessEvent::EmergencyClosed { emergency: id, partner, drill };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event.into()).await?;
        let detail = json!({ "id": id, "drill": drill, "why": why });
        tx.audit(now, actor, "emergency_closed", &row.partner.code, &detail).await?;
        tx.wake_steps(&closing_of(id), now).await?;
        Ok(())
    }
}

pub(super) async fn found(tx: &mut Tx, id: EmergencyId) -> Result<StoredEmergency, Refusal> {
    tx.emergency(id).await?.ok_or_else(|| Refusal::not_found("emergency"))
}

fn over() -> Refusal {
    Refusal::not_now("This emergency is over.")
}
