//! A plan tried on facts from files, without a database: what `tributary plan try` does.
//!
//! A facts file is one month of a partner, or a list of its months one after the other, each taking over what the one
//! before left. Amounts are text in major units; `docs/plans.md` shows every field.

mod facts;
mod report;

pub use facts::MonthFile;
pub use report::{Report, StatementReport};

use super::{PlanTerms, settle};
use crate::{CustomerId, Refusal};
use facts::Months;
use std::collections::HashMap;
use uuid::Uuid;

/// The statements that a plan gives for each month of a facts file.
///
/// Refuses texts that aren't such files, with path, line and column, and whatever [`settle`] refuses.
pub fn try_plan(plan: &str, facts: &str) -> Result<Vec<Report>, Refusal> {
    let terms = PlanTerms::read(plan)?;
    terms.ensure_sound()?;
    let months = Months::read(facts)?;
    let customers = Customers::of(&months.0);
    let mut reports: Vec<Report> = Vec::with_capacity(months.0.len());
    let mut left = None;
    for (at, month) in months.0.iter().enumerate() {
        month.check(&terms, left.is_some()).map_err(|refusal| within(at, months.0.len(), refusal))?;
        let carried = left.unwrap_or_else(|| month.carried(&customers));
        let settled = month.settle(&terms, &carried, &customers, settle);
        let settled = settled.map_err(|refusal| within(at, months.0.len(), refusal))?;
        reports.push(Report::of(&terms, month, &settled, &customers));
        left = Some(settled.carried);
    }
    Ok(reports)
}

/// Says which of several months a refusal is about.
fn within(at: usize, months: usize, refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Invalid { field, reason } if months > 1 => Refusal::invalid(format!("[{at}], {field}"), reason),
        other => other,
    }
}

/// Customers' numbers as ids, in the order in which the file names them, and back.
struct Customers<'a> {
    codes: Vec<&'a str>,
    ids: HashMap<&'a str, CustomerId>,
}

impl<'a> Customers<'a> {
    fn of(months: &'a [MonthFile]) -> Self {
        let mut customers = Self { codes: Vec::new(), ids: HashMap::new() };
        for code in months.iter().flat_map(MonthFile::customers) {
            let next = CustomerId(Uuid::from_u128(customers.codes.len() as u128));
            customers.ids.entry(code).or_insert_with(|| {
                customers.codes.push(code);
                next
            });
        }
        customers
    }

    fn id(&self, code: Option<&str>) -> Option<CustomerId> {
        code.and_then(|code| self.ids.get(code).copied())
    }

    fn code(&self, id: Option<CustomerId>) -> Option<&'a str> {
        let at = usize::try_from(id?.0.as_u128()).ok()?;
        self.codes.get(at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TEN_PERCENT: &str = r#"{"rules": [{"name": "residual", "pay": {"percentage": {"rate": "10%"}}}]}"#;

    fn refusal(plan: &str, facts: &str) -> String {
        try_plan(plan, facts).unwrap_err().to_string()
    }

    #[test]
    fn a_plan_is_tried_on_facts() {
        let facts = r#"{"month": "2026-01", "partner": "D-1", "facts": [
            {"id": "INV-1", "customer": "C-7", "amount": "1200.00"}, {"id": "INV-2", "customer": "C-8", "amount": "0.25"}]}"#;
        let report = serde_json::to_value(&try_plan(TEN_PERCENT, facts).unwrap()[0]).unwrap();
        let line = json!({"kind": "earned", "rule": "residual", "customer": "C-7", "fact": "INV-1",
            "base": "1200.00", "rate": "0.1", "amount": "120.00"});
        assert_eq!(report["statements"][0]["lines"][0], line);
        assert_eq!(report["statements"][0]["lines"][1]["amount"], "0.02");
        assert_eq!(report["statements"][0]["subtotals"], json!({"earned": "120.02"}));
        assert_eq!(report["statements"][0]["total"], "120.02");
    }

    #[test]
    fn what_a_file_gets_wrong_is_said_with_its_place() {
        let cases = [
            (
                "{\"month\": \"2026-01\", \"facts\": [{\"id\": \"I\",\n \"amount\": \"1.005\"}]}",
                "facts, facts[0].amount: “1.005” has parts of a cent; give at most two decimals at line 2 column 18",
            ),
            (
                r#"{"month": "2026-01", "facts": [{"id": "I", "amount": 12}]}"#,
                "facts, facts[0].amount: invalid type: integer `12`, expected an amount as text, such as \"1200.00\" \
                 at line 1 column 55",
            ),
            (
                r#"[{"month": "2026-01", "fact": []}]"#,
                "facts, [0].fact: unknown field `fact`, expected one of `month`, `partner`, `parents`, `currency`, \
                 `rounding`, `quota`, `before`, `facts`, `departures`, `adjustments`, `carried` at line 1 column 28",
            ),
            (
                r#"{"month": "2026-01", "facts": [{"id": "I", "amount": "1"}, {"id": "I", "amount": "1"}]}"#,
                "facts[1].id: there are two facts “I”; give each an id of its own",
            ),
            (
                r#"{"month": "2026-01", "partner": "D-1", "parents": ["M", "D-1"]}"#,
                "parents[1]: “D-1” is its own parent; name each partner once, from the nearest up",
            ),
            (
                r#"{"month": "2026-01", "before": {"spiff": {"own": "1"}}}"#,
                "before.spiff: the plan has no rule of that name; its rules are: residual",
            ),
            ("[]", "facts: there is no month; give at least one"),
        ];
        for (facts, expected) in cases {
            assert_eq!(refusal(TEN_PERCENT, facts), expected);
        }
        for facts in ["", "{", "null", "7", r#"{"month": "2026-13"}"#, r#"{"month": 202601}"#] {
            assert!(try_plan(TEN_PERCENT, facts).is_err(), "{facts}");
        }
        let euros = TEN_PERCENT.replacen('{', r#"{"currency": "eur", "#, 1);
        let said = refusal(&euros, r#"{"month": "2026-01", "currency": "usd"}"#);
        assert_eq!(said, "currency: the facts are in USD, but the plan is in EUR; convert them first");
    }

    #[test]
    fn months_of_a_list_take_over_what_the_one_before_left() {
        let plan = r#"{"rules": [{"name": "residual", "pay": {"percentage": {"rate": "10%"}}}],
            "statement": {"minimum_payout": "25.00"}}"#;
        let fact = |id| json!({"id": id, "amount": "150.00"});
        let months = json!([{"month": "2026-01", "facts": [fact("A")]}, {"month": "2026-02", "facts": [fact("B")]}]);
        let reports = try_plan(plan, &months.to_string()).unwrap();
        let totals: Vec<_> = reports.iter().map(|report| report.statements[0].total.as_str()).collect();
        assert_eq!(totals, ["0.00", "30.00"]);
        let twice = json!([{"month": "2026-01"}, {"month": "2026-02", "carried": {}}]);
        let said = refusal(plan, &twice.to_string());
        assert_eq!(said, "[1], carried: it comes from the month before; give it for the first month only");
    }
}
