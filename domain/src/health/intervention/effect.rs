//! Whether an intervention worked: what the partner has gained, less what matched peers without one have gained in the
//! same time (difference in differences), and the same of all interventions of a kind with its uncertainty.

use crate::health::stats::{self, Draws};
use crate::partner::{PartnerKind, Tier};
use crate::{PartnerId, Refusal};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days after which effects are measured.
pub const AFTER: [u32; 3] = [30, 60, 90];
/// Days that a score may lie away from the day it stands for: not every day of every partner is scored.
pub const NEAR: u32 = 3;
/// Days before the beginning within which the trend is told.
const TREND: u32 = 30;
/// Resamples of an interval.
const RESAMPLES: usize = 2_000;
/// Interventions that an interval needs.
const INTERVAL_MIN: usize = 4;
/// Up to so many interventions every change of signs is tried; beyond, as many as resamples.
const EXACT: usize = 12;

/// How a figure went, of a partner with an intervention or of one without: the score, or any component alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Who.
    pub partner: PartnerId,
    /// Its tier.
    pub tier: Tier,
    /// Its type.
    pub kind: PartnerKind,
    /// The figure on the day that the intervention began.
    pub baseline: f64,
    /// Its trend then, points in 30 days.
    pub slope: f64,
    /// The figure 30, 60 and 90 days later, as far as it is known.
    pub after: [Option<f64>; 3],
}

/// The days whose scores an intervention is measured by: those nearest to the days that count, on which its partner was
/// scored. Peers are read on the same days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasureDays {
    /// Before it began, for the trend.
    pub before: NaiveDate,
    /// When it began.
    pub begun: NaiveDate,
    /// 30, 60 and 90 days later.
    pub after: [Option<NaiveDate>; 3],
}

impl MeasureDays {
    /// The days, of those on which the partner was scored; `None` where it wasn't when it began, or before.
    pub fn of(scored: &[NaiveDate], begun: NaiveDate) -> Option<Self> {
        let near = |wanted: NaiveDate| {
            let away = |day: &NaiveDate| (*day - wanted).num_days().unsigned_abs();
            scored.iter().copied().filter(|day| away(day) <= u64::from(NEAR)).min_by_key(|day| (away(day), *day))
        };
        let after = AFTER.map(|days| near(begun + Days::new(u64::from(days))));
        Some(Self { before: near(Self::first(begun))?, begun: near(begun)?, after })
    }

    /// The first day that counts.
    pub fn first(begun: NaiveDate) -> NaiveDate {
        begun - Days::new(u64::from(TREND))
    }

    /// The last day on which anything is measured anew.
    pub fn last(begun: NaiveDate) -> NaiveDate {
        begun + Days::new(u64::from(AFTER[2] + NEAR))
    }
}

/// How peers are matched and intervals are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectRules {
    /// Peers that a partner is compared with at most.
    pub peers: u32,
    /// Points of baseline that count as one step of distance.
    pub baseline_scale: f64,
    /// Points in 30 days of trend that count as one step of distance.
    pub slope_scale: f64,
    /// The largest distance of a peer, in steps.
    pub caliper: f64,
}

impl Default for EffectRules {
    fn default() -> Self {
        Self { peers: 5, baseline_scale: 10.0, slope_scale: 4.0, caliper: 1.0 }
    }
}

impl EffectRules {
    /// Refuses rules that can't be meant, naming the field.
    pub fn check(&self) -> Result<(), Refusal> {
        if !(1..=50).contains(&self.peers) {
            return Err(Refusal::invalid("peers", "compare with 1 to 50 peers"));
        }
        let scales = [self.baseline_scale, self.slope_scale, self.caliper];
        if scales.iter().any(|scale| !(*scale > 0.0 && *scale <= 100.0)) {
            return Err(Refusal::invalid("distance", "scales and the largest distance lie above 0, to 100"));
        }
        Ok(())
    }
}

/// What one intervention has brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Whose.
    pub partner: PartnerId,
    /// Its tier.
    pub tier: Tier,
    /// Its figure at the beginning.
    pub baseline: f64,
    /// Peers that it was matched with.
    pub peers: Vec<PartnerId>,
    /// Gain beyond that of the peers after 30, 60 and 90 days, in points; `None` while the partner's own figure or that
    /// of every peer isn't known.
    pub gain: [Option<f64>; 3],
}

