//! What interventions have brought: their partner's gain beyond that of matched peers, by stored scores.
//!
//! It is measured once a day, while later scores can still say more, and kept: pages and the recommender read it.

use crate::Office;
use chrono::{Days, NaiveDate};
use domain::health::intervention::{AFTER, Course, EffectRules, MeasureDays, effect_of};
use domain::partner::Partner;
use domain::{PartnerId, Refusal};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use store::{Begun, Tx};

impl Office {
    /// Measures what scores of a day may say more of, and says how many interventions that were.
    pub(crate) async fn measure_interventions(&self, day: NaiveDate) -> Result<usize, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let due = tx.interventions_to_measure(day).await?;
        let partners = if due.is_empty() { Vec::new() } else { tx.partners().await? };
        drop(tx);
        let mut scores = Scores::default();
        for one in &due {
            let mut tx = self.engine.store.read(self.tenant).await?;
            let (treated, others) = courses(&mut tx, &mut scores, &partners, *one).await?;
            drop(tx);
            let measured = treated.and_then(|treated| effect_of(&treated, &others, &EffectRules::default()));
            let mut tx = self.engine.store.write(self.tenant).await?;
            tx.keep_measured(one.id, day, measured.as_ref()).await?;
            tx.commit().await?;
        }
        Ok(due.len())
    }

    /// How many it would measure.
    pub(crate) async fn to_measure(&self, day: Option<NaiveDate>) -> Result<usize, Refusal> {
        let Some(day) = day else { return Ok(0) };
        Ok(self.engine.store.read(self.tenant).await?.interventions_to_measure(day).await?.len())
    }
}

/// How the score of an intervention's partner went, and those of partners without an intervention in the same time.
async fn courses(
    tx: &mut Tx,
    scores: &mut Scores,
    partners: &[Partner],
    one: Begun,
) -> Result<(Option<Course>, Vec<Course>), Refusal> {
    let series = tx.health_series(one.partner_id, MeasureDays::first(one.begun_on) - Days::new(10)).await?;
    let known: Vec<_> = series.iter().filter(|point| point.score.is_some()).map(|point| point.day).collect();
    let Some(days) = MeasureDays::of(&known, one.begun_on) else { return Ok((None, Vec::new())) };
    let around = Days::new(u64::from(AFTER[2]));
    let busy = tx.begun_interventions(one.begun_on - around, one.begun_on + around).await?;
    let busy: HashSet<_> = busy.iter().map(|begun| begun.partner_id).collect();
    for day in [days.before, days.begun].into_iter().chain(days.after.into_iter().flatten()) {
        scores.read(tx, day).await?;
    }
    let own = |partner: &&Partner| partner.id == one.partner_id;
    let treated = partners.iter().find(own).and_then(|partner| scores.course(partner, &days));
    let others = partners.iter().filter(|partner| !busy.contains(&partner.id));
    Ok((treated, others.filter_map(|partner| scores.course(partner, &days)).collect()))
}

/// Every partner's score of the days that were read.
#[derive(Default)]
struct Scores(HashMap<NaiveDate, HashMap<PartnerId, f64>>);

impl Scores {
    async fn read(&mut self, tx: &mut Tx, day: NaiveDate) -> Result<(), Refusal> {
        if let Entry::Vacant(place) = self.0.entry(day) {
            let scores = tx.scores_on(day).await?.into_iter();
            place.insert(scores.filter_map(|(partner, score)| Some((partner, score?))).collect());
        }
        Ok(())
    }

    /// How a partner's score went; none where it isn't known when the time began, or before.
    fn course(&self, partner: &Partner, days: &MeasureDays) -> Option<Course> {
        let on = |day: NaiveDate| self.0.get(&day)?.get(&partner.id).copied();
        let (before, baseline) = (on(days.before)?, on(days.begun)?);
        let Partner { id, tier, kind, .. } = *partner;
        let after = days.after.map(|day| on(day?));
        Some(Course { partner: id, tier, kind, baseline, slope: baseline - before, after })
    }
}
