//! What is looked at every few minutes: alerts of automation that are mended, those that nobody has acknowledged, and
//! the letters that are due.

use crate::Office;
use crate::mail;
use crate::runner::{Settled, Work};
use domain::Refusal;
use domain::audit::Actor;
use domain::correction::DisputeStatus;
use domain::health::alert::{AlertKind, Signal};
use domain::view::{NotificationRow, WorkQuery};
use domain::workflow::{WorkState, Workflow};
use domain::{DisputeId, UserId};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;

/// Runs that are stuck which are looked at.
const STUCK: i64 = 10_000;

/// What an alert about a run of automation that is stuck is told from others by. Letters are one to it.
pub(crate) fn stuck_name(workflow: Workflow, period: &str) -> String {
    match workflow {
        Workflow::MailDelivery => workflow.label().to_owned(),
        _ => format!("{} {period}", workflow.label()),
    }
}

impl Office {
    /// Settles alerts whose cause others have mended: automation goes on, a question has its answer.
    pub(crate) async fn settle_mended(&self, work: &Work) -> Result<Settled, Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        let still = still_there(&mut tx).await?;
        let mut alarm = self.engine.alarm(&mut tx).await?;
        let mut settled = 0;
        for (kind, words) in [
            (AlertKind::WorkflowStuck, "It goes on, or was stopped."),
            (AlertKind::QuestionOverdue, "It was answered."),
        ] {
            for known in tx.live_alerts_of(kind).await? {
                let there = match &known.signal {
                    Signal::WorkflowStuck { step, .. } => still.contains(step),
                    Signal::QuestionOverdue { question, .. } => still.contains(question),
                    _ => true,
                };
                if !there {
                    alarm.clear(&mut tx, &known, words).await?;
                    settled += 1;
                }
            }
        }
        alarm.ring(&mut tx, Actor::System).await?;
        work.done_in(tx, json!({ "settled": settled })).await
    }

    /// Takes alerts that nobody has acknowledged in time to others.
    pub(crate) async fn escalate_late(&self, work: &Work) -> Result<Settled, Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        let late = tx.late_alerts(self.engine.clock.now()).await?;
        let mut alarm = self.engine.alarm(&mut tx).await?;
        for known in &late {
            alarm.escalate(&mut tx, known).await?;
        }
        alarm.ring(&mut tx, Actor::System).await?;
        work.done_in(tx, json!({ "late": late.len() })).await
    }

    /// Writes a letter to each person with all that they are to hear by now.
    pub(crate) async fn mail_notifications(&self, work: &Work) -> Result<Settled, Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        let mut due: BTreeMap<UserId, Vec<NotificationRow>> = BTreeMap::new();
        for letterful in tx.take_to_mail(self.engine.clock.now()).await? {
            due.entry(letterful.user_id).or_default().push(letterful.row);
        }
        let tenant = tx.tenant_row().await?;
        let users = tx.users().await?.into_iter();
        let letters = users.filter_map(|user| {
            let rows = due.remove(&user.id)?;
            Some(mail::health_alert(&tenant, &user, rows).map(|letter| (user, letter)))
        });
        let letters = letters.collect::<Result<Vec<_>, Refusal>>()?;
        let told = letters.len();
        self.engine.send(&mut tx, &format!("alerts of {}", work.claim.period), letters).await?;
        work.done_in(tx, json!({ "letters": told })).await
    }
}

/// What is still stuck, and which questions still wait.
async fn still_there(tx: &mut Tx) -> Result<BTreeSet<String>, Refusal> {
    let stuck = WorkQuery { state: Some(WorkState::Stuck), ..WorkQuery::default() };
    let stuck = tx.works(&stuck, STUCK).await?.into_iter();
    let mut there: BTreeSet<_> = stuck.map(|run| stuck_name(run.workflow, &run.period)).collect();
    let open = tx.disputes(None).await?.into_iter().filter(|question| question.status == DisputeStatus::Open);
    there.extend(open.map(|question| question.id).map(|id: DisputeId| id.to_string()));
    Ok(there)
}