/// Matches a partner with peers and measures. `others` are partners without an intervention in the same time, their
/// figures of the same days. `None` when no peer is near enough: then nothing can be said.
pub fn effect_of(treated: &Course, others: &[Course], rules: &EffectRules) -> Option<Measured> {
    let distance = |other: &Course| {
        let baseline = (other.baseline - treated.baseline) / rules.baseline_scale;
        let slope = (other.slope - treated.slope) / rules.slope_scale;
        baseline.hypot(slope)
    };
    let alike =
        |other: &&Course| other.tier == treated.tier && other.kind == treated.kind && other.partner != treated.partner;
    let mut near: Vec<_> = others.iter().filter(alike).map(|other| (distance(other), other)).collect();
    near.retain(|(distance, _)| *distance <= rules.caliper);
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.partner.cmp(&b.1.partner)));
    near.truncate(usize::try_from(rules.peers).unwrap_or(usize::MAX));
    if near.is_empty() {
        return None;
    }
    let gain = [0, 1, 2].map(|at: usize| {
        let of = |course: &Course| Some(course.after[at]? - course.baseline);
        let theirs: Vec<_> = near.iter().filter_map(|(_, peer)| of(peer)).collect();
        Some(of(treated)? - stats::mean(&theirs)?)
    });
    let peers = near.iter().map(|(_, peer)| peer.partner).collect();
    Some(Measured { partner: treated.partner, tier: treated.tier, baseline: treated.baseline, peers, gain })
}

/// What interventions of a kind have brought on average.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PooledEffect {
    /// Days after which.
    pub days: u32,
    /// Interventions with a measured gain.
    pub interventions: u32,
    /// Mean gain beyond matched peers, in points.
    pub gain: f64,
    /// The interval of 90 % (bootstrap over interventions); `None` of fewer than four.
    pub interval: Option<(f64, f64)>,
    /// The chance of a mean as far from 0 if gains were as likely as losses (sign-flip permutation), 0–1.
    pub chance: f64,
}

/// Pools gains after `AFTER[at]` days; `None` when none is known. The same seed gives the same interval.
pub fn pooled(measured: &[Measured], at: usize, seed: u64) -> Option<PooledEffect> {
    let gains: Vec<_> = measured.iter().filter_map(|measured| *measured.gain.get(at)?).collect();
    let gain = stats::mean(&gains)?;
    let mut draws = Draws::of(seed);
    Some(PooledEffect {
        days: AFTER[at],
        interventions: u32::try_from(gains.len()).unwrap_or(u32::MAX),
        gain,
        interval: (gains.len() >= INTERVAL_MIN).then(|| bootstrap(&gains, &mut draws)).flatten(),
        chance: sign_flips(&gains, &mut draws),
    })
}

/// The 5 % and 95 % quantiles of means of as many gains, drawn with repetition (Efron 1979).
fn bootstrap(gains: &[f64], draws: &mut Draws) -> Option<(f64, f64)> {
    let mean = |draws: &mut Draws| {
        let sum: f64 = gains.iter().map(|_| gains[draws.below(gains.len())]).sum();
        sum / stats::count(gains.len())
    };
    let mut means: Vec<_> = (0..RESAMPLES).map(|_| mean(draws)).collect();
    means.sort_unstable_by(f64::total_cmp);
    Some((stats::quantile(&means, 0.05)?, stats::quantile(&means, 0.95)?))
}

