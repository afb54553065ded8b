//! The lines of a month's billed revenue: the same rules as for a whole statement, without what only that needs.

use super::facts::{BilledFact, Fact};
use super::rules::{self, Around};
use super::terms::PlanTerms;
use crate::{Cents, CustomerId, Rate, Refusal, Rounding};
use serde::{Deserialize, Serialize};

/// One line of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The customer whose bill it comes from.
    pub customer: CustomerId,
    /// Which rule of the plan, from 1.
    pub rule: i16,
    /// Which tier of a tiered rule, from 1; 0 for rules without tiers.
    pub part: i16,
    /// The part of the bill that the rate applies to.
    pub base: Cents,
    /// The rate.
    pub rate: Rate,
    /// The commission.
    pub amount: Cents,
}

/// The lines that a plan gives for one partner's bills of a month, by customer, rule and part.
///
/// `rounding` is what the tenant says; a plan that says otherwise wins.
///
/// Refuses terms that aren't sound or need more than billed revenue, and revenue that can't be added up in 64 bits of
/// cents.
pub fn evaluate(terms: &PlanTerms, facts: &[BilledFact], rounding: Rounding) -> Result<Vec<Line>, Refusal> {
    terms.ensure_sound()?;
    terms.ensure_billed_revenue_is_enough()?;
    let around = Around { volumes: &[], quota: None, rounding: terms.rounding.unwrap_or(rounding) };
    let lines = rules::lines(terms, &facts.iter().map(Fact::from), around)?;
    let line = |line: rules::RuleLine| {
        let (customer, base) = (line.customer?, line.base);
        Some(Line { customer, rule: line.rule, part: line.part, base, rate: line.rate, amount: line.amount })
    };
    let mut lines: Vec<_> = lines.into_iter().filter_map(line).collect();
    // In the order of the key that they are stored by.
    lines.sort_by_key(|line| (line.customer, line.rule, line.part));
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commission::{Band, Rule, TierMode};
    use proptest::prelude::*;
    use rust_decimal::Decimal;
    use uuid::Uuid;

    fn facts(amounts: &[i64]) -> Vec<BilledFact> {
        let fact = |(number, amount): (u128, &i64)| BilledFact {
            customer: CustomerId(Uuid::from_u128(number)),
            amount: Cents(*amount),
        };
        (1..).zip(amounts).map(fact).collect()
    }

    fn tiered(mode: TierMode, tiers: &[(i64, i64)]) -> PlanTerms {
        let tiers = tiers.iter().map(|(from, rate)| Band { from: Cents(*from), rate: Rate(*rate) }).collect();
        PlanTerms::of_rules(vec![Rule::tiered(mode, tiers)])
    }

    fn total(lines: &[Line]) -> Cents {
        lines.iter().map(|line| line.amount).sum()
    }

    /// Commission of tiers on a total, by the textbook, in decimals. Below zero the first tier goes on.
    fn textbook(mode: TierMode, tiers: &[(i64, i64)], total: i64, rounding: Rounding) -> Cents {
        let part = |amount: i64, rate: i64| Cents(amount).to_decimal() * Rate(rate).to_decimal();
        let exact = match mode {
            TierMode::Marginal => (tiers.iter().enumerate())
                .map(|(at, (from, rate))| {
                    let within = tiers.get(at + 1).map_or(total, |(next, _)| total.min(*next)).saturating_sub(*from);
                    part(if at == 0 { within } else { within.max(0) }, *rate)
                })
                .sum::<Decimal>(),
            TierMode::WholeAmount => {
                let reached = tiers.iter().rfind(|(from, _)| *from <= total).unwrap_or(&tiers[0]);
                part(total, reached.1)
            }
        };
        Cents::from_decimal(exact, rounding).unwrap()
    }

    const TIERS: [(i64, i64); 3] = [(0, 80_000), (250_000, 100_000), (1_000_000, 120_000)];

    #[test]
    fn a_bill_across_a_border_is_a_line_in_each_tier() {
        let terms = tiered(TierMode::Marginal, &TIERS);
        let lines = evaluate(&terms, &facts(&[200_000, 100_000]), Rounding::HalfEven).unwrap();
        let seen: Vec<_> = lines.iter().map(|l| (l.part, l.base.0, l.amount.0)).collect();
        assert_eq!(seen, [(1, 200_000, 16_000), (1, 50_000, 4_000), (2, 50_000, 5_000)]);
    }

    #[test]
    fn a_tier_holds_from_its_lower_bound_on() {
        let commission =
            |mode, amount| total(&evaluate(&tiered(mode, &TIERS), &facts(&[amount]), Rounding::HalfEven).unwrap()).0;
        assert_eq!(commission(TierMode::WholeAmount, 249_999), 20_000);
        assert_eq!(commission(TierMode::WholeAmount, 250_000), 25_000);
        assert_eq!(commission(TierMode::Marginal, 250_000), 20_000);
        assert_eq!(commission(TierMode::Marginal, 250_010), 20_001);
    }

    #[test]
    fn a_credit_takes_back_what_it_was_paid() {
        let terms = tiered(TierMode::Marginal, &TIERS);
        let lines = evaluate(&terms, &facts(&[300_000, -300_000, 0]), Rounding::HalfEven).unwrap();
        assert_eq!(total(&lines), Cents::ZERO);
        assert_eq!(lines.last().map(|l| (l.base, l.amount)), Some((Cents::ZERO, Cents::ZERO)));
        let lines = evaluate(&terms, &facts(&[-1_000]), Rounding::HalfEven).unwrap();
        assert_eq!(total(&lines), Cents(-80));
    }

    #[test]
    fn amounts_beyond_keeping_are_refused() {
        let terms = tiered(TierMode::Marginal, &TIERS);
        assert!(evaluate(&terms, &facts(&[i64::MAX, 1]), Rounding::HalfEven).is_err());
    }

    #[test]
    fn terms_that_cannot_be_meant_are_refused_rather_than_evaluated() {
        let refused = evaluate(&tiered(TierMode::Marginal, &[]), &facts(&[1]), Rounding::HalfEven);
        let expected = "rules[0].pay.tiered.tiers: the list is empty; give at least one band";
        assert_eq!(refused.unwrap_err().to_string(), expected);
    }

    fn rounding() -> impl Strategy<Value = Rounding> {
        proptest::sample::select(Rounding::ALL)
    }

    fn mode() -> impl Strategy<Value = TierMode> {
        proptest::sample::select(TierMode::ALL)
    }

    prop_compose! {
        /// Any tiers that may be agreed: rates may fall as well as rise.
        fn any_tiers()(
            bounds in prop::collection::btree_set(1i64..3_000_000, 0..6),
            rates in prop::collection::vec(0i64..=1_000_000, 6),
        ) -> Vec<(i64, i64)> {
            std::iter::once(0).chain(bounds).zip(rates).collect()
        }
    }

    fn amounts() -> impl Strategy<Value = Vec<i64>> {
        prop::collection::vec(-100_000i64..400_000, 0..30)
    }

    proptest! {
        #[test]
        fn each_line_of_a_percentage_is_rounded_by_itself(amounts in amounts(), rate in 0i64..=1_000_000, how in rounding()) {
            let terms = PlanTerms::of_rules(vec![Rule::percentage(Rate(rate))]);
            let lines = evaluate(&terms, &facts(&amounts), how).unwrap();
            let ours: Vec<_> = lines.iter().map(|line| Some(line.amount)).collect();
            let decimal = amounts.iter().map(|a| Cents::from_decimal(Cents(*a).to_decimal() * Rate(rate).to_decimal(), how));
            prop_assert_eq!(ours, decimal.collect::<Vec<_>>());
        }

        #[test]
        fn the_lines_of_tiers_add_up_to_the_textbook(amounts in amounts(), tiers in any_tiers(), mode in mode(), how in rounding()) {
            let lines = evaluate(&tiered(mode, &tiers), &facts(&amounts), how).unwrap();
            prop_assert_eq!(total(&lines), textbook(mode, &tiers, amounts.iter().sum(), how));
        }

        #[test]
        fn every_cent_billed_is_the_base_of_a_line_of_its_customer(amounts in amounts(), tiers in any_tiers(), mode in mode()) {
            let facts = facts(&amounts);
            let lines = evaluate(&tiered(mode, &tiers), &facts, Rounding::HalfEven).unwrap();
            for fact in &facts {
                let bases = lines.iter().filter(|line| line.customer == fact.customer).map(|line| line.base);
                prop_assert_eq!(bases.sum::<Cents>(), fact.amount);
            }
            let keys = lines.iter().map(|l| (l.customer, l.rule, l.part));
            prop_assert!(keys.is_sorted_by(|a, b| a < b), "no two lines share a key");
        }

        #[test]
        fn the_order_of_facts_does_not_change_a_partners_total(
            (sorted, shuffled) in amounts().prop_flat_map(|a| (Just(a.clone()), Just(a).prop_shuffle())),
            tiers in any_tiers(), mode in mode(), how in rounding(),
        ) {
            let terms = tiered(mode, &tiers);
            let one = evaluate(&terms, &facts(&sorted), how).unwrap();
            prop_assert_eq!(&one, &evaluate(&terms, &facts(&sorted), how).unwrap());
            prop_assert_eq!(total(&one), total(&evaluate(&terms, &facts(&shuffled), how).unwrap()));
        }

        #[test]
        fn rules_add_up(amounts in amounts(), tiers in any_tiers(), mode in mode(), rate in 0i64..=1_000_000, how in rounding()) {
            let one = tiered(mode, &tiers);
            let other = PlanTerms::of_rules(vec![Rule::percentage(Rate(rate))]);
            let both = PlanTerms::of_rules([one.rules.clone(), other.rules.clone()].concat());
            let of = |terms: &PlanTerms| total(&evaluate(terms, &facts(&amounts), how).unwrap());
            prop_assert_eq!(of(&both), of(&one) + of(&other));
        }

        #[test]
        fn where_rates_rise_whole_amount_pays_at_least_as_much_as_marginal(
            amounts in prop::collection::vec(0i64..400_000, 0..30), mut tiers in any_tiers(), how in rounding(),
        ) {
            let mut rates: Vec<_> = tiers.iter().map(|(_, rate)| *rate).collect();
            rates.sort_unstable();
            tiers.iter_mut().zip(rates).for_each(|(tier, rate)| tier.1 = rate);
            let of = |mode| total(&evaluate(&tiered(mode, &tiers), &facts(&amounts), how).unwrap());
            prop_assert!(of(TierMode::WholeAmount) >= of(TierMode::Marginal));
        }

        #[test]
        fn amounts_of_any_size_are_added_up_or_refused(
            amounts in prop::collection::vec(any::<i64>(), 0..6), tiers in any_tiers(), mode in mode(), how in rounding(),
        ) {
            if let Ok(lines) = evaluate(&tiered(mode, &tiers), &facts(&amounts), how) {
                let whole: i128 = amounts.iter().copied().map(i128::from).sum();
                let sum: i128 = lines.iter().map(|line| i128::from(line.amount.0)).sum();
                let whole = i64::try_from(whole).unwrap();
                prop_assert_eq!(sum, i128::from(textbook(mode, &tiers, whole, how).0));
            }
        }
    }
}
