//! How far each point is, and what there is to say about it.

use super::{Check, CheckState, Lead, MonthFacts, Point, Remark};
use crate::money::group_thousands;
use crate::payout::{BatchStatus, HoldReason};
use crate::reconciliation::{Area, Severity};
use crate::run::{MonthMoney, RunStatus, keeps_from_approval, open_points};
use crate::view::MonthClose;
use crate::{Cents, Month};
use chrono::NaiveDate;

/// `One partner has`, `12 partners have`.
fn partners(count: u32) -> String {
    match count {
        1 => "One reseller has".to_owned(),
        count => format!("{} resellers have", group_thousands(count.into())),
    }
}

/// `7 Oct 2025`.
fn day(of: NaiveDate) -> String {
    use chrono::Datelike;
    format!("{} {}", of.day(), Month::of(of).label())
}

impl MonthFacts {
    fn status(&self) -> RunStatus {
        self.close.run.as_ref().map_or(RunStatus::Open, |run| run.status)
    }

    fn show(&self, amount: Cents) -> String {
        self.currency.show(amount)
    }

    /// A point that a status stands for, done when the month has got there.
    fn reached(&self, point: Point, status: RunStatus, remarks: Vec<Remark>) -> Check {
        let mut check = Check::new(point, CheckState::Done, remarks);
        if let Some(found) = self.moves.iter().find(|found| found.status == status) {
            (check.at, check.by) = (Some(found.at), found.by.clone());
            check.remarks.extend(found.note.as_ref().map(|note| Remark::says(format!("“{note}”"))));
        }
        check
    }

    /// Says where automation is stuck, if it is.
    fn stuck(&self) -> Option<Remark> {
        let (run, stuck) = self.work.as_ref()?;
        let (step, reason) = stuck.as_ref()?;
        Some(Remark::warns(format!("Automation is stuck at “{step}”: {reason}")).see(Lead::Work(*run)))
    }

    pub(super) fn facts_in(&self) -> Check {
        let MonthClose { month, billed, customers, run, blocked } = &self.close;
        if let (None, Some(reason)) = (run, blocked) {
            return Check::waits(Point::Facts, reason.clone());
        }
        let customers = group_thousands(customers.unsigned_abs());
        let mut remarks = vec![Remark::says(format!("{customers} customers billed, {}.", self.show(*billed)))];
        if self.other_facts > 0 {
            let facts = group_thousands(self.other_facts.unsigned_abs());
            remarks
                .push(Remark::says(format!("{facts} other facts: activations, installations, usage, parts of bills.")));
        }
        if self.without_plan.0 > 0 {
            let (count, billed) = (partners(self.without_plan.0), self.show(self.without_plan.1));
            let words = format!("{count} no plan in {}: nothing is paid on {billed} billed.", month.label());
            remarks.push(Remark::warns(words).see(Lead::Plans));
        }
        if self.without_account > 0 {
            let words = format!("{} no verified bank account: payouts to them wait.", partners(self.without_account));
            remarks.push(Remark::warns(words).see(Lead::BankAccounts));
        }
        Check::new(Point::Facts, CheckState::Done, remarks)
    }

    pub(super) fn frozen(&self) -> Check {
        match (&self.close.run, &self.close.blocked) {
            (Some(run), _) => {
                let check = self.reached(Point::Frozen, RunStatus::Frozen, Vec::new());
                Check { at: check.at.or(Some(run.frozen_at)), ..check }
            }
            (None, Some(_)) => Check::later(Point::Frozen),
            (None, None) => Check::new(Point::Frozen, CheckState::Now, self.stuck().into_iter().collect()),
        }
    }

    pub(super) fn calculated(&self) -> Check {
        let Some(run) = &self.close.run else { return Check::later(Point::Calculated) };
        if run.status == RunStatus::Frozen {
            let done = format!("{} of {} statements are written.", run.partners_done, run.partners);
            let remarks = self.stuck().into_iter().chain([Remark::says(done)]).collect();
            return Check::new(Point::Calculated, CheckState::Waiting, remarks);
        }
        let (lines, sum) = (group_thousands(run.lines.unsigned_abs()), self.show(run.commission));
        let words = format!("{} statements, {lines} lines, {sum} commission.", run.partners);
        let mut remarks = vec![Remark::says(words).see(Lead::Statements)];
        if run.version > 1 {
            remarks.push(Remark::says(format!("Version {}: it was calculated anew.", run.version)));
        }
        if self.is_outdated {
            remarks.push(Remark::warns("Facts came in after it was calculated. Calculate it anew."));
        }
        let check = self.reached(Point::Calculated, RunStatus::Calculated, remarks);
        Check { at: check.at.or(run.calculated_at), ..check }
    }

