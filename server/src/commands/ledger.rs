//! `tributary ledger`: the books, proved and taken elsewhere.

use super::{Context, Failure, Outcome, files};
use clap::{Args, Subcommand};
use domain::{FileFormat, Month};
use engine::{LedgerCheck, Office};
use serde::Serialize;
use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

/// What to do with the ledger.
#[derive(Args, Debug)]
pub struct Ledger {
    /// The operator's short name; may be left out when there is only one
    #[arg(long, global = true)]
    tenant: Option<String>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Add up every entry, balance and statement again. Exit codes: 0 all agree, 1 differences found
    Check,
    /// Write the journal of a month as CSV: every posting of every entry
    Export {
        /// The month
        #[arg(value_name = "YYYY-MM")]
        month: Month,
        /// The file to write; without it, standard output
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
}

impl Ledger {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let Self { tenant, verb } = self;
        context
            .with_engine(async |engine| {
                let tenant = engine.tenant(tenant.as_deref()).await?;
                let office = engine.office(tenant.id);
                match verb {
                    Verb::Check => check(context, &office).await,
                    Verb::Export { month, output } => export(&office, month, output).await,
                }
            })
            .await
    }
}

async fn check(context: &Context, office: &Office) -> Result<Outcome, Failure> {
    let proof = Proof(office.check_ledger().await?);
    let outcome = if proof.0.differences.is_empty() { Outcome::Done } else { Outcome::NotClean };
    context.output.result(&proof);
    Ok(outcome)
}

async fn export(office: &Office, month: Month, output: Option<PathBuf>) -> Result<Outcome, Failure> {
    let out: Box<dyn Write + Send> = match output {
        Some(file) => Box::new(File::create(file)?),
        None => Box::new(io::stdout()),
    };
    files::write(office.journal(month, FileFormat::Csv).await?.content, out).await?;
    Ok(Outcome::Done)
}

/// What the proof came to, for people and programs.
#[derive(Serialize)]
#[serde(transparent)]
struct Proof(LedgerCheck);

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LedgerCheck { entries, differences } = &self.0;
        differences.iter().try_for_each(|difference| writeln!(f, "{difference}"))?;
        match differences.len() {
            0 => write!(f, "{entries} entries: each is in balance, and balances and statements agree with them."),
            found => write!(f, "{entries} entries, {found} differences."),
        }
    }
}
