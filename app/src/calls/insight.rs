//! What scores tell: one partner's health explained, and the portfolio side by side.

use super::Trouble;
use super::encoding::Read;
use domain::PartnerId;
use domain::view::{InsightPage, InsightQuery, PartnerHealthPage};
use leptos::prelude::*;

/// One partner's health explained.
#[server(protocol = Read)]
pub async fn read_partner_health(
    /// Whose; `None` is the viewer's own.
    partner: Option<PartnerId>,
) -> Result<PartnerHealthPage, Trouble> {
    Ok(super::desk()?.partner_health(partner).await?)
}

/// The portfolio side by side.
#[server(protocol = Read)]
pub async fn read_insight(
    /// What it is narrowed to.
    query: InsightQuery,
) -> Result<InsightPage, Trouble> {
    Ok(super::desk()?.insight(&query).await?)
}
