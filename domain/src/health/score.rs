//! The score: a weighted mean of the components that have facts.

use super::components::judge;
use super::{Band, Component, Evidence, HealthFacts, HealthRules, stats};
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
    // Not `sum`, whose sum of nothing is minus zero.
    let coverage = components.iter().filter(|c| c.score.is_some()).fold(0.0, |sum, c| sum + c.weight);
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

#[cfg(test)]
mod tests {
    use super::super::{
        Acquisition, Answer, Engagement, Fact, Growth, Missing, Operations, Retention, Revenue, Satisfaction, Scale,
        Share,
    };
    use super::*;
    use crate::{Cents, Month};
    use chrono::Days;
    use proptest::prelude::*;

    fn nothing() -> HealthFacts {
        HealthFacts::missing("2025-09-30".parse().unwrap(), Missing::NotRecorded)
    }

    fn some_or<T: std::fmt::Debug + Clone>(of: impl Strategy<Value = T> + 'static) -> impl Strategy<Value = Fact<T>> {
        prop_oneof![3 => of.prop_map(Ok), 1 => Just(Err(Missing::NotRecorded))]
    }

    fn any_share() -> impl Strategy<Value = Option<Share>> {
        prop::option::of((0u32..50, 0u32..50).prop_map(|(good, more)| Share { good, of: good + more }))
    }

    fn any_engagement() -> impl Strategy<Value = Engagement> {
        let number = || prop::option::of(0u32..28);
        (number(), any_share(), number(), number()).prop_map(|(active_days, training, resources, interactions)| {
            Engagement { active_days, training, resources, interactions }
        })
    }

    fn any_operations() -> impl Strategy<Value = Operations> {
        let shares = (any_share(), any_share(), any_share(), any_share());
        shares.prop_map(|(installations, tickets, data, reconciled)| Operations {
            installations,
            tickets,
            data,
            reconciled,
        })
    }

    fn answer(age: u64, value: u8) -> Answer {
        Answer { on: nothing().as_of - Days::new(age), value, scale: Scale::ZeroToTen }
    }

    prop_compose! {
        fn any_facts()(
            revenue in some_or((0i64..2_000_000, 1i64..2_000_000)),
            acquisition in some_or((0u32..60, 1u32..60)),
            retention in some_or((1u32..100, 0u32..100, 1i64..100_000, 0i64..100_000)),
            growth in some_or(prop::collection::vec(0i64..1_000_000, 6)),
            engagement in some_or(any_engagement()),
            operations in some_or(any_operations()),
            satisfaction in some_or(prop::collection::vec((0u64..400, 0u8..=10), 0..6)),
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
                engagement,
                operations,
                satisfaction: satisfaction.map(|answers| Satisfaction {
                    answers: answers.into_iter().map(|(age, value)| answer(age, value)).collect(),
                }),
                ..nothing()
            }
        }
    }

    fn better_share(share: &mut Share) {
        share.good = (share.good + 1).min(share.of);
    }

    #[test]
    fn nothing_known_covers_nothing_rather_than_minus_nothing() {
        assert!(score(&nothing(), &HealthRules::default()).coverage.is_sign_positive());
    }

    #[test]
    fn parts_that_are_missing_leave_their_weight_to_the_others() {
        let half = Share { good: 5, of: 10 };
        let mut facts = nothing();
        facts.engagement = Ok(Engagement { active_days: Some(6), training: Some(half), ..Engagement::default() });
        facts.operations =
            Ok(Operations { tickets: Some(half), data: Some(Share { good: 0, of: 0 }), ..Operations::default() });
        facts.satisfaction = Ok(Satisfaction { answers: vec![answer(0, 5), answer(90, 5)] });
        let judged = score(&facts, &HealthRules::default());
        let of = |component: usize| judged.components[component];
        assert!(
            (4..7).all(|component| of(component).score.is_some_and(|score| (score - 50.0).abs() < 1e-9)),
            "{judged:?}"
        );
        let said = |component: usize| of(component).evidence.explain(crate::Currency::Usd);
        assert_eq!(said(4), "Active in the portal on 6 of 28 days; 12 are enough; 5 of 10 courses completed.");
        assert_eq!(said(5), "5 of 10 tickets resolved within 48 hours.");
        assert_eq!(
            said(6),
            "2 survey answers, the newest of 2025-09-30, come to 50 of 100; after 90 days an answer weighs half."
        );
    }

    #[test]
    fn parts_without_facts_make_a_component_without_a_score() {
        let mut facts = nothing();
        facts.engagement = Ok(Engagement::default());
        facts.operations = Ok(Operations { data: Some(Share { good: 0, of: 0 }), ..Operations::default() });
        facts.satisfaction = Ok(Satisfaction { answers: vec![answer(0, 5)] });
        let judged = score(&facts, &HealthRules::default());
        let why: Vec<_> = judged.components[4..].iter().map(|component| component.evidence).collect();
        let missing = [Missing::NotRecorded, Missing::NothingToCompare, Missing::TooFewAnswers];
        assert_eq!(why, missing.map(|why| Evidence::Missing { why }));
    }

    #[test]
    fn evidence_that_was_stored_before_engagement_had_parts_can_still_be_read() {
        let stored = r#"{"of":"engagement","active_days":3,"target_days":12}"#;
        let evidence: Evidence = serde_json::from_str(stored).unwrap();
        assert_eq!(evidence.explain(crate::Currency::Usd), "Active in the portal on 3 of 28 days; 12 are enough.");
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
        fn facts_that_were_kept_give_the_same_score(facts in any_facts()) {
            let kept: HealthFacts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
            let rules = HealthRules::default();
            prop_assert_eq!(score(&kept, &rules), score(&facts, &rules));
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
                engagement.active_days = engagement.active_days.map(|days| days + 1);
                engagement.training.iter_mut().for_each(better_share);
                engagement.resources = engagement.resources.map(|used| used + 1);
            }
            if let Ok(operations) = &mut better.operations {
                operations.installations.iter_mut().for_each(better_share);
                operations.reconciled.iter_mut().for_each(better_share);
            }
            if let Ok(Satisfaction { answers }) = &mut better.satisfaction {
                for answer in answers {
                    answer.value = (answer.value + 1).min(10);
                }
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
