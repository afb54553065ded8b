//! Interventions as pages show them: board, calendar, one with its steps, and what has worked.

use super::PartnerRef;
use crate::health::intervention::{
    InterventionKind, InterventionState, Measured, PlayStep, Playbook, PooledEffect, Recommendation, SuccessMetric,
};
use crate::{InterventionId, PartnerId, UserId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// An intervention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterventionRow {
    /// Its id.
    pub id: InterventionId,
    /// For whom.
    pub partner: PartnerRef,
    /// What is done.
    pub kind: InterventionKind,
    /// How far it is.
    pub state: InterventionState,
    /// Who sees to it.
    pub owner: (UserId, String),
    /// The day it is to begin.
    pub begins_on: NaiveDate,
    /// The day it began.
    pub begun_on: Option<NaiveDate>,
    /// The day it ended.
    pub ended_on: Option<NaiveDate>,
    /// Its steps.
    pub steps: i64,
    /// Those that are done or left out.
    pub steps_done: i64,
    /// When the next of the others is due.
    pub next_due: Option<NaiveDate>,
    /// Minutes that were spent.
    pub minutes: i64,
}

/// A step of an intervention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterventionStep {
    /// Its place, from 1.
    pub position: i32,
    /// What the playbook says.
    pub step: PlayStep,
    /// When it is due.
    pub due_on: NaiveDate,
    /// Who has done it or left it out, and when.
    pub done: Option<(String, DateTime<Utc>)>,
    /// Whether it was left out.
    pub left_out: bool,
    /// What was said.
    pub note: Option<String>,
}

/// Time that was spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Effort {
    /// When it was logged.
    pub at: DateTime<Utc>,
    /// How long.
    pub minutes: i32,
    /// By whom.
    pub by: String,
    /// On what.
    pub words: String,
}

/// An intervention with everything about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterventionPage {
    /// The intervention.
    pub row: InterventionRow,
    /// Why it was planned.
    pub reason: String,
    /// What it should move.
    pub goal: SuccessMetric,
    /// The share of the way to the goal that the latest score has gone.
    pub reached: Option<f64>,
    /// What came of it, or why it was given up.
    pub outcome: Option<String>,
    /// Its steps.
    pub steps: Vec<InterventionStep>,
    /// Time that was spent, newest first.
    pub efforts: Vec<Effort>,
    /// What it has brought beyond matched peers; none before it was measured, or where nobody is like its partner.
    pub measured: Option<Measured>,
    /// The day of the scores that it was measured by last; none before.
    pub measured_on: Option<NaiveDate>,
    /// The version of its playbook; 0 is the product's own.
    pub playbook: i32,
    /// Who has planned it, and when.
    pub planned: (String, DateTime<Utc>),
    /// Whether the viewer may work on it.
    pub may_intervene: bool,
}

/// Which interventions are on the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterventionQuery {
    /// For this partner only.
    pub partner: Option<PartnerId>,
    /// Of this kind only.
    pub kind: Option<InterventionKind>,
    /// Those that the viewer sees to only.
    pub mine: bool,
}

/// The board: what is planned, under way, or ended not long ago.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterventionBoard {
    /// The interventions, the longest waiting first.
    pub rows: Vec<InterventionRow>,
    /// What day it is for the operator: who is late depends on it.
    pub today: NaiveDate,
    /// Who may see to one, by name.
    pub people: Vec<(UserId, String)>,
    /// Whether the viewer may plan and work.
    pub may_intervene: bool,
}

/// A playbook in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaybookRow {
    /// The playbook.
    pub playbook: Playbook,
    /// Its version; 0 is the product's own.
    pub version: i32,
    /// Whether the viewer may change it.
    pub may_edit: bool,
}

/// A version of a playbook that was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaybookVersion {
    /// Its number.
    pub version: i32,
    /// Its steps.
    pub steps: Vec<PlayStep>,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
}

/// A playbook with all that it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaybookPage {
    /// The playbook in force.
    pub row: PlaybookRow,
    /// Versions that were saved, the newest first.
    pub versions: Vec<PlaybookVersion>,
}

/// An intervention to be planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterventionPlan {
    /// For whom.
    pub partner: PartnerId,
    /// What is done.
    pub kind: InterventionKind,
    /// Who sees to it; who plans it without.
    pub owner: Option<UserId>,
    /// The day it is to begin, or has begun before it was written down.
    pub begins_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// What it should move; the whole score to the next band without.
    pub goal: Option<SuccessMetric>,
}

/// A step in the calendar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalendarStep {
    /// Of which intervention.
    pub intervention: InterventionId,
    /// For whom.
    pub partner: PartnerRef,
    /// What kind.
    pub kind: InterventionKind,
    /// The step.
    pub step: InterventionStep,
}

/// What is suggested for a partner, the best first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestions {
    /// For whom.
    pub partner: PartnerRef,
    /// Its score; none where facts are too few.
    pub score: Option<f64>,
    /// The suggestions with their reasons.
    pub rows: Vec<Recommendation>,
}

/// What interventions of a kind have brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effectiveness {
    /// Which kind.
    pub kind: InterventionKind,
    /// How many have begun.
    pub begun: u32,
    /// Of those, how many found peers to be compared with.
    pub compared: u32,
    /// After 30, 60 and 90 days, as far as it is known.
    pub effects: Vec<PooledEffect>,
}
