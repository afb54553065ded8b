//! The month close.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::Month;
use domain::run::Run;
use domain::view::{MonthPage, MonthsToClose};
use leptos::prelude::*;

/// Every month that can be, is being or has been closed.
#[server(protocol = Read)]
pub async fn read_months_to_close() -> Result<MonthsToClose, Trouble> {
    Ok(super::desk()?.months_to_close().await?)
}

/// Starts closing a month in the background; begun or done already is no error.
#[server(protocol = Change)]
pub async fn start_close(
    /// Which.
    month: Month,
) -> Result<Run, Trouble> {
    Ok(super::desk()?.start_close(month).await?)
}

/// How far the closing of a month is.
#[server(protocol = Read)]
pub async fn read_close_progress(
    /// Which.
    month: Month,
) -> Result<Run, Trouble> {
    Ok(super::desk()?.close_progress(month).await?)
}

/// One month: its walk from open to closed, what it came to, and what the viewer can do.
#[server(protocol = Read)]
pub async fn read_month(
    /// Which.
    month: Month,
) -> Result<MonthPage, Trouble> {
    Ok(super::desk()?.month_page(month).await?)
}

/// Notes that a calculated month was looked at.
#[server(protocol = Change)]
pub async fn review_month(
    /// Which.
    month: Month,
    /// What was looked at.
    note: String,
) -> Result<Run, Trouble> {
    Ok(super::desk()?.review_month(month, &note).await?)
}

/// Releases a month.
#[server(protocol = Change)]
pub async fn approve_month(
    /// Which.
    month: Month,
) -> Result<Run, Trouble> {
    Ok(super::desk()?.approve_month(month).await?)
}

/// Has a month calculated anew that isn't approved yet.
#[server(protocol = Change)]
pub async fn recalculate_month(
    /// Which.
    month: Month,
    /// Why.
    reason: String,
) -> Result<Run, Trouble> {
    Ok(super::desk()?.recalculate(month, &reason).await?)
}

/// Closes a released month for good.
#[server(protocol = Change)]
pub async fn finish_month(
    /// Which.
    month: Month,
    /// Why, while something of it is open.
    reason: String,
) -> Result<Run, Trouble> {
    Ok(super::desk()?.finish_month(month, &reason).await?)
}
