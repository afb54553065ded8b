//! Commission statements, down to the fact behind each cent.

use super::PartnerRef;
use crate::billing::BillingSource;
use crate::commission::{Carried, Kind};
use crate::run::RunStatus;
use crate::{Cents, CustomerId, Month, Rate, Rounding};
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
}
