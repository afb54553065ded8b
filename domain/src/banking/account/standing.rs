//! What a payment to a partner waits for beside its account: a hold, a tax form, a minimum.

use crate::code::coded;
use crate::{Cents, Refusal, UserId};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

coded! {
    /// A rule that holds payments without a person.
    HoldRule {
        /// Payments came back again and again.
        RepeatedReturns = "repeated_returns", "Repeated returns";
        /// A comparison has found what must be looked at first.
        Reconciliation = "reconciliation", "Reconciliation";
    }
}

/// Why a partner isn't paid for now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// In words.
    pub reason: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The person who holds; nobody for a rule and for the command line.
    pub by: Option<UserId>,
    /// The rule that holds; none for a person.
    pub rule: Option<HoldRule>,
}

coded! {
    /// A form by which a payee tells the tax office's number.
    TaxFormKind {
        /// Of payees in the United States.
        W9 = "w9", "W-9";
        /// Of foreign payees.
        W8 = "w8", "W-8";
    }
}

/// A tax form on file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxForm {
    /// Which.
    pub kind: TaxFormKind,
    /// The day it was received, which counts as the day it was signed.
    pub received_on: NaiveDate,
}

impl TaxForm {
    /// The last day on which it holds; `None` for one that holds until it is replaced.
    ///
    /// Source: Instructions for the Requester of Forms W-8: from its signing to the last day of the third year after.
    pub fn holds_until(self) -> Option<NaiveDate> {
        match self.kind {
            TaxFormKind::W9 => None,
            TaxFormKind::W8 => NaiveDate::from_ymd_opt(self.received_on.year() + 3, 12, 31),
        }
    }

    /// Whether it holds on a day.
    pub fn holds_on(self, day: NaiveDate) -> bool {
        self.received_on <= day && self.holds_until().is_none_or(|last| day <= last)
    }
}

/// Whether and from what amount a partner is paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentStanding {
    /// Why it isn't paid for now.
    pub hold: Option<Hold>,
    /// The newest tax form on file.
    pub tax_form: Option<TaxForm>,
    /// The least amount that is paid, where it isn't the operator's own.
    pub minimum: Option<Cents>,
}

impl PaymentStanding {
    /// Holds payments. A hold that is there stays: who or what holds first is who must let go.
    pub fn hold(&self, hold: Hold) -> Result<Self, Refusal> {
        match &self.hold {
            Some(there) => Err(Refusal::not_now(format!("Payments are on hold already: {}", there.reason))),
            None => Ok(Self { hold: Some(hold), ..self.clone() }),
        }
    }

    /// Lets payments go on.
    pub fn release(&self) -> Result<Self, Refusal> {
        match &self.hold {
            Some(_) => Ok(Self { hold: None, ..self.clone() }),
            None => Err(Refusal::not_now("Payments aren’t on hold.")),
        }
    }

    /// Puts a tax form on file.
    pub fn file(&self, form: TaxForm, today: NaiveDate) -> Result<Self, Refusal> {
        if form.received_on > today {
            return Err(Refusal::invalid("Day received", "is in the future; give the day on which the form came"));
        }
        if !form.holds_on(today) {
            return Err(Refusal::invalid("Day received", "a form of that day no longer holds; ask for a new one"));
        }
        Ok(Self { tax_form: Some(form), ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_w8_ends_with_the_third_year_after_and_a_w9_never() {
        let w8 = TaxForm { kind: TaxFormKind::W8, received_on: day("2025-02-03") };
        assert!(w8.holds_on(day("2028-12-31")) && !w8.holds_on(day("2029-01-01")) && !w8.holds_on(day("2025-02-02")));
        let w9 = TaxForm { kind: TaxFormKind::W9, ..w8 };
        assert!(w9.holds_on(day("2099-01-01")));
    }

    #[test]
    fn a_form_from_the_future_or_long_ago_is_not_filed() {
        let standing = PaymentStanding::default();
        let form = |received| TaxForm { kind: TaxFormKind::W8, received_on: day(received) };
        assert!(standing.file(form("2025-10-07"), day("2025-10-06")).is_err());
        assert!(standing.file(form("2021-10-07"), day("2025-10-06")).is_err());
        assert_eq!(standing.file(form("2025-10-06"), day("2025-10-06")).unwrap().tax_form, Some(form("2025-10-06")));
    }

    #[test]
    fn a_hold_is_made_once_and_released_once() {
        let hold = Hold { reason: "Disputed".into(), since: DateTime::UNIX_EPOCH, by: None, rule: None };
        let first = PaymentStanding::default().hold(hold.clone()).unwrap();
        assert!(first.hold(hold).unwrap_err().to_string().contains("Disputed"));
        let free = first.release().unwrap();
        assert!(free.release().is_err());
    }
}
