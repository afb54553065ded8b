//! How many steps of each operator this server works on side by side, and how fast that goes.

use super::pace::Gauge;
use crate::Engine;
use domain::workflow::Knob;
use domain::{Refusal, TenantId};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A window must last so long and see so many steps end, or it says nothing.
const WINDOW: Duration = Duration::from_millis(500);
const STEPS: i64 = 16;

/// What is known of each operator's steps since the runner began.
#[derive(Default)]
pub(super) struct Crew(HashMap<TenantId, Party>);

struct Party {
    gauge: Gauge,
    /// Since when steps wait although all that may are worked on, and how many have ended since then.
    crowded: Option<(Instant, i64)>,
}

impl Crew {
    /// How many steps of an operator may be worked on.
    pub(super) async fn allowed(&mut self, engine: &Engine, tenant: TenantId) -> Result<i64, Refusal> {
        Ok(self.party(engine, tenant).await?.gauge.value())
    }

    /// Nothing more was given to this server of an operator's steps, although some are due: as many are worked on as may
    /// be. Only then it says something how fast they go.
    pub(super) fn looked(&mut self, tenant: TenantId, is_crowded: bool) {
        let Some(party) = self.0.get_mut(&tenant) else { return };
        match (is_crowded, party.crowded) {
            (true, None) => party.crowded = Some((Instant::now(), 0)),
            (false, Some(_)) => party.crowded = None,
            _ => {}
        }
    }

    /// A step has ended.
    pub(super) async fn ended(&mut self, engine: &Engine, tenant: TenantId) -> Result<(), Refusal> {
        let Some(party) = self.0.get_mut(&tenant) else { return Ok(()) };
        let Some((since, ended)) = &mut party.crowded else { return Ok(()) };
        *ended += 1;
        let (took, steps) = (since.elapsed(), *ended);
        if took < WINDOW || steps < STEPS {
            return Ok(());
        }
        party.crowded = None;
        party.gauge.note(&engine.office(tenant), steps, took, Duration::ZERO).await
    }

    async fn party(&mut self, engine: &Engine, tenant: TenantId) -> Result<&mut Party, Refusal> {
        use std::collections::hash_map::Entry;
        Ok(match self.0.entry(tenant) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let gauge = Gauge::of(&engine.office(tenant), Knob::ParallelSteps, 1).await?;
                new.insert(Party { gauge, crowded: None })
            }
        })
    }
}
