//! The ledger: what is owed to partners and what was paid, by double entry.
//!
//! An [`Entry`] moves money between [`Account`]s. It can't be made unless its postings sum to nothing, and once posted it
//! is never changed: a mistake is taken back by its [`reversal`], and booked anew. [`post`] says which event books what;
//! `docs/ledger.md` has the same as a table.

mod account;
mod balance;
mod entry;
pub mod post;
mod source;

pub use account::{Account, Side};
pub use balance::{Balances, Turnover};
pub use entry::{Entry, LedgerError, Posting};
pub use post::reversal;
pub use source::{Source, SourceKind};
