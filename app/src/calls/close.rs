//! The month close.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::Month;
#[cfg(feature = "ssr")]
use domain::Refusal;
use domain::run::Run;
#[cfg(feature = "ssr")]
use domain::run::RunStatus;
use domain::view::{CloseSummary, MonthClose, MonthsToClose};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

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

/// A month with all that its page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthToClose {
    /// How far it is.
    pub close: MonthClose,
    /// Whether the viewer may close it.
    pub may_close: bool,
    /// Whether the viewer may release it now.
    pub may_approve: bool,
    /// What it came to, once it is calculated.
    pub summary: Option<CloseSummary>,
}

/// One month: how far it is and, once it is calculated, what it came to.
#[server(protocol = Read)]
pub async fn read_month_to_close(
    /// Which.
    month: Month,
) -> Result<MonthToClose, Trouble> {
    Ok(month_to_close(&super::desk()?, month).await?)
}

#[cfg(feature = "ssr")]
async fn month_to_close(desk: &engine::Desk, month: Month) -> Result<MonthToClose, Refusal> {
    let MonthsToClose { months, may_close } = desk.months_to_close().await?;
    let close = months.into_iter().find(|close| close.month == month);
    let close = close.ok_or_else(|| Refusal::not_found("month to close"))?;
    let calculated = close.run.as_ref().is_some_and(|run| run.status > RunStatus::Frozen);
    let summary = if calculated { Some(desk.close_summary(month).await?) } else { None };
    let may_approve = desk.may_approve(month).await?;
    Ok(MonthToClose { close, may_close, may_approve, summary })
}
