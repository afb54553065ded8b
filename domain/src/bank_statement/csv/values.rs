//! Days and amounts as tables write them.

use super::super::words;
use super::DayOrder;
use crate::Cents;
use chrono::NaiveDate;

/// `2026-11-02`, `20261102`, `02.11.2026` and, in the order given, `11/02/2026`.
pub(super) fn day(raw: &str, order: DayOrder) -> Option<NaiveDate> {
    // A time of the day may follow.
    let raw = raw.split([' ', 'T']).next().unwrap_or_default();
    let parse = |format| NaiveDate::parse_from_str(raw, format).ok();
    let slashes = match order {
        DayOrder::MonthFirst => "%m/%d/%Y",
        DayOrder::DayFirst => "%d/%m/%Y",
    };
    let found = match raw {
        _ if raw.contains('.') => parse("%d.%m.%Y"),
        _ if raw.contains('/') => parse(slashes),
        _ if raw.contains('-') => parse("%Y-%m-%d"),
        _ => words::compact_day(raw),
    };
    // `11/02/26` would be a day of the first century.
    found.filter(|day| (1900..=9998).contains(&chrono::Datelike::year(day)))
}

/// An amount with an optional sign, currency sign, brackets for what went out, and groups of three digits.
pub(super) fn amount(raw: &str, decimal_comma: bool) -> Option<Cents> {
    let (group, point) = if decimal_comma { ('.', ',') } else { (',', '.') };
    let (raw, bracketed) = match raw.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (inner, true),
        None => (raw, false),
    };
    let plain: String = raw.chars().filter(|c| !matches!(c, '$' | '€' | '£' | ' ' | '\u{a0}' | '\'')).collect();
    let (plain, negative) = match plain.strip_prefix(['-', '−']).or_else(|| plain.strip_suffix(['-', '−'])) {
        Some(rest) => (rest, true),
        None => (plain.strip_prefix('+').unwrap_or(&plain), false),
    };
    if bracketed && negative {
        return None;
    }
    let (major, minor) = plain.split_once(point).unwrap_or((plain, ""));
    let groups: Vec<_> = major.split(group).collect();
    let grouped = groups.len() == 1
        || groups[0].len() <= 3 && !groups[0].is_empty() && groups[1..].iter().all(|part| part.len() == 3);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (extra, minor) = if minor.len() > 2 { (&minor.get(2..)?, minor.get(..2)?) } else { (&"", minor) };
    let whole = groups.concat();
    let sound = grouped && digits(&whole) && digits(minor) && extra.bytes().all(|byte| byte == b'0');
    if !sound || whole.is_empty() && minor.is_empty() {
        return None;
    }
    let cents: i64 = format!("{whole}{minor:0<2}").parse().ok()?;
    Some(Cents(if negative || bracketed { -cents } else { cents }))
}
