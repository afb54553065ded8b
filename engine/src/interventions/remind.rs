//! Word of steps that are due, to whoever sees to the intervention and to the people whose role the step names.

use crate::Office;
use crate::alerts::Word;
use crate::runner::{Settled, Work};
use domain::Refusal;
use domain::audit::Actor;
use domain::health::alert::Severity;
use domain::user::{Role, User};
use domain::view::NotificationAbout;
use serde_json::json;

impl Office {
    /// Tells of steps under way that are due by today, each once.
    pub(crate) async fn tell_of_due_steps(&self, work: &Work) -> Result<Settled, Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let due = tx.take_due_steps(today, self.engine.clock.now()).await?;
        let mut alarm = self.engine.alarm(&mut tx).await?;
        for step in &due {
            let Some((row, _)) = tx.intervention(step.intervention_id).await? else { continue };
            let steps = tx.intervention_steps(row.id).await?;
            let Some(found) = steps.into_iter().find(|known| known.position == step.position) else { continue };
            let words = format!("{}, step {}: {}", row.kind.label(), found.position, found.step.words);
            let told = Word {
                about: (NotificationAbout::Intervention, row.id.0),
                severity: if found.due_on < today { Severity::Medium } else { Severity::Low },
                title: &format!("{} {}", row.partner.code, row.partner.name),
                words: &words,
            };
            let owner = row.owner.0;
            let is_owners = alarm.role_of(owner) == Some(found.step.owner);
            let manager = tx.partner(row.partner.id).await?.and_then(|partner| partner.manager_id);
            // Who sees to it may have been given other partners since, or be away.
            let (instead, there) = (!alarm.tells(owner, manager), alarm.on_duty(manager));
            let stands_in = |user: &User| there.map_or(user.role == Role::Head, |there| user.id == there);
            let is_of_role = |user: &User| match found.step.owner {
                Role::Manager => stands_in(user),
                role => user.role == role,
            };
            let is_meant =
                |user: &User| user.id == owner || (!is_owners && is_of_role(user)) || (instead && stands_in(user));
            alarm.say_to(manager, is_meant, &told);
        }
        alarm.ring(&mut tx, Actor::System).await?;
        work.done_in(tx, json!({ "steps": due.len() })).await
    }
}
