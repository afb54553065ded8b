//! Bands of revenue, marginal or for the whole amount.

use super::{RuleLine, Work};
use crate::commission::exact::{Exact, ONE, add, round, shown, times, too_much};
use crate::commission::facts::Base;
use crate::commission::kind::Kind;
use crate::commission::terms::{Band, QuotaBand, TierMode};
use crate::{Cents, CustomerId, Rate, Refusal, Rounding};

/// Bands and what they mean. There is at least one; they begin at 0 and rise.
#[derive(Clone, Copy)]
pub(super) struct Bands<'a> {
    pub mode: TierMode,
    pub tiers: &'a [Band],
}

/// The volume that was there before the facts.
#[derive(Clone, Copy, Default)]
pub(super) struct SoFar {
    /// The payee's own.
    pub own: Cents,
    /// What others add to it, now and then. Only for the whole amount.
    pub others: Cents,
    pub others_then: Cents,
    /// Whose volume it is, when it is a customer's.
    pub customer: Option<CustomerId>,
}

/// Commission on everything so far, exact and rounded.
#[derive(Clone, Copy, Default)]
pub(super) struct Running {
    exact: Exact,
    rounded: Cents,
}

impl Running {
    pub(super) fn from(exact: Exact, rounding: Rounding) -> Result<Self, Refusal> {
        Ok(Self { exact, rounded: round(exact, rounding)? })
    }

    /// What `more` adds in whole cents.
    pub(super) fn step(&mut self, more: Exact, rounding: Rounding) -> Result<Cents, Refusal> {
        self.exact = add(self.exact, more)?;
        let after = round(self.exact, rounding)?;
        let amount = less(after, self.rounded)?;
        self.rounded = after;
        Ok(amount)
    }
}

fn plus(one: Cents, other: Cents) -> Result<Cents, Refusal> {
    one.checked_add(other).ok_or_else(too_much)
}

fn less(one: Cents, other: Cents) -> Result<Cents, Refusal> {
    one.0.checked_sub(other.0).map(Cents).ok_or_else(too_much)
}

/// The number of a band, from 1.
pub(super) fn part(at: usize) -> Result<i16, Refusal> {
    i16::try_from(at + 1).map_err(|_| too_much())
}

/// Bands of a quota as bands of revenue, each border to the cent.
pub(super) fn of_quota(tiers: &[QuotaBand], quota: Cents) -> Result<Vec<Band>, Refusal> {
    let band = |tier: &QuotaBand| {
        Ok(Band { from: round(times(quota, tier.from, ONE)?, Rounding::HalfEven)?, rate: tier.rate })
    };
    tiers.iter().map(band).collect()
}

impl Bands<'_> {
    /// The lines of these facts, after what was there before.
    pub(super) fn pay(self, work: &mut Work<'_>, bases: &[Base], before: SoFar) -> Result<(), Refusal> {
        match self.mode {
            TierMode::Marginal => self.marginal(work, bases, before.own),
            TierMode::WholeAmount => self.whole_amount(work, bases, before),
        }
    }

    /// f(v) = Σ over bands of rate × the part of v inside the band.
    ///
    /// A credit gives back what its revenue was paid; one beyond all revenue counts at the first band's rate. A fact
    /// of nothing is a line of nothing, so that every fact is on the statement.
    fn marginal(self, work: &mut Work<'_>, bases: &[Base], before: Cents) -> Result<(), Refusal> {
        let mut reached = Cents::ZERO;
        let mut exact = 0;
        while reached != before {
            let (_, tier, edge) = self.towards(reached, before);
            exact = add(exact, times(less(edge, reached)?, tier.rate, ONE)?)?;
            reached = edge;
        }
        let mut running = Running::from(exact, work.rounding)?;
        for fact in bases {
            let target = plus(reached, fact.amount)?;
            // A bill that crosses a band's border is a line in each band that it touches.
            let mut written = false;
            while reached != target || !written {
                let (at, tier, edge) = self.towards(reached, target);
                let base = less(edge, reached)?;
                let amount = running.step(times(base, tier.rate, fact.factor)?, work.rounding)?;
                work.line(fact, part(at)?, base, shown(tier.rate, fact.factor), amount);
                (reached, written) = (edge, true);
            }
        }
        Ok(())
    }

    /// The band in which a volume goes from `from` towards `to`, and where it leaves that band or stops.
    ///
    /// Below zero the first band goes on: credits beyond all revenue take back at its rate.
    fn towards(self, from: Cents, to: Cents) -> (usize, Band, Cents) {
        let tiers = self.tiers;
        if to >= from {
            let at = tiers.partition_point(|tier| tier.from <= from).saturating_sub(1);
            let edge = tiers.get(at + 1).map_or(to, |next| next.from.min(to));
            (at, tiers[at], edge)
        } else {
            // Downwards, revenue at a border belongs to the band below it.
            let at = tiers.partition_point(|tier| tier.from < from).saturating_sub(1);
            let edge = if at == 0 { to } else { tiers[at].from.max(to) };
            (at, tiers[at], edge)
        }
    }

    /// The band that a volume has reached; the first for one below zero.
    fn reached(self, volume: Cents) -> usize {
        self.tiers.partition_point(|tier| tier.from <= volume).saturating_sub(1)
    }

    /// f(v) = v × the rate of the band that v has reached. What was there before is paid up, or back, to that rate.
    fn whole_amount(self, work: &mut Work<'_>, bases: &[Base], before: SoFar) -> Result<(), Refusal> {
        let mut total = plus(before.own, before.others)?;
        for fact in bases {
            total = plus(total, fact.amount)?;
        }
        let at = self.reached(total);
        let (rate, part) = (self.tiers[at].rate, part(at)?);
        let rate_before = self.tiers[self.reached(plus(before.own, before.others_then)?)].rate;
        let mut running = Running::from(times(before.own, rate_before, ONE)?, work.rounding)?;
        if before.own != Cents::ZERO && rate != rate_before {
            let change = Rate(rate.0 - rate_before.0);
            let amount = running.step(times(before.own, change, ONE)?, work.rounding)?;
            work.lines.push(RuleLine {
                at: None,
                customer: before.customer,
                payee: 0,
                kind: Kind::TrueUp,
                rule: work.number,
                part,
                base: before.own,
                rate: change,
                amount,
                months_later: 0,
            });
        }
        for fact in bases {
            let amount = running.step(times(fact.amount, rate, fact.factor)?, work.rounding)?;
            work.line(fact, part, fact.amount, shown(rate, fact.factor), amount);
        }
        Ok(())
    }
}
