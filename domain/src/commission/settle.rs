//! From a partner's month to its statement, and what it leaves for others and for later: the parts of a plan in the
//! order of [`Kind`].

use super::exact::{ONE, quotient, round, times, too_much};
use super::facts::Fact;
use super::kind::Kind;
use super::rules::{self, Around, RuleLine, VolumeSoFar};
use super::statement::{Adjustment, Carried, Departure, Held, Instalment, Item, Origin, Settled, Statement};
use super::terms::{Clawback, ClawbackMode, PlanTerms, Reward, Share, Threshold};
use super::{FactKind, allocate};
use crate::{Cents, Month, Rate, Refusal, Rounding};

/// A partner's month: all that its statement is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The partner whose plan it is.
    pub partner: &'a str,
    /// Its parent, the parent of that, and so on.
    pub parents: &'a [&'a str],
    /// The month.
    pub month: Month,
    /// What can be paid for.
    pub facts: &'a [Fact<'a>],
    /// Volumes of the quarter or year so far, for each rule in order; none where no rule asks.
    pub volumes: &'a [VolumeSoFar],
    /// The partner's quota of the month.
    pub quota: Option<Cents>,
    /// Customers who left.
    pub departures: &'a [Departure],
    /// Lines that plans of other partners give it.
    pub received: &'a [Item],
    /// Corrections of earlier months.
    pub adjustments: &'a [Adjustment],
    /// What earlier months left.
    pub carried: &'a Carried,
    /// What happens to half a cent, unless the plan says.
    pub rounding: Rounding,
}

/// The statements of a partner's month: its own first, then those of others who get something of it.
///
/// Refuses terms that aren't sound, facts that lack what the plan needs, and amounts that can't be added up.
pub fn settle(terms: &PlanTerms, month: &Situation<'_>) -> Result<Settled, Refusal> {
    terms.ensure_sound()?;
    settle_sound(terms, month)
}

/// The statement of a partner that has no plan in the month: what others give it, and what earlier months left.
pub fn settle_without_plan(month: &Situation<'_>) -> Result<Settled, Refusal> {
    settle_sound(&PlanTerms::default(), month)
}

fn settle_sound(terms: &PlanTerms, month: &Situation<'_>) -> Result<Settled, Refusal> {
    let rounding = terms.rounding.unwrap_or(month.rounding);
    let around = Around { volumes: month.volumes, quota: month.quota, rounding };
    let lines = rules::lines(terms, &month.facts.iter().copied(), around)?;
    let mut book = Book::new(terms, month, rounding, &lines);
    book.rules(&lines)?;
    book.splits()?;
    book.overrides()?;
    book.bonuses()?;
    book.bounds()?;
    book.holdback()?;
    book.due();
    book.clawbacks()?;
    book.received();
    book.draw()?;
    book.adjustments();
    book.minimum()?;
    book.close()
}

/// A statement in the making.
struct Book<'a> {
    terms: &'a PlanTerms,
    month: &'a Situation<'a>,
    rounding: Rounding,
    named: Vec<&'a str>,
    /// Of each fact: whether a rule paid for it, and how much, for everyone.
    commission: Vec<Option<i128>>,
    statements: Vec<Statement>,
    carried: Carried,
}

fn cents(sum: i128) -> Result<Cents, Refusal> {
    i64::try_from(sum).map(Cents).map_err(|_| too_much())
}

impl<'a> Book<'a> {
    fn new(terms: &'a PlanTerms, month: &'a Situation<'a>, rounding: Rounding, lines: &[RuleLine]) -> Self {
        let mut commission = vec![None; month.facts.len()];
        for line in lines {
            if let Some(sum) = line.at.and_then(|at| commission.get_mut(at)) {
                *sum = Some(sum.unwrap_or(0) + i128::from(line.amount.0));
            }
        }
        let named = terms.named_partners();
        let statements = vec![Statement::of(month.partner)];
        Self { terms, month, rounding, named, commission, statements, carried: month.carried.clone() }
    }

    /// The sum of the partner's lines so far.
    fn sum(&self) -> i128 {
        self.statements[0].items.iter().map(|item| i128::from(item.amount.0)).sum()
    }

    fn own(&mut self, item: Item) {
        self.statements[0].items.push(item);
    }

