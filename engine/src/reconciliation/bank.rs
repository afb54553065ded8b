//! The bank: payments as the ledger has booked them, and the lines of imported statements around the month.

use super::Comparing;
use chrono::Days;
use domain::Refusal;
use domain::reconciliation::bank::{BankFact, DAYS_UNTIL_BOOKED, compare};
use store::BankFactRow;

/// Days around the month from which facts may belong to it: as long as the bank takes, and some more for holidays.
const AROUND: Days = Days::new(DAYS_UNTIL_BOOKED + 7);

impl Comparing<'_> {
    /// Payouts in the ledger with the bank's lines.
    pub(super) async fn bank(&mut self) -> Result<(), Refusal> {
        let month = self.comparison.month;
        let (first, last) = (month.first_day(), month.last_day());
        let from = first.checked_sub_days(AROUND).unwrap_or(first);
        let upto = last.checked_add_days(AROUND).unwrap_or(last);
        let mut tx = self.office.engine.store.read(self.office.tenant).await?;
        let payments = tx.payments(from, upto).await?;
        let facts: Vec<_> = tx.bank_facts(from, upto).await?.into_iter().map(fact).collect();
        let covered = tx.bank_coverage(from, upto).await?;
        drop(tx);
        let in_month = |day| (first..=last).contains(&day);
        let lines = facts.iter().filter(|fact| in_month(fact.day)).count();
        let paid = payments.iter().filter(|payment| in_month(payment.submitted)).count();
        self.compared = i64::try_from(lines + paid).unwrap_or(i64::MAX);
        self.found(compare(month, &payments, &facts, &covered, self.tolerance)).await
    }
}

fn fact(row: BankFactRow) -> BankFact {
    let reference = [row.reference.as_deref().unwrap_or_default(), &row.text].join(" ");
    BankFact {
        id: (row.statement_id.0, row.number),
        what: format!("Line {} of {}: {}", row.number, row.file_name, row.text),
        day: row.day,
        amount: row.amount,
        reference,
        return_reason: row.return_reason,
    }
}
