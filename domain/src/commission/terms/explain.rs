//! Plans in plain words.

use super::{
    Clawback, ClawbackMode, CountBand, Counted, CreditMode, Fade, Override, Pay, PlanTerms, QuotaBand, RevenueBase,
    Reward, Rule, Settlement, Threshold, TierMode, Volume,
};
use crate::{Cents, Currency, Rate};

impl PlanTerms {
    /// The rules in plain words, in order, and what happens to their sum.
    pub fn explain(&self, currency: Currency) -> Vec<String> {
        let currency = self.currency.unwrap_or(currency);
        let rules = self.rules.iter().map(|rule| rule.explain(self.base, currency));
        rules.chain(self.statement.explain(currency)).collect()
    }
}

impl Rule {
    /// The rule in plain words; `base` is what counts as revenue unless it says otherwise.
    fn explain(&self, base: RevenueBase, currency: Currency) -> String {
        let base = self.base.unwrap_or(base).label();
        let mut words = vec![self.pay.explain(base, currency)];
        if self.on != [super::FactKind::Recurring] {
            let kinds: Vec<_> = self.on.iter().map(|kind| kind.label()).collect();
            words.push(format!("for {}", kinds.join(" and ")));
        }
        if !self.when.is_empty() {
            words.push("under conditions".to_owned());
        }
        for multiplier in &self.times {
            let when = if multiplier.when.is_empty() { "" } else { " under conditions" };
            words.push(format!("times {}{when}", multiplier.factor.to_decimal().normalize()));
        }
        words.extend(self.fade.as_ref().map(Fade::explain));
        words.extend(self.end_after_months.map(|last| format!("for {last} months of service")));
        let (least, most) = self.each.map_or((None, None), |each| (each.at_least, each.at_most));
        words.extend(least.map(|least| format!("at least {} each", currency.show(least))));
        words.extend(most.map(|most| format!("at most {} each", currency.show(most))));
        let words = words.join(", ");
        match &self.name {
            Some(name) => format!("{name}: {words}"),
            None => words,
        }
    }
}

impl Fade {
    fn explain(&self) -> String {
        match self {
            Self::Steps(steps) => {
                let steps = steps.iter().map(|step| format!("to {} from month {}", step.factor, step.from_month));
                format!("falling {}", steps.collect::<Vec<_>>().join(", "))
            }
            Self::Every { months, factor } => format!("falling to {factor} of itself every {months} months"),
        }
    }
}

/// Bands from lower bound to lower bound: `8 % from $0.00 to $2,500.00, 10 % from $2,500.00 on`.
fn bands<T>(tiers: &[T], from: impl Fn(&T) -> String, value: impl Fn(&T) -> String) -> String {
    let band = |(at, tier): (usize, &T)| match tiers.get(at + 1) {
        Some(next) => format!("{} from {} to {}", value(tier), from(tier), from(next)),
        None => format!("{} from {} on", value(tier), from(tier)),
    };
    tiers.iter().enumerate().map(band).collect::<Vec<_>>().join(", ")
}

fn times(multiple: Rate) -> String {
    format!("{} ×", multiple.to_decimal().normalize())
}

fn by_seats(seats: &[CountBand]) -> String {
    bands(seats, |band| format!("{} seats", band.from), |band| times(band.of_mrr))
}

impl Volume {
    fn of(self, base: &str) -> String {
        format!("the {}'s {base} ({})", self.per.label(), self.during.label())
    }
}

