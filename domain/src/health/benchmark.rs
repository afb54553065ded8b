//! Where a partner stands among its peers, and beside figures of the industry that the operator has entered.

use super::{Component, stats};
use crate::code::coded;
use crate::partner::{PartnerKind, Tier};
use crate::{PartnerId, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Other partners with a score that a cohort needs by default: quartiles of fewer say nothing.
pub const PEERS_MIN: u32 = 8;

coded! {
    /// Who counts as a peer.
    Cohort {
        /// Partners of the same tier and type.
        TierAndKind = "tier_and_kind", "same tier and type";
        /// Partners of the same tier.
        Tier = "tier", "same tier";
        /// Every partner.
        All = "all", "all partners";
    }
}

/// A partner to compare with.
#[derive(Clone, Debug, PartialEq)]
pub struct Peer {
    /// Who.
    pub partner: PartnerId,
    /// Its tier.
    pub tier: Tier,
    /// Its type.
    pub kind: PartnerKind,
    /// Its score.
    pub score: Option<f64>,
    /// Its components' scores, those that it has.
    pub components: Vec<(Component, f64)>,
}

/// Where a figure stands among those of a cohort.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The partner's own.
    pub value: f64,
    /// The share of the cohort below it and half of those equal to it, itself among them, 0–100 (mid-rank).
    pub percentile: f64,
    /// A quarter of the cohort lies below.
    pub lower_quartile: f64,
    /// Half of the cohort.
    pub median: f64,
    /// Three quarters.
    pub upper_quartile: f64,
    /// Partners in the cohort that have the figure, itself among them.
    pub partners: u32,
}

/// A partner among its peers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Benchmark {
    /// Who counts as a peer here.
    pub cohort: Cohort,
    /// Smaller cohorts that were too small, with the other partners in them that have a score.
    pub too_small: Vec<(Cohort, u32)>,
    /// Where its score stands.
    pub score: Standing,
    /// Where its components stand: those that it has, and enough of its peers too.
    pub components: Vec<(Component, Standing)>,
}

impl Benchmark {
    /// Whom it was compared with, and why not with closer ones.
    pub fn words(&self) -> String {
        let others = self.score.partners.saturating_sub(1);
        let widened =
            self.too_small.iter().map(|(cohort, there)| format!(" {there} others of the {cohort} are too few."));
        format!("Compared with {others} others ({}).{}", self.cohort, widened.collect::<String>())
    }
}

/// Too few partners have a score to compare with any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum NoBenchmark {
    /// The partner has no score itself.
    #[error("without a score there is nothing to compare")]
    NoScore,
    /// Not even all partners are enough.
    #[error("{there} other partners have a score; at least {needed} are needed to compare with")]
    TooFew {
        /// Others with a score.
        there: u32,
        /// That are needed.
        needed: u32,
    },
}

/// How a figure is spread.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quartiles {
    /// A quarter lies below.
    pub lower: f64,
    /// Half.
    pub median: f64,
    /// Three quarters.
    pub upper: f64,
}

impl Quartiles {
    /// The quartiles of at least so many figures, interpolated straight (type 7); none of fewer, as they would say nothing.
    pub fn of(mut figures: Vec<f64>, min: u32) -> Option<Self> {
        if figures.len() < min as usize {
            return None;
        }
        figures.sort_unstable_by(f64::total_cmp);
        let at = |share| stats::quantile(&figures, share);
        Some(Self { lower: at(0.25)?, median: at(0.5)?, upper: at(0.75)? })
    }
}

type CohortKey = (Option<Tier>, Option<PartnerKind>);

/// A portfolio, sorted once so that each partner is placed by searching.
#[derive(Clone, Debug)]
pub struct Peers {
    min: u32,
    partners: HashMap<PartnerId, Peer>,
    /// Sorted figures of each cohort: of the score (no component) and of components.
    figures: HashMap<(CohortKey, Option<Component>), Vec<f64>>,
}

impl Peers {
    /// The peers of a portfolio; a cohort needs `min` partners beside the one that is placed.
    pub fn of(peers: impl IntoIterator<Item = Peer>, min: u32) -> Self {
        let partners: HashMap<_, _> = peers.into_iter().map(|peer| (peer.partner, peer)).collect();
        let mut figures: HashMap<_, Vec<f64>> = HashMap::new();
        for peer in partners.values() {
            let values = peer.components.iter().map(|(component, value)| (Some(*component), *value));
            let values: Vec<_> = values.chain(peer.score.map(|score| (None, score))).collect();
            for cohort in Cohort::ALL {
                for (figure, value) in &values {
                    figures.entry((key(*cohort, peer), *figure)).or_default().push(*value);
                }
            }
        }
        for values in figures.values_mut() {
            values.sort_unstable_by(f64::total_cmp);
        }
        Self { min, partners, figures }
    }

