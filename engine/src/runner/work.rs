//! A step as the code that performs it sees it.

use crate::{Office, chaos};
use chrono::{DateTime, Utc};
use domain::Refusal;
use domain::audit::Actor;
use serde_json::Value;
use std::sync::OnceLock;
use store::{Claim, Tx};

/// A step under a lease.
pub(crate) struct Work {
    /// The operator it is done for.
    pub office: Office,
    /// The step.
    pub claim: Claim,
    /// What it failed for want of, if it said so.
    pub(super) lacking: OnceLock<&'static str>,
}

/// Proof that a step's result is kept: only [`Work`] makes one, by committing.
pub(crate) struct Settled(());

impl Work {
    pub(super) fn new(office: Office, claim: Claim) -> Self {
        Self { office, claim, lacking: OnceLock::new() }
    }

    /// Says what the step lacks, before it fails: when `key` is woken it is tried at once, with all its tries again.
    pub fn lacks(&self, key: &'static str) {
        let _said_before = self.lacking.set(key);
    }

    /// In whose name it is done: of the person who began the run, else of the system.
    pub fn actor(&self) -> Actor {
        self.claim.started_by.map_or(Actor::System, Actor::User)
    }

    /// Ends the step together with its effect, which `tx` holds: both are kept, or neither.
    pub async fn done_in(&self, mut tx: Tx, output: Value) -> Result<Settled, Refusal> {
        chaos::step(&self.claim, "done");
        tx.complete_step(&self.claim, &output, self.office.engine.clock.now()).await?;
        self.keep(tx).await
    }

    async fn keep(&self, tx: Tx) -> Result<Settled, Refusal> {
        chaos::step(&self.claim, "before");
        tx.commit().await?;
        chaos::step(&self.claim, "after");
        Ok(Settled(()))
    }

    /// Ends a step whose effect is kept already, and does nothing when it is repeated.
    pub async fn done(&self, output: Value) -> Result<Settled, Refusal> {
        self.done_in(self.office.engine.store.write(self.office.tenant).await?, output).await
    }

    /// Puts the step off, together with what `tx` holds, until `key` is woken or a time has come; then it is
    /// performed again from its beginning.
    pub async fn wait_in(&self, mut tx: Tx, key: &str, until: Option<DateTime<Utc>>) -> Result<Settled, Refusal> {
        tx.put_off_step(&self.claim, Some(key), until, self.office.engine.clock.now()).await?;
        self.keep(tx).await
    }
}
