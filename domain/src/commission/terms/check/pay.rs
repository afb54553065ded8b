//! What can't be meant in the way a rule pays.

use super::{At, Found, MOST_TIME};
use crate::commission::terms::{Band, CreditMode, Pay, Per, TierMode, Volume};

impl Pay {
    pub(super) fn check(&self, at: At<'_>, found: &mut Found) {
        match self {
            Self::Percentage { rate } => found.rate(at.field("percentage").field("rate"), *rate),
            Self::Tiered { mode, tiers, volume } => {
                let at = at.field("tiered");
                check_bands(at.field("tiers"), tiers, found);
                check_volume(at.field("volume"), *mode, *volume, found);
            }
            Self::Attainment { mode, tiers, volume } => {
                let at = at.field("attainment");
                let borders: Vec<_> = tiers.iter().map(|tier| tier.from).collect();
                found.borders(at.field("tiers"), &borders, |share| share.to_string());
                for (number, tier) in tiers.iter().enumerate() {
                    let tiers = at.field("tiers");
                    let place = tiers.item(number);
                    found.factor(place.field("from"), tier.from);
                    found.rate(place.field("rate"), tier.rate);
                }
                check_volume(at.field("volume"), *mode, *volume, found);
            }
            Self::OnTarget { ote, quota } => {
                let at = at.field("on_target");
                found.more_than_nothing(at.field("ote"), *ote);
                if let Some(quota) = quota {
                    found.more_than_nothing(at.field("quota"), *quota);
                }
            }
            Self::Multiple { of_mrr, then } => {
                let at = at.field("multiple");
                found.factor(at.field("of_mrr"), *of_mrr);
                if let Some(then) = then {
                    let place = at.field("then");
                    found.more_than_nothing(place.field("after"), then.after);
                    found.factor(place.field("of_mrr"), then.of_mrr);
                    if of_mrr.0 == 0 {
                        found.add(at.field("of_mrr"), "the threshold is never reached", "give more than 0");
                    }
                }
            }
            Self::BySeats { seats, bundle } => {
                let at = at.field("by_seats");
                super::parts::check_counts(at.field("seats"), seats, found);
                if let Some(bundle) = bundle {
                    let place = at.field("bundle");
                    found.list(place.field("products"), &bundle.products, "product");
                    super::parts::check_counts(place.field("seats"), &bundle.seats, found);
                }
            }
            Self::Flat { amount, .. } => found.amount(at.field("flat").field("amount"), *amount),
            Self::FlatTiered { tiers, .. } => {
                let at = at.field("flat_tiered");
                let borders: Vec<_> = tiers.iter().map(|tier| tier.from).collect();
                found.borders(at.field("tiers"), &borders, |count| count.to_string());
                for (number, tier) in tiers.iter().enumerate() {
                    found.amount(at.field("tiers").item(number).field("amount"), tier.amount);
                }
            }
            Self::Advance { rate, share, tail } => {
                let at = at.field("advance");
                found.rate(at.field("rate"), *rate);
                found.share(at.field("share"), *share);
                if tail.months == 0 || u32::from(tail.months) > MOST_TIME || u32::from(tail.delay()) > MOST_TIME {
                    let months = at.field("tail");
                    found.add(months.field("months"), "the rest needs months to be paid in", "give 1 to 12000");
                }
            }
            Self::Credit { mode, shares } => {
                let at = at.field("credit");
                let place = at.field("shares");
                found.list(place, shares, "share");
                found.partners(place, &shares.iter().map(|credit| credit.partner.as_deref()).collect::<Vec<_>>());
                match mode {
                    CreditMode::Split => {
                        found.shares(place, &shares.iter().map(|credit| credit.share).collect::<Vec<_>>());
                    }
                    CreditMode::Overlay => {
                        for (number, credit) in shares.iter().enumerate() {
                            found.share(place.item(number).field("share"), credit.share);
                        }
                    }
                }
                for (number, credit) in shares.iter().enumerate() {
                    found.rate(place.item(number).field("rate"), credit.rate);
                }
            }
        }
    }
}

fn check_bands(at: At<'_>, bands: &[Band], found: &mut Found) {
    let borders: Vec<_> = bands.iter().map(|band| band.from).collect();
    found.borders(at, &borders, |amount| amount.to_string());
    for (number, band) in bands.iter().enumerate() {
        found.amount(at.item(number).field("from"), band.from);
        found.rate(at.item(number).field("rate"), band.rate);
    }
}

fn check_volume(at: At<'_>, mode: TierMode, volume: Volume, found: &mut Found) {
    if mode == TierMode::Marginal && volume.per == Per::Group {
        let reason = "marginal bands of a group's volume would depend on who of the group comes first";
        found.add(at, reason, "use whole_amount, or the partner's own volume");
    }
}
