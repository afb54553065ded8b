//! Typed identifiers, so that a customer's id can't be passed for a partner's.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// One operator (internet provider) on this installation.
///
/// A small integer, because it leads every key of every table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::Type), sqlx(transparent))]
pub struct TenantId(pub i64);

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident; )+) => { $(
        $(#[$meta])*
        ///
        /// A version 7 UUID made by the application: sortable by time of creation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "sql", derive(sqlx::Type), sqlx(transparent))]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+ };
}

ids! {
    /// A person who signs in.
    UserId;
    /// A reseller.
    PartnerId;
    /// A reseller's customer.
    CustomerId;
    /// A commission plan.
    PlanId;
    /// A domain event in the outbox.
    EventId;
    /// A message to a person.
    MailId;
    /// A run of a workflow.
    WorkId;
    /// A file that was brought in or can be taken away.
    FileId;
    /// An import or an export.
    TransferId;
    /// A logged interaction with a customer.
    InteractionId;
    /// An entry of the ledger.
    EntryId;
    /// A payment to a partner.
    PayoutId;
    /// Payments that are approved and sent together.
    PayoutBatchId;
    /// A file for a bank.
    AchFileId;
    /// Something that doesn't agree.
    FindingId;
    /// An imported bank statement.
    BankStatementId;
    /// A correction of what a partner has earned.
    AdjustmentId;
    /// A bank account that a partner is paid to.
    BankAccountId;
    /// A question of a partner about a line of its statement.
    DisputeId;
    /// Something about a partner that is worth a person's attention.
    AlertId;
    /// Word to a person within the application.
    NotificationId;
    /// Days on which somebody covers for a manager.
    CoverId;
    /// Something that is done for a partner.
    InterventionId;
    /// A partner's emergency, or a drill of one.
    EmergencyId;
    /// A survey that was sent to a partner.
    SurveyId;
}