    fn give(&mut self, partner: &str, item: Item) {
        match self.statements.iter_mut().find(|statement| statement.partner == partner) {
            Some(statement) => statement.items.push(item),
            None => self.statements.push(Statement { items: vec![item], ..Statement::of(partner) }),
        }
    }

    /// base × rate, rounded.
    fn rated(&self, base: Cents, rate: Rate) -> Result<Cents, Refusal> {
        round(times(base, rate, ONE)?, self.rounding)
    }

    fn rules(&mut self, lines: &[RuleLine]) -> Result<(), Refusal> {
        for line in lines {
            let partner = line.payee.checked_sub(1).and_then(|at| self.named.get(at).copied());
            let item = Item {
                kind: line.kind,
                origin: Origin::Rule(line.rule),
                customer: line.customer,
                fact: line.at,
                part: line.part,
                base: line.base,
                rate: line.rate,
                amount: line.amount,
            };
            if line.months_later == 0 && line.kind != Kind::Instalment {
                self.give(partner.unwrap_or(self.month.partner), item);
            } else if line.amount != Cents::ZERO {
                let due = later(self.month.month, line.months_later)?;
                let fact = line.at.and_then(|at| self.month.facts.get(at));
                self.carried.instalments.push(Instalment {
                    due,
                    amount: line.amount,
                    customer: line.customer,
                    rule: self.terms.rule_name(line.rule),
                    fact: fact.map(|fact| fact.id.to_owned()).unwrap_or_default(),
                });
            }
        }
        Ok(())
    }

    /// The sum of what the rules gave, divided: parts add up to it.
    fn splits(&mut self) -> Result<(), Refusal> {
        let (splits, pool) = (&self.terms.statement.splits, cents(self.sum())?);
        let weights: Vec<_> = splits.iter().map(Share::as_weight).collect();
        let whole: u64 = weights.iter().sum();
        let parts = allocate(pool, &weights, self.terms.allocation);
        for ((split, weight), part) in splits.iter().zip(weights).zip(parts) {
            let Some(partner) = split.partner.as_deref().filter(|name| *name != self.month.partner) else { continue };
            let share = quotient(i128::from(weight) * i128::from(ONE.0), whole.max(1).into(), Rounding::HalfEven)?;
            let item = Item::whole(Kind::Split, Origin::Plan, pool, Rate(share.0), part);
            self.give(partner, item.clone());
            self.own(Item { base: negative(pool)?, amount: negative(part)?, ..item });
        }
        Ok(())
    }

    /// For each fact that was paid for, each parent's most specific override.
    fn overrides(&mut self) -> Result<(), Refusal> {
        if self.terms.statement.overrides.is_empty() {
            return Ok(());
        }
        for (at, fact) in self.month.facts.iter().enumerate() {
            let Some(commission) = self.commission[at] else { continue };
            let mut below = commission;
            for (level, parent) in (1u8..).zip(self.month.parents) {
                let Some(found) = self.terms.statement.override_for(level, fact) else { continue };
                let revenue = self.terms.revenue_of(fact);
                let (base, rate, amount) = found.pays(revenue, (cents(commission)?, below), self.rounding)?;
                below += i128::from(amount.0);
                let origin = Origin::Parent(level);
                let item = Item {
                    customer: fact.customer,
                    fact: Some(at),
                    ..Item::whole(Kind::Override, origin, base, rate, amount)
                };
                self.give(parent, item);
            }
        }
        Ok(())
    }

