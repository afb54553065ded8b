//! `tributary ach`: files for banks, without a database.

use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand, ValueEnum};
use domain::Cents;
use domain::ach::check::{Checker, Report};
use domain::ach::{Finding, Severity};
use domain::money::group_thousands;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};

/// What to do with files for banks.
#[derive(Debug, Subcommand)]
pub enum Ach {
    /// Tell every rule of Nacha that a file breaks. Exit codes: 0 all clean, 1 errors found, 2 a file can't be read
    Check(Check),
}

/// Files to check.
#[derive(Args, Debug)]
pub struct Check {
    /// The files; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// How to tell what was found; JSON is one object a line for each file
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How to tell what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Ach {
    /// Does it.
    pub fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let Self::Check(Check { files, format }) = self;
        let mut output = context.output;
        output.json |= format == Format::Json;
        let checked = files.into_iter().map(|file| {
            let report = check(&file);
            let checked = Checked { file, report };
            output.item(&checked);
            checked.outcome()
        });
        Ok(checked.fold(Outcome::Done, worse))
    }
}

/// Reads a file in pieces, so that its size doesn't matter.
fn check(file: &str) -> io::Result<Report> {
    let mut source: Box<dyn Read> =
        if file == "-" { Box::new(io::stdin().lock()) } else { Box::new(File::open(file)?) };
    let mut checker = Checker::default();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match source.read(&mut piece) {
            Ok(0) => return Ok(checker.finish()),
            Ok(length) => checker.feed(piece.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// That a file couldn't be read outweighs that another isn't clean.
fn worse(one: Outcome, other: Outcome) -> Outcome {
    match (one, other) {
        (Outcome::Unreadable, _) | (_, Outcome::Unreadable) => Outcome::Unreadable,
        (Outcome::Done, other) => other,
        (one, _) => one,
    }
}

/// A file, and what was found.
struct Checked {
    file: String,
    report: io::Result<Report>,
}

impl Checked {
    fn outcome(&self) -> Outcome {
        match &self.report {
            Ok(report) if report.is_clean() => Outcome::Done,
            Ok(_) => Outcome::NotClean,
            Err(_) => Outcome::Unreadable,
        }
    }
}

impl Serialize for Checked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Checked", 9)?;
        object.serialize_field("file", &self.file)?;
        object.serialize_field("ok", &(self.outcome() == Outcome::Done))?;
        match &self.report {
            Ok(report) => {
                object.serialize_field("batches", &report.batches)?;
                object.serialize_field("entries_and_addenda", &report.entries)?;
                object.serialize_field("debit_cents", &report.debits)?;
                object.serialize_field("credit_cents", &report.credits)?;
                object.serialize_field("entry_hash", &report.entry_hash)?;
                object.serialize_field("findings", &report.findings.iter().map(Told::from).collect::<Vec<_>>())?;
                object.serialize_field("findings_left_out", &report.more)?;
            }
            Err(error) => object.serialize_field("error", &error.to_string())?,
        }
        object.end()
    }
}

/// A finding for programs.
#[derive(Serialize)]
struct Told<'a> {
    line: u64,
    columns: (usize, usize),
    field: &'static str,
    rule: &'static str,
    severity: Severity,
    message: String,
    advice: &'static str,
    value: &'a str,
    expected: &'a str,
}

impl<'a> From<&'a Finding> for Told<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            line: finding.line,
            columns: finding.columns,
            field: finding.field,
            rule: finding.rule.code(),
            severity: finding.severity,
            message: finding.message(),
            advice: finding.rule.advice(),
            value: &finding.value,
            expected: &finding.expected,
        }
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = match &self.report {
            Ok(report) => report,
            Err(error) => return write!(f, "{}: can't be read: {error}", self.file),
        };
        let of = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
        write!(f, "{}: ", self.file)?;
        match errors {
            0 if report.is_clean() => write!(f, "clean")?,
            1 => write!(f, "1 error")?,
            errors => write!(f, "{errors} errors")?,
        }
        match warnings {
            0 => {}
            1 => write!(f, ", 1 warning")?,
            warnings => write!(f, ", {warnings} warnings")?,
        }
        let cents = |sum: u64| Cents(i64::try_from(sum).unwrap_or(i64::MAX));
        let (batches, entries) = (group_thousands(report.batches), group_thousands(report.entries));
        let (debits, credits) = (cents(report.debits), cents(report.credits));
        write!(f, " (batches {batches}, entries and addenda {entries}, debits {debits}, credits {credits})")?;
        for finding in &report.findings {
            write!(f, "\n  {finding}")?;
        }
        if report.more > 0 {
            write!(f, "\n  and {} more", group_thousands(report.more))?;
        }
        Ok(())
    }
}
