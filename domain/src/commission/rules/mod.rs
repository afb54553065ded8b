//! From facts to lines, rule by rule: the one path for every plan.
//!
//! A percentage is rounded line by line. A tiered rule is a function `f` of a volume: its lines telescope, each being
//! `round(f(after)) − round(f(before))`, so that they add up to `round(f(total))` to the cent, whatever the order of
//! the facts.

mod bands;
mod fees;
mod shared;
mod spiffs;

use super::exact::{quotient, round, shown, times, too_much};
use super::facts::{Base, Fact};
use super::kind::Kind;
use super::terms::{Band, During, EachFact, Pay, Per, PlanTerms, TierMode, Volume};
use crate::{Cents, CustomerId, Rate, Refusal, Rounding};
use bands::{Bands, SoFar};

/// What a rule gives for a fact, or part of one.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleLine {
    /// Which fact, from 0, if it is about one.
    pub at: Option<usize>,
    pub customer: Option<CustomerId>,
    /// Who gets it: 0 the partner, else the number of a partner that the plan names.
    pub payee: usize,
    pub kind: Kind,
    /// Which rule, from 1.
    pub rule: i16,
    /// Which band, from 1; 0 for what has none.
    pub part: i16,
    pub base: Cents,
    pub rate: Rate,
    pub amount: Cents,
    /// In how many months it is due; 0 is now.
    pub months_later: u16,
}

/// What the period's volume was before this month, and around this partner, for one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VolumeSoFar {
    /// The partner's own in the quarter's or year's earlier months.
    pub own: Cents,
    /// Each customer's in those months.
    pub customers: Vec<(CustomerId, Cents)>,
    /// What the others of the group have in the period up to this month.
    pub others: Cents,
    /// What the others of the group had in the earlier months.
    pub others_before: Cents,
}

/// What rules need to know besides the facts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// For each rule in order; none where there is nothing.
    pub volumes: &'a [VolumeSoFar],
    pub quota: Option<Cents>,
    pub rounding: Rounding,
}

/// A rule at work: its number, and the lines it writes.
struct Work<'a> {
    number: i16,
    rounding: Rounding,
    lines: &'a mut Vec<RuleLine>,
}

impl Work<'_> {
    fn line(&mut self, fact: &Base, part: i16, base: Cents, rate: Rate, amount: Cents) {
        self.lines.push(RuleLine {
            at: Some(fact.at),
            customer: fact.customer,
            payee: 0,
            kind: Kind::Earned,
            rule: self.number,
            part,
            base,
            rate,
            amount,
            months_later: 0,
        });
    }
}

/// The lines of all rules, in the order of rules and facts. The terms are sound.
pub(super) fn lines<'f>(
    terms: &PlanTerms,
    facts: &(impl ExactSizeIterator<Item = Fact<'f>> + Clone),
    around: Around<'_>,
) -> Result<Vec<RuleLine>, Refusal> {
    let mut lines = Vec::with_capacity(facts.len() * terms.rules.len());
    let mut bases = Vec::with_capacity(facts.len());
    let nothing = VolumeSoFar::default();
    for (at, rule) in terms.rules.iter().enumerate() {
        bases.clear();
        for (at, fact) in facts.clone().enumerate() {
            bases.extend(rule.base_of(at, &fact, terms.base)?);
        }
        let start = lines.len();
        let number = i16::try_from(at + 1).map_err(|_| too_much())?;
        let mut work = Work { number, rounding: around.rounding, lines: &mut lines };
        let so_far = around.volumes.get(at).unwrap_or(&nothing);
        match &rule.pay {
            Pay::Percentage { rate } => work.percentage(*rate, &bases)?,
            Pay::Tiered { mode, tiers, volume } => work.tiered(*mode, tiers, *volume, &mut bases, so_far)?,
            Pay::Attainment { mode, tiers, volume } => {
                let tiers = bands::of_quota(tiers, quota(around.quota)?)?;
                work.tiered(*mode, &tiers, *volume, &mut bases, so_far)?;
            }
            Pay::OnTarget { ote, quota: given } => work.on_target(*ote, quota(given.or(around.quota))?, &bases)?,
            Pay::Multiple { of_mrr, then: None } => work.percentage(*of_mrr, &bases)?,
            Pay::Multiple { of_mrr, then: Some(then) } => work.multiples(*of_mrr, *then, &bases, so_far.own)?,
            Pay::BySeats { seats, bundle } => {
                work.by_seats(rule, seats, bundle.as_ref(), &mut bases, facts)?;
            }
            Pay::Flat { amount, per } => work.flat(*amount, *per, &bases)?,
            Pay::FlatTiered { mode, tiers, per } => work.flat_tiered(*mode, tiers, *per, &bases)?,
            Pay::Advance { rate, share, tail } => work.advance(*rate, *share, *tail, &bases)?,
            Pay::Credit { mode, shares } => work.credit(terms, *mode, shares, &bases)?,
        }
        if let Some(each) = rule.each {
            bound_each(each, start, &mut lines)?;
        }
    }
    Ok(lines)
}

