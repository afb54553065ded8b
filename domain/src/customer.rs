//! Customers of resellers: who they are, what they take, where in their life they stand.

use crate::code::coded;
use crate::lifecycle::{ChurnReason, Stage};
use crate::{Cents, CustomerId, PartnerId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

coded! {
    /// How long a customer is bound.
    Contract {
        /// From month to month.
        Monthly = "monthly", "Month to month";
        /// For a year.
        OneYear = "one_year", "One year";
        /// For two years.
        TwoYears = "two_years", "Two years";
    }
}

impl Contract {
    /// Its length in months.
    pub const fn months(self) -> i32 {
        match self {
            Self::Monthly => 1,
            Self::OneYear => 12,
            Self::TwoYears => 24,
        }
    }
}

coded! {
    /// Size of a customer by monthly recurring revenue.
    Segment {
        /// At least 1,000 a month.
        Enterprise = "enterprise", "Enterprise";
        /// At least 200 a month.
        MidMarket = "mid_market", "Mid-market";
        /// Less than 200 a month.
        SmallBusiness = "small_business", "Small business";
    }
}

impl Segment {
    /// The segment of a monthly recurring revenue.
    pub const fn of(mrr: Cents) -> Self {
        match mrr.0 {
            100_000.. => Self::Enterprise,
            20_000.. => Self::MidMarket,
            _ => Self::SmallBusiness,
        }
    }
}

/// A reseller's customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Customer {
    /// The reseller it belongs to.
    pub partner_id: PartnerId,
    /// Its id.
    pub id: CustomerId,
    /// The operator's own number for it: 0002-ORFBO.
    pub code: String,
    /// Where it is.
    pub city: Option<String>,
    /// Postal code.
    pub postcode: Option<String>,
    /// Where in its life it stands.
    pub stage: Stage,
    /// Since when.
    pub stage_since: DateTime<Utc>,
    /// Raised by one at each change, so that a second concurrent change is noticed.
    pub revision: i64,
    /// How long it is bound.
    pub contract: Option<Contract>,
    /// Monthly recurring revenue while in service.
    pub mrr: Cents,
    /// First day in service.
    pub activated_on: Option<NaiveDate>,
    /// Last day in service.
    pub churned_on: Option<NaiveDate>,
    /// Why it left.
    pub churn_reason: Option<ChurnReason>,
    /// Billed to it in all, according to the billing system.
    pub billed_to_date: Option<Cents>,
    /// What it said of the service, 1 to 5.
    pub satisfaction: Option<i32>,
    /// Services it takes, comma-separated words.
    pub services: String,
}

impl Customer {
    /// Segment by its monthly recurring revenue.
    pub const fn segment(&self) -> Segment {
        Segment::of(self.mrr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_meet_at_200_and_1000_a_month() {
        assert_eq!(Segment::of(Cents(19_999)), Segment::SmallBusiness);
        assert_eq!(Segment::of(Cents(20_000)), Segment::MidMarket);
        assert_eq!(Segment::of(Cents(99_999)), Segment::MidMarket);
        assert_eq!(Segment::of(Cents(100_000)), Segment::Enterprise);
    }
}
