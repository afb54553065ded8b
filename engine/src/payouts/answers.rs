//! One answer of the bank, and what is done about it.

use super::{Told, batch_of};
use crate::{Engine, mail};
use domain::ach::returns::{About, Change, Notified, Returned, Stage};
use domain::audit::Actor;
use domain::banking::account::{AccountStatus, AccountStep, BankAccountKind, HoldRule};
use domain::event::Event;
use domain::health::alert::Signal;
use domain::ledger::Entry;
use domain::payout::answer::{AnswerState, RETURNS_BEFORE_HOLD};
use domain::payout::{BatchStatus, Movement, PayoutState};
use domain::view::PayoutRow;
use domain::{BankAccountId, Cents, Refusal};
use serde_json::json;
use store::{AnswerToWrite, BatchMove, TraceOwner, Tx};

/// Payouts of a partner that are looked back at.
const LOOKED_BACK: i64 = 24;

/// What was found out about an answer.
struct Found {
    owner: Option<TraceOwner>,
    state: AnswerState,
    note: String,
}

impl Found {
    fn nothing(note: impl Into<String>) -> Self {
        Self { owner: None, state: AnswerState::Unmatched, note: note.into() }
    }

    fn of(owner: TraceOwner, state: AnswerState, note: impl Into<String>) -> Self {
        Self { owner: Some(owner), state, note: note.into() }
    }

    fn row(self, about: &About, code: &str, amount: Cents) -> AnswerToWrite {
        AnswerToWrite {
            line: i64::try_from(about.line).unwrap_or(i64::MAX),
            code: code.to_owned(),
            trace: about.original_trace,
            amount,
            payout: self.owner.and_then(|owner| owner.payout_id),
            partner: self.owner.map(|owner| owner.partner_id),
            state: self.state,
            note: self.note,
        }
    }
}

impl Engine {
    /// An entry came back: the payout is payable again, its account judged, the partner told.
    pub(super) async fn take_return(
        &self,
        tx: &mut Tx,
        said: &Returned,
        entries: &mut Vec<Entry>,
    ) -> Result<AnswerToWrite, Refusal> {
        let found = self.judge_return(tx, said, entries).await?;
        Ok(found.row(&said.about, &said.code, said.amount))
    }

    async fn judge_return(&self, tx: &mut Tx, said: &Returned, entries: &mut Vec<Entry>) -> Result<Found, Refusal> {
        let Some(owner) = owner_of(tx, &said.about).await? else {
            return Ok(Found::nothing("No entry of ours has this trace number."));
        };
        if said.stage != Stage::Returned {
            let note = "The banks dispute a return; ask yours what it has booked.";
            return Ok(Found::of(owner, AnswerState::ForPerson, note));
        }
        if said.amount != owner.amount {
            let note = format!("The entry was sent with {}; nothing was booked.", owner.amount);
            return Ok(Found::of(owner, AnswerState::ForPerson, note));
        }
        let reason = said.reason.map_or("a code that Nacha doesn’t define", |reason| reason.reason);
        let Some(id) = owner.payout_id else {
            self.account_returned(tx, owner.account_id, &said.code).await?;
            return Ok(Found::of(owner, AnswerState::Matched, format!("The prenote came back: {reason}.")));
        };
        let payout = tx.payout(id).await?.ok_or_else(|| Refusal::not_found("payout"))?;
        match payout.state {
            PayoutState::Returned => {
                return Ok(Found::of(owner, AnswerState::Repeated, "It came back before; nothing was booked again."));
            }
            // The bank was faster than our note that it has the file.
            PayoutState::Proposed => return Err(Refusal::conflict("This payout isn’t noted as submitted yet.")),
            _ => {}
        }
        entries.extend(self.move_on(tx, [&payout], Movement::Return).await?);
        let zone = tx.tenant_row().await?.time_zone;
        tx.note_returned(id, &said.code, self.clock.today(&zone)).await?;
        self.batch_has_returns(tx, &payout).await?;
        let failed = self.account_returned(tx, owner.account_id, &said.code).await?;
        let on_hold = self.hold_after_returns(tx, &payout, &said.code).await?;
        self.tell_return(tx, &payout, (&said.code, reason), (failed, on_hold)).await?;
        let account = if failed { " The account is no longer paid." } else { "" };
        let partner = if on_hold { " The partner is on hold." } else { "" };
        Ok(Found::of(owner, AnswerState::Matched, format!("Payable again: {reason}.{account}{partner}")))
    }

    /// A settled batch of which something came back has returns from now on; one on its way learns it when it settles.
    async fn batch_has_returns(&self, tx: &mut Tx, payout: &PayoutRow) -> Result<(), Refusal> {
        let batch = batch_of(tx, payout.batch_id).await?;
        if batch.status == BatchStatus::Settled {
            let (id, from, to) = (batch.id, batch.status, BatchStatus::PartiallyReturned);
            tx.move_payout_batch(BatchMove { id, from, to, at: self.clock.now(), by: None, reason: None }).await?;
        }
        Ok(())
    }

