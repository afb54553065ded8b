//! What is known of partners on a day: read for many at once, each partner's facts put together from its own.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use domain::health::{
    Acquisition, Answer, Engagement, Fact, Growth, HealthFacts, HealthRules, Missing, Operations, Retention, Revenue,
    Satisfaction, Share,
};
use domain::partner::{Partner, Quota};
use domain::partner_facts::ActivityKind;
use domain::{Cents, Month, PartnerId, Refusal};
use std::collections::HashMap;
use std::fmt::Write as _;
use store::{Acquired, Active, BilledWindow, Handled, PartnerWindow, Tx};

/// Months of billed revenue that are held against the quota, and between the ends of retention.
const WINDOW: i32 = 3;
/// Months of billed revenue that growth is computed from.
const GROWTH: i32 = 6;
/// Days of the long windows: activations, resources, tickets, installations.
const LONG: u64 = 90;
/// Days of the short windows: portal days and interactions.
const SHORT: u64 = 28;

/// What is the same for all partners on a day.
pub(super) struct Scene {
    pub(super) day: NaiveDate,
    pub(super) rules: HealthRules,
    /// The month that the months' components are of.
    month: Month,
    zone: Tz,
    /// No facts before this day are complete.
    history_from: Option<NaiveDate>,
    /// Kinds of activity that were recorded during the whole of their window already: nobody is inactive on days when
    /// nobody was watched.
    watched: Vec<ActivityKind>,
    /// Trainings in force.
    trainings: Vec<(String, i32)>,
    /// Partners' own targets in the month.
    quotas: HashMap<PartnerId, Quota>,
}

impl Scene {
    /// The scene of a day under rules; `today` isn't over.
    pub(super) async fn read(
        tx: &mut Tx,
        day: NaiveDate,
        today: NaiveDate,
        rules: HealthRules,
    ) -> Result<Self, Refusal> {
        let tenant = tx.tenant_row().await?;
        let complete = last_complete(day, today);
        // A month that nobody has bills of yet isn't a month in which nobody was billed.
        let month = tx.latest_billed_month().await?.map_or(complete, |billed| billed.min(complete));
        let begins = |kind| first_of(if kind == ActivityKind::Resource { LONG } else { SHORT }, day);
        let starts = tx.activity_starts().await?.into_iter();
        let watched = starts.filter(|(kind, since)| *since <= begins(*kind)).map(|(kind, _)| kind).collect();
        let mut trainings: Vec<(String, i32)> = Vec::new();
        for module in tx.training_modules().await?.into_iter().filter(|module| module.from_day <= day) {
            trainings.retain(|(code, _)| *code != module.code);
            trainings.push((module.code, module.version));
        }
        let zone = tenant.time_zone.parse().unwrap_or(chrono_tz::UTC);
        let quotas = tx.quotas(month).await?.into_iter().collect();
        Ok(Self { day, rules, month, zone, history_from: tenant.history_from, watched, trainings, quotas })
    }

    /// The same under other rules.
    pub(super) fn under(self, rules: HealthRules) -> Self {
        Self { rules, ..self }
    }

    /// All of it in words that differ when anything does.
    pub(super) fn basis(&self) -> String {
        let mut text = format!("rules {}, bills to {}", self.rules.version, self.month);
        if let Some(from) = self.history_from {
            let _ = write!(text, ", history from {from}");
        }
        for kind in &self.watched {
            let _ = write!(text, ", {}", kind.code());
        }
        for (code, version) in &self.trainings {
            let _ = write!(text, ", {code} {version}");
        }
        text
    }

    /// The instant that ends a day.
    fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let next = (day + Days::new(1)).and_hms_opt(0, 0, 0).unwrap_or_default();
        let local = |hours| self.zone.from_local_datetime(&(next + TimeDelta::hours(hours))).earliest();
        // Where the clocks leave midnight out, the day ends when they go on.
        let at = local(0).or_else(|| local(1));
        at.unwrap_or_else(|| self.zone.from_utc_datetime(&next)).to_utc()
    }

    /// The first day whose end isn't before an instant.
    fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        (at - TimeDelta::microseconds(1)).with_timezone(&self.zone).date_naive()
    }

    fn ticket_time(&self) -> TimeDelta {
        TimeDelta::hours(self.rules.operations.ticket_hours.into())
    }

    fn installation_days(&self) -> u64 {
        self.rules.operations.installation_days.into()
    }

    fn complete_since(&self, day: NaiveDate) -> Fact<()> {
        let complete = self.history_from.is_none_or(|from| from <= day);
        if complete { Ok(()) } else { Err(Missing::HistoryIncomplete) }
    }

    fn watches(&self, kind: ActivityKind) -> bool {
        self.watched.contains(&kind)
    }
}

/// The last month that is over by the end of a day; today hasn't ended.
fn last_complete(day: NaiveDate, today: NaiveDate) -> Month {
    let ended = if day < today { day } else { today - Days::new(1) };
    let month = Month::of(ended);
    if month.last_day() <= ended { month } else { month.previous() }
}

