//! Rules of the score, and partners beside each other.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::health::benchmark::Measure;
use domain::health::draft::RulesDraft;
use domain::partner::{PartnerKind, Tier};
use domain::view::{BenchmarkQuery, BenchmarksPage, HealthRulesPage, IndustryForm, LearningPage, QuarterReview};
use domain::{PartnerId, Quarter};
use leptos::prelude::*;

/// The rules of the score, and what a draft would do.
#[server(protocol = Read)]
pub async fn read_health_rules(
    /// What was typed; nothing for the rules in force.
    #[server(default)]
    draft: RulesDraft,
) -> Result<HealthRulesPage, Trouble> {
    Ok(super::desk()?.health_rules(draft).await?)
}

/// Saves a draft as a new version of the rules; gives its number.
#[server(protocol = Change)]
pub async fn save_health_rules(
    /// What was typed.
    draft: RulesDraft,
    /// Why, for the record.
    reason: String,
) -> Result<i32, Trouble> {
    Ok(super::desk()?.save_health_rules(&draft, &reason).await?)
}

/// Partners beside each other, and beside the industry.
#[server(protocol = Read)]
pub async fn read_benchmarks(
    /// Whom to compare.
    query: BenchmarkQuery,
) -> Result<BenchmarksPage, Trouble> {
    Ok(super::desk()?.benchmarks(query).await?)
}

/// Keeps a figure of the industry.
#[server(protocol = Change)]
pub async fn save_industry_figure(
    /// As it was typed.
    form: IndustryForm,
) -> Result<(), Trouble> {
    Ok(super::desk()?.save_industry_figure(&form).await?)
}

/// Removes a figure of the industry.
#[server(protocol = Change)]
pub async fn remove_industry_figure(
    /// What it is about.
    measure: Measure,
    /// For which tier; all, unless given.
    tier: Option<Tier>,
    /// For which type; all, unless given.
    kind: Option<PartnerKind>,
) -> Result<(), Trouble> {
    Ok(super::desk()?.remove_industry_figure(measure, tier, kind).await?)
}

/// A partner's quarter.
#[server(protocol = Read)]
pub async fn read_review(
    /// Whose; `None` is the viewer's own.
    partner: Option<PartnerId>,
    /// Which; the latest whole one, unless given.
    quarter: Option<Quarter>,
) -> Result<QuarterReview, Trouble> {
    Ok(super::desk()?.quarter_review(partner, quarter).await?)
}

/// A reseller's trainings.
#[server(protocol = Read)]
pub async fn read_learning(
    /// Whose; `None` is the viewer's own.
    partner: Option<PartnerId>,
) -> Result<LearningPage, Trouble> {
    Ok(super::desk()?.learning(partner).await?)
}
