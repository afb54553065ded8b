//! The month close.

use super::Trouble;
use domain::Month;
use domain::run::Run;
use domain::view::{CloseSummary, MonthsToClose};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Every month that can be, is being or has been closed.
#[server(input = GetUrl)]
pub async fn read_months_to_close() -> Result<MonthsToClose, Trouble> {
    Ok(super::desk()?.months_to_close().await?)
}

/// Starts closing a month in the background; begun or done already is no error.
#[server]
pub async fn start_close(
    /// Which.
    month: Month,
) -> Result<Run, Trouble> {
    Ok(super::desk()?.start_close(month).await?)
}

/// How far the closing of a month is.
#[server(input = GetUrl)]
pub async fn read_close_progress(
    /// Which.
    month: Month,
) -> Result<Run, Trouble> {
    Ok(super::desk()?.close_progress(month).await?)
}

/// What closing a month came to.
#[server(input = GetUrl)]
pub async fn read_close_summary(
    /// Which.
    month: Month,
) -> Result<CloseSummary, Trouble> {
    Ok(super::desk()?.close_summary(month).await?)
}
