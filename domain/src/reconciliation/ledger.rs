//! The ledger against statements and against itself. No tolerance: double entry is exact.

use super::{Finding, FindingKind, Side};
use crate::ledger::Account;
use crate::{Cents, EntryId, Month, PartnerId};

/// A statement as it says, and as it is booked.
#[derive(Clone, Copy, Debug)]
pub struct BookedStatement {
    /// Its month.
    pub month: Month,
    /// Its version.
    pub version: i32,
    /// Whose.
    pub partner: PartnerId,
    /// What the statement says; nothing where there is none.
    pub commission: Cents,
    /// What is booked as payable for it; nothing where there is no entry.
    pub booked: Cents,
}

/// A statement that isn't booked as it says.
pub fn of_statement(statement: &BookedStatement) -> Option<Finding> {
    (statement.commission != statement.booked).then(|| Finding {
        kind: FindingKind::LedgerDifference,
        month: statement.month,
        partner: Some(statement.partner),
        customer: None,
        detail: format!("statement.{}", statement.version),
        expected: Side::of(format!("Statement, version {}", statement.version), statement.commission),
        found: Side::of("Booked as payable", statement.booked),
    })
}

/// An entry whose debits exceed its credits by so much, or that lacks its head or its postings.
pub fn of_entry(month: Month, entry: EntryId, excess: Cents, what: &str) -> Finding {
    Finding {
        kind: FindingKind::LedgerDifference,
        month,
        partner: None,
        customer: None,
        detail: format!("entry.{entry}"),
        expected: Side::of("An entry sums to nothing", Cents::ZERO),
        found: Side::of(what, excess),
    }
}

/// A balance that isn't the sum of its postings.
pub fn of_balance(
    (month, partner, account): (Month, Option<PartnerId>, Account),
    (debit, credit): (Cents, Cents),
) -> Finding {
    Finding {
        kind: FindingKind::LedgerDifference,
        month,
        partner,
        customer: None,
        detail: format!("balance.{}", account.code()),
        expected: Side::of(format!("{account}: what is posted more on the right"), credit),
        found: Side::of(format!("{account}: what is kept more on the left"), debit),
    }
}
