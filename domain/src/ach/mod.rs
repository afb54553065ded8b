//! Files of the Automated Clearing House, as Nacha defines them: what banks take for payouts and send back.
//!
//! `layout` is the table of fields; `read` turns bytes into records, `check` tells every rule they break,
//! `write` builds files that break none, and `returns` reads what comes back.

pub mod check;
mod codes;
mod date;
mod finding;
pub mod layout;
mod lines;
pub mod read;
mod record;
pub mod returns;
mod sums;
mod trace;
pub mod write;

pub use codes::{AccountKind, EntryClass, Purpose, ServiceClass, TransactionCode};
pub use finding::{Finding, Rule, Severity};
pub use record::Record;
pub use trace::TraceNumber;