    fn revenue(&self, counts: impl Fn(usize, &Fact<'_>) -> bool) -> Result<Cents, Refusal> {
        let counted = self.month.facts.iter().enumerate().filter(|(at, fact)| counts(*at, fact));
        cents(counted.map(|(_, fact)| i128::from(self.terms.revenue_of(fact).0)).sum())
    }

    fn bonuses(&mut self) -> Result<(), Refusal> {
        for (number, bonus) in self.terms.statement.bonuses.iter().enumerate() {
            let revenue = self.revenue(|_, fact| bonus.on.contains(&fact.kind))?;
            let (from, reached) = match bonus.from {
                Threshold::Revenue(from) => (from, revenue >= from),
                Threshold::Quota(share) => {
                    let quota = rules::quota(self.month.quota)?;
                    let from = round(times(quota, share, ONE)?, Rounding::HalfEven)?;
                    (from, revenue >= from)
                }
                Threshold::Count(wanted) => (Cents::ZERO, self.count(&bonus.on) >= wanted as usize),
            };
            if !reached {
                continue;
            }
            let (base, rate) = match bonus.pay {
                Reward::Amount(amount) => (amount, ONE),
                Reward::Rate(rate) => (revenue, rate),
                Reward::RateAbove(rate) => (cents(i128::from(revenue.0) - i128::from(from.0))?, rate),
            };
            let amount = self.rated(base, rate)?;
            self.own(Item::whole(Kind::Bonus, Origin::Bonus(number), base, rate, amount));
        }
        Ok(())
    }

    fn count(&self, kinds: &[FactKind]) -> usize {
        self.month.facts.iter().filter(|fact| kinds.contains(&fact.kind)).count()
    }

    /// Cap, floor and ceiling, in this order: the last one holds whatever the others say.
    fn bounds(&mut self) -> Result<(), Refusal> {
        let terms = &self.terms.statement;
        if let Some(cap) = terms.cap {
            self.bound(Kind::Cap, self.sum().min(cap.0.into()))?;
        }
        if let Some(floor) = terms.floor {
            self.bound(Kind::Floor, self.sum().max(floor.0.into()))?;
        }
        if let Some(ceiling) = terms.ceiling {
            let revenue = self.revenue(|at, _| self.commission[at].is_some())?;
            let most = self.rated(revenue.max(Cents::ZERO), ceiling.rate)?;
            self.bound(Kind::Ceiling, self.sum().min(most.0.into()))?;
        }
        Ok(())
    }

    fn bound(&mut self, kind: Kind, within: i128) -> Result<(), Refusal> {
        let amount = cents(within - self.sum())?;
        if amount != Cents::ZERO {
            self.own(Item::whole(kind, Origin::Plan, amount, ONE, amount));
        }
        Ok(())
    }

    /// round(sum × rate) is kept back, of a sum above nothing.
    fn holdback(&mut self) -> Result<(), Refusal> {
        let Some(terms) = self.terms.statement.holdback else { return Ok(()) };
        let base = cents(self.sum())?;
        let amount = self.rated(base.max(Cents::ZERO), terms.rate)?;
        if amount != Cents::ZERO {
            let release = later(self.month.month, terms.release_after_months)?;
            self.carried.held.push(Held { amount, release });
            self.own(Item::whole(Kind::Holdback, Origin::Plan, negative(base)?, terms.rate, negative(amount)?));
        }
        Ok(())
    }

    /// What earlier months left for this one: released holdbacks, and instalments of customers who are still there.
    fn due(&mut self) {
        let (month, departures) = (self.month.month, self.month.departures);
        let held = std::mem::take(&mut self.carried.held);
        let (released, kept): (Vec<_>, Vec<_>) = held.into_iter().partition(|held| held.release <= month);
        self.carried.held = kept;
        for held in released {
            self.own(Item::whole(Kind::Release, Origin::Plan, held.amount, ONE, held.amount));
        }
        let gone = |one: &Instalment| {
            one.customer.is_some() && departures.iter().any(|departure| departure.customer == one.customer)
        };
        let instalments = std::mem::take(&mut self.carried.instalments);
        for one in instalments.into_iter().filter(|one| !gone(one)) {
            if one.due <= month {
                let item = Item::whole(Kind::Instalment, Origin::Earlier(one.rule), one.amount, ONE, one.amount);
                self.own(Item { customer: one.customer, ..item });
            } else {
                self.carried.instalments.push(one);
            }
        }
    }

    fn clawbacks(&mut self) -> Result<(), Refusal> {
        let Some(terms) = &self.terms.statement.clawback else { return Ok(()) };
        for departure in self.month.departures {
            let (share, amount) = terms.takes(departure, self.rounding)?;
            if amount != Cents::ZERO {
                let (base, amount) = (negative(departure.paid)?, negative(amount)?);
                let item = Item::whole(Kind::Clawback, Origin::Plan, base, share, amount);
                self.own(Item { customer: departure.customer, ..item });
            }
        }
        Ok(())
    }

    /// What others' plans give. It is bounded and held back by those, if at all; but it is earnings, so that the draw
    /// and the minimum payout see it.
    fn received(&mut self) {
        for (number, item) in self.month.received.iter().enumerate() {
            self.own(Item { origin: Origin::Received(number), fact: None, ..item.clone() });
        }
    }

    /// Earnings below the draw are paid up to it; what is above it first repays earlier draws.
    ///
    /// Source: Oracle Incentive Compensation's recoverable and non-recoverable draws.
    fn draw(&mut self) -> Result<(), Refusal> {
        let Some(draw) = self.terms.statement.draw else { return Ok(()) };
        let above = self.sum() - i128::from(draw.amount.0);
        let owed = i128::from(self.carried.draw_owed.0);
        if above < 0 {
            let paid = cents(-above)?;
            self.own(Item::whole(Kind::Draw, Origin::Plan, paid, ONE, paid));
            if draw.recoverable {
                self.carried.draw_owed = cents(owed - above)?;
            }
        } else if owed > 0 && above > 0 {
            let recovered = cents(-owed.min(above))?;
            self.own(Item::whole(Kind::Recovery, Origin::Plan, recovered, ONE, recovered));
            self.carried.draw_owed = cents(owed - owed.min(above))?;
        }
        Ok(())
    }

    fn adjustments(&mut self) {
        for adjustment in self.month.adjustments {
            let origin = Origin::Reason(adjustment.reason.clone());
            let item = Item::whole(Kind::Adjustment, origin, adjustment.amount, ONE, adjustment.amount);
            self.own(Item { customer: adjustment.customer, ..item });
        }
    }

    fn minimum(&mut self) -> Result<(), Refusal> {
        let brought = std::mem::take(&mut self.carried.brought_forward);
        if brought != Cents::ZERO {
            self.own(Item::whole(Kind::BroughtForward, Origin::Plan, brought, ONE, brought));
        }
        let total = cents(self.sum())?;
        if total != Cents::ZERO && self.terms.statement.minimum_payout.is_some_and(|least| total < least) {
            let carried = negative(total)?;
            self.own(Item::whole(Kind::CarriedForward, Origin::Plan, carried, ONE, carried));
            self.carried.brought_forward = total;
        }
        Ok(())
    }

    fn close(mut self) -> Result<Settled, Refusal> {
        self.statements.iter_mut().try_for_each(Statement::add_up)?;
        self.carried.instalments.sort_by_key(|one| one.due);
        self.carried.held.sort_by_key(|one| one.release);
        Ok(Settled { statements: self.statements, carried: self.carried })
    }
}

fn negative(amount: Cents) -> Result<Cents, Refusal> {
    amount.0.checked_neg().map(Cents).ok_or_else(too_much)
}

/// A month as many months later, within the years that there are.
fn later(month: Month, months: u16) -> Result<Month, Refusal> {
    let at = i64::from(month.year()) * 12 + i64::from(month.month()) - 1 + i64::from(months);
    let found = i32::try_from(at / 12).ok().zip(u32::try_from(at % 12 + 1).ok());
    found.and_then(|(year, month)| Month::new(year, month)).ok_or_else(too_much)
}

impl Clawback {
    /// The share and the amount that a departure takes back.
    fn takes(&self, departure: &Departure, rounding: Rounding) -> Result<(Rate, Cents), Refusal> {
        if !self.window.is_like(departure.kept) {
            let reason = format!(
                "the customer stayed {}, but the plan's window is {}; give it in its unit",
                departure.kept, self.window
            );
            return Err(Refusal::invalid("departures, kept", reason));
        }
        let (window, kept) = (i128::from(self.window.length()), i128::from(departure.kept.length()));
        let paid = i128::from(departure.paid.0);
        if kept >= window {
            return Ok((Rate(0), Cents::ZERO));
        }
        match &self.take {
            ClawbackMode::Full => Ok((ONE, departure.paid)),
            ClawbackMode::ProRata => {
                let share = quotient((window - kept) * i128::from(ONE.0), window, Rounding::HalfEven)?;
                Ok((Rate(share.0), quotient(paid * (window - kept), window, rounding)?))
            }
            ClawbackMode::Steps(steps) => {
                let step = steps.iter().find(|step| kept < i128::from(step.below));
                let share = step.map_or(Rate(0), |step| step.share);
                Ok((share, round(times(departure.paid, share, ONE)?, rounding)?))
            }
        }
    }
}

#[cfg(test)]
mod tests;
