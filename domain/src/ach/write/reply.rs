//! Files by which a bank answers: returns and notifications of change, as the originator's bank passes them on.
//!
//! Real banks write these. Tributary writes them for its sandbox bank, so that what reads answers is tried with files
//! of the same form.

use super::draft::Draft;
use super::{Refused, Writer};
use crate::ach::check;
use crate::ach::codes::{EntryClass, Purpose, ServiceClass, TransactionCode};
use crate::ach::date;
use crate::ach::layout::addenda::{change, returned};
use crate::ach::layout::controls::batch_control;
use crate::ach::layout::entries::entry;
use crate::ach::layout::headers::{batch_header, file_header};
use crate::ach::read::{AchFile, Batch};
use crate::ach::sums::Sums;
use crate::ach::trace::TraceNumber;
use crate::banking::{Direction, check_digit};
use chrono::NaiveDateTime;

/// What a bank says about one entry of a file that it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The batch within the file, from 0.
    pub batch: usize,
    /// The entry within the batch, from 0.
    pub entry: usize,
    /// A return (`R03`) or change code (`C01`).
    pub code: String,
    /// What is right, as the change code has it; empty for returns.
    pub corrected: String,
}

/// Writes the answers to a file, in batches by class and receiving bank. Answers to entries that the file hasn't got,
/// or that can't be answered, are left out; without any there is no file.
pub fn reply(
    file: &AchFile,
    replies: &[Reply],
    at: NaiveDateTime,
    id_modifier: char,
) -> Result<Option<String>, Refused> {
    let answers: Vec<_> = replies.iter().filter_map(|reply| Answer::of(file, reply)).collect();
    if answers.is_empty() {
        return Ok(None);
    }
    let mut writer = Writer { sequence: 1, ..Writer::default() };
    writer.reply_header(file, at, id_modifier);
    let mut batches = 0;
    let mut rest = answers.as_slice();
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|answer| answer.key() == first.key()).count();
        let (batch, others) = rest.split_at(same);
        batches += 1;
        writer.reply_batch(batches, batch, at);
        rest = others;
    }
    writer.control(batches);
    if !writer.unwritable.is_empty() {
        return Err(Refused::Values(writer.unwritable));
    }
    let report = check::check(writer.text.as_bytes());
    if report.is_clean() { Ok(Some(writer.text)) } else { Err(Refused::Rules(report.findings)) }
}

/// An answer with what it is about.
struct Answer<'a> {
    batch: &'a Batch,
    detail: &'a crate::ach::Record,
    code: TransactionCode,
    trace: TraceNumber,
    rdfi: u64,
    reply: &'a Reply,
}

impl<'a> Answer<'a> {
    fn of(file: &'a AchFile, reply: &'a Reply) -> Option<Self> {
        let batch = file.batches.get(reply.batch)?;
        let detail = &batch.entries.get(reply.entry)?.detail;
        let sent = TransactionCode::from_code(detail.number(entry::TRANSACTION_CODE)?)?;
        let code = TransactionCode::of(sent.account, sent.direction, Purpose::ReturnOrChange)?;
        let trace = TraceNumber::new(detail.number(entry::TRACE)?)?;
        Some(Self { batch, detail, code, trace, rdfi: detail.number(entry::RDFI)?, reply })
    }

    fn is_change(&self) -> bool {
        self.reply.code.starts_with('C')
    }

    fn header(&self, field: crate::ach::layout::Field) -> &str {
        self.batch.header.as_ref().map(|header| header.text(field)).unwrap_or_default()
    }

    fn class(&self) -> &str {
        if self.is_change() { EntryClass::Cor.code() } else { self.header(batch_header::SEC) }
    }

    /// Answers with the same key share a batch.
    fn key(&self) -> (&str, u64, Direction, &str) {
        (self.class(), self.rdfi, self.code.direction, self.header(batch_header::COMPANY_ID))
    }

    fn cents(&self) -> u64 {
        if self.is_change() { 0 } else { self.detail.number(entry::AMOUNT).unwrap_or(0) }
    }
}

