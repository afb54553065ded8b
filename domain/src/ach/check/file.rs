//! The file as a whole: its blocks, and the totals of its control.

use super::Findings;
use super::batch::OpenBatch;
use crate::ach::finding::{Rule, Severity};
use crate::ach::layout::{BLOCKING_FACTOR, Field, controls};
use crate::ach::record::Record;
use crate::ach::sums::Sums;

/// What is known of the file so far.
#[derive(Debug, Default)]
pub struct FileTotals {
    /// File headers.
    pub headers: u64,
    pub control: Option<Record>,
    pub last_line: u64,
    pub last_batch_number: Option<u64>,
    pub batches: u64,
    /// What the entries add up to.
    pub sums: Sums,
    /// What the batch controls say.
    declared: Sums,
    records: u64,
    /// Entries that go out.
    pub forward: u64,
    /// Entries that come back.
    pub coming_back: u64,
    /// Highest trace number of the batches before.
    pub last_trace: u64,
    /// Whether some amount or bank couldn't be read: then sums prove nothing.
    unreadable: bool,
}

impl FileTotals {
    /// Counts a record.
    pub fn record(&mut self, line: u64) {
        self.records += 1;
        self.last_line = line;
    }

    /// Adds a batch that is complete.
    pub fn batch(&mut self, batch: &OpenBatch, control: Option<&Record>) {
        self.batches += 1;
        self.sums.add(batch.sums);
        self.unreadable |= batch.unreadable;
        self.declared.add(control.and_then(|control| batch.declared(control)).unwrap_or(batch.sums));
    }

    /// Whether the file only brings returns and notifications.
    pub fn is_answer(&self) -> bool {
        self.coming_back > 0 && self.forward == 0
    }

    /// Holds the file control to what was read.
    pub fn close(&self, is_stream: bool, findings: &mut Findings) {
        use controls::file_control::{BATCHES, BLOCKS, COUNT, HASH};
        if self.headers == 0 {
            findings.file(1, Rule::FileHeader, Severity::Error);
        }
        let lenient = self.is_answer();
        let Some(control) = &self.control else {
            findings.file(self.last_line, Rule::FileControl, Severity::Error);
            self.blocks(is_stream || lenient, findings);
            return;
        };
        let advices = control.is(&controls::adv_file_control::LAYOUT);
        let (debits, credits) = if advices {
            (controls::adv_file_control::DEBITS, controls::adv_file_control::CREDITS)
        } else {
            (controls::file_control::DEBITS, controls::file_control::CREDITS)
        };
        let expect = |findings: &mut Findings, field, rule, right, declared| {
            total(control, field, rule, [right, declared], findings);
        };
        let (sums, declared) = (self.sums, self.declared);
        expect(findings, BATCHES, Rule::FileBatchCount, self.batches, self.batches);
        expect(findings, COUNT, Rule::FileEntryCount, sums.count, declared.count);
        if !self.unreadable {
            expect(findings, HASH, Rule::FileEntryHash, sums.hash(), declared.hash());
            expect(findings, debits, Rule::FileDebits, sums.debits, declared.debits);
            expect(findings, credits, Rule::FileCredits, sums.credits, declared.credits);
        }
        let blocks = self.records.div_ceil(BLOCKING_FACTOR);
        if control.number(BLOCKS).is_some_and(|given| given != blocks) {
            // What a bank sends back isn't ours to mend.
            if lenient {
                findings.warn(control, BLOCKS, Rule::FileBlockCount);
            } else {
                findings.expect(control, BLOCKS, Rule::FileBlockCount, padded(BLOCKS, blocks));
            }
        }
        self.blocks(is_stream || lenient, findings);
    }

    /// An unbroken stream is blocked by who takes it in, and what a bank sends back isn't ours to mend.
    fn blocks(&self, lenient: bool, findings: &mut Findings) {
        if !self.records.is_multiple_of(BLOCKING_FACTOR) || self.records == 0 {
            let severity = if lenient { Severity::Warning } else { Severity::Error };
            findings.file(self.last_line.max(1), Rule::Blocking, severity);
        }
    }
}

/// Holds a total to what was counted; one that agrees with what the batch controls say isn't to blame.
pub fn total(control: &Record, field: Field, rule: Rule, right: [u64; 2], findings: &mut Findings) {
    if control.number(field).is_some_and(|given| !right.contains(&given)) {
        findings.expect(control, field, rule, padded(field, right[0]));
    }
}

/// A number as it stands in a field.
pub fn padded(field: Field, number: u64) -> String {
    format!("{number:0width$}", width = field.width())
}
