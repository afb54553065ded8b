//! `tributary plan try` and `tributary plan check`: a plan's file examined by itself, without a database.

use super::{Context, Failure, Outcome, read};
use clap::Args;
use domain::commission::file::{self, Report};
use domain::commission::{PlanTerms, Problem};
use serde::Serialize;
use std::fmt;
use std::path::{Path, PathBuf};

/// What a plan pays.
#[derive(Args, Debug)]
pub struct Try {
    /// JSON file with the plan, or - for standard input
    plan: PathBuf,
    /// JSON file with a partner's month or months, or - for standard input
    facts: PathBuf,
}

/// Whether a plan can be meant.
#[derive(Args, Debug)]
pub struct Check {
    /// JSON file with the plan, or - for standard input
    plan: PathBuf,
}

impl Try {
    /// Prints the statements as JSON: one month as an object, several as a list.
    pub fn run(&self, context: &Context) -> Result<Outcome, Failure> {
        let both_from_input = self.plan == Path::new("-") && self.facts == Path::new("-");
        if both_from_input {
            return Err(Failure::Other("give the plan or the facts as a file: standard input has only one".into()));
        }
        let reports = file::try_plan(&read(&self.plan)?, &read(&self.facts)?)?;
        match <[Report; 1]>::try_from(reports) {
            Ok([report]) => context.output.result(&Json(report)),
            Err(reports) => context.output.result(&Json(reports)),
        }
        Ok(Outcome::Done)
    }
}

impl Check {
    /// Prints the problems; none is success.
    pub fn run(&self, context: &Context) -> Result<Outcome, Failure> {
        let problems = PlanTerms::examine(&read(&self.plan)?).err().unwrap_or_default();
        let count = problems.len();
        context.output.result(&Problems(problems));
        match count {
            0 => Ok(Outcome::Done),
            1 => Err(Failure::Other("the plan has a problem".into())),
            _ => Err(Failure::Other(format!("the plan has {count} problems"))),
        }
    }
}

/// A result that is JSON whether asked for or not.
#[derive(Serialize)]
#[serde(transparent)]
struct Json<T>(T);

impl<T: Serialize> fmt::Display for Json<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?)
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Problems(Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("The plan can be meant as it is.");
        }
        for (at, problem) in self.0.iter().enumerate() {
            let end = if at + 1 < self.0.len() { "\n" } else { "" };
            write!(f, "{problem}{end}")?;
        }
        Ok(())
    }
}
