//! A plan while it is being written: everything that is wrong with it at once, not only what is found first.
//!
//! Reading stops at the first word that doesn't fit. So that word is noted and something harmless put in its place, and
//! reading goes on; what is only wrong because of the substitute isn't told.

use super::{PlanTerms, Problem, stored};
use serde_json::Value;

/// Words that don't fit which are told at once.
const MOST: usize = 50;

impl PlanTerms {
    /// The terms that a text says, or all that keeps it from being a plan: first what doesn't
    /// fit, then what can't be meant.
    ///
    /// # Errors
    ///
    /// Each [`Problem`] names its place, what is wrong and how to mend it; there is at least one.
    pub fn examine(text: &str) -> Result<Self, Vec<Problem>> {
        let value = serde_json::from_str(text).map_err(|error| {
            let reason = format!("this isn't JSON: {error}");
            let way_out = "look at that place for a missing comma, quote or bracket".to_owned();
            vec![Problem { path: "plan".to_owned(), reason, way_out }]
        })?;
        Self::examine_value(value)
    }

    /// [`PlanTerms::examine`] for a text that is read as JSON already.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn examine_value(mut draft: Value) -> Result<Self, Vec<Problem>> {
        if stored::is_first_format(&draft) {
            let terms = stored::read(draft).map_err(|error| {
                let way_out = "write it in the present format, which docs/plans.md shows".to_owned();
                vec![Problem { path: "plan".to_owned(), reason: error.to_string(), way_out }]
            })?;
            let problems = terms.check();
            return if problems.is_empty() { Ok(terms) } else { Err(problems) };
        }
        let mut problems: Vec<Problem> = Vec::new();
        loop {
            let (path, reason) = match read(&draft) {
                Ok(terms) => {
                    let is_told = |path: &str| problems.iter().any(|told| path.starts_with(&told.path));
                    let more: Vec<_> = terms.check().into_iter().filter(|problem| !is_told(&problem.path)).collect();
                    problems.extend(more);
                    return if problems.is_empty() { Ok(terms) } else { Err(problems) };
                }
                Err(failed) => failed,
            };
            let mended = problems.len() < MOST && mend(&mut draft, &path, &reason);
            problems.push(problem(path, &reason));
            if !mended {
                return Err(problems);
            }
        }
    }
}

/// The terms, or the first word that doesn't fit, with its path.
fn read(draft: &Value) -> Result<PlanTerms, (String, String)> {
    let mut track = serde_path_to_error::Track::new();
    PlanTerms::deserialize(serde_path_to_error::Deserializer::new(draft, &mut track))
        .map_err(|error| (track.path().to_string(), error.to_string()))
}

/// A word that doesn't fit, with the way out that its reason names or that its kind suggests.
fn problem(path: String, reason: &str) -> Problem {
    let path = if path == "." { "plan".to_owned() } else { path };
    let (reason, way_out) = match reason.split_once("; ") {
        Some(parts) => parts,
        None if reason.starts_with("unknown") => (reason, "remove it, or write one of those"),
        None if reason.starts_with("missing") => (reason, "add it"),
        None => (reason, "write it so"),
    };
    Problem { path, reason: reason.to_owned(), way_out: way_out.to_owned() }
}

/// Puts a harmless word in the place of one that doesn't fit, or removes a field that nobody knows. Says whether that
/// was possible.
fn mend(draft: &mut Value, path: &str, reason: &str) -> bool {
    let pointer = pointer(path);
    if reason.starts_with("unknown field") || reason.starts_with("unknown variant") {
        let (parent, field) = pointer.rsplit_once('/').unwrap_or(("", ""));
        let parent = draft.pointer_mut(parent).and_then(Value::as_object_mut);
        return parent.is_some_and(|parent| parent.remove(field).is_some());
    }
    let Some(word) = draft.pointer_mut(&pointer) else { return false };
    // What is counted is a number; amounts and rates are text. A substitute that didn't help isn't tried again.
    let counted = ["expected u8", "expected u16", "expected u32"].iter().any(|kind| reason.contains(kind));
    let harmless = if counted { Value::from(1) } else { Value::from("0") };
    let is_word = matches!(word, Value::String(_) | Value::Number(_) | Value::Null | Value::Bool(_));
    let helps = is_word && *word != harmless;
    if helps {
        *word = harmless;
    }
    helps
}

