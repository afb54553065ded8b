//! Imports and exports. Files themselves travel by routes of their own.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::TransferId;
use domain::transfer::TransferKind;
use domain::view::{TransferList, TransferPage};
use leptos::prelude::*;

/// Imports and exports, newest first.
#[server(protocol = Read)]
pub async fn read_transfers() -> Result<TransferList, Trouble> {
    Ok(super::desk()?.transfers().await?)
}

/// One of them.
#[server(protocol = Read)]
pub async fn read_transfer(
    /// Which.
    transfer: TransferId,
) -> Result<TransferPage, Trouble> {
    Ok(super::desk()?.transfer(transfer).await?)
}

/// Has rows gathered into a file.
#[server(protocol = Change)]
pub async fn begin_export(
    /// Which.
    kind: TransferKind,
    /// Of which month; empty for all there is.
    month: String,
) -> Result<TransferId, Trouble> {
    Ok(super::desk()?.export(kind, &month).await?)
}

/// Lets a checked import go on.
#[server(protocol = Change)]
pub async fn let_import_go_on(
    /// Which.
    transfer: TransferId,
    /// Whether good rows are taken in although there are bad ones.
    keep_good: bool,
) -> Result<(), Trouble> {
    Ok(super::desk()?.let_import_go_on(transfer, keep_good).await?)
}

/// Gives up an import that waits.
#[server(protocol = Change)]
pub async fn give_up_import(
    /// Which.
    transfer: TransferId,
) -> Result<(), Trouble> {
    Ok(super::desk()?.give_up_import(transfer).await?)
}
