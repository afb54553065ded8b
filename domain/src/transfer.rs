//! Files that come in and go out in the background: what there is, how far one can be, and what is asked of it.

use crate::Month;
use crate::code::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// What a file holds.
    TransferKind {
        /// Customers to be taken in, with what they pay.
        Customers = "customers", "Customers";
        /// Resellers to be taken in.
        Resellers = "resellers", "Resellers";
        /// Facts to be taken in that commissions are paid for.
        Facts = "facts", "Facts";
        /// A billing export that bills are compared with.
        BillingExport = "billing_export", "Billing export";
        /// Every customer, to take away.
        CustomerList = "customer_list", "List of customers";
        /// Every reseller, to take away.
        ResellerList = "reseller_list", "List of resellers";
        /// The lines of a month's statements, to take away.
        StatementLines = "statement_lines", "Lines of statements";
        /// A month's journal, to take away.
        Journal = "journal", "Journal";
        /// The audit trail, to take away.
        AuditTrail = "audit_trail", "Audit trail";
    }
}

coded! {
    /// How far a transfer is.
    TransferState {
        /// Its file is being read, and nothing is changed.
        Checking = "checking", "Is being checked";
        /// A person has seen, or is to see, what it would change.
        Waiting = "waiting", "Waits for your go";
        /// It is under way.
        Running = "running", "Under way";
        /// It is done.
        Done = "done", "Done";
        /// Its file can't be used.
        Refused = "refused", "Refused";
        /// A person has given it up.
        GivenUp = "given_up", "Given up";
    }
}

impl TransferKind {
    /// Whether it comes in.
    pub const fn is_import(self) -> bool {
        matches!(self, Self::Customers | Self::Resellers | Self::Facts | Self::BillingExport)
    }

    /// Whether it is about one month.
    pub const fn needs_month(self) -> bool {
        matches!(self, Self::Resellers | Self::BillingExport | Self::StatementLines | Self::Journal)
    }
}

impl TransferState {
    /// Whether nothing more happens to it.
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Done | Self::Refused | Self::GivenUp)
    }
}

/// What a person wants of a transfer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Asked {
    /// The month of a journal, of lines or of a billing export; of resellers the first that their plan holds.
    pub month: Option<Month>,
    /// Derive monthly bills from activation to this month, because a file of customers gives no single bills.
    pub bill_through: Option<Month>,
    /// Whether resellers that aren't known are added under their code.
    pub create_partners: bool,
    /// Whether good rows are taken in although there are bad ones.
    pub keep_good: bool,
    /// Whether it is taken in without being asked again when every row is good.
    pub at_once: bool,
}

/// What a transfer came to so far; while it is checked, what it would come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Rows read or written.
    pub rows: u64,
    /// What was new.
    pub added: u64,
    /// What had changed.
    pub changed: u64,
    /// What was the same.
    pub unchanged: u64,
    /// Rows that can't be taken in.
    pub refused: u64,
    /// Resellers added under their code.
    pub partners_added: u64,
    /// Bills that were new or changed.
    pub bills: u64,
    /// The first rows that can't be taken in.
    pub problems: Vec<RowProblem>,
    /// Months whose bills or statements are to be looked at when all rows are in.
    pub touched: Vec<Month>,
}

/// A row that can't be taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// Line in the file, from 1 (the header).
    pub line: u64,
    /// The column as the file names it.
    pub field: String,
    /// What is wrong and how to mend it.
    pub reason: String,
    /// What the file says there.
    pub value: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_version_has_kept_is_still_read() {
        assert_eq!(serde_json::from_str::<Asked>("{}").unwrap(), Asked::default());
        assert_eq!(serde_json::from_str::<Progress>(r#"{"rows": 7, "since": 1}"#).unwrap().rows, 7);
        assert!(serde_json::from_str::<Asked>(r#"{"everything": true}"#).is_err());
    }
}
