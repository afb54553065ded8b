//! Proving the ledger: everything is added up again, and whatever differs is told.

use crate::Office;
use domain::ledger::Account;
use domain::{Cents, EntryId, Month, Refusal};
use serde::Serialize;
use std::fmt;

/// Differences of each kind that are told at most.
const TOLD: i64 = 100;

/// What a proof of the ledger came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerCheck {
    /// Entries that were added up.
    pub entries: i64,
    /// What isn't as it must be; of each kind at most a hundred.
    pub differences: Vec<LedgerDifference>,
}

/// Something in the ledger that isn't as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LedgerDifference {
    /// The postings of an entry don't sum to nothing.
    Unbalanced {
        /// The month it is booked in.
        month: Month,
        /// The entry.
        entry: EntryId,
        /// Debits less credits.
        excess: Cents,
    },
    /// An entry without postings.
    NoPostings {
        /// The month it is booked in.
        month: Month,
        /// The entry.
        entry: EntryId,
    },
    /// Postings without an entry.
    NoEntry {
        /// The month they are booked in.
        month: Month,
        /// The entry that they name.
        entry: EntryId,
    },
    /// A balance isn't the sum of its postings.
    Balance {
        /// Code of the partner whose account it is; none for accounts of the house and the sums of all partners.
        partner: Option<String>,
        /// The account.
        account: Account,
        /// The month.
        month: Month,
        /// Debits kept, less debits posted.
        debit: Cents,
        /// Credits kept, less credits posted.
        credit: Cents,
    },
    /// A statement isn't payable as it says.
    Statement {
        /// Its month.
        month: Month,
        /// Its version.
        version: i32,
        /// Code of the partner.
        partner: String,
        /// What it says.
        commission: Cents,
        /// What is booked as payable for it.
        booked: Cents,
    },
}

impl fmt::Display for LedgerDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unbalanced { month, entry, excess } => {
                write!(f, "{month}, entry {entry}: debits exceed credits by {excess}")
            }
            Self::NoPostings { month, entry } => write!(f, "{month}, entry {entry}: it has no postings"),
            Self::NoEntry { month, entry } => write!(f, "{month}, entry {entry}: it has postings but isn't there"),
            Self::Balance { partner, account, month, debit, credit } => {
                let whose = partner.as_ref().map_or_else(String::new, |code| format!(" of {code}"));
                write!(
                    f,
                    "{month}, {account}{whose}: the balance has {debit} more in debits and {credit} more in credits than \
                     its postings"
                )
            }
            Self::Statement { month, version, partner, commission, booked } => {
                write!(
                    f,
                    "{month}, statement of {partner}, version {version}: it says {commission}, {booked} is booked"
                )
            }
        }
    }
}

impl Office {
    /// Adds up every entry, every balance and every statement's entry again.
    pub async fn check_ledger(&self) -> Result<LedgerCheck, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let entries = tx.count_entries().await?;
        let mut differences = Vec::new();
        for found in tx.unbalanced_entries(TOLD).await? {
            let (month, entry) = (found.month, found.id);
            differences.push(match found {
                found if !found.is_there => LedgerDifference::NoEntry { month, entry },
                found if found.postings == 0 => LedgerDifference::NoPostings { month, entry },
                found => LedgerDifference::Unbalanced { month, entry, excess: found.sum },
            });
        }
        for found in tx.balance_differences(TOLD).await? {
            let partner = match found.partner {
                Some(id) => Some(tx.partner_ref(id).await?.map_or_else(|| id.to_string(), |partner| partner.code)),
                None => None,
            };
            let (account, month) = (found.account, found.month);
            let (debit, credit) = (found.debit, found.credit);
            differences.push(LedgerDifference::Balance { partner, account, month, debit, credit });
        }
        let statements = tx.statement_differences(TOLD).await?;
        differences.extend(statements.into_iter().map(|found| LedgerDifference::Statement {
            month: found.month,
            version: found.version,
            partner: found.partner_code,
            commission: found.commission,
            booked: found.booked,
        }));
        Ok(LedgerCheck { entries, differences })
    }
}
