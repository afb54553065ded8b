//! Mail: what is written, to whom, and how it leaves the house.
//!
//! A message is written in the transaction of what it tells, together with the run that sends it; so it is sent if
//! and only if that is kept. Sending may be repeated after a crash in the moment between the handing over and its
//! note: such a message has the same `Message-ID`, by which programs know it for the same.

mod alerts;
mod digests;
mod emergencies;
mod interventions;
mod letters;
mod payouts;
mod post;
mod questions;
mod surveys;

pub(crate) use alerts::health_alert;
pub(crate) use digests::{QuarterFacts, WeekFacts, quarterly_review, weekly_digest};
pub(crate) use emergencies::{Crisis, emergency_escalation};
pub(crate) use interventions::intervention_scheduled;
pub(crate) use letters::{approval_needed, bank_account_changed, statement, work_stuck};
pub(crate) use payouts::{payout_returned, payout_sent, payouts_wait};
pub use post::{Post, PostError};
pub(crate) use questions::{question_answered, questions_overdue};
pub(crate) use surveys::{Invitation, survey};

use crate::Engine;
use domain::mail::{Mail, MailKind};
use domain::user::{Role, User};
use domain::workflow::{NewStep, Workflow};
use domain::{MailId, PartnerId, Refusal, WorkId};
use serde_json::json;
use store::{NewWork, Tx};

/// A message before it has a place and a date.
pub(crate) struct Letter {
    pub kind: MailKind,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Engine {
    /// Writes letters and begins the run that sends them, a step for each. The same cause a second time does nothing.
    pub(crate) async fn send(&self, tx: &mut Tx, cause: &str, letters: Vec<(User, Letter)>) -> Result<(), Refusal> {
        let now = self.clock.now();
        let write = |(user, letter): (User, Letter)| Mail {
            id: MailId(self.clock.new_id()),
            kind: letter.kind,
            to_email: user.email,
            to_name: user.name,
            subject: letter.subject,
            text: letter.text,
            html: letter.html,
            created_at: now,
            sent_at: None,
        };
        let mails: Vec<_> = letters.into_iter().map(write).collect();
        if mails.is_empty() {
            return Ok(());
        }
        let step = |mail: &Mail| NewStep {
            stage: 10,
            name: format!("to {} ({})", mail.to_email, mail.id),
            input: json!({ "mail": mail.id }),
        };
        let steps: Vec<_> = mails.iter().map(step).collect();
        let work = NewWork {
            id: WorkId(self.clock.new_id()),
            workflow: Workflow::MailDelivery,
            period: cause.to_owned(),
            started_by: None,
            reason: None,
        };
        if tx.begin_work(&work, &steps, now).await? {
            tx.add_mails(&mails).await?;
        }
        Ok(())
    }
}

/// The owners of a reseller.
pub(crate) async fn owners_of(tx: &mut Tx, partner: PartnerId) -> Result<Vec<User>, Refusal> {
    let users = tx.users().await?.into_iter();
    Ok(users.filter(|user| user.role == Role::Owner && user.partner_id == Some(partner)).collect())
}

/// Those of the operator's own people that may do something, other than one.
pub(crate) async fn people_who_may(
    tx: &mut Tx,
    action: domain::rights::Action,
    except: Option<domain::UserId>,
) -> Result<Vec<User>, Refusal> {
    let users = tx.users().await?.into_iter();
    let wanted =
        |user: &User| !user.role.is_partner() && Some(user.id) != except && domain::rights::may(user.role, action);
    Ok(users.filter(wanted).collect())
}