pub(super) fn quota(quota: Option<Cents>) -> Result<Cents, Refusal> {
    let wrong = |reason: &str| Refusal::invalid("quota", reason);
    match quota {
        Some(quota) if quota > Cents::ZERO => Ok(quota),
        Some(_) => Err(wrong("a quota must be more than nothing")),
        None => Err(wrong("the plan pays by quota; give the partner's")),
    }
}

impl Work<'_> {
    /// base × rate × factor, each rounded by itself.
    fn percentage(&mut self, rate: Rate, bases: &[Base]) -> Result<(), Refusal> {
        for fact in bases {
            let amount = round(times(fact.amount, rate, fact.factor)?, self.rounding)?;
            self.line(fact, 0, fact.amount, shown(rate, fact.factor), amount);
        }
        Ok(())
    }

    /// base × on-target earnings ÷ quota, exact until it is rounded.
    ///
    /// Source: Salesforce's individual commission rate (ICR), “on-target earnings divided by quota”.
    fn on_target(&mut self, ote: Cents, quota: Cents, bases: &[Base]) -> Result<(), Refusal> {
        let share = quotient(i128::from(ote.0) * 1_000_000, i128::from(quota.0), Rounding::HalfEven)?;
        for fact in bases {
            let exact = times(fact.amount, Rate(ote.0), fact.factor)?;
            let amount = quotient(exact, i128::from(quota.0) * 1_000_000, self.rounding)?;
            self.line(fact, 0, fact.amount, shown(Rate(share.0), fact.factor), amount);
        }
        Ok(())
    }

    fn tiered(
        &mut self,
        mode: TierMode,
        tiers: &[Band],
        volume: Volume,
        bases: &mut [Base],
        so_far: &VolumeSoFar,
    ) -> Result<(), Refusal> {
        let bands = Bands { mode, tiers };
        let to_date = volume.during != During::Month;
        let own = if to_date { so_far.own } else { Cents::ZERO };
        match volume.per {
            Per::Partner => bands.pay(self, bases, SoFar { own, ..SoFar::default() }),
            Per::Group => {
                let others_then = if to_date { so_far.others_before } else { Cents::ZERO };
                let before = SoFar { own, others: so_far.others, others_then, ..SoFar::default() };
                bands.pay(self, bases, before)
            }
            Per::Customer => {
                bases.sort_by_key(|fact| fact.customer);
                for bases in bases.chunk_by(|a, b| a.customer == b.customer) {
                    let customer = bases[0].customer;
                    let before = so_far.customers.iter().find(|(other, _)| Some(*other) == customer);
                    let own = before.filter(|_| to_date).map_or(Cents::ZERO, |(_, volume)| *volume);
                    bands.pay(self, bases, SoFar { own, customer, ..SoFar::default() })?;
                }
                Ok(())
            }
        }
    }
}

/// Adds a line for each fact whose lines from `start` on are out of bounds.
fn bound_each(each: EachFact, start: usize, lines: &mut Vec<RuleLine>) -> Result<(), Refusal> {
    let mut more = Vec::new();
    for of_fact in lines[start..].chunk_by(|a, b| a.at == b.at).filter(|lines| lines[0].at.is_some()) {
        let sum = |part: fn(&RuleLine) -> Cents| of_fact.iter().map(|line| i128::from(part(line).0)).sum::<i128>();
        let (amount, base) = (sum(|line| line.amount), sum(|line| line.base));
        let mut within = amount;
        if let Some(least) = each.at_least.filter(|_| base > 0) {
            within = within.max(i128::from(least.0));
        }
        if let Some(most) = each.at_most {
            within = within.clamp(-i128::from(most.0), i128::from(most.0));
        }
        if within != amount {
            let amount = i64::try_from(within - amount).map(Cents).map_err(|_| too_much())?;
            more.push(RuleLine {
                kind: Kind::Bound,
                part: 0,
                base: amount,
                rate: Rate(1_000_000),
                amount,
                ..of_fact[0]
            });
        }
    }
    lines.extend(more);
    Ok(())
}

#[cfg(test)]
mod tests;
