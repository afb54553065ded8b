//! Terms as they were stored before their format had a version: amounts in cents, rates in millionths.

use super::{Band, PlanTerms, Rule, TierMode};
use crate::{Cents, Rate};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstTerms {
    rules: Vec<FirstRule>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum FirstRule {
    Percentage { rate: Rate },
    Tiered { mode: TierMode, tiers: Vec<FirstTier> },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstTier {
    from: Cents,
    rate: Rate,
}

/// Whether these are such terms: only there a rule has a type, rather than a way to pay.
pub(super) fn is_first_format(terms: &Value) -> bool {
    let rules = terms.get("rules").and_then(Value::as_array);
    terms.get("version").is_none() && rules.is_some_and(|rules| rules.iter().any(|rule| rule.get("type").is_some()))
}

/// What they mean today.
pub(super) fn read(terms: Value) -> Result<PlanTerms, serde_json::Error> {
    let first: FirstTerms = serde_json::from_value(terms)?;
    let rules = first.rules.into_iter().map(|rule| match rule {
        FirstRule::Percentage { rate } => Rule::percentage(rate),
        FirstRule::Tiered { mode, tiers } => {
            Rule::tiered(mode, tiers.into_iter().map(|tier| Band { from: tier.from, rate: tier.rate }).collect())
        }
    });
    Ok(PlanTerms::of_rules(rules.collect()))
}
