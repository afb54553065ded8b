//! Payouts: what is payable and why not, batches, their payouts and files, and what the bank has said.

use super::PartnerRef;
use crate::ach::TraceNumber;
use crate::payout::answer::AnswerState;
use crate::payout::{BatchStatus, HoldReason, PayoutSettings, PayoutState, TypedSettings};
use crate::{AchFileId, Cents, Month, PayoutBatchId, PayoutId, Refusal};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What the ledger says is owed to a partner, of months that are released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Payable {
    /// Whom.
    #[cfg_attr(feature = "sql", sqlx(flatten))]
    pub partner: PartnerRef,
    /// Its payable account, over the entries of released months; negative when the partner owes.
    pub owed: Cents,
    /// Of it, what an open batch pays.
    pub open: Cents,
    /// Of it, what the partner's plan carries forward because it is below the plan's minimum.
    pub carried: Cents,
    /// Why it isn't paid, if it can't be; decided by the engine.
    #[cfg_attr(feature = "sql", sqlx(skip))]
    pub held_out: Option<HoldReason>,
}

impl Payable {
    /// What may be paid now.
    pub fn due(&self) -> Cents {
        self.owed - self.open - self.carried
    }
}

/// A batch in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct PayoutBatchRow {
    /// Its id.
    pub id: PayoutBatchId,
    /// Its number, from 1.
    pub number: i32,
    /// What it was proposed for: the run of the workflow that sends it.
    pub period: String,
    /// The last month it pays.
    pub month: Month,
    /// How far it is.
    pub status: BatchStatus,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// Who proposed it; nobody for the schedule and the command line.
    pub proposed_by: Option<String>,
    /// Why, when a person did.
    pub reason: Option<String>,
    /// When it was approved.
    pub approved_at: Option<DateTime<Utc>>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When the bank had its file.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Who gave it up.
    pub cancelled_by: Option<String>,
    /// Why it was given up.
    pub cancel_reason: Option<String>,
    /// The day on which its money moves.
    pub effective: Option<NaiveDate>,
    /// Payouts that are paid or are to be.
    pub payouts: i64,
    /// What they come to.
    pub total: Cents,
    /// Payouts that were left out.
    pub held_out: i64,
    /// Payouts that came back.
    pub returned: i64,
    /// What they come to.
    pub returned_total: Cents,
}

impl PayoutBatchRow {
    /// Its name for people and for files: PB-0007.
    pub fn name(&self) -> String {
        batch_name(self.number)
    }
}

fn batch_name(number: i32) -> String {
    format!("PB-{number:04}")
}

/// One payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct PayoutRow {
    /// Its id.
    #[cfg_attr(feature = "sql", sqlx(rename = "payout_id"))]
    pub id: PayoutId,
    /// Its batch.
    pub batch_id: PayoutBatchId,
    /// The batch's number.
    pub number: i32,
    /// To whom.
    #[cfg_attr(feature = "sql", sqlx(flatten))]
    pub partner: PartnerRef,
    /// The last month it pays.
    pub month: Month,
    /// How much.
    pub amount: Cents,
    /// How far it is.
    pub state: PayoutState,
    /// Why it was left out.
    pub held_out: Option<HoldReason>,
    /// The account it went to, masked.
    pub account: Option<String>,
    /// The entry's number in the file.
    pub trace: Option<i64>,
    /// The day on which it settled.
    pub settled_on: Option<NaiveDate>,
    /// Why it came back.
    pub return_code: Option<String>,
    /// When it came back.
    pub returned_on: Option<NaiveDate>,
    /// The payout that came back, which this one pays again.
    pub retry_of: Option<PayoutId>,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
}

impl PayoutRow {
    /// The name of its batch.
    pub fn batch_name(&self) -> String {
        batch_name(self.number)
    }

    /// The trace number as banks write it.
    pub fn trace_number(&self) -> Option<TraceNumber> {
        self.trace.and_then(|digits| TraceNumber::new(digits.try_into().ok()?))
    }
}

