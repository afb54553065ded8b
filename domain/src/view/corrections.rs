//! Corrections as pages show them: adjustments, and partners' questions about their lines.

use crate::correction::{AdjustmentRow, DisputeRow};
use crate::{Month, UserId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A page of adjustments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustmentsPage {
    /// The adjustments, newest first.
    pub rows: Vec<AdjustmentRow>,
    /// How many there are in all.
    pub found: u32,
    /// Pages of them.
    pub pages: u32,
    /// How many wait for a second person.
    pub waiting: u32,
    /// Who looks: nobody agrees to their own.
    pub viewer: UserId,
    /// Whether they may propose and decide.
    pub may_adjust: bool,
}

/// Which page of questions, and which line a new one is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionQuery {
    /// The month of the statement that has the line.
    pub month: Option<Month>,
    /// Its place among all lines, from 0.
    pub line: Option<u32>,
    /// Page, from 1.
    pub page: u32,
}

/// A page of questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionsPage {
    /// The questions: open ones first, by when an answer is due.
    pub rows: Vec<DisputeRow>,
    /// How many there are in all.
    pub found: u32,
    /// Pages of them.
    pub pages: u32,
    /// How many wait for an answer.
    pub open: u32,
    /// How many of those are late.
    pub overdue: u32,
    /// The day it is for the operator.
    pub today: NaiveDate,
    /// The line that the viewer wants to ask about.
    pub asked: Option<AskedLine>,
    /// Whether the viewer may answer.
    pub may_answer: bool,
    /// Whether the answer may be an adjustment.
    pub may_adjust: bool,
}

/// A line that is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedLine {
    /// The month of its statement.
    pub month: Month,
    /// Its place among all lines, from 0.
    pub place: u32,
    /// The line in words.
    pub words: String,
    /// When an answer will be due.
    pub due_on: NaiveDate,
}
