//! Emergencies as pages show them: which there are, and the course of one.

use super::PartnerRef;
use crate::code::coded;
use crate::health::emergency::{Baseline, EmergencyPlan, EmergencyRules, Goal, Trigger};
use crate::{EmergencyId, InterventionId, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An emergency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmergencyRow {
    /// Its id.
    pub id: EmergencyId,
    /// About whom.
    pub partner: PartnerRef,
    /// Whether it is only a drill.
    pub drill: bool,
    /// What began it; nothing where a person did.
    pub triggers: Vec<Trigger>,
    /// Why, in words.
    pub why: String,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// Who began it; nobody where its figures did.
    pub begun_by: Option<String>,
    /// Until when dunning and automatic warnings are paused; never in a drill.
    pub paused_until: Option<DateTime<Utc>>,
    /// The intervention that it led to.
    pub intervention: Option<InterventionId>,
    /// Assessments that count as made.
    pub assessed: u32,
    /// How far the goal was reached at the latest.
    pub goal: Option<Goal>,
    /// When people were told to take stock.
    pub asked_at: Option<DateTime<Utc>>,
    /// When somebody did.
    pub checked_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// Who ended it; nobody where its goal did.
    pub closed_by: Option<String>,
    /// Why it is over.
    pub closed_why: Option<String>,
}

impl EmergencyRow {
    /// Its course as the rules see it; who was asked to take stock isn't asked again.
    pub fn plan(&self) -> EmergencyPlan {
        let checked = self.asked_at.is_some() || self.checked_at.is_some();
        EmergencyPlan { begun: self.begun_at, drill: self.drill, assessed: self.assessed, checked }
    }
}

coded! {
    /// What has happened in an emergency.
    EmergencyStep {
        /// It began.
        Begun = "begun", "Begun";
        /// People were told.
        Escalated = "escalated", "Escalated";
        /// Dunning and automatic warnings are paused.
        Paused = "paused", "Warnings paused";
        /// An intervention was begun, or joined.
        Intervened = "intervened", "Intervention";
        /// The facts were looked at.
        Assessed = "assessed", "Assessed";
        /// People were told to take stock.
        Asked = "asked", "Checkpoint due";
        /// Somebody took stock.
        Checked = "checked", "Checkpoint";
        /// Somebody noted something.
        Noted = "noted", "Note";
        /// It is over.
        Closed = "closed", "Closed";
    }
}

/// One thing that has happened in an emergency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmergencyEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub step: EmergencyStep,
    /// By whom; nobody when it happened by itself.
    pub by: Option<String>,
    /// In words.
    pub words: String,
    /// The score of then, of an assessment.
    pub score: Option<f64>,
    /// How far the goal was reached then, of an assessment.
    pub goal: Option<Goal>,
}

/// Emergencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmergencyList {
    /// Open ones first, then the newest.
    pub rows: Vec<EmergencyRow>,
    /// What time it is.
    pub now: DateTime<Utc>,
    /// Whether the viewer may begin, take stock and close.
    pub may_act: bool,
}

/// The course of an emergency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmergencyPage {
    /// The emergency.
    pub row: EmergencyRow,
    /// The rules that it goes by.
    pub rules: EmergencyRules,
    /// What was known when it began.
    pub baseline: Baseline,
    /// What has happened, oldest first.
    pub entries: Vec<EmergencyEntry>,
    /// When something happens by itself next; nothing once it is over.
    pub next_at: Option<DateTime<Utc>>,
    /// When a person is to take stock.
    pub checkpoint_at: DateTime<Utc>,
    /// What time it is.
    pub now: DateTime<Utc>,
    /// Whether the viewer may take stock and close.
    pub may_act: bool,
}

/// The operator's rules of emergencies, and who is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmergencySettings {
    /// The rules.
    pub rules: EmergencyRules,
    /// Who is told beside the partner's manager; where nobody is, administrators are.
    pub contacts: Vec<UserId>,
    /// Who may be named, by name.
    pub people: Vec<(UserId, String)>,
    /// Whether the viewer may change them.
    pub may_edit: bool,
}
