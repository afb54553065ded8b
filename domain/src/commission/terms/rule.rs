//! One rule of a plan: what it looks at, under which conditions, how it pays, and how that fades.

use super::{Band, Pay, TierMode, Volume};
use crate::code::coded;
use crate::commission::number::{optional, text};
use crate::{Cents, Rate};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One rule of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What lines call it; its number, unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The kinds of fact that it looks at.
    #[serde(default = "recurring")]
    pub on: Vec<FactKind>,
    /// Which of those it pays for.
    #[serde(default, skip_serializing_if = "Condition::is_empty")]
    pub when: Condition,
    /// What of a fact counts; what the plan says, unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<RevenueBase>,
    /// How it pays.
    pub pay: Pay,
    /// Factors on the rate or fee; all whose condition holds are multiplied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<Multiplier>,
    /// How the rate falls with the age of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fade: Option<Fade>,
    /// The last month of service that is paid for, 1 being the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_after_months: Option<u32>,
    /// Bounds of what one fact pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<EachFact>,
}

fn recurring() -> Vec<FactKind> {
    vec![FactKind::Recurring]
}

impl Rule {
    /// A rule that pays so for recurring revenue, and says nothing else.
    pub fn new(pay: Pay) -> Self {
        Self {
            name: None,
            on: recurring(),
            when: Condition::default(),
            base: None,
            pay,
            times: Vec::new(),
            fade: None,
            end_after_months: None,
            each: None,
        }
    }

    /// A rate of all recurring revenue.
    pub fn percentage(rate: Rate) -> Self {
        Self::new(Pay::Percentage { rate })
    }

    /// Tiers of the partner's recurring revenue of the month.
    pub fn tiered(mode: TierMode, tiers: Vec<Band>) -> Self {
        Self::new(Pay::Tiered { mode, tiers, volume: Volume::default() })
    }
}

coded! {
    /// What happened that can be paid for.
    FactKind {
        /// Recurring revenue was billed; the amount is the bill.
        Recurring = "recurring", "recurring revenue";
        /// A service began; the amount is its monthly recurring revenue.
        Activation = "activation", "activation";
        /// Something was installed; the amount is its charge.
        Installation = "installation", "installation";
        /// Usage was billed; the amount is the charge, the quantity the units.
        Usage = "usage", "usage";
        /// Anything billed or sold once; the amount is its price.
        OneOff = "one_off", "one-off";
    }
}

coded! {
    /// What of a fact counts as revenue.
    #[derive(Default)]
    RevenueBase {
        /// The amount billed.
        #[default]
        Billed = "billed", "billed revenue";
        /// The amount less deductions such as taxes, pass-through fees and discounts.
        NetBilled = "net_billed", "net billed revenue";
        /// The amount less its cost.
        GrossProfit = "gross_profit", "gross profit";
        /// What of it has been paid by the customer.
        Collected = "collected", "collected revenue";
    }
}

/// Which facts. Each given part must hold; what a fact doesn't say, holds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// One of these products.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
    /// In one of these territories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub territories: Vec<String>,
    /// Of one of these customers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<String>,
    /// A contract of this length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_months: Option<Contract>,
    /// Of a customer who is new, or who isn't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_customer: Option<bool>,
    /// On this day or later: the campaign's first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<NaiveDate>,
    /// On this day or before: the campaign's last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<NaiveDate>,
}

impl Condition {
    /// Whether it holds for every fact.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// A range of contract lengths in months, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// The shortest.
    #[serde(default)]
    pub from: u32,
    /// The longest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
}

/// A factor on the rate or fee, under a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Multiplier {
    /// The factor: 1.5 makes 5 % to 7.5 %.
    #[serde(with = "text")]
    pub factor: Rate,
    /// For which facts.
    #[serde(default, skip_serializing_if = "Condition::is_empty")]
    pub when: Condition,
}

/// How a rate falls with the month of service, 1 being the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fade {
    /// The factor of the latest step that has begun; 1 before the first.
    Steps(Vec<FadeStep>),
    /// `factor` to the power of the full periods of `months` that have passed, kept to the millionth.
    Every {
        /// Months of a period.
        months: u32,
        /// The factor of each.
        #[serde(with = "text")]
        factor: Rate,
    },
}

/// A step of [`Fade::Steps`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FadeStep {
    /// The month of service from which it holds.
    pub from_month: u32,
    /// Its factor on the rate.
    #[serde(with = "text")]
    pub factor: Rate,
}

/// Bounds of what a rule pays for one fact; nothing is still nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EachFact {
    /// At least this for a fact of more than nothing.
    #[serde(default, with = "optional", skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Cents>,
    /// At most this.
    #[serde(default, with = "optional", skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Cents>,
}
