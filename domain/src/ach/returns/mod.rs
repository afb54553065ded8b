//! What banks send back: returns and notifications of change, linked to the entries they are about.

mod change;
pub mod codes;

use super::codes::{EntryClass, TransactionCode};
use super::layout::addenda::{change as change_layout, returned as return_layout, unknown};
use super::layout::entries::entry as entry_layout;
use super::layout::headers::batch_header;
use super::read::{AchFile, Batch, Entry};
use super::record::Record;
use super::trace::TraceNumber;
use crate::money::Cents;
pub use change::{Change, ChangeError};
use chrono::NaiveDate;
pub use codes::Reason;

/// How far a return has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The receiver's bank returns the entry.
    Returned,
    /// The originator's bank refuses the return.
    Dishonored,
    /// The receiver's bank insists.
    Contested,
}

/// The entry that an answer is about, as the answer repeats it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Line of the answer's addenda in its file, from 1.
    pub line: u64,
    /// The originator, as in the batch that was sent.
    pub company_id: String,
    /// The class of the entry; `None` when Nacha defines none of this name.
    pub class: Option<EntryClass>,
    /// The trace number under which the entry was sent: the link to it. `None` when it isn't readable.
    pub original_trace: Option<TraceNumber>,
    /// Eight digits of the bank that the entry was sent to; `None` when they aren't readable.
    pub original_rdfi: Option<u64>,
    /// The account, as it was sent.
    pub account: String,
    /// The identification number, as it was sent.
    pub individual_id: String,
    /// The receiver, as it was sent.
    pub name: String,
    /// What the entry was; `None` for codes that Nacha doesn't define.
    pub transaction_code: Option<TransactionCode>,
}

/// An entry that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The entry.
    pub about: About,
    /// Why, as three characters.
    pub code: String,
    /// Why, in words; `None` for a code that Nacha doesn't define.
    pub reason: Option<Reason>,
    /// How far it has gone.
    pub stage: Stage,
    /// What comes back.
    pub amount: Cents,
    /// When the receiver died, where that is the reason (R14, R15).
    pub date_of_death: Option<NaiveDate>,
    /// What the bank says besides.
    pub information: String,
}

/// A bank asks to send otherwise next time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notified {
    /// The entry.
    pub about: About,
    /// What, as three characters.
    pub code: String,
    /// What, in words; `None` for a code that Nacha doesn't define.
    pub reason: Option<Reason>,
    /// What the bank wrote.
    pub corrected: String,
    /// What is to be put right.
    pub change: Result<Change, ChangeError>,
    /// Whether it is the refusal of such a notification.
    pub refused: bool,
}

/// What a bank's file says about entries that were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Entries that came back, in the order of the file.
    pub returned: Vec<Returned>,
    /// Notifications of change, in the order of the file.
    pub notified: Vec<Notified>,
}

/// The returns and notifications of a file; other entries are left aside.
pub fn answers(file: &AchFile) -> Answers {
    let mut answers = Answers::default();
    for batch in &file.batches {
        for entry in &batch.entries {
            for addenda in &entry.addenda {
                match addenda.raw(unknown::TYPE) {
                    "99" => answers.returned.push(returned(batch, entry, addenda)),
                    "98" => answers.notified.push(notified(batch, entry, addenda)),
                    _ => {}
                }
            }
        }
    }
    answers
}

fn about(batch: &Batch, entry: &Entry, addenda: &Record) -> About {
    let header = |field| batch.header.as_ref().map(|header| header.text(field)).unwrap_or_default();
    let detail = |name: &[&str]| {
        let field = entry.detail.layout().fields.iter().find(|field| name.contains(&field.name));
        field.map(|field| entry.detail.text(*field)).unwrap_or_default().to_owned()
    };
    let code = entry.detail.number(entry_layout::TRANSACTION_CODE);
    About {
        line: addenda.line,
        company_id: header(batch_header::COMPANY_ID).to_owned(),
        class: EntryClass::from_code(header(batch_header::SEC)),
        original_trace: addenda.number(return_layout::ORIGINAL_TRACE).and_then(TraceNumber::new),
        original_rdfi: addenda.number(return_layout::ORIGINAL_RDFI),
        account: detail(&["DFI account number", "foreign receiver’s account number"]),
        individual_id: detail(&["individual identification number", "identification number"]),
        name: detail(&["individual or receiving company name", "receiving company name", "individual name"]),
        transaction_code: code.and_then(TransactionCode::from_code),
    }
}

fn returned(batch: &Batch, entry: &Entry, addenda: &Record) -> Returned {
    let code = addenda.raw(return_layout::CODE);
    let stage = match code {
        _ if codes::is_dishonored_return(code) => Stage::Dishonored,
        _ if codes::is_contested_return(code) => Stage::Contested,
        _ => Stage::Returned,
    };
    let information = addenda.layout().fields.iter().find(|field| field.name == return_layout::INFORMATION.name);
    let amount = entry.detail.layout().fields.iter().find(|field| field.name.ends_with("amount"));
    let amount = amount.and_then(|field| entry.detail.number(*field)).and_then(|cents| i64::try_from(cents).ok());
    let date_of_death = super::date::read(addenda.raw(return_layout::DATE_OF_DEATH));
    Returned {
        about: about(batch, entry, addenda),
        code: code.to_owned(),
        reason: codes::returned(code),
        stage,
        amount: Cents(amount.unwrap_or(0)),
        date_of_death: date_of_death.filter(|_| matches!(code, "R14" | "R15")),
        information: information.map(|field| addenda.text(*field)).unwrap_or_default().to_owned(),
    }
}

fn notified(batch: &Batch, entry: &Entry, addenda: &Record) -> Notified {
    let code = addenda.raw(change_layout::CODE);
    Notified {
        about: about(batch, entry, addenda),
        code: code.to_owned(),
        reason: codes::change(code),
        corrected: addenda.text(change_layout::CORRECTED).to_owned(),
        change: Change::read(code, addenda.raw(change_layout::CORRECTED)),
        refused: codes::is_refused_change(code),
    }
}
