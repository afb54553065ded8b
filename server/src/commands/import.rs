//! `tributary import`: resellers, customers and facts from CSV files.

use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand};
use domain::Month;
use domain::money::group_thousands;
use engine::imports::{
    ActivityRow, CompletionRow, CustomerImport, FactImport, Imported, InstallationRow, Intake, Mapping, ModuleRow,
    OnProblem, QuotaRow, SurveyRow, TicketRow,
};
use serde::Serialize;
use std::fmt;
use std::path::PathBuf;

/// What to bring in.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Customers, what they pay and what they were billed
    Customers(Customers),
    /// Resellers, with the default plan
    Resellers(Resellers),
    /// What commissions are paid for beside bills: activations, installations, usage, sales, and the parts of bills
    #[command(after_help = "Columns: month, partner, id and amount; and where known kind (recurring, activation, \
                            installation, usage, one_off), customer, cost, deductions, collected, quantity, product, \
                            territory, contract_months, new_customer, service_month, date.")]
    Facts(Facts),
    /// Tickets that resellers have to resolve
    #[command(after_help = "Columns: id, partner and opened; and where known customer, resolved and kind (technical, \
                            order, billing, complaint, other). Times are like 2025-09-30 14:05, by the operator's \
                            clocks, or like 2025-09-30T14:05:00-07:00.")]
    Tickets(Facts),
    /// Installations that resellers have to carry out
    #[command(after_help = "Columns: id, partner and ordered; and where known customer and installed.")]
    Installations(Facts),
    /// The catalogue of trainings
    #[command(
        after_help = "Columns: module, title and from (the first day); and where known version [default: 1] and \
                            pass_mark [default: 80]."
    )]
    Modules(Facts),
    /// Trainings that resellers' people have done
    #[command(after_help = "Columns: partner, person, module, date and points (of 100); and where known version \
                            [default: 1].")]
    Trainings(Facts),
    /// Resellers' own targets
    #[command(after_help = "Columns: partner, from (the first month), monthly_revenue and activations_90d.")]
    Quotas(Facts),
    /// What resellers' people did, counted by day
    #[command(after_help = "Columns: partner, date and kind (portal, resource, interaction); and where known count \
                            [default: 1], which takes the place of what was counted before.")]
    Activities(Facts),
    /// Answers to surveys that were held elsewhere
    #[command(after_help = "Columns: id (of the sheet), question, partner, date and value; and where known scale \
                            (one_to_ten, zero_to_ten) [default: one_to_ten].")]
    Surveys(Facts),
}

/// Customers from a CSV file.
#[derive(Args, Debug)]
pub struct Customers {
    /// The file
    file: PathBuf,
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
    /// Which column holds what, as TOML
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Write every row that was left out, with the reason, to this CSV file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Bring in nothing when any row is wrong (the default)
    #[arg(long, conflicts_with = "keep_good")]
    all_or_nothing: bool,
    /// Bring in the good rows and leave the wrong ones out
    #[arg(long)]
    keep_good: bool,
    /// Add resellers that the file names and nobody knows
    #[arg(long)]
    create_partners: bool,
    /// Derive monthly bills from the time in service, up to this month
    #[arg(long, value_name = "YYYY-MM")]
    bill_through: Option<Month>,
}

/// Resellers from a CSV file.
#[derive(Args, Debug)]
pub struct Resellers {
    /// The file
    file: PathBuf,
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
    /// New resellers earn by the default plan from this month on
    #[arg(long, value_name = "YYYY-MM")]
    plan_from: Month,
}

/// Facts from a CSV file.
#[derive(Args, Debug)]
pub struct Facts {
    /// The file
    file: PathBuf,
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
    /// Write every row that was left out, with the reason, to this CSV file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Bring in nothing when any row is wrong (the default)
    #[arg(long, conflicts_with = "keep_good")]
    all_or_nothing: bool,
    /// Bring in the good rows and leave the wrong ones out
    #[arg(long)]
    keep_good: bool,
    /// Only say what would come in
    #[arg(long)]
    preview: bool,
}

