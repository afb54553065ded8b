//! Bytes to records, each with its line and layout; and records to the tree of a file.
//!
//! Tolerant: whatever can't be placed is told as a problem, and reading goes on.

use super::codes::EntryClass;
use super::finding::{Finding, Rule, Severity};
use super::layout::{Field, Layout, RECORD_LENGTH, Role, addenda, controls, entries, headers};
use super::lines::Lines;
use super::record::{Columns, Record};
use super::returns::codes::{is_contested_return, is_dishonored_return, is_refused_change};

/// Where the reader is in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    BetweenBatches,
    InBatch,
    InEntry,
    Ended,
}

/// A file's records in reading order, from bytes in whatever pieces they come.
#[derive(Debug)]
pub struct Reader {
    lines: Lines,
    placer: Placer,
}

/// Knows where in the file the next record stands, and so which layout it has.
#[derive(Debug)]
struct Placer {
    place: Place,
    class: Option<EntryClass>,
    international: bool,
    advices: bool,
    filled: bool,
    blank_lines: Vec<u64>,
}

impl Default for Reader {
    fn default() -> Self {
        let placer = Placer {
            place: Place::Start,
            class: None,
            international: false,
            advices: false,
            filled: false,
            blank_lines: Vec::new(),
        };
        Self { lines: Lines::default(), placer }
    }
}

/// Most problems that are kept of blank lines before a record.
const BLANK_LINES_KEPT: usize = 10;

impl Reader {
    /// Takes more bytes; `sink` gets each record with the problems of its line and place.
    pub fn feed(&mut self, bytes: &[u8], sink: &mut impl FnMut(Record, Vec<Finding>)) {
        let Self { lines, placer } = self;
        lines.feed(bytes, &mut |number, line| placer.line(number, line, sink));
    }

    /// The end of the file.
    pub fn finish(&mut self, sink: &mut impl FnMut(Record, Vec<Finding>)) {
        let Self { lines, placer } = self;
        lines.finish(&mut |number, line| placer.line(number, line, sink));
    }

    /// Whether the file is one unbroken stream of records, without lines.
    pub fn is_stream(&self) -> bool {
        self.lines.is_stream()
    }
}

impl Placer {
    fn line(&mut self, number: u64, line: &[u8], sink: &mut impl FnMut(Record, Vec<Finding>)) {
        if line.iter().all(u8::is_ascii_whitespace) {
            // At the end of a file blank lines do no harm: they are told when a record follows.
            if self.blank_lines.len() < BLANK_LINES_KEPT {
                self.blank_lines.push(number);
            }
            return;
        }
        let Columns { characters: columns, length, trailing_blanks, foreign } = Columns::of(line);
        let (layout, problem) = self.place(&columns);
        let record = Record { line: number, layout, columns, length };
        let mut problems: Vec<_> = self.blank_lines.drain(..).map(blank_line).collect();
        problems.extend(problem.map(|rule| misplaced(&record, rule)));
        problems.extend(wrong_length(&record, trailing_blanks));
        let mut told = None;
        for (column, character) in foreign {
            // One problem for each field is enough.
            if let Some(field) = layout.field_at(column).filter(|field| told != Some(*field)) {
                told = Some(field);
                let columns = (column, column);
                let value = character.escape_default().to_string();
                problems.push(Finding { columns, value, ..about(&record, field, Rule::Character) });
            }
        }
        sink(record, problems);
    }

    /// The layout of a record that stands here, and the rule it breaks by standing here.
    fn place(&mut self, columns: &[u8; RECORD_LENGTH]) -> (&'static Layout, Option<Rule>) {
        let Some((kind, rest)) = columns.split_first() else { return (&headers::unknown::LAYOUT, None) };
        let before = self.place;
        let (layout, problem) = self.place_by_kind(*kind, before, rest, columns);
        let after_filler = self.filled && layout.role != Role::Filler;
        (layout, problem.or(after_filler.then_some(Rule::RecordOrder)))
    }

