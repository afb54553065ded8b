//! From an approved batch to a file at the bank.

use super::secrets::{Secret, open, seal};
use super::{Told, batch_of, of_state};
use crate::bank::content_hash;
use crate::mail;
use crate::runner::{Settled, Work};
use crate::{Engine, Office, chaos};
use chrono::{DateTime, Utc};
use domain::ach::check;
use domain::ach::write::PaymentClass;
use domain::audit::Actor;
use domain::banking::account::HolderKind;
use domain::banking::new_york;
use domain::event::Event;
use domain::payout::file::{self, For, Heading, PayoutFile, Receiver};
use domain::payout::{BatchStatus, Movement, PayoutState};
use domain::user::Role;
use domain::view::{AchFileRow, PayoutBatchRow, PayoutRow};
use domain::{AchFileId, Cents, PayoutBatchId, Refusal};
use serde_json::json;
use store::{AchFileToWrite, BatchMove, StoredAccount, TraceToWrite, Tx};

/// Entries of a file, each with the account it goes to.
pub(super) type Entries = Vec<(Receiver, StoredAccount)>;

impl Office {
    /// Writes the file of an approved batch: numbers are given, the bytes are fixed, and nothing of it changes again.
    ///
    /// What can't be paid as things are now is held out; a batch of which nothing is left is given up.
    pub(crate) async fn write_payouts(&self, work: &Work, id: PayoutBatchId) -> Result<Settled, Refusal> {
        let engine = &self.engine;
        let now = engine.clock.now();
        let mut tx = engine.store.write(self.tenant).await?;
        tx.lock_payouts().await?;
        let batch = batch_of(&mut tx, id).await?;
        if batch.status != BatchStatus::Approved {
            return work.done_in(tx, json!({ "batch": batch.name(), "status": batch.status })).await;
        }
        let (settings, offset) = engine.settings_to_pay(&mut tx).await?;
        let payouts = tx.payouts_of_batch(id).await?;
        let proposed: Vec<_> = of_state(&payouts, PayoutState::Proposed).collect();
        let (doubts, payees) = engine.look_again(&mut tx, &proposed, settings.limits).await?;
        let (held, sent): (Vec<_>, Vec<_>) =
            proposed.into_iter().partition(|payout| doubts.iter().any(|(id, _)| *id == payout.id));
        engine.move_on(&mut tx, held, Movement::HoldOut).await?;
        for (payout, reason) in &doubts {
            tx.note_held_out(*payout, *reason).await?;
        }
        if sent.is_empty() {
            self.give_up(&mut tx, &batch, "nothing of it can be paid any more", Actor::System).await?;
            return work.done_in(tx, json!({ "batch": batch.name(), "held_out": doubts.len() })).await;
        }
        let mut entries: Entries = Vec::with_capacity(sent.len());
        for payout in &sent {
            let stored = payees.account(payout.partner.id).cloned();
            // It has one: who has none was held out.
            let stored = stored.ok_or_else(|| Refusal::conflict("An account has changed in this moment."))?;
            tx.note_account(payout.id, stored.account.id, &stored.account.masked()).await?;
            entries.push((engine.receiver(&mut tx, payout, &stored).await?, stored));
        }
        let receivers: Vec<_> = entries.iter().map(|(receiver, _)| receiver.clone()).collect();
        let heading = engine.heading(&mut tx, &batch.name(), file::effective_date(&settings, &receivers, now)).await?;
        let written = file::write(&settings, offset.as_ref(), &heading, receivers);
        let written = written.map_err(|refused| Refusal::not_now(format!("The file can’t be written: {refused}")))?;
        let stem = batch.name().to_lowercase();
        let row = engine.keep_file(&mut tx, (&stem, Some(id)), &heading, &written, &entries).await?;
        let (from, to) = (BatchStatus::Approved, BatchStatus::Written);
        tx.move_payout_batch(BatchMove { id, from, to, at: now, by: None, reason: None }).await?;
        let details =
            json!({ "file": row.name, "sha256": row.content_hash, "entries": row.entries, "credits": row.credits });
        tx.audit(now, work.actor(), "payouts_written", &batch.name(), &details).await?;
        engine.money_moved(&mut tx, false).await?;
        work.done_in(tx, details).await
    }