/// `rules[0].pay` as `/rules/0/pay`.
fn pointer(path: &str) -> String {
    if path == "." {
        return String::new();
    }
    format!("/{}", path.replace(['.', '['], "/").replace(']', ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> Vec<String> {
        let problems = PlanTerms::examine(text).unwrap_err();
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_word_that_does_not_fit_is_told_at_once_and_so_is_what_cannot_be_meant() {
        let text = r#"{"rules": [
            {"pay": {"percentage": {"rate": "ten"}}},
            {"pay": {"tiered": {"mode": "marginal", "tiers": [
                {"from": "0", "rate": "8%"}, {"from": "lots", "rate": "12%"}, {"from": "5", "rate": "-1%"}]}}}],
            "statement": {"cap": 100, "floor": "0.001", "colour": "red"}}"#;
        assert_eq!(
            told(text),
            [
                "rules[0].pay.percentage.rate: “ten” is not a rate; write it like 0.055 or 5.5%",
                "rules[1].pay.tiered.tiers[1].from: “lots” is not an amount; write it like 1234.50",
                "statement.cap: invalid type: integer `100`, expected an amount as text, such as \"1200.00\"; write it so",
                "statement.colour: unknown field `colour`, expected one of `splits`, `overrides`, `bonuses`, `cap`, \
                 `floor`, `ceiling`, `holdback`, `clawback`, `draw`, `minimum_payout`; remove it, or write one of those",
                "statement.floor: “0.001” has parts of a cent; give at most two decimals",
                "rules[1].pay.tiered.tiers[2].rate: a rate can't be negative; give 0 or more",
            ]
        );
    }

    #[test]
    fn what_is_not_json_is_told_with_line_and_column() {
        assert_eq!(
            told("{\"rules\": [}"),
            ["plan: this isn't JSON: expected value at line 1 column 12; \
                 look at that place for a missing comma, quote or bracket",]
        );
        assert_eq!(told("[]").len(), 1);
        assert_eq!(told("{}"), ["plan: missing field `rules`; add it"]);
    }

    #[test]
    fn a_sound_plan_of_either_format_is_read() {
        let text = include_str!("../../../tests/cases/every_part.json");
        assert_eq!(PlanTerms::examine(text), Ok(PlanTerms::read(text).unwrap()));
        assert!(PlanTerms::examine(r#"{"rules": [{"type": "percentage", "rate": 55000}]}"#).is_ok());
        assert_eq!(
            told(r#"{"rules": [{"type": "percentage", "rate": -1}]}"#),
            ["rules[0].pay.percentage.rate: a rate can't be negative; give 0 or more"]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_or_go_on_for_ever(text in ".{0,200}", rate in ".{0,8}", from in any::<i64>()) {
            let _ = PlanTerms::examine(&text);
            let plan = serde_json::json!({ "rules": [{ "pay": { "tiered": { "mode": text, "tiers": [
                { "from": from, "rate": rate }, { "from": rate, "rate": from }] } } }], "statement": { "cap": rate } });
            let _ = PlanTerms::examine_value(plan);
        }

        #[test]
        fn examining_finds_no_fault_exactly_where_reading_and_checking_find_none(
            borders in prop::collection::vec(-3i64..9, 0..4), rates in prop::collection::vec(-20i64..120, 4),
        ) {
            let tiers: Vec<_> = borders.iter().zip(&rates).map(|(from, rate)|
                serde_json::json!({ "from": from.to_string(), "rate": format!("{rate}%") })).collect();
            let plan = serde_json::json!({ "rules": [{ "pay": { "tiered": { "mode": "marginal", "tiers": tiers } } }] });
            let read = PlanTerms::read(&plan.to_string()).unwrap();
            let examined = PlanTerms::examine(&plan.to_string());
            prop_assert_eq!(examined.clone().err().unwrap_or_default(), read.check());
            // Sound bands leave no amount without a rate, and each is the rate of some amount.
            if examined.is_ok() {
                prop_assert!(borders.first() == Some(&0) && borders.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(rates.iter().take(borders.len()).all(|rate| (0..=100).contains(rate)));
            }
        }
    }
}
