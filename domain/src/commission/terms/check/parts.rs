//! What can't be meant in the parts of a plan that work on the statement as a whole.

use super::{At, Found, MOST, MOST_TIME};
use crate::commission::terms::{
    Bonus, Clawback, ClawbackMode, CountBand, Override, OverrideOf, Reward, Settlement, Threshold,
};

/// Levels of parents that can earn an override.
const MOST_LEVELS: u8 = 5;

impl Settlement {
    pub(super) fn check(&self, at: At<'_>, found: &mut Found) {
        self.check_splits(at.field("splits"), found);
        self.check_overrides(at.field("overrides"), found);
        let bonuses = at.field("bonuses");
        for (number, bonus) in self.bonuses.iter().enumerate() {
            bonus.check(bonuses.item(number), found);
            if self.bonuses[..number].iter().any(|before| before.name == bonus.name) {
                let reason = format!("another bonus is called “{}” too", bonus.name);
                found.add(bonuses.item(number).field("name"), reason, "give each a name of its own");
            }
        }
        if self.bonuses.len() > MOST {
            found.add(bonuses, "there are too many", format!("give at most {MOST}"));
        }
        self.cap.iter().for_each(|cap| found.more_than_nothing(at.field("cap"), *cap));
        self.floor.iter().for_each(|floor| found.amount(at.field("floor"), *floor));
        if self.cap.zip(self.floor).is_some_and(|(cap, floor)| cap < floor) {
            found.add(at.field("cap"), "the cap is below the floor", "raise the cap or lower the floor");
        }
        if let Some(ceiling) = self.ceiling {
            let field = at.field("ceiling");
            if ceiling.rate.0 == 0 {
                found.add(field.field("rate"), "a ceiling of nothing pays nothing", "give more, or leave the part out");
            }
            found.rate(field.field("rate"), ceiling.rate);
        }
        if let Some(holdback) = self.holdback {
            let at = at.field("holdback");
            found.share(at.field("rate"), holdback.rate);
            let months = u32::from(holdback.release_after_months);
            if months == 0 || months > MOST_TIME {
                let reason = format!("a holdback that is released after {months} months");
                found.add(at.field("release_after_months"), reason, format!("give 1 to {MOST_TIME}"));
            }
        }
        if let Some(clawback) = &self.clawback {
            clawback.check(at.field("clawback"), found);
        }
        self.check_draw(at.field("draw"), found);
        self.draw.iter().for_each(|draw| found.more_than_nothing(at.field("draw").field("amount"), draw.amount));
        self.minimum_payout.iter().for_each(|least| found.amount(at.field("minimum_payout"), *least));
    }

    /// What is drawn is recovered from earnings above the draw, of which a cap may leave none.
    fn check_draw(&self, at: At<'_>, found: &mut Found) {
        let recoverable = self.draw.filter(|draw| draw.recoverable);
        if let Some((_, cap)) = recoverable.zip(self.cap).filter(|(draw, cap)| *cap <= draw.amount) {
            let reason = format!("the cap of {cap} leaves nothing above the draw that it could be recovered from");
            let way_out = format!("give less than {cap}, raise the cap, or let the draw not be recoverable");
            found.add(at.field("amount"), reason, way_out);
        }
    }

    fn check_splits(&self, at: At<'_>, found: &mut Found) {
        if self.splits.is_empty() {
            return;
        }
        found.list(at, &self.splits, "share");
        found.partners(at, &self.splits.iter().map(|share| share.partner.as_deref()).collect::<Vec<_>>());
        let shares: Vec<_> = self.splits.iter().filter_map(|share| share.share).collect();
        let weights: Vec<_> = self.splits.iter().filter_map(|share| share.weight).collect();
        match (shares.len(), weights.len()) {
            (all, 0) if all == self.splits.len() => found.shares(at, &shares),
            (0, all) if all == self.splits.len() => {
                if weights.iter().all(|weight| *weight == 0) {
                    found.add(at, "nobody gets anything", "give at least one a weight above 0");
                }
            }
            _ => found.add(at, "parts can't be compared", "give each a share, or each a weight"),
        }
    }