/// The share of changes of signs with a sum as far from 0 (Fisher 1935); all of them where there are few.
fn sign_flips(gains: &[f64], draws: &mut Draws) -> f64 {
    let observed = gains.iter().sum::<f64>().abs() - 1e-9;
    let flipped = |bits: &dyn Fn(usize) -> bool| {
        let sum: f64 = gains.iter().enumerate().map(|(at, gain)| if bits(at) { -gain } else { *gain }).sum();
        if sum.abs() >= observed { 1.0 } else { 0.0 }
    };
    if gains.len() <= EXACT {
        let all = 1_usize << gains.len();
        return (0..all).map(|signs| flipped(&|at| signs >> at & 1 == 1)).sum::<f64>() / stats::count(all);
    }
    let as_far = (0..RESAMPLES).map(|_| {
        let signs: Vec<_> = gains.iter().map(|_| draws.below(2) == 1).collect();
        flipped(&|at| signs[at])
    });
    // What was observed is one of the possible ones.
    (as_far.sum::<f64>() + 1.0) / (stats::count(RESAMPLES) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn course(id: u128, baseline: f64, slope: f64, gains: [Option<f64>; 3]) -> Course {
        Course {
            partner: PartnerId(Uuid::from_u128(id)),
            tier: Tier::Silver,
            kind: PartnerKind::AuthorizedDealer,
            baseline,
            slope,
            after: gains.map(|gain| Some(baseline + gain?)),
        }
    }

    fn measured(gains: &[f64]) -> Vec<Measured> {
        let one = |gain: &f64| Measured {
            partner: PartnerId(Uuid::from_u128(1)),
            tier: Tier::Silver,
            baseline: 40.0,
            peers: vec![],
            gain: [Some(*gain), None, None],
        };
        gains.iter().map(one).collect()
    }

    #[test]
    fn the_gain_is_what_goes_beyond_that_of_the_nearest_alike() {
        let treated = course(1, 40.0, -2.0, [Some(6.0), Some(12.0), None]);
        let others = [
            course(2, 42.0, -2.0, [Some(2.0), Some(4.0), Some(5.0)]),
            course(3, 38.0, -2.0, [Some(4.0), None, Some(5.0)]),
            // Too far away, of another tier, and the partner itself.
            course(4, 60.0, -2.0, [Some(-9.0); 3]),
            Course { tier: Tier::Gold, ..course(5, 40.0, -2.0, [Some(-9.0); 3]) },
            treated.clone(),
        ];
        let found = effect_of(&treated, &others, &EffectRules::default()).unwrap();
        assert_eq!(found.peers.len(), 2);
        assert_eq!(found.gain, [Some(3.0), Some(8.0), None]);
        let nearest = EffectRules { peers: 1, ..EffectRules::default() };
        assert_eq!(effect_of(&treated, &others, &nearest).unwrap().peers, [others[0].partner]);
        assert_eq!(effect_of(&treated, &others[2..], &EffectRules::default()), None);
    }

    #[test]
    fn a_score_of_a_day_nearby_stands_for_one_that_was_not_scored() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let ends = ["2025-06-30", "2025-07-31", "2025-08-31", "2025-09-30"].map(day);
        let days = MeasureDays::of(&ends, day("2025-07-31")).unwrap();
        assert_eq!((days.before, days.begun), (ends[0], ends[1]));
        assert_eq!(days.after, [Some(ends[2]), Some(ends[3]), None]);
        assert_eq!(MeasureDays::of(&ends, day("2025-07-20")), None);
        assert_eq!(MeasureDays::last(day("2025-07-31")), day("2025-11-01"));
    }

    #[test]
    fn few_interventions_have_no_interval_and_the_same_seed_gives_the_same() {
        let three = pooled(&measured(&[4.0, 5.0, 6.0]), 0, 1).unwrap();
        assert_eq!((three.interval, three.interventions, three.days), (None, 3, 30));
        // Of eight changes of signs only all and none come as far from 0.
        assert!((three.chance - 0.25).abs() < 1e-12 && (three.gain - 5.0).abs() < 1e-12);
        let many: Vec<_> = (0..20).map(|n| f64::from(n) / 4.0).collect();
        let effect = pooled(&measured(&many), 0, 1);
        assert_eq!(effect, pooled(&measured(&many), 0, 1));
        assert!(effect.unwrap().chance < 0.01);
        assert_eq!(pooled(&measured(&many), 1, 1), None);
    }

    #[test]
    fn rules_that_cannot_be_meant_are_refused() {
        EffectRules::default().check().unwrap();
        assert!(EffectRules { peers: 0, ..EffectRules::default() }.check().is_err());
        assert!(EffectRules { caliper: f64::NAN, ..EffectRules::default() }.check().is_err());
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_mean(gains in prop::collection::vec(-20.0f64..20.0, 4..20), seed in any::<u64>()) {
            let effect = pooled(&measured(&gains), 0, seed).unwrap();
            let (low, high) = effect.interval.unwrap();
            prop_assert!(low <= effect.gain + 1e-9 && effect.gain <= high + 1e-9);
            prop_assert!((0.0..=1.0).contains(&effect.chance));
        }

        #[test]
        fn what_moves_everybody_alike_is_no_effect(by in -30.0f64..30.0, baselines in prop::collection::vec(30.0f64..50.0, 2..12)) {
            let all: Vec<_> = (1..).zip(&baselines).map(|(id, baseline)| course(id, *baseline, 0.0, [Some(by); 3])).collect();
            if let Some(found) = effect_of(&all[0], &all, &EffectRules::default()) {
                prop_assert!(found.gain.iter().all(|gain| gain.unwrap().abs() < 1e-9));
            }
        }
    }
}
