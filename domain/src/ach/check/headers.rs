//! File and batch headers.

use super::Findings;
use crate::ach::codes::{EntryClass, ServiceClass};
use crate::ach::date;
use crate::ach::finding::{Finding, Rule};
use crate::ach::layout::Field;
use crate::ach::layout::headers::{batch_header, file_header, iat_batch_header};
use crate::ach::read::about;
use crate::ach::record::Record;
use crate::banking::{self, RoutingError, RoutingNumber};

/// Holds a file header to its rules.
pub fn file_header(header: &Record, findings: &mut Findings) {
    use file_header::{CREATION_DATE, CREATION_TIME, DESTINATION, ID_MODIFIER, ORIGIN};
    routing(header, DESTINATION, header.text(DESTINATION), findings);
    if is_empty(header.text(ORIGIN)) {
        findings.error(header, ORIGIN, Rule::Mandatory);
    }
    if date::read(header.raw(CREATION_DATE)).is_none() {
        findings.error(header, CREATION_DATE, Rule::Date);
    }
    let time = header.raw(CREATION_TIME);
    let readable = header.number(CREATION_TIME).is_some_and(|time| time < 2400 && time % 100 < 60);
    if !readable && !time.trim().is_empty() {
        findings.warn(header, CREATION_TIME, Rule::Time);
    }
    if !header.raw(ID_MODIFIER).bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        findings.error(header, ID_MODIFIER, Rule::IdModifier);
    }
}

/// Holds a batch header to its rules.
pub fn batch_header(
    header: &Record,
    class: Option<EntryClass>,
    international: bool,
    service: Option<ServiceClass>,
    findings: &mut Findings,
) {
    use batch_header::{DESCRIPTION, EFFECTIVE_DATE, ODFI, ORIGINATOR_STATUS, SEC, SERVICE_CLASS};
    let advices = class == Some(EntryClass::Adv);
    if service.is_none() || (service == Some(ServiceClass::Advices)) != advices {
        findings.error(header, SERVICE_CLASS, Rule::ServiceClass);
    }
    if class.is_none() {
        findings.error(header, SEC, Rule::EntryClass);
    }
    match header.number(ORIGINATOR_STATUS) {
        Some(0) if advices => {}
        Some(1 | 2) if !advices => {}
        // Gateways write it, and operators take it.
        Some(0) if international => findings.warn(header, ORIGINATOR_STATUS, Rule::OriginatorStatus),
        _ => findings.error(header, ORIGINATOR_STATUS, Rule::OriginatorStatus),
    }
    if header.number(ODFI) == Some(0) {
        findings.error(header, ODFI, Rule::Mandatory);
    }
    let wanted = class.and_then(|class| class.rules().description);
    if let Some(wanted) = wanted.filter(|wanted| header.text(DESCRIPTION) != *wanted) {
        findings.expect(header, DESCRIPTION, Rule::Description, wanted);
    }
    let effective = header.raw(EFFECTIVE_DATE);
    match date::read(effective) {
        Some(date) if !banking::is_banking_day(date) => {
            findings.warn(header, EFFECTIVE_DATE, Rule::BankingDay);
        }
        None if !is_empty(effective) => findings.error(header, EFFECTIVE_DATE, Rule::Date),
        None if !matches!(class, Some(EntryClass::Enr | EntryClass::Cor)) => {
            findings.warn(header, EFFECTIVE_DATE, Rule::Date);
        }
        _ => {}
    }
    if international {
        international_header(header, findings);
    }
}

fn international_header(header: &Record, findings: &mut Findings) {
    use iat_batch_header::{COUNTRY, DESTINATION_CURRENCY, EXCHANGE, ORIGINATING_CURRENCY, REFERENCE_INDICATOR};
    if !matches!(header.text(EXCHANGE), "FV" | "VF" | "FF") {
        findings.expect(header, EXCHANGE, Rule::CodeList, "FV, VF or FF");
    }
    if !matches!(header.number(REFERENCE_INDICATOR), Some(1..=3)) {
        findings.expect(header, REFERENCE_INDICATOR, Rule::CodeList, "1, 2 or 3");
    }
    letters(header, COUNTRY, findings);
    letters(header, ORIGINATING_CURRENCY, findings);
    letters(header, DESTINATION_CURRENCY, findings);
}

/// Codes of ISO 3166 and ISO 4217 are as many capital letters as the field is wide.
fn letters(header: &Record, field: Field, findings: &mut Findings) {
    if !header.raw(field).bytes().all(|byte| byte.is_ascii_uppercase()) {
        findings.expect(header, field, Rule::CodeList, "an ISO code");
    }
}

/// Holds a routing number to its check digit; ten digits may start with the operator's 0 or 1.
pub fn routing(record: &Record, field: Field, text: &str, findings: &mut Findings) {
    let nine = if text.len() == 10 { text.strip_prefix(['0', '1']).unwrap_or(text) } else { text };
    let expected = match nine.parse::<RoutingNumber>() {
        Ok(_) => return,
        Err(RoutingError::CheckDigit { expected, .. }) => format!("a number that ends in {expected}"),
        Err(RoutingError::NotNineDigits(_) | RoutingError::Zero) => String::new(),
    };
    findings.push(Finding { value: text.to_owned(), expected, ..about(record, field, Rule::Routing) });
}

/// Nothing but blanks and zeros.
pub fn is_empty(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'0'))
}
