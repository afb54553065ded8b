//! Surveys: for whoever has a link, for who was asked, and for who asks.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::PartnerId;
use domain::form::Fields;
use domain::view::{Posted, SurveyForm, SurveySettingsPage, SurveysPage};
use leptos::prelude::*;

/// The questions behind a private link; and the form that was posted to its page.
#[server(protocol = Read)]
pub async fn read_survey(
    /// What stands in the letter.
    link: String,
) -> Result<(SurveyForm, Option<Posted>), Trouble> {
    let (engine, posted) = (use_context::<engine::Engine>().ok_or(domain::Refusal::Unavailable)?, use_context());
    Ok((engine.survey(&link).await?, posted))
}

/// How partners were asked, and what they said.
#[server(protocol = Read)]
pub async fn read_surveys(
    /// Which partner; all of them, unless given.
    partner: Option<PartnerId>,
) -> Result<SurveysPage, Trouble> {
    Ok(super::desk()?.surveys(partner).await?)
}

/// The same of the viewer's own partner; and the form that was posted to its page.
#[server(protocol = Read)]
pub async fn read_own_surveys() -> Result<(SurveysPage, Option<Posted>), Trouble> {
    let posted = use_context();
    Ok((super::desk()?.surveys(None).await?, posted))
}

/// Whether, what and when partners are asked; and the form that was posted to its page.
#[server(protocol = Read)]
pub async fn read_survey_settings() -> Result<(SurveySettingsPage, Option<Posted>), Trouble> {
    let posted = use_context();
    Ok((super::desk()?.survey_settings().await?, posted))
}

/// Keeps that.
#[server(protocol = Change)]
pub async fn save_survey_settings(
    /// As it was typed.
    fields: Fields,
) -> Result<(), Trouble> {
    Ok(super::desk()?.say_survey_settings(&fields).await?)
}
