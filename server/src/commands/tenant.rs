//! `tributary tenant`: operators on this installation.

use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand};
use domain::{Currency, Rounding};
use engine::NewTenant;

/// What to do with operators.
#[derive(Debug, Subcommand)]
pub enum Tenant {
    /// Add an operator
    Add(Add),
}

/// A new operator.
#[derive(Args, Debug)]
pub struct Add {
    /// Short name for the command line, such as northwind
    #[arg(long)]
    slug: String,
    /// Name for people
    #[arg(long)]
    name: String,
    /// The zone its days and months are counted in, such as America/Chicago
    #[arg(long, value_name = "ZONE")]
    time_zone: String,
    /// Currency of its books, such as usd
    #[arg(long, value_name = "CODE")]
    currency: Currency,
    /// What happens to half a cent on a commission line
    #[arg(long, default_value = "half_even")]
    rounding: Rounding,
}

impl Tenant {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let Self::Add(Add { slug, name, time_zone, currency, rounding }) = self;
        let new = NewTenant { slug, name, time_zone, currency, rounding };
        let tenant = context.with_engine(async |engine| Ok(engine.add_tenant(new).await?)).await?;
        context.output.progress(format_args!(
            "{} is set up. Let its first person in: tributary user add --tenant {} --email EMAIL --name NAME --role admin",
            tenant.name, tenant.slug
        ));
        Ok(Outcome::Done)
    }
}
