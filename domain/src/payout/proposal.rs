//! Which partners a batch pays how much, and which it leaves out and why.

use super::HoldReason;
use crate::{Cents, PartnerId};
use serde::{Deserialize, Serialize};

/// What payouts may come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Less than this is carried forward, unless the partner has a minimum of its own.
    pub minimum: Cents,
    /// The most that one partner is paid at once.
    pub per_partner: Cents,
    /// The most that one batch pays.
    pub per_batch: Cents,
}

/// Whether a partner can be paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Paid nothing for the time being.
    pub on_hold: bool,
    /// Has an account that is proved to be its own.
    pub has_account: bool,
    /// Its tax form is on file.
    pub has_tax_form: bool,
    /// A minimum of its own.
    pub minimum: Option<Cents>,
}

/// A partner that might be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub partner: PartnerId,
    /// What is payable to it: of released months, less what open batches pay.
    pub payable: Cents,
    /// Whether it can be paid.
    pub standing: Standing,
}

/// What a batch does about a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub partner: PartnerId,
    /// What is payable to it.
    pub amount: Cents,
    /// Why it isn't paid, if it isn't.
    pub held_out: Option<HoldReason>,
}

/// Why a partner can't be paid this much, if it can't, whatever else the batch pays.
///
/// What a person must settle comes before what time alone settles.
pub fn hold(amount: Cents, standing: Standing, limits: Limits) -> Option<HoldReason> {
    match () {
        () if standing.on_hold => Some(HoldReason::OnHold),
        () if !standing.has_account => Some(HoldReason::NoAccount),
        () if !standing.has_tax_form => Some(HoldReason::NoTaxForm),
        () if amount > limits.per_partner => Some(HoldReason::OverPartnerLimit),
        () if amount < standing.minimum.unwrap_or(limits.minimum) => Some(HoldReason::BelowMinimum),
        () => None,
    }
}

/// A line for each partner that is owed anything, in the order given.
///
/// A partner is paid all that is payable or nothing. What doesn't fit under the limit of the batch waits for the next
/// one; smaller amounts after it may still fit.
pub fn propose(candidates: &[Candidate], limits: Limits) -> Vec<Line> {
    let mut total = Cents::ZERO;
    let owed = candidates.iter().filter(|candidate| candidate.payable > Cents::ZERO);
    let line = owed.map(|candidate| {
        let amount = candidate.payable;
        let mut held_out = hold(amount, candidate.standing, limits);
        if held_out.is_none() {
            match total.checked_add(amount).filter(|sum| *sum <= limits.per_batch) {
                Some(sum) => total = sum,
                None => held_out = Some(HoldReason::OverBatchLimit),
            }
        }
        Line { partner: candidate.partner, amount, held_out }
    });
    line.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const LIMITS: Limits = Limits { minimum: Cents(2_500), per_partner: Cents(100_000), per_batch: Cents(150_000) };
    const SOUND: Standing = Standing { on_hold: false, has_account: true, has_tax_form: true, minimum: None };

    fn candidate(number: u128, payable: i64, standing: Standing) -> Candidate {
        Candidate { partner: PartnerId(Uuid::from_u128(number)), payable: Cents(payable), standing }
    }

    fn held(candidates: &[Candidate]) -> Vec<(i64, Option<HoldReason>)> {
        propose(candidates, LIMITS).into_iter().map(|line| (line.amount.0, line.held_out)).collect()
    }

    #[test]
    fn each_reason_holds_a_partner_out() {
        let on_hold = Standing { on_hold: true, has_account: false, ..SOUND };
        let candidates = [
            candidate(1, 5_000, SOUND),
            candidate(2, 5_000, on_hold),
            candidate(3, 5_000, Standing { has_account: false, ..SOUND }),
            candidate(4, 5_000, Standing { has_tax_form: false, ..SOUND }),
            candidate(5, 100_001, SOUND),
            candidate(6, 2_499, SOUND),
            candidate(7, 2_499, Standing { minimum: Some(Cents(1_000)), ..SOUND }),
            candidate(8, 5_000, Standing { minimum: Some(Cents(5_001)), ..SOUND }),
        ];
        assert_eq!(
            held(&candidates),
            [
                (5_000, None),
                (5_000, Some(HoldReason::OnHold)),
                (5_000, Some(HoldReason::NoAccount)),
                (5_000, Some(HoldReason::NoTaxForm)),
                (100_001, Some(HoldReason::OverPartnerLimit)),
                (2_499, Some(HoldReason::BelowMinimum)),
                (2_499, None),
                (5_000, Some(HoldReason::BelowMinimum)),
            ]
        );
    }

    #[test]
    fn nothing_and_debts_are_not_proposed() {
        assert_eq!(held(&[candidate(1, 0, SOUND), candidate(2, -700, SOUND)]), []);
    }

    #[test]
    fn a_batch_is_filled_up_to_its_limit_and_no_further() {
        let candidates = [100_000, 60_000, 50_000, 2_500].map(|payable| candidate(1, payable, SOUND));
        let over = Some(HoldReason::OverBatchLimit);
        assert_eq!(held(&candidates), [(100_000, None), (60_000, over), (50_000, None), (2_500, over)]);
    }
}
