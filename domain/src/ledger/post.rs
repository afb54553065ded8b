//! Which event books what: pure functions from facts to entries.

use super::{Account, Entry, LedgerError, Posting, Source, SourceKind};
use crate::commission::Kind;
use crate::{AdjustmentId, Cents, EntryId, Month, PartnerId, PayoutId};
use chrono::NaiveDate;

/// A partner's statement, as far as the books need it.
#[derive(Clone, Copy, Debug)]
pub struct StatementFacts<'a> {
    /// Whose.
    pub partner: PartnerId,
    /// Its month.
    pub month: Month,
    /// Its version.
    pub version: i32,
    /// The sums of its lines by kind.
    pub sums: &'a [(Kind, Cents)],
    /// Whether a draw on it is an advance to be recovered; otherwise it is simply paid.
    pub draw_is_recoverable: bool,
}

/// A payment to a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payout {
    /// Its id.
    pub id: PayoutId,
    /// To whom.
    pub partner: PartnerId,
    /// The month it is paid for.
    pub month: Month,
    /// How much, more than nothing.
    pub amount: Cents,
}

/// A correction of earlier months, in favour of the partner when positive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Its id.
    pub id: AdjustmentId,
    /// Whose commission is corrected.
    pub partner: PartnerId,
    /// The month it takes effect in.
    pub month: Month,
    /// How much.
    pub amount: Cents,
    /// Why.
    pub reason: String,
}

/// How far a payment had come when the bank sent it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnedFrom {
    /// The bank hadn't paid it yet.
    Transit,
    /// The bank had paid it, and has given the money back.
    Settled,
}

/// A statement was written: what was earned is a cost, and is owed to the partner. Booked on the month's last day.
///
/// What is held back is owed on an account of its own; a draw that is to be recovered is owed by the partner; what is
/// carried from or to another month stays payable, so nothing is booked. `None` for a statement that books nothing.
pub fn statement(id: EntryId, facts: &StatementFacts<'_>) -> Result<Option<Entry>, LedgerError> {
    let partner = facts.partner;
    let mut postings = Tally::default();
    for (kind, amount) in facts.sums {
        let against = match kind {
            Kind::Holdback | Kind::Release => Posting::of(partner, Account::Holdback, *amount),
            Kind::Recovery => Posting::of(partner, Account::Draws, *amount),
            Kind::Draw if facts.draw_is_recoverable => Posting::of(partner, Account::Draws, *amount),
            Kind::Earned
            | Kind::Advance
            | Kind::TrueUp
            | Kind::Bound
            | Kind::Split
            | Kind::Override
            | Kind::Bonus
            | Kind::Cap
            | Kind::Floor
            | Kind::Ceiling
            | Kind::Instalment
            | Kind::Clawback
            | Kind::Draw => Posting::house(Account::Expense, *amount),
            Kind::Adjustment => Posting::house(Account::Adjustments, *amount),
            Kind::BroughtForward | Kind::CarriedForward => continue,
        };
        postings.add(against)?;
        postings.add(Posting::of(partner, Account::Payable, opposite(*amount)?))?;
    }
    let postings = postings.booked();
    if postings.is_empty() {
        return Ok(None);
    }
    let source = Source::statement(partner, facts.month, facts.version);
    Entry::new(id, facts.month.last_day(), source, None, postings).map(Some)
}

/// An entry is taken back, as if it had never been; it can be only once.
pub fn reversal(id: EntryId, day: NaiveDate, of: &Entry, reason: &str) -> Result<Entry, LedgerError> {
    let postings = of.postings().iter().map(|posting| Posting { amount: -posting.amount, ..*posting }).collect();
    Entry::new(id, day, Source::reversal(of.id(), of.source().period), Some(reason.to_owned()), postings)
}

