//! Answers of resellers' people to surveys that were held elsewhere.

use super::{Intake, Problem, Row, Scene, Wrong};
use chrono::NaiveDate;
use domain::health::Scale;
use domain::partner_facts::SurveyAnswer;
use domain::{CustomerId, PartnerId};
use serde::Deserialize;
use store::{Fault, Put, Tx};

/// An answered question as it comes from outside.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyRow {
    /// The number of the answered sheet.
    pub id: String,
    /// The question's short name.
    pub question: String,
    /// The reseller's code.
    pub partner: String,
    /// When it was answered.
    pub date: NaiveDate,
    /// The number that was chosen.
    pub value: u8,
    /// Among which.
    pub scale: Scale,
}

impl Intake for SurveyRow {
    type Fact = SurveyAnswer;
    const WHAT: &'static str = "survey answers";
    const COLUMNS: (&'static [&'static str], &'static [&'static str]) =
        (&["id", "question", "partner", "date", "value"], &["scale"]);

    fn read(row: &Row<'_>, scene: &Scene) -> Result<Self, Problem> {
        let value = row.needed("value", row.number("value", 0..=10)?)?;
        Ok(Self {
            id: row.text("id")?,
            question: row.text("question")?,
            partner: row.text("partner")?,
            date: row.needed("date", row.day("date", scene)?)?,
            value: u8::try_from(value).unwrap_or_default(),
            scale: row.word("scale")?.unwrap_or(Scale::OneToTen),
        })
    }

    fn check(&self, scene: &Scene) -> Result<(), Wrong> {
        scene.day_has_come("date", self.date)?;
        let fits = (self.scale.lowest()..=10).contains(&self.value);
        let wrong = || ("value", format!("an answer on the scale {} lies between its ends", self.scale.label()));
        if fits { Ok(()) } else { Err(wrong()) }
    }

    fn key(&self) -> String {
        format!("{} {}", self.id, self.question)
    }

    fn names(&self) -> (Option<&str>, Option<&str>) {
        (Some(&self.partner), None)
    }

    fn fact(self, partner_id: PartnerId, _: Option<CustomerId>) -> SurveyAnswer {
        let Self { id: code, question, date: answered_on, value, scale, .. } = self;
        SurveyAnswer { code, question, partner_id, answered_on, value, scale }
    }

    async fn put(tx: &mut Tx, facts: &[SurveyAnswer]) -> Result<Put, Fault> {
        tx.put_survey_answers(facts).await
    }
}
