//! The score: a weighted mean of the components that have facts.

use super::{Band, Component, Evidence, Fact, HealthFacts, HealthRules, Missing, stats};
use crate::Cents;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// A partner's health on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthScore {
    /// 0–100; absent when facts cover too little of the weight.
    pub score: Option<f64>,
    /// Share of the weight that had facts, 0–1.
    pub coverage: f64,
    /// The seven components, in their order.
    pub components: Vec<ComponentScore>,
}

/// One component of a score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComponentScore {
    /// Which.
    pub component: Component,
    /// Its weight among all, 0–1.
    pub weight: f64,
    /// Its weight among those that have facts, 0–1.
    pub effective_weight: f64,
    /// 0–100.
    pub score: Option<f64>,
    /// What it was computed from.
    pub evidence: Evidence,
}

impl ComponentScore {
    /// Points that this component takes from the whole score: what raising it to 100 would bring.
    pub fn points_lost(&self) -> f64 {
        self.score.map_or(0.0, |score| self.effective_weight * (100.0 - score))
    }
}

impl HealthScore {
    /// The score's band.
    pub fn band(&self) -> Option<Band> {
        self.score.map(Band::of)
    }

    /// The component that would raise the score most.
    pub fn would_raise_most(&self) -> Option<&ComponentScore> {
        self.components
            .iter()
            .filter(|c| c.points_lost() > 0.0)
            .max_by(|a, b| a.points_lost().total_cmp(&b.points_lost()))
    }
}

/// Scores a partner. Components without facts are left out and the weights of the rest renormalised.
pub fn score(facts: &HealthFacts, rules: &HealthRules) -> HealthScore {
    let all: f64 = rules.weights.iter().map(|(_, weight)| *weight).sum();
    let judged = Component::ALL.iter().map(|component| (*component, judge(*component, facts, rules)));
    let mut components: Vec<_> = judged
        .map(|(component, (score, evidence))| ComponentScore {
            component,
            weight: rules.weight(component) / all,
            effective_weight: 0.0,
            score,
            evidence,
        })
        .collect();
    let coverage: f64 = components.iter().filter(|c| c.score.is_some()).map(|c| c.weight).sum();
    for component in &mut components {
        if component.score.is_some() && coverage > 0.0 {
            component.effective_weight = component.weight / coverage;
        }
    }
    let weighted: Vec<_> = components.iter().map(|c| (c.weight, c.score)).collect();
    let enough = coverage + 1e-9 >= rules.coverage_min;
    // The last bits of a mean must not carry a score past its ends.
    let score = stats::weighted_mean(&weighted).filter(|_| enough).map(|mean| mean.clamp(0.0, 100.0));
    HealthScore { score, coverage, components }
}

