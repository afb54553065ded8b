//! `tributary serve`: answers until it is told to stop.

use super::{Context, Failure, Outcome};
use crate::serve::{FINISH_WITHIN, Server, told_to_stop};
use engine::Engine;
use tokio::time::timeout;

/// Opens the database and serves.
pub async fn run(context: &Context) -> Result<Outcome, Failure> {
    let engine = context.engine().await?;
    with_engine(context, engine).await
}

/// Serves an engine that is open already.
pub async fn with_engine(context: &Context, engine: Engine) -> Result<Outcome, Failure> {
    let server = Server::bind(engine.clone(), context.config.clone()).await?;
    let runner = engine.start_runner().await?;
    let address = server.address();
    let encrypted = context.config.trusted_proxy || context.config.public_url.as_ref().is_some_and(|url| url.https);
    if !address.ip().is_loopback() && !encrypted {
        tracing::warn!("passwords travel unencrypted: put a proxy with https in front, and set public_url");
    }
    let stop = told_to_stop()?;
    context.output.progress(format_args!("Tributary answers at http://{address}"));
    let end = server.run(stop).await;
    // What it has begun may take a moment; what takes longer is taken up at the next start.
    if timeout(FINISH_WITHIN, runner.stop()).await.is_err() {
        tracing::warn!("steps of automation that took longer were left to the next start");
    }
    engine.shut_down().await;
    tracing::info!("stopped");
    end?;
    Ok(Outcome::Done)
}