/// A file for the bank, without its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct AchFileRow {
    /// Its id.
    pub id: AchFileId,
    /// The batch it pays; none for a file of prenotes.
    pub batch_id: Option<PayoutBatchId>,
    /// Its name at the bank.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub content_hash: String,
    /// Entries in it, offsets included.
    pub entries: i64,
    /// What it takes.
    pub debits: Cents,
    /// What it gives.
    pub credits: Cents,
    /// The entry hash of its control.
    pub entry_hash: i64,
    /// The day on which its money moves.
    pub effective: NaiveDate,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// When it lay ready to be handed over.
    pub staged_at: Option<DateTime<Utc>>,
    /// When it was handed over.
    pub submitted_at: Option<DateTime<Utc>>,
}

/// Something that the bank has said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct AnswerRow {
    /// SHA-256 of the file that says it, in hexadecimal.
    pub content_hash: String,
    /// The line within that file.
    pub line: i64,
    /// The file's name.
    pub file_name: String,
    /// When it was read.
    pub received_at: DateTime<Utc>,
    /// R03, C01; blank for a file that isn't answers.
    pub code: String,
    /// The trace number of the entry it is about.
    pub trace: Option<i64>,
    /// How much.
    pub amount: Cents,
    /// The payout it is about.
    pub payout_id: Option<PayoutId>,
    /// The batch of that payout.
    pub batch_id: Option<PayoutBatchId>,
    /// Code of the partner it is about.
    pub partner_code: Option<String>,
    /// What became of it.
    pub state: AnswerState,
    /// What was done, or why nothing was.
    pub note: String,
    /// What a person has said to it.
    pub settlement: Option<String>,
}

/// Which answers are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerQuery {
    /// Those about payouts of this batch.
    pub batch: Option<PayoutBatchId>,
    /// Those that ask for a person.
    pub open_only: bool,
}

/// What the payouts page shows to the operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutDesk {
    /// Batches, newest first.
    pub batches: Vec<PayoutBatchRow>,
    /// What is payable now, by partner.
    pub payable: Vec<Payable>,
    /// The latest month that is released; nothing is payable without one.
    pub released_to: Option<Month>,
    /// How payouts are made; none before it is said.
    pub settings: Option<PayoutSettings>,
    /// What the bank has said and a person must still look at.
    pub answers: Vec<AnswerRow>,
    /// Whether the viewer may propose a batch.
    pub may_propose: bool,
}

/// How payouts are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutSettingsPage {
    /// What holds; none before it is said.
    pub settings: Option<PayoutSettings>,
    /// Whether batches are balanced against an account of the operator's.
    pub balanced: bool,
    /// Whether the viewer may say otherwise.
    pub may_set: bool,
}

/// A form of settings that was posted to its page, and came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedSettings {
    /// All that stood in it, but for the account number.
    pub typed: TypedSettings,
    /// Why it wasn't kept.
    pub problems: Vec<Refusal>,
}

/// A batch with all that happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutBatchPage {
    /// The batch.
    pub batch: PayoutBatchRow,
    /// Its payouts, those left out last.
    pub payouts: Vec<PayoutRow>,
    /// Its file, once it is written.
    pub file: Option<AchFileRow>,
    /// What the bank has said about it.
    pub answers: Vec<AnswerRow>,
    /// Payouts that may no longer be sent as things are, with the reason.
    pub doubts: Vec<(PayoutId, HoldReason)>,
    /// Whether the viewer may approve it now.
    pub may_approve: bool,
    /// Whether the viewer may give it up now.
    pub may_cancel: bool,
    /// Whether the viewer may take the file away.
    pub may_download: bool,
}

/// What a partner sees of its payouts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutsOfPartner {
    /// Whose.
    pub partner: PartnerRef,
    /// What is owed to it.
    pub payable: Option<Payable>,
    /// Its payouts, newest first.
    pub payouts: Vec<PayoutRow>,
}
