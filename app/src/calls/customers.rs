//! Customers: the board, the table, one by one, and their moves.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::interaction::NewInteraction;
use domain::lifecycle::{ChurnReason, Stage};
use domain::view::{Board, Card, CustomerList, CustomerPage, CustomerQuery, PartnerRef};
use domain::{CustomerId, PartnerId};
use leptos::prelude::*;

/// A partner's board; `None` is the viewer's own partner.
#[server(protocol = Read)]
pub async fn read_board(
    /// Whose; `None` is the viewer's own.
    partner: Option<PartnerId>,
) -> Result<Board, Trouble> {
    Ok(super::desk()?.board(partner).await?)
}

/// The next cards of a column.
#[server(protocol = Read)]
pub async fn read_board_cards(
    /// Whose; `None` is the viewer's own.
    partner: Option<PartnerId>,
    /// The column.
    stage: Stage,
    /// The last card that came before.
    after: Option<CustomerId>,
) -> Result<Vec<Card>, Trouble> {
    Ok(super::desk()?.board_cards(partner, stage, after).await?)
}

/// A page of the customer table.
#[server(protocol = Read)]
pub async fn read_customers(
    /// What it is narrowed to.
    query: CustomerQuery,
) -> Result<CustomerList, Trouble> {
    Ok(super::desk()?.customers(&query).await?)
}

/// The partners whose customers the viewer may choose to see.
#[server(protocol = Read)]
pub async fn read_partner_choices() -> Result<Vec<PartnerRef>, Trouble> {
    Ok(super::desk()?.partners().await?)
}

/// Everything about one customer.
#[server(protocol = Read)]
pub async fn read_customer(
    /// Whom.
    customer: CustomerId,
) -> Result<CustomerPage, Trouble> {
    Ok(super::desk()?.customer_page(customer).await?)
}

/// Moves a customer to another stage, if it still has the revision that was seen.
#[server(protocol = Change)]
pub async fn move_customer(
    /// Whom.
    customer: CustomerId,
    /// Where to.
    to: Stage,
    /// Why it leaves, for a move to churned.
    reason: Option<ChurnReason>,
    /// The revision that was seen.
    revision: i64,
) -> Result<Card, Trouble> {
    Ok(super::desk()?.move_customer(customer, to, reason, revision).await?)
}

/// Logs a contact with a customer.
#[server(protocol = Change)]
pub async fn log_interaction(
    /// With whom.
    customer: CustomerId,
    /// What there is to log.
    contact: NewInteraction,
) -> Result<(), Trouble> {
    Ok(super::desk()?.log_interaction(customer, &contact).await?)
}