    fn place_by_kind(
        &mut self,
        kind: u8,
        before: Place,
        rest: &[u8],
        columns: &[u8; RECORD_LENGTH],
    ) -> (&'static Layout, Option<Rule>) {
        match kind {
            b'1' => {
                self.place = if before == Place::Start { Place::BetweenBatches } else { before };
                (&headers::file_header::LAYOUT, (before != Place::Start).then_some(Rule::FileHeader))
            }
            b'5' => {
                self.place = Place::InBatch;
                (self.batch_header(columns), Self::start(before))
            }
            b'6' => {
                let placed = matches!(before, Place::InBatch | Place::InEntry);
                self.place = if placed { Place::InEntry } else { before };
                let class = self.class.map(EntryClass::rules);
                let layout = match class {
                    _ if self.international => &entries::iat::LAYOUT,
                    Some(rules) => rules.layout,
                    None => &entries::entry::LAYOUT,
                };
                (layout, (!placed).then_some(Rule::RecordOrder))
            }
            b'7' => {
                (Self::addenda(columns, self.international), (before != Place::InEntry).then_some(Rule::RecordOrder))
            }
            b'8' => {
                let placed = matches!(before, Place::InBatch | Place::InEntry);
                self.place = if placed { Place::BetweenBatches } else { before };
                let advices = self.class == Some(EntryClass::Adv);
                let layout =
                    if advices { &controls::adv_batch_control::LAYOUT } else { &controls::batch_control::LAYOUT };
                (layout, (!placed).then_some(Rule::RecordOrder))
            }
            b'9' if rest.first() == Some(&b'9') => {
                self.filled = true;
                (&controls::filler::LAYOUT, None)
            }
            b'9' => {
                self.place = Place::Ended;
                let problem = if before == Place::Ended { Some(Rule::FileControl) } else { Self::start(before) };
                let layout =
                    if self.advices { &controls::adv_file_control::LAYOUT } else { &controls::file_control::LAYOUT };
                (layout, problem)
            }
            _ => (&headers::unknown::LAYOUT, Some(Rule::RecordType)),
        }
    }

    /// What is wrong when a batch or the file control begins here.
    fn start(before: Place) -> Option<Rule> {
        match before {
            // That there is no file header is told at the end, once.
            Place::Start | Place::BetweenBatches => None,
            Place::InBatch | Place::InEntry => Some(Rule::BatchControl),
            Place::Ended => Some(Rule::RecordOrder),
        }
    }

    fn batch_header(&mut self, columns: &[u8; RECORD_LENGTH]) -> &'static Layout {
        let text = |field: Field| columns.get(usize::from(field.from) - 1..usize::from(field.to)).unwrap_or_default();
        let code = std::str::from_utf8(text(headers::batch_header::SEC)).unwrap_or_default();
        self.class = EntryClass::from_code(code);
        self.advices |= self.class == Some(EntryClass::Adv);
        self.international =
            self.class == Some(EntryClass::Iat) || text(headers::iat_batch_header::INDICATOR).starts_with(b"IATCOR ");
        if self.international { &headers::iat_batch_header::LAYOUT } else { &headers::batch_header::LAYOUT }
    }

    fn addenda(columns: &[u8; RECORD_LENGTH], international: bool) -> &'static Layout {
        let code = columns.get(3..6).and_then(|code| std::str::from_utf8(code).ok()).unwrap_or_default();
        match columns.get(1..3) {
            Some(b"02") => &addenda::terminal::LAYOUT,
            Some(b"05") => &addenda::remittance::LAYOUT,
            Some(b"10") => &addenda::iat_transaction::LAYOUT,
            Some(b"11") => &addenda::iat_originator::LAYOUT,
            Some(b"12") => &addenda::iat_originator_place::LAYOUT,
            Some(b"13") => &addenda::iat_odfi::LAYOUT,
            Some(b"14") => &addenda::iat_rdfi::LAYOUT,
            Some(b"15") => &addenda::iat_receiver::LAYOUT,
            Some(b"16") => &addenda::iat_receiver_place::LAYOUT,
            Some(b"17") => &addenda::iat_remittance::LAYOUT,
            Some(b"18") => &addenda::iat_correspondent::LAYOUT,
            Some(b"98") if is_refused_change(code) => &addenda::refused_change::LAYOUT,
            Some(b"98") => &addenda::change::LAYOUT,
            Some(b"99") if international => &addenda::returned::LAYOUT,
            Some(b"99") if is_dishonored_return(code) => &addenda::dishonored::LAYOUT,
            Some(b"99") if is_contested_return(code) => &addenda::contested::LAYOUT,
            Some(b"99") => &addenda::returned::LAYOUT,
            _ => &addenda::unknown::LAYOUT,
        }
    }
}