    pub(super) fn reconciled(&self) -> Check {
        if self.status() < RunStatus::Calculated {
            return Check::later(Point::Reconciled);
        }
        let calculated = self.close.run.as_ref().and_then(|run| run.calculated_at);
        let compared = |wanted: Area| {
            let found = self.closing.compared.iter().find(|(area, _)| *area == wanted);
            found.map(|(_, at)| *at).filter(|at| calculated.is_none_or(|calculated| *at >= calculated))
        };
        let (Some(commissions), Some(ledger)) = (compared(Area::Commissions), compared(Area::Ledger)) else {
            if self.is_being_compared {
                return Check::waits(Point::Reconciled, "Automation compares it with bills, plans and the books.");
            }
            let words = "Nobody has compared it with bills, plans and the books.";
            return Check::new(Point::Reconciled, CheckState::Now, vec![Remark::says(words)]);
        };
        let found = |(severity, count): &(Severity, i64)| {
            let (s, word) = (if *count == 1 { "" } else { "s" }, severity.label().to_lowercase());
            let remark = Remark::says(format!("{count} open finding{s} of {word} severity."));
            let remark = Remark { is_warning: *severity >= Severity::High, ..remark };
            remark.see(Lead::Findings(*severity))
        };
        let mut remarks: Vec<_> = self.closing.findings.iter().filter(|(_, count)| *count > 0).map(found).collect();
        if remarks.is_empty() {
            remarks.push(Remark::says("Nothing is amiss."));
        }
        Check { at: Some(commissions.max(ledger)), ..Check::new(Point::Reconciled, CheckState::Done, remarks) }
    }

    pub(super) fn reviewed(&self) -> Check {
        match self.status() {
            status if status >= RunStatus::Reviewed => self.reached(Point::Reviewed, RunStatus::Reviewed, Vec::new()),
            RunStatus::Calculated if self.is_outdated => {
                Check::waits(Point::Reviewed, "It must be calculated anew first.")
            }
            RunStatus::Calculated => Check::new(Point::Reviewed, CheckState::Now, Vec::new()),
            _ => Check::later(Point::Reviewed),
        }
    }

    pub(super) fn approved(&self) -> Check {
        let status = self.status();
        if status >= RunStatus::Approved {
            return self.reached(Point::Approved, RunStatus::Approved, Vec::new());
        }
        if status < RunStatus::Calculated {
            return Check::later(Point::Approved);
        }
        let critical = self.closing.findings_from(Severity::Critical);
        match keeps_from_approval(self.close.month, self.is_outdated, critical, self.is_being_compared) {
            Some(reason) => Check::waits(Point::Approved, reason),
            None => Check::new(Point::Approved, CheckState::Now, self.stuck().into_iter().collect()),
        }
    }

    pub(super) fn sent(&self) -> Check {
        match (self.status() >= RunStatus::Approved, self.letters) {
            (false, _) => Check::later(Point::Sent),
            (true, None) => match self.stuck() {
                Some(stuck) => Check::new(Point::Sent, CheckState::Waiting, vec![stuck]),
                None => Check::waits(Point::Sent, "Automation writes to resellers."),
            },
            (true, Some((_, 0))) => {
                let words = "No reseller with a statement has an owner to write to.";
                Check::new(Point::Sent, CheckState::Done, vec![Remark::says(words)])
            }
            (true, Some((sent, all))) => {
                let words = format!("{sent} of {all} letters are sent.");
                let state = if sent == all { CheckState::Done } else { CheckState::Waiting };
                Check::new(Point::Sent, state, vec![Remark::says(words)])
            }
        }
    }

    pub(super) fn paid_out(&self) -> Check {
        let status = self.status();
        let Some(money) = self.money.as_ref().filter(|_| status >= RunStatus::Approved) else {
            return Check::later(Point::PaidOut);
        };
        let mut remarks = Vec::new();
        let to_decide = self.batches.iter().find(|batch| batch.status == BatchStatus::Proposed);
        if status < RunStatus::Paid {
            remarks.extend(to_decide.map(|batch| {
                let words = format!("{} of {} waits for a second person.", batch.name(), self.show(batch.total));
                Remark::says(words).see(Lead::Batch(batch.id))
            }));
            remarks.extend(self.payday(money));
        }
        let moving = self.batches.iter().filter(|batch| batch.status != BatchStatus::Proposed);
        remarks.extend(moving.map(|batch| {
            let (name, total, label) = (batch.name(), self.show(batch.total), batch.status.label().to_lowercase());
            Remark::says(format!("{name} of {total}: {label}.")).see(Lead::Batch(batch.id))
        }));
        if money.carried > Cents::ZERO {
            let carried = self.show(money.carried);
            remarks.push(Remark::says(format!("{carried} is below the minimum of a plan and is carried forward.")));
        }
        remarks.extend(money.held.iter().map(|(reason, count, amount)| {
            let words = format!("{} {} held: {}.", partners(*count), self.show(*amount), reason.label().to_lowercase());
            let remark = Remark { is_warning: *reason != HoldReason::BelowMinimum, ..Remark::says(words) };
            remark.see(if *reason == HoldReason::BelowMinimum { Lead::Payouts } else { Lead::BankAccounts })
        }));
        if remarks.is_empty() {
            remarks.push(Remark::says("Nothing is owed."));
        }
        let left = [money.waiting, money.proposed].iter().any(|part| *part > Cents::ZERO);
        let state = match () {
            () if status >= RunStatus::Paid => CheckState::Done,
            () if to_decide.is_some() => CheckState::Now,
            () if left || (self.batches.is_empty() && !money.held.is_empty()) => CheckState::Waiting,
            () => CheckState::Done,
        };
        Check::new(Point::PaidOut, state, remarks)
    }

