//! Plans to begin with: one for each way of paying, small enough to be read at a glance and changed.

use serde::{Deserialize, Serialize};

/// A plan to begin with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Starter {
    /// Its word in addresses.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// The plan file.
    pub text: String,
}

/// Word, name, purpose, file.
type Example = (&'static str, &'static str, &'static str, &'static str);

/// Every plan to begin with; the first is the simplest.
pub fn starters() -> impl Iterator<Item = Starter> {
    EXAMPLES.iter().map(|(code, name, about, text)| Starter {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        about: (*about).to_owned(),
        text: format!("{}\n", text.trim()),
    })
}

const EXAMPLES: &[Example] = &[
    (
        "residual",
        "Residual",
        "A share of what is billed, month after month.",
        r#"
{
  "rules": [
    { "name": "residual", "pay": { "percentage": { "rate": "10%" } } }
  ]
}"#,
    ),
    (
        "bands",
        "Bands, each at its rate",
        "More for the part of the month's revenue that is above a border.",
        r#"
{
  "rules": [
    {
      "name": "volume",
      "pay": {
        "tiered": {
          "mode": "marginal",
          "tiers": [
            { "from": "0", "rate": "8%" },
            { "from": "2500.00", "rate": "10%" },
            { "from": "10000.00", "rate": "12%" }
          ]
        }
      }
    }
  ]
}"#,
    ),
    (
        "whole-amount",
        "Bands for the whole amount",
        "The rate of the band reached holds for all of the quarter's revenue.",
        r#"
{
  "rules": [
    {
      "name": "volume",
      "pay": {
        "tiered": {
          "mode": "whole_amount",
          "tiers": [
            { "from": "0", "rate": "8%" },
            { "from": "7500.00", "rate": "10%" }
          ],
          "volume": { "per": "partner", "during": "quarter" }
        }
      }
    }
  ]
}"#,
    ),
    (
        "activation-fee",
        "Activation fee",
        "An amount for each customer who comes, beside a small residual.",
        r#"
{
  "rules": [
    { "name": "residual", "pay": { "percentage": { "rate": "5%" } } },
    { "name": "activation fee", "on": ["activation"], "pay": { "flat": { "amount": "50.00" } } }
  ]
}"#,
    ),
    (
        "accelerator",
        "Accelerator above quota",
        "A higher rate for what is above the partner's quota.",
        r#"
{
  "rules": [
    {
      "name": "accelerator",
      "pay": {
        "attainment": {
          "mode": "marginal",
          "tiers": [
            { "from": "0", "rate": "10%" },
            { "from": "100%", "rate": "20%" }
          ]
        }
      }
    }
  ]
}"#,
    ),
    (
        "spiff",
        "SPIFF",
        "For a time, new customers pay a multiple of their first monthly bill.",
        r#"
{
  "rules": [
    { "name": "residual", "pay": { "percentage": { "rate": "10%" } } },
    {
      "name": "spiff",
      "on": ["activation"],
      "when": { "begins": "2026-01-01", "ends": "2026-03-31" },
      "pay": { "multiple": { "of_mrr": "2", "then": { "after": "10000.00", "of_mrr": "1" } } }
    }
  ]
}"#,
    ),
    (
        "split",
        "Split",
        "Two resellers share what is earned. Put the other one's code in the place of FINDER.",
        r#"
{
  "rules": [
    { "name": "residual", "pay": { "percentage": { "rate": "10%" } } }
  ],
  "statement": {
    "splits": [{ "share": "60%" }, { "partner": "FINDER", "share": "40%" }]
  }
}"#,
    ),
    (
        "override",
        "Override for the parent",
        "The reseller above gets a share of the revenue too, and the one above that a smaller one.",
        r#"
{
  "rules": [
    { "name": "residual", "pay": { "percentage": { "rate": "10%" } } }
  ],
  "statement": {
    "overrides": [
      { "level": 1, "rate": "2%" },
      { "level": 2, "rate": "1%" }
    ]
  }
}"#,
    ),
    (
        "draw",
        "Recoverable draw",
        "At least this much is paid each month, and taken back from better months.",
        r#"
{
  "rules": [
    { "name": "residual", "pay": { "percentage": { "rate": "10%" } } }
  ],
  "statement": {
    "draw": { "amount": "500.00", "recoverable": true }
  }
}"#,
    ),
    (
        "bounds",
        "Cap and floor",
        "A month pays no more, and no less.",
        r#"
{
  "rules": [
    { "name": "residual", "pay": { "percentage": { "rate": "10%" } } }
  ],
  "statement": {
    "cap": "5000.00",
    "floor": "50.00"
  }
}"#,
    ),
    (
        "holdback",
        "Holdback",
        "A part is kept back and paid some months later.",
        r#"
{
  "rules": [
    { "name": "residual", "pay": { "percentage": { "rate": "10%" } } }
  ],
  "statement": {
    "holdback": { "rate": "5%", "release_after_months": 3 }
  }
}"#,
    ),
    (
        "clawback",
        "Clawback",
        "What was paid for a customer who leaves within a year is taken back in proportion.",
        r#"
{
  "rules": [
    { "name": "residual", "pay": { "percentage": { "rate": "10%" } } },
    { "name": "activation fee", "on": ["activation"], "pay": { "flat": { "amount": "100.00" } } }
  ],
  "statement": {
    "clawback": { "window": { "months": 12 }, "take": "pro_rata" }
  }
}"#,
    ),
    (
        "minimum",
        "Minimum, carried forward",
        "Small amounts wait until they are worth a payment.",
        r#"
{
  "rules": [
    { "name": "residual", "pay": { "percentage": { "rate": "10%" } } }
  ],
  "statement": {
    "minimum_payout": "25.00"
  }
}"#,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;
    use crate::commission::PlanTerms;
    use std::collections::BTreeSet;

    #[test]
    fn each_can_be_meant_says_something_and_keeps_its_meaning_when_it_is_written_anew() {
        let codes: BTreeSet<_> = starters().map(|starter| starter.code).collect();
        assert_eq!(codes.len(), starters().count());
        for Starter { code, text, .. } in starters() {
            let terms = PlanTerms::examine(&text).unwrap_or_else(|problems| panic!("{code}: {problems:?}"));
            assert!(!terms.explain(Currency::Usd).is_empty(), "{code}");
            assert_eq!(PlanTerms::read(&terms.to_text()).unwrap(), terms, "{code}");
        }
    }

    #[test]
    fn only_the_split_names_a_reseller() {
        let naming = |starter: &Starter| !PlanTerms::read(&starter.text).unwrap().named_partners().is_empty();
        assert_eq!(starters().filter(naming).map(|starter| starter.code).collect::<Vec<_>>(), ["split"]);
    }
}
