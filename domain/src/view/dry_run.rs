//! What a workflow would do, found out by its own rules and without doing it.

use crate::workflow::Workflow;
use crate::{Cents, Currency};
use serde::{Deserialize, Serialize};

/// A workflow tried without effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRun {
    /// Which.
    pub workflow: Workflow,
    /// What it would be about.
    pub period: String,
    /// The currency of its amounts.
    pub currency: Currency,
    /// What each step would do, in the order in which they run.
    pub steps: Vec<DryStep>,
}

/// What a step would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryStep {
    /// Its name.
    pub name: String,
    /// What it would do, as the rest of a sentence that begins with “Would”; empty where it would be refused.
    pub would: String,
    /// Why it would be refused, with the way out.
    pub refused: Option<String>,
    /// What it would come to.
    pub figures: Vec<(String, DryFigure)>,
    /// What it would do to whom.
    pub rows: Vec<DryRow>,
    /// Rows beyond those that are shown.
    pub more: u64,
}

/// A count, or an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DryFigure {
    /// How many.
    Count(i64),
    /// How much.
    Amount(Cents),
}

/// What a step would do to one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRow {
    /// To what.
    pub what: String,
    /// How much.
    pub amount: Option<Cents>,
    /// What else there is to say.
    pub note: String,
}

impl DryStep {
    /// Rows that are shown of a step; the figures count all of them.
    pub const ROWS: usize = 200;

    /// A step that would do something.
    pub fn would(name: &str, would: impl Into<String>) -> Self {
        Self { name: name.to_owned(), would: would.into(), ..Self::default() }
    }

    /// A step that would be refused.
    pub fn refused(name: &str, reason: impl Into<String>) -> Self {
        Self { name: name.to_owned(), refused: Some(reason.into()), ..Self::default() }
    }

    /// With a count.
    #[must_use]
    pub fn count(mut self, label: &str, count: usize) -> Self {
        self.figures.push((label.to_owned(), DryFigure::Count(i64::try_from(count).unwrap_or(i64::MAX))));
        self
    }

    /// With an amount.
    #[must_use]
    pub fn amount(mut self, label: &str, amount: Cents) -> Self {
        self.figures.push((label.to_owned(), DryFigure::Amount(amount)));
        self
    }

    /// With what it would do to whom; of many the first.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = DryRow>) -> Self {
        let mut rows = rows.into_iter();
        self.rows.extend(rows.by_ref().take(Self::ROWS));
        self.more = rows.count() as u64;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_rows_the_first_are_shown_and_the_others_counted() {
        let row = |number: usize| DryRow { what: number.to_string(), amount: None, note: String::new() };
        let step = DryStep::would("freeze", "freeze").rows((0..DryStep::ROWS + 7).map(row));
        assert_eq!((step.rows.len(), step.more), (DryStep::ROWS, 7));
    }
}
