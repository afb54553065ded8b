//! The portfolio of partners, and one partner with its health.

use super::Trouble;
use super::encoding::Read;
use domain::PartnerId;
use domain::view::{PartnerPage, Portfolio, PortfolioQuery};
use leptos::prelude::*;

/// Every partner side by side.
#[server(protocol = Read)]
pub async fn read_portfolio(
    /// What the table is narrowed to and sorted by.
    query: PortfolioQuery,
) -> Result<Portfolio, Trouble> {
    Ok(super::desk()?.portfolio(&query).await?)
}

/// Everything about one partner.
#[server(protocol = Read)]
pub async fn read_partner(
    /// Whom; `None` is the viewer's own.
    partner: Option<PartnerId>,
) -> Result<PartnerPage, Trouble> {
    Ok(super::desk()?.partner_page(partner).await?)
}