    /// Places a partner among the closest peers that are enough.
    pub fn place(&self, partner: PartnerId) -> Result<Benchmark, NoBenchmark> {
        let peer = self.partners.get(&partner).ok_or(NoBenchmark::NoScore)?;
        let own = peer.score.ok_or(NoBenchmark::NoScore)?;
        let mut too_small = Vec::new();
        for cohort in Cohort::ALL.iter().copied() {
            let score = self.standing(cohort, peer, None, own);
            match score {
                Ok(score) => {
                    let component = |(component, value): &(Component, f64)| {
                        Some((*component, self.standing(cohort, peer, Some(*component), *value).ok()?))
                    };
                    let components = peer.components.iter().filter_map(component).collect();
                    return Ok(Benchmark { cohort, too_small, score, components });
                }
                Err(there) => too_small.push((cohort, there)),
            }
        }
        Err(NoBenchmark::TooFew { there: too_small.last().map_or(0, |(_, there)| *there), needed: self.min })
    }

    /// Where a figure stands in a cohort, or how many others are in one that is too small.
    fn standing(&self, cohort: Cohort, peer: &Peer, figure: Option<Component>, value: f64) -> Result<Standing, u32> {
        let sorted = self.figures.get(&(key(cohort, peer), figure)).map_or(&[] as &[_], Vec::as_slice);
        let partners = u32::try_from(sorted.len()).unwrap_or(u32::MAX);
        let others = partners.saturating_sub(1);
        if others < self.min {
            return Err(others);
        }
        let at = |share| stats::quantile(sorted, share).unwrap_or(value);
        Ok(Standing {
            value,
            percentile: mid_rank(sorted, value),
            lower_quartile: at(0.25),
            median: at(0.5),
            upper_quartile: at(0.75),
            partners,
        })
    }
}

fn key(cohort: Cohort, peer: &Peer) -> CohortKey {
    match cohort {
        Cohort::TierAndKind => (Some(peer.tier), Some(peer.kind)),
        Cohort::Tier => (Some(peer.tier), None),
        Cohort::All => (None, None),
    }
}

/// The percentile of a value among sorted ones: those below and half of those equal, 0–100.
fn mid_rank(sorted: &[f64], value: f64) -> f64 {
    let below = sorted.partition_point(|other| *other < value);
    let equal = sorted.partition_point(|other| *other <= value) - below;
    (stats::count(below) + stats::count(equal) / 2.0) / stats::count(sorted.len().max(1)) * 100.0
}

coded! {
    /// What the industry can be compared by.
    Measure {
        /// Billed revenue in percent of quota.
        QuotaAttainment = "quota_attainment", "Revenue in % of quota";
        /// Customers lost in a month, percent.
        LogoChurn = "logo_churn", "Customers lost a month, %";
        /// Net revenue retention over a year, percent.
        NetRetention = "net_retention", "Net revenue retention, %";
        /// Gross revenue retention over a year, percent.
        GrossRetention = "gross_retention", "Gross revenue retention, %";
        /// Growth of billed revenue a month, percent.
        Growth = "growth", "Growth a month, %";
        /// Installations in time, percent.
        InstallationsInTime = "installations_in_time", "Installations in time, %";
        /// Tickets resolved in time, percent.
        TicketsInTime = "tickets_in_time", "Tickets resolved in time, %";
        /// Net promoter score, −100 to 100.
        NetPromoter = "net_promoter", "Net promoter score";
    }
}

impl Measure {
    /// Whether more is better.
    pub const fn more_is_better(self) -> bool {
        !matches!(self, Self::LogoChurn)
    }
}

/// A figure of the industry, as the operator has found it. There are none until somebody enters one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndustryRow {
    /// What it is about.
    pub measure: Measure,
    /// For partners of a tier, or for all.
    pub tier: Option<Tier>,
    /// For partners of a type, or for all.
    pub kind: Option<PartnerKind>,
    /// What the weaker quarter stays below.
    pub low: f64,
    /// What is usual.
    pub median: f64,
    /// What the stronger quarter exceeds.
    pub high: f64,
    /// Where it was published.
    pub source: String,
    /// For which year.
    pub year: i32,
}

/// Refuses rows that can't be meant, naming the row.
pub fn check_industry(rows: &[IndustryRow]) -> Result<(), Refusal> {
    for (at, row) in rows.iter().enumerate() {
        let refuse = |reason: &str| Err(Refusal::invalid(format!("row {}", at + 1), reason));
        if ![row.low, row.median, row.high].iter().all(|figure| figure.is_finite()) {
            return refuse("give three numbers");
        }
        if !(row.low <= row.median && row.median <= row.high) {
            return refuse("the figures must not fall from low over median to high");
        }
        if row.source.trim().is_empty() {
            return refuse("say where the figures were published");
        }
        if !(1990..=2100).contains(&row.year) {
            return refuse("say for which year the figures are");
        }
        let same = |other: &IndustryRow| (other.measure, other.tier, other.kind) == (row.measure, row.tier, row.kind);
        if rows[..at].iter().any(same) {
            return refuse("there is a row for the same measure, tier and type already");
        }
    }
    Ok(())
}

