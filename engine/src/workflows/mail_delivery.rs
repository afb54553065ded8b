//! Mail delivery: a step for each message of one cause.
//!
//! While the mail server is away each message is tried again by its own waits. Whichever finds it back wakes the others
//! of its operator, which then leave in the order in which they were written.

use crate::mail::PostError;
use crate::runner::{Settled, Work};
use domain::{MailId, Refusal};
use serde::Deserialize;
use serde_json::json;

/// What a message lacks that can't be sent because the mail server is away.
const MAIL_SERVER: &str = "the mail server";

#[derive(Deserialize)]
struct Input {
    mail: MailId,
}

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    let input: Input = serde_json::from_value(work.claim.input.clone())
        .map_err(|error| Refusal::invalid("input", error.to_string()))?;
    let engine = &work.office.engine;
    let mut tx = engine.store.read(work.office.tenant).await?;
    let mail = tx.mail(input.mail).await?.ok_or_else(|| Refusal::not_found("mail"))?;
    drop(tx);
    // No transaction is open while another server is waited for.
    engine.options.post.send(&mail).await.map_err(|error| match error {
        PostError::Away(reason) => {
            work.lacks(MAIL_SERVER);
            Refusal::conflict(reason)
        }
        PostError::Passing(reason) => Refusal::conflict(reason),
        PostError::Lasting(reason) => Refusal::not_now(reason),
    })?;
    let mut tx = engine.store.write(work.office.tenant).await?;
    let now = engine.clock.now();
    tx.mark_mail_sent(mail.id, now).await?;
    if tx.wake_steps(MAIL_SERVER, now).await? > 0 {
        engine.wake_runner();
    }
    work.done_in(tx, json!({ "subject": mail.subject })).await
}
