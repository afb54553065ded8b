//! A chunk of health scores: facts of many partners read at once, each partner scored from its own.

use crate::Office;
use chrono::{Days, NaiveDate};
use domain::health::{
    Acquisition, Engagement, Fact, Growth, HealthFacts, HealthRules, Missing, Retention, Revenue, score,
};
use domain::partner::{Partner, PartnerStatus, Quota};
use domain::{Cents, Month, PartnerId, Refusal};
use std::collections::HashMap;
use store::{Lease, PartnerWindow, ScoreToWrite, Tx};

/// Partners of a chunk.
const PARTNERS: usize = 500;
/// Months of billed revenue that are held against the quota, and between the ends of retention.
const WINDOW: i32 = 3;
/// Months of billed revenue that growth is computed from.
const GROWTH: i32 = 6;

impl Office {
    /// Scores and writes the next partners' health at the end of the month. Says whether there were any.
    pub(super) async fn score_chunk(&self, lease: Lease) -> Result<bool, Refusal> {
        let rules = HealthRules::default();
        let day = lease.month.last_day();
        let mut tx = self.engine.store.read(self.tenant).await?;
        let progress = tx.run(lease.month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?;
        let after = progress.scored_upto.unwrap_or(Tx::before_all_partners());
        let partners = tx.partners().await?;
        let next: Vec<_> = partners.into_iter().filter(|p| p.id > after).take(PARTNERS).collect();
        let Some(upto) = next.last().map(|p| p.id) else { return Ok(false) };
        let known = Known::read(&mut tx, lease.month, after, upto).await?;
        drop(tx);

        let active = next.iter().filter(|partner| partner.status == PartnerStatus::Active);
        let scores: Vec<_> = active
            .map(|partner| ScoreToWrite {
                partner: partner.id,
                score: score(&known.facts(partner, day, &rules), &rules),
            })
            .collect();
        let done = i32::try_from(next.len()).unwrap_or(i32::MAX);
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.mark_scored(lease, upto, done, self.engine.clock.now() + self.lease()).await?;
        tx.put_scores(day, rules.version, &scores).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// What is known of a chunk's partners at the end of a month.
struct Known {
    month: Month,
    /// No facts before this day are complete.
    history_from: Option<NaiveDate>,
    /// Months of the window from a partner's first bill on, those without bills as nothing.
    billed: HashMap<PartnerId, Vec<(Month, Cents)>>,
    quotas: HashMap<PartnerId, Quota>,
    activations: HashMap<PartnerId, i64>,
    retention: HashMap<PartnerId, PartnerWindow>,
    active_days: HashMap<PartnerId, i64>,
    first_activity: Option<NaiveDate>,
}

impl Known {
    async fn read(tx: &mut Tx, month: Month, after: PartnerId, upto: PartnerId) -> Result<Self, Refusal> {
        let day = month.last_day();
        let window = (0..GROWTH).map(|back| month.plus(back + 1 - GROWTH));
        let mut billed: HashMap<PartnerId, Vec<(Month, Cents)>> = HashMap::new();
        // From its first bill on, a month without bills is a month of nothing.
        for (partner, first) in tx.first_billed_months().await? {
            billed.insert(partner, window.clone().filter(|m| *m >= first).map(|m| (m, Cents::ZERO)).collect());
        }
        for (partner, in_month, amount, _) in tx.billed_by_partner(month.plus(1 - GROWTH), month).await? {
            let months = billed.get_mut(&partner).into_iter().flatten();
            months.filter(|(m, _)| *m == in_month).for_each(|(_, sum)| *sum = amount);
        }
        let retention = tx.retention(month.plus(-WINDOW), month, after, upto).await?;
        Ok(Self {
            month,
            history_from: tx.tenant_row().await?.history_from,
            billed,
            quotas: tx.quotas(month).await?.into_iter().collect(),
            activations: tx.activations(acquired_from(day), day, after, upto).await?.into_iter().collect(),
            retention: retention.into_iter().map(|window| (window.partner_id, window)).collect(),
            active_days: tx.active_days(engaged_from(day), day).await?.into_iter().collect(),
            first_activity: tx.first_activity().await?,
        })
    }

    fn facts(&self, partner: &Partner, as_of: NaiveDate, rules: &HealthRules) -> HealthFacts {
        let own = self.quotas.get(&partner.id).copied();
        let targets = own.or_else(|| rules.targets(partner.tier));
        HealthFacts {
            as_of,
            revenue: self.revenue(partner.id, targets, own.is_some()),
            acquisition: self.acquisition(partner.id, targets, own.is_some(), as_of),
            retention: self.retention(partner.id),
            growth: self.growth(partner.id),
            engagement: self.engagement(partner.id, as_of),
            operations: Err(Missing::NotRecorded),
            satisfaction: Err(Missing::NotRecorded),
        }
    }

    fn revenue(&self, partner: PartnerId, targets: Option<Quota>, own_quota: bool) -> Fact<Revenue> {
        let first = self.month.plus(1 - WINDOW);
        self.complete_since(first.last_day())?;
        let quota = targets.ok_or(Missing::NoTarget)?.monthly_revenue;
        let bills = self.billed.get(&partner).filter(|b| !b.is_empty()).ok_or(Missing::NothingToCompare)?;
        let billed = bills.iter().filter(|(month, _)| *month >= first).map(|(_, amount)| *amount).sum();
        Ok(Revenue { billed, quota: Cents(quota.0 * i64::from(WINDOW)), own_quota })
    }

    fn acquisition(
        &self,
        partner: PartnerId,
        targets: Option<Quota>,
        own_target: bool,
        day: NaiveDate,
    ) -> Fact<Acquisition> {
        self.complete_since(acquired_from(day))?;
        let target = targets.ok_or(Missing::NoTarget)?.activations_90d;
        // A partner that never sold anything has no business to judge yet.
        if self.billed.get(&partner).is_none_or(Vec::is_empty) {
            return Err(Missing::NothingToCompare);
        }
        let activated = self.activations.get(&partner).copied().unwrap_or(0);
        Ok(Acquisition { activated: count(activated), target: target.unsigned_abs(), own_target })
    }

    fn retention(&self, partner: PartnerId) -> Fact<Retention> {
        self.complete_since(self.month.plus(-WINDOW).last_day())?;
        let window = self.retention.get(&partner).ok_or(Missing::NothingToCompare)?;
        Ok(Retention {
            start_customers: count(window.start_customers),
            lost_customers: count(window.lost_customers),
            start_billed: window.start_billed,
            kept_billed: window.kept_billed,
            months: WINDOW.unsigned_abs(),
        })
    }

    fn growth(&self, partner: PartnerId) -> Fact<Growth> {
        self.complete_since(self.month.plus(1 - GROWTH).last_day())?;
        let months = self.billed.get(&partner).ok_or(Missing::NothingToCompare)?;
        if count(months.len()) < GROWTH.unsigned_abs() {
            return Err(Missing::NothingToCompare);
        }
        Ok(Growth { months: months.clone() })
    }

    fn engagement(&self, partner: PartnerId, day: NaiveDate) -> Fact<Engagement> {
        // Nobody is inactive on days when nobody was watched.
        if self.first_activity.is_none_or(|first| first > engaged_from(day)) {
            return Err(Missing::NotRecorded);
        }
        let active_days = count(self.active_days.get(&partner).copied().unwrap_or(0));
        Ok(Engagement { active_days: Some(active_days), ..Engagement::default() })
    }

    fn complete_since(&self, day: NaiveDate) -> Fact<()> {
        let complete = self.history_from.is_none_or(|from| from <= day);
        if complete { Ok(()) } else { Err(Missing::HistoryIncomplete) }
    }
}

/// The first of the 90 days that end with `day`.
fn acquired_from(day: NaiveDate) -> NaiveDate {
    day - Days::new(89)
}

/// The first of the 28 days that end with `day`.
fn engaged_from(day: NaiveDate) -> NaiveDate {
    day - Days::new(27)
}

fn count(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}
