//! Commission plans in a list.

use crate::{Month, PlanId};
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
