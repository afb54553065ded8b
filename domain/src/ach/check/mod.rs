//! Every rule that a file breaks, with its place: one pass over the records, with bounded memory.

mod addenda;
mod batch;
mod entry;
mod fields;
mod file;
mod headers;

use super::finding::{Finding, Rule, Severity};
use super::layout::{Field, Role, headers as header_layouts};
use super::read::{Reader, about};
use super::record::Record;
use batch::OpenBatch;
use entry::OpenEntry;
use file::FileTotals;
use std::fmt;

/// Most findings that are kept; how many more there were is counted.
pub const MAX_FINDINGS: usize = 100_000;

/// What a check has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Every breach, in the order of lines.
    pub findings: Vec<Finding>,
    /// Breaches beyond [`MAX_FINDINGS`].
    pub more: u64,
    /// Batches.
    pub batches: u64,
    /// Entries and addenda.
    pub entries: u64,
    /// Sum of the entries' debits, in cents.
    pub debits: u64,
    /// Sum of the entries' credits, in cents.
    pub credits: u64,
    /// Sum of the receiving banks' eight digits, its last ten digits.
    pub entry_hash: u64,
}

impl Report {
    /// Whether the file passes; it may still have warnings.
    pub fn is_clean(&self) -> bool {
        self.more == 0 && self.findings.iter().all(|finding| finding.severity == Severity::Warning)
    }
}

/// Checks a whole file.
pub fn check(bytes: &[u8]) -> Report {
    let mut checker = Checker::default();
    checker.feed(bytes);
    checker.finish()
}

/// Checks a file that comes in pieces.
#[derive(Debug, Default)]
pub struct Checker {
    reader: Reader,
    state: State,
}

impl Checker {
    /// Takes more bytes of the file.
    pub fn feed(&mut self, bytes: &[u8]) {
        let Self { reader, state } = self;
        reader.feed(bytes, &mut |record, problems| state.take(record, problems));
    }

    /// The end of the file.
    pub fn finish(mut self) -> Report {
        let Self { reader, state } = &mut self;
        reader.finish(&mut |record, problems| state.take(record, problems));
        let is_stream = reader.is_stream();
        self.state.finish(is_stream)
    }
}

/// What is known after the records so far.
#[derive(Debug, Default)]
struct State {
    findings: Findings,
    batch: Option<OpenBatch>,
    entry: Option<OpenEntry>,
    totals: FileTotals,
}

/// Findings, up to the limit.
#[derive(Debug, Default)]
struct Findings {
    kept: Vec<Finding>,
    more: u64,
}

impl Findings {
    fn push(&mut self, finding: Finding) {
        if self.kept.len() < MAX_FINDINGS { self.kept.push(finding) } else { self.more += 1 }
    }

    /// An error about a field.
    fn error(&mut self, record: &Record, field: Field, rule: Rule) {
        self.push(about(record, field, rule));
    }

    /// An error about a field whose right value is known.
    fn expect(&mut self, record: &Record, field: Field, rule: Rule, expected: impl fmt::Display) {
        self.push(Finding { expected: expected.to_string(), ..about(record, field, rule) });
    }

    /// Something to know about a field.
    fn warn(&mut self, record: &Record, field: Field, rule: Rule) {
        self.push(Finding { severity: Severity::Warning, ..about(record, field, rule) });
    }

    /// An error about a record as a whole.
    fn record(&mut self, record: &Record, rule: Rule) {
        let field = record.layout.name;
        self.push(Finding { field, value: String::new(), ..about(record, header_layouts::unknown::RECORD_TYPE, rule) });
    }

    /// An error about the file as a whole, at the line where it shows.
    fn file(&mut self, line: u64, rule: Rule, severity: Severity) {
        let (value, expected) = (String::new(), String::new());
        self.push(Finding { line, columns: (1, 1), field: "file", rule, severity, value, expected });
    }
}

impl State {
    fn take(&mut self, record: Record, problems: Vec<Finding>) {
        // A record that isn't where it belongs is told once; what it says is then not held against it.
        let misplaced = problems.iter().any(|problem| problem.rule == Rule::RecordOrder);
        for problem in problems {
            self.findings.push(problem);
        }
        fields::check(&record, &mut self.findings);
        self.totals.record(record.line);
        match record.role() {
            Role::FileHeader => {
                headers::file_header(&record, &mut self.findings);
                self.totals.headers += 1;
            }
            Role::BatchHeader => {
                self.close_batch(None);
                let batch = OpenBatch::open(record, self.totals.last_batch_number, &mut self.findings);
                self.totals.last_batch_number = batch.number.or(self.totals.last_batch_number);
                self.batch = Some(batch);
            }
            Role::Entry if !misplaced => {
                self.close_entry();
                self.entry = Some(OpenEntry::new(record));
            }
            Role::Addenda => {
                if let Some(entry) = &mut self.entry {
                    entry.take(record);
                }
            }
            Role::BatchControl if !misplaced => self.close_batch(Some(&record)),
            Role::FileControl => {
                self.close_batch(None);
                _ = self.totals.control.get_or_insert(record);
            }
            Role::Entry | Role::BatchControl | Role::Filler | Role::Unknown => {}
        }
    }

    fn close_entry(&mut self) {
        if let (Some(entry), Some(batch)) = (self.entry.take(), &mut self.batch) {
            batch.take(&entry, &mut self.totals, &mut self.findings);
        }
    }

    fn close_batch(&mut self, control: Option<&Record>) {
        self.close_entry();
        if let Some(batch) = self.batch.take() {
            batch.close(control, &mut self.findings);
            self.totals.batch(&batch, control);
        }
    }

    fn finish(mut self, is_stream: bool) -> Report {
        let last_line = self.totals.last_line;
        if self.batch.is_some() {
            self.findings.file(last_line, Rule::BatchControl, Severity::Error);
        }
        self.close_batch(None);
        self.totals.close(is_stream, &mut self.findings);
        let Findings { kept: mut findings, more } = self.findings;
        findings.sort_by_key(|finding| finding.line);
        if self.totals.is_answer() {
            // What a bank sends back isn't ours to mend.
            let blanks = findings.iter_mut().filter(|finding| finding.rule == Rule::TrailingBlanks);
            blanks.for_each(|finding| finding.severity = Severity::Warning);
        }
        let FileTotals { batches, sums, .. } = self.totals;
        let entry_hash = sums.hash();
        Report { findings, more, batches, entries: sums.count, debits: sums.debits, credits: sums.credits, entry_hash }
    }
}