    /// Hands the file of a written batch over, and books what it pays.
    pub(crate) async fn submit_payouts(&self, work: &Work, id: PayoutBatchId) -> Result<Settled, Refusal> {
        let engine = &self.engine;
        let mut tx = engine.store.read(self.tenant).await?;
        let batch = batch_of(&mut tx, id).await?;
        let file = tx.ach_file_of(id).await?;
        let Some(file) = file.filter(|_| batch.status == BatchStatus::Written) else {
            return work.done(json!({ "batch": batch.name(), "status": batch.status })).await;
        };
        drop(tx);
        if !engine.lay_ready(self, &file, Some(id)).await? {
            return work.done(json!({ "batch": batch.name(), "given_up": true })).await;
        }
        let name = file.name.clone();
        chaos::point("hand over/before");
        engine.at_bank(self.tenant, move |bank| bank.hand_over(&name)).await?;
        chaos::point("hand over/after");

        let now = engine.clock.now();
        let mut tx = engine.store.write(self.tenant).await?;
        tx.lock_payouts().await?;
        let payouts = tx.payouts_of_batch(id).await?;
        let entries = engine.move_on(&mut tx, of_state(&payouts, PayoutState::Proposed), Movement::Submit).await?;
        let (from, to) = (BatchStatus::Written, BatchStatus::Submitted);
        tx.move_payout_batch(BatchMove { id, from, to, at: now, by: None, reason: None }).await?;
        tx.mark_ach_file_submitted(file.id, now).await?;
        engine.write_to_owners(&mut tx, &batch, &payouts, &file).await?;
        let total: Cents = of_state(&payouts, PayoutState::Proposed).map(|payout| payout.amount).sum();
        let told = Told {
            actor: work.actor(),
            action: "payouts_submitted",
            subject: batch.name(),
            details: json!({ "file": file.name, "total": total, "effective": file.effective }),
            event: Event::PayoutsSubmitted { batch: id, total },
        };
        engine.tell(&mut tx, told).await?;
        engine.book_moved(&mut tx, &entries).await?;
        engine.money_moved(&mut tx, false).await?;
        work.done_in(tx, json!({ "file": file.name, "total": total, "effective": file.effective })).await
    }
}

impl Engine {
    /// What a payout's entry says, with the account's number opened.
    async fn receiver(&self, tx: &mut Tx, payout: &PayoutRow, stored: &StoredAccount) -> Result<Receiver, Refusal> {
        let receiver = self.receiver_of(tx, stored, &payout.partner.code).await?;
        Ok(Receiver { what: For::Payout(payout.id), amount: payout.amount, ..receiver })
    }

    /// An entry to an account that moves nothing.
    pub(super) async fn receiver_of(
        &self,
        tx: &mut Tx,
        stored: &StoredAccount,
        reference: &str,
    ) -> Result<Receiver, Refusal> {
        let account = &stored.account;
        let number = self.vault.open_account(tx, stored).await?;
        Ok(Receiver {
            what: For::Prenote,
            partner: account.partner,
            amount: Cents::ZERO,
            routing: account.routing,
            account: number.expose().to_owned(),
            kind: account.kind.ach(),
            class: match account.holder {
                HolderKind::Person => PaymentClass::People,
                HolderKind::Business => PaymentClass::Businesses,
            },
            name: account.holder_name.clone(),
            reference: reference.to_owned(),
        })
    }

    /// What the headers of a file made now say; until this transaction ends, no other gets the same.
    pub(super) async fn heading(
        &self,
        tx: &mut Tx,
        reference: &str,
        effective: chrono::NaiveDate,
    ) -> Result<Heading, Refusal> {
        let at = self.clock.now();
        let first_sequence = u64::try_from(tx.next_ach_sequence().await?).unwrap_or(1);
        let made = usize::try_from(tx.count_ach_files(new_york(at).date()).await?).unwrap_or(usize::MAX);
        let id_modifier = file::id_modifier(made)
            .ok_or_else(|| Refusal::conflict("Today’s 36 files are used up; banks tell no more apart in a day."))?;
        Ok(Heading { at, id_modifier, reference: reference.to_owned(), effective, first_sequence })
    }