fn judge(component: Component, facts: &HealthFacts, rules: &HealthRules) -> (Option<f64>, Evidence) {
    let judged = match component {
        Component::Revenue => revenue(facts, rules),
        Component::Acquisition => acquisition(facts, rules),
        Component::Retention => retention(facts, rules),
        Component::Growth => growth(facts, rules),
        Component::Engagement => engagement(facts, rules),
        Component::Operations | Component::Satisfaction => Err(Missing::NotRecorded),
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

fn engagement(facts: &HealthFacts, rules: &HealthRules) -> Fact<(f64, Evidence)> {
    let super::Engagement { active_days } = facts.engagement?;
    let target_days = rules.active_days_target.max(1);
    let share = f64::from(active_days) / f64::from(target_days);
    Ok(((share * 100.0).min(100.0), Evidence::Engagement { active_days, target_days }))
}

/// Amounts as floating point, for ratios only.
pub(super) fn cents_to_f64(amount: Cents) -> f64 {
    amount.0.to_f64().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::super::{Acquisition, Engagement, Growth, Retention, Revenue};
    use super::*;
    use crate::Month;
    use proptest::prelude::*;

    fn nothing() -> HealthFacts {
        let missing = Missing::NotRecorded;
        HealthFacts {
            as_of: "2025-09-30".parse().unwrap(),
            revenue: Err(missing),
            acquisition: Err(missing),
            retention: Err(missing),
            growth: Err(missing),
            engagement: Err(missing),
        }
    }

    fn some_or<T: std::fmt::Debug + Clone>(of: impl Strategy<Value = T> + 'static) -> impl Strategy<Value = Fact<T>> {
        prop_oneof![3 => of.prop_map(Ok), 1 => Just(Err(Missing::NotRecorded))]
    }

    prop_compose! {
        fn any_facts()(
            revenue in some_or((0i64..2_000_000, 1i64..2_000_000)),
            acquisition in some_or((0u32..60, 1u32..60)),
            retention in some_or((1u32..100, 0u32..100, 1i64..100_000, 0i64..100_000)),
            growth in some_or(prop::collection::vec(0i64..1_000_000, 6)),
            engagement in some_or(0u32..28),
        ) -> HealthFacts {
            let start = Month::new(2025, 4).unwrap();
            HealthFacts {
                revenue: revenue.map(|(billed, quota)| Revenue { billed: Cents(billed), quota: Cents(quota), own_quota: true }),
                acquisition: acquisition.map(|(activated, target)| Acquisition { activated, target, own_target: false }),
                retention: retention.map(|(start_customers, lost, billed, kept)| Retention {
                    start_customers,
                    lost_customers: lost.min(start_customers),
                    start_billed: Cents(billed),
                    kept_billed: Cents(kept.min(billed)),
                    months: 3,
                }),
                growth: growth.map(|amounts| Growth {
                    months: (0..).zip(amounts).map(|(n, amount)| (start.plus(n), Cents(amount))).collect(),
                }),
                engagement: engagement.map(|active_days| Engagement { active_days }),
                ..nothing()
            }
        }
    }

    #[test]
    fn without_facts_there_is_no_score() {
        let score = score(&nothing(), &HealthRules::default());
        assert_eq!((score.score, score.coverage, score.band()), (None, 0.0, None));
        assert_eq!(score.components.len(), 7);
    }

    #[test]
    fn a_component_without_a_target_has_no_score() {
        let mut facts = nothing();
        facts.revenue = Ok(Revenue { billed: Cents(100), quota: Cents::ZERO, own_quota: true });
        facts.acquisition = Ok(Acquisition { activated: 0, target: 0, own_target: true });
        let score = score(&facts, &HealthRules::default());
        assert_eq!((score.score, score.coverage), (None, 0.0));
        assert_eq!(score.components[0].evidence.explain(crate::Currency::Usd), "No score: no target is set.");
    }

    #[test]
    fn a_partner_whose_revenue_stops_is_not_steady() {
        let of = |amounts: [i64; 6]| {
            let start = Month::new(2025, 4).unwrap();
            let months = (0..).zip(amounts).map(|(n, amount)| (start.plus(n), Cents(amount))).collect();
            let facts = HealthFacts { growth: Ok(Growth { months }), ..nothing() };
            score(&facts, &HealthRules::default()).components[3].score
        };
        assert_eq!(of([10_000; 6]), Some(50.0));
        assert_eq!(of([10_000, 10_000, 10_000, 10_000, 0, 0]), Some(0.0));
        assert_eq!(of([0, 0, 10_000, 10_000, 10_000, 10_000]), Some(50.0));
        assert_eq!(of([0; 6]), None);
    }

    #[test]
    fn the_worse_of_revenue_and_customers_kept_is_judged_by_the_month() {
        let mut facts = nothing();
        // 91.2673 % in three months is 97 % a month.
        facts.retention = Ok(Retention {
            start_customers: 1_000_000,
            lost_customers: 87_327,
            start_billed: Cents(100),
            kept_billed: Cents(100),
            months: 3,
        });
        let score = score(&facts, &HealthRules::default());
        assert!((score.components[2].score.unwrap() - 50.0).abs() < 1e-6);
    }

    #[test]
    fn a_score_is_explained_and_says_what_would_raise_it_most() {
        let mut facts = nothing();
        facts.revenue = Ok(Revenue { billed: Cents(1_200_000), quota: Cents(1_500_000), own_quota: false });
        facts.acquisition = Ok(Acquisition { activated: 3, target: 15, own_target: true });
        let score = score(&facts, &HealthRules::default());
        // (25 × 70 + 20 × 16.67) ÷ 45
        assert!((score.score.unwrap() - 46.296).abs() < 0.001);
        assert!((score.coverage - 0.45).abs() < 1e-9);
        let raise = score.would_raise_most().unwrap();
        assert_eq!(raise.component, Component::Acquisition);
        assert_eq!(
            raise.evidence.explain(crate::Currency::Usd),
            "3 customers activated in 90 days, 20.0 % of the own target of 15."
        );
    }

    proptest! {
        #[test]
        fn a_score_lies_between_0_and_100_and_its_weights_sum_to_1(facts in any_facts()) {
            let score = score(&facts, &HealthRules::default());
            let weights: f64 = score.components.iter().map(|c| c.effective_weight).sum();
            prop_assert!(score.coverage == 0.0 || (weights - 1.0).abs() < 1e-9);
            prop_assert!(score.score.is_none_or(|s| (0.0..=100.0).contains(&s)));
            prop_assert!(score.components.iter().all(|c| c.score.is_none_or(|s| (0.0..=100.0).contains(&s))));
        }

        #[test]
        fn a_better_component_never_lowers_the_score(facts in any_facts(), more in 1i64..500_000) {
            let mut better = facts.clone();
            if let Ok(revenue) = &mut better.revenue {
                revenue.billed += Cents(more);
            }
            if let Ok(acquisition) = &mut better.acquisition {
                acquisition.activated += 1;
            }
            if let Ok(retention) = &mut better.retention {
                retention.lost_customers = retention.lost_customers.saturating_sub(1);
                retention.kept_billed = Cents(retention.kept_billed.0 + more).min(retention.start_billed);
            }
            if let Ok(growth) = &mut better.growth {
                growth.months[5].1 += Cents(more);
            }
            if let Ok(engagement) = &mut better.engagement {
                engagement.active_days += 1;
            }
            let rules = HealthRules::default();
            let (better, before) = (score(&better, &rules), score(&facts, &rules));
            for (better, before) in better.components.iter().zip(&before.components) {
                prop_assert_eq!(better.score.is_some(), before.score.is_some());
                prop_assert!(better.score >= before.score, "{:?}", before.component);
            }
            prop_assert!(better.score.unwrap_or(0.0) + 1e-9 >= before.score.unwrap_or(0.0));
        }

        #[test]
        fn bands_cover_the_line_without_gap_or_overlap(score in 0.0f64..=100.0) {
            let bands: Vec<_> = Band::ALL.iter().filter(|b| score >= b.floor()).collect();
            prop_assert_eq!(bands.first().copied(), Some(&Band::of(score)));
        }
    }
}
