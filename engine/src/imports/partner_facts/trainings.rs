//! The operator's catalogue of trainings, and who has done them.

use super::{Intake, Problem, Row, Scene, Wrong};
use chrono::NaiveDate;
use domain::partner_facts::{Completion, TrainingModule};
use domain::{CustomerId, PartnerId};
use serde::Deserialize;
use store::{Fault, Put, Tx};

/// A version of a training as it comes from outside.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModuleRow {
    /// Its short name.
    pub module: String,
    /// Rises with every change of what is taught.
    pub version: i32,
    /// Name for people.
    pub title: String,
    /// Points of 100 that pass it.
    pub pass_mark: i32,
    /// In force from this day on, until a higher version is.
    pub from: NaiveDate,
}

impl Intake for ModuleRow {
    type Fact = TrainingModule;
    const WHAT: &'static str = "training modules";
    const COLUMNS: (&'static [&'static str], &'static [&'static str]) =
        (&["module", "title", "from"], &["version", "pass_mark"]);

    fn read(row: &Row<'_>, _: &Scene) -> Result<Self, Problem> {
        Ok(Self {
            module: row.text("module")?,
            version: row.number("version", 1..=1_000_000)?.unwrap_or(1),
            title: row.text("title")?,
            pass_mark: row.number("pass_mark", 0..=100)?.unwrap_or(80),
            from: row.needed("from", row.any_day("from")?)?,
        })
    }

    fn check(&self, _: &Scene) -> Result<(), Wrong> {
        if self.version < 1 {
            return Err(("version", "versions are counted from 1".into()));
        }
        points("pass_mark", self.pass_mark)
    }

    fn key(&self) -> String {
        format!("{} {}", self.module, self.version)
    }

    fn names(&self) -> (Option<&str>, Option<&str>) {
        (None, None)
    }

    fn fact(self, _: PartnerId, _: Option<CustomerId>) -> TrainingModule {
        let Self { module: code, version, title, pass_mark, from: from_day } = self;
        TrainingModule { code, version, title, pass_mark, from_day }
    }

    async fn put(tx: &mut Tx, facts: &[TrainingModule]) -> Result<Put, Fault> {
        tx.put_training_modules(facts).await
    }
}

/// A training that somebody has done, as it comes from outside.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompletionRow {
    /// The reseller's code.
    pub partner: String,
    /// Who: a name or an e-mail address.
    pub person: String,
    /// The training.
    pub module: String,
    /// Its version.
    pub version: i32,
    /// When.
    pub date: NaiveDate,
    /// Points of 100.
    pub points: i32,
}

impl Intake for CompletionRow {
    type Fact = Completion;
    const WHAT: &'static str = "trainings";
    const COLUMNS: (&'static [&'static str], &'static [&'static str]) =
        (&["partner", "person", "module", "date", "points"], &["version"]);

    fn read(row: &Row<'_>, scene: &Scene) -> Result<Self, Problem> {
        Ok(Self {
            partner: row.text("partner")?,
            person: row.text("person")?,
            module: row.text("module")?,
            version: row.number("version", 1..=1_000_000)?.unwrap_or(1),
            date: row.needed("date", row.day("date", scene)?)?,
            points: row.needed("points", row.number("points", 0..=100)?)?,
        })
    }

    fn check(&self, scene: &Scene) -> Result<(), Wrong> {
        scene.day_has_come("date", self.date)?;
        if !scene.modules.iter().any(|(code, version)| (code, *version) == (&self.module, self.version)) {
            let reason = format!(
                "there is no version {} of “{}” in the catalogue; import it by `tributary import modules`",
                self.version, self.module
            );
            return Err(("module", reason));
        }
        points("points", self.points)
    }

    fn key(&self) -> String {
        format!("{} {} {} {} {}", self.partner, self.module, self.version, self.person, self.date)
    }

    fn names(&self) -> (Option<&str>, Option<&str>) {
        (Some(&self.partner), None)
    }

    fn fact(self, partner_id: PartnerId, _: Option<CustomerId>) -> Completion {
        let Self { module, version, person, date: day, points, .. } = self;
        Completion { partner_id, module, version, person, day, points }
    }

    async fn put(tx: &mut Tx, facts: &[Completion]) -> Result<Put, Fault> {
        tx.put_completions(facts).await
    }
}

fn points(field: &'static str, points: i32) -> Result<(), Wrong> {
    if (0..=100).contains(&points) { Ok(()) } else { Err((field, "points lie between 0 and 100".into())) }
}
