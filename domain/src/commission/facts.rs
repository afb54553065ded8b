//! What a month's commission is computed from, and which of it a rule pays for.

use super::exact::{self, MILLION, ONE};
use super::terms::{Condition, FactKind, Fade, PlanTerms, RevenueBase, Rule};
use crate::{Cents, CustomerId, Rate, Refusal, Rounding};
use chrono::NaiveDate;

/// What one customer was billed in the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BilledFact {
    /// Who.
    pub customer: CustomerId,
    /// How much; negative for a credit.
    pub amount: Cents,
}

/// Something that can be paid for: a bill, an activation, an installation. What isn't known is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact<'a> {
    /// The invoice or event.
    pub id: &'a str,
    /// What it is.
    pub kind: FactKind,
    /// Whose, if anyone's.
    pub customer: Option<CustomerId>,
    /// The customer's number, for rules that name customers.
    pub customer_code: Option<&'a str>,
    /// The amount, as [`FactKind`] says; negative for a credit.
    pub amount: Cents,
    /// What it cost the operator.
    pub cost: Option<Cents>,
    /// Taxes, pass-through fees and the like within the amount.
    pub deductions: Option<Cents>,
    /// What of it the customer has paid.
    pub collected: Option<Cents>,
    /// Seats, lines, minutes.
    pub quantity: i64,
    /// The product.
    pub product: Option<&'a str>,
    /// The territory.
    pub territory: Option<&'a str>,
    /// The contract's length in months.
    pub contract_months: Option<u32>,
    /// Whether the customer is new.
    pub new_customer: Option<bool>,
    /// Which month of service it belongs to, 1 being the first.
    pub service_month: Option<u32>,
    /// The day that campaigns go by.
    pub date: Option<NaiveDate>,
}

impl<'a> Fact<'a> {
    /// A fact of which no more is known than this.
    pub const fn new(id: &'a str, kind: FactKind, customer: Option<CustomerId>, amount: Cents) -> Self {
        Self {
            id,
            kind,
            customer,
            customer_code: None,
            amount,
            cost: None,
            deductions: None,
            collected: None,
            quantity: 1,
            product: None,
            territory: None,
            contract_months: None,
            new_customer: None,
            service_month: None,
            date: None,
        }
    }

    /// What of it counts as revenue; `None` where that isn't known or can't be kept.
    pub fn revenue(&self, base: RevenueBase) -> Option<Cents> {
        let less = |part: Option<Cents>| self.amount.0.checked_sub(part?.0).map(Cents);
        match base {
            RevenueBase::Billed => Some(self.amount),
            RevenueBase::NetBilled => less(self.deductions),
            RevenueBase::GrossProfit => less(self.cost),
            RevenueBase::Collected => self.collected,
        }
    }
}

impl From<&BilledFact> for Fact<'_> {
    fn from(bill: &BilledFact) -> Self {
        Self::new("", FactKind::Recurring, Some(bill.customer), bill.amount)
    }
}

impl Condition {
    /// Whether it holds for a fact.
    pub fn holds(&self, fact: &Fact<'_>) -> bool {
        fn one_of(list: &[String], value: Option<&str>) -> bool {
            list.is_empty() || value.is_some_and(|value| list.iter().any(|one| one == value))
        }
        let contract = self.contract_months.is_none_or(|wanted| {
            fact.contract_months.is_some_and(|months| months >= wanted.from && wanted.to.is_none_or(|to| months <= to))
        });
        one_of(&self.products, fact.product)
            && one_of(&self.territories, fact.territory)
            && one_of(&self.customers, fact.customer_code)
            && contract
            && self.new_customer.is_none_or(|wanted| fact.new_customer == Some(wanted))
            && self.begins.is_none_or(|day| fact.date.is_some_and(|date| date >= day))
            && self.ends.is_none_or(|day| fact.date.is_some_and(|date| date <= day))
    }
}

