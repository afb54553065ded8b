//! The command line: what can be typed, and what comes back.
//!
//! Exit codes: 0 done; 1 not done; 2 typed or configured wrongly; 3 done, but something needs a person's eye (rows
//! that an import left out, an audit trail that doesn't hold). A check of files ends with 1 when one has errors, with 2
//! when one can't be read.

use crate::commands::{self, Context, Failure};
use crate::config::{Config, ConfigError, Flag};
use crate::log;
use crate::output::Output;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Reseller operations for internet service providers.
#[derive(Debug, Parser)]
#[command(name = "tributary", version, propagate_version = true)]
#[command(after_help = "Without a command it serves. Exit codes: 0 done, 1 not done, 2 typed or configured wrongly, \
                        3 done but something needs a look.")]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Settings that win over the environment and the file. The database's password isn't among them: others on the
/// machine can read a command line.
#[derive(Args, Debug)]
#[command(next_help_heading = "Settings")]
struct Flags {
    /// Read settings from this file [default: tributary.toml, when there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the embedded database
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<String>,
    /// Address and port to answer on
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// text or json
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
    /// What is logged, such as info or info,server=debug
    #[arg(long, global = true, value_name = "FILTER")]
    log_filter: Option<String>,
    /// Give results as JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web application (the default)
    Serve,
    /// Serve with a demo operator, which is made from sample data when it isn't there
    Demo(commands::demo::Demo),
    /// Bring in resellers or customers from a file
    #[command(subcommand)]
    Import(commands::import::Import),
    /// Freeze and calculate a month
    Close(commands::close::Close),
    /// List commission statements, and take them away as files
    Statements(commands::statements::Statements),
    /// Walk a month from open to closed: review, approve, calculate anew, close for good
    #[command(subcommand)]
    Months(commands::months::Months),
    /// Correct earlier months; two people agree
    #[command(subcommand)]
    Adjust(commands::adjust::Adjust),
    /// Pay resellers what is payable to them, and take back what banks return
    #[command(subcommand)]
    Payouts(commands::payouts::Payouts),
    /// Add, revise and assign commission plans
    #[command(subcommand)]
    Plan(commands::plan::Plan),
    /// Hold commissions, books, bills and bank lines against each other
    Reconcile(commands::reconcile::Reconcile),
    /// Emergencies of resellers: list, follow, drill, take stock, close
    #[command(subcommand)]
    Emergency(commands::emergency::Emergency),
    /// Score resellers' health, explain scores, change their rules
    Health(commands::health::Health),
    /// Prove the ledger, and take it to other books
    Ledger(commands::ledger::Ledger),
    /// See and steer what runs by itself
    Workflows(commands::workflows::Workflows),
    /// Bring the database up to date, and nothing else
    Migrate,
    /// Show the settings in force and where each was set
    Config,
    /// Manage people who sign in
    #[command(subcommand)]
    User(commands::user::User),
    /// Manage operators
    #[command(subcommand)]
    Tenant(commands::tenant::Tenant),
    /// See where resellers are paid, hold payments, file tax forms
    Accounts(commands::accounts::Accounts),
    /// Change the keys that guard bank account numbers
    #[command(subcommand)]
    Vault(commands::vault::Vault),
    /// Check files for banks
    #[command(subcommand)]
    Ach(commands::ach::Ach),
    /// Examine the audit trail
    #[command(subcommand)]
    Audit(commands::audit::Audit),
}

impl Flags {
    fn settings(&self) -> Vec<Flag> {
        let given = [
            ("data_dir", "data-dir", self.data_dir.clone()),
            ("listen", "listen", self.listen.clone()),
            ("log_format", "log-format", self.log_format.clone()),
            ("log_filter", "log-filter", self.log_filter.clone()),
        ];
        given.into_iter().filter_map(|(key, flag, value)| Some((key, flag, value?))).collect()
    }

    fn load(&self) -> Result<Config, ConfigError> {
        Config::load(self.config.as_deref(), self.settings())
    }
}

/// Does what the command line says.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let output = Output { json: cli.flags.json };
    let done = cli.flags.load().map_err(Failure::from).and_then(|config| {
        log::start(&config);
        let runtime = tokio::runtime::Runtime::new()?;
        let context = Context { config: Arc::new(config), output };
        runtime.block_on(dispatch(cli.command.unwrap_or(Command::Serve), &context))
    });
    match done {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            output.progress(format_args!("tributary: {failure}"));
            failure.into()
        }
    }
}

async fn dispatch(command: Command, context: &Context) -> Result<commands::Outcome, Failure> {
    match command {
        Command::Serve => commands::serve::run(context).await,
        Command::Demo(demo) => demo.run(context).await,
        Command::Import(import) => import.run(context).await,
        Command::Close(close) => close.run(context).await,
        Command::Statements(statements) => statements.run(context).await,
        Command::Months(months) => months.run(context).await,
        Command::Adjust(adjust) => adjust.run(context).await,
        Command::Payouts(payouts) => payouts.run(context).await,
        Command::Plan(plan) => plan.run(context).await,
        Command::Reconcile(reconcile) => reconcile.run(context).await,
        Command::Emergency(emergency) => emergency.run(context).await,
        Command::Health(health) => health.run(context).await,
        Command::Ledger(ledger) => ledger.run(context).await,
        Command::Workflows(workflows) => workflows.run(context).await,
        Command::Migrate => commands::migrate::run(context).await,
        Command::Config => Ok(commands::config::run(context)),
        Command::User(user) => user.run(context).await,
        Command::Tenant(tenant) => tenant.run(context).await,
        Command::Audit(audit) => audit.run(context).await,
        Command::Accounts(accounts) => accounts.run(context).await,
        Command::Vault(vault) => vault.run(context).await,
        Command::Ach(ach) => ach.run(context),
    }
}
