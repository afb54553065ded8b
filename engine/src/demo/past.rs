//! What the demo's operator has done with Tributary so far, done again by the same calls at the times it would have
//! done it: three months closed and approved by two people, and paid through the sandbox bank.
//!
//! Only the clock is led by the hand. Every figure comes from the sample, through the engine.

use super::accounts::BANKS;
use super::email;
use crate::{Clock, Engine, Office};
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::Actor;
use domain::payout::{BatchStatus, Limits, Offset, Originator, PayoutSettings, Speed};
use domain::run::RunStatus;
use domain::{Cents, Month, Refusal, TenantId};
use std::sync::{Arc, Mutex, PoisonError};

/// Months that are closed already, so that there is a past to look at; September is left for the visitor.
const CLOSED: [(i32, u32); 3] = [(2025, 6), (2025, 7), (2025, 8)];
/// When the operator took Tributary up: the sample is as of 30 September 2025.
pub(super) const BEGINNING: &str = "2025-10-10T16:00:00Z";
/// Somebody has closed the months that were over, and another person looks at them.
const APPROVAL: &str = "2025-10-10T21:00:00Z";
/// The schedule has proposed payouts an hour before.
const PAYDAY: &str = "2025-10-15T14:00:00Z";
/// Mornings on which the bank has answered, and the last of what is told here.
const MORNINGS: [&str; 4] =
    ["2025-10-16T17:00:00Z", "2025-10-17T17:00:00Z", "2025-10-20T17:00:00Z", "2025-10-21T17:00:00Z"];

/// The engine by a clock that runs as the machine's does, from a time that it is set to.
pub(super) struct Past {
    pub(super) engine: Engine,
    present: Clock,
    slow_by: Arc<Mutex<TimeDelta>>,
}

impl Past {
    /// It is the operator's first day.
    pub(super) fn new(engine: &Engine) -> Self {
        let (present, slow_by) = (engine.clock.clone(), Arc::<Mutex<TimeDelta>>::default());
        let (runs, behind) = (present.clone(), slow_by.clone());
        let clock = Clock::by(move || runs.now() - *behind.lock().unwrap_or_else(PoisonError::into_inner));
        let past = Self { engine: Engine { clock, ..engine.clone() }, present, slow_by };
        past.set(BEGINNING);
        past
    }

    fn set(&self, time: &str) {
        *self.slow_by.lock().unwrap_or_else(PoisonError::into_inner) = self.present.now() - instant(time);
    }

    /// It is a later time, and automation has done what was due until then.
    async fn until(&self, office: &Office, time: &str) -> Result<(), Refusal> {
        self.set(time);
        office.work_through().await.map(drop)
    }

    /// From the first close to the bank's last answer. What was done before isn't done twice.
    pub(super) async fn relive(&self, tenant: TenantId) -> Result<(), Refusal> {
        let office = self.engine.office(tenant);
        let [finance, admin] = [office.desk_of(&email("finance")).await?, office.desk_of(&email("admin")).await?];
        if office.payout_settings().await?.is_none() {
            office.set_payout_settings(&payout_settings()?, Offset::Now(None), Actor::System).await?;
        }
        for month in closed() {
            // One that is calculated has gone on; of one that is closed nothing changes any more.
            if office.run(month).await.is_ok_and(|run| run.status > RunStatus::Frozen) {
                continue;
            }
            finance.start_close(month).await?;
            office.work_through().await?;
        }
        self.until(&office, APPROVAL).await?;
        for month in closed() {
            if office.run(month).await?.status < RunStatus::Approved {
                admin.approve_month(month).await?;
            }
        }
        self.until(&office, PAYDAY).await?;
        office.follow_suggestions().await?;
        office.begin_to_ask().await?;
        for batch in office.payout_batches().await? {
            if batch.status == BatchStatus::Proposed {
                finance.approve_payouts(batch.id).await?;
            }
        }
        for morning in MORNINGS {
            self.until(&office, morning).await?;
        }
        office.work_on_interventions().await?;
        Ok(())
    }
}

impl Office {
    /// Has every schedule go on from now: what would have been due since the demo's past stays undone.
    pub(super) async fn leave_the_past(&self) -> Result<(), Refusal> {
        for schedule in self.schedules().await? {
            self.pause_schedule(schedule.workflow, false, Actor::System).await?;
        }
        Ok(())
    }
}

fn closed() -> impl Iterator<Item = Month> {
    CLOSED.into_iter().filter_map(|(year, month)| Month::new(year, month))
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_default()
}

/// An operator whose numbers at its bank are nobody's.
fn payout_settings() -> Result<PayoutSettings, Refusal> {
    let bank = BANKS[0].parse().map_err(|_| Refusal::Unavailable)?;
    Ok(PayoutSettings {
        originator: Originator {
            company_name: "PACIFIC FIBER".into(),
            company_id: "1000000000".into(),
            description: "COMMISSION".into(),
            odfi: bank,
            destination: bank,
            destination_name: "SANDBOX BANK".into(),
            origin: "1000000000".into(),
            origin_name: "PACIFIC FIBER".into(),
        },
        speed: Speed::NextDay,
        limits: Limits { minimum: Cents(2_500), per_partner: Cents(5_000_000), per_batch: Cents(50_000_000) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_runs_forward_and_its_settings_write_files() {
        let times: Vec<_> = [BEGINNING, APPROVAL, PAYDAY].into_iter().chain(MORNINGS).map(instant).collect();
        assert!(times.is_sorted_by(|a, b| a < b));
        assert_eq!(payout_settings().unwrap().check(), Ok(()));
    }
}
