//! Files to send: payments to people (PPD) and businesses (CCD), numbered, totalled, balanced and blocked.
//!
//! What is written has passed `check` without so much as a warning; anything else is refused with the reason.

mod draft;
mod payment;
mod reply;

use super::check::{self, Report};
use super::codes::{EntryClass, ServiceClass};
use super::date;
use super::finding::Finding;
use super::layout::controls::{batch_control, file_control, filler};
use super::layout::headers::{batch_header, file_header};
use super::layout::{BLOCKING_FACTOR, Field};
use super::sums::Sums;
use super::trace::TraceNumber;
use crate::banking::{Direction, RoutingNumber};
use crate::money::Cents;
use chrono::{NaiveDate, NaiveDateTime};
use draft::Draft;
pub use draft::Unfit;
pub use payment::{Offset, Payment};
pub use reply::{Reply, reply};

/// A file to send to a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The bank that takes the file in.
    pub destination: RoutingNumber,
    /// Its name, up to 23 characters.
    pub destination_name: String,
    /// Who sends it, as the bank has assigned: a routing number or up to ten characters.
    pub origin: String,
    /// The sender's name, up to 23 characters.
    pub origin_name: String,
    /// When it is made, on the sender's clock.
    pub created: NaiveDateTime,
    /// Tells the files of one day apart: A to Z, 0 to 9.
    pub id_modifier: char,
    /// Whatever the sender wants to see again, up to 8 characters.
    pub reference: String,
    /// What it holds.
    pub batches: Vec<OutgoingBatch>,
}

/// Payments of one originator for one purpose, on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingBatch {
    /// To people or to businesses.
    pub class: PaymentClass,
    /// Who pays or collects, as receivers will read it, up to 16 characters.
    pub company_name: String,
    /// For the originator's own use, up to 20 characters.
    pub discretionary: String,
    /// The originator at its bank, up to 10 characters.
    pub company_id: String,
    /// What for, as receivers will read it, up to 10 characters; PAYROLL for wages and the like.
    pub description: String,
    /// A date for receivers to read or a same-day window such as SD1300, up to 6 characters.
    pub descriptive_date: String,
    /// When the entries shall settle: a banking day.
    pub effective: NaiveDate,
    /// The originator's bank.
    pub odfi: RoutingNumber,
    /// The entries.
    pub payments: Vec<Payment>,
    /// The originator's account, when the batch shall balance.
    pub offset: Option<Offset>,
}

/// Whom a batch pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentClass {
    /// PPD: people.
    People,
    /// CCD: businesses.
    Businesses,
}

impl PaymentClass {
    /// The entry class.
    pub const fn entry_class(self) -> EntryClass {
        match self {
            Self::People => EntryClass::Ppd,
            Self::Businesses => EntryClass::Ccd,
        }
    }
}

/// A file that may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub text: String,
    /// The trace number of each payment of each batch: the link by which answers come back.
    pub traces: Vec<Vec<TraceNumber>>,
    /// The number after the last that was used: the next file's first.
    pub next_sequence: u64,
    /// Sum of the debits, offsets included.
    pub debits: Cents,
    /// Sum of the credits, offsets included.
    pub credits: Cents,
}

/// Where a value stands that can't be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritable {
    /// The batch, from 1; `None` for the file itself.
    pub batch: Option<usize>,
    /// The payment within the batch, from 1; `None` for the batch itself.
    pub payment: Option<usize>,
    /// The field, as the Nacha rules call it.
    pub field: &'static str,
    /// What is wrong and how to mend it.
    pub reason: String,
}

/// Why a file was not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Values that don't fit; all of them.
    #[error("{}", list(.0))]
    Values(Vec<Unwritable>),
    /// The file would break rules; all of them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Rules(Vec<Finding>),
}

