//! Closing a month: freeze the facts, calculate every statement, score every partner.
//!
//! The work goes in stages (`stages.rs` says which and why) and each in chunks. Each chunk reads, computes without any
//! transaction, and writes its results together with the run's mark and its lease in one transaction. So a process
//! killed at any point loses at most a chunk that nobody has seen, and the next one goes on after the mark. A worker
//! that was thought dead is fenced: its lease's number is too low to move the mark.

mod anew;
mod basis;
mod calculate;
mod known;
mod project;
mod reckoning;
mod scene;
mod score;
mod stages;
mod what_if;

pub use what_if::{Trial, Tried, TriedFor};

use crate::Office;
use crate::runner::{Gauge, Work};
use chrono::TimeDelta;
use domain::audit::Actor;
use domain::event::Event;
use domain::health::Band;
use domain::run::{Run, RunStatus};
use domain::transfer::TransferKind;
use domain::view::{BandCount, CloseSummary};
use domain::workflow::{HOLD_MAX, Knob};
use domain::{Cents, EventId, Month, Refusal};
pub(crate) use project::Projection;
use scene::Scene;
use serde_json::json;
use std::time::Duration;
use store::{Claim, Lease, Tx};

/// Chunks whose throughput is measured together.
const CHUNKS_MEASURED: u32 = 2;
/// Statements shown in a summary.
const LARGEST: i64 = 10;

/// Why a month can't be closed yet.
pub(crate) fn not_over(month: Month) -> String {
    format!("{} isn't over. It can be closed from {} on.", month.label(), month.next().first_day())
}

