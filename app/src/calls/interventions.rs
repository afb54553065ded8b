//! Interventions: planned, worked on step by step, ended, and what they have brought.

use super::Trouble;
use super::encoding::{Change, Read};
use chrono::NaiveDate;
use domain::form::Fields;
use domain::health::intervention::InterventionKind;
use domain::view::{
    CalendarStep, Effectiveness, InterventionBoard, InterventionPage, InterventionPlan, InterventionQuery,
    PlaybookPage, PlaybookRow, Posted, Suggestions,
};
use domain::{InterventionId, PartnerId};
use leptos::prelude::*;

/// What is planned, under way, or ended not long ago.
#[server(protocol = Read)]
pub async fn read_interventions(
    /// What the board is narrowed to.
    query: InterventionQuery,
) -> Result<InterventionBoard, Trouble> {
    Ok(super::desk()?.interventions(query).await?)
}

/// Steps that are due, by day.
#[server(protocol = Read)]
pub async fn read_calendar(
    /// From this day.
    from: NaiveDate,
    /// To this one.
    to: NaiveDate,
) -> Result<Vec<CalendarStep>, Trouble> {
    Ok(super::desk()?.intervention_calendar(from, to).await?)
}

/// One intervention.
#[server(protocol = Read)]
pub async fn read_intervention(
    /// Which.
    id: InterventionId,
) -> Result<InterventionPage, Trouble> {
    Ok(super::desk()?.intervention(id).await?)
}

/// What is suggested for a partner.
#[server(protocol = Read)]
pub async fn read_suggestions(
    /// For whom.
    partner: PartnerId,
) -> Result<Suggestions, Trouble> {
    Ok(super::desk()?.suggestions(partner).await?)
}

/// What interventions of each kind have brought.
#[server(protocol = Read)]
pub async fn read_effectiveness() -> Result<Vec<Effectiveness>, Trouble> {
    Ok(super::desk()?.effectiveness().await?)
}

/// Plans an intervention.
#[server(protocol = Change)]
pub async fn plan_intervention(
    /// As the form says it.
    plan: InterventionPlan,
) -> Result<InterventionId, Trouble> {
    Ok(super::desk()?.plan_intervention(&plan).await?)
}

/// Begins a planned intervention today.
#[server(protocol = Change)]
pub async fn begin_intervention(
    /// Which.
    id: InterventionId,
) -> Result<(), Trouble> {
    Ok(super::desk()?.begin_intervention(id, None).await?)
}

/// Notes that a step is done.
#[server(protocol = Change)]
pub async fn complete_step(
    /// Of which intervention.
    id: InterventionId,
    /// Its place, from 1.
    step: i32,
    /// What there is to say.
    #[server(default)]
    note: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.complete_intervention_step(id, step, &note).await?)
}

/// Leaves a step out.
#[server(protocol = Change)]
pub async fn leave_out_step(
    /// Of which intervention.
    id: InterventionId,
    /// Its place, from 1.
    step: i32,
    /// Why.
    reason: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.leave_out_intervention_step(id, step, &reason).await?)
}

/// Notes time that was spent.
#[server(protocol = Change)]
pub async fn log_effort(
    /// On which intervention.
    id: InterventionId,
    /// How long.
    minutes: i32,
    /// On what.
    on: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.log_effort(id, minutes, &on).await?)
}

/// Completes an intervention.
#[server(protocol = Change)]
pub async fn complete_intervention(
    /// Which.
    id: InterventionId,
    /// What came of it.
    outcome: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.complete_intervention(id, &outcome).await?)
}

/// Gives an intervention up.
#[server(protocol = Change)]
pub async fn cancel_intervention(
    /// Which.
    id: InterventionId,
    /// Why.
    reason: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.cancel_intervention(id, &reason).await?)
}

/// The playbooks in force, one of each kind.
#[server(protocol = Read)]
pub async fn read_playbooks() -> Result<Vec<PlaybookRow>, Trouble> {
    Ok(super::desk()?.playbooks().await?)
}

/// One playbook with its versions; and the form that was posted to its page.
#[server(protocol = Read)]
pub async fn read_playbook(
    /// Of which kind of intervention.
    kind: InterventionKind,
) -> Result<(PlaybookPage, Option<Posted>), Trouble> {
    let posted = use_context();
    Ok((super::desk()?.playbook_page(kind).await?, posted))
}

/// Keeps a playbook as a new version; gives its number.
#[server(protocol = Change)]
pub async fn save_playbook(
    /// Of which kind of intervention.
    kind: InterventionKind,
    /// As it was typed.
    fields: Fields,
) -> Result<i32, Trouble> {
    Ok(super::desk()?.say_playbook(kind, &fields).await?)
}
