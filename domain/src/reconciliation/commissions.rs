//! A reseller's statement lines against its bills, evaluated again by the plan version in force.

use super::{Finding, FindingKind, Limited, Side, Tolerance};
use crate::commission::{BilledFact, Line, PlanTerms, evaluate};
use crate::{Cents, CustomerId, Month, PartnerId, Refusal, Rounding};
use std::collections::{BTreeMap, BTreeSet};

/// One reseller's month, from both sides.
#[derive(Clone, Copy, Debug)]
pub struct PartnerMonth<'a> {
    /// Whose.
    pub partner: PartnerId,
    /// The month.
    pub month: Month,
    /// What its customers were billed.
    pub bills: &'a [BilledFact],
    /// The plan version in force and its name; none where the reseller has no plan.
    pub plan: Option<(&'a PlanTerms, &'a str)>,
    /// What the operator does with half a cent.
    pub rounding: Rounding,
    /// The lines of its statement.
    pub lines: &'a [Line],
    /// What is known of customers that have a line here and no bill.
    pub strays: &'a BTreeMap<CustomerId, Stray>,
}

/// What is known of a customer that a line is about, while its reseller has no bill of that customer and month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stray {
    /// The reseller that has the month's bill, and whether that one has a line for it too.
    pub billed_to: Option<(PartnerId, bool)>,
    /// The nearest month that has a bill of this reseller and customer, and its amount.
    pub other_month: Option<(Month, Cents)>,
    /// Whether there is such a customer.
    pub is_known: bool,
}

/// Customers with a line and without a bill: what to ask about before comparing.
pub fn stray_customers(bills: &[BilledFact], lines: &[Line]) -> BTreeSet<CustomerId> {
    let billed: BTreeSet<_> = bills.iter().map(|bill| bill.customer).collect();
    lines.iter().map(|line| line.customer).filter(|customer| !billed.contains(customer)).collect()
}

/// What in a reseller's month doesn't agree. The order of bills and lines doesn't matter.
///
/// Fails where the plan can't be evaluated from billed revenue alone.
pub fn compare(month: &PartnerMonth<'_>, tolerance: Tolerance) -> Result<Vec<Finding>, Refusal> {
    let mut bills = month.bills.to_vec();
    bills.sort_by_key(|bill| bill.customer);
    let expected = match month.plan {
        Some((terms, _)) => evaluate(terms, &bills, month.rounding)?,
        None => Vec::new(),
    };
    let mut lines: Vec<_> = month.lines.iter().collect();
    lines.sort_by_key(|line| key(line));
    let comparison = Comparison {
        month,
        tolerance,
        bills: bills.iter().map(|bill| (bill.customer, bill.amount)).collect(),
        expected: expected.iter().map(|line| (key(line), line)).collect(),
        lines: &lines,
    };
    let mut findings = Limited::default();
    for line in &lines {
        comparison.of_line(line).into_iter().for_each(|finding| findings.push(finding));
    }
    let present: BTreeSet<_> = lines.iter().map(|line| key(line)).collect();
    for line in expected.iter().filter(|line| !present.contains(&key(line))) {
        comparison.of_missing(line).into_iter().for_each(|finding| findings.push(finding));
    }
    Ok(findings.into_findings())
}

type Key = (CustomerId, i16, i16);

const fn key(line: &Line) -> Key {
    (line.customer, line.rule, line.part)
}

struct Comparison<'a> {
    month: &'a PartnerMonth<'a>,
    tolerance: Tolerance,
    bills: BTreeMap<CustomerId, Cents>,
    expected: BTreeMap<Key, &'a Line>,
    lines: &'a [&'a Line],
}