/// A finding about a field of a record, as an error.
pub(super) fn about(record: &Record, field: Field, rule: Rule) -> Finding {
    Finding {
        line: record.line,
        columns: (field.from.into(), field.to.into()),
        field: field.name,
        rule,
        severity: Severity::Error,
        value: record.raw(field).to_owned(),
        expected: String::new(),
    }
}

fn misplaced(record: &Record, rule: Rule) -> Finding {
    let value = if rule == Rule::RecordType { record.as_str().chars().take(1).collect() } else { String::new() };
    Finding { value, field: record.layout.name, ..about(record, headers::unknown::RECORD_TYPE, rule) }
}

fn blank_line(line: u64) -> Finding {
    Finding {
        line,
        columns: (1, RECORD_LENGTH),
        field: "record",
        rule: Rule::BlankLine,
        severity: Severity::Warning,
        value: String::new(),
        expected: String::new(),
    }
}

/// A record that is cut off only where blanks would stand passes with a warning.
fn wrong_length(record: &Record, trailing_blanks: usize) -> Option<Finding> {
    let given = record.length + trailing_blanks;
    let rule = if trailing_blanks > 0 { Rule::TrailingBlanks } else { Rule::RecordLength };
    let harmless = given < RECORD_LENGTH
        && record.layout.fields.iter().all(|field| !record.is_cut(*field) || field.kind.may_be_blank());
    (given != RECORD_LENGTH).then(|| Finding {
        columns: (given.min(RECORD_LENGTH) + 1, given.max(RECORD_LENGTH)),
        field: record.layout.name,
        severity: if harmless { Severity::Warning } else { Severity::Error },
        value: format!("{given} characters"),
        expected: RECORD_LENGTH.to_string(),
        ..about(record, headers::unknown::RECORD_TYPE, rule)
    })
}

/// A file as a tree of records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AchFile {
    /// The file header.
    pub header: Option<Record>,
    /// Batches in the order of the file.
    pub batches: Vec<Batch>,
    /// The file control.
    pub control: Option<Record>,
}

/// A batch: its header, entries and control, each where it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The batch header.
    pub header: Option<Record>,
    /// Entries in order.
    pub entries: Vec<Entry>,
    /// The batch control.
    pub control: Option<Record>,
}

/// An entry with its addenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The entry detail.
    pub detail: Record,
    /// Its addenda in order.
    pub addenda: Vec<Record>,
}

/// Reads a whole file into a tree, with the problems of lines and places; `check` knows the rest.
pub fn read(bytes: &[u8]) -> (AchFile, Vec<Finding>) {
    let (mut file, mut problems) = (AchFile::default(), Vec::new());
    let mut sink = |record, found| {
        problems.extend(found);
        file.take(record);
    };
    let mut reader = Reader::default();
    reader.feed(bytes, &mut sink);
    reader.finish(&mut sink);
    (file, problems)
}

impl AchFile {
    fn take(&mut self, record: Record) {
        match record.role() {
            Role::FileHeader => _ = self.header.get_or_insert(record),
            Role::BatchHeader => self.batches.push(Batch { header: Some(record), ..Batch::default() }),
            Role::Entry => self.open_batch().entries.push(Entry { detail: record, addenda: Vec::new() }),
            Role::Addenda => {
                if let Some(entry) = self.batches.last_mut().and_then(|batch| batch.entries.last_mut()) {
                    entry.addenda.push(record);
                }
            }
            Role::BatchControl => _ = self.open_batch().control.get_or_insert(record),
            Role::FileControl => _ = self.control.get_or_insert(record),
            Role::Filler | Role::Unknown => {}
        }
    }

    /// The last batch, or one without a header for records that lack it.
    fn open_batch(&mut self) -> &mut Batch {
        if self.batches.is_empty() {
            self.batches.push(Batch::default());
        }
        let last = self.batches.len() - 1;
        &mut self.batches[last]
    }
}
