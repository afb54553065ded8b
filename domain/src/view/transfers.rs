//! Imports and exports: a list, and one with its progress.

use crate::lifecycle::{ChurnReason, Stage};
use crate::transfer::{Asked, Progress, TransferKind, TransferState};
use crate::{Cents, CustomerId, FileId, TransferId, WorkId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// An import or an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct TransferRow {
    /// Its id.
    pub id: TransferId,
    /// What its file holds.
    pub kind: TransferKind,
    /// How far it is.
    pub state: TransferState,
    /// What is wanted of it.
    #[cfg_attr(feature = "sql", sqlx(json))]
    pub asked: Asked,
    /// What came of it so far; while it waits, what it would come to.
    #[cfg_attr(feature = "sql", sqlx(json))]
    pub progress: Progress,
    /// The file that came in, or that can be taken away.
    pub file_id: Option<FileId>,
    /// The file's name.
    pub file_name: Option<String>,
    /// The file's size.
    pub bytes: Option<i64>,
    /// When the file is removed.
    pub expires_at: Option<DateTime<Utc>>,
    /// The rows that can't be taken in, as a file.
    pub report_id: Option<FileId>,
    /// Rows in all, once they were counted.
    pub rows_total: Option<i64>,
    /// Rows that are done.
    pub rows_done: i64,
    /// Why it was refused.
    pub problem: Option<String>,
    /// Who asked for it.
    pub created_by: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When its rows began to be taken in.
    pub begun_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Imports and exports, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferList {
    /// The newest.
    pub rows: Vec<TransferRow>,
    /// Whether the viewer may bring files in.
    pub may_import: bool,
    /// The largest file that can be brought in, in bytes.
    pub largest: i64,
}

/// One with what the viewer may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferPage {
    /// The transfer.
    pub row: TransferRow,
    /// The run of the workflow that does it.
    pub work: Option<WorkId>,
    /// Why that run waits for a person, if it does.
    pub stuck: Option<String>,
    /// Whether the viewer may let it go on or give it up.
    pub may_import: bool,
    /// The moment that the row was read, for reckoning how fast it goes.
    pub at: DateTime<Utc>,
}

/// A customer as a file to take away has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct CustomerLine {
    /// The customer.
    pub id: CustomerId,
    /// Its number.
    pub code: String,
    /// The reseller it belongs to.
    pub partner_code: String,
    /// Where it stands.
    pub stage: Stage,
    /// What it pays a month.
    pub mrr: Cents,
    /// When it came.
    pub activated_on: Option<NaiveDate>,
    /// When it left.
    pub churned_on: Option<NaiveDate>,
    /// Why it left.
    pub churn_reason: Option<ChurnReason>,
    /// Where it is.
    pub city: Option<String>,
    /// Its postcode.
    pub postcode: Option<String>,
    /// What it has.
    pub services: String,
}