/// The day that scores of today are of: today, or where the operator's bills end.
///
/// Bills of the month that has just ended may still be on their way. Where more than that month has none, the data have
/// ended: nothing is known of the days since, and they aren't scored.
pub(super) fn scored_day(today: NaiveDate, latest_billed: Option<Month>) -> Option<NaiveDate> {
    let latest = latest_billed?;
    let late = last_complete(today, today).months_since(latest);
    Some(if late > 1 { latest.last_day() } else { today })
}

/// Facts of the partners in a range of ids.
pub(super) struct Known<'a> {
    scene: &'a Scene,
    billed: HashMap<PartnerId, BilledWindow>,
    activations: HashMap<PartnerId, Acquired>,
    retention: HashMap<PartnerId, PartnerWindow>,
    activity: HashMap<PartnerId, Active>,
    tickets: HashMap<PartnerId, Handled<DateTime<Utc>>>,
    installations: HashMap<PartnerId, Handled<NaiveDate>>,
    trainings: HashMap<PartnerId, i64>,
    answers: HashMap<PartnerId, Vec<Answer>>,
    customers: HashMap<PartnerId, (i64, i64)>,
}

impl<'a> Known<'a> {
    /// Reads the facts of the partners in `after < id ≤ upto`.
    pub(super) async fn read(
        tx: &mut Tx,
        scene: &'a Scene,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Self, Refusal> {
        let Scene { day, month, .. } = *scene;
        let by_id = |rows: Vec<(PartnerId, i64)>| rows.into_iter().collect::<HashMap<_, _>>();
        let due = scene.end_of(day) - scene.ticket_time();
        let window = (due - TimeDelta::days(LONG.cast_signed()), due, scene.end_of(day));
        let tickets = tx.tickets_handled(window, scene.ticket_time().num_minutes(), after, upto).await?.into_iter();
        let due = day - Days::new(scene.installation_days());
        let window = (due - Days::new(LONG), due, day);
        let in_time = scene.installation_days().cast_signed();
        let installations = tx.installations_handled(window, in_time, after, upto).await?.into_iter();
        let activity = tx.activity((first_of(LONG, day), first_of(SHORT, day), day), after, upto).await?.into_iter();
        let acquired = tx.activations(first_of(LONG, day), day, after, upto).await?.into_iter();
        let retention = tx.retention(month.plus(-WINDOW), month, after, upto).await?.into_iter();
        let mut answers: HashMap<PartnerId, Vec<Answer>> = HashMap::new();
        for (partner, answer) in tx.answers_heard(scene.answers_from(), day, after, upto).await? {
            answers.entry(partner).or_default().push(answer);
        }
        let customers = tx.customers_complete(after, upto).await?.into_iter();
        Ok(Self {
            scene,
            billed: tx.billed_window(month, after, upto).await?.into_iter().map(|row| (row.partner_id, row)).collect(),
            activations: acquired.map(|row| (row.partner_id, row)).collect(),
            retention: retention.map(|row| (row.partner_id, row)).collect(),
            activity: activity.map(|row| (row.partner_id, row)).collect(),
            tickets: tickets.map(|row| (row.partner_id, row)).collect(),
            installations: installations.map(|row| (row.partner_id, row)).collect(),
            trainings: by_id(tx.trainings_passed(day, after, upto).await?),
            answers,
            customers: customers.map(|(partner, all, incomplete)| (partner, (all, incomplete))).collect(),
        })
    }

    /// One partner's facts.
    pub(super) fn facts(&self, partner: &Partner) -> HealthFacts {
        let own = self.scene.quotas.get(&partner.id).copied();
        let targets = own.or_else(|| self.scene.rules.targets(partner.tier));
        HealthFacts {
            as_of: self.scene.day,
            revenue: self.revenue(partner.id, targets, own.is_some()),
            acquisition: self.acquisition(partner.id, targets, own.is_some()),
            retention: self.retention(partner.id),
            growth: self.growth(partner.id),
            engagement: self.engagement(partner.id),
            operations: self.operations(partner.id),
            satisfaction: self.satisfaction(partner.id),
        }
    }

    fn revenue(&self, partner: PartnerId, targets: Option<Quota>, own_quota: bool) -> Fact<Revenue> {
        self.scene.complete_since(self.scene.month.plus(1 - WINDOW).last_day())?;
        let quota = targets.ok_or(Missing::NoTarget)?.monthly_revenue;
        let bills = self.billed.get(&partner).ok_or(Missing::NothingToCompare)?;
        let billed = bills.m2 + bills.m1 + bills.m0;
        Ok(Revenue { billed, quota: Cents(quota.0 * i64::from(WINDOW)), own_quota })
    }

