//! The rules of reseller operations, as pure functions and types.
//!
//! Nothing here reads a clock, a file, a socket or an environment variable: time and ids are parameters.
//! The browser and the server share this crate, so it compiles to WASM and to native code.

pub mod ach;
pub mod audit;
pub mod bank_statement;
pub mod banking;
pub mod billing;
mod code;
pub mod commission;
pub mod correction;
pub mod cover;
pub mod customer;
pub mod digest;
pub mod event;
pub mod file_format;
pub mod form;
pub mod health;
pub mod id;
pub mod interaction;
pub mod learning;
pub mod ledger;
pub mod lifecycle;
pub mod mail;
pub mod money;
pub mod month;
pub mod partner;
pub mod partner_facts;
pub mod payout;
pub mod quarter;
pub mod reconciliation;
pub mod refusal;
pub mod rights;
pub mod run;
pub mod tenant;
pub mod transfer;
pub mod user;
pub mod view;
pub mod week;
pub mod workflow;
pub mod zone;

pub use file_format::FileFormat;
pub use id::{
    AchFileId, AdjustmentId, AlertId, BankAccountId, BankStatementId, CoverId, CustomerId, DisputeId, EmergencyId,
    EntryId, EventId, FileId, FindingId, InteractionId, InterventionId, MailId, NotificationId, PartnerId,
    PayoutBatchId, PayoutId, PlanId, SurveyId, TenantId, TransferId, UserId, WorkId,
};
pub use money::{Cents, Currency, Rate, Rounding};
pub use month::Month;
pub use quarter::Quarter;
pub use refusal::Refusal;
pub use week::Week;
