//! `tributary vault`: the keys that guard bank account numbers.

use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand};
use engine::{DataRotated, MasterRotated};
use serde::Serialize;
use std::fmt;

/// What to do with the vault.
#[derive(Debug, Subcommand)]
pub enum Vault {
    /// Put a new master key in force, and new keys that seal every number, while the server runs
    ///
    /// What was interrupted goes on when it is typed again.
    Rotate(Rotate),
}

/// Which keys.
#[derive(Args, Debug)]
pub struct Rotate {
    /// Only the master key
    #[arg(long, conflicts_with = "data")]
    master: bool,
    /// Only the keys that seal numbers
    #[arg(long)]
    data: bool,
    /// Leave old master keys out of the file: copies of the database from before then need the old file
    #[arg(long, conflicts_with = "data")]
    forget_old: bool,
}

impl Vault {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let Self::Rotate(Rotate { master, data, forget_old }) = self;
        let rotated = context.with_engine(async |engine| {
            let mut operators = Vec::new();
            if !master {
                for tenant in engine.tenants().await? {
                    let pace = context.output.pace();
                    let told = |done: u64| pace.progress(|| format!("{}: {done} sealed anew", tenant.slug));
                    let rotated = engine.office(tenant.id).rotate_data_keys(&told).await?;
                    operators.push((tenant.slug.clone(), rotated));
                }
            }
            let master = if data { None } else { Some(engine.rotate_master_key(forget_old).await?) };
            Ok(Rotated { operators, master })
        });
        context.output.result(&rotated.await?);
        Ok(Outcome::Done)
    }
}

#[derive(Serialize)]
struct Rotated {
    operators: Vec<(String, DataRotated)>,
    master: Option<MasterRotated>,
}

impl fmt::Display for Rotated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line_end = "";
        for (operator, DataRotated { key, resealed }) in &self.operators {
            match key {
                Some(key) => write!(f, "{line_end}{operator}: {resealed} numbers sealed with key {key}")?,
                None => write!(f, "{line_end}{operator}: nothing is sealed yet")?,
            }
            line_end = "\n";
        }
        if let Some(MasterRotated { master, rewrapped, forgotten }) = &self.master {
            write!(
                f,
                "{line_end}master key {master} is in force: {rewrapped} keys wrapped, {forgotten} old ones left out"
            )?;
        }
        Ok(())
    }
}
