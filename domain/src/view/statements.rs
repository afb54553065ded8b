//! Commission statements, down to the fact behind each cent.

use super::{PartnerRef, PayoutRow};
use crate::billing::BillingSource;
use crate::commission::{Carried, Kind};
use crate::run::RunStatus;
use crate::{Cents, CustomerId, EntryId, Month, Rate, Rounding};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One partner's commission of one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRow {
    /// The month.
    pub month: Month,
    /// Counts recalculations.
    pub version: i32,
    /// Whose.
    pub partner: PartnerRef,
    /// The plan and its version, or that there is none: the partner only gets a share of what others sell.
    pub plan: String,
    /// Lines on it.
    pub lines: i32,
    /// Billed revenue it is computed from.
    pub billed: Cents,
    /// The sum of its lines.
    pub commission: Cents,
    /// How far the month is.
    pub status: RunStatus,
}

/// A statement with a page of its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementPage {
    /// The statement.
    pub statement: StatementRow,
    /// The plan's rules in plain words, in order.
    pub rules: Vec<String>,
    /// What happened to half a cent.
    pub rounding: Rounding,
    /// The sums of all lines by kind, in the order of evaluation.
    pub sums: Vec<(Kind, Cents)>,
    /// The page of lines: a plain statement's by customer number, others in the order of evaluation.
    pub lines: Vec<StatementLine>,
    /// Pages of lines.
    pub pages: u32,
    /// What it leaves for later months.
    pub carried: Carried,
    /// The place of the page's first line among all, from 0.
    pub first: u32,
    /// Code and version of the plan, for who may see plans.
    pub plan: Option<(String, i32)>,
    /// The entry that books it, for who may see the books.
    pub booked: Option<Booked>,
    /// The payout that it is paid with, for who may see payouts.
    pub paid: Option<PayoutRow>,
    /// Whether the viewer may ask about a line.
    pub may_ask: bool,
}

/// The entry that books a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// The entry.
    pub entry: EntryId,
    /// The day it is booked on.
    pub day: NaiveDate,
}

/// One line, with the fact it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct StatementLine {
    /// What it is.
    pub kind: Kind,
    /// What it is called: the rule's or bonus's name, the part of the plan, or a correction's reason. Empty on a plain
    /// statement's lines, which have the number of their rule alone.
    pub origin: String,
    /// Which rule of the plan, from 1; 0 for what no rule gives, or a rule of another partner's plan.
    pub rule: i16,
    /// Which band of a tiered rule, from 1; 0 for rules without bands.
    pub part: i16,
    /// Code of the partner whose sales it comes from, where that is another.
    pub from_partner: Option<String>,
    /// The customer, if it is about one.
    pub customer_id: Option<CustomerId>,
    /// The operator's number for it.
    pub customer_code: Option<String>,
    /// The operator's id of the invoice or event; none where it is the customer's bill of the month, or no fact at all.
    pub fact: Option<String>,
    /// What the customer was billed in the month, in all, where the fact is that bill.
    pub billed: Option<Cents>,
    /// How we know what was billed.
    pub source: Option<BillingSource>,
    /// The amount the rate applies to.
    pub base: Cents,
    /// The rate.
    pub rate: Rate,
    /// The amount: what it adds to the statement.
    pub amount: Cents,
    /// For a line in a band, the bases of the rule's lines before it in the order of evaluation.
    pub volume_before: Option<Cents>,
}

impl StatementLine {
    /// `Rule 1, tier 2` on a plain statement; else the kind of line with the name of what gave it.
    pub fn rule_in_words(&self) -> String {
        let words = match (self.kind, self.origin.as_str()) {
            (Kind::Earned, "") => format!("Rule {}", self.rule),
            (Kind::Earned, origin) => capitalised(origin),
            (kind, origin) if origin.is_empty() || origin == kind.label() => capitalised(kind.label()),
            (kind, origin) => format!("{}: {origin}", capitalised(kind.label())),
        };
        if self.part > 0 { format!("{words}, tier {}", self.part) } else { words }
    }

    /// The fact behind it: the operator's id of the invoice or event, or the customer's bill; nothing for a line about
    /// the statement as a whole.
    pub fn fact_in_words(&self, month: Month) -> String {
        match (&self.fact, self.billed) {
            (Some(fact), _) => fact.clone(),
            (None, Some(_)) => format!("Bill {month}"),
            (None, None) => String::new(),
        }
    }

    /// Base × rate in major units, exact; `None` beyond 28 digits.
    pub fn product(&self) -> Option<Decimal> {
        let product = i128::from(self.base.0) * i128::from(self.rate.0);
        Decimal::try_from_i128_with_scale(product, 8).ok().map(|product| product.normalize())
    }

    /// How the amount comes from base × rate.
    pub fn working(&self, rounding: Rounding) -> Working {
        let Some(product) = self.product() else { return Working::Otherwise };
        let off = Cents::from_decimal(product, rounding).map(|rounded| (self.amount.0 - rounded.0).abs());
        match off {
            Some(0) if product == self.amount.to_decimal() => Working::Exact,
            Some(0) => Working::Rounded,
            Some(1) => Working::Running,
            _ => Working::Otherwise,
        }
    }
}

/// How the amount of a line comes from its base and rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Working {
    /// It is base × rate.
    Exact,
    /// It is base × rate, rounded to the cent.
    Rounded,
    /// It is what its fact adds to a running sum that is rounded, and so a cent off.
    Running,
    /// The line's kind says how it is made.
    Otherwise,
}

/// With a capital letter at its beginning.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: Kind, origin: &str, rule: i16, part: i16) -> StatementLine {
        StatementLine {
            kind,
            origin: origin.to_owned(),
            customer_id: None,
            customer_code: Some("0002-ORFBO".to_owned()),
            from_partner: None,
            fact: None,
            rule,
            part,
            base: Cents(10_125),
            rate: Rate::percent(10),
            amount: Cents(1_012),
            billed: Some(Cents(10_125)),
            source: Some(BillingSource::Derived),
            volume_before: None,
        }
    }

    #[test]
    fn a_line_names_its_rule_and_tier() {
        assert_eq!(line(Kind::Earned, "", 1, 0).rule_in_words(), "Rule 1");
        assert_eq!(line(Kind::Earned, "", 2, 3).rule_in_words(), "Rule 2, tier 3");
        assert_eq!(line(Kind::Earned, "residual", 2, 3).rule_in_words(), "Residual, tier 3");
        assert_eq!(line(Kind::Holdback, "holdback", 0, 0).rule_in_words(), "Holdback");
        assert_eq!(line(Kind::Bonus, "ten activations", 0, 0).rule_in_words(), "Bonus: ten activations");
    }

    #[test]
    fn a_line_says_how_its_amount_comes_from_base_and_rate() {
        let line = line(Kind::Earned, "", 1, 0);
        assert_eq!(line.product().unwrap().to_string(), "10.125");
        let with = |amount| StatementLine { amount: Cents(amount), ..line.clone() };
        assert_eq!(with(1_012).working(Rounding::HalfEven), Working::Rounded);
        assert_eq!(with(1_012).working(Rounding::HalfUp), Working::Running);
        assert_eq!(with(2_000).working(Rounding::HalfEven), Working::Otherwise);
        let even = StatementLine { base: Cents(10_120), ..line.clone() };
        assert_eq!(even.working(Rounding::HalfEven), Working::Exact);
        let endless = StatementLine { base: Cents(i64::MAX), rate: Rate(i64::MAX), ..line };
        assert_eq!(endless.working(Rounding::HalfEven), Working::Otherwise);
    }
}