    fn check_overrides(&self, at: At<'_>, found: &mut Found) {
        if self.overrides.len() > MOST {
            found.add(at, "there are too many", format!("give at most {MOST}"));
        }
        for (number, one) in self.overrides.iter().enumerate() {
            let place = at.item(number);
            if !(1..=MOST_LEVELS).contains(&one.level) {
                let reason = format!("there is no level {}", one.level);
                let way_out = format!("1 is the partner's parent; give 1 to {MOST_LEVELS}");
                found.add(place.field("level"), reason, way_out);
            }
            found.rate(place.field("rate"), one.rate);
            for before in &self.overrides[..number] {
                if before.level == one.level && one.competes_with(before) {
                    let reason = "another override of this level holds for the same and is as specific";
                    found.add(place, reason, "keep one of them, or name different customers or products");
                    break;
                }
            }
            // A parent whose whole rate isn't above that of the parent below never earns anything.
            let below = self.overrides[..number].iter().find(|before| {
                before.of == OverrideOf::Spread && before.level < one.level && before.is_for_everything()
            });
            let is_useless = one.of == OverrideOf::Spread && one.is_for_everything();
            if let Some(below) = below.filter(|below| is_useless && below.rate >= one.rate) {
                let reason = format!("level {} takes {} already, so that nothing is left", below.level, below.rate);
                found.add(place.field("rate"), reason, "give a higher rate");
            }
        }
    }
}

impl Override {
    fn is_for_everything(&self) -> bool {
        self.customers.is_empty() && self.products.is_empty()
    }

    /// Whether both could hold for a fact with neither being the more specific.
    fn competes_with(&self, other: &Self) -> bool {
        let overlaps = |one: &[String], other: &[String]| {
            one.is_empty() && other.is_empty() || one.iter().any(|name| other.contains(name))
        };
        overlaps(&self.customers, &other.customers) && overlaps(&self.products, &other.products)
    }
}

impl Bonus {
    fn check(&self, at: At<'_>, found: &mut Found) {
        if self.name.trim().is_empty() {
            found.add(at.field("name"), "the name is empty", "say what it is for");
        }
        found.list(at.field("on"), &self.on, "kind of fact");
        let from = at.field("from");
        match self.from {
            Threshold::Revenue(amount) => found.amount(from.field("revenue"), amount),
            Threshold::Quota(share) => found.factor(from.field("quota"), share),
            Threshold::Count(_) => {}
        }
        let pay = at.field("pay");
        match self.pay {
            Reward::Amount(amount) => found.more_than_nothing(pay.field("amount"), amount),
            Reward::Rate(rate) => found.rate(pay.field("rate"), rate),
            Reward::RateAbove(rate) => {
                found.rate(pay.field("rate_above"), rate);
                if matches!(self.from, Threshold::Count(_)) {
                    let reason = "there is no revenue above a count";
                    found.add(pay.field("rate_above"), reason, "pay an amount or a rate, or use revenue or quota");
                }
            }
        }
    }
}

impl Clawback {
    fn check(&self, at: At<'_>, found: &mut Found) {
        let window = self.window.length();
        if window == 0 || window > MOST_TIME {
            found.add(at.field("window"), format!("a window of {}", self.window), format!("give 1 to {MOST_TIME}"));
        }
        if let ClawbackMode::Steps(steps) = &self.take {
            let take = at.field("take");
            let at = take.field("steps");
            found.list(at, steps, "step");
            let mut before = 0;
            for (number, step) in steps.iter().enumerate() {
                found.rate(at.item(number).field("share"), step.share);
                if step.below <= before {
                    let reason = format!("below {} is within the step before, so that it is never reached", step.below);
                    found.add(at.item(number).field("below"), reason, "put the steps in rising order");
                }
                before = step.below;
            }
            if before != window {
                let reason = format!("the last step ends at {before}, but the window is {}", self.window);
                found.add(at, reason, "let the last step end where the window does");
            }
        }
    }
}

/// Multiples by seats: they needn't begin at 0, as few seats may earn nothing.
pub(super) fn check_counts(at: At<'_>, bands: &[CountBand], found: &mut Found) {
    found.list(at, bands, "band");
    let borders: Vec<_> = bands.iter().map(|band| band.from).collect();
    found.rising(at, &borders, |count| format!("{count} seats"));
    for (number, band) in bands.iter().enumerate() {
        found.factor(at.item(number).field("of_mrr"), band.of_mrr);
    }
}
