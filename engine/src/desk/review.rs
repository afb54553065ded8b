//! A partner's quarter, for the talk about it: every figure from facts, and nothing told that isn't known.

use super::Desk;
use crate::export::{Content, Download};
use chrono::{DateTime, Days, Months, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::health::forecast::forecast;
use domain::health::revenue::RevenueBridge;
use domain::health::{HealthRules, Series};
use domain::partner::Partner;
use domain::rights::{Action, may};
use domain::tenant::Tenant;
use domain::view::{
    CustomersThenNow, Handled, HealthThenNow, NoCustomers, PartnerRef, QuarterReview, ReviewAlert, ReviewIntervention,
};
use domain::{FileFormat, Month, PartnerId, Quarter, Refusal, zone};
use std::collections::HashMap;
use store::{CameIn, Tx};

/// Years back in which quarters are found.
const YEARS: i32 = 5;
/// Months of scores that an outlook goes by.
const HISTORY: u32 = 24;
/// Alerts that are told.
const TOLD: i64 = 50;

/// What is being reviewed.
struct Frame {
    tenant: Tenant,
    partner: Partner,
    quarter: Quarter,
    /// Its first instant, and the first after it.
    instants: (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
}

impl Desk {
    /// The quarter of the named partner, or of the caller's own; the latest that is billed whole, unless one is named.
    pub async fn quarter_review(
        &self,
        partner: Option<PartnerId>,
        quarter: Option<Quarter>,
    ) -> Result<QuarterReview, Refusal> {
        self.check(Action::ReadPartner)?;
        let id = self.partner_asked(partner)?;
        let mut tx = self.read().await?;
        let partner = tx.partner(id).await?.ok_or_else(|| Refusal::not_found("partner"))?;
        let latest = tx.latest_billed_month().await?.ok_or_else(|| Refusal::not_found("billed quarter"))?;
        let quarters = quarters(&mut tx, id, latest).await?;
        let whole = quarters.iter().find(|quarter| quarter.last() <= latest).or(quarters.first());
        let quarter = quarter.or(whole.copied()).ok_or_else(|| Refusal::not_found("billed quarter"))?;
        let frame = self.frame(&mut tx, partner, quarter).await?;
        let mut review = QuarterReview {
            tier: frame.partner.tier,
            kind: frame.partner.kind,
            partner: PartnerRef { id, code: frame.partner.code.clone(), name: frame.partner.name.clone() },
            quarter,
            complete: quarter.last() <= latest && frame.instants.1 <= frame.now,
            quarters,
            months: Vec::new(),
            sees_commission: may(self.caller.role, Action::ReadStatements),
            billed_before: billed_before(&mut tx, id, quarter).await?,
            health: None,
            customers: customers(&mut tx, &frame, latest).await?,
            tickets: None,
            installations: None,
            alerts: Vec::new(),
            interventions: self.told_interventions(&mut tx, &frame).await?,
            outlook: None,
        };
        self.money(&mut tx, &mut review).await?;
        let rules = health(&mut tx, &frame, &mut review).await?;
        service(&mut tx, &frame, &rules, &mut review).await?;
        review.alerts = self.told_alerts(&mut tx, &frame).await?;
        Ok(review)
    }

    /// The same as a document.
    pub async fn quarter_review_file(&self, partner: Option<PartnerId>, quarter: Quarter) -> Result<Download, Refusal> {
        let review = self.quarter_review(partner, Some(quarter)).await?;
        let tenant = self.read().await?.tenant_row().await?;
        let name = format!("review-{}-{}.pdf", review.quarter, review.partner.code);
        let drawing = move || crate::statements::review_pages(&tenant, &review);
        let bytes = tokio::task::spawn_blocking(drawing).await.map_err(|_| Refusal::Unavailable)??;
        Ok(Download { name, format: FileFormat::Pdf, content: Content::Whole(bytes) })
    }

    async fn frame(&self, tx: &mut Tx, partner: Partner, quarter: Quarter) -> Result<Frame, Refusal> {
        let tenant = tx.tenant_row().await?;
        let zone: Tz = tenant.time_zone.parse().unwrap_or(Tz::UTC);
        let instant = |month: Month| zone::instant(zone, month.first_day().and_time(NaiveTime::MIN));
        let instants = (instant(quarter.first()), instant(quarter.last().plus(1)));
        Ok(Frame { tenant, partner, quarter, instants, now: self.engine.clock.now() })
    }

    async fn money(&self, tx: &mut Tx, review: &mut QuarterReview) -> Result<(), Refusal> {
        let quarter = review.quarter;
        let all = tx.partner_quarters(quarter.first(), quarter.last()).await?.into_iter();
        review.months = all.filter(|(id, _)| *id == review.partner.id).map(|(_, month)| month).collect();
        if !review.sees_commission {
            review.months.iter_mut().for_each(|month| month.commission = None);
        }
        Ok(())
    }

    /// What was done for the partner in the quarter; nothing of it to who may not see that.
    async fn told_interventions(&self, tx: &mut Tx, frame: &Frame) -> Result<Option<Vec<ReviewIntervention>>, Refusal> {
        if !may(self.caller.role, Action::ReadInterventions) {
            return Ok(None);
        }
        let days = (frame.quarter.first().first_day(), frame.quarter.last().last_day());
        Ok(Some(tx.interventions_within(frame.partner.id, days, frame.instants).await?))
    }

    /// Alerts of the quarter; to the partner itself those that are for it.
    async fn told_alerts(&self, tx: &mut Tx, frame: &Frame) -> Result<Vec<ReviewAlert>, Refusal> {
        let (from, upto) = frame.instants;
        let rows = tx.alerts_raised(frame.partner.id, (from, upto), TOLD).await?.into_iter();
        let operator = self.caller.partner.is_none() && may(self.caller.role, Action::ReadAlerts);
        let own = rows.filter(|row| operator || row.signal.kind().is_for_the_partner());
        Ok(own
            .map(|row| ReviewAlert {
                signal: row.signal,
                severity: row.severity,
                raised_at: row.raised_at,
                state: row.state,
            })
            .collect())
    }
}

/// Quarters in which a partner was billed, newest first.
async fn quarters(tx: &mut Tx, partner: PartnerId, latest: Month) -> Result<Vec<Quarter>, Refusal> {
    let months = tx.billed_by_month_of(partner, latest.plus(-12 * YEARS), latest).await?;
    let mut quarters: Vec<_> = months.into_iter().map(|(month, ..)| Quarter::of(month)).collect();
    quarters.dedup();
    quarters.reverse();
    Ok(quarters)
}

async fn billed_before(tx: &mut Tx, partner: PartnerId, quarter: Quarter) -> Result<Option<domain::Cents>, Refusal> {
    let before = quarter.previous();
    let months = tx.billed_by_month_of(partner, before.first(), before.last()).await?;
    // A quarter that isn't billed whole is nothing to compare with.
    Ok((months.len() == 3).then(|| months.into_iter().map(|(_, billed, _)| billed).sum()))
}

/// Health then and now, and what is to be expected; gives the rules that the later score goes by.
async fn health(tx: &mut Tx, frame: &Frame, review: &mut QuarterReview) -> Result<HealthRules, Refusal> {
    let (id, quarter) = (frame.partner.id, frame.quarter);
    let rules = tx.health_rules_on(quarter.last().last_day()).await?.map(|stored| stored.rules).unwrap_or_default();
    let Some(now) = tx.health_until(id, quarter.last().last_day()).await? else { return Ok(rules) };
    let Some(score) = now.detail.score.filter(|_| now.day >= quarter.first().first_day()) else { return Ok(rules) };
    let then = tx.health_until(id, quarter.previous().last().last_day()).await?;
    let then = then.filter(|then| then.detail.score.is_some());
    review.health = Some(HealthThenNow {
        then: then.as_ref().and_then(|then| Some((then.day, then.detail.score?))),
        now: (now.day, score),
        components: HealthThenNow::components(then.as_ref().map(|then| &then.detail), &now.detail),
        other_rules: then.as_ref().is_some_and(|then| then.rules_version != now.rules_version),
    });
    let newest = tx.latest_health(id).await?;
    if newest.is_some_and(|newest| newest.day == now.day) {
        let history = tx.health_series(id, now.day - Months::new(HISTORY)).await?;
        review.outlook = forecast(&Series::of(history.iter().filter_map(|point| Some((point.day, point.score?)))));
    }
    Ok(rules)
}

async fn customers(
    tx: &mut Tx,
    frame: &Frame,
    latest: Month,
) -> Result<Result<CustomersThenNow, NoCustomers>, Refusal> {
    let months = (frame.quarter.first().previous(), frame.quarter.last());
    // Months before bills are complete lack the customers that had left by then.
    if frame.tenant.history_from.is_some_and(|from| months.0.last_day() < from) {
        return Ok(Err(NoCustomers::NotThen(months.0)));
    }
    if months.1 > latest {
        return Ok(Err(NoCustomers::NotYet(months.1)));
    }
    let billed = tx.billed_twice(frame.partner.id, months.0, months.1).await?;
    let known: HashMap<_, _> = billed.iter().map(|of| (of.customer, of.earlier > 0)).collect();
    let revenue = RevenueBridge::between(
        billed.iter().map(|of| (of.customer, of.then)),
        billed.iter().map(|of| (of.customer, of.now)),
        |customer| known.get(&customer).copied().unwrap_or_default(),
    );
    let count = |fits: fn(bool, bool, bool) -> bool| {
        let fits = billed.iter().filter(|of| fits(of.then.0 > 0, of.now.0 > 0, of.earlier > 0));
        u32::try_from(fits.count()).unwrap_or(u32::MAX)
    };
    let (from, upto) = frame.instants;
    Ok(Ok(CustomersThenNow {
        months,
        start: count(|then, _, _| then),
        new: count(|then, now, earlier| !then && now && !earlier),
        back: count(|then, now, earlier| !then && now && earlier),
        lost: count(|then, now, _| then && !now),
        revenue,
        reasons: tx.churn_reasons(frame.partner.id, from, upto).await?,
    }))
}

/// Tickets and installations that came in during the quarter and have had their time.
async fn service(tx: &mut Tx, frame: &Frame, rules: &HealthRules, review: &mut QuarterReview) -> Result<(), Refusal> {
    let (from, upto) = frame.instants;
    let handled =
        |(all, done, in_time): CameIn, within: u32| (all > 0).then_some(Handled { all, done, in_time, within });
    let hours = rules.operations.ticket_hours;
    let due = upto.min(frame.now - TimeDelta::hours(i64::from(hours)));
    let tickets = tx.tickets_between(frame.partner.id, (from, due), i64::from(hours) * 60).await?;
    review.tickets = handled(tickets, hours);
    let days = rules.operations.installation_days;
    let (first, last) = (frame.quarter.first().first_day(), frame.quarter.last().last_day());
    let due = last.min(frame.now.date_naive() - Days::new(u64::from(days)));
    let installed = tx.installations_between(frame.partner.id, (first, due), i64::from(days)).await?;
    review.installations = handled(installed, days);
    Ok(())
}
