//! A statement, its lines, and what a month leaves for later.

use super::exact::{ONE, quotient, round, times, too_much};
use super::facts::Fact;
use super::kind::Kind;
use super::terms::{Override, OverrideOf, PlanTerms, Settlement, Span};
use crate::{Cents, CustomerId, Month, Rate, Refusal, Rounding};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The statements of a partner's month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The partner's own first, then those of others who get something of it.
    pub statements: Vec<Statement>,
    /// What the month leaves for later, for the partner whose plan it is.
    pub carried: Carried,
}

/// What one partner gets. The sum of its lines is its total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Whose.
    pub partner: String,
    /// Its lines, in the order of evaluation.
    pub items: Vec<Item>,
    /// Their sums by kind, in the order of evaluation.
    pub subtotals: BTreeMap<Kind, Cents>,
    /// Their sum.
    pub total: Cents,
}

impl Statement {
    /// An empty one.
    pub(super) fn of(partner: &str) -> Self {
        Self { partner: partner.to_owned(), items: Vec::new(), subtotals: BTreeMap::new(), total: Cents::ZERO }
    }

    /// Adds up what is on it.
    pub(super) fn add_up(&mut self) -> Result<(), Refusal> {
        let mut sums: BTreeMap<Kind, i128> = BTreeMap::new();
        for item in &self.items {
            *sums.entry(item.kind).or_default() += i128::from(item.amount.0);
        }
        let cents = |sum: i128| i64::try_from(sum).map(Cents).map_err(|_| too_much());
        self.total = cents(sums.values().sum())?;
        self.subtotals = sums.into_iter().map(|(kind, sum)| Ok((kind, cents(sum)?))).collect::<Result<_, Refusal>>()?;
        Ok(())
    }
}

/// One line of a statement: amount = round(base × rate), but for lines that telescope or divide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Which part of the plan it comes from.
    pub origin: Origin,
    /// The customer, if it is about one.
    pub customer: Option<CustomerId>,
    /// Which fact, from 0, if it is about one.
    pub fact: Option<usize>,
    /// Which band, from 1; 0 for what has none.
    pub part: i16,
    /// What the rate applies to.
    pub base: Cents,
    /// The rate.
    pub rate: Rate,
    /// The amount.
    pub amount: Cents,
}

impl Item {
    /// A line that is about no single fact.
    pub(super) const fn whole(kind: Kind, origin: Origin, base: Cents, rate: Rate, amount: Cents) -> Self {
        Self { kind, origin, customer: None, fact: None, part: 0, base, rate, amount }
    }
}

/// The part of a plan that a line comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A rule, by its number from 1.
    Rule(i16),
    /// A bonus, by its place from 0.
    Bonus(usize),
    /// The override of a parent, by its level.
    Parent(u8),
    /// A line that another partner's plan gives, by its place in [`Situation::received`](super::Situation), from 0.
    Received(usize),
    /// A rule of the plan as it was when the commission was earned, by its name.
    Earlier(String),
    /// A person's correction, by its reason.
    Reason(String),
    /// The part of the plan that the line's kind names.
    Plan,
}

impl Origin {
    /// What lines call it: the name of the rule or bonus, or the part of the plan that the line's kind names.
    pub fn words(&self, terms: &PlanTerms, kind: Kind) -> String {
        match self {
            Self::Rule(number) => terms.rule_name(*number),
            Self::Bonus(at) => terms.statement.bonuses.get(*at).map(|bonus| bonus.name.clone()).unwrap_or_default(),
            Self::Parent(level) => format!("override of level {level}"),
            Self::Earlier(words) | Self::Reason(words) => words.clone(),
            Self::Received(_) | Self::Plan => kind.label().to_owned(),
        }
    }
}

/// A customer who left, and what was paid for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Departure {
    /// Who.
    pub customer: Option<CustomerId>,
    /// The commission that was paid for it; of instalments, those paid.
    pub paid: Cents,
    /// How long it stayed.
    pub kept: Span,
}

/// A correction of an earlier month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// How much.
    pub amount: Cents,
    /// Why.
    pub reason: String,
    /// The customer, if it is about one.
    pub customer: Option<CustomerId>,
}

/// What a month leaves for later months.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Draws that are still to be recovered.
    pub draw_owed: Cents,
    /// Below the minimum payout; negative for a debt.
    pub brought_forward: Cents,
    /// Holdbacks, by month of release.
    pub held: Vec<Held>,
    /// Later parts of advances, by month.
    pub instalments: Vec<Instalment>,
}

impl Carried {
    /// Whether nothing is left.
    pub fn is_nothing(&self) -> bool {
        self == &Self::default()
    }
}

/// An amount kept back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// How much.
    pub amount: Cents,
    /// The month in which it is paid.
    pub release: Month,
}

/// A later part of an advance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// The month in which it is paid.
    pub due: Month,
    /// How much.
    pub amount: Cents,
    /// The customer, who must still be there then.
    pub customer: Option<CustomerId>,
    /// The rule it was earned by.
    pub rule: String,
    /// The fact it was earned for.
    pub fact: String,
}

impl Settlement {
    /// The most specific override of a level for a fact: by customer before by product before for everything.
    pub(super) fn override_for(&self, level: u8, fact: &Fact<'_>) -> Option<&Override> {
        let among = |list: &[String], value: Option<&str>| {
            list.is_empty() || value.is_some_and(|value| list.iter().any(|one| one == value))
        };
        self.overrides
            .iter()
            .filter(|one| one.level == level)
            .filter(|one| among(&one.customers, fact.customer_code) && among(&one.products, fact.product))
            .max_by_key(|one| (!one.customers.is_empty(), !one.products.is_empty()))
    }
}

impl Override {
    /// Base, rate and amount for a fact with this revenue, for which the partner was paid a commission, and the
    /// partner and the parents below so much together.
    pub(super) fn pays(
        &self,
        revenue: Cents,
        (commission, below): (Cents, i128),
        rounding: Rounding,
    ) -> Result<(Cents, Rate, Cents), Refusal> {
        let rated = |base: Cents| round(times(base, self.rate, ONE)?, rounding);
        match self.of {
            OverrideOf::Revenue => Ok((revenue, self.rate, rated(revenue)?)),
            OverrideOf::Commission => Ok((commission, self.rate, rated(commission)?)),
            OverrideOf::Spread => {
                let left = i128::from(rated(revenue)?.0) - below;
                // Nobody pays back because those below were paid more; a credit gives back what was got.
                let left = if revenue >= Cents::ZERO { left.max(0) } else { left.min(0) };
                let amount = i64::try_from(left).map(Cents).map_err(|_| too_much())?;
                let per_million = i128::from(amount.0.unsigned_abs()) * i128::from(ONE.0);
                let rate = match i128::from(revenue.0.unsigned_abs()) {
                    0 => Rate(0),
                    revenue => Rate(quotient(per_million, revenue, Rounding::HalfEven)?.0),
                };
                Ok((revenue, rate, amount))
            }
        }
    }
}
