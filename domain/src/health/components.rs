//! What each component makes of its facts: a figure, mapped to points, with the evidence.

use super::{Component, Evidence, Fact, HealthFacts, HealthRules, Missing, Share, stats};
use crate::Cents;
use rust_decimal::prelude::ToPrimitive;

/// The points of a component and what they were computed from.
pub(super) fn judge(component: Component, facts: &HealthFacts, rules: &HealthRules) -> (Option<f64>, Evidence) {
    let judged = match component {
        Component::Revenue => revenue(facts, rules),
        Component::Acquisition => acquisition(facts, rules),
        Component::Retention => retention(facts, rules),
        Component::Growth => growth(facts, rules),
        Component::Engagement => engagement(facts, rules),
        Component::Operations => operations(facts, rules),
        Component::Satisfaction => satisfaction(facts, rules),
    };
    match judged {
        Ok((score, evidence)) => (Some(score), evidence),
        Err(why) => (None, Evidence::Missing { why }),
    }
}

fn revenue(facts: &HealthFacts, rules: &HealthRules) -> Fact<(f64, Evidence)> {
    let super::Revenue { billed, quota, own_quota } = facts.revenue?;
    if quota.0 <= 0 {
        return Err(Missing::NoTarget);
    }
    let share = cents_to_f64(billed) / cents_to_f64(quota);
    Ok((rules.attainment.map(share), Evidence::Revenue { billed, quota, own_quota }))
}

fn acquisition(facts: &HealthFacts, rules: &HealthRules) -> Fact<(f64, Evidence)> {
    let super::Acquisition { activated, target, own_target } = facts.acquisition?;
    if target == 0 {
        return Err(Missing::NoTarget);
    }
    let share = f64::from(activated) / f64::from(target);
    Ok((rules.attainment.map(share), Evidence::Acquisition { activated, target, own_target }))
}

/// The worse of gross revenue retention and customer retention, each as its monthly root: a partner that keeps its
/// revenue with ever fewer customers isn't well, nor is one that keeps its customers at ever less revenue.
fn retention(facts: &HealthFacts, rules: &HealthRules) -> Fact<(f64, Evidence)> {
    let super::Retention { start_customers, lost_customers, start_billed, kept_billed, months } = facts.retention?;
    if start_customers == 0 || start_billed.0 <= 0 {
        return Err(Missing::NothingToCompare);
    }
    let root = 1.0 / f64::from(months.max(1));
    let customers = 1.0 - f64::from(lost_customers) / f64::from(start_customers);
    let revenue = cents_to_f64(kept_billed) / cents_to_f64(start_billed);
    let (monthly_revenue, monthly_customers) = (revenue.clamp(0.0, 1.0).powf(root), customers.max(0.0).powf(root));
    let evidence = Evidence::Retention {
        start_customers,
        lost_customers,
        start_billed,
        kept_billed,
        monthly_revenue,
        monthly_customers,
    };
    Ok((rules.retention.map(monthly_revenue.min(monthly_customers)), evidence))
}

/// The Theil–Sen slope of the logarithm of billed revenue, from the first month with any.
///
/// A later month without revenue counts as a cent: nothing has no logarithm, and leaving such months out would show a
/// partner that lost everything as steady.
fn growth(facts: &HealthFacts, rules: &HealthRules) -> Fact<(f64, Evidence)> {
    let months = &facts.growth.as_ref().map_err(|why| *why)?.months;
    let logs: Vec<_> = months
        .iter()
        .skip_while(|(_, billed)| billed.0 <= 0)
        .map(|(month, billed)| (f64::from(month.months_since(months[0].0)), cents_to_f64(*billed).max(1.0).ln()))
        .collect();
    let monthly = stats::theil_sen(&logs).ok_or(Missing::NothingToCompare)?.slope.exp() - 1.0;
    let months = u32::try_from(logs.len()).unwrap_or(u32::MAX);
    Ok((rules.growth.map(monthly), Evidence::Growth { monthly, months }))
}

/// Shares of what is enough, each capped: much of one doesn't make up for nothing of another.
fn engagement(facts: &HealthFacts, rules: &HealthRules) -> Fact<(f64, Evidence)> {
    let super::Engagement { active_days, training, resources, interactions } = facts.engagement?;
    let parts = &rules.engagement;
    let reached = |done: Option<u32>, enough: u32| Some((f64::from(done?) / f64::from(enough.max(1))).min(1.0));
    let share = stats::weighted_mean(&[
        (parts.active_days_weight, reached(active_days, rules.active_days_target)),
        (parts.training_weight, training.and_then(Share::ratio)),
        (parts.resources_weight, reached(resources, parts.resources_target)),
        (parts.interactions_weight, reached(interactions, parts.interactions_target)),
    ])
    .ok_or(Missing::NotRecorded)?;
    let evidence = Evidence::Engagement {
        active_days,
        target_days: rules.active_days_target,
        training: training.filter(|share| share.of > 0),
        resources: resources.map(|used| (used, parts.resources_target)),
        interactions: interactions.map(|had| (had, parts.interactions_target)),
    };
    Ok((points(share), evidence))
}

fn operations(facts: &HealthFacts, rules: &HealthRules) -> Fact<(f64, Evidence)> {
    let super::Operations { installations, tickets, data, reconciled } = facts.operations?;
    let parts = &rules.operations;
    let mapped = |share: Option<Share>| Some(parts.mapping.map(share?.ratio()?));
    let score = stats::weighted_mean(&[
        (parts.installations_weight, mapped(installations)),
        (parts.tickets_weight, mapped(tickets)),
        (parts.data_weight, mapped(data)),
        (parts.reconciled_weight, mapped(reconciled)),
    ])
    .ok_or(Missing::NothingToCompare)?;
    let known = |share: Option<Share>| share.filter(|share| share.of > 0);
    let evidence = Evidence::Operations {
        installations: known(installations).map(|share| (share, parts.installation_days)),
        tickets: known(tickets).map(|share| (share, parts.ticket_hours)),
        data: known(data),
        reconciled: known(reconciled),
    };
    // The last bits of a mean must not carry it past its ends.
    Ok((score.clamp(0.0, 100.0), evidence))
}

fn satisfaction(facts: &HealthFacts, rules: &HealthRules) -> Fact<(f64, Evidence)> {
    let answers = &facts.satisfaction.as_ref().map_err(|why| *why)?.answers;
    let parts = &rules.satisfaction;
    let heard = super::survey::mean_of(answers, facts.as_of, parts).ok_or(Missing::NotRecorded)?;
    if heard.answers < parts.answers_min {
        return Err(Missing::TooFewAnswers);
    }
    let evidence = Evidence::Satisfaction {
        answers: heard.answers,
        newest: heard.newest,
        half_life_days: parts.half_life_days,
        mean: heard.mean,
    };
    Ok((parts.mapping.map(heard.mean), evidence))
}

/// A share as points, without the last bits of a mean beyond its ends.
fn points(share: f64) -> f64 {
    (share * 100.0).clamp(0.0, 100.0)
}

/// Amounts as floating point, for ratios only.
pub(super) fn cents_to_f64(amount: Cents) -> f64 {
    amount.0.to_f64().unwrap_or(0.0)
}
