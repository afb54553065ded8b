//! Alerts: what is worth a person's attention, how urgent it is, and what becomes of it.

mod detect;
pub mod form;
mod lifecycle;
mod pace;
mod preferences;
mod quiet;
mod rules;
mod signal;

pub use detect::{Watch, cleared, detect, held_band};
pub use lifecycle::{Alert, Decision};
pub use pace::{Pace, Taken, paces};
pub use preferences::Preferences;
pub use quiet::QuietHours;
pub use rules::{AlertRules, EscalationStep};
pub use signal::Signal;

use crate::code::coded;
use crate::{PartnerId, Refusal};
use serde::{Deserialize, Serialize};

coded! {
    /// How urgent it is.
    Severity {
        /// Good to know.
        Info = "info", "Info";
        /// To be looked at some time.
        Low = "low", "Low";
        /// To be looked at this week.
        Medium = "medium", "Medium";
        /// To be looked at today.
        High = "high", "High";
        /// To be looked at now, also at night.
        Critical = "critical", "Critical";
    }
}

coded! {
    /// What an alert is about.
    AlertKind {
        /// The score has left its band.
        BandCrossed = "band_crossed", "Band crossed";
        /// The score has fallen far in short time.
        Fall = "fall", "Sudden fall";
        /// A component is low.
        ComponentLow = "component_low", "Component low";
        /// Facts are missing.
        MissingData = "missing_data", "Facts missing";
        /// The score will probably leave its band downwards.
        ForecastCrosses = "forecast_crosses", "Forecast crosses a band";
        /// Revenue hangs on few customers.
        RevenueConcentration = "revenue_concentration", "Revenue concentrated";
        /// The bank has sent a payment back.
        PayoutReturned = "payout_returned", "Payment returned";
        /// Automation waits for a person.
        WorkflowStuck = "workflow_stuck", "Workflow stuck";
        /// A partner's question has no answer in time.
        QuestionOverdue = "question_overdue", "Question overdue";
        /// An emergency has begun.
        Emergency = "emergency", "Emergency";
    }
}

impl AlertKind {
    /// Whether a reseller sees such alerts about itself: what its own figures and payments give cause to. How the
    /// operator works, and what it prepares, stays with the operator.
    pub const fn is_for_the_partner(self) -> bool {
        !matches!(self, Self::WorkflowStuck | Self::QuestionOverdue | Self::Emergency)
    }
}

coded! {
    /// What has become of an alert.
    AlertState {
        /// Nobody has taken it up.
        Open = "open", "Open";
        /// Somebody is on it.
        Acknowledged = "acknowledged", "Acknowledged";
        /// Its cause is gone, or was mended.
        Resolved = "resolved", "Resolved";
        /// Nothing needs doing.
        Dismissed = "dismissed", "Dismissed";
    }
}

impl AlertState {
    /// The states that it may move to. What is settled isn't opened again: a new cause is a new alert.
    pub const fn next_states(self) -> &'static [Self] {
        match self {
            Self::Open => &[Self::Acknowledged, Self::Resolved, Self::Dismissed],
            Self::Acknowledged => &[Self::Resolved, Self::Dismissed],
            Self::Resolved | Self::Dismissed => &[],
        }
    }

    /// Refuses an illegal move, with the list of legal ones.
    pub fn check_move(self, to: Self) -> Result<(), Refusal> {
        super::check_move("An alert", self, to, self.next_states())
    }

    /// Whether somebody must still do something.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Open | Self::Acknowledged)
    }
}

/// Which alerts a person wants to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Of these kinds; none named means all.
    pub kinds: Vec<AlertKind>,
    /// From this severity on.
    pub at_least: Severity,
    /// About whom.
    pub whose: Whose,
}

/// About which partners somebody wants to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Those that they look after.
    Own,
    /// All, and what is about none.
    All,
    /// These.
    These(Vec<PartnerId>),
}

impl Whose {
    /// Whether it names this partner.
    pub fn names(&self, partner: PartnerId) -> bool {
        matches!(self, Self::These(partners) if partners.contains(&partner))
    }
}

impl Subscription {
    /// Whether an alert is wanted; `own` says whether the person looks after its partner.
    pub fn wants(&self, kind: AlertKind, severity: Severity, partner: Option<PartnerId>, own: bool) -> bool {
        let about = match &self.whose {
            Whose::Own => own,
            Whose::All => true,
            Whose::These(partners) => partner.is_some_and(|partner| partners.contains(&partner)),
        };
        about && severity >= self.at_least && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn what_is_settled_stays_settled(from in select(AlertState::ALL), to in select(AlertState::ALL)) {
            prop_assert_eq!(from.check_move(to).is_ok(), from.next_states().contains(&to));
            prop_assert_eq!(from.is_live(), !from.next_states().is_empty());
            prop_assert!(!from.next_states().contains(&from));
        }
    }

    #[test]
    fn a_subscription_filters_by_kind_severity_and_partner() {
        let partner = PartnerId(Uuid::from_u128(7));
        let own = Subscription { kinds: vec![], at_least: Severity::Medium, whose: Whose::Own };
        assert!(own.wants(AlertKind::Fall, Severity::High, Some(partner), true));
        assert!(!own.wants(AlertKind::Fall, Severity::High, Some(partner), false));
        assert!(!own.wants(AlertKind::Fall, Severity::Low, Some(partner), true));
        let these = Subscription {
            kinds: vec![AlertKind::PayoutReturned],
            at_least: Severity::Info,
            whose: Whose::These(vec![partner]),
        };
        assert!(these.wants(AlertKind::PayoutReturned, Severity::Info, Some(partner), false));
        assert!(!these.wants(AlertKind::Fall, Severity::Critical, Some(partner), true));
        assert!(!these.wants(AlertKind::PayoutReturned, Severity::Critical, None, false));
        assert!(Subscription { whose: Whose::All, ..these }.wants(
            AlertKind::PayoutReturned,
            Severity::Info,
            None,
            false
        ));
    }
}
