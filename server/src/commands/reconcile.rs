//! `tributary reconcile`: holds commissions, books, bills and bank lines against each other.

use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand};
use domain::audit::Actor;
use domain::bank_statement::{Column, CsvReading, DayOrder, StatementFormat};
use domain::reconciliation::{FindingKind, FindingState, Severity, Tolerance};
use domain::view::{ComparisonRow, FindingQuery, FindingRow, StatementsTakenIn};
use domain::{Currency, Month};
use engine::{BillingExport, NewBankFile, Office};
use serde::Serialize;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What to compare with what.
#[derive(Args, Debug)]
pub struct Reconcile {
    /// The operator's short name; may be left out when there is only one
    #[arg(long, global = true)]
    tenant: Option<String>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Compare a calculated month: commissions with bills and plans, the ledger with statements, payouts with the bank
    Run {
        /// The month
        #[arg(value_name = "YYYY-MM")]
        month: Month,
    },
    /// Compare a month's bills with a billing export (CSV)
    Billing {
        /// The export
        file: PathBuf,
        /// The month
        #[arg(long, value_name = "YYYY-MM")]
        month: Month,
        /// Column with the customer's number
        #[arg(long, default_value = "customer_id", value_name = "NAME")]
        customer_column: String,
        /// Column with the amount
        #[arg(long, default_value = "amount", value_name = "NAME")]
        amount_column: String,
        /// Column with the month, where the export has several
        #[arg(long, value_name = "NAME")]
        month_column: Option<String>,
    },
    /// Take a bank's statement in, and compare payouts with it
    Bank {
        /// The file
        file: PathBuf,
        /// csv, bai2 or camt053; without it the file's beginning decides
        #[arg(long)]
        format: Option<StatementFormat>,
        /// A column of a CSV file that isn't recognised, such as day=Buchungstag
        #[arg(long = "column", value_name = "COLUMN=NAME", value_parser = column)]
        columns: Vec<(Column, String)>,
        /// In a CSV file 03/04/2026 is the third of April
        #[arg(long)]
        day_first: bool,
        /// In a CSV file 1.234,50 is written for 1,234.50
        #[arg(long)]
        decimal_comma: bool,
    },
    /// Show findings; without a state those that somebody should look at
    Findings {
        /// Only of this kind, such as duplicate or orphan
        #[arg(long)]
        kind: Option<FindingKind>,
        /// Only low, medium, high or critical ones
        #[arg(long)]
        severity: Option<Severity>,
        /// Only open, acknowledged, resolved, dismissed or cleared ones
        #[arg(long)]
        state: Option<FindingState>,
        /// Only of this month
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<Month>,
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Set what may differ before it is a finding; the larger of both counts
    Tolerance {
        /// In cents
        #[arg(long, default_value_t = 0, value_name = "CENTS")]
        minor_units: i64,
        /// In thousandths of what is expected
        #[arg(long, default_value_t = 0)]
        permille: i32,
    },
}

fn column(text: &str) -> Result<(Column, String), String> {
    let (column, name) = text.split_once('=').ok_or("write COLUMN=NAME, such as day=Buchungstag")?;
    Ok((column.parse().map_err(|error: domain::refusal::UnknownWord| error.to_string())?, name.to_owned()))
}

impl Reconcile {
    /// Does it. Findings that somebody should look at end it with code 3.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let Self { tenant, verb } = self;
        context
            .with_engine(async |engine| {
                let tenant = engine.tenant(tenant.as_deref()).await?;
                verb.run(context, &engine.office(tenant.id), tenant.currency).await
            })
            .await
    }
}

