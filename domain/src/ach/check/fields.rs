//! What the table of fields asks for, in any record.

use super::Findings;
use crate::ach::finding::Rule;
use crate::ach::layout::{Kind, Role};
use crate::ach::record::Record;

/// Holds every field of a record to its kind.
pub fn check(record: &Record, findings: &mut Findings) {
    if record.role() == Role::Unknown {
        return;
    }
    // What a line that was cut off doesn't have is told once, by its length.
    for field in record.layout.fields.iter().copied().filter(|field| !record.is_cut(*field)) {
        let raw = record.raw(field);
        let digits = raw.bytes().all(|digit| digit.is_ascii_digit());
        let blank = raw.bytes().all(|character| character == b' ');
        let empty = raw.bytes().all(|character| matches!(character, b' ' | b'0'));
        match field.kind {
            Kind::Fixed(value) if raw != value => {
                let rule = if record.role() == Role::Filler { Rule::Filler } else { Rule::FixedValue };
                let value = if record.role() == Role::Filler { "nines" } else { value };
                findings.expect(record, field, rule, value);
            }
            Kind::Digits if !digits => findings.error(record, field, Rule::Digits),
            Kind::DigitsOrBlank if !digits && !blank => findings.error(record, field, Rule::Digits),
            Kind::Mandatory if empty => findings.error(record, field, Rule::Mandatory),
            Kind::Mandatory | Kind::Text if raw.starts_with(' ') && !blank => {
                findings.warn(record, field, Rule::Alignment);
            }
            Kind::Reserved if !blank => findings.warn(record, field, Rule::Reserved),
            _ => {}
        }
    }
}
