//! What every day needs.

use super::unknown_step;
use crate::runner::{Settled, Work};
use domain::Refusal;
use serde_json::json;

pub(super) const STEPS: &[&str] = &["forget sign-ins", "verify bank accounts", "verify audit trail", "learn sizes"];

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.name.as_str() {
        "forget sign-ins" => forget_sign_ins(work).await,
        "verify bank accounts" => verify_bank_accounts(work).await,
        "verify audit trail" => verify_audit(work).await,
        "learn sizes" => learn_sizes(work).await,
        _ => Err(unknown_step(work)),
    }
}

async fn forget_sign_ins(work: &Work) -> Result<Settled, Refusal> {
    let forgotten = work.office.engine.forget_ended_sessions().await?;
    work.done(json!({ "forgotten": forgotten })).await
}

/// The tables have grown since yesterday, and the database picks its indexes by their sizes.
async fn learn_sizes(work: &Work) -> Result<Settled, Refusal> {
    work.office.engine.store.learn_sizes().await?;
    work.done(json!({})).await
}

async fn verify_bank_accounts(work: &Work) -> Result<Settled, Refusal> {
    let verified = work.office.look_at_prenotes().await?;
    work.done(json!({ "verified": verified })).await
}

async fn verify_audit(work: &Work) -> Result<Settled, Refusal> {
    let (entries, broken) = work.office.verify_audit().await?;
    if let Some(position) = broken {
        return Err(Refusal::not_now(format!(
            "entry {position} of the audit trail was changed, removed or moved: compare it with a backup"
        )));
    }
    work.done(json!({ "entries": entries })).await
}
