//! The runner: takes up steps that are due, performs them, and keeps what became of them.
//!
//! Any number of servers may run one each on the same database. Nothing is held in memory that matters: a server that
//! is killed loses its leases, and another one, or the same when it is back, takes the steps up when they have run
//! out. [`crate::workflows`] says what the steps do.

mod crew;
mod pace;
mod perform;
mod schedule;
mod steer;
mod work;

pub(crate) use pace::Gauge;
pub(crate) use work::{Settled, Work};

use crate::Engine;
use crew::Crew;
use domain::workflow::Knob;
use domain::{Refusal, TenantId};
use perform::perform;
use std::sync::Arc;
use std::time::Duration;
use store::Claim;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

/// How often a worker asks for work that another server, or the clock, has made due.
const PACE: Duration = Duration::from_secs(1);
/// Steps that one server works on at a time, whosever they are. How many of one operator, [`Crew`] finds by measuring.
const AT_ONCE: usize = 16;

/// A runner under way.
pub struct Runner {
    stop: watch::Sender<bool>,
    worker: JoinHandle<()>,
}

impl Engine {
    /// Starts to work on whatever is due, until [`Runner::stop`].
    pub async fn start_runner(&self) -> Result<Runner, Refusal> {
        for tenant in self.tenants().await? {
            self.office(tenant.id).add_missing_schedules().await?;
        }
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(work_until(self.clone(), stopped));
        Ok(Runner { stop, worker })
    }

    /// Performs everything that is due now, one step after the other, and says how many steps it was.
    pub async fn work_through(&self) -> Result<usize, Refusal> {
        let mut performed = 0;
        for tenant in self.tenants_due().await? {
            performed += self.work_through_of(tenant).await?;
        }
        Ok(performed)
    }

    /// The same for one operator.
    async fn work_through_of(&self, tenant: TenantId) -> Result<usize, Refusal> {
        let mut performed = 0;
        loop {
            let before = performed;
            self.begin_due(tenant).await?;
            while let Some(claim) = self.claim(tenant, &worker_name(), Knob::ParallelSteps.range().start).await? {
                perform(self.office(tenant), claim).await;
                performed += 1;
            }
            if performed == before {
                self.settle(tenant).await?;
                return Ok(performed);
            }
        }
    }

    /// Has this server's runner look for work now instead of in a moment.
    pub(crate) fn wake_runner(&self) {
        self.work.notify_one();
    }

    async fn tenants_due(&self) -> Result<Vec<TenantId>, Refusal> {
        Ok(self.store.read_platform().await?.tenants_with_work_due(self.clock.now()).await?)
    }

    async fn claim(&self, tenant: TenantId, worker: &str, parallel: i64) -> Result<Option<Claim>, Refusal> {
        let now = self.clock.now();
        let mut tx = self.store.write(tenant).await?;
        let claim = tx.claim_step(now, now + self.options.step_lease, worker, parallel).await?;
        tx.commit().await?;
        Ok(claim)
    }

    async fn settle(&self, tenant: TenantId) -> Result<(), Refusal> {
        let mut tx = self.store.write(tenant).await?;
        tx.settle_work_due().await?;
        Ok(tx.commit().await?)
    }
}

impl Runner {
    /// Takes up nothing more and waits for the steps under way. What takes too long may be killed without harm.
    pub async fn stop(self) {
        let _gone = self.stop.send(true);
        if let Err(error) = self.worker.await {
            tracing::error!(%error, "the runner ended badly");
        }
    }
}

async fn work_until(engine: Engine, mut stopped: watch::Receiver<bool>) {
    let worker = worker_name();
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    let (mut tasks, mut crew) = (tokio::task::JoinSet::new(), Crew::default());
    while !*stopped.borrow() {
        while let Some(ended) = tasks.try_join_next() {
            if let Ok(Err(refusal)) = match ended {
                Ok(tenant) => Ok(crew.ended(&engine, tenant).await),
                Err(error) => Err(error),
            } {
                tracing::warn!(%refusal, "what was measured couldn't be kept");
            }
        }
        if let Err(refusal) = take_up(&engine, &worker, &slots, &mut tasks, &mut crew).await {
            tracing::warn!(%refusal, "the runner couldn't look for work; it will try again");
        }
        tokio::select! {
            () = engine.work.notified() => {}
            () = tokio::time::sleep(PACE) => {}
            _ = stopped.changed() => {}
        }
    }
    while tasks.join_next().await.is_some() {}
}

async fn take_up(
    engine: &Engine,
    worker: &str,
    slots: &Arc<Semaphore>,
    tasks: &mut tokio::task::JoinSet<TenantId>,
    crew: &mut Crew,
) -> Result<(), Refusal> {
    for tenant in engine.tenants_due().await? {
        engine.begin_due(tenant).await?;
        let parallel = crew.allowed(engine, tenant).await?;
        let mut nothing_given = false;
        while let Ok(slot) = slots.clone().try_acquire_owned() {
            let Some(claim) = engine.claim(tenant, worker, parallel).await? else {
                nothing_given = true;
                break;
            };
            let office = engine.office(tenant);
            tasks.spawn(async move {
                let engine = office.engine.clone();
                perform(office, claim).await;
                drop(slot);
                engine.wake_runner();
                tenant
            });
        }
        if nothing_given {
            let (waiting, _) = engine.store.read(tenant).await?.backlog(engine.clock.now()).await?;
            crew.looked(tenant, waiting > 0);
        }
        engine.settle(tenant).await?;
    }
    Ok(())
}

/// Tells this process from others in the record of attempts.
fn worker_name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}:{}", host.trim(), std::process::id())
}
