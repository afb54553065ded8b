//! Which alerts a person is told, and when by mail.

use super::{AlertKind, QuietHours, Severity, Subscription, Whose};
use crate::user::Role;
use crate::{PartnerId, Refusal};
use serde::{Deserialize, Serialize};

/// Subscriptions of a person at most.
const SUBSCRIPTIONS: usize = 20;
/// Partners of a subscription at most.
const PARTNERS: usize = 200;

/// What a person wants to be told. Within the application they are told at once, by mail outside of quiet hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Any of these is enough.
    pub subscriptions: Vec<Subscription>,
    /// Whether by mail too.
    pub by_mail: bool,
    /// When only critical alerts are mailed.
    pub quiet: Option<QuietHours>,
}

impl Preferences {
    /// What somebody is told who hasn't said otherwise.
    pub fn default_of(role: Role, quiet: Option<QuietHours>) -> Self {
        let from = |at_least, whose| Subscription { kinds: Vec::new(), at_least, whose };
        let subscriptions = match role {
            Role::Manager => vec![from(Severity::Medium, Whose::Own)],
            Role::Admin | Role::Head => vec![from(Severity::High, Whose::All)],
            Role::Finance => {
                let kinds = vec![AlertKind::PayoutReturned, AlertKind::WorkflowStuck, AlertKind::QuestionOverdue];
                vec![Subscription { kinds, at_least: Severity::Medium, whose: Whose::All }]
            }
            Role::Support | Role::Auditor | Role::Owner | Role::Sales | Role::Viewer => Vec::new(),
        };
        Self { subscriptions, by_mail: true, quiet }
    }

    /// Whether an alert is wanted; `own` says whether the person looks after its partner.
    pub fn wants(&self, kind: AlertKind, severity: Severity, partner: Option<PartnerId>, own: bool) -> bool {
        self.subscriptions.iter().any(|subscription| subscription.wants(kind, severity, partner, own))
    }

    /// Refuses what can't be kept.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.subscriptions.len() > SUBSCRIPTIONS {
            return Err(Refusal::invalid("subscriptions", format!("there can be up to {SUBSCRIPTIONS}")));
        }
        let too_many = |whose: &Whose| matches!(whose, Whose::These(partners) if partners.len() > PARTNERS);
        if self.subscriptions.iter().any(|subscription| too_many(&subscription.whose)) {
            return Err(Refusal::invalid("subscriptions", format!("name up to {PARTNERS} partners, or choose all")));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manager_hears_of_its_own_partners_and_an_administrator_of_what_is_urgent() {
        let (manager, admin) =
            (Preferences::default_of(Role::Manager, None), Preferences::default_of(Role::Admin, None));
        assert!(manager.wants(AlertKind::Fall, Severity::Medium, None, true));
        assert!(!manager.wants(AlertKind::Fall, Severity::Critical, None, false));
        assert!(admin.wants(AlertKind::Fall, Severity::High, None, false));
        assert!(!admin.wants(AlertKind::Fall, Severity::Medium, None, true));
        let finance = Preferences::default_of(Role::Finance, None);
        assert!(finance.wants(AlertKind::PayoutReturned, Severity::High, None, false));
        assert!(!finance.wants(AlertKind::Fall, Severity::Critical, None, false));
    }

    #[test]
    fn subscriptions_without_end_are_refused() {
        let one = Subscription { kinds: Vec::new(), at_least: Severity::Info, whose: Whose::All };
        let many = Preferences { subscriptions: vec![one; 21], by_mail: false, quiet: None };
        assert!(many.check().unwrap_err().to_string().starts_with("subscriptions: "));
    }
}
