//! The terms of a plan: rules that turn facts into lines, and parts that work on the statement as a whole.

mod check;
mod draft;
mod explain;
mod pay;
mod rule;
mod settlement;
mod stored;

pub use check::Problem;
pub use pay::{
    Band, Bundle, CountBand, Counted, Credit, CreditMode, During, FeeBand, Pay, Per, QuotaBand, Tail, Then, TierMode,
    Volume,
};
pub use rule::{Condition, Contract, EachFact, FactKind, Fade, FadeStep, Multiplier, RevenueBase, Rule};
pub use settlement::{
    Bonus, Ceiling, Clawback, ClawbackMode, ClawbackStep, Draw, Holdback, Override, OverrideOf, Reward, Settlement,
    Share, Span, Threshold,
};

use super::Allocation;
use crate::{Currency, Refusal, Rounding};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a plan version says. Kept as JSON, so unknown words are refused rather than overlooked.
///
/// `docs/plans.md` shows each part of the format. Terms that were stored before the format had a version are read
/// too (`stored.rs`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct PlanTerms {
    /// Which format this is.
    #[serde(default)]
    pub version: FormatVersion,
    /// The currency of its amounts; the tenant's, unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// What happens to half a cent; what the tenant says, unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// What of a fact is revenue, unless a rule says otherwise.
    #[serde(default)]
    pub base: RevenueBase,
    /// Who gets the last cent of a split.
    #[serde(default = "largest_remainder")]
    pub allocation: Allocation,
    /// The rules; the partner earns the sum of what they give.
    pub rules: Vec<Rule>,
    /// What happens to that sum.
    #[serde(default, skip_serializing_if = "Settlement::is_empty")]
    pub statement: Settlement,
}

const fn largest_remainder() -> Allocation {
    Allocation::LargestRemainder
}

impl Default for Allocation {
    fn default() -> Self {
        largest_remainder()
    }
}

/// The format's version, written into every plan so that a later one can change the meaning of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FormatVersion;

impl FormatVersion {
    const NUMBER: u64 = 2;
}

impl Serialize for FormatVersion {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(Self::NUMBER)
    }
}

impl<'de> Deserialize<'de> for FormatVersion {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match u64::deserialize(from)? {
            Self::NUMBER => Ok(Self),
            other => {
                let reason = format!("this is a plan of format {other}; this version of Tributary reads format 2");
                Err(serde::de::Error::custom(reason))
            }
        }
    }
}

impl Serialize for PlanTerms {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, to)
    }
}

impl<'de> Deserialize<'de> for PlanTerms {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(from)?;
        let terms = if stored::is_first_format(&value) { stored::read(value) } else { Self::deserialize(value) };
        terms.map_err(serde::de::Error::custom)
    }
}

impl PlanTerms {
    /// Terms that are these rules and nothing else.
    pub fn of_rules(rules: Vec<Rule>) -> Self {
        Self { rules, ..Self::default() }
    }

    /// Reads terms from a file that a person wrote. What doesn't fit is refused with its path, line and column.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|e| Refusal::invalid("plan", e.to_string()))?;
        if stored::is_first_format(&value) {
            return stored::read(value).map_err(|e| Refusal::invalid("plan", e.to_string()));
        }
        let mut from = serde_json::Deserializer::from_str(text);
        let mut track = serde_path_to_error::Track::new();
        Self::deserialize(serde_path_to_error::Deserializer::new(&mut from, &mut track))
            .map_err(|e| Refusal::invalid(format!("plan, {}", track.path()), e.to_string()))
    }

    /// The terms as a plan file, which [`PlanTerms::read`] reads back.
    pub fn to_text(&self) -> String {
        // A plan is words and numbers, all of which JSON has.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Refuses terms that [`PlanTerms::check`] finds a problem with, naming the first.
    pub fn ensure_sound(&self) -> Result<(), Refusal> {
        self.check().into_iter().next().map_or(Ok(()), |problem| Err(problem.into()))
    }

    /// The name of the rule with a number (from 1), or that number for a rule without a name.
    pub fn rule_name(&self, number: i16) -> String {
        self.rule(number).and_then(|rule| rule.name.clone()).unwrap_or_else(|| format!("rule {number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cents, Rate};

    #[test]
    fn terms_of_the_first_format_are_read_as_what_they_meant() {
        let first = r#"{"rules": [{"type": "percentage", "rate": 55000}, {"type": "tiered", "mode": "marginal",
            "tiers": [{"from": 0, "rate": 80000}, {"from": 250000, "rate": 100000}]}]}"#;
        let tiers = vec![
            Band { from: Cents::ZERO, rate: Rate::percent(8) },
            Band { from: Cents(250_000), rate: Rate::percent(10) },
        ];
        let expected =
            PlanTerms::of_rules(vec![Rule::percentage(Rate(55_000)), Rule::tiered(TierMode::Marginal, tiers)]);
        assert_eq!(serde_json::from_str::<PlanTerms>(first).unwrap(), expected);
        assert_eq!(PlanTerms::read(first).unwrap(), expected);
        let unknown = r#"{"rules": [{"type": "percentage", "rate": 1, "cap": 5}]}"#;
        assert!(serde_json::from_str::<PlanTerms>(unknown).is_err());
    }

    #[test]
    fn what_is_written_reads_back() {
        let text = include_str!("../../../tests/cases/every_part.json");
        let terms = PlanTerms::read(text).unwrap();
        assert_eq!(terms.check(), []);
        let written = serde_json::to_string(&terms).unwrap();
        assert_eq!(serde_json::from_str::<PlanTerms>(&written).unwrap(), terms);
        assert_eq!(PlanTerms::read(&written).unwrap(), terms);
        assert_eq!(PlanTerms::read(&terms.to_text()).unwrap(), terms);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_path_and_line() {
        let cases = [
            (
                "{\"rules\": [{\"pay\": {\"tiered\": {\"mode\": \"marginal\", \"tiers\": [\n{\"from\": \"0.001\", \"rate\": \"0.1\"}]}}}]}",
                "plan, rules[0].pay.tiered.tiers[0].from: “0.001” has parts of a cent; give at most two decimals at line 2 column 16",
            ),
            (
                r#"{"rules": [{"pay": {"percentage": {"rate": 0.1}}}]}"#,
                "plan, rules[0].pay.percentage.rate: invalid type: floating point `0.1`, expected a rate as text, such as \"0.055\" or \"5.5%\" at line 1 column 46",
            ),
            (
                r#"{"version": 3, "rules": []}"#,
                "plan, version: this is a plan of format 3; this version of Tributary reads format 2 at line 1 column 13",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(PlanTerms::read(text).unwrap_err().to_string(), expected);
        }
        let unknown = PlanTerms::read(r#"{"rules": [], "cap": "5"}"#).unwrap_err().to_string();
        assert!(unknown.contains("unknown field `cap`, expected one of"), "{unknown}");
        assert!(PlanTerms::read("{").is_err() && PlanTerms::read("[]").is_err() && PlanTerms::read("").is_err());
    }
}
