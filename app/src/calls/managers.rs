//! Who looks after which partners, and who covers for whom.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::view::{AssignmentForm, CoverForm, CoversPage, ManagersPage};
use domain::{CoverId, PartnerId};
use leptos::prelude::*;

/// Managers with what is assigned to each.
#[server(protocol = Read)]
pub async fn read_managers() -> Result<ManagersPage, Trouble> {
    Ok(super::desk()?.managers().await?)
}

/// Assigns a partner.
#[server(protocol = Change)]
pub async fn assign_manager(
    /// Which.
    partner: PartnerId,
    /// The id of its manager, or `nobody`.
    manager: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.say_manager(partner, &manager).await?)
}

/// Assigns many partners; says how many got another manager.
#[server(protocol = Change)]
pub async fn assign_managers(
    /// Which, and to whom.
    form: AssignmentForm,
) -> Result<u32, Trouble> {
    Ok(super::desk()?.say_managers(&form).await?)
}

/// Vacations and who covers.
#[server(protocol = Read)]
pub async fn read_covers() -> Result<CoversPage, Trouble> {
    Ok(super::desk()?.covers().await?)
}

/// Keeps a vacation.
#[server(protocol = Change)]
pub async fn save_cover(
    /// As it was typed.
    form: CoverForm,
) -> Result<CoverId, Trouble> {
    Ok(super::desk()?.save_cover(&form).await?)
}

/// Takes a vacation back, or ends it.
#[server(protocol = Change)]
pub async fn end_cover(
    /// Which.
    id: CoverId,
) -> Result<(), Trouble> {
    Ok(super::desk()?.end_cover(id).await?)
}
