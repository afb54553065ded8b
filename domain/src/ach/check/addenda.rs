//! The addenda of an entry: which, how many, and what they say.

use super::Findings;
use super::batch::OpenBatch;
use super::entry::{Category, OpenEntry};
use super::headers::is_empty;
use crate::ach::codes::{EntryClass, is_state};
use crate::ach::finding::{Finding, Rule};
use crate::ach::layout::addenda as layouts;
use crate::ach::layout::entries::{corporate, entry as fields};
use crate::ach::read::about;
use crate::ach::record::Record;
use crate::ach::returns::{Change, codes};

/// Holds the addenda of an entry to its class and to each other.
pub fn check(entry: &OpenEntry, category: Category, batch: &OpenBatch, findings: &mut Findings) {
    let detail = &entry.detail;
    let indicator = u64::from(entry.addenda_count > 0);
    if detail.number(fields::ADDENDA_INDICATOR).is_some_and(|given| given != indicator) {
        findings.expect(detail, fields::ADDENDA_INDICATOR, Rule::AddendaIndicator, indicator);
    }
    let mut last_sequence = ("", 0);
    for addenda in &entry.addenda {
        let kind = addenda.raw(layouts::unknown::TYPE);
        if !allowed(kind, category, batch) {
            findings.error(addenda, layouts::unknown::TYPE, Rule::AddendaType);
            continue;
        }
        belongs(addenda, detail, kind, findings);
        if let ("05" | "17" | "18", Some(sequence)) = (kind, addenda.number(layouts::remittance::SEQUENCE)) {
            let last = if last_sequence.0 == kind { last_sequence.1 } else { 0 };
            if sequence <= last {
                findings.error(addenda, layouts::remittance::SEQUENCE, Rule::AddendaSequence);
            } else if sequence != last + 1 {
                findings.warn(addenda, layouts::remittance::SEQUENCE, Rule::AddendaSequence);
            }
            last_sequence = (kind, sequence);
        }
        says(addenda, kind, category, findings);
    }
    due(entry, category, batch, findings);
}

/// Whether a type of addenda may follow such an entry.
fn allowed(kind: &str, category: Category, batch: &OpenBatch) -> bool {
    let Some(class) = batch.class else { return true };
    let international = matches!(kind, "10" | "11" | "12" | "13" | "14" | "15" | "16");
    match category {
        _ if batch.international && international => true,
        Category::Return => kind == "99" || (kind == "05" && class == EntryClass::Ctx),
        Category::Change => kind == "98" && (class == EntryClass::Cor || batch.international),
        Category::Forward | Category::Offset => match kind {
            "02" => class.rules().terminal,
            "05" => class.rules().remittance_max > 0,
            "17" | "18" => batch.international,
            _ => false,
        },
    }
}

/// Addenda carry the trace number of their entry, or its end.
fn belongs(addenda: &Record, detail: &Record, kind: &str, findings: &mut Findings) {
    // Returns and changes may carry a number of their own.
    let field = layouts::remittance::ENTRY_SEQUENCE;
    if detail.number(fields::TRACE).is_some() && !matches!(kind, "02" | "98" | "99") {
        let sequence = OpenBatch::sequence_of(detail);
        if addenda.raw(field) != sequence && addenda.number(field).is_some() {
            findings.expect(addenda, field, Rule::AddendaTrace, sequence);
        }
    }
    if kind == "02" && addenda.raw(layouts::terminal::TRACE) != detail.raw(fields::TRACE) {
        findings.warn(addenda, layouts::terminal::TRACE, Rule::AddendaTrace);
    }
}