impl Import {
    /// Reads the file and says what came in.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let (what, imported) = match self {
            Self::Customers(customers) => ("customers", customers.run(context).await?),
            Self::Resellers(resellers) => ("resellers", resellers.run(context).await?),
            Self::Facts(facts) => ("facts", facts.run(context).await?),
            Self::Tickets(facts) => (TicketRow::WHAT, facts.run_as::<TicketRow>(context).await?),
            Self::Installations(facts) => (InstallationRow::WHAT, facts.run_as::<InstallationRow>(context).await?),
            Self::Modules(facts) => (ModuleRow::WHAT, facts.run_as::<ModuleRow>(context).await?),
            Self::Trainings(facts) => (CompletionRow::WHAT, facts.run_as::<CompletionRow>(context).await?),
            Self::Quotas(facts) => (QuotaRow::WHAT, facts.run_as::<QuotaRow>(context).await?),
            Self::Surveys(facts) => (SurveyRow::WHAT, facts.run_as::<SurveyRow>(context).await?),
            Self::Activities(facts) => (ActivityRow::WHAT, facts.run_as::<ActivityRow>(context).await?),
        };
        let outcome = if imported.refused > 0 { Outcome::NeedsALook } else { Outcome::Done };
        // Rows were wrong and nothing was kept: the import wasn't done.
        let failed = !imported.kept && !imported.preview;
        context.output.result(&Told { what, imported });
        if failed {
            Err(Failure::Other("nothing was changed; mend the rows above, or pass --keep-good".to_owned()))
        } else {
            Ok(outcome)
        }
    }
}

impl Customers {
    async fn run(self, context: &Context) -> Result<Imported, Failure> {
        let mapping = self.mapping.as_deref().map_or_else(|| Ok(Mapping::default()), Mapping::read)?;
        let import = CustomerImport {
            file: self.file,
            mapping,
            on_problem: if self.keep_good { OnProblem::KeepGood } else { OnProblem::RollBack },
            create_partners: self.create_partners,
            bill_through: self.bill_through,
            report: self.report,
        };
        let pace = context.output.pace();
        let progress = |rows| pace.progress(|| format!("{} rows read", group_thousands(rows)));
        let imported = context.with_engine(async |engine| {
            let tenant = engine.tenant(self.tenant.as_deref()).await?;
            Ok(engine.office(tenant.id).import_customers(&import, &progress).await?)
        });
        imported.await
    }
}

impl Resellers {
    async fn run(self, context: &Context) -> Result<Imported, Failure> {
        let imported = context.with_engine(async |engine| {
            let tenant = engine.tenant(self.tenant.as_deref()).await?;
            Ok(engine.office(tenant.id).import_partners(&self.file, self.plan_from).await?)
        });
        imported.await
    }
}

impl Facts {
    async fn run(self, context: &Context) -> Result<Imported, Failure> {
        let (tenant, import) = self.import();
        let pace = context.output.pace();
        let progress = |rows| pace.progress(|| format!("{} rows read", group_thousands(rows)));
        let imported = context.with_engine(async |engine| {
            let tenant = engine.tenant(tenant.as_deref()).await?;
            Ok(engine.office(tenant.id).import_facts(&import, &progress).await?)
        });
        imported.await
    }

    /// The same for facts that partner health is computed from.
    async fn run_as<T: Intake>(self, context: &Context) -> Result<Imported, Failure> {
        let (tenant, import) = self.import();
        let pace = context.output.pace();
        let progress = |rows| pace.progress(|| format!("{} rows read", group_thousands(rows)));
        let imported = context.with_engine(async |engine| {
            let tenant = engine.tenant(tenant.as_deref()).await?;
            Ok(engine.office(tenant.id).import_partner_facts::<T>(&import, &progress).await?)
        });
        imported.await
    }

    fn import(self) -> (Option<String>, FactImport) {
        let on_problem = if self.keep_good { OnProblem::KeepGood } else { OnProblem::RollBack };
        (self.tenant, FactImport { file: self.file, on_problem, preview: self.preview, report: self.report })
    }
}

/// What came in, for people; as JSON the bare figures.
#[derive(Serialize)]
#[serde(transparent)]
struct Told {
    #[serde(skip)]
    what: &'static str,
    imported: Imported,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, imported } = self;
        for problem in &imported.problems {
            writeln!(f, "line {}, {} = “{}”: {}", problem.line, problem.field, problem.value, problem.reason)?;
        }
        let count = group_thousands;
        let (rows, refused) = (count(imported.rows), count(imported.refused));
        let (added, changed, unchanged) = (count(imported.added), count(imported.changed), count(imported.unchanged));
        write!(f, "{rows} rows: {added} {what} added, {changed} changed, {unchanged} as before, {refused} left out.")?;
        if imported.partners_added > 0 {
            write!(f, " {} resellers added by their code.", count(imported.partners_added))?;
        }
        if imported.bills > 0 {
            write!(f, " {} bills.", count(imported.bills))?;
        }
        if imported.bills_in_frozen_months > 0 {
            write!(f, " {} bills left out, their months are frozen.", count(imported.bills_in_frozen_months))?;
        }
        if imported.preview {
            f.write_str(" This was a preview: nothing was changed.")?;
        }
        if let Some(report) = &imported.report {
            write!(f, "\nEvery row that was left out, with the reason: {}", report.display())?;
        }
        Ok(())
    }
}
