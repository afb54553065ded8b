//! The operator's billing export against the bills that commissions are paid on.

use super::{Finding, FindingKind, Limited, Side, Tolerance};
use crate::{Cents, CustomerId, Month, PartnerId};
use std::collections::BTreeMap;

/// What the export says of a customer: the sum of its rows, and the line of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Line in the file, from 1.
    pub line: u64,
    /// What was billed.
    pub amount: Cents,
}

/// A bill as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBill {
    /// Whose customer.
    pub partner: PartnerId,
    /// The customer.
    pub customer: CustomerId,
    /// Its number, as the export names it.
    pub code: String,
    /// What was billed.
    pub amount: Cents,
}

/// Compares one reseller's bills; what the export says of them is taken out of it.
pub fn compare(
    month: Month,
    kept: &[KeptBill],
    export: &mut BTreeMap<String, Exported>,
    tolerance: Tolerance,
) -> Vec<Finding> {
    let mut findings = Limited::default();
    for bill in kept {
        let found = Side::of("Bill", bill.amount);
        let (kind, expected) = match export.remove(&bill.code) {
            Some(row) if tolerance.allows(row.amount, bill.amount) => continue,
            Some(row) => {
                (FindingKind::BillDifference, Side::of(format!("Billing export, line {}", row.line), row.amount))
            }
            None if tolerance.allows(Cents::ZERO, bill.amount) => continue,
            None => (FindingKind::BillExtra, Side::none(format!("{} isn't in the billing export", bill.code))),
        };
        let (partner, customer) = (Some(bill.partner), Some(bill.customer));
        findings.push(Finding { kind, month, partner, customer, detail: bill.code.clone(), expected, found });
    }
    findings.into_findings()
}

/// What is left of the export when every bill was compared: bills that aren't kept.
pub fn left_over(month: Month, export: &BTreeMap<String, Exported>, tolerance: Tolerance) -> Vec<Finding> {
    let mut findings = Limited::default();
    for (code, row) in export.iter().filter(|(_, row)| !tolerance.allows(row.amount, Cents::ZERO)) {
        findings.push(Finding {
            kind: FindingKind::BillMissing,
            month,
            partner: None,
            customer: None,
            detail: code.clone(),
            expected: Side::of(format!("Billing export, line {}, customer {code}", row.line), row.amount),
            found: Side::none("No bill"),
        });
    }
    findings.into_findings()
}
