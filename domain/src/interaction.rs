//! Contacts with customers, as they are logged.

use crate::Refusal;
use crate::code::coded;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

coded! {
    /// What kind of contact it was.
    InteractionKind {
        /// A talk about buying.
        SalesCall = "sales_call", "Sales call";
        /// Help asked for.
        SupportTicket = "support_ticket", "Support ticket";
        /// Written.
        Email = "email", "E-mail";
        /// Face to face.
        Meeting = "meeting", "Meeting";
        /// Taught.
        Training = "training", "Training";
        /// A question about a bill.
        BillingInquiry = "billing_inquiry", "Billing inquiry";
        /// Something doesn't work.
        TechnicalIssue = "technical_issue", "Technical issue";
        /// Something is wished for.
        FeatureRequest = "feature_request", "Feature request";
        /// Dissatisfied.
        Complaint = "complaint", "Complaint";
        /// Pleased.
        Compliment = "compliment", "Compliment";
    }
}

/// A contact to be logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInteraction {
    /// What kind.
    pub kind: InteractionKind,
    /// How long it took.
    pub minutes: i32,
    /// What it was about.
    pub subject: String,
    /// How satisfied the customer was, 1 to 10, if it was asked.
    pub satisfaction: Option<i32>,
}

impl NewInteraction {
    /// Refuses what can't be meant, naming the field.
    pub fn check(&self) -> Result<(), Refusal> {
        if !(0..=1440).contains(&self.minutes) {
            return Err(Refusal::invalid("minutes", "give the minutes it took, at most a day"));
        }
        if self.subject.trim().is_empty() || self.subject.chars().count() > 200 {
            return Err(Refusal::invalid("subject", "say what it was about, in up to 200 characters"));
        }
        if self.satisfaction.is_some_and(|score| !(1..=10).contains(&score)) {
            return Err(Refusal::invalid("satisfaction", "use a whole number from 1 to 10"));
        }
        Ok(())
    }
}

/// A logged contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Interaction {
    /// When.
    pub at: DateTime<Utc>,
    /// Who logged it; nobody for an import.
    pub by: Option<String>,
    /// What kind.
    pub kind: InteractionKind,
    /// How long it took.
    pub minutes: i32,
    /// What it was about.
    pub subject: String,
    /// How satisfied the customer was, 1 to 10.
    pub satisfaction: Option<i32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_needs_a_subject_and_figures_that_can_be() {
        let good = NewInteraction {
            kind: InteractionKind::SalesCall,
            minutes: 15,
            subject: "Renewal".into(),
            satisfaction: Some(8),
        };
        assert_eq!(good.check(), Ok(()));
        for bad in [
            NewInteraction { minutes: -1, ..good.clone() },
            NewInteraction { subject: "  ".into(), ..good.clone() },
            NewInteraction { satisfaction: Some(11), ..good },
        ] {
            assert!(matches!(bad.check(), Err(Refusal::Invalid { .. })));
        }
    }
}
