//! Who looks after which partners, and who covers for whom, as pages show it.

use super::PartnerRef;
use crate::partner::Tier;
use crate::user::Role;
use crate::{Cents, CoverId, Refusal, UserId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Somebody to whom partners can be assigned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagerRow {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their sign-in name.
    pub email: String,
    /// What they are.
    pub role: Role,
    /// How many partners are assigned to them.
    pub partners: u32,
    /// Customers in service of those.
    pub customers: i64,
    /// What those pay a month.
    pub mrr: Cents,
    /// Who covers for them today, and until when.
    pub covered_by: Option<(String, NaiveDate)>,
}

/// Who looks after which partners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagersPage {
    /// People to whom partners can be assigned, by name.
    pub managers: Vec<ManagerRow>,
    /// How many partners nobody looks after.
    pub unassigned: u32,
    /// The first of those, by code.
    pub first_unassigned: Vec<PartnerRef>,
    /// Territories of partners, by name.
    pub territories: Vec<String>,
}

/// Which partners are to get another manager. Each field narrows; one that is empty doesn't.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentFilter {
    /// Of this territory.
    pub territory: Option<String>,
    /// Of this tier.
    pub tier: Option<Tier>,
    /// Of this manager, or `Some(None)` for those that nobody looks after.
    pub manager: Option<Option<UserId>>,
}

/// Who looks after a partner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedAfter {
    /// Whom it is assigned to.
    pub manager: Option<(UserId, String)>,
    /// Who covers for them today, and until when.
    pub covered_by: Option<(String, NaiveDate)>,
    /// Whom it can be assigned to, where the viewer may do so.
    pub choices: Option<Vec<(UserId, String)>>,
}

/// Days on which somebody covers for a manager.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverRow {
    /// Its id.
    pub id: CoverId,
    /// Who is away.
    pub manager: (UserId, String),
    /// Who looks after their partners.
    pub cover: (UserId, String),
    /// From this day on.
    pub first_day: NaiveDate,
    /// Until the end of this one.
    pub last_day: NaiveDate,
    /// Whether the viewer may change it.
    pub may_edit: bool,
}

/// Vacations of managers and who covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoversPage {
    /// Those that aren't over, the next first.
    pub rows: Vec<CoverRow>,
    /// Those who can be away, as far as the viewer may enter their vacation, by name.
    pub away: Vec<(UserId, String)>,
    /// Those who can cover, by name.
    pub covering: Vec<(UserId, String)>,
    /// The operator's day.
    pub today: NaiveDate,
}

/// A vacation as a form says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CoverForm {
    /// Which one is changed; a new one without.
    pub id: String,
    /// The id of who is away.
    pub away: String,
    /// The id of who covers.
    pub covering: String,
    /// The first day, like 2025-12-22.
    pub first: String,
    /// The last day.
    pub last: String,
}

/// An assignment of many partners as a form says it; what is left empty doesn't narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AssignmentForm {
    /// The territory.
    pub territory: String,
    /// The tier, by its word.
    pub tier: String,
    /// The id of who looks after them now; `nobody` for those without.
    pub from: String,
    /// The id of who is to; `nobody` takes them away.
    pub to: String,
}

/// In a form: no manager.
pub const NOBODY: &str = "nobody";

impl AssignmentForm {
    /// Which partners, and whose they become.
    pub fn read(&self) -> Result<(AssignmentFilter, Option<UserId>), Refusal> {
        let tier = match self.tier.trim() {
            "" => None,
            word => Some(word.parse().map_err(|_| Refusal::invalid("tier", format!("there is no tier “{word}”")))?),
        };
        let from = self.from.trim();
        let filter = AssignmentFilter {
            territory: Some(self.territory.clone()).filter(|territory| !territory.is_empty()),
            tier,
            manager: if from.is_empty() { None } else { Some(manager_of("whose they are now", from)?) },
        };
        Ok((filter, manager_of("manager", &self.to)?))
    }
}

/// The manager that a form names by its id, or nobody.
pub fn manager_of(field: &str, id: &str) -> Result<Option<UserId>, Refusal> {
    match id.trim() {
        NOBODY => Ok(None),
        id => id.parse().map(Some).map_err(|_| Refusal::invalid(field, "choose one of the list")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_names_partners_and_a_manager_or_says_what_it_lacks() {
        let ana = UserId(uuid::Uuid::from_u128(7));
        let form =
            AssignmentForm { tier: "gold".into(), from: NOBODY.into(), to: ana.to_string(), ..Default::default() };
        let filter = AssignmentFilter { tier: Some(Tier::Gold), manager: Some(None), territory: None };
        assert_eq!(form.read(), Ok((filter, Some(ana))));
        let refused = |form: AssignmentForm| form.read().unwrap_err().to_string();
        assert_eq!(refused(AssignmentForm::default()), "manager: choose one of the list");
        assert!(refused(AssignmentForm { tier: "tin".into(), ..form.clone() }).starts_with("tier: "));
        assert!(refused(AssignmentForm { from: "x".into(), ..form }).starts_with("whose they are now: "));
    }
}
