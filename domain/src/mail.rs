//! Messages to people.

use crate::code::coded;
use crate::id::MailId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

coded! {
    /// What a message is about.
    MailKind {
        /// A calculated month waits for a second person.
        ApprovalNeeded = "approval_needed", "Approval needed";
        /// A step of automation has failed for good.
        WorkStuck = "work_stuck", "Automation stuck";
        /// A reseller's statement of a month was approved.
        Statement = "statement", "Commission statement";
        /// Nobody has answered resellers' questions in time.
        QuestionsOverdue = "questions_overdue", "Questions overdue";
        /// A reseller's question about a statement was answered.
        QuestionAnswered = "question_answered", "Question answered";
        /// A reseller is paid to another bank account from now on.
        BankAccountChanged = "bank_account_changed", "Bank account changed";
        /// A payout is on its way to a reseller.
        PayoutSent = "payout_sent", "Payout sent";
        /// A payout came back from a reseller's bank.
        PayoutReturned = "payout_returned", "Payout returned";
        /// Alerts that a person wants to be told.
        HealthAlert = "health_alert", "Alerts";
        /// An intervention was planned, for who sees to it.
        InterventionScheduled = "intervention_scheduled", "Intervention scheduled";
        /// A partner is in an emergency, or a drill of one began.
        EmergencyEscalation = "emergency_escalation", "Emergency";
        /// A reseller's owner is asked what they think, or reminded.
        Survey = "survey", "Survey";
        /// What a week has brought, for the operator's people.
        WeeklyDigest = "weekly_digest", "Weekly digest";
        /// What a quarter has brought a reseller.
        QuarterlyReview = "quarterly_review", "Quarterly review";
    }
}

/// A message as it is sent, in both of its forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Mail {
    /// Its id, which also makes up its `Message-ID`: who gets it twice can tell.
    pub id: MailId,
    /// What it is about.
    pub kind: MailKind,
    /// To whom.
    pub to_email: String,
    /// Their name.
    pub to_name: String,
    /// Its subject.
    pub subject: String,
    /// For programs that show text.
    pub text: String,
    /// For programs that show HTML.
    pub html: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was handed over to be delivered.
    pub sent_at: Option<DateTime<Utc>>,
}
