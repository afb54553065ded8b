//! After partners were scored: what their figures give cause to, and which causes are gone.

use super::{About, cause_of};
use crate::Office;
use crate::emergencies::Beginning;
use chrono::{Days, NaiveDate};
use domain::audit::Actor;
use domain::health::alert::{AlertRules, Signal, Watch, cleared, detect, held_band};
use domain::health::concentration::Spread;
use domain::health::emergency::{Trigger, triggers};
use domain::health::forecast::forecast;
use domain::health::{Band, Series};
use domain::{Cents, Month, PartnerId, Refusal};
use std::collections::HashMap;
use store::{HeldBand, KnownAlert, ScoredPartner, Tx};

/// Partners of a chunk.
const PARTNERS: i64 = 500;
/// Days of scores that are looked at: enough for a forecast.
const COURSE: u64 = 200;

/// What watching a day's scores came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Noticed {
    /// Partners that were looked at.
    pub partners: usize,
    /// Causes that there are.
    pub signals: usize,
    /// Alerts whose cause is gone.
    pub cleared: usize,
}

/// What a partner's figures say.
struct Seen {
    about: About,
    /// Why an emergency should begin.
    triggers: Vec<Trigger>,
    held: Option<Band>,
    signals: Vec<(Signal, Option<KnownAlert>)>,
    cleared: Vec<KnownAlert>,
}

impl Office {
    /// Looks at the scores of a day, of partners that have no later one. Done again it changes nothing.
    ///
    /// To be called after scores were written.
    pub(crate) async fn notice(&self, day: NaiveDate) -> Result<Noticed, Refusal> {
        let mut noticed = Noticed::default();
        let mut after = Tx::before_all_partners();
        loop {
            let (last, seen) = self.look_at_next(day, after).await?;
            let Some(last) = last else { return Ok(noticed) };
            after = last;
            noticed.partners += seen.len();
            noticed.signals += seen.iter().map(|one| one.signals.len()).sum::<usize>();
            noticed.cleared += seen.iter().map(|one| one.cleared.len()).sum::<usize>();
            self.write_seen(day, seen).await?;
        }
    }

    /// What the next partners' figures say, and the last of those.
    async fn look_at_next(&self, day: NaiveDate, after: PartnerId) -> Result<(Option<PartnerId>, Vec<Seen>), Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let partners = tx.scored_partners(day, after, PARTNERS).await?;
        let Some(last) = partners.last().map(|partner| partner.id) else { return Ok((None, Vec::new())) };
        let rules = tx.alert_rules().await?.unwrap_or_default();
        let emergency = tx.emergency_settings().await?.map(|(rules, _)| rules).unwrap_or_default();
        let since = self.engine.clock.now() - Days::new(u64::from(rules.cool_down_days));
        let mut courses: HashMap<PartnerId, Vec<(NaiveDate, f64)>> = HashMap::new();
        for (partner, on, score) in tx.score_courses((day - Days::new(COURSE), day), after, last).await? {
            courses.entry(partner).or_default().push((on, score));
        }
        let mut billed: HashMap<PartnerId, Vec<Cents>> = HashMap::new();
        if let Some(month) = tx.latest_billed_month().await? {
            for (partner, amount) in tx.billed_by_customer(month, after, last).await? {
                billed.entry(partner).or_default().push(amount);
            }
        }
        let mut known: HashMap<PartnerId, Vec<KnownAlert>> = HashMap::new();
        for alert in tx.known_alerts(after, last, since).await? {
            if let Some(partner) = alert.partner {
                known.entry(partner).or_default().push(alert);
            }
        }
        let quiet = self.engine.clock.now() - Days::new(u64::from(emergency.assess_days));
        let in_emergency = tx.partners_in_emergency(quiet).await?;
        let mut months = last_months(&mut tx, day).await?;
        drop(tx);
        // Forecasts take the processor: they don't keep others from being served.
        let looked = tokio::task::spawn_blocking(move || {
            let mut look_at = |partner: ScoredPartner| {
                let series = Series::of(courses.remove(&partner.id).unwrap_or_default());
                let spread = billed.remove(&partner.id).and_then(|amounts| Spread::of(&amounts));
                let known = known.remove(&partner.id).unwrap_or_default();
                let (id, months) = (partner.id, months.remove(&partner.id).unwrap_or_default());
                let mut seen = look(partner, &series, spread.as_ref(), &known, &rules);
                if !in_emergency.contains(&id) {
                    seen.triggers = triggers(&series, &months, &emergency);
                    // Who was critical from the first score on is an alert: nothing has happened.
                    let became = series.days().iter().any(|(_, score)| Band::of(*score) != Band::Critical);
                    seen.triggers.retain(|trigger| became || !matches!(trigger, Trigger::Critical { .. }));
                }
                seen
            };
            partners.into_iter().map(&mut look_at).collect()
        });
        let seen = looked.await.map_err(|_| Refusal::Unavailable)?;
        Ok((Some(last), seen))
    }

    async fn write_seen(&self, day: NaiveDate, seen: Vec<Seen>) -> Result<(), Refusal> {
        let triggered = seen.iter().filter(|one| !one.triggers.is_empty());
        let triggered: Vec<_> = triggered.map(|one| (one.about.id, one.triggers.clone())).collect();
        let bands = seen.iter().filter_map(|f| Some(HeldBand { partner: f.about.id, band: f.held? }));
        let bands: Vec<_> = bands.collect();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let mut alarm = self.engine.alarm(&mut tx).await?;
        for one in seen {
            for known in &one.cleared {
                alarm.clear(&mut tx, known, "The figures are back in order.").await?;
            }
            for (signal, latest) in one.signals {
                alarm.signal(&mut tx, Some(&one.about), signal, latest.as_ref()).await?;
            }
        }
        tx.hold_bands(day, &bands).await?;
        alarm.ring(&mut tx, Actor::System).await?;
        tx.commit().await?;
        for (partner, triggers) in triggered {
            self.begin_emergency(Beginning { partner, triggers, why: None, drill: false, by: None }).await?;
        }
        Ok(())
    }
}

