//! What became of the money of a month's statements.
//!
//! A payout pays all that is owed to a partner, of whatever month. What is still unpaid is therefore of the newest months:
//! the oldest is paid first.

use crate::Cents;
use crate::payout::HoldReason;
use serde::{Deserialize, Serialize};

/// A partner's money as the books have it, seen from one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartnerMoney {
    /// Its payable account, over the entries of released months; what a batch that isn't at the bank pays is in it.
    pub owed: Cents,
    /// Of it, what a batch that isn't at the bank pays.
    pub proposed: Cents,
    /// Of it, what the partner's plan carries forward.
    pub carried: Cents,
    /// What the bank has and that hasn't arrived; no longer in `owed`.
    pub in_transit: Cents,
    /// What the statements of later released months have earned.
    pub later: Cents,
    /// Why it isn't paid, if it can't be.
    pub held_out: Option<HoldReason>,
}

/// What of a month's statements, and of earlier ones, isn't with the partners yet, and where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthMoney {
    /// Payable, and in no batch.
    pub waiting: Cents,
    /// In batches that aren't at the bank.
    pub proposed: Cents,
    /// At the bank.
    pub in_transit: Cents,
    /// Carried forward by plans, because it is below their minimum.
    pub carried: Cents,
    /// Left out of payouts, by reason: partners and what they are owed.
    pub held: Vec<(HoldReason, u32, Cents)>,
}

impl MonthMoney {
    /// The money of all partners.
    pub fn of(partners: impl IntoIterator<Item = PartnerMoney>) -> Self {
        let mut all = Self::default();
        for partner in partners {
            all.add(&partner);
        }
        all.held.sort_by_key(|(reason, ..)| *reason);
        all
    }

    fn add(&mut self, partner: &PartnerMoney) {
        let later = partner.later.max(Cents::ZERO);
        let mut unpaid = (partner.owed + partner.in_transit - later).max(Cents::ZERO);
        let mut take = |part: Cents| {
            let taken = part.clamp(Cents::ZERO, unpaid);
            unpaid = unpaid - taken;
            taken
        };
        // In the order in which it is paid; what a plan carries forward is the newest of all.
        self.in_transit += take(partner.in_transit);
        self.proposed += take(partner.proposed);
        let due = take(partner.owed - partner.proposed - partner.carried);
        self.carried += unpaid;
        match partner.held_out {
            _ if due == Cents::ZERO => {}
            // The next batch has room for it: nobody need do anything, and nobody has decided anything.
            None | Some(HoldReason::OverBatchLimit | HoldReason::LessPayable) => self.waiting += due,
            Some(reason) => match self.held.iter_mut().find(|(known, ..)| *known == reason) {
                Some((_, partners, amount)) => {
                    *partners += 1;
                    *amount += due;
                }
                None => self.held.push((reason, 1, due)),
            },
        }
    }

    /// Whether nothing of it is on its way or waits for a batch.
    ///
    /// What is held counts once a payday has come and gone: before that, nobody was asked to pay.
    pub fn is_settled(&self, payday_was: bool) -> bool {
        let moving = [self.waiting, self.proposed, self.in_transit];
        moving.iter().all(|part| *part == Cents::ZERO) && (payday_was || self.held.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(partner: PartnerMoney) -> MonthMoney {
        MonthMoney::of([partner])
    }

    #[test]
    fn what_is_owed_is_of_the_newest_months() {
        let partner = PartnerMoney { owed: Cents(500), later: Cents(500), ..PartnerMoney::default() };
        assert!(money(partner).is_settled(true), "the older month is paid");
        let partner = PartnerMoney { owed: Cents(700), later: Cents(500), ..partner };
        assert_eq!(money(partner).waiting, Cents(200));
        let partner = PartnerMoney { owed: Cents(500), in_transit: Cents(300), ..partner };
        assert_eq!(money(partner).in_transit, Cents(300), "the oldest is on its way");
        let partner = PartnerMoney { owed: Cents(-50), ..PartnerMoney::default() };
        assert!(money(partner).is_settled(false), "who owes is paid nothing");
    }

    #[test]
    fn each_part_has_its_place() {
        let partner = PartnerMoney {
            owed: Cents(1_000),
            proposed: Cents(400),
            carried: Cents(100),
            in_transit: Cents(50),
            later: Cents::ZERO,
            held_out: None,
        };
        let found = money(partner);
        assert_eq!(
            (found.in_transit.0, found.proposed.0, found.waiting.0, found.carried.0, found.held.len()),
            (50, 400, 500, 100, 0)
        );
        let held = money(PartnerMoney { held_out: Some(HoldReason::NoAccount), ..partner });
        assert_eq!((held.waiting, held.held), (Cents::ZERO, vec![(HoldReason::NoAccount, 1, Cents(500))]));
        let full = money(PartnerMoney { held_out: Some(HoldReason::OverBatchLimit), ..partner });
        assert_eq!(full.waiting, Cents(500), "the next batch takes it up");
    }

    #[test]
    fn what_is_held_settles_a_month_only_after_a_payday() {
        let held_out = Some(HoldReason::NoAccount);
        let held = money(PartnerMoney { owed: Cents(100), held_out, ..PartnerMoney::default() });
        assert_eq!([held.is_settled(false), held.is_settled(true)], [false, true]);
    }

    proptest! {
        #[test]
        fn the_parts_are_the_whole(
            owed in -1_000i64..10_000, transit in 0i64..3_000, later in 0i64..5_000,
            shares in (0i64..3_000, 0i64..3_000), held in prop::bool::ANY,
        ) {
            let partner = PartnerMoney {
                owed: Cents(owed),
                proposed: Cents(shares.0),
                carried: Cents(shares.1),
                in_transit: Cents(transit),
                later: Cents(later),
                held_out: held.then_some(HoldReason::OnHold),
            };
            let found = money(partner);
            let held: Cents = found.held.iter().map(|(.., amount)| *amount).sum();
            let sum = found.waiting + found.proposed + found.in_transit + found.carried + held;
            prop_assert_eq!(sum, Cents((owed + transit - later).max(0)));
        }
    }
}
