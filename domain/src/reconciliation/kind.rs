//! What kinds of findings there are, how bad they are, and what is done about them.

use crate::Cents;
use crate::code::coded;

coded! {
    /// What is compared with what.
    Area {
        /// Lines of statements with billed revenue and plans.
        Commissions = "commissions", "Commissions and billed revenue";
        /// The ledger with statements, and with itself.
        Ledger = "ledger", "Ledger and statements";
        /// Payouts in the ledger with the bank's statement.
        Bank = "bank", "Payouts and bank";
        /// Bills with the operator's billing export.
        Billing = "billing", "Bills and billing export";
    }
}

coded! {
    /// What is wrong.
    FindingKind {
        /// A plan in force pays for a bill, and there is no line.
        MissingCommission = "missing_commission", "Missing commission";
        /// The same revenue is paid twice.
        Duplicate = "duplicate", "Duplicate";
        /// A line isn't what its bill and plan come to.
        AmountDifference = "amount_difference", "Amount difference";
        /// A line has another rate than the plan in force.
        RateDifference = "rate_difference", "Rate difference";
        /// A line is for a bill of another month.
        Timing = "timing", "Timing";
        /// A line whose bill or customer belongs to nobody or to somebody else.
        Orphan = "orphan", "Orphan";
        /// A line for revenue that wasn't billed or was credited.
        UnpaidBase = "unpaid_base", "Unpaid base";
        /// The ledger doesn't say what a statement says, or contradicts itself.
        LedgerDifference = "ledger_difference", "Ledger difference";
        /// The bank has booked something that no payout explains.
        BankLineWithoutPayout = "bank_line_without_payout", "Bank line without payout";
        /// A payout that the bank hasn't booked.
        PayoutWithoutBankLine = "payout_without_bank_line", "Payout without bank line";
        /// The bank has booked another amount than was paid out.
        PayoutDifference = "payout_difference", "Payout amount differs";
        /// The bank has sent a payout back, and it isn't payable again.
        ReturnNotReopened = "return_not_reopened", "Return not reopened";
        /// The billing export has a bill that isn't here.
        BillMissing = "bill_missing", "Bill missing";
        /// There is a bill here that the billing export doesn't have.
        BillExtra = "bill_extra", "Bill not in export";
        /// The billing export has another amount.
        BillDifference = "bill_difference", "Bill amount differs";
    }
}

coded! {
    /// How much it matters.
    Severity {
        /// Good to know.
        Low = "low", "Low";
        /// To be looked at before the next close.
        Medium = "medium", "Medium";
        /// Somebody was paid wrongly, or not at all.
        High = "high", "High";
        /// The books can't be trusted until it is mended.
        Critical = "critical", "Critical";
    }
}

coded! {
    /// What is done about it.
    FindingState {
        /// Nobody has looked at it.
        Open = "open", "Open";
        /// Somebody is on it.
        Acknowledged = "acknowledged", "Acknowledged";
        /// A person says that it is mended.
        Resolved = "resolved", "Resolved";
        /// A person says that it needn't be mended.
        Dismissed = "dismissed", "Dismissed";
        /// It is gone by itself: the facts agree now.
        Cleared = "cleared", "Cleared";
    }
}

impl FindingState {
    /// Whether somebody should do something.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Open | Self::Acknowledged)
    }

    /// Whether a finding in this state is open again when a comparison finds it: it was gone, or a person has settled
    /// another difference.
    pub fn opens_again(self, settled: Option<Cents>, found: Cents) -> bool {
        match self {
            Self::Cleared => true,
            Self::Resolved | Self::Dismissed => settled.is_some_and(|settled| settled != found),
            Self::Open | Self::Acknowledged => false,
        }
    }

    /// Whether a person may bring it from here to there. Clearing is for comparisons alone.
    pub const fn may_become(self, to: Self) -> bool {
        match to {
            Self::Acknowledged => matches!(self, Self::Open),
            Self::Resolved | Self::Dismissed => self.is_pending(),
            Self::Open => matches!(self, Self::Acknowledged | Self::Resolved | Self::Dismissed),
            Self::Cleared => false,
        }
    }
}

impl FindingKind {
    /// Which comparison finds it.
    pub const fn area(self) -> Area {
        match self {
            Self::MissingCommission
            | Self::Duplicate
            | Self::AmountDifference
            | Self::RateDifference
            | Self::Timing
            | Self::Orphan
            | Self::UnpaidBase => Area::Commissions,
            Self::LedgerDifference => Area::Ledger,
            Self::BankLineWithoutPayout
            | Self::PayoutWithoutBankLine
            | Self::PayoutDifference
            | Self::ReturnNotReopened => Area::Bank,
            Self::BillMissing | Self::BillExtra | Self::BillDifference => Area::Billing,
        }
    }

    /// How much it matters when little money is at stake.
    pub const fn severity(self) -> Severity {
        match self {
            Self::LedgerDifference => Severity::Critical,
            Self::Duplicate | Self::Orphan | Self::UnpaidBase | Self::PayoutDifference | Self::ReturnNotReopened => {
                Severity::High
            }
            Self::MissingCommission
            | Self::AmountDifference
            | Self::RateDifference
            | Self::Timing
            | Self::BankLineWithoutPayout
            | Self::PayoutWithoutBankLine
            | Self::BillMissing
            | Self::BillDifference => Severity::Medium,
            Self::BillExtra => Severity::Low,
        }
    }

    /// What to do about it.
    pub const fn suggestion(self) -> &'static str {
        match self {
            Self::MissingCommission => {
                "Pay what is missing by an adjustment in the open month. If the bill shouldn't be paid for, give the \
                 reseller a plan version that says so."
            }
            Self::Duplicate => {
                "Take the second payment back by an adjustment in the open month, with this as the reason."
            }
            Self::AmountDifference => {
                "Look whether the bill was changed after the month was frozen; then correct the difference by an \
                 adjustment in the open month."
            }
            Self::RateDifference => {
                "Look whether a plan version was dated back into the month; then correct the difference by an \
                 adjustment, or date the version forward."
            }
            Self::Timing => {
                "Check in which month the customer was billed. If it was paid in that month too, take this line back \
                 by an adjustment."
            }
            Self::Orphan => {
                "Find out whose customer it is. If somebody else should have been paid, adjust both statements in the \
                 open month."
            }
            Self::UnpaidBase => "Take the commission back by an adjustment: there is no billed revenue behind it.",
            Self::LedgerDifference => {
                "Don't pay this reseller out. Run `tributary ledger check`, find the entry at fault and book its \
                 reversal."
            }
            Self::BankLineWithoutPayout => {
                "Ask the bank what it is. If it belongs to another business of this account, dismiss it; if it is a \
                 payout made outside of Tributary, book it."
            }
            Self::PayoutWithoutBankLine => {
                "Ask the bank whether it has the file. If the payout was lost, reopen it; if it was settled on another \
                 account, import that account's statement."
            }
            Self::PayoutDifference => {
                "Compare the file that was sent with the bank's line, and ask the bank to correct its booking."
            }
            Self::ReturnNotReopened => {
                "Read the bank's return file, so that the amount is payable again, and correct the reseller's account \
                 before paying anew."
            }
            Self::BillMissing => "Import the bill before the month is frozen; after that, pay for it by an adjustment.",
            Self::BillExtra => {
                "If the bill was cancelled, import the credit; otherwise ask why the export leaves it out."
            }
            Self::BillDifference => {
                "Find out which amount is right. Before the month is frozen import it anew; after that, adjust."
            }
        }
    }
}
