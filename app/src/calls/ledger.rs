//! The ledger.

use super::Trouble;
use super::encoding::Read;
use domain::Month;
use domain::view::{AccountPage, AccountQuery, TrialBalance};
use leptos::prelude::*;

/// Every account at the end of a month, with a page of the partners' balances.
#[server(protocol = Read)]
pub async fn read_trial_balance(
    /// Which; without one the latest in which something was booked.
    month: Option<Month>,
    /// Page of the partners, from 1.
    page: u32,
) -> Result<TrialBalance, Trouble> {
    Ok(super::desk()?.trial_balance(month, page).await?)
}

/// An account of a partner with a page of what was booked to it.
#[server(protocol = Read)]
pub async fn read_account(
    /// Which.
    query: AccountQuery,
) -> Result<AccountPage, Trouble> {
    Ok(super::desk()?.partner_account(query).await?)
}
