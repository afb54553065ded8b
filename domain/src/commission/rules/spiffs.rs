//! SPIFFs: multiples of new monthly recurring revenue, beyond a threshold another, or by seats.

use super::Work;
use super::bands::part;
use crate::commission::exact::{MILLION, quotient, round, shown, times, too_much};
use crate::commission::facts::{Base, Fact};
use crate::commission::terms::{Bundle, CountBand, Rule, Then};
use crate::{Cents, CustomerId, Rate, Refusal, Rounding};

/// What a SPIFF pays for revenue that adds up to `volume`: f(v) = m × v up to the threshold `a`, and beyond it
/// a + t × (v − a ÷ m).
fn paid(volume: Cents, of_mrr: Rate, then: Then, rounding: Rounding) -> Result<Cents, Refusal> {
    let (multiple, other) = (i128::from(of_mrr.0), i128::from(then.of_mrr.0));
    // In millionths of a cent.
    let first = i128::from(volume.0) * multiple;
    let threshold = i128::from(then.after.0) * MILLION;
    if first <= threshold {
        return quotient(first, MILLION, rounding);
    }
    let up_to = threshold.checked_mul(multiple).ok_or_else(too_much)?;
    let beyond = (first - threshold).checked_mul(other).ok_or_else(too_much)?;
    quotient(up_to.checked_add(beyond).ok_or_else(too_much)?, MILLION * multiple, rounding)
}

/// The band that a count has reached, with its number.
fn reached(bands: &[CountBand], count: i64) -> Option<(usize, &CountBand)> {
    bands.iter().enumerate().rfind(|(_, band)| i64::from(band.from) <= count)
}

fn seats<'a>(bases: impl Iterator<Item = &'a i64>) -> Result<i64, Refusal> {
    bases.copied().try_fold(0i64, i64::checked_add).ok_or_else(too_much)
}

impl Work<'_> {
    /// Two multiples of revenue that grows fact by fact from `before`; lines telescope as those of bands do.
    pub(super) fn multiples(&mut self, of_mrr: Rate, then: Then, bases: &[Base], before: Cents) -> Result<(), Refusal> {
        // The last whole cent of revenue that is wholly below the threshold.
        let edge = i128::from(then.after.0) * MILLION / i128::from(of_mrr.0.max(1));
        let edge = Cents(i64::try_from(edge).unwrap_or(i64::MAX));
        let mut reached = before;
        let mut sum = paid(reached, of_mrr, then, self.rounding)?;
        for fact in bases {
            let target = reached.checked_add(fact.amount).ok_or_else(too_much)?;
            let crosses = (reached < edge && edge < target) || (target < edge && edge < reached);
            let stops = [crosses.then_some(edge), Some(target)];
            for stop in stops.into_iter().flatten() {
                let after = paid(stop, of_mrr, then, self.rounding)?;
                let (number, rate) = if reached.max(stop) <= edge { (1, of_mrr) } else { (2, then.of_mrr) };
                let less = |a: Cents, b: Cents| a.0.checked_sub(b.0).map(Cents).ok_or_else(too_much);
                self.line(fact, number, less(stop, reached)?, rate, less(after, sum)?);
                (reached, sum) = (stop, after);
            }
        }
        Ok(())
    }

    /// Revenue × the multiple that the customer's seats have reached. In a bundle that is the multiple of the other
    /// products' seats, for these as well.
    ///
    /// Source: Broadvoice's partner SPIFF terms, “applied to the entire eligible seat MRR (UC + CC)”.
    pub(super) fn by_seats<'f>(
        &mut self,
        rule: &Rule,
        bands: &[CountBand],
        bundle: Option<&Bundle>,
        bases: &mut [Base],
        facts: &(impl Iterator<Item = Fact<'f>> + Clone),
    ) -> Result<(), Refusal> {
        bases.sort_by_key(|fact| fact.customer);
        for bases in bases.chunk_by(|a, b| a.customer == b.customer) {
            let own = seats(bases.iter().map(|fact| &fact.quantity))?;
            let bundled = match bundle.filter(|bundle| own >= i64::from(bundle.from)) {
                Some(bundle) => reached(&bundle.seats, seats_of(rule, bundle, bases[0].customer, facts.clone())?),
                None => None,
            };
            let Some((at, band)) = bundled.or_else(|| reached(bands, own)) else {
                for fact in bases {
                    self.line(fact, 0, fact.amount, Rate(0), Cents::ZERO);
                }
                continue;
            };
            for fact in bases {
                let amount = round(times(fact.amount, band.of_mrr, fact.factor)?, self.rounding)?;
                self.line(fact, part(at)?, fact.amount, shown(band.of_mrr, fact.factor), amount);
            }
        }
        Ok(())
    }
}

/// The customer's seats of a bundle's other products.
fn seats_of<'f>(
    rule: &Rule,
    bundle: &Bundle,
    customer: Option<CustomerId>,
    facts: impl Iterator<Item = Fact<'f>>,
) -> Result<i64, Refusal> {
    let others: Vec<i64> = facts
        .filter(|fact| fact.customer == customer && rule.on.contains(&fact.kind))
        .filter(|fact| fact.product.is_some_and(|product| bundle.products.iter().any(|other| other == product)))
        .map(|fact| fact.quantity)
        .collect();
    seats(others.iter())
}