impl Office {
    /// Freezes a month: from here on its bills don't change. A month already frozen is left as it is.
    pub async fn freeze(&self, month: Month, actor: Actor) -> Result<Run, Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        if let Some(progress) = tx.run(month).await? {
            return Ok(progress.run);
        }
        let (scene, billed) = self.may_freeze(&mut tx, month).await?;
        if scene.counts_activations() {
            tx.derive_activations(month).await?;
        }
        let version = 1;
        let partners = tx.participants((month, version), store::Tx::before_all_partners(), usize::MAX).await?.len();
        let run = Run {
            month,
            version,
            status: RunStatus::Frozen,
            partners: i32::try_from(partners).unwrap_or(i32::MAX),
            partners_done: 0,
            partners_scored: 0,
            lines: 0,
            billed,
            commission: Cents::ZERO,
            frozen_at: now,
            calculated_at: None,
        };
        if !tx.add_run(&run).await? {
            // Somebody else has frozen it in this moment.
            drop(tx);
            return self.run(month).await;
        }
        tx.note_run_move((month, version), run.status, (actor.user(), now), None).await?;
        tx.announce(EventId(self.engine.clock.new_id()), now, &Event::MonthFrozen { month }).await?;
        tx.audit(now, actor, "month_frozen", &month.to_string(), &json!({ "billed": billed })).await?;
        tx.commit().await?;
        Ok(run)
    }

    /// Refuses a month that can't be frozen; of one that can it gives what is known and what is billed.
    async fn may_freeze(&self, tx: &mut Tx, month: Month) -> Result<(Scene, Cents), Refusal> {
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        if month.last_day() >= today {
            return Err(Refusal::not_now(not_over(month)));
        }
        let billed = billed_in(tx, month).await?;
        for kind in [TransferKind::Customers, TransferKind::Facts] {
            if tx.is_taking_in(kind).await? {
                let what = kind.label().to_lowercase();
                return Err(Refusal::conflict(format!("A file of {what} is being taken in; wait until it is.")));
            }
        }
        let scene = Scene::read(tx, month).await?;
        in_order(tx, &scene).await?;
        Ok((scene, billed))
    }

    /// Closes a month: freezes it, calculates it and scores every partner. Done twice it changes nothing.
    ///
    /// `progress` is told after each chunk.
    pub async fn close(&self, month: Month, actor: Actor, progress: impl Fn(&Run)) -> Result<Run, Refusal> {
        self.close_and_tell(month, actor, Course { office: self, step: None, progress }).await
    }

    /// The same as a step of automation, which gets on with every chunk.
    pub(crate) async fn close_in_step(&self, work: &Work, month: Month) -> Result<Run, Refusal> {
        let course = Course { office: self, step: Some(&work.claim), progress: |_: &Run| () };
        self.close_and_tell(month, work.actor(), course).await
    }

    async fn close_and_tell(
        &self,
        month: Month,
        actor: Actor,
        mut course: Course<'_, impl Fn(&Run)>,
    ) -> Result<Run, Refusal> {
        let mut run = self.freeze(month, actor).await?;
        while run.status == RunStatus::Frozen {
            match self.claim(month).await? {
                Some(lease) => self.calculate(lease, actor, &mut course).await?,
                // Another worker has it; when that one is dead its lease soon runs out.
                None => tokio::time::sleep(Duration::from_millis(100)).await,
            }
            run = self.run(month).await?;
        }
        Ok(run)
    }

    /// What closing a month came to.
    pub async fn summary(&self, month: Month) -> Result<CloseSummary, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let progress = tx.run(month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?;
        let scores = tx.scores_on(month.last_day()).await?;
        let (without_plan, billed_without_plan) = without_plan(&mut tx, month).await?;
        let run = progress.run;
        Ok(CloseSummary {
            milliseconds: run.calculated_at.map(|end| (end - run.frozen_at).num_milliseconds()),
            bands: count_bands(scores.into_iter().map(|(_, score)| score)),
            largest: tx.statements_in(month, LARGEST).await?,
            without_plan,
            billed_without_plan,
            run,
        })
    }

    async fn calculate(
        &self,
        lease: Lease,
        actor: Actor,
        course: &mut Course<'_, impl Fn(&Run)>,
    ) -> Result<(), Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let scene = Scene::read(&mut tx, lease.month).await?;
        let begun = tx.run(lease.month).await?.is_some_and(|progress| progress.calculated_upto.is_some());
        drop(tx);
        if !begun && let Err(refusal) = self.check_facts(&scene, lease).await {
            return Err(self.thaw(lease, actor, refusal).await?);
        }
        while scene.has_groups() && self.volume_chunk(&scene, lease).await? {
            course.got_on().await?;
        }
        let mut gauge = Gauge::of(self, Knob::CloseChunk, CHUNKS_MEASURED).await?;
        let fixed = self.engine.options.close_chunk;
        while scene.has_shares() && self.share_chunk(&scene, lease, fixed.unwrap_or(gauge.value())).await? {
            course.got_on().await?;
        }
        while let Some(done) = self.calculate_chunk(&scene, lease, fixed.unwrap_or(gauge.value())).await? {
            // What is left at the end says nothing about the size, unless it was too much.
            let too_long = done.hold.as_secs_f64() * 1000.0 > HOLD_MAX;
            if fixed.is_none() && (done.is_full || too_long) {
                gauge.note(self, done.facts, done.took, done.hold).await?;
            }
            course.tell(lease.month).await?;
        }
        self.score_all(lease, course).await?;
        let now = self.engine.clock.now();
        let month = lease.month;
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.finish_run(lease, now).await?;
        tx.note_run_move((month, lease.version), RunStatus::Calculated, (actor.user(), now), None).await?;
        let commission = tx.run(month).await?.map_or(Cents::ZERO, |progress| progress.run.commission);
        tx.announce(EventId(self.engine.clock.new_id()), now, &Event::MonthCalculated { month, commission }).await?;
        tx.audit(now, actor, "month_calculated", &month.to_string(), &json!({ "commission": commission })).await?;
        Ok(tx.commit().await?)
    }

    /// Opens a month again that can't be reckoned yet, so that what is missing can be imported. Gives back why.
    async fn thaw(&self, lease: Lease, actor: Actor, why: Refusal) -> Result<Refusal, Refusal> {
        let now = self.engine.clock.now();
        let month = lease.month;
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.remove_run(lease).await?;
        tx.announce(EventId(self.engine.clock.new_id()), now, &Event::MonthThawed { month }).await?;
        tx.audit(now, actor, "month_thawed", &month.to_string(), &json!({ "reason": why.to_string() })).await?;
        tx.commit().await?;
        Ok(why)
    }

    async fn claim(&self, month: Month) -> Result<Option<Lease>, Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let lease = tx.claim_run(month, now, now + self.lease()).await?;
        tx.commit().await?;
        Ok(lease)
    }

    pub(crate) async fn run(&self, month: Month) -> Result<Run, Refusal> {
        let progress = self.engine.store.read(self.tenant).await?.run(month).await?;
        progress.map(|progress| progress.run).ok_or_else(|| Refusal::not_found("run of that month"))
    }

    fn lease(&self) -> TimeDelta {
        TimeDelta::from_std(self.engine.options.lease).unwrap_or(TimeDelta::seconds(2))
    }
}

