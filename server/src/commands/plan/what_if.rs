//! `tributary plan what-if`: a past month under another plan, beside the plans in force.

use super::{Context, Failure, Outcome, read};
use clap::Args;
use domain::view::{WhatIf as Found, WhatIfRow};
use domain::{Currency, Month};
use engine::{Trial, Tried, TriedFor};
use serde::Serialize;
use std::fmt;
use std::path::Path;

/// Rows that are shown to a person; JSON has all.
const ROWS: usize = 20;

/// What another plan would have cost; nothing is kept.
#[derive(Args, Debug)]
pub struct WhatIf {
    /// A plan's code, a JSON file with a plan, or - for standard input
    plan: String,
    /// A version of the plan; the newest, unless given
    #[arg(long, value_name = "NUMBER")]
    plan_version: Option<i32>,
    /// The month, such as 2025-08
    #[arg(long, value_name = "MONTH")]
    month: Month,
    /// Only for the resellers that have this plan in the month; for all, unless given
    #[arg(long, value_name = "CODE")]
    having: Option<String>,
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
}

impl WhatIf {
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let file = Path::new(&self.plan);
        let tried = if self.plan == "-" || file.is_file() {
            Tried::Text(read(file)?)
        } else {
            Tried::Plan(self.plan, self.plan_version)
        };
        let of = self.having.map_or(TriedFor::All, TriedFor::PartnersOf);
        let trial = Trial { tried, month: self.month, of };
        let reckoned = context.with_engine(async |engine| {
            let tenant = engine.tenant(self.tenant.as_deref()).await?;
            let found = engine.office(tenant.id).what_if(&trial).await?;
            Ok(Reckoned { currency: tenant.currency, found })
        });
        let reckoned = reckoned.await?;
        let outcome = if reckoned.found.unknown.is_empty() { Outcome::Done } else { Outcome::NeedsALook };
        context.output.result(&reckoned);
        Ok(outcome)
    }
}

#[derive(Serialize)]
struct Reckoned {
    currency: Currency,
    #[serde(flatten)]
    found: Found,
}

impl fmt::Display for Reckoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { currency, found } = self;
        let (month, in_force) = (found.month.label(), currency.show(found.in_force));
        let (would_be, difference) = (currency.show(found.would_be), currency.show(found.difference()));
        writeln!(
            f,
            "{}, tried on {month}: {would_be} instead of {in_force}, a difference of {difference}.",
            found.tried
        )?;
        write!(f, "{} winners, {} losers, {} unchanged.", found.winners, found.losers, found.unchanged)?;
        for row in found.rows.iter().take(ROWS) {
            let WhatIfRow { partner, in_force, would_be } = row;
            let (in_force, would_be) = (currency.show(*in_force), currency.show(*would_be));
            write!(f, "\n  {}  {}: {would_be} instead of {in_force}", partner.code, partner.name)?;
        }
        if found.rows.len() > ROWS {
            write!(f, "\n  … and {} more; --json has all", found.rows.len() - ROWS)?;
        }
        for of in &found.unknown {
            write!(f, "\n  {}  {}: can't be reckoned: {}", of.partner.code, of.partner.name, of.reason)?;
        }
        if let Some(unlike) = found.unlike_statements.filter(|count| *count > 0) {
            write!(f, "\n{unlike} statements of {month} aren't what the plans in force come to now.")?;
        }
        Ok(())
    }
}
