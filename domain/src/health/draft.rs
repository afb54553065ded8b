//! Rules of the score as a form says them: one text for each field, so that what was typed is there again.
//!
//! Shares are percents. A mapping is its corners, `figure: points`, with commas between.

use super::{Component, HealthRules, PiecewiseLinear};
use crate::form::{number, whole};
use crate::partner::Tier;
use crate::{Cents, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was typed, by the field's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RulesDraft(pub BTreeMap<String, String>);

/// The mappings that a form has, each with its name and what its figures are.
pub const MAPPINGS: &[(&str, &str)] = &[
    ("attainment", "Share of the quota or target (%) : points"),
    ("retention", "Kept in a month (%) : points"),
    ("growth", "Change in a month (%) : points"),
    ("operations", "Share as it should be (%) : points"),
    ("satisfaction", "Mean of the answers (0–100) : points"),
];

/// The whole numbers that a form has, each with its name and what it is.
pub const WHOLES: &[(&str, &str)] = &[
    ("active_days", "Portal days in 28 that are enough"),
    ("resources", "Materials used in 90 days that are enough"),
    ("interactions", "Contacts in 28 days that are enough"),
    ("installation_days", "Days to an installation in time"),
    ("ticket_hours", "Hours to a ticket's resolution in time"),
    ("answers_min", "Answers that a satisfaction score needs"),
    ("half_life", "Days after which an answer weighs half"),
];

/// The name of a component's weight.
pub fn weight_field(component: Component) -> String {
    format!("weight_{}", component.code())
}

/// The names of a tier's targets: revenue a month, and activations in 90 days.
pub fn target_fields(tier: Tier) -> (String, String) {
    (format!("revenue_{}", tier.code()), format!("activations_{}", tier.code()))
}

impl RulesDraft {
    /// What a form of these rules shows.
    pub fn of(rules: &HealthRules) -> Self {
        let mut draft = Self::default();
        let mut say = |name: &str, text: String| drop(draft.0.insert(name.to_owned(), text));
        for component in Component::ALL {
            say(&weight_field(*component), rules.weight(*component).to_string());
        }
        for (name, _) in MAPPINGS {
            let (mapping, scale) = mapping_of(rules, name);
            say(name, show(mapping, scale));
        }
        for (name, _) in WHOLES {
            say(name, whole_of(&mut rules.clone(), name).to_string());
        }
        say("coverage", plain(rules.coverage_min * 100.0));
        for tier in Tier::ALL {
            if let Some(targets) = rules.targets(*tier) {
                let (revenue, activations) = target_fields(*tier);
                say(&revenue, plain(major(targets.monthly_revenue)));
                say(&activations, targets.activations_90d.to_string());
            }
        }
        draft
    }

    /// What was typed into a field.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The rules that it says, with those in force for what it doesn't speak of.
    pub fn read(&self, in_force: &HealthRules) -> Result<HealthRules, Refusal> {
        let mut rules = in_force.clone();
        for (component, weight) in &mut rules.weights {
            *weight = number(&format!("weight of {component}"), self.text(&weight_field(*component)))?;
        }
        let read = |name: &str| corners(name, self.text(name), mapping_of(in_force, name).1);
        rules.attainment = read("attainment")?;
        rules.retention = read("retention")?;
        rules.growth = read("growth")?;
        rules.operations.mapping = read("operations")?;
        rules.satisfaction.mapping = read("satisfaction")?;
        for (name, words) in WHOLES {
            *whole_of(&mut rules, name) = whole(words, self.text(name))?;
        }
        rules.coverage_min = number("coverage", self.text("coverage"))? / 100.0;
        rules.tier_targets.clear();
        for tier in Tier::ALL {
            rules.tier_targets.extend(self.targets(*tier)?);
        }
        rules.check()?;
        Ok(rules)
    }

    /// A tier's targets; none where both fields are empty.
    fn targets(&self, tier: Tier) -> Result<Option<super::rules::TierTargets>, Refusal> {
        let (revenue, activations) = target_fields(tier);
        let (revenue, activations) = (self.text(&revenue), self.text(&activations));
        if revenue.trim().is_empty() && activations.trim().is_empty() {
            return Ok(None);
        }
        let field = |of: &str| format!("{of} of {}", tier.label());
        let amount = number(&field("revenue target"), revenue)?;
        if !(0.01..=1e12).contains(&amount) {
            return Err(Refusal::invalid(field("revenue target"), "it is above 0"));
        }
        let activations_90d = i32::try_from(whole(&field("activation target"), activations)?).unwrap_or(i32::MAX);
        #[expect(clippy::cast_possible_truncation, reason = "it was checked to be small enough")]
        let monthly_revenue = Cents((amount * 100.0).round() as i64);
        Ok(Some(super::rules::TierTargets { tier, monthly_revenue, activations_90d }))
    }
}

/// A mapping by its field, and by how much its figures are multiplied to be shown.
fn mapping_of<'a>(rules: &'a HealthRules, name: &str) -> (&'a PiecewiseLinear, f64) {
    match name {
        "attainment" => (&rules.attainment, 100.0),
        "retention" => (&rules.retention, 100.0),
        "growth" => (&rules.growth, 100.0),
        "operations" => (&rules.operations.mapping, 100.0),
        _ => (&rules.satisfaction.mapping, 1.0),
    }
}