/// A fact as one rule sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Base {
    /// Which fact, from 0.
    pub at: usize,
    pub customer: Option<CustomerId>,
    pub amount: Cents,
    /// The factor on rate or fee: 1 is 1,000,000.
    pub factor: Rate,
    pub quantity: i64,
}

impl Rule {
    /// The fact as this rule sees it, unless it doesn't pay for it.
    pub(super) fn base_of(&self, at: usize, fact: &Fact<'_>, by_default: RevenueBase) -> Result<Option<Base>, Refusal> {
        if !self.on.contains(&fact.kind) || !self.when.holds(fact) || self.has_ended(fact)? {
            return Ok(None);
        }
        let base = self.base.unwrap_or(by_default);
        let amount = fact.revenue(base).ok_or_else(|| {
            let needed = match base {
                RevenueBase::NetBilled => "deductions",
                RevenueBase::GrossProfit => "cost",
                RevenueBase::Billed | RevenueBase::Collected => "collected",
            };
            lacks(fact, needed, base.label())
        })?;
        let factor = self.factor(fact)?;
        Ok(Some(Base { at, customer: fact.customer, amount, factor, quantity: fact.quantity }))
    }

    fn has_ended(&self, fact: &Fact<'_>) -> Result<bool, Refusal> {
        self.end_after_months.map_or(Ok(false), |last| Ok(service_month(fact)? > last))
    }

    /// The product of all multipliers that hold and the fade, kept to the millionth.
    fn factor(&self, fact: &Fact<'_>) -> Result<Rate, Refusal> {
        let mut factor = ONE;
        for multiplier in self.times.iter().filter(|multiplier| multiplier.when.holds(fact)) {
            factor = exact::shown(factor, multiplier.factor);
        }
        match &self.fade {
            Some(fade) => Ok(exact::shown(factor, fade.factor(service_month(fact)?))),
            None => Ok(factor),
        }
    }
}

impl Fade {
    /// The factor in a month of service, 1 being the first.
    pub fn factor(&self, month: u32) -> Rate {
        match self {
            Self::Steps(steps) => steps.iter().rfind(|step| step.from_month <= month).map_or(ONE, |step| step.factor),
            Self::Every { months, factor } => {
                let mut power = MILLION;
                for _ in 0..month.saturating_sub(1) / (*months).max(1) {
                    let product = power.saturating_mul(i128::from(factor.0));
                    let next =
                        exact::quotient(product, MILLION, Rounding::HalfEven).map_or(0, |part| i128::from(part.0));
                    // What has become nothing, or has settled, stays: no need to count on for centuries.
                    if next == power {
                        break;
                    }
                    power = next;
                }
                Rate(i64::try_from(power).unwrap_or(i64::MAX))
            }
        }
    }
}

fn service_month(fact: &Fact<'_>) -> Result<u32, Refusal> {
    fact.service_month.ok_or_else(|| lacks(fact, "service_month", "a rate that fades or ends"))
}

fn lacks(fact: &Fact<'_>, what: &str, needed_for: &str) -> Refusal {
    Refusal::invalid(format!("fact {}, {what}", fact.id), format!("it is needed for {needed_for}; give it"))
}