/// A payment is on its way: no longer payable, but in transit.
pub fn payout_submitted(id: EntryId, day: NaiveDate, payout: &Payout) -> Result<Entry, LedgerError> {
    let (from, to) = (Posting::of(payout.partner, Account::Payable, payout.positive()?), Account::Clearing);
    transfer(id, day, payout.source(SourceKind::Payout), from, |amount| Posting::house(to, amount))
}

/// The bank has paid it: the money has left.
pub fn payout_settled(id: EntryId, day: NaiveDate, payout: &Payout) -> Result<Entry, LedgerError> {
    let from = Posting::house(Account::Clearing, payout.positive()?);
    transfer(id, day, payout.source(SourceKind::Settlement), from, |amount| Posting::house(Account::Cash, amount))
}

/// The bank has sent it back: payable again.
pub fn payout_returned(id: EntryId, day: NaiveDate, payout: &Payout, from: ReturnedFrom) -> Result<Entry, LedgerError> {
    let account = match from {
        ReturnedFrom::Transit => Account::Clearing,
        ReturnedFrom::Settled => Account::Cash,
    };
    let from = Posting::house(account, payout.positive()?);
    let to = |amount| Posting::of(payout.partner, Account::Payable, amount);
    transfer(id, day, payout.source(SourceKind::Return), from, to)
}

/// An earlier month was corrected: what it costs is told apart from what the month itself has cost.
pub fn adjustment(id: EntryId, day: NaiveDate, correction: &Correction) -> Result<Entry, LedgerError> {
    let postings = vec![
        Posting::house(Account::Adjustments, correction.amount),
        Posting::of(correction.partner, Account::Payable, opposite(correction.amount)?),
    ];
    let source = Source::adjustment(correction.id, correction.month);
    Entry::new(id, day, source, Some(correction.reason.clone()), postings)
}

/// All that was held back until a month becomes payable, unless the month's statement has it.
pub fn holdback_released(
    id: EntryId,
    day: NaiveDate,
    (partner, month): (PartnerId, Month),
    amount: Cents,
) -> Result<Entry, LedgerError> {
    let from = Posting::of(partner, Account::Holdback, positive(amount)?);
    let to = |amount| Posting::of(partner, Account::Payable, amount);
    transfer(id, day, Source::holdback_release(partner, month), from, to)
}

impl Payout {
    const fn source(&self, kind: SourceKind) -> Source {
        Source::payout(kind, self.id, self.month)
    }

    const fn positive(&self) -> Result<Cents, LedgerError> {
        positive(self.amount)
    }
}

/// An entry of one debit and the credit of the same amount.
fn transfer(
    id: EntryId,
    day: NaiveDate,
    source: Source,
    debit: Posting,
    credit: impl FnOnce(Cents) -> Posting,
) -> Result<Entry, LedgerError> {
    Entry::new(id, day, source, None, vec![debit, credit(opposite(debit.amount)?)])
}

const fn positive(amount: Cents) -> Result<Cents, LedgerError> {
    if amount.0 > 0 { Ok(amount) } else { Err(LedgerError::NotPositive(amount.0)) }
}

fn opposite(amount: Cents) -> Result<Cents, LedgerError> {
    amount.0.checked_neg().map(Cents).ok_or(LedgerError::TooLarge)
}

/// Postings with one sum for each account.
#[derive(Default)]
struct Tally(Vec<Posting>);

impl Tally {
    fn add(&mut self, posting: Posting) -> Result<(), LedgerError> {
        let same = self.0.iter_mut().find(|p| (p.account, p.partner) == (posting.account, posting.partner));
        match same {
            Some(sum) => sum.amount = sum.amount.checked_add(posting.amount).ok_or(LedgerError::TooLarge)?,
            None => self.0.push(posting),
        }
        Ok(())
    }

    /// Those that book something.
    fn booked(self) -> Vec<Posting> {
        self.0.into_iter().filter(|posting| posting.amount != Cents::ZERO).collect()
    }
}

#[cfg(test)]
mod tests;