    /// What is said of money that is in no batch yet.
    fn payday(&self, money: &MonthMoney) -> Option<Remark> {
        let waits_for_a_day = self.batches.is_empty() && !money.held.is_empty();
        if money.waiting == Cents::ZERO && !waits_for_a_day {
            return None;
        }
        if !self.pays_by_file {
            let words = "It isn’t said how payouts are made (tributary payouts settings). Who pays by other means closes \
                         the month with a reason.";
            return Some(Remark::warns(words).see(Lead::Payouts));
        }
        let when = self.next_payday.map_or_else(String::new, |on| format!(" on {}", day(on)));
        let words = if money.waiting > Cents::ZERO {
            format!("{} is payable and waits for the next payday{when}.", self.show(money.waiting))
        } else {
            format!("What is held is decided at the next payday{when}.")
        };
        Some(Remark::says(words).see(Lead::Payouts))
    }

    pub(super) fn returns(&self) -> Check {
        let sent: Vec<_> = self.batches.iter().filter(|batch| batch.submitted_at.is_some()).collect();
        let returned: i64 = sent.iter().map(|batch| batch.returned).sum();
        let amount: Cents = sent.iter().map(|batch| batch.returned_total).sum();
        let under_way = sent.iter().any(|batch| batch.status == BatchStatus::Submitted);
        let came_back = (returned > 0).then(|| {
            let (s, amount) = (if returned == 1 { "" } else { "s" }, self.show(amount));
            let words = format!("{returned} payout{s} came back, {amount}: payable again with a later batch.");
            Remark::warns(words).see(Lead::Payouts)
        });
        match (self.status(), came_back) {
            (status, _) if status < RunStatus::Approved || (sent.is_empty() && status < RunStatus::Paid) => {
                Check::later(Point::Returns)
            }
            (_, Some(remark)) => {
                let state = if under_way { CheckState::Waiting } else { CheckState::Done };
                Check::new(Point::Returns, state, vec![remark])
            }
            (_, None) if under_way => Check::waits(Point::Returns, "None so far; the bank may still send some back."),
            (_, None) => Check::new(Point::Returns, CheckState::Done, vec![Remark::says("None.")]),
        }
    }

    pub(super) fn settled(&self) -> Check {
        let status = self.status();
        if self.moves.iter().any(|found| found.status == RunStatus::Paid) {
            return self.reached(Point::Settled, RunStatus::Paid, Vec::new());
        }
        if status == RunStatus::Closed {
            let words = "It was closed before all of its money had arrived.";
            return Check::new(Point::Settled, CheckState::Done, vec![Remark::warns(words)]);
        }
        let at_bank = self.batches.iter().filter(|batch| batch.status == BatchStatus::Submitted);
        let waits: Vec<_> = at_bank
            .map(|batch| {
                let when = batch.effective.map_or_else(String::new, |on| format!(" on {}", day(on)));
                Remark::says(format!("{} settles{when}.", batch.name())).see(Lead::Batch(batch.id))
            })
            .collect();
        if waits.is_empty() {
            Check::later(Point::Settled)
        } else {
            Check::new(Point::Settled, CheckState::Waiting, waits)
        }
    }

    pub(super) fn closed(&self) -> Check {
        match self.status() {
            RunStatus::Closed => {
                let advice = Remark::says("What is wrong is corrected by an adjustment in a later month.");
                self.reached(Point::Closed, RunStatus::Closed, vec![advice.see(Lead::Adjustments)])
            }
            status if status >= RunStatus::Approved => {
                let mut remarks: Vec<_> = open_points(&self.closing).into_iter().map(Remark::says).collect();
                if let Some(questions) = remarks.last_mut().filter(|_| self.closing.questions > 0) {
                    questions.lead = Some(Lead::Questions);
                }
                if remarks.is_empty() {
                    remarks.push(Remark::says("Automation closes it in a moment."));
                }
                let state = if status == RunStatus::Paid { CheckState::Waiting } else { CheckState::Later };
                Check::new(Point::Closed, state, remarks)
            }
            _ => Check::later(Point::Closed),
        }
    }
}
