//! Emergencies: which there are, the course of one, and what a person does in it.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::form::Fields;
use domain::view::{EmergencyList, EmergencyPage, EmergencySettings, Posted};
use domain::{EmergencyId, PartnerId};
use leptos::prelude::*;

/// Emergencies and drills, open ones first.
#[server(protocol = Read)]
pub async fn read_emergencies() -> Result<EmergencyList, Trouble> {
    Ok(super::desk()?.emergencies(None).await?)
}

/// The course of one.
#[server(protocol = Read)]
pub async fn read_emergency(
    /// Which.
    id: EmergencyId,
) -> Result<EmergencyPage, Trouble> {
    Ok(super::desk()?.emergency(id).await?)
}

/// Declares an emergency, or begins a drill.
#[server(protocol = Change)]
pub async fn declare_emergency(
    /// For which partner.
    partner: PartnerId,
    /// Why.
    why: String,
    /// Whether it is only a drill.
    drill: bool,
) -> Result<EmergencyId, Trouble> {
    Ok(super::desk()?.declare_emergency(partner, &why, drill).await?)
}

/// Takes stock.
#[server(protocol = Change)]
pub async fn check_emergency(
    /// Of which emergency.
    id: EmergencyId,
    /// What was seen, and how to go on.
    seen: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.check_emergency(id, &seen).await?)
}

/// Closes one.
#[server(protocol = Change)]
pub async fn close_emergency(
    /// Which.
    id: EmergencyId,
    /// Why it is over.
    why: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.close_emergency(id, &why).await?)
}

/// When one begins, what it does and who is told; and the form that was posted to its page.
#[server(protocol = Read)]
pub async fn read_emergency_settings() -> Result<(EmergencySettings, Option<Posted>), Trouble> {
    let posted = use_context();
    Ok((super::desk()?.emergency_settings().await?, posted))
}

/// Keeps that.
#[server(protocol = Change)]
pub async fn save_emergency_settings(
    /// As it was typed.
    fields: Fields,
) -> Result<(), Trouble> {
    Ok(super::desk()?.say_emergency_settings(&fields).await?)
}
