//! The words that events go by.

use super::Event;

impl Event {
    /// The event's type as a stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CustomerMoved { .. } => "customer_moved",
            Self::InteractionLogged { .. } => "interaction_logged",
            Self::CustomersImported { .. } => "customers_imported",
            Self::FactsImported { .. } => "facts_imported",
            Self::PartnerFactsImported { .. } => "partner_facts_imported",
            Self::HealthRulesSaved { .. } => "health_rules_saved",
            Self::IndustryChanged { .. } => "industry_changed",
            Self::MonthFrozen { .. } => "month_frozen",
            Self::MonthThawed { .. } => "month_thawed",
            Self::MonthCalculated { .. } => "month_calculated",
            Self::MonthRecalculated { .. } => "month_recalculated",
            Self::AdjustmentProposed { .. } => "adjustment_proposed",
            Self::AdjustmentDecided { .. } => "adjustment_decided",
            Self::DisputeRaised { .. } => "dispute_raised",
            Self::DisputeAnswered { .. } => "dispute_answered",
            Self::DisputeOverdue { .. } => "dispute_overdue",
            Self::MonthReviewed { .. } => "month_reviewed",
            Self::MonthApproved { .. } => "month_approved",
            Self::MonthPaid { .. } => "month_paid",
            Self::MonthClosed { .. } => "month_closed",
            Self::MonthReconciled { .. } => "month_reconciled",
            Self::FindingSettled { .. } => "finding_settled",
            Self::BankStatementImported { .. } => "bank_statement_imported",
            Self::BankAccountEntered { .. } => "bank_account_entered",
            Self::BankAccountMoved { .. } => "bank_account_moved",
            Self::BankAccountRevealed { .. } => "bank_account_revealed",
            Self::PaymentsHeld { .. } => "payments_held",
            Self::PaymentsReleased { .. } => "payments_released",
            Self::TaxFormFiled { .. } => "tax_form_filed",
            Self::PaymentMinimumSet { .. } => "payment_minimum_set",
            Self::House(event) => event.code(),
            Self::PlanAdded { .. } => "plan_added",
            Self::PlanRevised { .. } => "plan_revised",
            Self::PlanAssigned { .. } => "plan_assigned",
            Self::PayoutsProposed { .. } => "payouts_proposed",
            Self::PayoutsApproved { .. } => "payouts_approved",
            Self::PayoutsCancelled { .. } => "payouts_cancelled",
            Self::PayoutsSubmitted { .. } => "payouts_submitted",
            Self::PayoutsSettled { .. } => "payouts_settled",
            Self::PayoutReturned { .. } => "payout_returned",
            Self::BankAnswerUnmatched { .. } => "bank_answer_unmatched",
            Self::TransferMoved { .. } => "transfer_moved",
            Self::WorkStuck { .. } => "work_stuck",
            Self::Success(event) => event.code(),
        }
    }
}
