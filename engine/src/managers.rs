//! Assigning partners to managers, for whoever may do so: at the desk, by a file, and in the demo.

use crate::Office;
use domain::audit::Actor;
use domain::event::HouseEvent;
use domain::partner::Partner;
use domain::user::User;
use domain::{EventId, Refusal};
use serde_json::json;
use store::Tx;

impl Office {
    /// Assigns partners to a manager, or to nobody, in a transaction at hand. Says how many got another one; those that
    /// are assigned so already are left as they are.
    pub(crate) async fn assign_in(
        &self,
        tx: &mut Tx,
        partners: &[Partner],
        manager: Option<&User>,
        actor: Actor,
    ) -> Result<u32, Refusal> {
        let (now, id) = (self.engine.clock.now(), manager.map(|manager| manager.id));
        let mut assigned = Vec::new();
        for partner in partners {
            if tx.assign_manager(partner.id, id).await? {
                let event = HouseEvent::PartnerAssigned { partner: partner.id, manager: id }.into();
                tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
                assigned.push(json!({ "partner": partner.code, "before": partner.manager_id }));
            }
        }
        let subject = manager.map_or("nobody", |manager| manager.email.as_str());
        if !assigned.is_empty() {
            tx.audit(now, actor, "partners_assigned", subject, &json!({ "manager": id, "partners": assigned })).await?;
        }
        Ok(u32::try_from(assigned.len()).unwrap_or(u32::MAX))
    }
}