/// What the fields of an addenda say beyond the table.
fn says(addenda: &Record, kind: &str, category: Category, findings: &mut Findings) {
    let code = addenda.raw(layouts::returned::CODE);
    match kind {
        "02" if category == Category::Forward => {
            if !is_state(addenda.raw(layouts::terminal::STATE)) {
                findings.expect(addenda, layouts::terminal::STATE, Rule::CodeList, "a state of the United States");
            }
            let date = addenda.number(layouts::terminal::DATE).map(|date| (date / 100, date % 100));
            if !matches!(date, Some((1..=12, 1..=31))) {
                findings.expect(addenda, layouts::terminal::DATE, Rule::Date, "MMDD");
            }
        }
        "10" if !is_transaction_type(addenda.raw(layouts::iat_transaction::TRANSACTION_TYPE)) => {
            findings.error(addenda, layouts::iat_transaction::TRANSACTION_TYPE, Rule::CodeList);
        }
        "13" | "14" | "18" if !matches!(addenda.raw(layouts::iat_rdfi::QUALIFIER), "01" | "02" | "03") => {
            findings.expect(addenda, layouts::iat_rdfi::QUALIFIER, Rule::CodeList, "01, 02 or 03");
        }
        "98" if codes::change(code).is_none() => findings.error(addenda, layouts::change::CODE, Rule::ChangeCode),
        "98" => corrected(addenda, code, findings),
        "99" if codes::returned(code).is_none() => findings.error(addenda, layouts::returned::CODE, Rule::ReturnCode),
        _ => {}
    }
}

fn corrected(addenda: &Record, code: &str, findings: &mut Findings) {
    let data = addenda.raw(layouts::change::CORRECTED);
    if data.trim().is_empty() {
        if !matches!(code, "C13" | "C14") && !codes::is_refused_change(code) {
            findings.error(addenda, layouts::change::CORRECTED, Rule::CorrectedData);
        }
    } else if let Err(error) = Change::read(code, data) {
        let finding = about(addenda, layouts::change::CORRECTED, Rule::CorrectedData);
        let severity = crate::ach::finding::Severity::Warning;
        findings.push(Finding { severity, expected: error.to_string(), ..finding });
    }
}

/// Addenda that must be there, and no more than may.
fn due(entry: &OpenEntry, category: Category, batch: &OpenBatch, findings: &mut Findings) {
    let Some(class) = batch.class else { return };
    let (detail, rules) = (&entry.detail, class.rules());
    let count = |kind| entry.addenda.iter().filter(|addenda| addenda.raw(layouts::unknown::TYPE) == kind).count();
    let at_most = |findings: &mut Findings, kind, max: usize| {
        if count(kind) > max {
            let of_kind = entry.addenda.iter().filter(|addenda| addenda.raw(layouts::unknown::TYPE) == kind);
            if let Some(first_too_many) = of_kind.take(max + 1).last() {
                findings.expect(
                    first_too_many,
                    layouts::unknown::TYPE,
                    Rule::AddendaCount,
                    format!("{max} addenda of type {kind} at most"),
                );
            }
        }
    };
    let missing = |findings: &mut Findings, kind: &str| {
        let finding = about(detail, fields::ADDENDA_INDICATOR, Rule::AddendaMissing);
        findings.push(Finding { value: format!("no addenda {kind}"), ..finding });
    };
    if batch.international {
        for kind in ["10", "11", "12", "13", "14", "15", "16"] {
            if count(kind) == 0 {
                missing(findings, kind);
            }
            at_most(findings, kind, 1);
        }
        at_most(findings, "17", 2);
        at_most(findings, "18", 5);
    }
    at_most(findings, "98", 1);
    at_most(findings, "99", 1);
    if category == Category::Forward {
        if rules.terminal {
            if count("02") == 0 {
                missing(findings, "02");
            }
            at_most(findings, "02", 1);
        }
        if rules.remittance_max > 0 {
            at_most(findings, "05", rules.remittance_max);
        }
        if matches!(class, EntryClass::Dne | EntryClass::Enr) && count("05") == 0 {
            missing(findings, "05");
        }
    }
    if class == EntryClass::Cor && category != Category::Change {
        missing(findings, "98");
    }
    let says = detail.raw(corporate::ADDENDA_COUNT);
    let said = if is_empty(says) { Some(0) } else { detail.number(corporate::ADDENDA_COUNT) };
    if class.counts_addenda() && said.is_some_and(|said| said != entry.addenda_count) {
        findings.expect(detail, corporate::ADDENDA_COUNT, Rule::AddendaCount, format!("{:04}", entry.addenda_count));
    }
}

/// Reasons of international payments (addenda 10).
fn is_transaction_type(code: &str) -> bool {
    const TYPES: &str = "ANN BUS DEP LOA MIS MOR PEN REM RLS SAL TAX ARC BOC MTE POP POS RCK SHR TEL WEB";
    TYPES.split(' ').any(|known| known == code)
}
