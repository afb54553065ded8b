//! A batch: its header, what its entries add up to, and its control.

use super::entry::{Category, OpenEntry};
use super::file::{FileTotals, padded, total};
use super::{Findings, entry, headers};
use crate::ach::codes::{EntryClass, ServiceClass};
use crate::ach::finding::Rule;
use crate::ach::layout::headers::{batch_header, iat_batch_header};
use crate::ach::layout::{Field, controls};
use crate::ach::record::Record;
use crate::ach::sums::Sums;

/// A batch whose entries are being read.
#[derive(Debug)]
pub struct OpenBatch {
    pub header: Record,
    /// `None` when Nacha defines no such class.
    pub class: Option<EntryClass>,
    pub international: bool,
    pub service: Option<ServiceClass>,
    pub number: Option<u64>,
    pub sums: Sums,
    /// Whether some amount, bank or code couldn't be read: then sums prove nothing.
    pub unreadable: bool,
    pub last_trace: Option<u64>,
    pub category: Option<Category>,
    entries: u64,
    told_trace_again: bool,
}

impl OpenBatch {
    /// A batch with this header, after a batch of that number.
    pub fn open(header: Record, last_number: Option<u64>, findings: &mut Findings) -> Self {
        let class = EntryClass::from_code(header.raw(batch_header::SEC));
        let international = header.is(&iat_batch_header::LAYOUT);
        let service = header.number(batch_header::SERVICE_CLASS).and_then(ServiceClass::from_code);
        let number = header.number(batch_header::BATCH_NUMBER);
        headers::batch_header(&header, class, international, service, findings);
        if number.is_some_and(|number| number <= last_number.unwrap_or(0)) {
            findings.error(&header, batch_header::BATCH_NUMBER, Rule::BatchNumberOrder);
        }
        Self {
            header,
            class,
            international,
            service,
            number,
            sums: Sums::default(),
            unreadable: false,
            last_trace: None,
            category: None,
            entries: 0,
            told_trace_again: false,
        }
    }

    /// Whether the entries undo others: then credits stand where debits stood.
    pub fn is_reversal(&self) -> bool {
        self.header.text(batch_header::DESCRIPTION).starts_with("REVERSAL")
    }

    /// Whether the entries are said to be prenotes, whatever their codes.
    pub fn is_prenote(&self) -> bool {
        self.header.text(batch_header::DESCRIPTION).eq_ignore_ascii_case("PRENOTE")
    }

    /// Takes an entry with its addenda.
    pub fn take(&mut self, entry: &OpenEntry, totals: &mut FileTotals, findings: &mut Findings) {
        self.entries += 1;
        self.sums.count += 1 + entry.addenda_count;
        let category = entry.category();
        match category {
            Category::Forward => totals.forward += 1,
            Category::Return | Category::Change => totals.coming_back += 1,
            Category::Offset => {}
        }
        entry::check(entry, category, self, findings);
        self.trace(entry, category, totals, findings);
    }

    fn trace(&mut self, entry: &OpenEntry, category: Category, totals: &mut FileTotals, findings: &mut Findings) {
        use crate::ach::layout::entries::entry::TRACE;
        // Advices carry the operator's numbers there.
        let Some(trace) = entry.detail.number(TRACE).filter(|_| self.class != Some(EntryClass::Adv)) else { return };
        let odfi = self.header.text(batch_header::ODFI);
        if !entry.detail.raw(TRACE).starts_with(odfi) {
            findings.expect(&entry.detail, TRACE, Rule::TraceBank, format!("{odfi}…"));
            // Another bank's numbers have an order of their own.
            return;
        }
        if self.last_trace.is_some_and(|last| trace <= last) {
            findings.error(&entry.detail, TRACE, Rule::TraceOrder);
        } else if category == Category::Forward
            && self.last_trace.is_none()
            && trace <= totals.last_trace
            && trace / 10_000_000 == totals.last_trace / 10_000_000
            && !self.told_trace_again
        {
            self.told_trace_again = true;
            findings.warn(&entry.detail, TRACE, Rule::TraceAgain);
        }
        self.last_trace = self.last_trace.max(Some(trace));
        totals.last_trace = totals.last_trace.max(trace);
    }

    /// Holds the batch control, when there is one, to the header and the entries.
    pub fn close(&self, control: Option<&Record>, findings: &mut Findings) {
        use controls::batch_control::{BATCH_NUMBER, COMPANY_ID, COUNT, HASH, ODFI, SERVICE_CLASS};
        if self.entries == 0 {
            findings.record(&self.header, Rule::EmptyBatch);
        }
        let Some(control) = control else { return };
        let same = |findings: &mut Findings, field, in_header: Field, rule| {
            if control.text(field) != self.header.text(in_header) && !control.is_cut(field) {
                findings.expect(control, field, rule, self.header.text(in_header));
            }
        };
        same(findings, SERVICE_CLASS, batch_header::SERVICE_CLASS, Rule::BatchServiceClass);
        let advices = self.class == Some(EntryClass::Adv);
        if !advices && !self.international {
            same(findings, COMPANY_ID, batch_header::COMPANY_ID, Rule::BatchCompany);
        }
        same(findings, ODFI, batch_header::ODFI, Rule::BatchBank);
        same(findings, BATCH_NUMBER, batch_header::BATCH_NUMBER, Rule::BatchNumber);
        let (debits, credits) = self.totals_fields();
        total(control, COUNT, Rule::BatchEntryCount, [self.sums.count; 2], findings);
        if !self.unreadable {
            total(control, HASH, Rule::BatchEntryHash, [self.sums.hash(); 2], findings);
            total(control, debits, Rule::BatchDebits, [self.sums.debits; 2], findings);
            total(control, credits, Rule::BatchCredits, [self.sums.credits; 2], findings);
        }
    }

    fn totals_fields(&self) -> (Field, Field) {
        if self.class == Some(EntryClass::Adv) {
            (controls::adv_batch_control::DEBITS, controls::adv_batch_control::CREDITS)
        } else {
            (controls::batch_control::DEBITS, controls::batch_control::CREDITS)
        }
    }

    /// What the batch control says; `None` when it can't be read.
    pub fn declared(&self, control: &Record) -> Option<Sums> {
        use controls::batch_control::{COUNT, HASH};
        let (debits, credits) = self.totals_fields();
        let number = |field| control.number(field);
        Some(Sums::declared(number(COUNT)?, number(HASH)?, number(debits)?, number(credits)?))
    }

    /// The end of an entry's trace number, as its addenda carry it.
    pub fn sequence_of(detail: &Record) -> String {
        use crate::ach::layout::entries::entry::TRACE;
        padded(crate::ach::layout::addenda::remittance::ENTRY_SEQUENCE, detail.number(TRACE).unwrap_or(0) % 10_000_000)
    }
}
