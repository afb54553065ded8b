//! `tributary migrate`: brings the database up to date and ends.
//!
//! Serving does so too; this is for those who want it as a step of its own before the new version starts.

use super::{Context, Failure, Outcome};

/// Opens the database, which migrates it.
pub async fn run(context: &Context) -> Result<Outcome, Failure> {
    context.engine().await?.shut_down().await;
    context.output.progress("The database is up to date.");
    Ok(Outcome::Done)
}
