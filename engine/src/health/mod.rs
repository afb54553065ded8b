//! Partner health: every partner scored every day, from facts alone.
//!
//! A day is scored in chunks of partners. Each chunk reads, computes without any transaction, and writes in one. A
//! partner of whom nothing has changed, and of whom nothing changes by the passing of days, is carried over without its
//! facts being read. What has changed is known by marks that the store leaves beside every fact it writes; what days
//! change is known from the score before (`Known::stale_from`). Writing a day's scores says that they are written, so a
//! scoring that was interrupted goes on where it stood.

mod explain;
mod known;
mod past;
mod rules;

pub use explain::{Explained, Recomputed, RecomputedPartner};
pub(crate) use past::PastDay;
pub use rules::{RulesPreview, RulesPreviewRow};

use crate::Office;
use chrono::{Days, NaiveDate, TimeDelta};
use domain::health::{HealthRules, score};
use domain::partner::{Partner, PartnerStatus};
use domain::{PartnerId, Refusal};
use known::{Known, Scene, scored_day};
use serde::Serialize;
use std::collections::HashMap;
use store::{Claim, HealthHead, ScoreToWrite, Tx};
use uuid::Uuid;

/// Partners of a chunk.
const PARTNERS: usize = 500;
/// Partners whose facts are read although they are carried over, because they stand between two that aren't: reading
/// them along costs less than reading anew.
const GAP: usize = 16;
/// Days back to the score that a score is compared with.
const COMPARED: u64 = 28;

/// What scoring a day came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scored {
    /// The day; none when there is nothing to score from.
    pub day: Option<NaiveDate>,
    /// Partners whose score was computed.
    pub computed: u64,
    /// Partners whose score was carried over.
    pub carried: u64,
}

impl Office {
    /// Scores every active partner as of today; or as of the last day that the operator's bills reach to.
    ///
    /// `claim` is the step that it is done for: nothing is written once another worker has it.
    pub async fn score_today(&self, claim: Option<&Claim>) -> Result<Scored, Refusal> {
        let today = self.today().await?;
        match self.day_to_score().await? {
            Some(day) => self.score(day, today, claim).await,
            None => Ok(Scored { day: None, computed: 0, carried: 0 }),
        }
    }

    /// The day that partners are scored as of today; none when nothing was ever billed.
    pub(crate) async fn day_to_score(&self) -> Result<Option<NaiveDate>, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        Ok(scored_day(today, tx.latest_billed_month().await?))
    }

    /// Scores every active partner as of a day, by the rules of that day.
    pub async fn score_day(&self, day: NaiveDate) -> Result<Scored, Refusal> {
        let today = self.today().await?;
        if day > today {
            return Err(Refusal::invalid("day", format!("this lies in the future; today is {today}")));
        }
        self.score(day, today, None).await
    }

    /// What scoring as of today would come to. Nothing is written.
    pub(crate) async fn to_score_today(&self) -> Result<Scored, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let Some(day) = scored_day(today, tx.latest_billed_month().await?) else {
            return Ok(Scored { day: None, computed: 0, carried: 0 });
        };
        let rules = self.rules_on(day).await?;
        let (pass, partners) = self.pass(&mut tx, (day, today), rules, None).await?;
        let basis = pass.scene.basis();
        let (stale, fresh): (Vec<_>, Vec<_>) = partners.iter().partition(|p| pass.is_stale(p.id, &basis));
        let carried = fresh.iter().filter(|p| pass.is_behind(p.id)).count() as u64;
        Ok(Scored { day: Some(day), computed: stale.len() as u64, carried })
    }

    async fn score(&self, day: NaiveDate, today: NaiveDate, claim: Option<&Claim>) -> Result<Scored, Refusal> {
        let rules = self.written_rules_on(day).await?;
        let mut tx = self.engine.store.read(self.tenant).await?;
        let (pass, partners) = self.pass(&mut tx, (day, today), rules, claim).await?;
        drop(tx);
        let mut scored = Scored { day: Some(day), computed: 0, carried: 0 };
        for chunk in partners.chunks(PARTNERS) {
            pass.chunk(chunk, &mut scored).await?;
        }
        pass.tidy(&partners).await?;
        Ok(scored)
    }

    /// The scoring of a day, and the partners that it is of, by id.
    async fn pass<'a>(
        &'a self,
        tx: &mut Tx,
        (day, today): (NaiveDate, NaiveDate),
        rules: HealthRules,
        claim: Option<&'a Claim>,
    ) -> Result<(Pass<'a>, Vec<Partner>), Refusal> {
        // Marks first: what changes from here on leaves marks that stay.
        let marks = tx.health_marks().await?;
        let scene = Scene::read(tx, day, today, rules).await?;
        let heads = tx.health_heads().await?.into_iter().map(|head| (head.partner_id, head)).collect();
        let pass = Pass { office: self, scene, lasting: day == today, claim, marks: by_partner(marks), heads };
        Ok((pass, active(tx).await?))
    }

    /// The scores of these partners, which are in the order of their ids, with the facts of a day.
    async fn compute(&self, scene: &Scene, partners: &[Partner]) -> Result<Vec<ScoreToWrite>, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        compute(&mut tx, scene, partners).await
    }
}

/// The active partners, by id.
async fn active(tx: &mut Tx) -> Result<Vec<Partner>, Refusal> {
    let partners = tx.partners().await?.into_iter();
    Ok(partners.filter(|partner| partner.status == PartnerStatus::Active).collect())
}

