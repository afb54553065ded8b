//! Commission plans: in a list, one with its versions, who has it, and what came of changing it.

use super::{PartnerRef, WhatIfResult};
use crate::code::coded;
use crate::commission::{Problem, Starter};
use crate::{Month, PlanId, Refusal};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A plan with its newest version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRow {
    /// The plan.
    pub id: PlanId,
    /// Short name for files and the command line.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Whether new partners get it.
    pub is_default: bool,
    /// Its newest version.
    pub version: i32,
    /// From when that version holds.
    pub from: Month,
}

/// Every plan, by code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanList {
    /// The operator's present month, which counts are of.
    pub month: Month,
    /// The plans.
    pub plans: Vec<PlanSummary>,
    /// Active partners without a plan in the present month.
    pub without_plan: u32,
    /// Whether the viewer may change plans.
    pub may_edit: bool,
}

/// A plan as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSummary {
    /// The plan.
    pub plan: PlanRow,
    /// The version in force in the present month, and from when it holds; none for a plan that begins later.
    pub in_force: Option<(i32, Month)>,
    /// What it pays, in plain words: the version in force, or else the newest.
    pub words: Vec<String>,
    /// Partners that have it in the present month.
    pub partners: u32,
}

coded! {
    /// How a version of a plan stands to a month.
    VersionStanding {
        /// It begins later.
        Coming = "coming", "Coming";
        /// It holds.
        InForce = "in_force", "In force";
        /// A later version has taken its place.
        Past = "past", "Past";
        /// It never held: another version begins in the same month.
        Replaced = "replaced", "Replaced before it began";
    }
}

/// A version of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanVersionRow {
    /// Its number, from 1.
    pub version: i32,
    /// The first month it holds.
    pub from: Month,
    /// The last month it holds, where a later version follows.
    pub upto: Option<Month>,
    /// How it stands to the present month.
    pub standing: VersionStanding,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// What it says, in plain words: a part of the plan each.
    pub words: Vec<String>,
    /// What it says, as a plan file.
    pub text: String,
}

/// The time in which a partner has a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanAssignment {
    /// Who.
    pub partner: PartnerRef,
    /// The first month.
    pub from: Month,
    /// The last month, where another assignment follows.
    pub upto: Option<Month>,
}

/// One plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPage {
    /// The plan with its newest version.
    pub plan: PlanRow,
    /// The operator's present month.
    pub month: Month,
    /// Its versions, newest first.
    pub versions: Vec<PlanVersionRow>,
    /// Who has it, has had it or will have it: one page, by code.
    pub assigned: Vec<PlanAssignment>,
    /// Assignments in all.
    pub found: u32,
    /// This page, from 1.
    pub page: u32,
    /// Pages in all.
    pub pages: u32,
    /// Active partners without a plan in the first month that can be changed.
    pub without_plan: u32,
    /// The first month that plans can be changed from: the one after the last that is frozen.
    pub free_from: Month,
    /// Whether the viewer may change plans.
    pub may_edit: bool,
}

/// A text that is to be a plan, looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanChecked {
    /// Everything that keeps it from being one; none for one that can be saved.
    pub problems: Vec<Problem>,
    /// What it says, in plain words, where there is no problem.
    pub words: Vec<String>,
}

/// What a new plan, or the next version of one, begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanEditor {
    /// The plan that gets another version; none for a new plan.
    pub plan: Option<PlanRow>,
    /// The plan file to begin with.
    pub text: String,
    /// The first month that it can hold from.
    pub free_from: Month,
    /// Months that it can be tried on, newest first.
    pub months: Vec<Month>,
    /// Every plan: code and name.
    pub plans: Vec<(String, String)>,
    /// Plans to begin with.
    pub starters: Vec<Starter>,
}

/// A plan as somebody writes it: all that stands in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanDraft {
    /// Short name of a new plan.
    pub code: String,
    /// Its name for people.
    pub name: String,
    /// The first month it is to hold, as its number.
    pub from: String,
    /// The plan file.
    pub terms: String,
    /// The month that it is to be tried on, as its number.
    pub month: String,
    /// Whose month that is: `all`, or the code of a plan.
    pub scope: String,
    /// What is to be done with it.
    pub step: PlanStep,
}

impl PlanDraft {
    /// The first month it is to hold, where one is chosen.
    pub fn first_month(&self) -> Result<Month, Refusal> {
        chosen_month("from", &self.from)
    }

    /// The month that it is to be tried on, where one is chosen.
    pub fn tried_month(&self) -> Result<Month, Refusal> {
        chosen_month("month", &self.month)
    }
}

fn chosen_month(field: &str, text: &str) -> Result<Month, Refusal> {
    let number = text.parse::<i32>().ok();
    number.and_then(|number| number.try_into().ok()).ok_or_else(|| Refusal::invalid(field, "choose a month"))
}

/// The page of somebody who writes a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanEditorPage {
    /// What can be chosen.
    pub editor: PlanEditor,
    /// What stands in the form.
    pub draft: PlanDraft,
    /// What that says.
    pub checked: PlanChecked,
    /// Why it wasn't saved, where that was tried.
    pub refusal: Option<Refusal>,
    /// What it would have cost, where that was asked.
    pub tried: Option<Result<WhatIfResult, Refusal>>,
}

/// A form that was posted to a page, and came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedPlan {
    /// All that stood in it.
    pub draft: PlanDraft,
    /// Why it wasn't saved, where that was asked.
    pub refusal: Option<Refusal>,
}

coded! {
    /// What is to be done with a plan that somebody writes.
    #[derive(Default)]
    PlanStep {
        /// Look at it.
        #[default]
        Check = "check", "Check";
        /// Reckon what it would have cost.
        Try = "try", "Try it";
        /// Keep it.
        Save = "save", "Save";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_that_nobody_has_chosen_is_asked_for() {
        let draft = PlanDraft { from: "202509".into(), ..PlanDraft::default() };
        assert_eq!(draft.first_month(), Ok("2025-09".parse().unwrap()));
        assert_eq!(draft.tried_month().unwrap_err().to_string(), "month: choose a month");
    }
}