impl Pay {
    fn explain(&self, base: &str, currency: Currency) -> String {
        let meaning = |mode| match mode {
            TierMode::Marginal => "each rate holds for the revenue inside its tier",
            TierMode::WholeAmount => "the rate of the tier reached holds for all revenue",
        };
        match self {
            Self::Percentage { rate } => format!("{rate} of {base}"),
            Self::Tiered { mode, tiers, volume } => {
                let bands = bands(tiers, |tier| currency.show(tier.from), |tier| tier.rate.to_string());
                let volume = if *volume == Volume::default() { format!("the month's {base}") } else { volume.of(base) };
                format!("Tiers of {volume}: {bands} ({})", meaning(*mode))
            }
            Self::Attainment { mode, tiers, volume } => {
                let from = |tier: &QuotaBand| format!("{} of quota", tier.from);
                let bands = bands(tiers, from, |tier| tier.rate.to_string());
                format!("Tiers of {} against quota: {bands} ({})", volume.of(base), meaning(*mode))
            }
            Self::OnTarget { ote, quota } => {
                let quota = quota.map_or_else(|| "the quota".to_owned(), |quota| currency.show(quota));
                format!("{base} × {} ÷ {quota}", currency.show(*ote))
            }
            Self::Multiple { of_mrr, then } => {
                let then = then.map(|then| format!(", {} after {}", times(then.of_mrr), currency.show(then.after)));
                format!("{} monthly recurring revenue, once{}", times(*of_mrr), then.unwrap_or_default())
            }
            Self::BySeats { seats, bundle } => {
                let bundle = bundle.as_ref().map(|bundle| {
                    let (own, others) = (bundle.from, bundle.products.join(", "));
                    format!("; from {own} of them together with {others}: {}", by_seats(&bundle.seats))
                });
                format!("monthly recurring revenue, once, by seats: {}{}", by_seats(seats), bundle.unwrap_or_default())
            }
            Self::Flat { amount, per } => format!("{} for each {}", currency.show(*amount), per.label()),
            Self::FlatTiered { mode, tiers, per } => {
                let amount = bands(tiers, |tier| tier.from.to_string(), |tier| currency.show(tier.amount));
                let meaning = match mode {
                    TierMode::Marginal => "each fee holds for those inside its tier",
                    TierMode::WholeAmount => "the fee of the tier reached holds for all",
                };
                let per = if *per == Counted::Fact { "fact" } else { per.label() };
                format!("for each {per} by their number: {amount} ({meaning})")
            }
            Self::Advance { rate, share, tail } => {
                let first = u32::from(tail.delay()) + 1;
                format!(
                    "{rate} of {base}, {share} of that at once, the rest over {} months from month {first} on",
                    tail.months
                )
            }
            Self::Credit { mode, shares } => {
                let credit = |credit: &super::Credit| {
                    let who = credit.partner.as_deref().unwrap_or("the partner");
                    format!("{} of {} for {who}", credit.rate, credit.share)
                };
                let how = if *mode == CreditMode::Split { "divided" } else { "credited each by itself" };
                format!("{base} {how}: {}", shares.iter().map(credit).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl Settlement {
    fn explain(&self, currency: Currency) -> Vec<String> {
        let show = |amount: Cents| currency.show(amount);
        let mut words = Vec::new();
        for split in &self.splits {
            let who = split.partner.as_deref().unwrap_or("the partner");
            words.push(match (split.share, split.weight) {
                (Some(share), _) => format!("{share} goes to {who}"),
                (None, weight) => format!("{} parts go to {who}", weight.unwrap_or(0)),
            });
        }
        words.extend(self.overrides.iter().map(Override::explain));
        for bonus in &self.bonuses {
            let from = match bonus.from {
                Threshold::Revenue(from) => format!("revenue of {}", show(from)),
                Threshold::Quota(share) => format!("{share} of quota"),
                Threshold::Count(count) => format!("{count} facts"),
            };
            let pays = match bonus.pay {
                Reward::Amount(amount) => show(amount),
                Reward::Rate(rate) => format!("{rate} of revenue"),
                Reward::RateAbove(rate) => format!("{rate} of what is above"),
            };
            words.push(format!("{}: {pays} from {from} on", bonus.name));
        }
        words.extend(self.cap.map(|cap| format!("at most {} a month", show(cap))));
        words.extend(self.floor.map(|floor| format!("at least {} a month", show(floor))));
        words.extend(self.ceiling.map(|ceiling| format!("at most {} of revenue", ceiling.rate)));
        words.extend(
            self.holdback.map(|held| format!("{} is held back for {} months", held.rate, held.release_after_months)),
        );
        words.extend(self.clawback.as_ref().map(Clawback::explain));
        words.extend(self.draw.map(|draw| {
            let owed = if draw.recoverable { "recovered from later earnings" } else { "not owed back" };
            format!("a draw of {} a month, {owed}", show(draw.amount))
        }));
        words.extend(self.minimum_payout.map(|least| format!("less than {} is carried forward", show(least))));
        words
    }
}

impl Override {
    fn explain(&self) -> String {
        let narrow = if self.customers.is_empty() && self.products.is_empty() { "" } else { ", for some of it" };
        format!("the parent of level {} earns {} of {}{narrow}", self.level, self.rate, self.of.label())
    }
}

impl Clawback {
    fn explain(&self) -> String {
        let how = match &self.take {
            ClawbackMode::Full => "all".to_owned(),
            ClawbackMode::ProRata => "the part not served".to_owned(),
            ClawbackMode::Steps(steps) => {
                let step = |step: &super::ClawbackStep| format!("{} below {}", step.share, step.below);
                steps.iter().map(step).collect::<Vec<_>>().join(", ")
            }
        };
        format!("when a customer leaves within {}, {how} of what was paid is taken back", self.window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_in_plain_words() {
        let terms = PlanTerms::read(
            r#"{"rules": [{"pay": {"percentage": {"rate": "5.5%"}}}, {"pay": {"tiered": {"mode": "marginal",
                "tiers": [{"from": "0", "rate": "8%"}, {"from": "2500", "rate": "10%"}]}}}]}"#,
        );
        assert_eq!(
            terms.unwrap().explain(Currency::Usd),
            [
                "5.5 % of billed revenue",
                "Tiers of the month's billed revenue: 8 % from $0.00 to $2,500.00, 10 % from $2,500.00 on \
                 (each rate holds for the revenue inside its tier)"
            ]
        );
    }

    #[test]
    fn every_part_has_words() {
        let terms = PlanTerms::read(include_str!("../../../tests/cases/every_part.json")).unwrap();
        let words = terms.explain(Currency::Usd);
        let parts = &terms.statement;
        let expected = terms.rules.len() + parts.splits.len() + parts.overrides.len() + parts.bonuses.len() + 7;
        assert_eq!(words.len(), expected);
        assert!(words.iter().all(|line| !line.is_empty()));
    }
}