async fn compute(tx: &mut Tx, scene: &Scene, partners: &[Partner]) -> Result<Vec<ScoreToWrite>, Refusal> {
    let (Some(first), Some(last)) = (partners.first(), partners.last()) else { return Ok(Vec::new()) };
    let known = Known::read(tx, scene, before(first.id), last.id).await?;
    let scored = partners.iter().map(|partner| {
        let facts = known.facts(partner);
        let score = score(&facts, &scene.rules);
        ScoreToWrite { partner: partner.id, score, facts, stale_from: Some(known.stale_from(partner.id)) }
    });
    Ok(scored.collect())
}

/// The key before a partner's.
fn before(partner: PartnerId) -> PartnerId {
    PartnerId(Uuid::from_u128(partner.0.as_u128().saturating_sub(1)))
}

fn by_partner(marks: Vec<(PartnerId, Uuid)>) -> HashMap<PartnerId, Vec<Uuid>> {
    let mut by_partner: HashMap<PartnerId, Vec<Uuid>> = HashMap::new();
    for (partner, mark) in marks {
        by_partner.entry(partner).or_default().push(mark);
    }
    by_partner
}

/// The scoring of a day under way.
struct Pass<'a> {
    office: &'a Office,
    scene: Scene,
    /// Whether the scores can be carried over to the next day: they are of today.
    lasting: bool,
    claim: Option<&'a Claim>,
    marks: HashMap<PartnerId, Vec<Uuid>>,
    heads: HashMap<PartnerId, HealthHead>,
}

impl Pass<'_> {
    /// Scores or carries over a chunk of active partners.
    async fn chunk(&self, partners: &[Partner], done: &mut Scored) -> Result<(), Refusal> {
        let (Some(first), Some(last)) = (partners.first(), partners.last()) else { return Ok(()) };
        let (day, basis) = (self.scene.day, self.scene.basis());
        let is_stale: Vec<_> = partners.iter().map(|partner| self.is_stale(partner.id, &basis)).collect();
        let mut scores = Vec::new();
        for (from, upto) in stretches(&is_stale) {
            let computed = self.office.compute(&self.scene, &partners[from..=upto]).await?;
            scores.extend(computed.into_iter().zip(from..).filter(|(_, at)| is_stale[*at]).map(|(score, _)| score));
        }
        let carries = self.lasting && partners.iter().any(|partner| self.is_behind(partner.id));
        if scores.is_empty() && !carries {
            return Ok(());
        }
        let engine = &self.office.engine;
        let mut tx = engine.store.write(self.office.tenant).await?;
        if let Some(claim) = self.claim {
            let until = engine.clock.now() + lease(engine.options.step_lease);
            // What isn't lasting is scored anew from the first partner on, so a chunk of it is no step ahead.
            if self.lasting { tx.advance_step(claim, until).await? } else { tx.renew_step(claim, until).await? }
        }
        let after = before(first.id);
        tx.put_scores(day, self.scene.rules.version, self.lasting.then_some(basis.as_str()), &scores).await?;
        if self.lasting {
            done.carried += tx.carry_scores(day, after, last.id).await?;
            let seen: Vec<_> =
                scores.iter().filter_map(|row| self.marks.get(&row.partner)).flatten().copied().collect();
            tx.remove_health_marks(&seen).await?;
        }
        tx.compare_scores(day, day - Days::new(COMPARED), after, last.id).await?;
        tx.commit().await?;
        done.computed += scores.len() as u64;
        Ok(())
    }

    /// Leaves partners that aren't scored one mark each: it is enough for the day on which they are again.
    async fn tidy(&self, active: &[Partner]) -> Result<(), Refusal> {
        let is_scored = |id: &PartnerId| active.binary_search_by_key(id, |partner| partner.id).is_ok();
        let others = self.marks.iter().filter(|(id, _)| !is_scored(id));
        let more: Vec<_> = others.flat_map(|(_, marks)| marks.iter().skip(1)).copied().collect();
        if more.is_empty() {
            return Ok(());
        }
        let mut tx = self.office.engine.store.write(self.office.tenant).await?;
        tx.remove_health_marks(&more).await?;
        Ok(tx.commit().await?)
    }

    /// Whether a partner's latest score is of an earlier day.
    fn is_behind(&self, partner: PartnerId) -> bool {
        self.heads.get(&partner).is_some_and(|head| head.day < self.scene.day)
    }

    /// Whether a partner's facts may differ from those of its latest score.
    fn is_stale(&self, partner: PartnerId, basis: &str) -> bool {
        let Some(head) = self.heads.get(&partner).filter(|_| self.lasting) else { return true };
        head.day > self.scene.day
            || self.marks.contains_key(&partner)
            || head.basis.as_deref() != Some(basis)
            || head.stale_from.is_none_or(|from| from <= self.scene.day)
    }
}

fn lease(lease: std::time::Duration) -> TimeDelta {
    TimeDelta::from_std(lease).unwrap_or(TimeDelta::seconds(15))
}

/// Stretches, each from its first to its last place, that hold every place that is stale and few others.
fn stretches(is_stale: &[bool]) -> Vec<(usize, usize)> {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for (at, _) in is_stale.iter().enumerate().filter(|(_, stale)| **stale) {
        match stretches.last_mut() {
            Some((_, upto)) if at - *upto <= GAP => *upto = at,
            _ => stretches.push((at, at)),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::stretches;

    #[test]
    fn stretches_hold_all_that_is_stale_and_few_others() {
        let mut stale = vec![false; 100];
        assert_eq!(stretches(&stale), []);
        for at in [3, 4, 20, 50] {
            stale[at] = true;
        }
        assert_eq!(stretches(&stale), [(3, 20), (50, 50)]);
        assert_eq!(stretches(&[true; 7]), [(0, 6)]);
    }
}
