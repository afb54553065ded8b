//! A finding: what is wrong, about whom, and the figures of both sides.

use super::{FindingKind, Severity};
use crate::{Cents, CustomerId, Month, PartnerId, Rate};
use serde::{Deserialize, Serialize};

/// From this difference on, a finding matters one degree more.
const LARGE: u64 = 100_000;

/// What one side of a comparison says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Where it stands, in words: “Statement, rule 1”, “Bank line 7 of payouts.csv”.
    pub what: String,
    /// The month that it says it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<Month>,
    /// What a rate applies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Cents>,
    /// The rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// The amount; none where the side has nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Cents>,
}

impl Side {
    /// A side with nothing but an amount.
    pub fn of(what: impl Into<String>, amount: Cents) -> Self {
        Self { what: what.into(), amount: Some(amount), ..Self::default() }
    }

    /// A side that has nothing.
    pub fn none(what: impl Into<String>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    /// The same in a month.
    #[must_use]
    pub fn in_month(self, month: Month) -> Self {
        Self { month: Some(month), ..self }
    }
}

/// Something that doesn't agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What is wrong.
    pub kind: FindingKind,
    /// In which month.
    pub month: Month,
    /// About which reseller.
    pub partner: Option<PartnerId>,
    /// About which customer.
    pub customer: Option<CustomerId>,
    /// What tells it from others of its kind about the same: a rule and part, a bank line, a payout.
    pub detail: String,
    /// What should be.
    pub expected: Side,
    /// What is.
    pub found: Side,
}

impl Finding {
    /// Its identity: the same for the same fault, however often and in whatever order it is found.
    pub fn key(&self) -> String {
        let id = |id: Option<uuid::Uuid>| id.map_or_else(|| "-".to_owned(), |id| id.simple().to_string());
        let (partner, customer) = (id(self.partner.map(|id| id.0)), id(self.customer.map(|id| id.0)));
        format!("{}:{}:{partner}:{customer}:{}", self.kind.code(), self.month, self.detail)
    }

    /// What is, less what should be. Differences that no amount can hold are as large as can be.
    pub fn difference(&self) -> Cents {
        let amount = |side: &Side| side.amount.unwrap_or_default().0;
        Cents(amount(&self.found).saturating_sub(amount(&self.expected)))
    }

    /// How much it matters: by its kind, and a degree more where much money is at stake.
    pub fn severity(&self) -> Severity {
        let base = self.kind.severity();
        match base {
            _ if self.difference().0.unsigned_abs() < LARGE => base,
            Severity::Low => Severity::Medium,
            Severity::Medium => Severity::High,
            Severity::High | Severity::Critical => Severity::Critical,
        }
    }
}
