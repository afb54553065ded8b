//! Payouts as the operator and the partner see them.

use super::Desk;
use crate::export::{Cell, Download, Table};
use domain::audit::Actor;
use domain::payout::{BatchStatus, HoldReason, TypedSettings};
use domain::rights::{Action, may};
use domain::view::{
    AnswerQuery, PayoutBatchPage, PayoutBatchRow, PayoutDesk, PayoutRow, PayoutSettingsPage, PayoutsOfPartner,
};
use domain::{FileFormat, PartnerId, PayoutBatchId, Refusal};
use serde_json::json;

/// Batches that are listed, and payouts of a partner.
const LISTED: i64 = 100;

/// What a batch's payouts are told by.
const PAYOUTS: &[&str] = &[
    "batch",
    "partner",
    "partner_name",
    "month",
    "amount",
    "state",
    "left_out_because",
    "account",
    "trace",
    "settled_on",
    "return_code",
    "returned_on",
];

/// A file for the bank, for who may take it away.
#[derive(Clone, Debug)]
pub struct FileForBank {
    /// Its name at the bank.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

impl Desk {
    /// Batches, what is payable now and what the bank has said, to the operator.
    pub async fn payout_desk(&self) -> Result<PayoutDesk, Refusal> {
        self.check(Action::ReadPayouts)?;
        if self.caller.partner.is_some() {
            return Err(Refusal::forbidden("see the payouts of all partners"));
        }
        let mut tx = self.read().await?;
        let settings = tx.payout_settings().await?.map(|(settings, _)| settings);
        let limits = settings.as_ref().map(|settings| settings.limits);
        let open = AnswerQuery { batch: None, open_only: true };
        Ok(PayoutDesk {
            batches: tx.payout_batches(LISTED).await?,
            payable: self.engine.payables(&mut tx, limits).await?,
            released_to: tx.released_to().await?,
            settings,
            answers: tx.bank_answers(&open, LISTED).await?,
            may_propose: may(self.caller.role, Action::ProposePayouts),
        })
    }

    /// How payouts are made.
    pub async fn payout_settings(&self) -> Result<PayoutSettingsPage, Refusal> {
        self.check(Action::ReadPayouts)?;
        if self.caller.partner.is_some() {
            return Err(Refusal::forbidden("see how all partners are paid"));
        }
        let found = self.office().payout_settings().await?;
        let (settings, balanced) = found.map_or((None, false), |(settings, balanced)| (Some(settings), balanced));
        Ok(PayoutSettingsPage { settings, balanced, may_set: may(self.caller.role, Action::SetPayouts) })
    }

    /// Says how payouts are made, from the next batch on. Gives everything that is wrong with what was typed; nothing
    /// when it is kept.
    pub async fn set_payout_settings(&self, typed: &TypedSettings) -> Result<Vec<Refusal>, Refusal> {
        self.check(Action::SetPayouts)?;
        let (settings, offset) = match typed.read() {
            Ok(said) => said,
            Err(problems) => return Ok(problems),
        };
        self.office().set_payout_settings(&settings, offset, self.actor()).await?;
        Ok(Vec::new())
    }

    /// One batch with its payouts, its file and what the bank has said.
    pub async fn payout_batch(&self, id: PayoutBatchId) -> Result<PayoutBatchPage, Refusal> {
        self.check(Action::ReadPayouts)?;
        let mut tx = self.read().await?;
        let batch = tx.payout_batch(id).await?.filter(|_| self.caller.partner.is_none());
        let batch = batch.ok_or_else(|| Refusal::not_found("batch of payouts"))?;
        let payouts = tx.payouts_of_batch(id).await?;
        let doubts = match tx.payout_settings().await? {
            Some((settings, _)) if matches!(batch.status, BatchStatus::Proposed | BatchStatus::Approved) => {
                self.engine.doubts(&mut tx, &payouts, settings.limits).await?
            }
            _ => Vec::new(),
        };
        let proposer = tx.payout_batch_proposer(id).await?;
        let may_approve = may(self.caller.role, Action::ApprovePayouts);
        let file = tx.ach_file_of(id).await?;
        let with_the_bank = file.as_ref().is_some_and(|file| file.staged_at.is_some());
        Ok(PayoutBatchPage {
            may_approve: may_approve && batch.status == BatchStatus::Proposed && proposer != Some(self.caller.user),
            may_cancel: may(self.caller.role, Action::ProposePayouts)
                && batch.status.may_become(BatchStatus::Cancelled)
                && !with_the_bank,
            may_download: may_approve && file.is_some(),
            answers: tx.bank_answers(&AnswerQuery { batch: Some(id), open_only: false }, LISTED).await?,
            batch,
            payouts,
            file,
            doubts,
        })
    }