impl PlanTerms {
    /// The revenue of a fact, by the plan's own base.
    pub(super) fn revenue_of(&self, fact: &Fact<'_>) -> Cents {
        fact.revenue(self.base).unwrap_or(fact.amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commission::terms::{Contract, FadeStep, Multiplier};
    use proptest::prelude::*;

    fn fact() -> Fact<'static> {
        Fact::new("INV-1", FactKind::Recurring, None, Cents(10_000))
    }

    #[test]
    fn every_part_of_a_condition_must_hold_and_the_unknown_holds_nothing() {
        let day = |text: &str| Some(text.parse().unwrap());
        let condition = Condition {
            products: vec!["fiber".into(), "voice".into()],
            contract_months: Some(Contract { from: 12, to: Some(36) }),
            new_customer: Some(true),
            begins: day("2026-01-01"),
            ends: day("2026-03-31"),
            ..Condition::default()
        };
        let good = Fact {
            product: Some("voice"),
            contract_months: Some(36),
            new_customer: Some(true),
            date: day("2026-03-31"),
            ..fact()
        };
        assert!(condition.holds(&good));
        for bad in [
            fact(),
            Fact { product: Some("tv"), ..good },
            Fact { contract_months: Some(37), ..good },
            Fact { contract_months: None, ..good },
            Fact { new_customer: Some(false), ..good },
            Fact { date: day("2025-12-31"), ..good },
            Fact { date: day("2026-04-01"), ..good },
        ] {
            assert!(!condition.holds(&bad), "{bad:?}");
        }
        assert!(Condition::default().holds(&fact()));
    }

    #[test]
    fn a_rate_fades_by_the_month_of_service_and_ends_after_the_last() {
        let steps = Fade::Steps(vec![
            FadeStep { from_month: 13, factor: Rate(500_000) },
            FadeStep { from_month: 25, factor: Rate(200_000) },
        ]);
        let seen: Vec<_> = [1, 12, 13, 24, 25, 400].iter().map(|month| steps.factor(*month).0).collect();
        assert_eq!(seen, [1_000_000, 1_000_000, 500_000, 500_000, 200_000, 200_000]);
        let every = Fade::Every { months: 12, factor: Rate(900_000) };
        let seen: Vec<_> = [0, 1, 12, 13, 25, 37].iter().map(|month| every.factor(*month).0).collect();
        assert_eq!(seen, [1_000_000, 1_000_000, 1_000_000, 900_000, 810_000, 729_000]);

        let rule = Rule { end_after_months: Some(24), ..Rule::percentage(Rate::percent(5)) };
        let pays = |month| rule.base_of(0, &Fact { service_month: month, ..fact() }, RevenueBase::Billed);
        assert!(pays(Some(24)).unwrap().is_some() && pays(Some(25)).unwrap().is_none());
        let refused = pays(None).unwrap_err().to_string();
        assert_eq!(refused, "fact INV-1, service_month: it is needed for a rate that fades or ends; give it");
    }

    #[test]
    fn all_multipliers_whose_condition_holds_are_multiplied() {
        let long = Condition { contract_months: Some(Contract { from: 13, to: None }), ..Condition::default() };
        let times = vec![
            Multiplier { factor: Rate(1_500_000), when: long },
            Multiplier { factor: Rate(2_000_000), when: Condition::default() },
        ];
        let rule = Rule { times, ..Rule::percentage(Rate::percent(5)) };
        let factor = |months| {
            let fact = Fact { contract_months: Some(months), ..fact() };
            rule.base_of(0, &fact, RevenueBase::Billed).unwrap().unwrap().factor.0
        };
        assert_eq!((factor(12), factor(13)), (2_000_000, 3_000_000));
    }

    #[test]
    fn revenue_is_what_the_base_says() {
        let fact = Fact { cost: Some(Cents(4_000)), deductions: Some(Cents(500)), collected: Some(Cents(1)), ..fact() };
        let seen: Vec<_> = RevenueBase::ALL.iter().map(|base| fact.revenue(*base).unwrap().0).collect();
        assert_eq!(seen, [10_000, 9_500, 6_000, 1]);
    }

    proptest! {
        #[test]
        fn fading_never_raises_a_rate(months in 0u32..60, factor in 0i64..=1_000_000, month in 0u32..u32::MAX) {
            let fade = Fade::Every { months, factor: Rate(factor) };
            prop_assert!((0..=1_000_000).contains(&fade.factor(month).0));
            prop_assert!(fade.factor(month) <= fade.factor(month.saturating_sub(12)));
        }
    }
}
