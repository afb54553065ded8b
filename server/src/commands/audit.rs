//! `tributary audit`: whether the trail of what was done is whole.

use super::{Context, Failure, Outcome};
use clap::Subcommand;
use serde::Serialize;
use std::fmt;

/// What to do with the trail.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Compute every entry's hash again and find the first that is changed, missing or out of place
    Verify {
        /// The operator's short name; every operator when left out
        #[arg(long)]
        tenant: Option<String>,
    },
}

impl Audit {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let Self::Verify { tenant } = self;
        let trails = context.with_engine(async |engine| {
            let tenants = match tenant.as_deref() {
                Some(slug) => vec![engine.tenant(Some(slug)).await?],
                None => engine.tenants().await?,
            };
            let mut trails = Vec::new();
            for tenant in tenants {
                let (entries, first_break) = engine.office(tenant.id).verify_audit().await?;
                trails.push(Trail { tenant: tenant.slug, entries, first_break });
            }
            Ok(Trails(trails))
        });
        let trails = trails.await?;
        context.output.result(&trails);
        let whole = trails.0.iter().all(|trail| trail.first_break.is_none());
        Ok(if whole { Outcome::Done } else { Outcome::NeedsALook })
    }
}

#[derive(Serialize)]
struct Trail {
    tenant: String,
    entries: usize,
    first_break: Option<i64>,
}

#[derive(Serialize)]
#[serde(transparent)]
struct Trails(Vec<Trail>);

impl fmt::Display for Trails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, Trail { tenant, entries, first_break }) in self.0.iter().enumerate() {
            let line_end = if n == 0 { "" } else { "\n" };
            match first_break {
                None => write!(f, "{line_end}{tenant}: {entries} entries, all whole")?,
                Some(at) => write!(f, "{line_end}{tenant}: broken from entry {at} on, of {entries}")?,
            }
        }
        Ok(())
    }
}
