//! Amounts, days and texts as banks write them.

use super::TEXT_MAX;
use crate::{Cents, Currency};
use chrono::NaiveDate;

/// Text to keep: without blanks at its ends, control characters and what is too long; none when nothing is left.
pub(super) fn text(raw: &str) -> Option<String> {
    let clean: String = raw.trim().chars().filter(|c| !c.is_control()).take(TEXT_MAX).collect();
    (!clean.is_empty()).then_some(clean)
}

/// A value as it may be shown in a message: not longer than a line.
pub(super) fn quoted(raw: &str) -> String {
    const SHOWN: usize = 40;
    let shown: String = raw.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    if raw.chars().count() > SHOWN { format!("“{shown}…”") } else { format!("“{shown}”") }
}

/// A currency that books are kept in, by its ISO 4217 code.
pub(super) fn currency(raw: &str) -> Result<Currency, String> {
    raw.parse().map_err(|_| {
        let known: Vec<_> = Currency::ALL.iter().map(|currency| currency.label()).collect();
        format!("{} is not a currency that books are kept in; these are: {}", quoted(raw), known.join(", "))
    })
}

/// A day as `YYYYMMDD`.
pub(super) fn compact_day(raw: &str) -> Option<NaiveDate> {
    if raw.len() != 8 || !raw.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    NaiveDate::from_ymd_opt(raw[..4].parse().ok()?, raw[4..6].parse().ok()?, raw[6..].parse().ok()?)
}

/// A day of this century as `YYMMDD`.
pub(super) fn short_day(raw: &str) -> Option<NaiveDate> {
    if raw.len() == 6 { compact_day(&format!("20{raw}")) } else { None }
}

/// A sum of amounts for a message, also one that no account could hold.
pub(super) fn wide(cents: i128) -> String {
    i64::try_from(cents).map_or_else(|_| format!("{cents} cents"), |cents| Cents(cents).to_string())
}

/// Why an ACH return was sent back: the first word that is an `R` and two digits.
pub(super) fn return_code(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let is_code = |word: &&str| {
        let bytes = word.as_bytes();
        bytes.len() == 3 && bytes[0] == b'R' && bytes[1].is_ascii_digit() && bytes[2].is_ascii_digit()
    };
    words.into_iter().find(is_code).map(str::to_owned)
}