/// Who is told how far a close is.
struct Course<'a, F> {
    office: &'a Office,
    /// The step of automation that it is, until that was told that it gets on.
    step: Option<&'a Claim>,
    progress: F,
}

impl<F: Fn(&Run)> Course<'_, F> {
    /// A chunk is kept. Once is enough for a try.
    async fn got_on(&mut self) -> Result<(), Refusal> {
        let Some(claim) = self.step.take() else { return Ok(()) };
        let engine = &self.office.engine;
        let mut tx = engine.store.write(self.office.tenant).await?;
        tx.advance_step(claim, engine.clock.now() + engine.options.step_lease).await?;
        Ok(tx.commit().await?)
    }

    /// A chunk of statements or scores is kept.
    async fn tell(&mut self, month: Month) -> Result<(), Refusal> {
        self.got_on().await?;
        (self.progress)(&self.office.run(month).await?);
        Ok(())
    }
}

/// What was billed in a month. Refuses one without any facts.
async fn billed_in(tx: &mut Tx, month: Month) -> Result<Cents, Refusal> {
    let billed = tx.billed_by_month(month, month).await?.first().map(|(_, billed, _)| *billed);
    if billed.is_none() && !tx.has_facts(month).await? {
        return Err(Refusal::not_now(format!(
            "{} has no billed revenue. Import it, or import customers with `--bill-through {month}`.",
            month.label()
        )));
    }
    Ok(billed.unwrap_or_default())
}

/// Refuses a month when a later one is calculated and either takes over what earlier months leave.
async fn in_order(tx: &mut Tx, scene: &Scene) -> Result<(), Refusal> {
    let runs = tx.runs().await?;
    let unfinished = runs.iter().find(|run| run.month < scene.month && run.status == RunStatus::Frozen);
    if let Some(unfinished) = unfinished.filter(|_| !scene.is_plain()) {
        let (earlier, month) = (unfinished.month.label(), scene.month.label());
        let reason = format!("{earlier} is being calculated, and {month} takes over what it leaves; close it first.");
        return Err(Refusal::not_now(reason));
    }
    let later = runs.iter().map(|run| run.month).find(|month| *month > scene.month);
    let Some(later) = later else { return Ok(()) };
    if scene.is_plain() && Scene::read(tx, later).await?.is_plain() {
        return Ok(());
    }
    let (later, month) = (later.label(), scene.month.label());
    Err(Refusal::not_now(format!(
        "{later} is calculated already, and plans take over what earlier months leave; {month} can't be closed after it."
    )))
}

/// Partners with bills in a month and without a plan in force, and what they were billed.
pub(crate) async fn without_plan(tx: &mut Tx, month: Month) -> Result<(u32, Cents), Refusal> {
    let with_plan = tx.plans_in_force(month).await?;
    let billed = tx.billed_by_partner(month, month).await?;
    let without: Vec<_> =
        billed.iter().filter(|(id, ..)| with_plan.binary_search_by_key(id, |(p, _)| *p).is_err()).collect();
    let count = u32::try_from(without.len()).unwrap_or(u32::MAX);
    Ok((count, without.iter().map(|(_, _, billed, _)| *billed).sum()))
}

/// Partners per band, healthiest first, then those without a score.
pub(crate) fn count_bands(scores: impl Iterator<Item = Option<f64>>) -> Vec<BandCount> {
    let bands = Band::ALL.iter().copied().map(Some).chain([None]);
    let mut counts: Vec<_> = bands.map(|band| BandCount { band, partners: 0 }).collect();
    for score in scores {
        let band = score.map(Band::of);
        if let Some(count) = counts.iter_mut().find(|count| count.band == band) {
            count.partners += 1;
        }
    }
    counts
}
