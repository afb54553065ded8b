//! Commission statements.

use super::Trouble;
use super::encoding::Read;
use domain::view::{StatementPage, StatementRow};
use domain::{Month, PartnerId};
use leptos::prelude::*;

/// A partner's statements, newest first; without a partner the operator sees the latest month's of all.
#[server(protocol = Read)]
pub async fn read_statements(
    /// Whose.
    partner: Option<PartnerId>,
) -> Result<Vec<StatementRow>, Trouble> {
    Ok(super::desk()?.statements(partner).await?)
}

/// A statement with a page of its lines, from 1.
#[server(protocol = Read)]
pub async fn read_statement(
    /// Which.
    month: Month,
    /// Whose; `None` is the viewer's own.
    partner: Option<PartnerId>,
    /// Page of the lines, from 1.
    page: u32,
) -> Result<StatementPage, Trouble> {
    Ok(super::desk()?.statement(month, partner, page).await?)
}