    /// Proposes a batch of all that can be paid now.
    pub async fn propose_payouts(&self, reason: &str) -> Result<PayoutBatchRow, Refusal> {
        self.check(Action::ProposePayouts)?;
        self.engine.office(self.caller.tenant).propose_payouts(Some(self.caller.user), reason).await
    }

    /// Releases a batch to be sent. Who proposed it can't.
    pub async fn approve_payouts(&self, id: PayoutBatchId) -> Result<PayoutBatchRow, Refusal> {
        self.check(Action::ApprovePayouts)?;
        self.engine.office(self.caller.tenant).approve_payouts(id, self.caller.user).await
    }

    /// Gives a batch up that the bank hasn't got; what it would have paid stays payable.
    pub async fn cancel_payouts(&self, id: PayoutBatchId, reason: &str) -> Result<PayoutBatchRow, Refusal> {
        self.check(Action::ProposePayouts)?;
        self.engine.office(self.caller.tenant).cancel_payouts(id, reason, Actor::User(self.caller.user)).await
    }

    /// A partner's payouts and what is owed to it.
    pub async fn partner_payouts(&self, partner: Option<PartnerId>) -> Result<PayoutsOfPartner, Refusal> {
        self.check(Action::ReadPayouts)?;
        let partner = self.partner_asked(partner)?;
        let mut tx = self.read().await?;
        let limits = tx.payout_settings().await?.map(|(settings, _)| settings.limits);
        let payable = self.engine.payables(&mut tx, limits).await?.into_iter().find(|p| p.partner.id == partner);
        Ok(PayoutsOfPartner {
            partner: tx.partner_ref(partner).await?.ok_or_else(|| Refusal::not_found("partner"))?,
            payable,
            payouts: tx.payouts_of_partner(partner, LISTED).await?,
        })
    }

    /// The file of a batch. It has account numbers, so that it was taken away is told in the audit trail.
    pub async fn payout_file(&self, id: PayoutBatchId) -> Result<FileForBank, Refusal> {
        self.check(Action::ApprovePayouts)?;
        let mut tx = self.write().await?;
        let file = tx.ach_file_of(id).await?.ok_or_else(|| Refusal::not_found("file of that batch"))?;
        let content = self.engine.file_content(&mut tx, &file).await?;
        let details = json!({ "sha256": file.content_hash });
        tx.audit(self.engine.clock.now(), self.actor(), "payout_file_taken", &file.name, &details).await?;
        tx.commit().await?;
        Ok(FileForBank { name: file.name, content })
    }

    /// The payouts of a batch as a file.
    pub async fn payouts_file(&self, id: PayoutBatchId, format: FileFormat) -> Result<Download, Refusal> {
        let page = self.payout_batch(id).await?;
        let row = |payout: &PayoutRow| {
            vec![
                page.batch.name().into(),
                payout.partner.code.as_str().into(),
                payout.partner.name.as_str().into(),
                payout.month.into(),
                payout.amount.into(),
                payout.state.label().into(),
                Cell::or_nothing(payout.held_out.map(HoldReason::label)),
                Cell::or_nothing(payout.account.as_deref()),
                Cell::or_nothing(payout.trace_number().map(|trace| trace.to_string())),
                Cell::or_nothing(payout.settled_on),
                Cell::or_nothing(payout.return_code.as_deref()),
                Cell::or_nothing(payout.returned_on),
            ]
        };
        let rows = page.payouts.iter().map(row).collect();
        Table::of(format!("payouts-{}", page.batch.name()), PAYOUTS, rows).file(format).await
    }

    /// Notes what a person has found out about an answer of the bank that fits nothing.
    pub async fn settle_bank_answer(&self, file: &str, line: i64, settlement: &str) -> Result<(), Refusal> {
        self.check(Action::ProposePayouts)?;
        let settlement = settlement.trim();
        if settlement.is_empty() {
            return Err(Refusal::invalid("note", "say what you have found out"));
        }
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        if !tx.settle_bank_answer((file, line), settlement, self.caller.user, now).await? {
            return Err(Refusal::conflict("It doesn’t ask for a person, or somebody has seen to it already."));
        }
        let details = json!({ "line": line, "note": settlement });
        tx.audit(now, self.actor(), "bank_answer_settled", file, &details).await?;
        Ok(tx.commit().await?)
    }
}
