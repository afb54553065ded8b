//! Commission that is not all the partner's, or not all due now: credits and advances.

use super::{RuleLine, Work};
use crate::commission::allocate::{Allocation, allocate};
use crate::commission::exact::{ONE, round, shown, times, too_much};
use crate::commission::facts::Base;
use crate::commission::kind::Kind;
use crate::commission::terms::{Credit, CreditMode, Pay, PlanTerms, Share, Tail};
use crate::{Cents, Rate, Refusal};

impl PlanTerms {
    /// The other partners that these terms name, in the order of their numbers, which begin at 1.
    pub fn named_partners(&self) -> Vec<&str> {
        let credits = self.rules.iter().flat_map(|rule| match &rule.pay {
            Pay::Credit { shares, .. } => shares.as_slice(),
            _ => &[],
        });
        let credited = credits.filter_map(|credit| credit.partner.as_deref());
        let splits = self.statement.splits.iter().filter_map(|share| share.partner.as_deref());
        let mut names: Vec<&str> = Vec::new();
        for name in credited.chain(splits) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The number of a partner that they name; 0 for the one whose plan it is.
    pub(in crate::commission) fn number_of(&self, partner: Option<&str>) -> usize {
        let at = partner.and_then(|name| self.named_partners().iter().position(|named| *named == name));
        at.map_or(0, |at| at + 1)
    }
}

fn weight(share: Rate) -> u64 {
    u64::try_from(share.0).unwrap_or(0)
}

impl Share {
    /// Its share in millionths, or its weight.
    pub(in crate::commission) fn as_weight(&self) -> u64 {
        self.share.map_or_else(|| self.weight.unwrap_or(0).into(), weight)
    }
}

impl Work<'_> {
    /// Each one's credit × rate. Divided credits are the deal to the cent; by itself a credit is deal × share, rounded.
    pub(super) fn credit(
        &mut self,
        terms: &PlanTerms,
        mode: CreditMode,
        shares: &[Credit],
        bases: &[Base],
    ) -> Result<(), Refusal> {
        let weights: Vec<_> = shares.iter().map(|credit| weight(credit.share)).collect();
        let payees: Vec<_> = shares.iter().map(|credit| terms.number_of(credit.partner.as_deref())).collect();
        for fact in bases {
            let parts = match mode {
                CreditMode::Split => allocate(fact.amount, &weights, terms.allocation),
                CreditMode::Overlay => {
                    let credited = |credit: &Credit| round(times(fact.amount, credit.share, ONE)?, self.rounding);
                    shares.iter().map(credited).collect::<Result<_, _>>()?
                }
            };
            for ((credit, base), payee) in shares.iter().zip(parts).zip(&payees) {
                let amount = round(times(base, credit.rate, fact.factor)?, self.rounding)?;
                self.line(fact, 0, base, shown(credit.rate, fact.factor), amount);
                if let Some(line) = self.lines.last_mut() {
                    line.payee = *payee;
                }
            }
        }
        Ok(())
    }

    /// total = round(base × rate); at once round(total × share); the rest in equal parts later, the first of them a
    /// cent more where it must be.
    pub(super) fn advance(&mut self, rate: Rate, share: Rate, tail: Tail, bases: &[Base]) -> Result<(), Refusal> {
        for fact in bases {
            let total = round(times(fact.amount, rate, fact.factor)?, self.rounding)?;
            let now = round(times(total, share, ONE)?, self.rounding)?;
            let rest = total.0.checked_sub(now.0).map(Cents).ok_or_else(too_much)?;
            let line = RuleLine {
                at: Some(fact.at),
                customer: fact.customer,
                payee: 0,
                kind: Kind::Advance,
                rule: self.number,
                part: 0,
                base: total,
                rate: share,
                amount: now,
                months_later: 0,
            };
            self.lines.push(line);
            let parts = allocate(rest, &vec![1; tail.months.into()], Allocation::SequentialRemainder);
            for (month, amount) in (tail.delay()..).zip(parts) {
                self.lines.push(RuleLine {
                    kind: Kind::Instalment,
                    amount,
                    base: amount,
                    rate: ONE,
                    months_later: month,
                    ..line
                });
            }
        }
        Ok(())
    }
}
