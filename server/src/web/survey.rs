//! Surveys by post: answered by whoever has the link, or by who is signed in; and when partners are asked.

use super::posted_form::{Came, answer};
use crate::web::Web;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::Refusal;
use domain::health::survey::replies_of;

/// Keeps the answers of whoever has the link.
pub async fn by_link(State(web): State<Web>, Path(link): Path<String>, request: Request) -> Response {
    answer(web, request, async |sheet| {
        sheet.engine.answer_survey(&link, &replies_of(&sheet.fields)).await?;
        // It led to a survey, so it is letters, digits and a hyphen.
        Ok(Came::Kept(format!("/survey/{link}?thanks")))
    })
    .await
}

/// Keeps the answers of who is signed in.
pub async fn own(State(web): State<Web>, request: Request) -> Response {
    answer(web, request, async |sheet| {
        let survey = sheet.fields.text("survey").parse().map_err(|_| Refusal::not_found("survey"))?;
        sheet.desk()?.answer_own_survey(survey, &replies_of(&sheet.fields)).await?;
        Ok(Came::Kept("/surveys?thanks".to_owned()))
    })
    .await
}

/// Keeps whether, what and when partners are asked.
pub async fn settings(State(web): State<Web>, request: Request) -> Response {
    answer(web, request, async |sheet| {
        sheet.desk()?.say_survey_settings(&sheet.fields).await?;
        Ok(Came::Kept("/manager/surveys/settings?kept".to_owned()))
    })
    .await
}
