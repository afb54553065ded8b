//! An entry and what its class asks for.

use super::batch::OpenBatch;
use super::headers::{is_empty, routing};
use super::{Findings, addenda};
use crate::ach::codes::{Amounts, ClassRules, EntryClass, Purpose, TransactionCode};
use crate::ach::finding::{Finding, Rule, Severity};
use crate::ach::layout::addenda as layouts;
use crate::ach::layout::entries::{self, entry as fields};
use crate::ach::layout::headers::batch_header;
use crate::ach::read::about;
use crate::ach::record::Record;
use crate::banking::Direction;

/// Most addenda that are kept; more break a rule that counts them.
const ADDENDA_KEPT: usize = 10_000;

/// An entry whose addenda are being read.
#[derive(Debug)]
pub struct OpenEntry {
    pub detail: Record,
    pub addenda: Vec<Record>,
    pub addenda_count: u64,
}

/// What an entry is, by the addenda it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Goes out.
    Forward,
    /// Comes back: addenda 99.
    Return,
    /// Asks for a change: addenda 98.
    Change,
    /// Balances a batch of any kind.
    Offset,
}

impl OpenEntry {
    pub fn new(detail: Record) -> Self {
        Self { detail, addenda: Vec::new(), addenda_count: 0 }
    }

    pub fn take(&mut self, addenda: Record) {
        self.addenda_count += 1;
        if self.addenda.len() < ADDENDA_KEPT {
            self.addenda.push(addenda);
        }
    }

    pub fn category(&self) -> Category {
        let has = |code| self.addenda.iter().any(|addenda| addenda.raw(layouts::unknown::TYPE) == code);
        if has("99") {
            Category::Return
        } else if has("98") {
            Category::Change
        } else if self.detail.text(fields::NAME) == "OFFSET" {
            Category::Offset
        } else {
            Category::Forward
        }
    }
}

/// Holds an entry to its rules and adds it to the sums of its batch.
pub fn check(entry: &OpenEntry, category: Category, batch: &mut OpenBatch, findings: &mut Findings) {
    let detail = &entry.detail;
    let bank = format!("{}{}", detail.raw(fields::RDFI), detail.raw(fields::CHECK_DIGIT));
    if !detail.is_cut(fields::CHECK_DIGIT) {
        let both = crate::ach::layout::Field { to: fields::CHECK_DIGIT.to, ..fields::RDFI };
        routing(detail, both, &bank, findings);
    }
    let amount_field = if batch.class == Some(EntryClass::Adv) { entries::adv::AMOUNT } else { entries::entry::AMOUNT };
    let (code, amount) = (transaction_code(entry, category, batch, findings), detail.number(amount_field));
    match (detail.number(fields::RDFI), code, amount) {
        (Some(rdfi), Some(code), Some(amount)) => batch.sums.add_entry(rdfi, code.direction, amount),
        _ => batch.unreadable = true,
    }
    if let Some(same) = batch.category.filter(|_| !matches!(category, Category::Offset | Category::Change)) {
        if same != category && same != Category::Change {
            findings.record(detail, Rule::Category);
        }
    } else if category != Category::Offset {
        batch.category.get_or_insert(category);
    }
    if let (Some(class), Some(code), Some(amount)) = (batch.class, code, amount) {
        if category == Category::Forward {
            forward(entry, class, code, amount, batch, findings);
        } else if category == Category::Change && amount != 0 {
            // Notifications on international entries repeat the amount.
            let severity = if batch.international { Severity::Warning } else { Severity::Error };
            findings.push(Finding { severity, ..about(detail, amount_field, Rule::AmountNotZero) });
        }
    }
    addenda::check(entry, category, batch, findings);
}

/// The transaction code, held to its batch.
fn transaction_code(
    entry: &OpenEntry,
    category: Category,
    batch: &OpenBatch,
    findings: &mut Findings,
) -> Option<TransactionCode> {
    let detail = &entry.detail;
    let Some(code) = detail.number(fields::TRANSACTION_CODE).and_then(TransactionCode::from_code) else {
        findings.error(detail, fields::TRANSACTION_CODE, Rule::TransactionCode);
        return None;
    };
    if batch.service.is_some_and(|service| !service.allows(code.direction)) {
        // International batches are not held to it by those who take them.
        let severity = if batch.international { Severity::Warning } else { Severity::Error };
        let finding = about(detail, fields::TRANSACTION_CODE, Rule::TransactionCodeService);
        findings.push(Finding { severity, ..finding });
    }
    let advices = batch.class == Some(EntryClass::Adv);
    let comes_back = code.purpose == Purpose::ReturnOrChange;
    let wrong_for_change = batch.class == Some(EntryClass::Cor) && !comes_back;
    // Notifications of death answer payments, and so use their codes of return.
    let answers_payment = batch.class == Some(EntryClass::Dne);
    if advices != (code.purpose == Purpose::Advice) || wrong_for_change {
        findings.error(detail, fields::TRANSACTION_CODE, Rule::TransactionCodeClass);
    } else if comes_back && category == Category::Forward && !answers_payment {
        findings.push(Finding {
            expected: "a live code, or addenda 98 or 99".to_owned(),
            ..about(detail, fields::TRANSACTION_CODE, Rule::AddendaMissing)
        });
    }
    Some(code)
}

