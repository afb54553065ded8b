//! What a trial says: statements with amounts as text, and what is left for later in the words of a facts file.

use super::Customers;
use super::facts::MonthFile;
use crate::commission::number::Written;
use crate::commission::{Carried, Item, Kind, PlanTerms, Settled, Statement};
use crate::{Cents, Currency, Rate};
use serde::Serialize;
use std::collections::BTreeMap;

/// The statements of one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The month.
    pub month: String,
    /// The currency, where plan or facts say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The partner's own statement first, then those of others who get something of it.
    pub statements: Vec<StatementReport>,
    /// What the month leaves for later.
    pub carried: CarriedReport,
}

/// What one partner gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementReport {
    /// Whose.
    pub partner: String,
    /// The lines, in the order of evaluation.
    pub lines: Vec<LineReport>,
    /// Their sums by kind, in the order of evaluation.
    pub subtotals: BTreeMap<Kind, String>,
    /// The sum of all.
    pub total: String,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineReport {
    /// What it is.
    pub kind: Kind,
    /// The rule or part of the plan that it comes from, or a correction's reason.
    pub rule: String,
    /// The customer, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The fact, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// Which band, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<i16>,
    /// What the rate applies to.
    pub base: String,
    /// The rate, as a factor.
    pub rate: String,
    /// The amount.
    pub amount: String,
}

/// What a month leaves for later; a facts file takes it as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CarriedReport {
    /// Draws still to be recovered.
    pub draw_owed: String,
    /// Below the minimum payout, or owed.
    pub brought_forward: String,
    /// Holdbacks.
    pub held: Vec<HeldReport>,
    /// Later parts of advances.
    pub instalments: Vec<InstalmentReport>,
}

/// An amount kept back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldReport {
    /// How much.
    pub amount: String,
    /// The month in which it is paid.
    pub release: String,
}

/// A later part of an advance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstalmentReport {
    /// The month in which it is paid.
    pub due: String,
    /// How much.
    pub amount: String,
    /// The customer, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The rule.
    pub rule: String,
    /// The fact.
    pub fact: String,
}

fn text(amount: Cents) -> String {
    amount.write()
}

impl Report {
    pub(super) fn of(terms: &PlanTerms, month: &MonthFile, settled: &Settled, customers: &Customers<'_>) -> Self {
        let statement = |statement: &Statement| StatementReport {
            partner: statement.partner.clone(),
            lines: statement.items.iter().map(|item| LineReport::of(terms, month, item, customers)).collect(),
            subtotals: statement.subtotals.iter().map(|(kind, sum)| (*kind, text(*sum))).collect(),
            total: text(statement.total),
        };
        Self {
            month: month.month.to_string(),
            currency: terms.currency.or(month.currency),
            statements: settled.statements.iter().map(statement).collect(),
            carried: CarriedReport::of(&settled.carried, customers),
        }
    }
}

impl LineReport {
    fn of(terms: &PlanTerms, month: &MonthFile, item: &Item, customers: &Customers<'_>) -> Self {
        let rule = item.origin.words(terms, item.kind);
        Self {
            kind: item.kind,
            rule,
            customer: customers.code(item.customer).map(str::to_owned),
            fact: item.fact.and_then(|at| month.facts.get(at)).map(|fact| fact.id.clone()),
            tier: (item.part > 0).then_some(item.part),
            base: text(item.base),
            rate: Rate::write(&item.rate),
            amount: text(item.amount),
        }
    }
}

impl CarriedReport {
    fn of(carried: &Carried, customers: &Customers<'_>) -> Self {
        let held = carried.held.iter();
        let instalments = carried.instalments.iter();
        Self {
            draw_owed: text(carried.draw_owed),
            brought_forward: text(carried.brought_forward),
            held: held
                .map(|held| HeldReport { amount: text(held.amount), release: held.release.to_string() })
                .collect(),
            instalments: instalments
                .map(|one| InstalmentReport {
                    due: one.due.to_string(),
                    amount: text(one.amount),
                    customer: customers.code(one.customer).map(str::to_owned),
                    rule: one.rule.clone(),
                    fact: one.fact.clone(),
                })
                .collect(),
        }
    }
}
