//! Payouts: what is payable, batches, and a partner's own.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::payout::TypedSettings;
use domain::view::{PayoutBatchPage, PayoutBatchRow, PayoutDesk, PayoutSettingsPage, PayoutsOfPartner, PostedSettings};
use domain::{PartnerId, PayoutBatchId, Refusal};
use leptos::prelude::*;

/// Batches, what is payable now, and what the bank has said.
#[server(protocol = Read)]
pub async fn read_payout_desk() -> Result<PayoutDesk, Trouble> {
    Ok(super::desk()?.payout_desk().await?)
}

/// A batch with all that happened to it.
#[server(protocol = Read)]
pub async fn read_payout_batch(
    /// Which.
    id: PayoutBatchId,
) -> Result<PayoutBatchPage, Trouble> {
    Ok(super::desk()?.payout_batch(id).await?)
}

/// How payouts are made; and the form that was posted to its page, where scripts don't work.
#[server(protocol = Read)]
pub async fn read_payout_settings() -> Result<(PayoutSettingsPage, Option<PostedSettings>), Trouble> {
    let page = super::desk()?.payout_settings().await?;
    Ok((page, leptos::context::use_context()))
}

/// Says how payouts are made. Gives everything that is wrong with what was typed; nothing when it is kept.
#[server(protocol = Change)]
pub async fn set_payout_settings(
    /// What was typed.
    typed: TypedSettings,
) -> Result<Vec<Refusal>, Trouble> {
    Ok(super::desk()?.set_payout_settings(&typed).await?)
}

/// A partner's payouts; the caller's own without one.
#[server(protocol = Read)]
pub async fn read_partner_payouts(
    /// Whose.
    partner: Option<PartnerId>,
) -> Result<PayoutsOfPartner, Trouble> {
    Ok(super::desk()?.partner_payouts(partner).await?)
}

/// Proposes a batch of all that can be paid now.
#[server(protocol = Change)]
pub async fn propose_payouts(
    /// Why now.
    reason: String,
) -> Result<PayoutBatchRow, Trouble> {
    Ok(super::desk()?.propose_payouts(&reason).await?)
}

/// Releases a batch that somebody else has proposed.
#[server(protocol = Change)]
pub async fn approve_payouts(
    /// Which.
    id: PayoutBatchId,
) -> Result<PayoutBatchRow, Trouble> {
    Ok(super::desk()?.approve_payouts(id).await?)
}

/// Gives a batch up that the bank hasn't got.
#[server(protocol = Change)]
pub async fn cancel_payouts(
    /// Which.
    id: PayoutBatchId,
    /// Why.
    reason: String,
) -> Result<PayoutBatchRow, Trouble> {
    Ok(super::desk()?.cancel_payouts(id, &reason).await?)
}

/// Notes what a person has found out about an answer that fits nothing.
#[server(protocol = Change)]
pub async fn settle_answer(
    /// SHA-256 of the bank's file.
    file: String,
    /// The line in it.
    line: i64,
    /// What was found out.
    note: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.settle_bank_answer(&file, line, &note).await?)
}
