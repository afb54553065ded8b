//! `tributary plan`: what partners are paid by.

mod trial;
mod what_if;

use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand};
use domain::Month;
use domain::view::PlanRow;
use serde::Serialize;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What to do with plans.
#[derive(Debug, Subcommand)]
pub enum Plan {
    /// Show every plan with its newest version
    List(List),
    /// Add a plan
    Add(Add),
    /// Give a plan new terms from a month on
    Revise(Revise),
    /// Give a plan to resellers from a month on
    Assign(Assign),
    /// Show what a plan pays for the facts in a file, without a database
    Try(trial::Try),
    /// Show what can't be meant in a plan
    Check(trial::Check),
    /// Show what a past month would have cost under another plan, beside the plans in force
    WhatIf(what_if::WhatIf),
}

/// Which operator's plans.
#[derive(Args, Debug)]
pub struct List {
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
}

/// A new plan.
#[derive(Args, Debug)]
pub struct Add {
    /// Short name for files and the command line, such as residual
    code: String,
    /// JSON file with its terms, or - for standard input
    terms: PathBuf,
    /// Name for people
    #[arg(long)]
    name: String,
    /// The first month it holds, such as 2026-01
    #[arg(long, value_name = "MONTH")]
    from: Month,
    /// Give it to every reseller that is added from now on
    #[arg(long)]
    default: bool,
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
}

/// New terms of a plan.
#[derive(Args, Debug)]
pub struct Revise {
    /// The plan
    code: String,
    /// JSON file with its terms, or - for standard input
    terms: PathBuf,
    /// The first month they hold
    #[arg(long, value_name = "MONTH")]
    from: Month,
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
}

/// Who gets a plan.
#[derive(Args, Debug)]
pub struct Assign {
    /// The plan
    code: String,
    /// A reseller's code; may be repeated
    #[arg(long = "partner", value_name = "CODE", required_unless_present = "without_plan")]
    partners: Vec<String>,
    /// Every reseller that has no plan in that month
    #[arg(long, conflicts_with = "partners")]
    without_plan: bool,
    /// The first month it holds
    #[arg(long, value_name = "MONTH")]
    from: Month,
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
}

impl Plan {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        match self {
            Self::List(list) => list.run(context).await,
            Self::Add(add) => add.run(context).await,
            Self::Revise(revise) => revise.run(context).await,
            Self::Assign(assign) => assign.run(context).await,
            Self::Try(trial) => trial.run(context),
            Self::Check(check) => check.run(context),
            Self::WhatIf(what_if) => what_if.run(context).await,
        }
    }
}

impl List {
    async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let plans = context.with_engine(async |engine| {
            let tenant = engine.tenant(self.tenant.as_deref()).await?;
            Ok(engine.office(tenant.id).plans().await?)
        });
        context.output.result(&Plans(plans.await?));
        Ok(Outcome::Done)
    }
}

impl Add {
    async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let terms = read(&self.terms)?;
        let added = context.with_engine(async |engine| {
            let tenant = engine.tenant(self.tenant.as_deref()).await?;
            let office = engine.office(tenant.id);
            Ok(office.add_plan(&self.code, &self.name, self.from, &terms, self.default).await?)
        });
        added.await?;
        let Self { code, from, .. } = self;
        context.output.progress(format_args!(
            "The plan {code} holds from {from}. Give it to resellers: tributary plan assign {code} --without-plan --from {from}"
        ));
        Ok(Outcome::Done)
    }
}

impl Revise {
    async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let terms = read(&self.terms)?;
        let version = context.with_engine(async |engine| {
            let tenant = engine.tenant(self.tenant.as_deref()).await?;
            Ok(engine.office(tenant.id).revise_plan(&self.code, self.from, &terms).await?)
        });
        let version = version.await?;
        context.output.progress(format_args!("Version {version} of {} holds from {}.", self.code, self.from));
        Ok(Outcome::Done)
    }
}

impl Assign {
    async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let assigned = context.with_engine(async |engine| {
            let tenant = engine.tenant(self.tenant.as_deref()).await?;
            Ok(engine.office(tenant.id).assign_plan(&self.code, &self.partners, self.from).await?)
        });
        let assigned = assigned.await?;
        context.output.progress(format_args!("{assigned} resellers have the plan {} from {}.", self.code, self.from));
        Ok(Outcome::Done)
    }
}

/// The text of a file, or of standard input for `-`.
fn read(file: &Path) -> Result<String, Failure> {
    let text = if file == Path::new("-") { io::read_to_string(io::stdin()) } else { std::fs::read_to_string(file) };
    text.map_err(|error| Failure::Other(format!("{}: {error}", file.display())))
}

#[derive(Serialize)]
#[serde(transparent)]
struct Plans(Vec<PlanRow>);

impl fmt::Display for Plans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("There is no plan yet; add one: tributary plan add --help");
        }
        for (at, plan) in self.0.iter().enumerate() {
            let end = if at + 1 < self.0.len() { "\n" } else { "" };
            let default = if plan.is_default { ", given to new resellers" } else { "" };
            write!(f, "{}  {} (version {} from {}{default}){end}", plan.code, plan.name, plan.version, plan.from)?;
        }
        Ok(())
    }
}
