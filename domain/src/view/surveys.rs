//! Surveys as pages show them: the form behind a private link, how partners have been asked, and what they said.

use super::PartnerRef;
use crate::SurveyId;
use crate::health::survey::{Heard, Reply, Scale, Survey, SurveyRules, SurveyState};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What whoever has the link is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyForm {
    /// Who asks.
    pub operator: String,
    /// The partner whose people are asked.
    pub partner: String,
    /// The last day on which it can be answered.
    pub until: NaiveDate,
    /// The questions.
    pub survey: Survey,
}

/// A survey that was sent to a partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyRow {
    /// Its id.
    pub id: SurveyId,
    /// Who was asked.
    pub partner: PartnerRef,
    /// When.
    pub asked_on: NaiveDate,
    /// The first day on which it isn't answered any more.
    pub closes_on: NaiveDate,
    /// How far it is.
    pub state: SurveyState,
    /// Reminders that were sent.
    pub reminders: u32,
    /// The questions as they were asked.
    pub survey: Survey,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// Who answered it.
    pub answered_by: Option<String>,
    /// What was answered.
    pub reply: Option<Vec<Reply>>,
}

/// A question with what was answered to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What was asked.
    pub question: String,
    /// The number and its scale, or the words.
    pub answer: String,
}

impl SurveyRow {
    /// What was answered, in the order of the questions.
    pub fn said(&self) -> Vec<Said> {
        let replies = self.reply.iter().flatten();
        let said = |reply: &Reply| {
            let question = self.survey.questions.iter().find(|question| question.key == reply.key)?;
            let number = question.scale.zip(reply.value).map(|(scale, value)| format!("{value} (of {scale})"));
            let answer = number.or_else(|| reply.words.clone())?;
            Some(Said { question: question.words.clone(), answer })
        };
        replies.filter_map(said).collect()
    }
}

/// How many surveys were sent in a time, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct SurveyCounts {
    /// Sent.
    pub sent: i64,
    /// Of those, answered.
    pub answered: i64,
    /// Of those, still waiting for an answer.
    pub waiting: i64,
}

impl SurveyCounts {
    /// The share of those that can't change any more that was answered, 0–1; none before the first.
    pub fn response_rate(self) -> Option<f64> {
        let over = u32::try_from(self.sent - self.waiting).ok().filter(|over| *over > 0)?;
        Some(f64::from(u32::try_from(self.answered).ok()?) / f64::from(over))
    }
}

/// What is said to one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoicesOf {
    /// The question as it is asked now; its word where it isn't asked any more.
    pub question: String,
    /// Among which numbers.
    pub scale: Scale,
    /// What the answers come to.
    pub heard: Heard,
}

/// How partners have been asked and what they said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurveysPage {
    /// The partner it is about; all of them without.
    pub partner: Option<PartnerRef>,
    /// The latest surveys, the newest first.
    pub rows: Vec<SurveyRow>,
    /// Surveys of the last 365 days.
    pub counts: SurveyCounts,
    /// The net promoter score of the answers of these days, −100 to 100; none without.
    pub net_promoter: Option<f64>,
    /// What all answers in numbers come to, imported ones too: the newest weigh most; none without.
    pub heard: Option<Heard>,
    /// The same, question by question.
    pub voices: Vec<VoicesOf>,
    /// Days after which an answer weighs half, and after which it doesn't count.
    pub weight: (u32, u32),
    /// What day it is for the operator.
    pub today: NaiveDate,
    /// Whether partners are asked at all.
    pub asks: bool,
    /// A survey of the viewer's own partner that waits for an answer of theirs; to the operator none.
    pub to_answer: Option<SurveyId>,
}

/// Whether partners are asked, what, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveySettings {
    /// Whether they are asked at all.
    pub asks: bool,
    /// When.
    pub rules: SurveyRules,
    /// What.
    pub survey: Survey,
}

/// The settings, to be looked at or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveySettingsPage {
    /// What holds.
    pub settings: SurveySettings,
    /// Whether the viewer may change it.
    pub may_edit: bool,
}
