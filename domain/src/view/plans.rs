//! Commission plans: in a list, one with its versions, who has it, and what came of changing it.

use super::PartnerRef;
use crate::code::coded;
use crate::{Month, PlanId};
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
