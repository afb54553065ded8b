//! Automation.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::mail::Mail;
use domain::view::{ControlRoom, DryRun, SystemHealth, WorkPage, WorkRow};
use domain::workflow::Workflow;
use domain::{MailId, WorkId};
use leptos::prelude::*;

/// What automation does now, what it did, and how well.
#[server(protocol = Read)]
pub async fn read_control_room() -> Result<ControlRoom, Trouble> {
    Ok(super::desk()?.control_room().await?)
}

/// A run with its steps and every try of them.
#[server(protocol = Read)]
pub async fn read_work(
    /// Which.
    run: WorkId,
) -> Result<WorkPage, Trouble> {
    Ok(super::desk()?.work(run).await?)
}

/// The newest messages.
#[server(protocol = Read)]
pub async fn read_mails() -> Result<Vec<Mail>, Trouble> {
    Ok(super::desk()?.mails().await?)
}

/// One message.
#[server(protocol = Read)]
pub async fn read_mail(
    /// Which.
    mail: MailId,
) -> Result<Mail, Trouble> {
    Ok(super::desk()?.mail(mail).await?)
}

/// Begins a workflow now.
#[server(protocol = Change)]
pub async fn run_work(
    /// Which.
    workflow: Workflow,
    /// Why, for the record.
    reason: String,
) -> Result<WorkRow, Trouble> {
    Ok(super::desk()?.run_work(workflow, &reason).await?)
}

/// How the installation is and was, and what automation has adjusted.
#[server(protocol = Read)]
pub async fn read_system_health() -> Result<SystemHealth, Trouble> {
    Ok(super::desk()?.system_health().await?)
}

/// What a run of a workflow would do now, with nothing done.
#[server(protocol = Read)]
pub async fn read_dry_run(
    /// Which.
    workflow: Workflow,
    /// What it would be about; empty for what its schedule would choose.
    period: String,
) -> Result<DryRun, Trouble> {
    Ok(super::desk()?.dry_run(workflow, &period).await?)
}

/// Gives the stuck steps of a run their tries back.
#[server(protocol = Change)]
pub async fn retry_work(
    /// Which run.
    run: WorkId,
) -> Result<(), Trouble> {
    Ok(super::desk()?.retry_work(run).await?)
}

/// Passes over a step that is stuck or waits.
#[server(protocol = Change)]
pub async fn skip_step(
    /// Which run.
    run: WorkId,
    /// The step's name.
    step: String,
    /// Why, for the record.
    reason: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.skip_step(run, &step, &reason).await?)
}

/// Stops a run for good.
#[server(protocol = Change)]
pub async fn cancel_work(
    /// Which run.
    run: WorkId,
    /// Why, for the record.
    reason: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.cancel_work(run, &reason).await?)
}

/// Pauses a workflow's schedule, or resumes it.
#[server(protocol = Change)]
pub async fn pause_schedule(
    /// Which workflow.
    workflow: Workflow,
    /// Paused, or not.
    paused: bool,
) -> Result<(), Trouble> {
    Ok(super::desk()?.pause_schedule(workflow, paused).await?)
}
