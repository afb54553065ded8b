//! Whatever the order of events, nobody is paid twice and no cent is lost.

use super::*;
use crate::ledger::post::{Correction, StatementFacts, adjustment, statement};
use crate::ledger::{Account, Balances};
use crate::payout::{BatchStatus, Candidate, Limits, Standing, hold, propose};
use crate::{AdjustmentId, Cents, Month, PartnerId, PayoutId, commission};
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

const LIMITS: Limits = Limits { minimum: Cents(50), per_partner: Cents(40_000), per_batch: Cents(60_000) };

/// One thing that people, time or a bank do; numbers choose among what is there.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Earn(u128, i64),
    Correct(u128, i64),
    Propose,
    Approve(usize),
    Cancel(usize),
    Submit(usize),
    Settle(usize),
    Return(usize),
    Fail(u128),
    Mend(u128),
}

/// Payouts, batches and books, as the store keeps them.
#[derive(Default)]
struct House {
    entries: Vec<Entry>,
    payouts: Vec<(usize, Payout, PayoutState)>,
    batches: Vec<BatchStatus>,
    failed: Vec<PartnerId>,
    numbers: u128,
}

impl House {
    fn number(&mut self) -> u128 {
        self.numbers += 1;
        self.numbers
    }

    fn entry_id(&mut self) -> EntryId {
        EntryId(Uuid::from_u128(self.number()))
    }

    fn payable(&self, partner: PartnerId) -> Cents {
        -Balances::of(&self.entries).unwrap().balance(Some(partner), Account::Payable)
    }

    fn reserved(&self, partner: PartnerId) -> Cents {
        let open = self
            .payouts
            .iter()
            .filter(|(_, payout, state)| payout.partner == partner && *state == PayoutState::Proposed);
        open.map(|(_, payout, _)| payout.amount).sum()
    }

    fn standing(&self, partner: PartnerId) -> Standing {
        Standing { has_account: !self.failed.contains(&partner), has_tax_form: true, ..Standing::default() }
    }

    fn do_(&mut self, deed: Deed) {
        match deed {
            Deed::Earn(of, cents) => self.earn(partner(of), cents),
            Deed::Correct(of, cents) => self.correct(partner(of), cents),
            Deed::Propose => self.propose(),
            Deed::Approve(at) => self.batch(at, BatchStatus::Approved, None),
            Deed::Cancel(at) => self.batch(at, BatchStatus::Cancelled, Some(Movement::Cancel)),
            Deed::Submit(at) => self.submit(at),
            Deed::Settle(at) => self.batch(at, BatchStatus::Settled, Some(Movement::Settle)),
            Deed::Return(at) => self.send_back(at),
            Deed::Fail(of) => self.failed.push(partner(of)),
            Deed::Mend(of) => self.failed.retain(|failed| *failed != partner(of)),
        }
    }

    fn earn(&mut self, partner: PartnerId, cents: i64) {
        let (id, version) = (self.entry_id(), i32::try_from(self.numbers).unwrap());
        let sums = [(commission::Kind::Earned, Cents(cents))];
        let facts = StatementFacts { partner, month: month(), version, sums: &sums, draw_is_recoverable: true };
        self.entries.extend(statement(id, &facts).unwrap());
    }

    fn correct(&mut self, partner: PartnerId, cents: i64) {
        let (id, correction) = (self.entry_id(), AdjustmentId(Uuid::from_u128(self.number())));
        let reason = "a clawback".to_owned();
        let correction = Correction { id: correction, partner, month: month(), amount: Cents(cents), reason };
        self.entries.push(adjustment(id, day(), &correction).unwrap());
    }

    fn propose(&mut self) {
        let candidates: Vec<_> = (1..=3)
            .map(partner)
            .map(|partner| {
                let payable = self.payable(partner) - self.reserved(partner);
                Candidate { partner, payable, standing: self.standing(partner) }
            })
            .collect();
        for line in propose(&candidates, LIMITS) {
            let id = PayoutId(Uuid::from_u128(self.number()));
            let payout = Payout { id, partner: line.partner, month: month(), amount: line.amount };
            let state = if line.held_out.is_some() { PayoutState::HeldOut } else { PayoutState::Proposed };
            self.payouts.push((self.batches.len(), payout, state));
        }
        self.batches.push(BatchStatus::Proposed);
    }

    /// Moves a batch on if it may, and its payouts with it.
    fn batch(&mut self, at: usize, next: BatchStatus, movement: Option<Movement>) {
        let Some(at) = at.checked_rem(self.batches.len()) else { return };
        if !self.batches[at].may_become(next) {
            return;
        }
        self.batches[at] = next;
        for number in 0..self.payouts.len() {
            if let Some(movement) = movement.filter(|_| self.payouts[number].0 == at) {
                self.advance(number, movement);
            }
        }
    }