/// What each partner was billed in the last two months that are complete by a day: a partner that was billed nothing in
/// the later one has lost it.
async fn last_months(tx: &mut Tx, day: NaiveDate) -> Result<HashMap<PartnerId, Vec<(Month, Cents)>>, Refusal> {
    let complete = if day == Month::of(day).last_day() { Month::of(day) } else { Month::of(day).previous() };
    let Some(last) = tx.latest_billed_month().await?.map(|month| month.min(complete)) else {
        return Ok(HashMap::new());
    };
    let mut months: HashMap<PartnerId, Vec<(Month, Cents)>> = HashMap::new();
    for (partner, month, billed, _) in tx.billed_by_partner(last.previous(), last).await? {
        let own = months.entry(partner).or_insert_with(|| vec![(last.previous(), Cents(0)), (last, Cents(0))]);
        own[usize::from(month == last)].1 = billed;
    }
    Ok(months)
}

fn look(
    partner: ScoredPartner,
    series: &Series,
    spread: Option<&Spread>,
    known: &[KnownAlert],
    rules: &AlertRules,
) -> Seen {
    let ScoredPartner { id, code, name, manager, score, held } = partner;
    let about = About { id, code, name, manager };
    let forecast = forecast(series);
    let watch = Watch { held, score: &score, series, forecast: forecast.as_ref(), spread };
    let signals = detect(&watch, rules);
    // A cause that is noticed is there, whatever its figures were when it was noticed first.
    let causes: Vec<_> = signals.iter().map(|signal| cause_of(Some(&about), signal)).collect();
    let is_gone = |alert: &&KnownAlert| {
        let there = causes.contains(&alert.cause);
        alert.alert.state.is_live() && !there && cleared(&alert.signal, &watch, rules) == Some(true)
    };
    let gone = known.iter().filter(is_gone).cloned().collect();
    let latest = |cause: &String| known.iter().find(|alert| alert.cause == *cause).cloned();
    let signals = signals.into_iter().zip(&causes).map(|(signal, cause)| (signal, latest(cause))).collect();
    let held = score.score.map(|score| held_band(held, score, rules.margin)).or(held);
    Seen { about, triggers: Vec::new(), held, signals, cleared: gone }
}
