//! What scores tell beyond themselves: one partner's health explained, and the portfolio side by side.

use super::{HealthPoint, Mover, PartnerRef};
use crate::health::alert::Pace;
use crate::health::benchmark::{Benchmark, NoBenchmark};
use crate::health::concentration::Spread;
use crate::health::forecast::Forecast;
use crate::health::risk::RiskFactor;
use crate::health::{Band, Component, Explanation, HealthScore, TooShort, Trend};
use crate::partner::{PartnerKind, Tier};
use crate::{Cents, Month};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One partner's health.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartnerHealthPage {
    /// Who.
    pub partner: PartnerRef,
    /// Its tier.
    pub tier: Tier,
    /// Its type.
    pub kind: PartnerKind,
    /// What there is to say; none before the first score.
    pub insight: Option<Box<HealthInsight>>,
}

/// What a partner's scores tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthInsight {
    /// The day of the latest score.
    pub day: NaiveDate,
    /// The earlier day that it was computed on, where nothing has changed since.
    pub computed_on: Option<NaiveDate>,
    /// The version of its rules.
    pub rules_version: i32,
    /// The score with its components.
    pub score: HealthScore,
    /// How each component's figure becomes points, in words.
    pub mappings: Vec<(Component, String)>,
    /// Points lost and next steps; none for a score that was kept without its facts.
    pub explanation: Option<Explanation>,
    /// Scores of two years, oldest first.
    pub history: Vec<HealthPoint>,
    /// Each component at the end of the last months, oldest first.
    pub months: Vec<ComponentMonth>,
    /// Where the score is going.
    pub trend: Result<Trend, TooShort>,
    /// Where it will be; none without a score.
    pub forecast: Option<Forecast>,
    /// Where it stands among peers.
    pub benchmark: Result<Benchmark, NoBenchmark>,
    /// What endangers the partner, the most serious first.
    pub risks: Vec<RiskFactor>,
}

/// The latest score of a month with its components.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComponentMonth {
    /// The month.
    pub month: Month,
    /// The score.
    pub score: Option<f64>,
    /// The components that had facts.
    pub components: Vec<(Component, f64)>,
}

/// What the portfolio's analytics are narrowed to; everything stands in the page's URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsightQuery {
    /// Only partners of this tier.
    pub tier: Option<Tier>,
    /// Only partners of this type.
    pub kind: Option<PartnerKind>,
    /// Only partners of this territory.
    pub territory: String,
    /// Whether the heat map goes over months; otherwise it shows the components of today.
    pub months: bool,
    /// The component that is followed over months; the whole score, unless given.
    pub of: Option<Component>,
    /// Compared with the scores of so many days before; four weeks, unless given.
    pub since: Option<u32>,
    /// Page of the heat map, from 1; 0 is the first too.
    pub page: u32,
}

/// The portfolio side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InsightPage {
    /// The day of the latest scores.
    pub day: Option<NaiveDate>,
    /// The latest billed month.
    pub month: Option<Month>,
    /// Territories that there are.
    pub territories: Vec<String>,
    /// Partners that the query leaves.
    pub partners: u32,
    /// The heat map.
    pub heat: HeatMap,
    /// Who moved from band to band.
    pub moved: Moved,
    /// How revenue is spread over partners.
    pub concentration: Option<Concentrated>,
    /// Sums per territory, the largest first.
    pub areas: Vec<Territory>,
    /// How fast alerts about these partners were taken up, the most urgent first; none for who may not see alerts.
    pub paces: Vec<Pace>,
    /// Partners by the year of their first bill, oldest first.
    pub cohorts: Vec<YearCohort>,
}

/// Partners by components or months, those in need first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeatMap {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The middle of all partners that fit, per column.
    pub medians: Vec<Option<f64>>,
    /// The page of rows.
    pub rows: Vec<HeatRow>,
    /// Pages that there are.
    pub pages: u32,
}

/// A partner in a heat map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeatRow {
    /// Who.
    pub partner: PartnerRef,
    /// 0–100 per column.
    pub cells: Vec<Option<f64>>,
}

/// Bands of two days beside each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Days between the two.
    pub days: u32,
    /// The earlier day.
    pub from: Option<NaiveDate>,
    /// Partners by the band that they were in and the one they are in.
    pub counts: Vec<(Option<Band>, Option<Band>, u32)>,
    /// Whose score rose most.
    pub risers: Vec<Mover>,
    /// Whose score fell most.
    pub fallers: Vec<Mover>,
}

/// How much of the revenue hangs on few partners.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Concentrated {
    /// Index and shares.
    pub spread: Spread,
    /// Billed in all.
    pub billed: Cents,
    /// The share of revenue that the largest share of partners brings, both 0–1, from none to all.
    pub curve: Vec<(f64, f64)>,
    /// The largest partners with what they were billed.
    pub largest: Vec<(PartnerRef, Cents)>,
}

/// Sums of a territory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Territory {
    /// Its name; none of partners without one.
    pub name: Option<String>,
    /// Partners.
    pub partners: u32,
    /// Their customers in service.
    pub customers: i64,
    /// Monthly recurring revenue.
    pub mrr: Cents,
    /// The middle of their scores.
    pub median: Option<f64>,
    /// Partners at risk or worse.
    pub endangered: u32,
}

/// Partners first billed in one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearCohort {
    /// The year.
    pub year: i32,
    /// How many of them were billed in that year and those after it.
    pub billed: Vec<u32>,
}
