//! One row of a customer file, read into what the product knows of a customer.

use super::Problem;
use super::mapping::Places;
use chrono::NaiveDate;
use domain::Cents;
use domain::customer::Contract;
use domain::lifecycle::{ChurnReason, Stage};
use std::str::FromStr;

/// What one row says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CustomerRow {
    pub(super) line: u64,
    pub(super) code: String,
    pub(super) partner: String,
    pub(super) mrr: Cents,
    pub(super) activated_on: Option<NaiveDate>,
    pub(super) churned_on: Option<NaiveDate>,
    pub(super) churn_reason: Option<ChurnReason>,
    pub(super) stage: Stage,
    pub(super) contract: Option<Contract>,
    pub(super) city: Option<String>,
    pub(super) postcode: Option<String>,
    pub(super) billed_to_date: Option<Cents>,
    pub(super) satisfaction: Option<i32>,
    pub(super) services: String,
}

/// Longest text of a field, in characters.
const TEXT_MAX: usize = 200;

/// A row's fields by name.
pub(super) struct Fields<'a> {
    pub(super) line: u64,
    pub(super) record: &'a csv::StringRecord,
    pub(super) places: &'a Places,
}

/// Reads a row; `today` is the operator's day, after which no date may lie.
pub(super) fn read(
    line: u64,
    record: &csv::StringRecord,
    places: &Places,
    today: NaiveDate,
) -> Result<CustomerRow, Problem> {
    let fields = Fields { line, record, places };
    let activated_on = fields.day("activated_on", today)?;
    let churned_on = fields.day("churned_on", today)?;
    if let (Some(from), Some(to)) = (activated_on, churned_on)
        && to < from
    {
        return Err(fields.problem("churned_on", "the customer left before it came"));
    }
    let mrr = fields.amount("mrr")?.ok_or_else(|| fields.problem("mrr", "the monthly charge is missing"))?;
    let stage = match fields.word::<Stage>("stage")? {
        Some(stage) => stage,
        None if churned_on.is_some() => Stage::Churned,
        None if activated_on.is_some() => Stage::Active,
        None => Stage::Prospect,
    };
    if (stage == Stage::Churned) != churned_on.is_some() && activated_on.is_some() {
        return Err(
            fields.problem("churned_on", format!("the stage is “{stage}”, which doesn't fit the day of leaving"))
        );
    }
    let churn_reason = match fields.word("churn_reason")? {
        None if stage == Stage::Churned => Some(ChurnReason::Other),
        reason => reason,
    };
    Ok(CustomerRow {
        line,
        code: fields.needed("code")?,
        partner: fields.needed("partner")?,
        mrr,
        activated_on,
        churned_on,
        churn_reason,
        stage,
        contract: fields.word("contract")?,
        city: fields.text("city")?,
        postcode: fields.text("postcode")?,
        billed_to_date: fields.amount("billed_to_date")?,
        satisfaction: fields.satisfaction()?,
        services: fields.services(),
    })
}

impl Fields<'_> {
    /// The text of a field, trimmed; `None` where the file hasn't the column or the row leaves it empty.
    pub(super) fn raw(&self, field: &str) -> Option<&str> {
        let (at, _) = self.places.of(field)?;
        self.record.get(at).map(str::trim).filter(|text| !text.is_empty())
    }

    pub(super) fn problem(&self, field: &str, reason: impl Into<String>) -> Problem {
        let column = self.places.of(field).map_or(field, |(_, column)| column);
        let value = self.raw(field).unwrap_or_default().chars().take(TEXT_MAX).collect();
        Problem { line: self.line, field: column.to_owned(), reason: reason.into(), value }
    }

    pub(super) fn text(&self, field: &str) -> Result<Option<String>, Problem> {
        let Some(text) = self.raw(field) else { return Ok(None) };
        if text.starts_with(['=', '+', '@', '\t', '\r']) || (text.starts_with('-') && text.len() > 1) {
            let reason = "a spreadsheet would run this as a formula; take the first character away";
            return Err(self.problem(field, reason));
        }
        if text.chars().any(char::is_control) {
            return Err(self.problem(field, "there is a control character in it; take it away"));
        }
        if text.chars().count() > TEXT_MAX {
            return Err(self.problem(field, format!("this is longer than {TEXT_MAX} characters")));
        }
        Ok(Some(text.to_owned()))
    }

    pub(super) fn needed(&self, field: &str) -> Result<String, Problem> {
        self.text(field)?.ok_or_else(|| self.problem(field, "this must be filled in"))
    }

    pub(super) fn amount(&self, field: &str) -> Result<Option<Cents>, Problem> {
        let Some(text) = self.raw(field) else { return Ok(None) };
        let amount = Cents::from_str(text).map_err(|error| self.problem(field, error.to_string()))?;
        if amount < Cents::ZERO {
            return Err(self.problem(field, "a charge can't be negative; give a credit as an adjustment"));
        }
        Ok(Some(amount))
    }

    /// A whole number within bounds.
    pub(super) fn number<T: FromStr + PartialOrd + std::fmt::Display + Copy>(
        &self,
        field: &str,
        within: std::ops::RangeInclusive<T>,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.raw(field) else { return Ok(None) };
        let found = text.parse().ok().filter(|number| within.contains(number));
        let wrong = || format!("use a whole number from {} to {}", within.start(), within.end());
        found.map(Some).ok_or_else(|| self.problem(field, wrong()))
    }

    pub(super) fn day(&self, field: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Problem> {
        let Some(text) = self.raw(field) else { return Ok(None) };
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map_err(|_| self.problem(field, "this is no date; write it like 2025-09-30"))?;
        if day > today {
            return Err(self.problem(field, format!("this lies in the future; today is {today}")));
        }
        if domain::Month::of(day).year() < 1970 {
            return Err(self.problem(field, "this lies before 1970"));
        }
        Ok(Some(day))
    }

    pub(super) fn word<T: FromStr<Err: std::fmt::Display>>(&self, field: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.raw(field) else { return Ok(None) };
        let word = self.places.word(field, text);
        word.parse().map(Some).map_err(|error: T::Err| self.problem(field, error.to_string()))
    }

    fn satisfaction(&self) -> Result<Option<i32>, Problem> {
        let Some(text) = self.raw("satisfaction") else { return Ok(None) };
        match text.parse() {
            Ok(score @ 1..=5) => Ok(Some(score)),
            _ => Err(self.problem("satisfaction", "use a whole number from 1 to 5")),
        }
    }

    fn services(&self) -> String {
        let taken = self.places.services.iter().filter(|(at, _)| {
            self.record.get(*at).is_some_and(|text| matches!(text.trim().to_lowercase().as_str(), "yes" | "true" | "1"))
        });
        taken.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
    }
}