/// What goes out must be what its class allows.
fn forward(
    entry: &OpenEntry,
    class: EntryClass,
    code: TransactionCode,
    amount: u64,
    batch: &OpenBatch,
    findings: &mut Findings,
) {
    let (detail, rules) = (&entry.detail, class.rules());
    if !code_fits(class, &rules, code, batch.is_reversal()) {
        findings.error(detail, fields::TRANSACTION_CODE, Rule::TransactionCodeClass);
    }
    amounts(detail, &rules, code, amount, batch, findings);
    // An international notification keeps the layout of international entries.
    let mandatory = if batch.international { &[] } else { rules.mandatory };
    for field in mandatory.iter().filter(|field| is_empty(detail.raw(**field)) && !detail.is_cut(**field)) {
        findings.error(detail, *field, Rule::Mandatory);
    }
    match class {
        EntryClass::Pos | EntryClass::Shr => {
            let card = entries::shr::CARD_TYPE;
            if !matches!(detail.raw(card), "01" | "02" | "03" | "11" | "12" | "13" | "21" | "99") {
                findings.expect(detail, card, Rule::CodeList, "01, 02, 03, 11, 12, 13, 21 or 99");
            }
        }
        EntryClass::Web | EntryClass::Tel if !matches!(detail.text(fields::DISCRETIONARY), "" | "R" | "S" | "ST") => {
            findings.warn(detail, fields::DISCRETIONARY, Rule::CodeList);
        }
        _ => {}
    }
    let status = batch_header::ORIGINATOR_STATUS;
    if class == EntryClass::Dne && code.purpose == Purpose::Prenote && batch.header.number(status) != Some(2) {
        findings.expect(&batch.header, status, Rule::OriginatorStatus, "2 (a government agency)");
    }
    if class == EntryClass::Shr {
        let expiration = detail.number(entries::shr::EXPIRATION);
        if !matches!(expiration.map(|date| date / 100), Some(1..=12)) {
            findings.expect(detail, entries::shr::EXPIRATION, Rule::Date, "MMYY");
        }
    }
}

/// Whether a class of entries may use the code.
fn code_fits(class: EntryClass, rules: &ClassRules, code: TransactionCode, reversal: bool) -> bool {
    let direction_fits = match rules.direction {
        Some(Direction::Credit) if reversal => code.direction == Direction::Debit,
        Some(Direction::Debit) if reversal => code.direction == Direction::Credit,
        Some(direction) => code.direction == direction,
        None => true,
    };
    let purpose_fits = match class {
        EntryClass::Ack | EntryClass::Atx => code.purpose == Purpose::ZeroDollar && code.direction == Direction::Credit,
        EntryClass::Dne => code.purpose == Purpose::Prenote && code.direction == Direction::Credit,
        EntryClass::Enr => code.purpose == Purpose::Prenote,
        _ => rules.zero_dollar || code.purpose != Purpose::ZeroDollar,
    };
    // That codes of returns need addenda is told elsewhere.
    code.purpose == Purpose::ReturnOrChange || (direction_fits && purpose_fits)
}

fn amounts(
    detail: &Record,
    rules: &ClassRules,
    code: TransactionCode,
    amount: u64,
    batch: &OpenBatch,
    findings: &mut Findings,
) {
    let field = fields::AMOUNT;
    let without_money =
        rules.amounts == Amounts::Zero || matches!(code.purpose, Purpose::Prenote | Purpose::ZeroDollar);
    if without_money || batch.is_prenote() {
        if amount != 0 {
            findings.expect(detail, field, Rule::AmountNotZero, "0000000000");
        } else if !without_money {
            findings.warn(detail, fields::TRANSACTION_CODE, Rule::AmountZero);
        }
    } else if amount == 0 && code.purpose == Purpose::Live {
        match rules.amounts {
            Amounts::Positive => findings.error(detail, field, Rule::AmountZero),
            Amounts::Any | Amounts::Zero => findings.warn(detail, field, Rule::AmountZero),
        }
    }
    let limit = rules.limit.and_then(|limit| u64::try_from(limit.0).ok());
    if let Some(limit) = limit.filter(|limit| amount > *limit) {
        findings.expect(detail, field, Rule::AmountLimit, format!("{limit:010} at most"));
    }
}
