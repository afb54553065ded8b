//! Fees for each of something: of facts or units, never of money.

use super::Work;
use super::bands::{Bands, SoFar};
use crate::commission::exact::{ONE, round, shown, times, too_much};
use crate::commission::facts::Base;
use crate::commission::terms::{Band, Counted, FeeBand, TierMode};
use crate::{Cents, Rate, Refusal};

impl Counted {
    fn of(self, fact: &Base) -> i64 {
        match self {
            Self::Fact => 1,
            Self::Quantity => fact.quantity,
        }
    }
}

/// count × fee.
fn fees(count: i64, fee: Cents) -> Result<Cents, Refusal> {
    count.checked_mul(fee.0).map(Cents).ok_or_else(too_much)
}

impl Work<'_> {
    /// count × fee × factor. The line's base is count × fee, so that base × rate is the amount.
    pub(super) fn flat(&mut self, fee: Cents, per: Counted, bases: &[Base]) -> Result<(), Refusal> {
        for fact in bases {
            let base = fees(per.of(fact), fee)?;
            let amount = round(times(base, ONE, fact.factor)?, self.rounding)?;
            self.line(fact, 0, base, shown(ONE, fact.factor), amount);
        }
        Ok(())
    }

    /// Bands as of revenue, in which a count stands for an amount and a fee for a rate.
    pub(super) fn flat_tiered(
        &mut self,
        mode: TierMode,
        tiers: &[FeeBand],
        per: Counted,
        bases: &[Base],
    ) -> Result<(), Refusal> {
        let rate = |fee: Cents| fee.0.checked_mul(ONE.0).map(Rate).ok_or_else(too_much);
        let band = |tier: &FeeBand| Ok(Band { from: Cents(tier.from.into()), rate: rate(tier.amount)? });
        let bands = tiers.iter().map(band).collect::<Result<Vec<_>, Refusal>>()?;
        let counts: Vec<_> = bases.iter().map(|fact| Base { amount: Cents(per.of(fact)), ..*fact }).collect();
        let start = self.lines.len();
        Bands { mode, tiers: &bands }.pay(self, &counts, SoFar::default())?;
        // From counts back to money. Each fact has its lines one after the other, in the order of the facts.
        let mut facts = bases.iter().peekable();
        for line in &mut self.lines[start..] {
            while facts.peek().is_some_and(|fact| Some(fact.at) != line.at) {
                facts.next();
            }
            let band = usize::try_from(line.part).ok().and_then(|part| tiers.get(part.checked_sub(1)?));
            let factor = facts.peek().map_or(ONE, |fact| fact.factor);
            line.base = fees(line.base.0, band.map_or(Cents::ZERO, |band| band.amount))?;
            line.rate = factor;
        }
        Ok(())
    }
}