    /// Keeps a written file with its traces. It is read once more, by the checker that reads files of others.
    pub(super) async fn keep_file(
        &self,
        tx: &mut Tx,
        (stem, batch_id): (&str, Option<PayoutBatchId>),
        heading: &Heading,
        written: &PayoutFile,
        entries: &Entries,
    ) -> Result<AchFileRow, Refusal> {
        let text = &written.written.text;
        let report = check::check(text.as_bytes());
        let paid: Cents = written.receivers.iter().map(|receiver| receiver.amount).sum();
        if !report.is_clean() || i64::try_from(report.credits) != Ok(paid.0) {
            tracing::error!(?report, %paid, "a file doesn't pay what it was written for");
            return Err(Refusal::not_now("The file doesn’t add up to what it shall pay; nothing was sent."));
        }
        let hash = content_hash(text.as_bytes());
        let row = AchFileRow {
            id: AchFileId(self.clock.new_id()),
            batch_id,
            name: format!("{stem}-{}.ach", hash.get(..12).unwrap_or_default()),
            content_hash: hash,
            entries: i64::try_from(report.entries).unwrap_or(i64::MAX),
            debits: written.written.debits,
            credits: written.written.credits,
            entry_hash: i64::try_from(report.entry_hash).unwrap_or(i64::MAX),
            effective: heading.effective,
            written_at: heading.at,
            staged_at: None,
            submitted_at: None,
        };
        let account = |of: &Receiver| {
            let found = entries.iter().find(|(receiver, _)| receiver.partner == of.partner && receiver.what == of.what);
            found.map(|(_, stored)| stored.account.id)
        };
        let traces = written.written.traces.concat().into_iter().zip(&written.receivers);
        let traces: Vec<_> = traces
            .filter_map(|(trace, receiver)| {
                let payout = match receiver.what {
                    For::Payout(id) => Some(id),
                    For::Prenote => None,
                };
                let (partner, amount) = (receiver.partner, receiver.amount);
                Some(TraceToWrite { trace, partner, payout, account: account(receiver)?, amount })
            })
            .collect();
        let content = seal(self, tx, &Secret::File(row.id), text.as_bytes()).await?;
        let (day, id_modifier) = (new_york(heading.at).date(), heading.id_modifier);
        tx.add_ach_file(AchFileToWrite { row: &row, content: &content, day, id_modifier }, &traces).await?;
        tx.take_ach_sequences(i64::try_from(written.written.next_sequence).unwrap_or(i64::MAX)).await?;
        Ok(row)
    }

    /// Lays a file ready at the bank and notes it: from then on its batch can't be given up. Says `false` when the batch
    /// was given up before.
    pub(super) async fn lay_ready(
        &self,
        office: &Office,
        file: &AchFileRow,
        batch: Option<PayoutBatchId>,
    ) -> Result<bool, Refusal> {
        let mut tx = self.store.read(office.tenant).await?;
        let content = self.file_content(&mut tx, file).await?;
        drop(tx);
        let name = file.name.clone();
        chaos::point("stage/before");
        self.at_bank(office.tenant, move |bank| bank.stage(&name, &content)).await?;
        chaos::point("stage/after");
        let mut tx = self.store.write(office.tenant).await?;
        tx.lock_payouts().await?;
        if let Some(id) = batch
            && batch_of(&mut tx, id).await?.status != BatchStatus::Written
        {
            return Ok(false);
        }
        tx.mark_ach_file_staged(file.id, self.clock.now()).await?;
        tx.commit().await?;
        chaos::point("stage/noted");
        Ok(true)
    }

    /// The bytes of a file, which are what was hashed when it was written.
    pub(crate) async fn file_content(&self, tx: &mut Tx, file: &AchFileRow) -> Result<Vec<u8>, Refusal> {
        let sealed = tx.ach_file_content(file.id).await?.ok_or_else(|| Refusal::not_found("file"))?;
        let content = open(self, tx, &Secret::File(file.id), &sealed).await?;
        if content_hash(&content) != file.content_hash {
            return Err(Refusal::not_now("The file isn’t what was written; compare the database with a backup."));
        }
        Ok(content.to_vec())
    }

    async fn write_to_owners(
        &self,
        tx: &mut Tx,
        batch: &PayoutBatchRow,
        payouts: &[PayoutRow],
        file: &AchFileRow,
    ) -> Result<(), Refusal> {
        let tenant = tx.tenant_row().await?;
        let owners = tx.users().await?.into_iter().filter(|user| user.role == Role::Owner);
        let mut letters = Vec::new();
        for user in owners {
            let mut sent = of_state(payouts, PayoutState::Proposed);
            if let Some(payout) = sent.find(|payout| Some(payout.partner.id) == user.partner_id) {
                let letter = mail::payout_sent(&tenant, &user, payout, file.effective)?;
                letters.push((user, letter));
            }
        }
        self.send(tx, &format!("payouts {}", batch.name()), letters).await
    }
}

/// When the money of a file has arrived: after the last window of its day.
pub(super) fn settles_at(effective: chrono::NaiveDate) -> DateTime<Utc> {
    let evening = chrono::NaiveTime::from_hms_opt(18, 30, 0).unwrap_or_default();
    // An evening is never in the gap of a clock that is put forward.
    let local = effective.and_time(evening).and_local_timezone(chrono_tz::America::New_York).earliest();
    local.map_or_else(|| effective.and_time(evening).and_utc(), |local| local.to_utc())
}
