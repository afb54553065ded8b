//! `tributary statements`: commission statements, listed and taken away as files.

use super::{Context, Failure, Outcome, files};
use clap::{Args, Subcommand, ValueEnum};
use domain::view::StatementRow;
use domain::{FileFormat, Month, Refusal};
use engine::Office;
use serde::Serialize;
use std::fmt;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// What to do with statements.
#[derive(Args, Debug)]
pub struct Statements {
    /// The operator's short name; may be left out when there is only one
    #[arg(long, global = true)]
    tenant: Option<String>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show the statements of a month
    List {
        /// The month
        #[arg(long, value_name = "YYYY-MM")]
        month: Month,
    },
    /// Write the statements of a month into a folder, a file for each reseller
    Export {
        /// The month
        #[arg(long, value_name = "YYYY-MM")]
        month: Month,
        /// The code of one reseller; without it, all of them
        #[arg(long)]
        partner: Option<String>,
        /// What kind of files
        #[arg(long, value_enum)]
        format: Format,
        /// The folder; it is made when it isn't there
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
}

/// The kinds of files as they are typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Text for other programs
    Csv,
    /// A workbook
    Xlsx,
    /// Pages to print and to send
    Pdf,
}

impl From<Format> for FileFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Xlsx => Self::Xlsx,
            Format::Pdf => Self::Pdf,
        }
    }
}

impl Statements {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let Self { tenant, verb } = self;
        context
            .with_engine(async |engine| {
                let tenant = engine.tenant(tenant.as_deref()).await?;
                let office = engine.office(tenant.id);
                match verb {
                    Verb::List { month } => context.output.result(&List(statements(&office, month, None).await?)),
                    Verb::Export { month, partner, format, out } => {
                        let rows = statements(&office, month, partner.as_deref()).await?;
                        let written = export(context, &office, &rows, (format.into(), &out)).await?;
                        context.output.result(&Written(written));
                    }
                }
                Ok(Outcome::Done)
            })
            .await
    }
}

/// The statements of a month, or one reseller's; there must be one.
async fn statements(office: &Office, month: Month, partner: Option<&str>) -> Result<Vec<StatementRow>, Failure> {
    let mut rows = office.statements(month).await?;
    rows.retain(|row| partner.is_none_or(|code| row.partner.code == code));
    match (rows.is_empty(), partner) {
        (false, _) => Ok(rows),
        (true, Some(code)) => {
            let words = format!("“{code}” has no statement of {}", month.label());
            Err(Refusal::invalid("partner", words).into())
        }
        (true, None) => {
            let words = format!("{} has no statements; close it first: tributary close --month {month}", month.label());
            Err(Refusal::invalid("month", words).into())
        }
    }
}

async fn export(
    context: &Context,
    office: &Office,
    rows: &[StatementRow],
    (format, folder): (FileFormat, &Path),
) -> Result<Vec<PathBuf>, Failure> {
    fs::create_dir_all(folder)?;
    let pace = context.output.pace();
    let mut written = Vec::with_capacity(rows.len());
    for row in rows {
        pace.progress(|| format!("{} of {} statements", written.len(), rows.len()));
        let file = office.statement_file(row.month, row.partner.id, format).await?;
        // A code may hold what a path can't.
        let name = file.name.replace(['/', '\\', ':'], "_");
        // Whole or not at all: a file that is there is a statement.
        let (path, unfinished) = (folder.join(&name), folder.join(format!("{name}.part")));
        files::write(file.content, BufWriter::new(File::create(&unfinished)?)).await?;
        fs::rename(&unfinished, &path)?;
        written.push(path);
    }
    Ok(written)
}

#[derive(Serialize)]
#[serde(transparent)]
struct List(Vec<StatementRow>);

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.0 {
            let (lines, status) = (row.lines, row.status.label().to_lowercase());
            writeln!(
                f,
                "{:<10}  {:>15}  {lines:>7} lines  {status:<10}  {}",
                row.partner.code, row.commission, row.partner.name
            )?;
        }
        let total = self.0.iter().map(|row| row.commission).sum::<domain::Cents>();
        write!(f, "{} statements, {total}", self.0.len())
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Written(Vec<PathBuf>);

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [one] => write!(f, "{}", one.display()),
            many => write!(f, "{} statements written.", many.len()),
        }
    }
}
