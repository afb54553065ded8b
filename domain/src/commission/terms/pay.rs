//! How a rule pays for the facts it looks at: the shapes of rates and fees.

use crate::code::coded;
use crate::commission::number::{optional, text};
use crate::{Cents, Rate};
use serde::{Deserialize, Serialize};

/// How a rule pays. Amount, rate and count name their units: money is in the plan's currency, a rate is a factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Pay {
    /// base × rate, rounded fact by fact.
    Percentage {
        /// The rate.
        #[serde(with = "text")]
        rate: Rate,
    },
    /// Rates that depend on a volume of revenue; lines telescope to the rounded commission of the total.
    Tiered {
        /// Whether a higher band's rate holds for its part or for everything.
        mode: TierMode,
        /// The bands, from 0 upward.
        tiers: Vec<Band>,
        /// Whose revenue, and of how long.
        #[serde(default)]
        volume: Volume,
    },
    /// Tiers whose borders are shares of the partner's quota: an accelerator above quota is a band from 1 on.
    Attainment {
        /// As for [`Pay::Tiered`].
        mode: TierMode,
        /// The bands, from 0 upward.
        tiers: Vec<QuotaBand>,
        /// As for [`Pay::Tiered`].
        #[serde(default)]
        volume: Volume,
    },
    /// The individual commission rate: base × on-target earnings ÷ quota.
    OnTarget {
        /// What meeting the quota exactly pays.
        #[serde(with = "text")]
        ote: Cents,
        /// The quota; the partner's own, unless given.
        #[serde(default, with = "optional", skip_serializing_if = "Option::is_none")]
        quota: Option<Cents>,
    },
    /// A multiple of new monthly recurring revenue, once: a SPIFF.
    Multiple {
        /// How many months of it.
        #[serde(with = "text")]
        of_mrr: Rate,
        /// Another multiple beyond a threshold.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        then: Option<Then>,
    },
    /// A multiple of new monthly recurring revenue by the number of seats that the customer takes.
    BySeats {
        /// The multiples, by the customer's seats.
        seats: Vec<CountBand>,
        /// Other seats that, taken together with these, decide the multiple of both.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bundle: Option<Bundle>,
    },
    /// A fee for each.
    Flat {
        /// The fee.
        #[serde(with = "text")]
        amount: Cents,
        /// What is counted.
        #[serde(default)]
        per: Counted,
    },
    /// A fee for each that depends on how many there are; money is never counted.
    FlatTiered {
        /// Whether a higher band's fee holds for those inside it or for all.
        mode: TierMode,
        /// The bands, from 0 upward.
        tiers: Vec<FeeBand>,
        /// What is counted.
        #[serde(default)]
        per: Counted,
    },
    /// Part of base × rate at once, the rest in the last months of the term.
    Advance {
        /// The rate of the whole.
        #[serde(with = "text")]
        rate: Rate,
        /// The part that is paid at once.
        #[serde(with = "text")]
        share: Rate,
        /// When the rest is paid.
        tail: Tail,
    },
    /// Credit for a deal among several, each with a rate of its own.
    Credit {
        /// Whether the deal is divided or everyone is credited by themselves.
        #[serde(default)]
        mode: CreditMode,
        /// Who is credited with how much.
        shares: Vec<Credit>,
    },
}

coded! {
    /// What reaching a band means. Vendors use “cumulative” for either, so we don't.
    TierMode {
        /// Each band's rate holds for what is inside that band.
        Marginal = "marginal", "marginal";
        /// The rate of the band reached holds for everything.
        WholeAmount = "whole_amount", "whole amount";
    }
}

/// One band of [`Pay::Tiered`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Revenue from which it holds, inclusive.
    #[serde(with = "text")]
    pub from: Cents,
    /// Its rate.
    #[serde(with = "text")]
    pub rate: Rate,
}

/// One band of [`Pay::Attainment`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaBand {
    /// Share of the quota from which it holds, inclusive: 1 is the quota.
    #[serde(with = "text")]
    pub from: Rate,
    /// Its rate.
    #[serde(with = "text")]
    pub rate: Rate,
}

/// One band of [`Pay::BySeats`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountBand {
    /// Seats from which it holds, inclusive.
    pub from: u32,
    /// Its multiple of monthly recurring revenue.
    #[serde(with = "text")]
    pub of_mrr: Rate,
}

/// One band of [`Pay::FlatTiered`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeBand {
    /// How many there are below it: the band from 10 holds from the eleventh on when marginal, and once there are 10
    /// when it is for the whole amount.
    pub from: u32,
    /// Its fee.
    #[serde(with = "text")]
    pub amount: Cents,
}

/// Whose volume decides the band, and of how long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Whose.
    #[serde(default)]
    pub per: Per,
    /// Of how long.
    #[serde(default)]
    pub during: During,
}

coded! {
    /// Whose volume.
    #[derive(Default)]
    Per {
        /// Each customer's by itself.
        Customer = "customer", "customer";
        /// All of the partner's.
        #[default]
        Partner = "partner", "partner";
        /// That of the partner and the others of its group.
        Group = "group", "group";
    }
}

coded! {
    /// The time over which a volume grows.
    #[derive(Default)]
    During {
        /// The month.
        #[default]
        Month = "month", "month";
        /// The quarter, from its first month up to this one.
        Quarter = "quarter", "quarter to date";
        /// The year, from January up to this month.
        Year = "year", "year to date";
    }
}

coded! {
    /// What a fee is paid for.
    #[derive(Default)]
    Counted {
        /// Each fact, such as an activation.
        #[default]
        Fact = "fact", "fact";
        /// Each unit of its quantity, such as a seat.
        Quantity = "quantity", "unit";
    }
}

coded! {
    /// What crediting several means.
    #[derive(Default)]
    CreditMode {
        /// The deal is divided; shares add up to 100 %.
        #[default]
        Split = "split", "divided";
        /// Each share is counted by itself, as when a deal is credited to two in full.
        Overlay = "overlay", "each by itself";
    }
}

/// What a SPIFF pays beyond a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// What the SPIFF has paid when the other multiple begins.
    #[serde(with = "text")]
    pub after: Cents,
    /// The other multiple.
    #[serde(with = "text")]
    pub of_mrr: Rate,
}

/// Seats of other products that decide the multiple together with a rule's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The other products.
    pub products: Vec<String>,
    /// Own seats that are needed.
    pub from: u32,
    /// The multiples by the seats of the other products. Below the first, there is no bundle.
    pub seats: Vec<CountBand>,
}

/// When the rest of an advance is paid: `months` equal parts, from month `first` of the term on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tail {
    /// How many months.
    pub months: u16,
    /// The first of them, 1 being the month of the fact. By default the last is the twelfth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<u16>,
}

impl Tail {
    /// How many months after the fact's the first part is due.
    pub fn delay(self) -> u16 {
        self.first.map_or_else(|| 12u16.saturating_sub(self.months), |first| first.saturating_sub(1))
    }
}

/// One who is credited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// Who; the partner whose plan it is, unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// The part of the deal.
    #[serde(with = "text")]
    pub share: Rate,
    /// The rate that this part is paid at.
    #[serde(with = "text")]
    pub rate: Rate,
}