    /// Tells an account that an entry to it came back, and says whether it has failed by that.
    async fn account_returned(&self, tx: &mut Tx, id: BankAccountId, code: &str) -> Result<bool, Refusal> {
        let account = self.account_of(tx, id).await?.account;
        // One that was replaced meanwhile, or has failed before, has nothing to learn.
        if matches!(account.state.status(), AccountStatus::Replaced | AccountStatus::Failed) {
            return Ok(false);
        }
        let zone = tx.tenant_row().await?.time_zone;
        let step = AccountStep::Return(self.clock.today(&zone), code.to_owned());
        let after = self.step_account(tx, &account, step, Actor::System).await?;
        Ok(after.status() == AccountStatus::Failed)
    }

    /// Holds a partner whose payouts come back one after the other, and says whether it does so now.
    async fn hold_after_returns(&self, tx: &mut Tx, payout: &PayoutRow, code: &str) -> Result<bool, Refusal> {
        let partner = payout.partner.id;
        let history = tx.payouts_of_partner(partner, LOOKED_BACK).await?;
        let ended = history.iter().filter(|p| matches!(p.state, PayoutState::Settled | PayoutState::Returned));
        let in_a_row = ended.take_while(|p| p.state == PayoutState::Returned).count();
        let held = tx.payment_standing_to_change(partner).await?.hold.is_some();
        if in_a_row < RETURNS_BEFORE_HOLD || held {
            return Ok(false);
        }
        let reason = format!("{in_a_row} payouts in a row came back, the last with {code}");
        self.hold_payments(tx, partner, &reason, (Actor::System, Some(HoldRule::RepeatedReturns))).await?;
        Ok(true)
    }

    async fn tell_return(
        &self,
        tx: &mut Tx,
        payout: &PayoutRow,
        (code, reason): (&str, &str),
        (failed, held): (bool, bool),
    ) -> Result<(), Refusal> {
        let tenant = tx.tenant_row().await?;
        let next = match (failed, held) {
            (true, _) => {
                "Please give us another bank account under Bank account; it is paid with the next payouts then."
            }
            (false, true) => "Payouts to you wait until we have cleared this with you; we will be in touch.",
            (false, false) => "It is paid again with the next payouts.",
        };
        let reason = format!("{reason} ({code})");
        let owners = mail::owners_of(tx, payout.partner.id).await?;
        let letters = owners
            .into_iter()
            .map(|user| mail::payout_returned(&tenant, &user, payout, (&reason, next)).map(|letter| (user, letter)))
            .collect::<Result<Vec<_>, Refusal>>()?;
        self.send(tx, &format!("return of payout {}", payout.id), letters).await?;
        let (partner, amount) = (payout.partner.id, payout.amount);
        self.raise(tx, Some(partner), Signal::PayoutReturned { code: code.to_owned(), amount }).await?;
        let told = Told {
            actor: Actor::System,
            action: "payout_returned",
            subject: format!("{} of {}", payout.partner.code, payout.batch_name()),
            details: json!({ "amount": amount, "code": code, "account_failed": failed, "held": held }),
            event: Event::PayoutReturned { payout: payout.id, partner, amount, code: code.to_owned() },
        };
        self.tell(tx, told).await
    }

    /// A bank asks to send otherwise next time: the account is corrected by another that takes its place.
    pub(super) async fn take_change(&self, tx: &mut Tx, said: &Notified) -> Result<AnswerToWrite, Refusal> {
        let found = self.judge_change(tx, said).await?;
        Ok(found.row(&said.about, &said.code, Cents::ZERO))
    }

    async fn judge_change(&self, tx: &mut Tx, said: &Notified) -> Result<Found, Refusal> {
        let Some(owner) = owner_of(tx, &said.about).await? else {
            return Ok(Found::nothing("No entry of ours has this trace number."));
        };
        let change = match &said.change {
            _ if said.refused => Err("The banks dispute a change; ask yours.".to_owned()),
            Err(missing) => Err(format!("It lacks {missing}: “{}”. Ask the partner.", said.corrected)),
            Ok(change) if *change == Change::default() => {
                Err("It corrects nothing that we keep; ask your bank.".into())
            }
            Ok(change) => Ok(change),
        };
        let change = match change {
            Ok(change) => change,
            Err(note) => return Ok(Found::of(owner, AnswerState::ForPerson, note)),
        };
        let stored = self.account_of(tx, owner.account_id).await?;
        let current = tx.payable_accounts(&[owner.partner_id]).await?.pop();
        if current.is_none_or(|current| current.account.id != stored.account.id) {
            let note = "The partner has another account since; nothing was changed.";
            return Ok(Found::of(owner, AnswerState::Repeated, note));
        }
        let kind = change.transaction_code.map(|code| BankAccountKind::of_ach(code.account));
        if kind == Some(None) {
            let note = "It names a kind of account that partners aren’t paid to; ask the partner.";
            return Ok(Found::of(owner, AnswerState::ForPerson, note));
        }
        self.correct_account(tx, &stored, change, Actor::System).await?;
        let what = said.reason.map_or(said.code.as_str(), |reason| reason.reason);
        Ok(Found::of(owner, AnswerState::Matched, format!("The account was corrected: {what}.")))
    }
}

/// The entry that an answer is about, by its trace number.
async fn owner_of(tx: &mut Tx, about: &About) -> Result<Option<TraceOwner>, Refusal> {
    let Some(trace) = about.original_trace else { return Ok(None) };
    Ok(tx.trace_owner(trace).await?)
}
