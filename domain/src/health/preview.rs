//! What new rules would make of the portfolio, before they are saved.

use super::{Band, HealthFacts, HealthRules, score, stats};
use crate::PartnerId;
use serde::{Deserialize, Serialize};

/// One partner under the present and under the new rules.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Who.
    pub partner: PartnerId,
    /// By the present rules.
    pub before: Option<f64>,
    /// By the new ones.
    pub after: Option<f64>,
}

impl Effect {
    /// Bands before and after, when they differ; no band is one too.
    pub fn moved(&self) -> Option<(Option<Band>, Option<Band>)> {
        let bands = (self.before.map(Band::of), self.after.map(Band::of));
        (bands.0 != bands.1).then_some(bands)
    }

    /// Points gained, below 0 when lost; `None` without a score on either side.
    pub fn gain(&self) -> Option<f64> {
        Some(self.after? - self.before?)
    }
}

/// How many partners a band has before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BandCount {
    /// The band; none for partners without a score.
    pub band: Option<Band>,
    /// Partners by the present rules.
    pub before: u32,
    /// By the new ones.
    pub after: u32,
}

/// The effect of new rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// Every partner, the one that moves furthest first.
    pub partners: Vec<Effect>,
    /// The five bands and those without a score.
    pub bands: Vec<BandCount>,
    /// Partners that would change band.
    pub moved: u32,
    /// Mean gain of those with a score on both sides.
    pub mean_gain: Option<f64>,
}

/// Scores a portfolio by both rules.
pub fn preview(portfolio: &[(PartnerId, HealthFacts)], present: &HealthRules, new: &HealthRules) -> Preview {
    let effect = |(partner, facts): &(PartnerId, HealthFacts)| Effect {
        partner: *partner,
        before: score(facts, present).score,
        after: score(facts, new).score,
    };
    let mut partners: Vec<_> = portfolio.iter().map(effect).collect();
    // A score that appears or goes is further than any gain.
    let distance = |effect: &Effect| match (effect.before, effect.after) {
        (None, None) => 0.0,
        _ => effect.gain().map_or(f64::MAX, f64::abs),
    };
    partners.sort_by(|a, b| distance(b).total_cmp(&distance(a)).then(a.partner.cmp(&b.partner)));
    let count = |of: &dyn Fn(&Effect) -> bool| {
        u32::try_from(partners.iter().filter(|effect| of(effect)).count()).unwrap_or(u32::MAX)
    };
    let bands = Band::ALL.iter().copied().map(Some).chain([None]).map(|band| BandCount {
        band,
        before: count(&|effect| effect.before.map(Band::of) == band),
        after: count(&|effect| effect.after.map(Band::of) == band),
    });
    let gains: Vec<_> = partners.iter().filter_map(Effect::gain).collect();
    Preview {
        bands: bands.collect(),
        moved: count(&|effect| effect.moved().is_some()),
        mean_gain: stats::mean(&gains),
        partners,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Acquisition, Component, Missing, Revenue};
    use super::*;
    use crate::Cents;
    use uuid::Uuid;

    fn portfolio() -> Vec<(PartnerId, HealthFacts)> {
        let facts = |billed: i64, activated: u32| HealthFacts {
            revenue: Ok(Revenue { billed: Cents(billed), quota: Cents(100), own_quota: true }),
            acquisition: Ok(Acquisition { activated, target: 10, own_target: true }),
            ..HealthFacts::missing("2025-09-30".parse().unwrap(), Missing::NotRecorded)
        };
        let nothing = HealthFacts::missing("2025-09-30".parse().unwrap(), Missing::NotRecorded);
        let all = [facts(100, 10), facts(120, 1), facts(20, 12), nothing];
        (1..).map(|id| PartnerId(Uuid::from_u128(id))).zip(all).collect()
    }

    #[test]
    fn the_same_rules_move_nobody() {
        let rules = HealthRules::default();
        let preview = preview(&portfolio(), &rules, &rules);
        assert_eq!((preview.moved, preview.mean_gain), (0, Some(0.0)));
        assert!(preview.bands.iter().all(|band| band.before == band.after));
        assert_eq!(preview.bands.iter().map(|band| band.before).sum::<u32>(), 4);
    }

    #[test]
    fn who_moves_furthest_comes_first_with_both_bands() {
        let rules = HealthRules::default();
        let mut new = rules.clone();
        new.weights.iter_mut().find(|(component, _)| *component == Component::Acquisition).unwrap().1 = 0.0;
        new.coverage_min = 0.2;
        let preview = preview(&portfolio(), &rules, &new);
        // By revenue alone: 120 % of the quota is 100 points, 20 % is 16.7.
        let furthest = preview.partners[0];
        assert_eq!(furthest.partner, PartnerId(Uuid::from_u128(2)));
        assert_eq!(furthest.moved(), Some((Some(Band::Stable), Some(Band::Thriving))));
        assert_eq!(preview.moved, 2);
        assert_eq!(preview.bands.last(), Some(&BandCount { band: None, before: 1, after: 1 }));
    }
}
