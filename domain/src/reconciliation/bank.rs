//! Payouts against the bank's statement: each payment that left must be a line, and each line a payment.
//!
//! A line is matched by reference first, then as the sum of payments that left together, then by amount and day. Every
//! step goes by day and id, so that the result doesn't depend on the order in which facts come.

use super::{Finding, FindingKind, Side, Tolerance};
use crate::{Cents, Month, PartnerId, PayoutId};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Days from handing a payment over until the bank has booked it, weekends and holidays included.
pub const DAYS_UNTIL_BOOKED: u64 = 7;
/// Shorter references are taken for counters, which say nothing.
const REFERENCE_LENGTH_MIN: usize = 6;

/// A payment as the ledger knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The payout.
    pub payout: PayoutId,
    /// To whom.
    pub partner: PartnerId,
    /// How much, more than nothing.
    pub amount: Cents,
    /// Payments with the same leave in one amount.
    pub batch: Option<Uuid>,
    /// What the bank knows it by: its trace number.
    pub reference: Option<String>,
    /// When it was handed over.
    pub submitted: NaiveDate,
    /// When it was booked as settled.
    pub settled: Option<NaiveDate>,
    /// When it was booked as returned.
    pub returned: Option<NaiveDate>,
}

/// A booked line of an imported statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFact {
    /// The statement it stands on, and its number there.
    pub id: (Uuid, i32),
    /// Where it stands, in words.
    pub what: String,
    /// When.
    pub day: NaiveDate,
    /// What came in (positive) or went out (negative).
    pub amount: Cents,
    /// What the payer's reference and the bank's text say.
    pub reference: String,
    /// Why it came back, for a return.
    pub return_reason: Option<String>,
}

/// What of a month's payouts and bank lines doesn't agree.
///
/// Facts of the days around the month are needed too, as money takes days; only what belongs to the month is told.
/// `covered` are the days of imported statements: about other days the bank has said nothing yet.
pub fn compare(
    month: Month,
    payments: &[Payment],
    lines: &[BankFact],
    covered: &[(NaiveDate, NaiveDate)],
    tolerance: Tolerance,
) -> Vec<Finding> {
    let mut matching = Matching::new(payments, lines);
    matching.by_reference();
    matching.by_batch();
    matching.by_amount();
    let mut findings = matching.findings(covered, tolerance);
    findings.retain(|finding| finding.month == month);
    findings
}

struct Matching<'a> {
    payments: Vec<&'a Payment>,
    lines: Vec<&'a BankFact>,
    /// The line of each payment, and the payment that came back by each line.
    paid: BTreeMap<PayoutId, &'a BankFact>,
    taken: BTreeMap<(Uuid, i32), Taken<'a>>,
}

