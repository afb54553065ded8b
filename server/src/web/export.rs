//! Files to take away: statements, the books, payouts, findings. The engine checks who may have them.

use crate::web::Web;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::ledger::Account;
use domain::reconciliation::{FindingKind, FindingState, Severity};
use domain::view::FindingQuery;
use domain::{FileFormat, Month, PartnerId, Refusal};
use engine::{Caller, Content, Desk, Download};
use futures_util::TryStreamExt;
use serde::Deserialize;

/// What may be said about a file: as what, and whose.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    format: Option<FileFormat>,
    partner: Option<PartnerId>,
}

impl Wanted {
    fn format(&self) -> FileFormat {
        self.format.unwrap_or(FileFormat::Csv)
    }
}

/// The caller's desk, or the answer to who has none.
type Signed = Option<Extension<Caller>>;

fn desk(web: &Web, caller: Signed) -> Result<Desk, StatusCode> {
    let Extension(caller) = caller.ok_or(StatusCode::UNAUTHORIZED)?;
    Ok(web.engine.desk(caller))
}

/// A word of the path; what can't be one names nothing.
fn word<T: std::str::FromStr>(text: &str) -> Result<T, StatusCode> {
    text.parse().map_err(|_| StatusCode::NOT_FOUND)
}

/// A partner's statement.
pub async fn statement(
    State(web): State<Web>,
    Path(month): Path<String>,
    Query(wanted): Query<Wanted>,
    caller: Signed,
) -> Result<Response, StatusCode> {
    let (desk, month) = (desk(&web, caller)?, word(&month)?);
    Ok(answer(desk.statement_file(month, wanted.partner, wanted.format()).await))
}

/// Every line of every statement of a month.
pub async fn statement_lines(
    State(web): State<Web>,
    Path(month): Path<String>,
    Query(wanted): Query<Wanted>,
    caller: Signed,
) -> Result<Response, StatusCode> {
    let (desk, month) = (desk(&web, caller)?, word(&month)?);
    Ok(answer(desk.statement_lines_file(month, wanted.format()).await))
}

/// A partner's quarter, always as PDF.
pub async fn review(
    State(web): State<Web>,
    Path(quarter): Path<String>,
    Query(wanted): Query<Wanted>,
    caller: Signed,
) -> Result<Response, StatusCode> {
    let (desk, quarter) = (desk(&web, caller)?, word(&quarter)?);
    Ok(answer(desk.quarter_review_file(wanted.partner, quarter).await))
}

/// The journal of a month.
pub async fn journal(
    State(web): State<Web>,
    Path(month): Path<String>,
    Query(wanted): Query<Wanted>,
    caller: Signed,
) -> Result<Response, StatusCode> {
    let (desk, month) = (desk(&web, caller)?, word(&month)?);
    Ok(answer(desk.journal_file(month, wanted.format()).await))
}

/// The whole of an account of a partner.
pub async fn account(
    State(web): State<Web>,
    Path((partner, account)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    caller: Signed,
) -> Result<Response, StatusCode> {
    let (desk, partner, account) = (desk(&web, caller)?, word(&partner)?, word::<Account>(&account)?);
    Ok(answer(desk.account_file(Some(partner), account, wanted.format()).await))
}

/// The same of the caller's own.
pub async fn own_account(
    State(web): State<Web>,
    Path(account): Path<String>,
    Query(wanted): Query<Wanted>,
    caller: Signed,
) -> Result<Response, StatusCode> {
    let (desk, account) = (desk(&web, caller)?, word::<Account>(&account)?);
    Ok(answer(desk.account_file(None, account, wanted.format()).await))
}

/// The payouts of a batch.
pub async fn payouts(
    State(web): State<Web>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    caller: Signed,
) -> Result<Response, StatusCode> {
    let (desk, id) = (desk(&web, caller)?, word(&id)?);
    Ok(answer(desk.payouts_file(id, wanted.format()).await))
}

/// Which findings, and as what.
#[derive(Debug, Deserialize)]
pub struct FindingsWanted {
    format: Option<FileFormat>,
    kind: Option<FindingKind>,
    severity: Option<Severity>,
    state: Option<FindingState>,
    /// A month in words.
    month: Option<String>,
}

/// The findings that the page's filters leave.
pub async fn findings(
    State(web): State<Web>,
    Query(wanted): Query<FindingsWanted>,
    caller: Signed,
) -> Result<Response, StatusCode> {
    let FindingsWanted { format, kind, severity, state, month } = wanted;
    let month = month.as_deref().map(word::<Month>).transpose()?;
    let query = FindingQuery { kind, severity, state, month, page: 1 };
    let desk = desk(&web, caller)?;
    Ok(answer(desk.findings_file(&query, format.unwrap_or(FileFormat::Csv)).await))
}

/// The file of a batch, for who may take it away.
pub async fn payout_file(
    State(web): State<Web>,
    Path(id): Path<String>,
    caller: Signed,
) -> Result<Response, StatusCode> {
    let (desk, id) = (desk(&web, caller)?, word(&id)?);
    Ok(match desk.payout_file(id).await {
        Ok(file) => (head(&file.name, "text/plain; charset=us-ascii"), file.content).into_response(),
        Err(refusal) => refused(&refusal),
    })
}

/// What a calculation of a month has changed.
pub async fn difference(
    State(web): State<Web>,
    Path((month, version)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    caller: Signed,
) -> Result<Response, StatusCode> {
    let (desk, month, version) = (desk(&web, caller)?, word(&month)?, word(&version)?);
    Ok(answer(desk.difference_file(month, version, wanted.format()).await))
}

/// A file, or why there is none.
///
/// An error in the middle breaks the connection off, so that half a file isn't taken for a whole one.
pub(super) fn answer(file: Result<Download, Refusal>) -> Response {
    match file {
        Ok(Download { name, format, content }) => {
            let body = match content {
                Content::Blocks(blocks) => Body::from_stream(blocks.map_ok(Bytes::from)),
                Content::Whole(bytes) => bytes.into(),
            };
            (head(&name, format.content_type()), body).into_response()
        }
        Err(refusal) => refused(&refusal),
    }
}

fn head(name: &str, content_type: &'static str) -> [(HeaderName, String); 2] {
    // A partner's code may hold what a header can't.
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' }).collect();
    [(CONTENT_TYPE, content_type.to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))]
}

fn refused(refusal: &Refusal) -> Response {
    let status = match refusal {
        Refusal::NotFound { .. } => StatusCode::NOT_FOUND,
        Refusal::Forbidden { .. } => StatusCode::FORBIDDEN,
        Refusal::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::NotNow { .. } => StatusCode::CONFLICT,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, format!("{refusal}\n")).into_response()
}
