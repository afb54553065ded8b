//! `tributary user`: people who sign in.

use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand};
use domain::user::Role;
use engine::NewUser;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

/// What to do with people.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a person; the password comes from a file or standard input, never from the command line
    Add(Add),
}

/// A new person.
#[derive(Args, Debug)]
pub struct Add {
    /// Sign-in name, an e-mail address
    #[arg(long)]
    email: String,
    /// Name for people
    #[arg(long)]
    name: String,
    /// admin, finance, manager, support or auditor; owner, sales or viewer for a reseller's people
    #[arg(long)]
    role: Role,
    /// The reseller's code, for its people
    #[arg(long, value_name = "CODE")]
    partner: Option<String>,
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
    /// Read the password from this file instead of standard input
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl User {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let Self::Add(add) = self;
        let password = add.password()?;
        let Add { email, name, role, partner, tenant, .. } = add;
        let new = NewUser { email, name, role, partner, password };
        let tenant = context.with_engine(async |engine| {
            let tenant = engine.tenant(tenant.as_deref()).await?;
            engine.office(tenant.id).add_user(new).await?;
            Ok(tenant)
        });
        context.output.progress(format_args!("Done: they may sign in to {} now.", tenant.await?.name));
        Ok(Outcome::Done)
    }
}

impl Add {
    /// The password without the line end that editors and `echo` put behind it.
    fn password(&self) -> Result<String, Failure> {
        let text = match &self.password_file {
            Some(file) => {
                let failed = |error| Failure::Other(format!("{}: {error}", file.display()));
                std::fs::read_to_string(file).map_err(failed)?
            }
            None if io::stdin().is_terminal() => rpassword::prompt_password("Password: ")?,
            None => io::read_to_string(io::stdin())?,
        };
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    }
}
