//! Rules of the score with what others would make of it, and partners beside each other and beside the industry.

use super::PartnerRef;
use crate::Refusal;
use crate::health::Component;
use crate::health::benchmark::{Cohort, IndustryRow, Measure, NoBenchmark, Quartiles};
use crate::health::draft::RulesDraft;
use crate::health::preview::BandCount;
use crate::learning::Course;
use crate::partner::{PartnerKind, Tier};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The rules of the score, and what a draft would make of today's portfolio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthRulesPage {
    /// The version in force.
    pub version: i32,
    /// What the form shows: the draft, or the rules in force.
    pub draft: RulesDraft,
    /// What the draft would do, or why it can't be meant; none without a draft.
    pub effect: Option<Result<RulesEffect, Refusal>>,
    /// Every version that was saved, newest first.
    pub versions: Vec<RulesVersion>,
    /// Whether the viewer may save others.
    pub may_edit: bool,
}

/// A version of the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesVersion {
    /// Its number.
    pub version: i32,
    /// In force from this day on.
    pub from: NaiveDate,
    /// Why.
    pub reason: String,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// By whom; nobody for the product's own.
    pub saved_by: Option<String>,
}

/// What rules would make of today's portfolio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RulesEffect {
    /// The day whose facts it goes by; none before the first bills.
    pub day: Option<NaiveDate>,
    /// Partners whose band would be another one.
    pub moved: u32,
    /// Mean gain of those with a score by both.
    pub mean_gain: Option<f64>,
    /// Partners by band, before and after.
    pub bands: Vec<BandCount>,
    /// Those that move furthest, first those whose band would be another one.
    pub rows: Vec<EffectRow>,
    /// Partners that were scored by both.
    pub partners: u32,
}

/// A partner by the rules in force and by others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectRow {
    /// Who.
    pub partner: PartnerRef,
    /// By those in force.
    pub before: Option<f64>,
    /// By the others.
    pub after: Option<f64>,
}

/// Whom to compare; everything stands in the page's URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenchmarkQuery {
    /// Only partners of this tier.
    pub tier: Option<Tier>,
    /// Only partners of this type.
    pub kind: Option<PartnerKind>,
    /// Page, from 1.
    pub page: u32,
}

/// Partners beside each other, and beside the industry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchmarksPage {
    /// The day of the latest scores.
    pub day: Option<NaiveDate>,
    /// Partners that the query leaves and that have a score.
    pub scored: u32,
    /// The score, and each component: how many have it, and how it is spread where they are enough.
    pub figures: Vec<FigureSpread>,
    /// Others that a partner needs to be compared with.
    pub needed: u32,
    /// A page of partners, the highest score first.
    pub rows: Vec<StandingRow>,
    /// Pages of them.
    pub pages: u32,
    /// The industry's figures, with one's own beside them.
    pub industry: Vec<IndustryFigure>,
    /// Whether the viewer may enter and remove figures of the industry.
    pub may_edit: bool,
}

/// How a figure is spread over partners.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureSpread {
    /// Which; none for the whole score.
    pub component: Option<Component>,
    /// Partners that have it.
    pub there: u32,
    /// Its quartiles; none of too few.
    pub quartiles: Option<Quartiles>,
}

/// Where a partner stands among its peers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StandingRow {
    /// Who.
    pub partner: PartnerRef,
    /// Its tier.
    pub tier: Tier,
    /// Its type.
    pub kind: PartnerKind,
    /// Its score.
    pub score: f64,
    /// Whom it is compared with, how many others they are, and its percentile; or why there is nothing to compare with.
    pub standing: Result<(Cohort, u32, f64), NoBenchmark>,
    /// The component in which it stands highest, and the lowest, each with its percentile.
    pub ends: Option<((Component, f64), (Component, f64))>,
}

/// A figure of the industry beside one's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndustryFigure {
    /// The industry's.
    pub row: IndustryRow,
    /// That of the partners that it is about: how many have it.
    pub there: u32,
    /// Its quartiles; none of too few, or where Tributary has no such figure.
    pub own: Option<Quartiles>,
    /// Whether Tributary computes such a figure at all.
    pub computed: bool,
}

/// A figure of the industry as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndustryForm {
    /// What it is about.
    pub measure: Measure,
    /// The code of a tier; empty for all.
    #[serde(default)]
    pub tier: String,
    /// The code of a type; empty for all.
    #[serde(default)]
    pub kind: String,
    /// What the weaker quarter stays below.
    pub low: String,
    /// What is usual.
    pub median: String,
    /// What the stronger quarter exceeds.
    pub high: String,
    /// Where it was published.
    pub source: String,
    /// For which year.
    pub year: String,
}

impl IndustryForm {
    /// The row that it says.
    pub fn read(&self) -> Result<IndustryRow, Refusal> {
        use crate::form::{number, whole};
        let unknown = |field: &str| Refusal::invalid(field, "choose one of the list");
        let row = IndustryRow {
            measure: self.measure,
            tier: (!self.tier.is_empty()).then(|| self.tier.parse().map_err(|_| unknown("tier"))).transpose()?,
            kind: (!self.kind.is_empty()).then(|| self.kind.parse().map_err(|_| unknown("type"))).transpose()?,
            low: number("lower quarter", &self.low)?,
            median: number("middle", &self.median)?,
            high: number("upper quarter", &self.high)?,
            source: crate::correction::words("source", &self.source)?,
            year: i32::try_from(whole("year", &self.year)?).unwrap_or(i32::MAX),
        };
        // Alone it is the first row of a table: what is wrong is said of the figure itself.
        crate::health::benchmark::check_industry(std::slice::from_ref(&row)).map_err(|refusal| match refusal {
            Refusal::Invalid { reason, .. } => Refusal::invalid("figure", reason),
            other => other,
        })?;
        Ok(row)
    }
}

/// A reseller's trainings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LearningPage {
    /// Whose.
    pub partner: PartnerRef,
    /// The trainings, what is to be done first.
    pub courses: Vec<Course>,
    /// Those in force, and of them how many are passed.
    pub expected: (u32, u32),
    /// The share that they have in the component engagement, where all of its parts are known; 0–1.
    pub share: f64,
    /// The component's weight in the whole score, 0–1.
    pub weight: f64,
    /// What day it is for the operator.
    pub today: NaiveDate,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_of_the_industry_names_its_source_or_is_refused() {
        let form = IndustryForm {
            measure: Measure::LogoChurn,
            tier: "gold".into(),
            kind: String::new(),
            low: "0,8".into(),
            median: "1.1".into(),
            high: "1.9".into(),
            source: " A yearbook, p. 7 ".into(),
            year: "2024".into(),
        };
        let row = form.read().unwrap();
        assert_eq!(
            (row.tier, row.kind, row.low, row.source.as_str()),
            (Some(Tier::Gold), None, 0.8, "A yearbook, p. 7")
        );
        let refused = |form: IndustryForm| form.read().unwrap_err().to_string();
        assert_eq!(refused(IndustryForm { source: " ".into(), ..form.clone() }), "source: say it in words");
        assert!(
            refused(IndustryForm { high: "1".into(), ..form.clone() }).starts_with("figure: the figures must not fall")
        );
        assert_eq!(refused(IndustryForm { tier: "wood".into(), ..form }), "tier: choose one of the list");
    }
}
