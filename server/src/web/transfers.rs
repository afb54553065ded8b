//! Files that are brought in, and files that imports and exports leave: streamed, a part at a time.

use crate::web::Web;
use crate::web::export::answer;
use axum::Extension;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::transfer::{Asked, TransferKind};
use domain::{FileId, Month, Refusal, TransferId};
use engine::{Caller, Desk};
use tower_http::limit::RequestBodyLimitLayer;

/// A file of 200 MB with the form around it.
const BODY_BYTES_MAX: usize = 201 * 1024 * 1024;
/// The longest text of a form's other fields.
const TEXT_BYTES_MAX: usize = 1_000;

/// No body of an upload is larger than the largest file.
pub fn body() -> RequestBodyLimitLayer {
    RequestBodyLimitLayer::new(BODY_BYTES_MAX)
}

/// Takes a file in and goes to the page of its import, or back to the form with the reason.
pub async fn upload(State(web): State<Web>, caller: Option<Extension<Caller>>, form: Multipart) -> Response {
    let Some(Extension(caller)) = caller else { return Redirect::to("/sign-in?next=%2Fimports").into_response() };
    match take(&web.engine.desk(caller), form).await {
        Ok(id) => Redirect::to(&format!("/imports/{id}")).into_response(),
        Err(Refusal::Forbidden { .. }) => back("rights"),
        Err(Refusal::Invalid { field, .. }) if field == "month" => back("month"),
        Err(Refusal::Invalid { reason, .. }) if reason.starts_with("it is larger") => back("large"),
        Err(Refusal::Invalid { reason, .. }) if reason.starts_with("it is empty") => back("empty"),
        Err(refusal) => {
            tracing::info!(%refusal, "a file wasn't taken in");
            back("broken")
        }
    }
}

fn back(problem: &str) -> Response {
    Redirect::to(&format!("/imports?problem={problem}")).into_response()
}

/// Reads the form: what is wanted of the file stands before it.
async fn take(desk: &Desk, mut form: Multipart) -> Result<TransferId, Refusal> {
    let (mut kind, mut asked, mut file) = (TransferKind::Customers, Asked::default(), None);
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            file = Some(keep(desk, field).await?);
            continue;
        }
        let value = text(field).await?;
        if value.is_empty() {
            continue;
        }
        let month = || value.parse::<Month>().map_err(|_| Refusal::invalid("month", "write it like 2025-09"));
        match name.as_str() {
            "kind" => kind = value.parse().map_err(|_| Refusal::invalid("kind", "it isn't known"))?,
            "month" => asked.month = Some(month()?),
            "bill_through" => asked.bill_through = Some(month()?),
            "create_partners" => asked.create_partners = value == "true",
            "at_once" => asked.at_once = value == "true",
            _ => {}
        }
    }
    let file = file.ok_or_else(|| Refusal::invalid("file", "it is empty; choose a file"))?;
    desk.import(kind, asked, file).await
}

async fn keep(desk: &Desk, mut field: Field<'_>) -> Result<FileId, Refusal> {
    let mut upload = desk.upload(field.file_name().unwrap_or_default()).await?;
    while let Some(bytes) = field.chunk().await.map_err(|error| broken(&error))? {
        upload.write(&bytes).await?;
    }
    upload.finish().await
}

async fn text(mut field: Field<'_>) -> Result<String, Refusal> {
    let mut text = Vec::new();
    while let Some(bytes) = field.chunk().await.map_err(|error| broken(&error))? {
        if text.len() + bytes.len() > TEXT_BYTES_MAX {
            return Err(Refusal::invalid("form", "a field is too long"));
        }
        text.extend_from_slice(&bytes);
    }
    Ok(String::from_utf8_lossy(&text).trim().to_owned())
}

fn broken(error: &MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Refusal::invalid("file", "it is larger than 200 MB");
    }
    Refusal::invalid("form", error.to_string())
}

/// The file that an export has made.
pub async fn file(State(web): State<Web>, id: Path<String>, caller: Option<Extension<Caller>>) -> Response {
    take_away(web, &id, caller, false).await
}

/// The rows that an import has refused.
pub async fn refused_rows(State(web): State<Web>, id: Path<String>, caller: Option<Extension<Caller>>) -> Response {
    take_away(web, &id, caller, true).await
}

async fn take_away(web: Web, id: &str, caller: Option<Extension<Caller>>, report: bool) -> Response {
    let Some(Extension(caller)) = caller else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(id) = id.parse::<TransferId>() else { return StatusCode::NOT_FOUND.into_response() };
    answer(web.engine.desk(caller).download(id, report).await)
}
