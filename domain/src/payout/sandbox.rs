//! How the sandbox bank answers: by the end of the account number, always the same.
//!
//! Sandboxes of real banks and processors work like this, so that every answer can be asked for. `docs/payouts.md`
//! has the same as a table.

use crate::ach::AccountKind;
use crate::ach::TransactionCode;
use crate::ach::layout::entries::entry;
use crate::ach::read::AchFile;
use crate::ach::returns::codes;
use crate::ach::write::Reply;
use crate::banking::{RoutingNumber, add_banking_days, check_digit};
use chrono::NaiveDate;

/// When an answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// In the morning of the day on which the entry settles, before the money moves.
    BeforeSettlement,
    /// On the first banking day after.
    NextDay,
    /// On the second banking day after, the last on which most returns are in time.
    SecondDay,
}

impl When {
    /// The day on which the answer is there.
    pub fn day(self, effective: NaiveDate) -> NaiveDate {
        match self {
            Self::BeforeSettlement => effective,
            Self::NextDay => add_banking_days(effective, 1),
            Self::SecondDay => add_banking_days(effective, 2),
        }
    }
}

/// How the bank answers an entry to this account; most aren't answered, which is how a payment arrives.
///
/// An account that ends in `00nn` comes back as Rnn, one that ends in `10nn` is answered by Cnn, as far as Nacha defines
/// the code for credits to people and businesses.
pub fn answer(account: &str, routing: &str, kind: AccountKind) -> Option<(When, String, String)> {
    let end = account.get(account.len().checked_sub(4)?..)?;
    let (kind_of_answer, number) = end.split_at_checked(2)?;
    match kind_of_answer {
        "00" => {
            let code = format!("R{number}");
            codes::returned(&code).filter(|_| is_for_credits(&code))?;
            let when = match number {
                // The bank finds these when it posts the entry; the others its customer or its back office finds.
                "03" | "04" => When::BeforeSettlement,
                "23" | "29" => When::SecondDay,
                _ => When::NextDay,
            };
            Some((when, code, String::new()))
        }
        "10" => {
            let code = format!("C{number}");
            let right_account = format!("{}50{number}", account.get(..account.len() - 4)?);
            let right_kind = match kind {
                AccountKind::Savings => "22",
                _ => "32",
            };
            let corrected = match number {
                "01" => right_account,
                "02" => neighbour(routing)?.to_string(),
                "03" => format!("{}   {right_account}", neighbour(routing)?),
                "05" => right_kind.to_owned(),
                "06" => format!("{right_account:<17}   {right_kind}"),
                _ => return None,
            };
            Some((When::NextDay, code, corrected))
        }
        _ => None,
    }
}

/// Return codes that credits to people and businesses can come back with; R01 and R29 among them, as a test of how
/// unexpected ones are taken.
fn is_for_credits(code: &str) -> bool {
    matches!(
        code,
        "R01"
            | "R02"
            | "R03"
            | "R04"
            | "R06"
            | "R12"
            | "R13"
            | "R14"
            | "R15"
            | "R16"
            | "R17"
            | "R20"
            | "R23"
            | "R24"
            | "R29"
    )
}

/// Another bank's number that holds: the one whose first eight digits are one more.
fn neighbour(routing: &str) -> Option<RoutingNumber> {
    let next = routing.get(..8)?.parse::<u32>().ok()? + 1;
    let eight = format!("{next:08}");
    format!("{eight}{}", check_digit(eight.as_bytes())?).parse().ok()
}

/// All answers to a file, with when each comes.
pub fn answers(file: &AchFile) -> Vec<(When, Reply)> {
    let mut answers = Vec::new();
    for (batch, of) in file.batches.iter().enumerate() {
        for (number, sent) in of.entries.iter().enumerate() {
            let detail = &sent.detail;
            // What balances a batch is the operator's own account.
            if detail.text(entry::NAME) == "OFFSET" {
                continue;
            }
            let Some(code) = detail.number(entry::TRANSACTION_CODE).and_then(TransactionCode::from_code) else {
                continue;
            };
            let routing = format!("{}{}", detail.raw(entry::RDFI), detail.raw(entry::CHECK_DIGIT));
            let Some((when, code, corrected)) = answer(detail.text(entry::ACCOUNT), &routing, code.account) else {
                continue;
            };
            answers.push((when, Reply { batch, entry: number, code, corrected }));
        }
    }
    answers
}

#[cfg(test)]
mod tests;