fn whole_of<'a>(rules: &'a mut HealthRules, name: &str) -> &'a mut u32 {
    match name {
        "active_days" => &mut rules.active_days_target,
        "resources" => &mut rules.engagement.resources_target,
        "interactions" => &mut rules.engagement.interactions_target,
        "installation_days" => &mut rules.operations.installation_days,
        "ticket_hours" => &mut rules.operations.ticket_hours,
        "answers_min" => &mut rules.satisfaction.answers_min,
        _ => &mut rules.satisfaction.half_life_days,
    }
}

/// `60: 50, 80: 70`.
fn show(mapping: &PiecewiseLinear, scale: f64) -> String {
    let corners =
        mapping.corners().iter().map(|(figure, points)| format!("{}: {}", plain(figure * scale), plain(*points)));
    corners.collect::<Vec<_>>().join(", ")
}

fn corners(field: &str, text: &str, scale: f64) -> Result<PiecewiseLinear, Refusal> {
    let pairs = text.split([',', ';', '\n']).map(str::trim).filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let wrong = || Refusal::invalid(field, format!("“{pair}” is not “figure: points”, such as “80: 70”"));
        let (figure, points) = pair.split_once([':', '→', '=']).ok_or_else(wrong)?;
        let figure = figure.trim().trim_end_matches('%');
        Ok((number(field, figure)? / scale, number(field, points)?))
    };
    let mapping = PiecewiseLinear::new(pairs.map(pair).collect::<Result<_, Refusal>>()?);
    // Whose it is is said by the field's name.
    mapping.map_err(|refusal| match refusal {
        Refusal::Invalid { reason, .. } => Refusal::invalid(field, reason),
        other => other,
    })
}

/// A figure without what binary fractions add.
fn plain(figure: f64) -> String {
    ((figure * 1e6).round() / 1e6).to_string()
}

#[expect(clippy::cast_precision_loss, reason = "targets are far below what a float holds exactly")]
fn major(amount: Cents) -> f64 {
    amount.0 as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_back_from_their_draft_as_they_were() {
        let rules = HealthRules::default();
        let draft = RulesDraft::of(&rules);
        assert_eq!(draft.text("retention"), "92: 0, 95: 20, 97: 50, 98.5: 80, 100: 100");
        assert_eq!((draft.text("weight_revenue"), draft.text("revenue_gold")), ("25", "40000"));
        let read = draft.read(&rules).unwrap();
        assert_eq!(RulesDraft::of(&read), draft);
        assert_eq!(read.weights, rules.weights);
        assert_eq!(read.tier_targets, rules.tier_targets);
        assert!((read.retention.map(0.96) - rules.retention.map(0.96)).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_read_names_its_field() {
        let refused = |name: &str, text: &str| {
            let mut draft = RulesDraft::of(&HealthRules::default());
            draft.0.insert(name.into(), text.into());
            draft.read(&HealthRules::default()).unwrap_err().to_string()
        };
        assert_eq!(refused("weight_growth", "much"), "weight of Growth trajectory: “much” is not a number");
        assert!(refused("growth", "1: 50, 0: 60").starts_with("growth: figures must rise"));
        assert!(refused("growth", "fifty").starts_with("growth: “fifty” is not"));
        assert!(refused("activations_gold", "x").starts_with("activation target of Gold: "));
        assert!(refused("coverage", "140").starts_with("coverage: "));
        assert!(refused("revenue_gold", "0").starts_with("revenue target of Gold: it is above 0"));
        let mut draft = RulesDraft::of(&HealthRules::default());
        draft.0.extend([("revenue_gold".to_owned(), String::new()), ("activations_gold".to_owned(), String::new())]);
        assert_eq!(draft.read(&HealthRules::default()).unwrap().targets(Tier::Gold), None);
    }
}