/// The row that fits a partner best: for its tier and type, else its tier, else its type, else all.
pub fn industry_row(rows: &[IndustryRow], measure: Measure, tier: Tier, kind: PartnerKind) -> Option<&IndustryRow> {
    let fits = |row: &&IndustryRow| {
        row.measure == measure && row.tier.is_none_or(|of| of == tier) && row.kind.is_none_or(|of| of == kind)
    };
    rows.iter().filter(fits).max_by_key(|row| (row.tier.is_some(), row.kind.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(number: u128) -> PartnerId {
        PartnerId(Uuid::from_u128(number))
    }

    fn peer(number: u128, tier: Tier, score: f64) -> Peer {
        let components = vec![(Component::Revenue, score)];
        Peer { partner: id(number), tier, kind: PartnerKind::Franchise, score: Some(score), components }
    }

    #[test]
    fn a_partner_is_placed_among_its_peers_with_half_of_its_equals() {
        let scores = [40.0, 50.0, 50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 99.0, 100.0];
        let peers = Peers::of((1..).zip(scores).map(|(n, score)| peer(n, Tier::Gold, score)), 8);
        let placed = peers.place(id(2)).unwrap();
        assert_eq!((placed.cohort, placed.score.partners), (Cohort::TierAndKind, 10));
        assert_eq!(
            format!("{:.1} {:.2} {:.1}", placed.score.percentile, placed.score.lower_quartile, placed.score.median),
            "20.0 52.50 75.0"
        );
        assert_eq!(placed.components[0].0, Component::Revenue);
        assert_eq!(placed.words(), "Compared with 9 others (same tier and type).");
    }

    #[test]
    fn quartiles_of_too_few_are_none() {
        let figures = |of: u32| (1..=of).map(f64::from).collect::<Vec<_>>();
        assert_eq!(Quartiles::of(figures(7), PEERS_MIN), None);
        assert_eq!(Quartiles::of(figures(9), PEERS_MIN), Some(Quartiles { lower: 3.0, median: 5.0, upper: 7.0 }));
        assert_eq!(Quartiles::of(Vec::new(), 0), None);
    }

    #[test]
    fn small_cohorts_are_widened_and_it_is_said() {
        let gold = (1..=3).map(|n| peer(n, Tier::Gold, 50.0));
        let others = (10..=18).map(|n| peer(n, Tier::Silver, 60.0));
        let peers = Peers::of(gold.chain(others), 8);
        let placed = peers.place(id(1)).unwrap();
        assert_eq!(
            placed.words(),
            "Compared with 11 others (all partners). 2 others of the same tier and type are too few. \
             2 others of the same tier are too few."
        );
        let few = Peers::of((1..=3).map(|n| peer(n, Tier::Gold, 50.0)), 8);
        assert_eq!(few.place(id(1)), Err(NoBenchmark::TooFew { there: 2, needed: 8 }));
        assert_eq!(few.place(id(9)), Err(NoBenchmark::NoScore));
    }

    #[test]
    fn the_row_that_fits_best_is_taken_and_bad_rows_are_named() {
        let row = |tier, kind, median| IndustryRow {
            measure: Measure::LogoChurn,
            tier,
            kind,
            low: median - 1.0,
            median,
            high: median + 1.0,
            source: "A yearbook".into(),
            year: 2025,
        };
        let rows =
            [row(None, None, 2.0), row(None, Some(PartnerKind::Franchise), 3.0), row(Some(Tier::Gold), None, 1.0)];
        check_industry(&rows).unwrap();
        let median = |tier| industry_row(&rows, Measure::LogoChurn, tier, PartnerKind::Franchise).unwrap().median;
        assert_eq!((median(Tier::Gold).round(), median(Tier::Silver).round()), (1.0, 3.0));
        assert_eq!(industry_row(&rows, Measure::Growth, Tier::Gold, PartnerKind::Franchise), None);
        let refusal = check_industry(&[rows[0].clone(), IndustryRow { source: " ".into(), ..rows[1].clone() }]);
        assert!(refusal.unwrap_err().to_string().starts_with("row 2: say where"));
        assert!(check_industry(&[rows[0].clone(), rows[0].clone()]).is_err());
        assert!(check_industry(&[IndustryRow { low: 9.0, ..rows[0].clone() }]).is_err());
    }

    proptest! {
        #[test]
        fn percentiles_rise_with_the_score_and_average_to_the_middle(scores in prop::collection::vec(0u32..100, 9..60)) {
            let all: Vec<_> = (1..).zip(&scores).map(|(n, score)| peer(n, Tier::Gold, f64::from(*score))).collect();
            let peers = Peers::of(all.clone(), 8);
            let mut placed: Vec<_> = all.iter().map(|peer| peers.place(peer.partner).unwrap().score).collect();
            placed.sort_by(|a, b| a.value.total_cmp(&b.value));
            prop_assert!(placed.is_sorted_by(|a, b| a.percentile <= b.percentile));
            let percentiles: Vec<_> = placed.iter().map(|standing| standing.percentile).collect();
            prop_assert!((stats::mean(&percentiles).unwrap() - 50.0).abs() < 1e-6);
        }
    }
}
