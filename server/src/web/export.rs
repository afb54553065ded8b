//! Files to take away: the journal, a partner's account, a file for the bank. The engine checks who may have them.

use crate::web::Web;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::ledger::Account;
use domain::{Month, PartnerId, Refusal};
use engine::{Caller, LedgerExport};
use futures_util::stream;

/// The journal of a month, as it is read: however long it is, little of it is held.
pub async fn journal(State(web): State<Web>, Path(month): Path<String>, caller: Option<Extension<Caller>>) -> Response {
    let Some(Extension(caller)) = caller else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(month) = month.parse::<Month>() else { return StatusCode::NOT_FOUND.into_response() };
    match web.engine.desk(caller).ledger_export(month) {
        Ok(export) => (csv(&format!("journal-{month}.csv")), Body::from_stream(blocks(export))).into_response(),
        Err(refusal) => refused(&refusal),
    }
}

/// The whole of an account of a partner.
pub async fn account(
    State(web): State<Web>,
    Path((partner, account)): Path<(String, String)>,
    caller: Option<Extension<Caller>>,
) -> Response {
    match partner.parse() {
        Ok(partner) => whole_account(web, Some(partner), &account, caller).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The same of the caller's own.
pub async fn own_account(
    State(web): State<Web>,
    Path(account): Path<String>,
    caller: Option<Extension<Caller>>,
) -> Response {
    whole_account(web, None, &account, caller).await
}

async fn whole_account(
    web: Web,
    partner: Option<PartnerId>,
    account: &str,
    caller: Option<Extension<Caller>>,
) -> Response {
    let Some(Extension(caller)) = caller else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(account) = account.parse::<Account>() else { return StatusCode::NOT_FOUND.into_response() };
    match web.engine.desk(caller).account_export(partner, account).await {
        Ok((code, text)) => (csv(&format!("{account}-{code}.csv", account = account.code())), text).into_response(),
        Err(refusal) => refused(&refusal),
    }
}

/// The file of a batch, for who may take it away.
pub async fn payout_file(
    State(web): State<Web>,
    Path(id): Path<String>,
    caller: Option<Extension<Caller>>,
) -> Response {
    let Some(Extension(caller)) = caller else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(id) = id.parse() else { return StatusCode::NOT_FOUND.into_response() };
    match web.engine.desk(caller).payout_file(id).await {
        Ok(file) => {
            let disposition = format!("attachment; filename=\"{}\"", file.name);
            let head = [(CONTENT_TYPE, "text/plain; charset=us-ascii".to_owned()), (CONTENT_DISPOSITION, disposition)];
            (head, file.content).into_response()
        }
        Err(refusal) => refused(&refusal),
    }
}

fn csv(name: &str) -> [(HeaderName, String); 2] {
    // A partner's code may hold what a header can't.
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' }).collect();
    [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ]
}

/// An error in the middle breaks the connection off, so that half a journal isn't taken for a whole one.
fn blocks(export: LedgerExport) -> impl stream::Stream<Item = Result<Bytes, Refusal>> {
    stream::try_unfold(export, async |mut export| {
        Ok(export.next_block().await?.map(|block| (Bytes::from(block), export)))
    })
}

fn refused(refusal: &Refusal) -> Response {
    let status = match refusal {
        Refusal::NotFound { .. } => StatusCode::NOT_FOUND,
        Refusal::Forbidden { .. } => StatusCode::FORBIDDEN,
        Refusal::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, format!("{refusal}\n")).into_response()
}
