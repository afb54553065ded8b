//! The ledger: the trial balance, and what happened on a partner's accounts.

mod account;
mod balance;

pub use account::AccountPage;
pub use balance::LedgerPage;

use leptos_router::params::ParamsMap;

/// The page that an address names, from 1.
pub(super) fn page_in(map: &ParamsMap) -> u32 {
    map.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1)
}
