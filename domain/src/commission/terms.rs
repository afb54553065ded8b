//! The terms of a plan: rules that are evaluated one after the other, each adding its lines.

use crate::{Cents, Currency, Rate, Refusal};
use serde::{Deserialize, Serialize};

/// What a plan version says. Kept as JSON, so unknown words are refused rather than overlooked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTerms {
    /// The rules; the partner earns the sum of what they give.
    pub rules: Vec<Rule>,
}

/// One rule of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// A rate of everything billed.
    Percentage {
        /// The rate.
        rate: Rate,
    },
    /// Rates that depend on the partner's billed revenue of the month.
    Tiered {
        /// Whether a higher tier's rate holds for its part or for everything.
        mode: TierMode,
        /// The tiers, from 0 upward. A tier holds from its lower bound on, inclusive.
        tiers: Vec<Tier>,
    },
}

crate::code::coded! {
    /// What reaching a tier means. Vendors use “cumulative” for either, so we don't.
    TierMode {
        /// Each tier's rate holds for the revenue inside that tier.
        Marginal = "marginal", "marginal";
        /// The rate of the tier reached holds for all revenue.
        WholeAmount = "whole_amount", "whole amount";
    }
}

/// One tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Revenue from which it holds.
    pub from: Cents,
    /// Its rate.
    pub rate: Rate,
}

impl PlanTerms {
    /// Refuses terms that can't be meant, naming the field.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.rules.is_empty() {
            return Err(Refusal::invalid("rules", "a plan needs at least one rule"));
        }
        if self.rules.len() > 100 {
            return Err(Refusal::invalid("rules", "a plan can have at most 100 rules"));
        }
        for (at, rule) in (1..).zip(&self.rules) {
            rule.check().map_err(|(field, reason)| Refusal::invalid(format!("rule {at}, {field}"), reason))?;
        }
        Ok(())
    }

    /// The rules in plain words, in order.
    pub fn explain(&self, currency: Currency) -> Vec<String> {
        self.rules.iter().map(|rule| rule.explain(currency)).collect()
    }
}

impl Rule {
    fn check(&self) -> Result<(), (String, String)> {
        match self {
            Self::Percentage { rate } => check_rate("rate", *rate),
            Self::Tiered { tiers, .. } => check_tiers(tiers),
        }
    }

    /// The rule in plain words.
    pub fn explain(&self, currency: Currency) -> String {
        match self {
            Self::Percentage { rate } => format!("{rate} of billed revenue"),
            Self::Tiered { mode, tiers } => {
                let bands: Vec<_> = tiers
                    .iter()
                    .enumerate()
                    .map(|(at, tier)| match tiers.get(at + 1) {
                        Some(next) => {
                            format!("{} from {} to {}", tier.rate, currency.show(tier.from), currency.show(next.from))
                        }
                        None => format!("{} from {} on", tier.rate, currency.show(tier.from)),
                    })
                    .collect();
                let meaning = match mode {
                    TierMode::Marginal => "each rate holds for the revenue inside its tier",
                    TierMode::WholeAmount => "the rate of the tier reached holds for all revenue",
                };
                format!("Tiers of the month's billed revenue: {} ({meaning})", bands.join(", "))
            }
        }
    }
}

fn check_rate(field: &str, rate: Rate) -> Result<(), (String, String)> {
    let refuse = |reason: &str| Err((field.to_owned(), reason.to_owned()));
    match rate.0 {
        ..0 => refuse("a rate can't be negative"),
        1_000_001.. => refuse("a rate can't be more than 100 %"),
        _ => Ok(()),
    }
}

fn check_tiers(tiers: &[Tier]) -> Result<(), (String, String)> {
    let refuse = |at: usize, reason: String| Err((format!("tier {}", at + 1), reason));
    match tiers.first() {
        None => return Err(("tiers".into(), "a tiered rule needs at least one tier".into())),
        Some(first) if first.from != Cents::ZERO => {
            return refuse(0, format!("the first tier must begin at 0.00; revenue below {} has no rate", first.from));
        }
        Some(_) => {}
    }
    if tiers.len() > 100 {
        return Err(("tiers".into(), "a rule can have at most 100 tiers".into()));
    }
    for (at, tier) in tiers.iter().enumerate() {
        check_rate("rate", tier.rate).or_else(|(_, reason)| refuse(at, reason))?;
        if at > 0 && tier.from <= tiers[at - 1].from {
            let before = tiers[at - 1].from;
            return refuse(
                at,
                format!("it begins at {}, not after the tier before ({before}); put them in rising order", tier.from),
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> PlanTerms {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn terms_that_cannot_be_meant_are_refused_with_the_field() {
        let cases = [
            (r#"{"rules": []}"#, "rules: a plan needs at least one rule"),
            (r#"{"rules": [{"type": "percentage", "rate": -1}]}"#, "rule 1, rate: a rate can't be negative"),
            (
                r#"{"rules": [{"type": "tiered", "mode": "marginal", "tiers": [{"from": 100, "rate": 1}]}]}"#,
                "rule 1, tier 1: the first tier must begin at 0.00; revenue below 1.00 has no rate",
            ),
            (
                r#"{"rules": [{"type": "tiered", "mode": "whole_amount", "tiers": [{"from": 0, "rate": 1}, {"from": 0, "rate": 2}]}]}"#,
                "rule 1, tier 2: it begins at 0.00, not after the tier before (0.00); put them in rising order",
            ),
        ];
        for (json, expected) in cases {
            assert_eq!(read(json).check().unwrap_err().to_string(), expected);
        }
        assert!(
            serde_json::from_str::<PlanTerms>(r#"{"rules": [{"type": "percentage", "rate": 1, "cap": 5}]}"#).is_err()
        );
    }

    #[test]
    fn rules_are_told_in_plain_words() {
        let terms = read(
            r#"{"rules": [{"type": "percentage", "rate": 55000}, {"type": "tiered", "mode": "marginal",
                "tiers": [{"from": 0, "rate": 80000}, {"from": 250000, "rate": 100000}]}]}"#,
        );
        assert_eq!(
            terms.explain(Currency::Usd),
            [
                "5.5 % of billed revenue",
                "Tiers of the month's billed revenue: 8 % from $0.00 to $2,500.00, 10 % from $2,500.00 on \
                 (each rate holds for the revenue inside its tier)"
            ]
        );
    }
}
