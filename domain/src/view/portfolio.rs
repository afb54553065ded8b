//! The portfolio of partners and the page of one.

use super::{LookedAfter, PartnerRef, StageCount, StatementRow};
use crate::health::{Band, HealthScore};
use crate::partner::{Partner, PartnerStatus, Tier};
use crate::{Cents, Month};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::code::coded! {
    /// The column a partner table is sorted by.
    PartnerSort {
        /// Health score.
        Score = "score", "Health";
        /// Change of the score in four weeks.
        Change = "change", "Change";
        /// Name.
        Name = "name", "Partner";
        /// Customers in service.
        Customers = "customers", "Customers";
        /// Monthly recurring revenue.
        Mrr = "mrr", "MRR";
        /// Commission of the month.
        Commission = "commission", "Commission";
    }
}

/// What a partner table is narrowed to and sorted by; everything stands in the page's URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortfolioQuery {
    /// Part of the name, code or territory.
    pub text: String,
    /// Only partners in this band.
    pub band: Option<Band>,
    /// Only partners of this tier.
    pub tier: Option<Tier>,
    /// Sorted by.
    pub sort: PartnerSort,
    /// Highest first.
    pub descending: bool,
    /// Page from 1.
    pub page: u32,
}

impl Default for PortfolioQuery {
    /// Everybody, those in need first.
    fn default() -> Self {
        Self { text: String::new(), band: None, tier: None, sort: PartnerSort::Score, descending: false, page: 1 }
    }
}

/// The partner manager's first page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Portfolio {
    /// The latest month with billed revenue.
    pub month: Option<Month>,
    /// The day of the latest scores.
    pub scored_on: Option<NaiveDate>,
    /// Sums over all partners.
    pub totals: Totals,
    /// Partners per band, healthiest first, then those without a score.
    pub bands: Vec<BandCount>,
    /// Revenue and commission of the last months, oldest first.
    pub months: Vec<MonthFigures>,
    /// Partners whose score rose most, best first.
    pub risers: Vec<Mover>,
    /// Partners whose score fell most, worst first.
    pub fallers: Vec<Mover>,
    /// The page of the table.
    pub rows: Vec<PartnerRow>,
    /// Partners that fit the query.
    pub found: u32,
    /// Pages of the table.
    pub pages: u32,
}

/// Sums over a set of partners.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Active partners.
    pub partners: u32,
    /// Customers in service.
    pub customers: i64,
    /// Monthly recurring revenue of customers in service.
    pub mrr: Cents,
    /// Billed in the month.
    pub billed: Cents,
    /// Commission of the month, once calculated.
    pub commission: Option<Cents>,
}

/// How many partners are in a band; `None` are those without a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BandCount {
    /// The band.
    pub band: Option<Band>,
    /// Partners in it.
    pub partners: u32,
}

/// One month's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthFigures {
    /// The month.
    pub month: Month,
    /// Billed revenue.
    pub billed: Cents,
    /// Customers billed.
    pub customers: i64,
    /// Commission, once calculated.
    pub commission: Option<Cents>,
    /// Whether the facts of the month are complete (see `Tenant::history_from`).
    pub complete: bool,
}

/// A partner whose score moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mover {
    /// Who.
    pub partner: PartnerRef,
    /// Score now.
    pub score: f64,
    /// Points in four weeks.
    pub change: f64,
}

/// One line of the partner table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartnerRow {
    /// Who.
    pub partner: PartnerRef,
    /// Standing.
    pub tier: Tier,
    /// Status.
    pub status: PartnerStatus,
    /// Where it sells.
    pub territory: Option<String>,
    /// Customers in service.
    pub customers: i64,
    /// Their monthly recurring revenue.
    pub mrr: Cents,
    /// Commission of the latest calculated month.
    pub commission: Option<Cents>,
    /// Latest score.
    pub score: Option<f64>,
    /// Its band.
    pub band: Option<Band>,
    /// Share of the weight that had facts, 0–1.
    pub coverage: f64,
    /// Points in four weeks.
    pub change: Option<f64>,
}

/// One day's score in a series.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthPoint {
    /// The day.
    pub day: NaiveDate,
    /// The score, when facts covered enough of it.
    pub score: Option<f64>,
    /// Share of the weight that had facts, 0–1.
    pub coverage: f64,
}

/// A partner's latest score with everything that explains it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthView {
    /// The day.
    pub day: NaiveDate,
    /// The score and its components.
    pub score: HealthScore,
    /// Version of the rules it was computed by.
    pub rules_version: i32,
}

/// Everything about one partner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartnerPage {
    /// Who.
    pub partner: Partner,
    /// The partner above, if the viewer sees it.
    pub parent: Option<PartnerRef>,
    /// Who looks after it; nothing of that to the partner's own people.
    pub looked_after: Option<LookedAfter>,
    /// Latest score.
    pub health: Option<HealthView>,
    /// Scores so far, oldest first.
    pub trend: Vec<HealthPoint>,
    /// Revenue and commission of the last months, oldest first.
    pub months: Vec<MonthFigures>,
    /// Customers per stage.
    pub stages: Vec<StageCount>,
    /// Statements, newest first.
    pub statements: Vec<StatementRow>,
    /// The plan in force today, in plain words.
    pub plan: Option<String>,
}
