//! Commission statements, down to the fact behind each cent.

use super::PartnerRef;
use crate::billing::BillingSource;
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
    /// The plan and its version.
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
    /// The page of lines, in order of customer number.
    pub lines: Vec<StatementLine>,
    /// Pages of lines.
    pub pages: u32,
}

/// One line, with the fact it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct StatementLine {
    /// Who was billed.
    pub customer_id: CustomerId,
    /// The operator's number for it.
    pub customer_code: String,
    /// Which rule of the plan, from 1.
    pub rule: i16,
    /// Which band of a tiered rule, from 1; 0 for rules without bands.
    pub part: i16,
    /// The amount the rate applies to.
    pub base: Cents,
    /// The rate.
    pub rate: Rate,
    /// The commission.
    pub amount: Cents,
    /// What the customer was billed in the month, in all.
    pub billed: Cents,
    /// How we know.
    pub source: BillingSource,
}