impl Verb {
    async fn run(self, context: &Context, office: &Office, currency: Currency) -> Result<Outcome, Failure> {
        match self {
            Self::Run { month } => {
                let rows = office.reconcile(month, Actor::System).await?;
                Ok(told(context, rows))
            }
            Self::Billing { file, month, customer_column, amount_column, month_column } => {
                let export =
                    BillingExport { file, customer: customer_column, amount: amount_column, month: month_column };
                let row = office.reconcile_billing(month, &export, Actor::System).await?;
                Ok(told(context, vec![row]))
            }
            Self::Bank { file, format, columns, day_first, decimal_comma } => {
                let day_order = if day_first { DayOrder::DayFirst } else { DayOrder::MonthFirst };
                let reading = CsvReading { headers: columns.into_iter().collect(), day_order, decimal_comma };
                let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
                let file = NewBankFile { name, bytes: bytes(&file)?, format, reading };
                let taken = office.take_in_statement(file, Actor::System).await?;
                let outcome = if taken.kept { Outcome::Done } else { Outcome::NeedsALook };
                context.output.result(&Taken(currency, taken));
                Ok(outcome)
            }
            Self::Findings { kind, severity, state, month, limit } => {
                let query = FindingQuery { kind, severity, state, month, page: 1 };
                let findings = office.findings(&query, i64::from(limit)).await?;
                let outcome =
                    if findings.iter().any(|row| row.state.is_pending()) { Outcome::NeedsALook } else { Outcome::Done };
                context.output.result(&Findings(currency, findings));
                Ok(outcome)
            }
            Self::Tolerance { minor_units, permille } => {
                office.set_tolerance(Tolerance::new(minor_units, permille)?, Actor::System).await?;
                context.output.progress("The next comparison goes by it.");
                Ok(Outcome::Done)
            }
        }
    }
}

/// A file's bytes, as far as a reader looks at them: one more than it takes, so that it says what is wrong.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let limit = u64::try_from(domain::bank_statement::BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(limit).read_to_end(&mut bytes))
        .map_err(|error| Failure::Other(format!("{}: {error}", path.display())))?;
    Ok(bytes)
}

fn told(context: &Context, rows: Vec<ComparisonRow>) -> Outcome {
    let outcome = if rows.iter().any(|row| row.standing > 0) { Outcome::NeedsALook } else { Outcome::Done };
    context.output.result(&Compared(rows));
    outcome
}

#[derive(Serialize)]
#[serde(transparent)]
struct Compared(Vec<ComparisonRow>);

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, row) in self.0.iter().enumerate() {
            let lead = if at == 0 { "" } else { "\n" };
            let ComparisonRow { month, area, compared, skipped, raised, standing, cleared, .. } = row;
            write!(
                f,
                "{lead}{month}, {area}: {compared} facts compared, {standing} findings ({raised} new, {cleared} cleared)"
            )?;
            if *skipped > 0 {
                write!(f, "; {skipped} facts of plans that need more than billed revenue weren't compared")?;
            }
        }
        Ok(())
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Taken(#[serde(skip)] Currency, StatementsTakenIn);

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(currency, taken) = self;
        for (at, one) in taken.statements.iter().enumerate() {
            let lead = if at == 0 { "" } else { "\n" };
            let account = one.account.as_deref().unwrap_or("account not named");
            let ((first, last), (income, outgo)) = (one.days, one.sums);
            let (income, outgo) = (currency.show(income), currency.show(outgo));
            write!(f, "{lead}{account}, {first} to {last}: {} lines, {income} in, {outgo} out", one.lines)?;
        }
        taken.note.as_ref().map_or(Ok(()), |note| write!(f, "\n{note}"))
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Findings(#[serde(skip)] Currency, Vec<FindingRow>);

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(currency, findings) = self;
        if findings.is_empty() {
            return f.write_str("No findings.");
        }
        for (at, row) in findings.iter().enumerate() {
            let lead = if at == 0 { "" } else { "\n" };
            let whose = row.partner.as_ref().map_or("-", |partner| &partner.code);
            let customer = row.customer.as_ref().map_or("-", |(_, code)| code);
            let difference = currency.show(row.difference);
            write!(
                f,
                "{lead}{}  {:8}  {}  {}  {whose}  {customer}  {difference}  {} / {}",
                row.month,
                row.severity.code(),
                row.state.code(),
                row.kind,
                row.expected.what,
                row.found.what
            )?;
        }
        Ok(())
    }
}