    /// Writes the file and hands it over: what is no longer payable, or can't be paid any more, is left out.
    fn submit(&mut self, at: usize) {
        let Some(at) = at.checked_rem(self.batches.len()) else { return };
        if self.batches[at] != BatchStatus::Approved {
            return;
        }
        for number in (0..self.payouts.len()).filter(|n| self.payouts[*n].0 == at).collect::<Vec<_>>() {
            let (_, payout, _) = self.payouts[number];
            let standing = self.standing(payout.partner);
            let less = payout.amount > self.payable(payout.partner);
            if less || hold(payout.amount, standing, LIMITS).is_some() {
                self.advance(number, Movement::HoldOut);
            } else {
                self.advance(number, Movement::Submit);
            }
        }
        self.batches[at] = BatchStatus::Submitted;
    }

    fn send_back(&mut self, at: usize) {
        let Some(at) = at.checked_rem(self.payouts.len()) else { return };
        self.advance(at, Movement::Return);
    }

    /// As the engine does it: what can't happen changes nothing.
    fn advance(&mut self, number: usize, movement: Movement) {
        let id = self.entry_id();
        let (_, payout, state) = &mut self.payouts[number];
        if let Ok((next, entry)) = advance(id, day(), payout, *state, movement) {
            *state = next;
            self.entries.extend(entry);
        }
    }

    fn sum(&self, partner: Option<PartnerId>, states: &[PayoutState]) -> Cents {
        let of = self.payouts.iter();
        let of = of.filter(|(_, p, state)| partner.is_none_or(|id| id == p.partner) && states.contains(state));
        of.map(|(_, payout, _)| payout.amount).sum()
    }
}

fn month() -> Month {
    "2025-09".parse().unwrap()
}

fn day() -> NaiveDate {
    "2025-10-15".parse().unwrap()
}

fn partner(number: u128) -> PartnerId {
    PartnerId(Uuid::from_u128(number))
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let (of, at) = (1u128..4, 0usize..40);
    prop_oneof![
        3 => (of.clone(), 1i64..30_000).prop_map(|(of, cents)| Deed::Earn(of, cents)),
        1 => (of.clone(), -20_000i64..-1).prop_map(|(of, cents)| Deed::Correct(of, cents)),
        3 => Just(Deed::Propose),
        3 => at.clone().prop_map(Deed::Approve),
        1 => at.clone().prop_map(Deed::Cancel),
        3 => at.clone().prop_map(Deed::Submit),
        3 => at.clone().prop_map(Deed::Settle),
        2 => at.prop_map(Deed::Return),
        1 => of.clone().prop_map(Deed::Fail),
        1 => of.prop_map(Deed::Mend),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nobody_is_paid_twice_and_no_cent_is_lost(deeds in vec(any_deed(), 1..60)) {
        let mut house = House::default();
        for deed in &deeds {
            let paid_before = house.sum(None, &[PayoutState::InTransit, PayoutState::Settled]);
            let payable_before: Vec<_> = (1..4).map(|of| house.payable(partner(of))).collect();
            house.do_(*deed);
            // What leaves was payable in the moment in which it left.
            for (before, of) in payable_before.iter().zip(1..4) {
                let after = house.payable(partner(of));
                if matches!(deed, Deed::Submit(_)) {
                    prop_assert!(after >= Cents::ZERO.min(*before), "{of} was paid what it wasn’t owed");
                }
            }
            let paid = house.sum(None, &[PayoutState::InTransit, PayoutState::Settled]);
            prop_assert!(paid <= paid_before || matches!(deed, Deed::Submit(_)), "money left without a file");
        }
        let balances = Balances::of(&house.entries).unwrap();
        let in_transit = house.sum(None, &[PayoutState::InTransit]);
        let settled = house.sum(None, &[PayoutState::Settled]);
        prop_assert_eq!(-balances.balance(None, Account::Clearing), in_transit);
        prop_assert_eq!(-balances.balance(None, Account::Cash), settled);
        for of in (1..4).map(partner) {
            let earned: Cents = house.entries.iter()
                .filter(|e| matches!(e.source().kind, crate::ledger::SourceKind::Statement | crate::ledger::SourceKind::Adjustment))
                .flat_map(|e| e.postings().iter().filter(|p| p.partner == Some(of)))
                .map(|p| -p.amount)
                .sum();
            let paid = house.sum(Some(of), &[PayoutState::InTransit, PayoutState::Settled]);
            prop_assert_eq!(house.payable(of), earned - paid, "what is payable is what was earned and isn’t paid");
        }
    }
}

#[test]
fn a_payout_moves_only_forward() {
    let payout = Payout { id: PayoutId(Uuid::from_u128(1)), partner: partner(1), month: month(), amount: Cents(1) };
    let refused = |state, movement| {
        advance(EntryId(Uuid::from_u128(2)), day(), &payout, state, movement).unwrap_err().to_string()
    };
    assert_eq!(refused(PayoutState::Returned, Movement::Return), "a payout that is “Returned” can’t come back");
    assert_eq!(refused(PayoutState::Proposed, Movement::Settle), "a payout that is “Proposed” can’t settle");
    assert_eq!(refused(PayoutState::HeldOut, Movement::Submit), "a payout that is “Held out” can’t be submitted");
}
