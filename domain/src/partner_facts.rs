//! Facts about partners beside their bills and customers, as they are kept: what health is computed from.

use crate::code::coded;
use crate::health::Scale;
use crate::partner::Quota;
use crate::{CustomerId, Month, PartnerId};
use chrono::{DateTime, NaiveDate, Utc};

coded! {
    /// What a partner's people did on a day.
    ActivityKind {
        /// Signed in to the portal.
        Portal = "portal", "Portal";
        /// Took a guide, a price list or other material.
        Resource = "resource", "Resource used";
        /// Was in contact with a customer or with the operator.
        Interaction = "interaction", "Interaction";
    }
}

coded! {
    /// What a ticket is about.
    TicketKind {
        /// A service doesn't work.
        Technical = "technical", "Technical";
        /// An order is late or wrong.
        Order = "order", "Order";
        /// A bill is questioned.
        Billing = "billing", "Billing";
        /// Somebody is dissatisfied.
        Complaint = "complaint", "Complaint";
        /// Anything else.
        Other = "other", "Other";
    }
}

/// A ticket that a partner has to resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The operator's number.
    pub code: String,
    /// Whose it is.
    pub partner_id: PartnerId,
    /// The customer that it is about.
    pub customer_id: Option<CustomerId>,
    /// What it is about.
    pub kind: TicketKind,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
}

impl Ticket {
    /// Minutes from opening to resolution.
    pub fn minutes(&self) -> Option<i32> {
        let minutes = self.resolved_at?.signed_duration_since(self.opened_at).num_minutes();
        Some(i32::try_from(minutes).unwrap_or(i32::MAX))
    }
}

/// An installation that a partner has to carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The operator's number of the order.
    pub code: String,
    /// Whose it is.
    pub partner_id: PartnerId,
    /// The customer.
    pub customer_id: Option<CustomerId>,
    /// When it was ordered.
    pub ordered_on: NaiveDate,
    /// When it was done.
    pub installed_on: Option<NaiveDate>,
}

impl Installation {
    /// Days from order to installation.
    pub fn days(&self) -> Option<i32> {
        let days = self.installed_on?.signed_duration_since(self.ordered_on).num_days();
        Some(i32::try_from(days).unwrap_or(i32::MAX))
    }
}

/// A version of one of the operator's trainings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct TrainingModule {
    /// Its short name.
    pub code: String,
    /// Rises with every change of what is taught.
    pub version: i32,
    /// Name for people.
    pub title: String,
    /// Points of 100 that pass it.
    pub pass_mark: i32,
    /// In force from this day on, until a higher version is.
    pub from_day: NaiveDate,
}

/// A training that one of a partner's people has done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Completion {
    /// Whose person.
    pub partner_id: PartnerId,
    /// The training.
    pub module: String,
    /// Its version.
    pub version: i32,
    /// Who: a name or an e-mail address.
    pub person: String,
    /// When.
    pub day: NaiveDate,
    /// Points of 100.
    pub points: i32,
}

/// What a partner's people did on a day, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Whose people.
    pub partner_id: PartnerId,
    /// When.
    pub day: NaiveDate,
    /// What.
    pub kind: ActivityKind,
    /// How often.
    pub count: i32,
}

/// One answered question of a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyAnswer {
    /// The number of the answered sheet.
    pub code: String,
    /// The question's short name.
    pub question: String,
    /// Who answered.
    pub partner_id: PartnerId,
    /// When.
    pub answered_on: NaiveDate,
    /// The number that was chosen.
    pub value: u8,
    /// Among which.
    pub scale: Scale,
}

/// A partner's own targets from a month on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaFrom {
    /// Whose.
    pub partner_id: PartnerId,
    /// The first month that they hold.
    pub from: Month,
    /// The targets.
    pub quota: Quota,
}
