//! Bank accounts of partners.

use super::Trouble;
use super::encoding::{Change, Read};
use chrono::NaiveDate;
use domain::banking::account::{AccountStatus, BankAccountKind, HolderKind, TaxFormKind};
use domain::view::{BankAccountList, BankAccountPage, BankAccountQuery, NumberInTransit, OwnBankAccount};
use domain::{BankAccountId, Cents, PartnerId};
use leptos::prelude::*;

/// The viewer's own account with those before it.
#[server(protocol = Read)]
pub async fn read_own_bank_account() -> Result<OwnBankAccount, Trouble> {
    Ok(super::desk()?.own_bank_account().await?)
}

/// Says to which account the viewer's partner is paid from now on.
#[server(protocol = Change)]
pub async fn enter_bank_account(
    /// Checking or savings.
    kind: BankAccountKind,
    /// Who holds it.
    holder: HolderKind,
    /// The holder's name.
    holder_name: String,
    /// The bank.
    routing: String,
    /// The number.
    number: NumberInTransit,
    /// The number once more.
    again: NumberInTransit,
) -> Result<(), Trouble> {
    use domain::banking::account::AccountDetails;
    let details = AccountDetails::read((kind, holder), &holder_name, &routing, (&number.0, &again.0))?;
    Ok(super::desk()?.enter_bank_account(details).await?)
}

/// Names the two amounts that have arrived on the viewer's own account.
#[server(protocol = Change)]
pub async fn confirm_deposits(
    /// One, like 0.07.
    one: String,
    /// The other.
    other: String,
) -> Result<AccountStatus, Trouble> {
    let named = domain::banking::account::named_deposits(&one, &other)?;
    Ok(super::desk()?.confirm_deposits(named).await?.status())
}

/// A page of partners with their accounts.
#[server(protocol = Read)]
pub async fn read_bank_accounts(
    /// Which.
    query: BankAccountQuery,
) -> Result<BankAccountList, Trouble> {
    Ok(super::desk()?.bank_accounts(query).await?)
}

/// One partner's account and standing.
#[server(protocol = Read)]
pub async fn read_bank_account(
    /// Whose.
    partner: PartnerId,
) -> Result<BankAccountPage, Trouble> {
    Ok(super::desk()?.bank_account_page(partner).await?)
}

/// Draws two amounts for the caller to send to an account.
#[server(protocol = Change)]
pub async fn begin_deposits(
    /// Which.
    account: BankAccountId,
    /// The revision that was seen.
    revision: i64,
) -> Result<[Cents; 2], Trouble> {
    Ok(super::desk()?.begin_deposits(account, revision).await?.amounts())
}

/// Stops payments to a partner.
#[server(protocol = Change)]
pub async fn hold_payments(
    /// Whom.
    partner: PartnerId,
    /// Why, for the record.
    reason: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.hold_payments(partner, &reason).await?)
}

/// Lets payments to a partner go on.
#[server(protocol = Change)]
pub async fn release_payments(
    /// Whom.
    partner: PartnerId,
    /// Why, for the record.
    reason: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.release_payments(partner, &reason).await?)
}

/// Puts a partner's tax form on file.
#[server(protocol = Change)]
pub async fn file_tax_form(
    /// Whose.
    partner: PartnerId,
    /// Which.
    kind: TaxFormKind,
    /// The day on which it came.
    received_on: NaiveDate,
) -> Result<(), Trouble> {
    let form = domain::banking::account::TaxForm { kind, received_on };
    Ok(super::desk()?.file_tax_form(partner, form).await?)
}

/// The number of an account, for somebody who says why.
#[server(protocol = Change)]
pub async fn reveal_account(
    /// Which.
    account: BankAccountId,
    /// Why, for the record.
    reason: String,
) -> Result<NumberInTransit, Trouble> {
    Ok(super::desk()?.reveal_account(account, &reason).await?)
}
