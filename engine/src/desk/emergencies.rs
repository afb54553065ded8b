//! Emergencies at the desk: which there are, the course of one, drills, taking stock, closing, and who is told.

use super::Desk;
use crate::emergencies::Beginning;
use domain::correction::words;
use domain::event::SuccessEvent;
use domain::form::Fields;
use domain::health::emergency::EmergencyRules;
use domain::health::emergency::form::read_settings;
use domain::rights::{Action, may};
use domain::view::{EmergencyList, EmergencyPage, EmergencySettings};
use domain::{EmergencyId, EventId, PartnerId, Refusal, UserId};
use serde_json::json;
use store::{StoredEmergency, Tx};

/// Emergencies of a list at most.
const LISTED: i64 = 200;
/// Contacts at most: what concerns everybody concerns nobody.
const CONTACTS: usize = 20;

impl Desk {
    /// Emergencies and drills, of one partner if one is named: open ones first, then the newest.
    pub async fn emergencies(&self, partner: Option<PartnerId>) -> Result<EmergencyList, Refusal> {
        self.check(Action::ReadInterventions)?;
        Ok(EmergencyList {
            rows: self.read().await?.emergencies(partner, LISTED).await?,
            now: self.engine.clock.now(),
            may_act: may(self.caller.role, Action::Intervene),
        })
    }

    /// The course of an emergency.
    pub async fn emergency(&self, id: EmergencyId) -> Result<EmergencyPage, Refusal> {
        self.check(Action::ReadInterventions)?;
        let mut tx = self.read().await?;
        let StoredEmergency { row, rules, baseline } =
            tx.emergency(id).await?.ok_or_else(|| Refusal::not_found("emergency"))?;
        let (plan, now) = (row.plan(), self.engine.clock.now());
        Ok(EmergencyPage {
            next_at: plan.next_at(now, &rules).filter(|_| row.closed_at.is_none()),
            checkpoint_at: plan.checkpoint(&rules),
            entries: tx.emergency_entries(id).await?,
            now,
            may_act: may(self.caller.role, Action::Intervene),
            row,
            rules,
            baseline,
        })
    }

    /// Declares an emergency of what the figures don't know yet, or begins a drill, with a word on why.
    pub async fn declare_emergency(&self, partner: PartnerId, why: &str, drill: bool) -> Result<EmergencyId, Refusal> {
        self.check(Action::Intervene)?;
        let why = Some(words("why", why)?);
        self.read_about(Some(partner)).await?;
        let by = Some(self.caller.user);
        let begun = self.office().begin_emergency(Beginning { partner, triggers: Vec::new(), why, drill, by }).await?;
        begun.ok_or_else(|| {
            let there =
                if drill { "a drill is under way for this partner" } else { "this partner is in an emergency already" };
            Refusal::conflict(there)
        })
    }

    /// Takes stock of an emergency: what was seen, and how to go on.
    pub async fn check_emergency(&self, id: EmergencyId, seen: &str) -> Result<(), Refusal> {
        self.check(Action::Intervene)?;
        self.sees_emergency(id).await?;
        self.office().check_emergency(id, self.caller.user, words("stock", seen)?).await
    }

    /// Closes an emergency, or a drill, with a word on why it is over.
    pub async fn close_emergency(&self, id: EmergencyId, why: &str) -> Result<(), Refusal> {
        self.check(Action::Intervene)?;
        self.sees_emergency(id).await?;
        self.office().close_emergency(id, self.caller.user, why).await
    }

    async fn sees_emergency(&self, id: EmergencyId) -> Result<(), Refusal> {
        self.read().await?.emergency(id).await?.map(drop).ok_or_else(|| Refusal::not_found("emergency"))
    }

    /// The rules, who is told, and who may be named.
    pub async fn emergency_settings(&self) -> Result<EmergencySettings, Refusal> {
        self.check(Action::ReadInterventions)?;
        let mut tx = self.read().await?;
        let (rules, contacts) = tx.emergency_settings().await?.unwrap_or_default();
        let people = contactable(&mut tx).await?;
        Ok(EmergencySettings { rules, contacts, people, may_edit: may(self.caller.role, Action::EditAlertRules) })
    }

    /// Keeps the rules and who is told, as a form says them.
    pub async fn say_emergency_settings(&self, fields: &Fields) -> Result<(), Refusal> {
        self.check(Action::EditAlertRules)?;
        let (rules, contacts) = read_settings(fields)?;
        self.save_emergency_settings(&rules, &contacts).await
    }

    /// Keeps the rules and who is told. Emergencies that are under way keep the rules that they began with.
    pub async fn save_emergency_settings(&self, rules: &EmergencyRules, contacts: &[UserId]) -> Result<(), Refusal> {
        self.check(Action::EditAlertRules)?;
        rules.check()?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let people = contactable(&mut tx).await?;
        if contacts.len() > CONTACTS || !contacts.iter().all(|id| people.iter().any(|(known, _)| known == id)) {
            return Err(Refusal::invalid("contacts", format!("name up to {CONTACTS} of your own people")));
        }
        tx.put_emergency_settings(rules, contacts, (self.caller.user, now)).await?;
        tx.announce(EventId(self.engine.clock.new_id()), now, &SuccessEvent::EmergencySettingsSaved.into()).await?;
        let detail = json!({ "rules": rules, "contacts": contacts });
        tx.audit(now, self.actor(), "emergency_settings", "emergencies", &detail).await?;
        Ok(tx.commit().await?)
    }
}

/// The operator's own people, by name.
async fn contactable(tx: &mut Tx) -> Result<Vec<(UserId, String)>, Refusal> {
    let users = tx.users().await?.into_iter().filter(|user| !user.role.is_partner());
    let mut people: Vec<_> = users.map(|user| (user.id, user.name)).collect();
    people.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(people)
}
