//! Corrections of what was calculated: adjustments by two people, and questions of partners about their lines.

use crate::code::coded;
use crate::commission::Kind;
use crate::money::MoneyError;
use crate::view::PartnerRef;
use crate::{AdjustmentId, Cents, DisputeId, Month, Rate, Refusal, UserId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The largest adjustment: a hundred billion.
const MOST: Cents = Cents(10_000_000_000_000);
/// Characters of a reason, a question or an answer.
const WORDS: usize = 1_000;
/// Days in which a question is to be answered.
pub const DAYS_TO_ANSWER: u64 = 10;

coded! {
    /// How far an adjustment is.
    AdjustmentStatus {
        /// Waits for a second person.
        Proposed = "proposed", "Proposed";
        /// A second person has agreed; it takes effect in the next statement.
        Approved = "approved", "Approved";
        /// A second person has not agreed.
        Rejected = "rejected", "Rejected";
    }
}

coded! {
    /// How far a question is.
    DisputeStatus {
        /// Waits for an answer.
        Open = "open", "Open";
        /// The line was explained.
        Explained = "explained", "Explained";
        /// The answer is an adjustment.
        Adjusted = "adjusted", "Adjusted";
    }
}

/// A correction of earlier months, in favour of the partner when positive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustmentRow {
    /// Its id.
    pub id: AdjustmentId,
    /// Whose commission is corrected.
    pub partner: PartnerRef,
    /// The earliest month that it takes effect in.
    pub month: Month,
    /// How much.
    pub amount: Cents,
    /// Why.
    pub reason: String,
    /// The number of the customer that it is about, if any.
    pub customer: Option<String>,
    /// How far it is.
    pub status: AdjustmentStatus,
    /// Who proposed it.
    pub proposed_by: UserId,
    /// Their name.
    pub proposer: String,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// The name of who agreed to it or didn't.
    pub decider: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// The month whose statement has it.
    pub applied_month: Option<Month>,
}

/// A partner's question about a line of its statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeRow {
    /// Its id.
    pub id: DisputeId,
    /// Who asks.
    pub partner: PartnerRef,
    /// The statement's month.
    pub month: Month,
    /// Its version.
    pub version: i32,
    /// The line, in words.
    pub line: String,
    /// The question.
    pub question: String,
    /// The name of who asked.
    pub asker: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When an answer is due.
    pub due_on: NaiveDate,
    /// How far it is.
    pub status: DisputeStatus,
    /// The answer.
    pub answer: Option<String>,
    /// The name of who answered.
    pub answerer: Option<String>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// The adjustment that it led to.
    pub adjustment: Option<AdjustmentId>,
    /// When the operator's people were told that nobody has answered in time.
    pub escalated_at: Option<DateTime<Utc>>,
}

impl DisputeRow {
    /// Whether nobody has answered in time.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.status == DisputeStatus::Open && self.due_on < today
    }

    /// Whether the operator's people are still to be told so.
    pub fn is_to_escalate(&self, today: NaiveDate) -> bool {
        self.is_overdue(today) && self.escalated_at.is_none()
    }
}

/// What calculating a month anew has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The month.
    pub month: Month,
    /// The version before and the one after.
    pub versions: (i32, i32),
    /// Why it was calculated anew.
    pub reason: Option<String>,
    /// Partners whose statement differs, by code.
    pub partners: Vec<PartnerDifference>,
    /// Lines that only one of the versions has, by partner; the first thousand.
    pub lines: Vec<LineDifference>,
}

/// A statement that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct PartnerDifference {
    /// The partner's code.
    pub partner: String,
    /// What the statement was; nothing where there was none.
    pub before: Cents,
    /// What it is; nothing where there is none.
    pub after: Cents,
}

/// A line that only one version has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct LineDifference {
    /// The partner's code.
    pub partner: String,
    /// The version that has it.
    pub version: i32,
    /// What it is.
    pub kind: Kind,
    /// What gave it; empty on a plain statement.
    pub origin: String,
    /// The customer's number, if it is about one.
    pub customer: Option<String>,
    /// What the rate applies to.
    pub base: Cents,
    /// The rate.
    pub rate: Rate,
    /// The amount.
    pub amount: Cents,
}

/// A reason, question or answer as it is kept: trimmed, not empty, no longer than anyone reads.
pub fn words(field: &str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::invalid(field, "say it in words"));
    }
    if text.chars().count() > WORDS {
        return Err(Refusal::invalid(field, format!("use at most {WORDS} characters")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Refusal::invalid(field, "there is a control character in it; take it away"));
    }
    Ok(text.to_owned())
}

/// Refuses an amount that corrects nothing, or more than anyone earns.
pub fn amount(amount: Cents) -> Result<Cents, Refusal> {
    match amount {
        Cents::ZERO => Err(Refusal::invalid("amount", "an adjustment of nothing corrects nothing")),
        amount if amount > MOST || amount < Cents(-MOST.0) => {
            Err(Refusal::invalid("amount", format!("give at most {MOST}")))
        }
        amount => Ok(amount),
    }
}

/// An amount as a person writes it.
pub fn amount_in(text: &str) -> Result<Cents, Refusal> {
    text.parse().map_err(|error: MoneyError| Refusal::invalid("amount", error.to_string())).and_then(amount)
}

/// The same where there needn't be one.
pub fn optional_amount_in(text: &str) -> Result<Option<Cents>, Refusal> {
    if text.trim().is_empty() { Ok(None) } else { amount_in(text).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_words_and_an_amount_corrects_something() {
        assert_eq!(words("reason", "  bill was late\n").unwrap(), "bill was late");
        for bad in ["", "  \n", "a\u{7}b", &"x".repeat(1_001)] {
            assert!(words("reason", bad).is_err(), "{bad:?}");
        }
        assert_eq!(amount(Cents(-1)).unwrap(), Cents(-1));
        for bad in [Cents::ZERO, Cents(i64::MIN), Cents(i64::MAX)] {
            assert!(amount(bad).is_err(), "{bad}");
        }
        assert_eq!(amount_in("-12.50").unwrap(), Cents(-1_250));
        assert_eq!(
            amount_in("a lot").unwrap_err().to_string(),
            "amount: “a lot” is not an amount; write it like 1234.50"
        );
        assert_eq!((optional_amount_in(" ").unwrap(), optional_amount_in("1").unwrap()), (None, Some(Cents(100))));
        assert!(optional_amount_in("0").is_err());
    }
}
