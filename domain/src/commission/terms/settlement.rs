//! The parts of a plan that work on the statement as a whole. [`Kind`](crate::commission::Kind) has their order.

use super::FactKind;
use crate::code::coded;
use crate::commission::number::{optional, text};
use crate::{Cents, Rate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The parts of a plan that work on the statement as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// Partners among whom what the rules give is divided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub splits: Vec<Share>,
    /// What the partner's parents earn on top.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    /// Rewards for reaching a threshold; each by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bonuses: Vec<Bonus>,
    /// The month's commission is at most this.
    #[serde(default, with = "optional", skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cents>,
    /// The month's commission is at least this.
    #[serde(default, with = "optional", skip_serializing_if = "Option::is_none")]
    pub floor: Option<Cents>,
    /// The month's commission is at most this rate of the revenue it is paid for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<Ceiling>,
    /// What is kept back for a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holdback: Option<Holdback>,
    /// What is taken back when a customer leaves early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clawback: Option<Clawback>,
    /// What is paid at least, and whether it is owed back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<Draw>,
    /// Below this nothing is paid: the amount, or the debt, is carried forward.
    #[serde(default, with = "optional", skip_serializing_if = "Option::is_none")]
    pub minimum_payout: Option<Cents>,
}

impl Settlement {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// One partner's part of a split: a share of the whole, or a weight among weights such as 1, 1 and 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Who; the partner whose plan it is, unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// How much of the whole; all add up to 100 %.
    #[serde(default, with = "optional", skip_serializing_if = "Option::is_none")]
    pub share: Option<Rate>,
    /// How much compared with the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
}

/// What a parent earns of what the partner sells. Of those for one level only the most specific holds: one that names
/// customers before one that names products, and that before one for everything. They are never added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Which parent: 1 is the partner's own, 2 the parent of that.
    #[serde(default = "first_level")]
    pub level: u8,
    /// The rate.
    #[serde(with = "text")]
    pub rate: Rate,
    /// What it is a rate of.
    #[serde(default)]
    pub of: OverrideOf,
    /// Only for these customers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<String>,
    /// Only for these products.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
}

const fn first_level() -> u8 {
    1
}

coded! {
    /// What an override is a rate of.
    #[derive(Default)]
    OverrideOf {
        /// The revenue that a rule has paid for.
        #[default]
        Revenue = "revenue", "revenue";
        /// The commission that was paid for it.
        Commission = "commission", "the commission";
        /// The revenue, less what the partner and the parents below were paid: the difference between the rates.
        Spread = "spread", "revenue, less what was paid below";
    }
}

/// A reward for reaching a threshold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bonus {
    /// What its line is called.
    pub name: String,
    /// The kinds of fact that count.
    #[serde(default = "recurring")]
    pub on: Vec<FactKind>,
    /// When it is reached.
    pub from: Threshold,
    /// What it pays.
    pub pay: Reward,
}

fn recurring() -> Vec<FactKind> {
    vec![FactKind::Recurring]
}

/// A threshold; reached from the value on, inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// Revenue of the month.
    Revenue(#[serde(with = "text")] Cents),
    /// Revenue of the month as a share of the partner's quota.
    Quota(#[serde(with = "text")] Rate),
    /// Facts of the month.
    Count(u32),
}

/// What a bonus pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reward {
    /// An amount.
    Amount(#[serde(with = "text")] Cents),
    /// A rate of all revenue that counts.
    Rate(#[serde(with = "text")] Rate),
    /// A rate of the revenue above the threshold: an accelerator.
    RateAbove(#[serde(with = "text")] Rate),
}

/// The ceiling of the effective rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceiling {
    /// Commission ÷ revenue at most.
    #[serde(with = "text")]
    pub rate: Rate,
}

/// What is kept back of a month's commission, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holdback {
    /// The part that is kept back.
    #[serde(with = "text")]
    pub rate: Rate,
    /// Months until it is released.
    pub release_after_months: u16,
}

/// A time, in the unit that it is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Months of service.
    Months(u32),
    /// Days.
    Days(u32),
}

impl Span {
    /// How long, in its unit.
    pub const fn length(self) -> u32 {
        match self {
            Self::Months(length) | Self::Days(length) => length,
        }
    }

    /// Whether both are measured in the same unit.
    pub const fn is_like(self, other: Self) -> bool {
        matches!((self, other), (Self::Months(_), Self::Months(_)) | (Self::Days(_), Self::Days(_)))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Months(length) => write!(f, "{length} months"),
            Self::Days(length) => write!(f, "{length} days"),
        }
    }
}

/// What is taken back when a customer leaves before the window has passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clawback {
    /// The window: who stayed this long costs nothing.
    pub window: Span,
    /// How much.
    pub take: ClawbackMode,
}

/// How much of what was paid for the customer is taken back. What wasn't paid yet never will be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClawbackMode {
    /// All of it.
    Full,
    /// paid × (window − kept) ÷ window.
    ProRata,
    /// paid × the share of the first step that the customer didn't stay longer than.
    Steps(Vec<ClawbackStep>),
}

/// A step of [`ClawbackMode::Steps`], in the window's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClawbackStep {
    /// For who stayed less than this.
    pub below: u32,
    /// The share that is taken back.
    #[serde(with = "text")]
    pub share: Rate,
}

/// A guaranteed amount per month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// The amount.
    #[serde(with = "text")]
    pub amount: Cents,
    /// Whether what is paid beyond earnings is owed, and recovered from later earnings above the draw.
    pub recoverable: bool,
}
