//! Payouts as the command line tells them.

use domain::Cents;
use domain::view::{AchFileRow, Payable, PayoutBatchRow, PayoutRow};
use engine::TakenIn;
use serde::Serialize;
use std::fmt;

#[derive(Serialize)]
#[serde(transparent)]
pub struct Batches(pub Vec<PayoutBatchRow>);

impl fmt::Display for Batches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("There is no batch yet; propose one: tributary payouts propose --help");
        }
        lines(f, self.0.iter().map(batch_line))
    }
}

fn batch_line(batch: &PayoutBatchRow) -> String {
    let returned = match batch.returned {
        0 => String::new(),
        count => format!(", {count} back ({})", batch.returned_total),
    };
    let held = if batch.held_out > 0 { format!(", {} held out", batch.held_out) } else { String::new() };
    format!(
        "{}  {:<18} {:>14} to {}{held}{returned}  ({})",
        batch.name(),
        batch.status.label().to_lowercase(),
        batch.total,
        batch.payouts,
        batch.period
    )
}

#[derive(Serialize)]
pub struct Whole {
    pub batch: PayoutBatchRow,
    pub payouts: Vec<PayoutRow>,
    pub file: Option<AchFileRow>,
}

impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", batch_line(&self.batch))?;
        if let Some(file) = &self.file {
            writeln!(
                f,
                "file {}, {} entries, credits {}, debits {}, entry hash {}, effective {}\nsha256 {}",
                file.name, file.entries, file.credits, file.debits, file.entry_hash, file.effective, file.content_hash
            )?;
        }
        lines(f, self.payouts.iter().map(payout_line))
    }
}

fn payout_line(payout: &PayoutRow) -> String {
    let why = match (payout.held_out, &payout.return_code) {
        (Some(reason), _) => format!(": {}", reason.label().to_lowercase()),
        (None, Some(code)) => format!(": {code}"),
        (None, None) => String::new(),
    };
    let trace = payout.trace_number().map(|trace| format!("  trace {trace}")).unwrap_or_default();
    let account = payout.account.as_deref().unwrap_or_default();
    let state = payout.state.label().to_lowercase();
    format!("{:<10} {:>14}  {state}{why}  {account}{trace}", payout.partner.code, payout.amount)
}

#[derive(Serialize)]
#[serde(transparent)]
pub struct PayableNow(pub Vec<Payable>);

impl fmt::Display for PayableNow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("Nothing is owed to anybody for months that are approved.");
        }
        lines(f, self.0.iter().map(payable_line))
    }
}

fn payable_line(payable: &Payable) -> String {
    let mut notes = Vec::new();
    if payable.open != Cents::ZERO {
        notes.push(format!("{} in an open batch", payable.open));
    }
    if payable.carried != Cents::ZERO {
        notes.push(format!("{} carried forward by the plan", payable.carried));
    }
    notes.extend(payable.held_out.map(|reason| format!("held out: {}", reason.label().to_lowercase())));
    format!("{:<10} {:>14}  {}", payable.partner.code, payable.owed, notes.join("; "))
}

#[derive(Serialize)]
#[serde(transparent)]
pub struct Taken(pub TakenIn);

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TakenIn { matched, for_people, .. } = self.0;
        write!(f, "Taken in: {matched} matched, {for_people} that a person must look at.")
    }
}

/// Lines without a line end after the last.
fn lines(f: &mut fmt::Formatter<'_>, lines: impl Iterator<Item = String>) -> fmt::Result {
    let mut parted = "";
    for line in lines {
        write!(f, "{parted}{}", line.trim_end())?;
        parted = "\n";
    }
    Ok(())
}