impl Writer {
    /// The header of the file that is answered, turned round.
    fn reply_header(&mut self, file: &AchFile, at: NaiveDateTime, id_modifier: char) {
        use file_header::{
            CREATION_DATE, CREATION_TIME, DESTINATION, DESTINATION_NAME, ID_MODIFIER, LAYOUT, ORIGIN, ORIGIN_NAME,
        };
        let text = |field| file.header.as_ref().map(|header| header.raw(field)).unwrap_or_default();
        let bank = text(DESTINATION).trim();
        // The place of a routing number is nine columns wide, after a blank.
        let draft = Draft::of(&LAYOUT)
            .text(crate::ach::layout::Field { from: DESTINATION.from + 1, ..DESTINATION }, bank)
            .text(crate::ach::layout::Field { from: ORIGIN.from + 1, ..ORIGIN }, bank)
            .text(CREATION_DATE, &date::write(at.date()))
            .text(CREATION_TIME, &at.format("%H%M").to_string())
            .text(ID_MODIFIER, &id_modifier.to_string())
            .text(DESTINATION_NAME, text(ORIGIN_NAME))
            .text(ORIGIN_NAME, text(DESTINATION_NAME));
        self.put(draft);
    }

    fn reply_batch(&mut self, number: usize, answers: &[Answer<'_>], at: NaiveDateTime) {
        let Some(first) = answers.first() else { return };
        self.batch = Some(number);
        let service = match first.code.direction {
            Direction::Credit => ServiceClass::Credits,
            Direction::Debit => ServiceClass::Debits,
        };
        let draft = Draft::of(&batch_header::LAYOUT)
            .number(batch_header::SERVICE_CLASS, service.code())
            .text(batch_header::COMPANY_NAME, first.header(batch_header::COMPANY_NAME))
            .text(batch_header::COMPANY_ID, first.header(batch_header::COMPANY_ID))
            .text(batch_header::SEC, first.class())
            .text(batch_header::DESCRIPTION, first.header(batch_header::DESCRIPTION))
            .text(batch_header::EFFECTIVE_DATE, &date::write(at.date()))
            .number(batch_header::ORIGINATOR_STATUS, 1)
            .number(batch_header::ODFI, first.rdfi)
            .number(batch_header::BATCH_NUMBER, number as u64);
        self.put(draft);
        let mut totals = Sums::default();
        for answer in answers {
            self.answer(answer, &mut totals);
        }
        let draft = Draft::of(&batch_control::LAYOUT)
            .number(batch_control::SERVICE_CLASS, service.code())
            .number(batch_control::COUNT, totals.count)
            .number(batch_control::HASH, totals.hash())
            .number(batch_control::DEBITS, totals.debits)
            .number(batch_control::CREDITS, totals.credits)
            .text(batch_control::COMPANY_ID, first.header(batch_header::COMPANY_ID))
            .number(batch_control::ODFI, first.rdfi)
            .number(batch_control::BATCH_NUMBER, number as u64);
        self.put(draft);
        self.batch = None;
        self.totals.add(totals);
    }

    /// The entry, turned round to the bank it came from, and the addenda that says why.
    fn answer(&mut self, answer: &Answer<'_>, totals: &mut Sums) {
        let home = format!("{:08}", answer.trace.digits() / 10_000_000);
        let digit = check_digit(home.as_bytes()).unwrap_or(0);
        let detail = answer.detail;
        let trace = answer.rdfi * 10_000_000 + self.sequence;
        self.sequence += 1;
        let entry_draft = Draft::of(&entry::LAYOUT)
            .number(entry::TRANSACTION_CODE, answer.code.code().into())
            .text(entry::RDFI, &home)
            .number(entry::CHECK_DIGIT, digit.into())
            .text(entry::ACCOUNT, detail.text(entry::ACCOUNT))
            .number(entry::AMOUNT, answer.cents())
            .text(entry::ID, detail.text(entry::ID))
            .text(entry::NAME, detail.text(entry::NAME))
            .number(entry::ADDENDA_INDICATOR, 1)
            .number(entry::TRACE, trace);
        let addenda = if answer.is_change() {
            Draft::of(&change::LAYOUT)
                .text(change::CODE, &answer.reply.code)
                .number(change::ORIGINAL_TRACE, answer.trace.digits())
                .number(change::ORIGINAL_RDFI, answer.rdfi)
                .text(change::CORRECTED, &answer.reply.corrected)
                .number(change::TRACE, trace)
        } else {
            Draft::of(&returned::LAYOUT)
                .text(returned::CODE, &answer.reply.code)
                .number(returned::ORIGINAL_TRACE, answer.trace.digits())
                .number(returned::ORIGINAL_RDFI, answer.rdfi)
                .number(returned::TRACE, trace)
        };
        totals.count += 2;
        totals.add_entry(answer.trace.digits() / 10_000_000, answer.code.direction, answer.cents());
        self.put(entry_draft);
        self.put(addenda);
    }
}
