//! How figures become points, in words: what a page shows beside a component's facts.

use super::{Component, HealthRules, PiecewiseLinear};

impl HealthRules {
    /// How a component's figure becomes points, as a sentence without its end.
    pub fn mapping_words(&self, component: Component) -> String {
        match component {
            Component::Revenue => format!("Share of the quota: {}", corners(&self.attainment, percent)),
            Component::Acquisition => format!("Share of the target: {}", corners(&self.attainment, percent)),
            Component::Retention => format!("Kept in a month: {}", corners(&self.retention, percent)),
            Component::Growth => format!("Change in a month: {}", corners(&self.growth, signed_percent)),
            Component::Engagement => parts(&[
                ("active days", self.engagement.active_days_weight),
                ("courses", self.engagement.training_weight),
                ("materials", self.engagement.resources_weight),
                ("contacts", self.engagement.interactions_weight),
            ]),
            Component::Operations => parts(&[
                ("installations", self.operations.installations_weight),
                ("tickets", self.operations.tickets_weight),
                ("complete data", self.operations.data_weight),
                ("statement lines", self.operations.reconciled_weight),
            ]),
            Component::Satisfaction => format!("Mean of answers: {}", corners(&self.satisfaction.mapping, plain)),
        }
    }
}

/// “0 % → 0, 60 % → 50”.
fn corners(mapping: &PiecewiseLinear, figure: fn(f64) -> String) -> String {
    let corners = mapping.corners().iter().map(|(x, points)| format!("{} → {}", figure(*x), plain(*points)));
    corners.collect::<Vec<_>>().join(", ")
}

/// The parts that have a weight, each with its share.
fn parts(parts: &[(&str, f64)]) -> String {
    let all: f64 = parts.iter().map(|(_, weight)| weight).sum();
    let counted = parts.iter().filter(|(_, weight)| *weight > 0.0);
    let words: Vec<_> = counted.map(|(name, weight)| format!("{name} {}", percent(weight / all))).collect();
    format!("Share of what is enough: {}", words.join(", "))
}

fn percent(share: f64) -> String {
    format!("{} %", plain(share * 100.0))
}

fn signed_percent(share: f64) -> String {
    let sign = if share > 0.0 { "+" } else { "" };
    format!("{sign}{}", percent(share))
}

/// To one decimal, where there is one.
fn plain(value: f64) -> String {
    ((value * 10.0).round() / 10.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_told_corner_by_corner_and_parts_by_their_share() {
        let rules = HealthRules::default();
        assert_eq!(
            rules.mapping_words(Component::Retention),
            "Kept in a month: 92 % → 0, 95 % → 20, 97 % → 50, 98.5 % → 80, 100 % → 100"
        );
        assert_eq!(
            rules.mapping_words(Component::Growth),
            "Change in a month: -5 % → 0, 0 % → 50, +2 % → 75, +5 % → 100"
        );
        let mut without_courses = rules;
        without_courses.engagement.training_weight = 0.0;
        assert_eq!(
            without_courses.mapping_words(Component::Engagement),
            "Share of what is enough: active days 53.3 %, materials 20 %, contacts 26.7 %"
        );
    }
}
