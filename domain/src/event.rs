//! Domain events: what happened, as typed facts that observers subscribe to.

mod code;
mod house;
mod success;

pub use house::HouseEvent;
pub use success::SuccessEvent;

use crate::banking::account::{AccountStatus, TaxFormKind};
use crate::health::benchmark::Measure;
use crate::interaction::InteractionKind;
use crate::lifecycle::{ChurnReason, Stage};
use crate::reconciliation::{Area, FindingState};
use crate::transfer::{TransferKind, TransferState};
use crate::{
    AdjustmentId, BankAccountId, Cents, CustomerId, DisputeId, FindingId, Month, PartnerId, PayoutBatchId, PayoutId,
    PlanId, TransferId, WorkId,
};
use serde::{Deserialize, Serialize};

/// One thing that happened. Written to the outbox in the transaction that made it happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A customer moved from stage to stage.
    CustomerMoved {
        /// Who moved.
        customer: CustomerId,
        /// The reseller it belongs to.
        partner: PartnerId,
        /// Where it was.
        from: Stage,
        /// Where it is.
        to: Stage,
        /// Why it left, for a move to churned.
        reason: Option<ChurnReason>,
    },
    /// A contact with a customer was logged.
    InteractionLogged {
        /// With whom.
        customer: CustomerId,
        /// The reseller it belongs to.
        partner: PartnerId,
        /// What kind of contact.
        kind: InteractionKind,
    },
    /// A file of customers was taken in.
    CustomersImported {
        /// Customers that were new.
        added: u64,
        /// Customers that had changed.
        changed: u64,
        /// Rows that were refused.
        refused: u64,
    },
    /// A file of facts was taken in.
    FactsImported {
        /// Facts that were new.
        added: u64,
        /// Facts that had changed.
        changed: u64,
        /// Rows that were refused.
        refused: u64,
    },
    /// Facts that partner health is computed from were taken in.
    PartnerFactsImported {
        /// What they are, such as tickets.
        what: String,
        /// Facts that were new.
        added: u64,
        /// Facts that had changed.
        changed: u64,
    },
    /// The rules of partners' health scores have a new version.
    HealthRulesSaved {
        /// Its number.
        version: i32,
    },
    /// A figure of the industry was entered, changed or removed.
    IndustryChanged {
        /// What it is about.
        measure: Measure,
    },
    /// A month's facts were fixed.
    MonthFrozen {
        /// The month.
        month: Month,
    },
    /// A frozen month was opened again, as it couldn't be reckoned yet.
    MonthThawed {
        /// The month.
        month: Month,
    },
    /// Every statement and score of a month is written.
    MonthCalculated {
        /// The month.
        month: Month,
        /// Commission of all statements.
        commission: Cents,
    },
    /// A month that isn't approved yet is calculated anew.
    MonthRecalculated {
        /// The month.
        month: Month,
        /// The new version.
        version: i32,
    },
    /// A correction was proposed.
    AdjustmentProposed {
        /// The correction.
        adjustment: AdjustmentId,
        /// Whose commission.
        partner: PartnerId,
        /// How much.
        amount: Cents,
    },
    /// A second person has agreed to a correction, or not.
    AdjustmentDecided {
        /// The correction.
        adjustment: AdjustmentId,
        /// Whose commission.
        partner: PartnerId,
        /// Whether they agreed.
        approved: bool,
    },
    /// A partner has asked about a line of its statement.
    DisputeRaised {
        /// The question.
        dispute: DisputeId,
        /// Who asks.
        partner: PartnerId,
    },
    /// The question was answered.
    DisputeAnswered {
        /// The question.
        dispute: DisputeId,
        /// Who asked.
        partner: PartnerId,
        /// The adjustment that it led to, if it did.
        adjustment: Option<AdjustmentId>,
    },
    /// Nobody has answered a question in time.
    DisputeOverdue {
        /// The question.
        dispute: DisputeId,
        /// Who asks.
        partner: PartnerId,
    },
    /// A person has looked at a calculated month.
    MonthReviewed {
        /// The month.
        month: Month,
    },
    /// A month's statements were released by a person.
    MonthApproved {
        /// The month.
        month: Month,
    },
    /// All of a month's money has arrived, is carried forward or is held with a reason.
    MonthPaid {
        /// The month.
        month: Month,
    },
    /// A month was closed: nothing of it changes any more.
    MonthClosed {
        /// The month.
        month: Month,
        /// What was still open, when a person closed it all the same.
        open_points: Vec<String>,
    },
    /// A month was compared.
    MonthReconciled {
        /// The month.
        month: Month,
        /// What was compared.
        area: Area,
        /// Findings that are new, or open again.
        raised: i64,
        /// Findings that are gone.
        cleared: i64,
    },
    /// A person has said what became of a finding.
    FindingSettled {
        /// The finding.
        finding: FindingId,
        /// Its new state.
        state: FindingState,
    },
    /// A bank's statement of an account was taken in.
    BankStatementImported {
        /// Statements in the file.
        statements: u64,
        /// Their lines.
        lines: u64,
    },
    /// A partner's account was entered, or corrected by a bank.
    BankAccountEntered {
        /// Whose.
        partner: PartnerId,
        /// The account.
        account: BankAccountId,
        /// The account whose place it takes.
        replaces: Option<BankAccountId>,
        /// Whether its bank has corrected it.
        corrected: bool,
    },
    /// A partner's account was tried, proved, or has failed.
    BankAccountMoved {
        /// Whose.
        partner: PartnerId,
        /// The account.
        account: BankAccountId,
        /// Where it was.
        from: AccountStatus,
        /// Where it is.
        to: AccountStatus,
    },
    /// A person has seen the number of a partner's account.
    BankAccountRevealed {
        /// Whose.
        partner: PartnerId,
        /// The account.
        account: BankAccountId,
    },
    /// A partner isn't paid for now.
    PaymentsHeld {
        /// Who.
        partner: PartnerId,
        /// Why.
        reason: String,
    },
    /// A partner is paid again.
    PaymentsReleased {
        /// Who.
        partner: PartnerId,
    },
    /// A partner's tax form was put on file.
    TaxFormFiled {
        /// Whose.
        partner: PartnerId,
        /// Which.
        form: TaxFormKind,
    },
    /// A partner's own least payment was set, or given up.
    PaymentMinimumSet {
        /// Whose.
        partner: PartnerId,
        /// The least amount that is paid.
        minimum: Option<Cents>,
    },
    /// A commission plan was added.
    PlanAdded {
        /// The plan.
        plan: PlanId,
        /// The first month it holds.
        from: Month,
    },
    /// A commission plan got new terms.
    PlanRevised {
        /// The plan.
        plan: PlanId,
        /// The new version.
        version: i32,
        /// The first month it holds.
        from: Month,
    },
    /// A partner got a commission plan.
    PlanAssigned {
        /// The plan.
        plan: PlanId,
        /// Who got it.
        partner: PartnerId,
        /// The first month it holds.
        from: Month,
    },
    /// A batch of payouts waits for a second person.
    PayoutsProposed {
        /// The batch.
        batch: PayoutBatchId,
        /// Partners that it pays.
        payouts: u64,
        /// What it pays.
        total: Cents,
    },
    /// A second person has released a batch of payouts.
    PayoutsApproved {
        /// The batch.
        batch: PayoutBatchId,
    },
    /// A batch of payouts was given up.
    PayoutsCancelled {
        /// The batch.
        batch: PayoutBatchId,
    },
    /// The bank has a batch of payouts.
    PayoutsSubmitted {
        /// The batch.
        batch: PayoutBatchId,
        /// What it pays.
        total: Cents,
    },
    /// The money of a batch has arrived.
    PayoutsSettled {
        /// The batch.
        batch: PayoutBatchId,
    },
    /// The bank has sent a payout back; it is payable again.
    PayoutReturned {
        /// The payout.
        payout: PayoutId,
        /// Whose.
        partner: PartnerId,
        /// How much.
        amount: Cents,
        /// Why: the return reason code.
        code: String,
    },
    /// The bank has said something that fits nothing of ours.
    BankAnswerUnmatched {
        /// SHA-256 of its file, in hexadecimal.
        file: String,
        /// The line in the file.
        line: i64,
    },
    /// An import or an export has come on.
    TransferMoved {
        /// Which.
        transfer: TransferId,
        /// What its file holds.
        kind: TransferKind,
        /// How far it was.
        from: TransferState,
        /// How far it is.
        to: TransferState,
    },
    /// A step of automation has failed for good.
    WorkStuck {
        /// The run it belongs to.
        work: WorkId,
        /// The step.
        step: String,
        /// Why.
        reason: String,
    },
    /// Something in the operator's own house.
    #[serde(untagged)]
    House(HouseEvent),
    /// Something about partner success.
    #[serde(untagged)]
    Success(SuccessEvent),
}