#[derive(Clone)]
enum Taken<'a> {
    Paid(Vec<&'a Payment>),
    Returned(&'a Payment),
}

impl BankFact {
    /// Whether it may be a payment that came back, rather than any other income.
    fn is_return(&self) -> bool {
        self.amount > Cents::ZERO && self.return_reason.is_some()
    }

    fn names(&self, payment: &Payment) -> bool {
        let is_word = |wanted: &str| {
            wanted.len() >= REFERENCE_LENGTH_MIN
                && self.reference.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').any(|word| word == wanted)
        };
        payment.reference.as_deref().is_some_and(is_word) || is_word(&payment.payout.to_string())
    }
}

impl Payment {
    /// The last day on which the bank must have booked it.
    fn due(&self) -> NaiveDate {
        let latest = self.submitted.checked_add_days(Days::new(DAYS_UNTIL_BOOKED)).unwrap_or(NaiveDate::MAX);
        self.settled.map_or(latest, |settled| settled.max(self.submitted))
    }

    fn may_be(&self, line: &BankFact) -> bool {
        let latest = self.submitted.checked_add_days(Days::new(DAYS_UNTIL_BOOKED)).unwrap_or(NaiveDate::MAX);
        (self.submitted..=self.due().max(latest)).contains(&line.day)
    }
}

impl<'a> Matching<'a> {
    fn new(payments: &'a [Payment], lines: &'a [BankFact]) -> Self {
        let mut payments: Vec<_> = payments.iter().collect();
        payments.sort_by_key(|payment| (payment.submitted, payment.payout));
        let mut lines: Vec<_> = lines.iter().filter(|line| line.amount < Cents::ZERO || line.is_return()).collect();
        lines.sort_by_key(|line| (line.day, line.id));
        Self { payments, lines, paid: BTreeMap::new(), taken: BTreeMap::new() }
    }

    fn free_lines(&self) -> Vec<&'a BankFact> {
        self.lines.iter().copied().filter(|line| !self.taken.contains_key(&line.id)).collect()
    }

    fn pay(&mut self, payments: Vec<&'a Payment>, line: &'a BankFact) {
        self.paid.extend(payments.iter().map(|payment| (payment.payout, line)));
        self.taken.insert(line.id, Taken::Paid(payments));
    }

    fn is_open(&self, payment: &Payment) -> bool {
        !self.paid.contains_key(&payment.payout)
    }

    fn came_back(&self, payment: &Payment) -> bool {
        self.taken.values().any(|taken| matches!(taken, Taken::Returned(other) if other.payout == payment.payout))
    }

    fn by_reference(&mut self) {
        for line in self.free_lines() {
            let named: Vec<_> = self.payments.iter().copied().filter(|payment| line.names(payment)).collect();
            if line.is_return() {
                if let Some(payment) = named.into_iter().find(|payment| !self.came_back(payment)) {
                    self.taken.insert(line.id, Taken::Returned(payment));
                }
            } else if let Some(payment) = named.into_iter().find(|payment| self.is_open(payment)) {
                self.pay(vec![payment], line);
            }
        }
    }

    /// Payments that left together and are booked in one amount.
    fn by_batch(&mut self) {
        for line in self.free_lines().into_iter().filter(|line| !line.is_return()) {
            let mut batches: BTreeMap<(NaiveDate, Option<Uuid>), Vec<&Payment>> = BTreeMap::new();
            for payment in self.payments.iter().copied().filter(|payment| self.is_open(payment) && payment.may_be(line))
            {
                batches.entry((payment.submitted, payment.batch)).or_default().push(payment);
            }
            let sum = |payments: &[&Payment]| payments.iter().map(|payment| i128::from(payment.amount.0)).sum::<i128>();
            let fits = |payments: &Vec<&Payment>| payments.len() > 1 && sum(payments) == -i128::from(line.amount.0);
            if let Some(payments) = batches.into_values().find(fits) {
                self.pay(payments, line);
            }
        }
    }

    fn by_amount(&mut self) {
        for line in self.free_lines() {
            if line.is_return() {
                // What came back was paid before, and is reopened by this line alone.
                let candidate = |payment: &&&Payment| {
                    payment.amount == line.amount && payment.submitted <= line.day && !self.came_back(payment)
                };
                let mut candidates: Vec<_> = self.payments.iter().filter(candidate).copied().collect();
                // One that is booked as returned explains the line better than one that isn't.
                candidates.sort_by_key(|payment| (payment.returned.is_none(), payment.submitted, payment.payout));
                if let Some(payment) = candidates.first() {
                    self.taken.insert(line.id, Taken::Returned(payment));
                }
                continue;
            }
            let fits = |payment: &&&Payment| {
                i128::from(payment.amount.0) == -i128::from(line.amount.0)
                    && self.is_open(payment)
                    && payment.may_be(line)
            };
            let found = self.payments.iter().find(fits).copied();
            if let Some(payment) = found {
                self.pay(vec![payment], line);
            }
        }
    }

    fn findings(&self, covered: &[(NaiveDate, NaiveDate)], tolerance: Tolerance) -> Vec<Finding> {
        let mut findings: Vec<_> = self.lines.iter().filter_map(|line| self.of_line(line, tolerance)).collect();
        let is_covered = |day: NaiveDate| covered.iter().any(|(from, to)| (*from..=*to).contains(&day));
        for payment in self.payments.iter().filter(|payment| self.is_open(payment)) {
            // The bank has spoken about the whole time in which it should have been booked.
            let told = payment.submitted.iter_days().take_while(|day| *day <= payment.due()).all(is_covered);
            if told {
                findings.push(Finding {
                    kind: FindingKind::PayoutWithoutBankLine,
                    month: Month::of(payment.due()),
                    partner: Some(payment.partner),
                    customer: None,
                    detail: payment.payout.to_string(),
                    expected: Side::of(format!("Payout of {}", payment.submitted), payment.amount),
                    found: Side::none(format!("No bank line from {} to {}", payment.submitted, payment.due())),
                });
            }
        }
        findings
    }

    fn of_line(&self, line: &BankFact, tolerance: Tolerance) -> Option<Finding> {
        let size = Cents(line.amount.0.saturating_abs());
        let (kind, payment, expected) = match self.taken.get(&line.id) {
            None => (FindingKind::BankLineWithoutPayout, None, Side::none("No payout explains it")),
            Some(Taken::Paid(payments)) => {
                let [payment] = payments.as_slice() else { return None };
                if tolerance.allows(payment.amount, size) {
                    return None;
                }
                let expected = Side::of(format!("Payout of {}", payment.submitted), payment.amount);
                (FindingKind::PayoutDifference, Some(payment.partner), expected)
            }
            Some(Taken::Returned(payment)) if payment.returned.is_some() => return None,
            Some(Taken::Returned(payment)) => {
                let expected = Side::of(format!("Payout of {} is booked as paid", payment.submitted), Cents::ZERO);
                (FindingKind::ReturnNotReopened, Some(payment.partner), expected)
            }
        };
        let reason = line.return_reason.as_ref().map_or_else(String::new, |reason| format!(", returned {reason}"));
        Some(Finding {
            kind,
            month: Month::of(line.day),
            partner: payment,
            customer: None,
            detail: format!("{}.{}", line.id.0, line.id.1),
            expected,
            found: Side::of(format!("{}, {}{reason}", line.what, line.day), size),
        })
    }
}
