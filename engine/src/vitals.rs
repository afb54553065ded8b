//! Figures of the whole installation, over all operators: for who watches the machine, never for an operator's people.

use crate::Engine;
use domain::Refusal;
use domain::view::WorkQuery;
use domain::workflow::WorkState;
use std::time::{Duration, Instant};

/// Stuck runs of one operator that are counted at most.
const STUCK: i64 = 1_000;

/// How the installation is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Vitals {
    /// Operators.
    pub operators: i64,
    /// Steps that should have been taken up and weren't.
    pub overdue_steps: i64,
    /// How long the first of them has waited.
    pub oldest_overdue: Duration,
    /// Runs that wait for a person.
    pub stuck_runs: i64,
    /// Messages that aren't sent yet.
    pub unsent_mails: i64,
    /// Events in the outbox.
    pub events: i64,
    /// Size of the database.
    pub database_bytes: i64,
    /// Size of the embedded database's write-ahead log; 0 for PostgreSQL.
    pub wal_bytes: i64,
    /// Open connections to the database.
    pub connections: i64,
    /// Those of them that nobody uses now.
    pub idle_connections: i64,
    /// How long one operator's figures took to read, at most.
    pub read: Duration,
}

impl Engine {
    /// Reads the figures, operator by operator.
    pub async fn vitals(&self) -> Result<Vitals, Refusal> {
        let size = self.store.size().await?;
        let mut vitals = Vitals {
            database_bytes: size.bytes,
            wal_bytes: size.wal_bytes,
            connections: size.connections,
            idle_connections: size.idle_connections,
            ..Vitals::default()
        };
        let now = self.clock.now();
        for tenant in self.tenants().await? {
            let begin = Instant::now();
            let mut tx = self.store.read(tenant.id).await?;
            let (overdue, since) = tx.backlog(now).await?;
            let stuck = WorkQuery { state: Some(WorkState::Stuck), ..WorkQuery::default() };
            let stuck = tx.works(&stuck, STUCK).await?.len();
            vitals.operators += 1;
            vitals.overdue_steps += overdue;
            vitals.stuck_runs += i64::try_from(stuck).unwrap_or(i64::MAX);
            vitals.unsent_mails += tx.count_unsent_mails().await?;
            vitals.events += tx.count_events().await?;
            let waited = since.and_then(|since| (now - since).to_std().ok()).unwrap_or_default();
            vitals.oldest_overdue = vitals.oldest_overdue.max(waited);
            vitals.read = vitals.read.max(begin.elapsed());
        }
        Ok(vitals)
    }
}
