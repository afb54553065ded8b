//! Automation in the control room.

use crate::WorkId;
use crate::workflow::{Every, Knob, PaceReason, StepState, WorkState, Workflow};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A run of a workflow in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct WorkRow {
    /// The run.
    pub id: WorkId,
    /// What kind of work.
    pub workflow: Workflow,
    /// What it is about.
    pub period: String,
    /// How far it is.
    pub state: WorkState,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Who began it, if a person did.
    pub started_by: Option<String>,
    /// Why they did.
    pub reason: Option<String>,
    /// Its steps so far.
    pub steps: i64,
    /// Those that are done or skipped.
    pub steps_done: i64,
}

impl WorkRow {
    /// What people call it. An import's or export's period is its key, which tells nobody anything.
    pub fn name(&self) -> String {
        match self.workflow {
            Workflow::Import | Workflow::Export => self.workflow.label().to_owned(),
            workflow => format!("{} {}", workflow.label(), self.period),
        }
    }

    /// The page of the import or export that it does.
    pub fn transfer_page(&self) -> Option<String> {
        let moves_a_file = matches!(self.workflow, Workflow::Import | Workflow::Export);
        moves_a_file.then(|| format!("/imports/{}", self.period))
    }
}

/// A run with all that happened in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkPage {
    /// The run.
    pub run: WorkRow,
    /// Its steps, in the order in which they run.
    pub steps: Vec<WorkStep>,
    /// Every try of every step, in order of their beginning.
    pub attempts: Vec<WorkAttempt>,
}

/// One try of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct WorkAttempt {
    /// The step's stage.
    pub stage: i32,
    /// The step's name.
    pub name: String,
    /// The process that tried.
    pub worker: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; `None` while it runs, and for ever when its worker was killed.
    pub finished_at: Option<DateTime<Utc>>,
    /// How it ended: the state that the step got.
    pub outcome: Option<StepState>,
    /// What went wrong.
    pub error: Option<String>,
}

/// Which runs to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkQuery {
    /// Only of this workflow.
    pub workflow: Option<Workflow>,
    /// Only in this state.
    pub state: Option<WorkState>,
    /// Only begun before this one, for the next page.
    pub before: Option<WorkId>,
}

/// A step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct WorkStep {
    /// Steps of one stage run side by side, after all of the stages before.
    pub stage: i32,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub state: StepState,
    /// What it works on.
    #[cfg_attr(feature = "sql", sqlx(json))]
    pub input: serde_json::Value,
    /// What it gave.
    #[cfg_attr(feature = "sql", sqlx(json(nullable)))]
    pub output: Option<serde_json::Value>,
    /// What went wrong the last time.
    pub error: Option<String>,
    /// What it waits for.
    pub waits_for: Option<String>,
    /// Tries since it last got on or a person last set it going.
    pub tries: i32,
    /// When a worker looks at it next; while it runs, when its worker's lease ends.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was first taken up.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was finished.
    pub finished_at: Option<DateTime<Utc>>,
}

/// A workflow's schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct ScheduleRow {
    /// Which work.
    pub workflow: Workflow,
    /// How often, by the operator's clocks.
    #[cfg_attr(feature = "sql", sqlx(json))]
    pub every: Every,
    /// Whether a person has paused it.
    pub paused: bool,
    /// When it is due; `None` when it never is.
    pub next_at: Option<DateTime<Utc>>,
}

/// What automation does now, what it did, and how well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControlRoom {
    /// Runs that are under way, newest first.
    pub running: Vec<WorkRow>,
    /// Runs that wait for a person to say how to go on.
    pub stuck: Vec<WorkRow>,
    /// Runs that have ended, newest first.
    pub history: Vec<WorkRow>,
    /// When each workflow is due.
    pub schedules: Vec<ScheduleRow>,
    /// How well it does.
    pub figures: WorkFigures,
    /// Whether the viewer may steer.
    pub may_steer: bool,
}

/// How well automation did in the last thirty days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkFigures {
    /// Runs that began.
    pub runs: i64,
    /// Completed runs among those that have ended or are stuck, 0 to 1; `None` when there are none.
    pub success: Option<f64>,
    /// Runs that completed without a person's hand among all that completed, 0 to 1; `None` when none did.
    pub automation: Option<f64>,
    /// Steps that should have been taken up by now and weren't.
    pub backlog: i64,
    /// Since when the first of them waits.
    pub waiting_since: Option<DateTime<Utc>>,
    /// How long each step takes.
    pub steps: Vec<StepDurations>,
}

/// How long a step takes, over its newest tries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDurations {
    /// What kind of work.
    pub workflow: Workflow,
    /// The step.
    pub step: String,
    /// Tries that were counted.
    pub tries: u32,
    /// Half of them took at most so many milliseconds.
    pub p50_ms: i64,
    /// Nineteen of twenty took at most so many milliseconds.
    pub p95_ms: i64,
}

/// Something that automation has adjusted, and why.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct PaceChangeRow {
    /// What.
    pub knob: Knob,
    /// When.
    pub at: DateTime<Utc>,
    /// Where it was.
    #[cfg_attr(feature = "sql", sqlx(rename = "from_value"))]
    pub from: i64,
    /// Where it is since then.
    #[cfg_attr(feature = "sql", sqlx(rename = "to_value"))]
    pub to: i64,
    /// Why.
    pub reason: PaceReason,
    /// What was measured before: things per second.
    pub rate: f64,
    /// The longest time that a writer was held, in milliseconds.
    pub hold_ms: f64,
}

/// Where something that is adjusted is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnobView {
    /// What.
    pub knob: Knob,
    /// Its value.
    pub value: i64,
    /// Whether it has come to rest.
    pub settled: bool,
}

/// How the installation was for an operator at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct HealthMeasurement {
    /// When.
    pub at: DateTime<Utc>,
    /// Runs that waited for a person.
    pub stuck_runs: i64,
    /// Steps that should have been taken up and weren't.
    pub overdue_steps: i64,
    /// How long the first of them had waited, in milliseconds.
    pub waiting_ms: i64,
    /// Messages that weren't sent yet.
    pub unsent_mails: i64,
    /// How long these figures took to read, in milliseconds.
    pub read_ms: f64,
    /// How long it took to become the one who writes and to commit, in milliseconds.
    pub write_ms: f64,
}

/// How the installation is and was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SystemHealth {
    /// How it is now.
    pub now: HealthMeasurement,
    /// What was measured in the last days, oldest first.
    pub history: Vec<HealthMeasurement>,
    /// What is adjusted, and where it is.
    pub knobs: Vec<KnobView>,
    /// What was adjusted, newest first.
    pub changes: Vec<PaceChangeRow>,
}