    fn acquisition(&self, partner: PartnerId, targets: Option<Quota>, own_target: bool) -> Fact<Acquisition> {
        self.scene.complete_since(first_of(LONG, self.scene.day))?;
        let target = targets.ok_or(Missing::NoTarget)?.activations_90d;
        // A partner that never sold anything has no business to judge yet.
        if !self.billed.contains_key(&partner) {
            return Err(Missing::NothingToCompare);
        }
        let activated = self.activations.get(&partner).map_or(0, |acquired| acquired.customers);
        Ok(Acquisition { activated: count(activated), target: target.unsigned_abs(), own_target })
    }

    fn retention(&self, partner: PartnerId) -> Fact<Retention> {
        self.scene.complete_since(self.scene.month.plus(-WINDOW).last_day())?;
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
        let first = self.scene.month.plus(1 - GROWTH);
        self.scene.complete_since(first.last_day())?;
        let bills = self.billed.get(&partner).ok_or(Missing::NothingToCompare)?;
        // From its first bill on, a month without bills is a month of nothing; before, there is nothing to compare.
        if bills.first > first {
            return Err(Missing::NothingToCompare);
        }
        let BilledWindow { m5, m4, m3, m2, m1, m0, .. } = *bills;
        let months = (0..).zip([m5, m4, m3, m2, m1, m0]).map(|(n, billed)| (first.plus(n), billed)).collect();
        Ok(Growth { months })
    }

    fn engagement(&self, partner: PartnerId) -> Fact<Engagement> {
        let did = self.activity.get(&partner);
        let counted = |kind, of: fn(&Active) -> i64| self.scene.watches(kind).then(|| count(did.map_or(0, of)));
        let engagement = Engagement {
            active_days: counted(ActivityKind::Portal, |did| did.portal_days),
            training: (!self.scene.trainings.is_empty()).then(|| Share {
                good: count(self.trainings.get(&partner).copied().unwrap_or(0)),
                of: count(self.scene.trainings.len()),
            }),
            resources: counted(ActivityKind::Resource, |did| did.resources),
            interactions: counted(ActivityKind::Interaction, |did| did.interactions),
        };
        if engagement == Engagement::default() { Err(Missing::NotRecorded) } else { Ok(engagement) }
    }

    fn operations(&self, partner: PartnerId) -> Fact<Operations> {
        let share = |good: i64, of: i64| (of > 0).then(|| Share { good: count(good), of: count(of) });
        let operations = Operations {
            installations: self.installations.get(&partner).and_then(|handled| share(handled.in_time, handled.all)),
            tickets: self.tickets.get(&partner).and_then(|handled| share(handled.in_time, handled.all)),
            data: self.customers.get(&partner).and_then(|(all, incomplete)| share(all - incomplete, *all)),
            reconciled: None,
        };
        if operations == Operations::default() { Err(Missing::NotRecorded) } else { Ok(operations) }
    }

    fn satisfaction(&self, partner: PartnerId) -> Fact<Satisfaction> {
        let answers = self.answers.get(&partner).ok_or(Missing::NotRecorded)?;
        Ok(Satisfaction { answers: answers.clone() })
    }

    /// The first day after this one on which time alone changes a partner's facts: a month begins, something leaves its
    /// window, or something becomes old enough to be counted.
    pub(super) fn stale_from(&self, partner: PartnerId) -> NaiveDate {
        let long = |day: NaiveDate| day + Days::new(LONG);
        let short = |day: NaiveDate| day + Days::new(SHORT);
        let did = self.activity.get(&partner);
        let tickets = self.tickets.get(&partner);
        let ticket_time = self.scene.ticket_time();
        let leaves = ticket_time + TimeDelta::days(LONG.cast_signed());
        let installations = self.installations.get(&partner);
        let installation = |day: NaiveDate| day + Days::new(self.scene.installation_days());
        let window = Days::new(self.scene.rules.satisfaction.window_days.into());
        let edges = [
            self.activations.get(&partner).map(|acquired| long(acquired.earliest)),
            did.and_then(|did| did.earliest_short).map(short),
            did.and_then(|did| did.earliest_long).map(long),
            tickets.and_then(|handled| handled.earliest).map(|at| self.scene.day_of(at + leaves)),
            tickets.and_then(|handled| handled.next).map(|at| self.scene.day_of(at + ticket_time)),
            installations.and_then(|handled| handled.earliest).map(|day| long(installation(day))),
            installations.and_then(|handled| handled.next).map(installation),
            self.answers.get(&partner).and_then(|answers| answers.iter().map(|a| a.on).min()).map(|on| on + window),
        ];
        let month = Month::of(self.scene.day).next().first_day();
        edges.into_iter().flatten().fold(month, NaiveDate::min)
    }
}

impl Scene {
    /// Answers until this day, included, are too old.
    fn answers_from(&self) -> NaiveDate {
        self.day - Days::new(self.rules.satisfaction.window_days.into())
    }
}

/// The first of so many days that end with `day`.
fn first_of(days: u64, day: NaiveDate) -> NaiveDate {
    day - Days::new(days - 1)
}

fn count(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}
