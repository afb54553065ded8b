//! An entry: one booked line, or one for each of the payments in it.

use super::super::words;
use super::super::{BankLine, StatementError};
use super::xml::Element;
use super::{amount, dated, direction, signed};
use crate::{Cents, Currency};

/// An entry's lines; none unless it is booked.
pub(super) fn read(part: &Element, currency: &mut Option<Currency>) -> Result<Vec<BankLine>, StatementError> {
    // Version 8 has the code in an element of its own.
    let status = part.text_at(&["Sts", "Cd"]).or_else(|| part.text_at(&["Sts"]));
    if status != Some("BOOK") {
        return Ok(Vec::new());
    }
    let total = signed(part, currency)?;
    let whole = BankLine {
        line: part.line,
        day: dated(part, "BookgDt")?,
        value_day: part.find(&["ValDt"]).map(|_| dated(part, "ValDt")).transpose()?,
        amount: total,
        bank_reference: part.text_at(&["AcctSvcrRef"]).or_else(|| part.text_at(&["NtryRef"])).and_then(words::text),
        reference: None,
        text: part.text_at(&["AddtlNtryInf"]).and_then(words::text).unwrap_or_default(),
        return_reason: None,
    };
    let payments: Vec<_> = part.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
    match payments.as_slice() {
        [] => Ok(vec![whole]),
        [one] => Ok(vec![payment(one, &whole, total)]),
        many => split(part, many, &whole),
    }
}

/// A line for each payment, where each has its amount; otherwise the entry's one line.
fn split(part: &Element, payments: &[&Element], whole: &BankLine) -> Result<Vec<BankLine>, StatementError> {
    let mut lines = Vec::with_capacity(payments.len());
    for one in payments {
        let own = one.find(&["Amt"]).or_else(|| one.find(&["AmtDtls", "TxAmt", "Amt"]));
        let Some(own) = own else { return Ok(vec![whole.clone()]) };
        let comes_in = direction(one)?.unwrap_or(whole.amount >= Cents::ZERO);
        let size = amount(own)?;
        lines.push(payment(one, whole, if comes_in { size } else { -size }));
    }
    let sum = super::super::sum(&lines);
    if sum != i128::from(whole.amount.0) {
        let reason = format!("it is of {}, but its payments come to {}", whole.amount, words::wide(sum));
        return Err(part.wrong(reason));
    }
    Ok(lines)
}

fn payment(one: &Element, whole: &BankLine, amount: Cents) -> BankLine {
    let reference = |names: &[&str]| {
        let known = names.iter().filter_map(|name| one.text_at(&["Refs", name]));
        known.into_iter().find(|text| *text != "NOTPROVIDED").and_then(words::text)
    };
    let remittance: Vec<_> =
        one.find(&["RmtInf"]).iter().flat_map(|info| info.all("Ustrd")).map(|text| text.text.trim()).collect();
    let said =
        one.text_at(&["AddtlTxInf"]).map(str::to_owned).or((!remittance.is_empty()).then(|| remittance.join(" ")));
    let reason = one.text_at(&["RtrInf", "Rsn", "Cd"]).or_else(|| one.text_at(&["RtrInf", "Rsn", "Prtry"]));
    BankLine {
        line: one.line,
        amount,
        bank_reference: reference(&["AcctSvcrRef"]).or_else(|| whole.bank_reference.clone()),
        reference: reference(&["EndToEndId", "TxId", "InstrId", "PmtInfId"]),
        text: said.as_deref().and_then(words::text).unwrap_or_else(|| whole.text.clone()),
        return_reason: reason.and_then(words::text),
        ..whole.clone()
    }
}
