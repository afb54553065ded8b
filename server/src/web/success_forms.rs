//! Playbooks and the settings of emergencies by post, where scripts don't work.

use super::posted_form::{Came, answer};
use crate::web::Web;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::Refusal;
use domain::health::intervention::InterventionKind;
use domain::health::intervention::draft::{Edit, PlaybookDraft};

/// Keeps a playbook, or changes the form that it is edited in.
pub async fn playbook(State(web): State<Web>, Path(kind): Path<String>, request: Request) -> Response {
    answer(web, request, async |sheet| {
        let kind: InterventionKind = kind.parse().map_err(|_| Refusal::not_found("playbook"))?;
        match sheet.fields.text("do").parse()? {
            Edit::Save => {
                sheet.desk()?.say_playbook(kind, &sheet.fields).await?;
                Ok(Came::Kept(format!("/interventions/playbooks/{}?kept", kind.code())))
            }
            edit => Ok(Came::Changed(PlaybookDraft::read(&sheet.fields).after(edit, kind).fields())),
        }
    })
    .await
}

/// Keeps when emergencies begin, what they do and who is told.
pub async fn emergencies(State(web): State<Web>, request: Request) -> Response {
    answer(web, request, async |sheet| {
        sheet.desk()?.say_emergency_settings(&sheet.fields).await?;
        Ok(Came::Kept("/emergencies/settings?kept".to_owned()))
    })
    .await
}