fn list(values: &[Unwritable]) -> String {
    let line = |value: &Unwritable| {
        let batch = value.batch.map(|batch| format!("batch {batch}, ")).unwrap_or_default();
        let payment = value.payment.map(|payment| format!("payment {payment}, ")).unwrap_or_default();
        format!("{batch}{payment}{}: {}", value.field, value.reason)
    };
    values.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Writes a file whose entries are numbered upwards from `first_sequence` over all batches.
///
/// The same input gives the same file.
pub fn write(file: &Outgoing, first_sequence: u64) -> Result<Written, Refused> {
    let mut writer = Writer { sequence: first_sequence, ..Writer::default() };
    writer.header(file);
    let traces = (1..).zip(&file.batches).map(|(number, batch)| writer.batch(number, batch)).collect();
    writer.control(file.batches.len());
    if !writer.unwritable.is_empty() {
        return Err(Refused::Values(writer.unwritable));
    }
    let Report { findings, debits, credits, .. } = check::check(writer.text.as_bytes());
    if !findings.is_empty() {
        return Err(Refused::Rules(findings));
    }
    let cents = |sum: u64| Cents(i64::try_from(sum).unwrap_or(i64::MAX));
    let (debits, credits) = (cents(debits), cents(credits));
    Ok(Written { text: writer.text, traces, next_sequence: writer.sequence, debits, credits })
}

/// A file as far as it is written.
#[derive(Default)]
struct Writer {
    text: String,
    lines: u64,
    sequence: u64,
    totals: Sums,
    batch: Option<usize>,
    payment: Option<usize>,
    unwritable: Vec<Unwritable>,
}

impl Writer {
    fn header(&mut self, file: &Outgoing) {
        use file_header::{
            CREATION_DATE, CREATION_TIME, DESTINATION, DESTINATION_NAME, ID_MODIFIER, LAYOUT, ORIGIN, ORIGIN_NAME,
            REFERENCE,
        };
        // A blank stands before nine digits.
        let destination = Field { from: DESTINATION.from + 1, ..DESTINATION };
        let is_routing = file.origin.trim().parse::<RoutingNumber>().is_ok();
        let origin = Field { from: ORIGIN.from + u8::from(is_routing), ..ORIGIN };
        let draft = Draft::of(&LAYOUT)
            .text(destination, &file.destination.to_string())
            .text(origin, &file.origin)
            .text(CREATION_DATE, &date::write(file.created.date()))
            .text(CREATION_TIME, &file.created.format("%H%M").to_string())
            .text(ID_MODIFIER, &file.id_modifier.to_string())
            .text(DESTINATION_NAME, &file.destination_name)
            .text(ORIGIN_NAME, &file.origin_name)
            .text(REFERENCE, &file.reference);
        self.put(draft);
    }

    fn batch(&mut self, number: usize, batch: &OutgoingBatch) -> Vec<TraceNumber> {
        use batch_header::{
            BATCH_NUMBER, COMPANY_ID, COMPANY_NAME, DESCRIPTION, DESCRIPTIVE_DATE, DISCRETIONARY, EFFECTIVE_DATE,
            LAYOUT, ODFI, ORIGINATOR_STATUS, SEC, SERVICE_CLASS,
        };
        self.batch = Some(number);
        let offsets = batch.offsets();
        let service = batch.service_class(!offsets.is_empty());
        let draft = Draft::of(&LAYOUT)
            .number(SERVICE_CLASS, service.code())
            .text(COMPANY_NAME, &batch.company_name)
            .text(DISCRETIONARY, &batch.discretionary)
            .text(COMPANY_ID, &batch.company_id)
            .text(SEC, batch.class.entry_class().code())
            .text(DESCRIPTION, &batch.description)
            .text(DESCRIPTIVE_DATE, &batch.descriptive_date)
            .text(EFFECTIVE_DATE, &date::write(batch.effective))
            .number(ORIGINATOR_STATUS, 1)
            .number(ODFI, batch.odfi.aba8().into())
            .number(BATCH_NUMBER, number as u64);
        self.put(draft);
        let mut totals = Sums::default();
        let mut traces = Vec::with_capacity(batch.payments.len());
        for (number, payment) in (1..).zip(batch.payments.iter().chain(&offsets)) {
            self.payment = Some(number);
            traces.extend(self.entry(payment, batch.odfi, &mut totals));
        }
        self.payment = None;
        traces.truncate(batch.payments.len());
        let draft = Draft::of(&batch_control::LAYOUT)
            .number(batch_control::SERVICE_CLASS, service.code())
            .number(batch_control::COUNT, totals.count)
            .number(batch_control::HASH, totals.hash())
            .number(batch_control::DEBITS, totals.debits)
            .number(batch_control::CREDITS, totals.credits)
            .text(batch_control::COMPANY_ID, &batch.company_id)
            .number(batch_control::ODFI, batch.odfi.aba8().into())
            .number(batch_control::BATCH_NUMBER, number as u64);
        self.put(draft);
        self.batch = None;
        self.totals.add(totals);
        traces
    }

    /// Writes an entry with its addenda; `None` when the numbers have run out.
    fn entry(&mut self, payment: &Payment, odfi: RoutingNumber, totals: &mut Sums) -> Option<TraceNumber> {
        let Some(trace) = TraceNumber::of(odfi.aba8(), self.sequence) else {
            let reason = "the bank’s seven digits have run out; start again at 1 in another file".to_owned();
            self.refuse(super::layout::entries::entry::TRACE, reason);
            return None;
        };
        self.sequence += 1;
        if let Some((field, reason)) = payment.problem() {
            self.refuse(field, reason);
        }
        let drafts = payment.drafts(trace);
        totals.count += drafts.len() as u64;
        totals.add_entry(payment.routing.aba8().into(), payment.direction, payment.cents());
        for draft in drafts {
            self.put(draft);
        }
        Some(trace)
    }

    fn control(&mut self, batches: usize) {
        use file_control::{BATCHES, BLOCKS, COUNT, CREDITS, DEBITS, HASH, LAYOUT};
        let blocks = (self.lines + 1).div_ceil(BLOCKING_FACTOR);
        let draft = Draft::of(&LAYOUT)
            .number(BATCHES, batches as u64)
            .number(BLOCKS, blocks)
            .number(COUNT, self.totals.count)
            .number(HASH, self.totals.hash())
            .number(DEBITS, self.totals.debits)
            .number(CREDITS, self.totals.credits);
        self.put(draft);
        while !self.lines.is_multiple_of(BLOCKING_FACTOR) {
            self.put(Draft::of(&filler::LAYOUT));
        }
    }

    fn put(&mut self, draft: Draft) {
        self.text.push_str(&draft.line());
        self.lines += 1;
        for (field, unfit) in draft.unfit {
            self.refuse(field, unfit.to_string());
        }
    }

    fn refuse(&mut self, field: Field, reason: String) {
        let (batch, payment) = (self.batch, self.payment);
        self.unwritable.push(Unwritable { batch, payment, field: field.name, reason });
    }
}

impl OutgoingBatch {
    /// Entries on the originator's own account that bring debits and credits to the same sum.
    fn offsets(&self) -> Vec<Payment> {
        let sum = |direction| {
            let amounts = self.payments.iter().filter(|payment| payment.direction == direction);
            amounts.fold(0_i64, |sum, payment| sum.saturating_add(payment.amount.0))
        };
        let Some(offset) = &self.offset else { return Vec::new() };
        [(Direction::Credit, Direction::Debit), (Direction::Debit, Direction::Credit)]
            .into_iter()
            .map(|(of, direction)| offset.payment(direction, Cents(sum(of))))
            .filter(|payment| payment.amount > Cents::ZERO)
            .collect()
    }

    fn service_class(&self, with_offsets: bool) -> ServiceClass {
        let any = |direction| self.payments.iter().any(|payment| payment.direction == direction);
        match (any(Direction::Credit), any(Direction::Debit)) {
            _ if with_offsets => ServiceClass::Mixed,
            (true, false) => ServiceClass::Credits,
            (false, true) => ServiceClass::Debits,
            _ => ServiceClass::Mixed,
        }
    }
}