impl Comparison<'_> {
    fn of_line(&self, line: &Line) -> Option<Finding> {
        let Some(billed) = self.bills.get(&line.customer) else { return Some(self.of_stray(line)) };
        // What was credited earns nothing, whatever a line says.
        if *billed <= Cents::ZERO && line.amount > Cents::ZERO {
            let expected = self.expected.get(&key(line)).map_or(Cents::ZERO, |line| line.amount);
            let expected = Side { base: Some(*billed), ..Side::of("Bill of the customer", expected) };
            return Some(self.finding(FindingKind::UnpaidBase, line, expected));
        }
        let Some(expected) = self.expected.get(&key(line)) else { return self.of_superfluous(line) };
        let amounts_agree = self.tolerance.allows(expected.amount, line.amount);
        let kind = if expected.rate != line.rate {
            FindingKind::RateDifference
        } else if !amounts_agree || !self.tolerance.allows(expected.base, line.base) {
            FindingKind::AmountDifference
        } else {
            return None;
        };
        Some(self.finding(kind, line, self.evaluated(expected)))
    }

    /// A line whose bill is there, but which the plan doesn't give.
    fn of_superfluous(&self, line: &Line) -> Option<Finding> {
        if self.tolerance.allows(Cents::ZERO, line.amount) {
            return None;
        }
        let is_same = |other: &&&Line| {
            let same = (other.customer, other.rule, other.base, other.rate)
                == (line.customer, line.rule, line.base, line.rate);
            same && other.part != line.part && self.expected.contains_key(&key(other))
        };
        if let Some(other) = self.lines.iter().find(is_same) {
            let expected = Side { amount: Some(Cents::ZERO), ..of_line("The same is paid by", other) };
            return Some(self.finding(FindingKind::Duplicate, line, expected));
        }
        let expected = Side::of(format!("{}: no such line", self.plan()), Cents::ZERO);
        Some(self.finding(FindingKind::AmountDifference, line, expected))
    }

    /// A line of a customer that this reseller has no bill of.
    fn of_stray(&self, line: &Line) -> Finding {
        let stray = self.month.strays.get(&line.customer).copied().unwrap_or_default();
        let (kind, expected) = match stray {
            Stray { is_known: false, .. } => (FindingKind::Orphan, Side::none("There is no such customer")),
            Stray { billed_to: Some((_, true)), .. } => {
                (FindingKind::Duplicate, Side::of("Another reseller has the bill and is paid for it", Cents::ZERO))
            }
            Stray { billed_to: Some((_, false)), .. } => {
                (FindingKind::Orphan, Side::of("Another reseller has the customer's bill of the month", Cents::ZERO))
            }
            Stray { other_month: Some((month, amount)), .. } => {
                let side = Side { base: Some(amount), ..Side::of("The customer's nearest bill", Cents::ZERO) };
                (FindingKind::Timing, side.in_month(month))
            }
            Stray { .. } => (FindingKind::UnpaidBase, Side::of("The customer was never billed", Cents::ZERO)),
        };
        self.finding(kind, line, expected)
    }

    /// A line that the plan gives and the statement doesn't have.
    fn of_missing(&self, line: &Line) -> Option<Finding> {
        if self.tolerance.allows(line.amount, Cents::ZERO) {
            return None;
        }
        let found = Side::none("No line on the statement");
        Some(Finding { found, ..self.finding(FindingKind::MissingCommission, line, self.evaluated(line)) })
    }

    fn finding(&self, kind: FindingKind, line: &Line, expected: Side) -> Finding {
        Finding {
            kind,
            month: self.month.month,
            partner: Some(self.month.partner),
            customer: Some(line.customer),
            detail: format!("{}.{}", line.rule, line.part),
            expected,
            found: of_line("Statement", line),
        }
    }

    fn evaluated(&self, line: &Line) -> Side {
        of_line(&self.plan(), line)
    }

    fn plan(&self) -> String {
        self.month.plan.map_or_else(|| "No plan in force".to_owned(), |(_, name)| format!("Evaluated by {name}"))
    }
}

fn of_line(what: &str, line: &Line) -> Side {
    let tier = if line.part == 0 { String::new() } else { format!(", tier {}", line.part) };
    Side {
        what: format!("{what}, rule {}{tier}", line.rule),
        month: None,
        base: Some(line.base),
        rate: Some(line.rate),
        amount: Some(line.amount),
    }
}
