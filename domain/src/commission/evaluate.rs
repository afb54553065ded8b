//! From a month's facts to statement lines: one path for every plan.
//!
//! The sum of the lines is the statement. A percentage is rounded line by line. A tiered rule is a function `f` of the
//! partner's revenue: its lines telescope, each being `round(f(after)) − round(f(before))`, so that they add up to
//! `round(f(total))` to the cent, whatever the order of the facts.

use super::{PlanTerms, Rule, Tier, TierMode};
use crate::{Cents, CustomerId, Rate, Refusal, Rounding};
use serde::{Deserialize, Serialize};

/// What one customer was billed in the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BilledFact {
    /// Who.
    pub customer: CustomerId,
    /// How much; negative for a credit.
    pub amount: Cents,
}

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

/// Millionths of a cent: exact for any amount and rate.
type Exact = i128;

/// The lines that a plan gives for one partner's facts of a month, by customer, rule and part.
///
/// A credit (a negative fact) gives back what its revenue was paid; one without any revenue before it counts at the
/// first tier's rate. A fact of nothing is a line of nothing, so that every fact is on the statement.
///
/// Refuses terms that [`PlanTerms::check`] refuses, and revenue that can't be added up in 64 bits of cents.
pub fn evaluate(terms: &PlanTerms, facts: &[BilledFact], rounding: Rounding) -> Result<Vec<Line>, Refusal> {
    terms.check()?;
    let mut lines = Vec::with_capacity(facts.len() * terms.rules.len());
    for (number, rule) in (1i16..).zip(&terms.rules) {
        match rule {
            Rule::Percentage { rate } => percentage(number, *rate, facts, rounding, &mut lines)?,
            Rule::Tiered { mode: TierMode::Marginal, tiers } => marginal(number, tiers, facts, rounding, &mut lines)?,
            Rule::Tiered { mode: TierMode::WholeAmount, tiers } => {
                whole_amount(number, tiers, facts, rounding, &mut lines)?;
            }
        }
    }
    // In the order of the key that they are stored by.
    lines.sort_by_key(|line| (line.customer, line.rule, line.part));
    Ok(lines)
}

fn percentage(
    rule: i16,
    rate: Rate,
    facts: &[BilledFact],
    rounding: Rounding,
    lines: &mut Vec<Line>,
) -> Result<(), Refusal> {
    for fact in facts {
        let amount = round(times(fact.amount, rate), rounding)?;
        lines.push(Line { customer: fact.customer, rule, part: 0, base: fact.amount, rate, amount });
    }
    Ok(())
}

fn marginal(
    rule: i16,
    tiers: &[Tier],
    facts: &[BilledFact],
    rounding: Rounding,
    lines: &mut Vec<Line>,
) -> Result<(), Refusal> {
    let mut reached = Cents::ZERO;
    // Commission on everything so far, exact and rounded.
    let (mut exact, mut rounded) = (0, Cents::ZERO);
    for fact in facts {
        let target = reached.checked_add(fact.amount).ok_or_else(too_much)?;
        // A bill that crosses a tier's border is a line in each tier that it touches.
        let mut written = false;
        while reached != target || !written {
            let (at, tier, edge) = tier_towards(tiers, reached, target);
            let base = edge - reached;
            exact += times(base, tier.rate);
            let after = round(exact, rounding)?;
            let part = i16::try_from(at + 1).map_err(|_| too_much())?;
            let amount = after - rounded;
            lines.push(Line { customer: fact.customer, rule, part, base, rate: tier.rate, amount });
            (reached, rounded, written) = (edge, after, true);
        }
    }
    Ok(())
}

/// The tier in which revenue goes from `from` towards `to`, and where it leaves that tier or stops.
///
/// Below zero the first tier goes on: credits beyond all revenue take back at its rate.
fn tier_towards(tiers: &[Tier], from: Cents, to: Cents) -> (usize, Tier, Cents) {
    if to >= from {
        let at = tiers.partition_point(|tier| tier.from <= from).saturating_sub(1);
        let edge = tiers.get(at + 1).map_or(to, |next| next.from.min(to));
        (at, tiers[at], edge)
    } else {
        // Downwards, revenue at a border belongs to the tier below it.
        let at = tiers.partition_point(|tier| tier.from < from).saturating_sub(1);
        let edge = if at == 0 { to } else { tiers[at].from.max(to) };
        (at, tiers[at], edge)
    }
}

fn whole_amount(
    rule: i16,
    tiers: &[Tier],
    facts: &[BilledFact],
    rounding: Rounding,
    lines: &mut Vec<Line>,
) -> Result<(), Refusal> {
    let mut total = Cents::ZERO;
    for fact in facts {
        total = total.checked_add(fact.amount).ok_or_else(too_much)?;
    }
    let at = tiers.partition_point(|tier| tier.from <= total).saturating_sub(1);
    let (rate, part) = (tiers[at].rate, i16::try_from(at + 1).map_err(|_| too_much())?);
    let (mut exact, mut rounded) = (0, Cents::ZERO);
    for fact in facts {
        exact += times(fact.amount, rate);
        let after = round(exact, rounding)?;
        lines.push(Line { customer: fact.customer, rule, part, base: fact.amount, rate, amount: after - rounded });
        rounded = after;
    }
    Ok(())
}

/// Amount × rate, exact.
///
/// Integers rather than decimals: this runs once per line, a million times a run, and a test holds it equal to
/// the decimal arithmetic.
fn times(amount: Cents, rate: Rate) -> Exact {
    Exact::from(amount.0) * Exact::from(rate.0)
}

/// To whole cents, as named.
fn round(exact: Exact, rounding: Rounding) -> Result<Cents, Refusal> {
    const ONE: Exact = 1_000_000;
    let (whole, rest) = (exact.div_euclid(ONE), exact.rem_euclid(ONE));
    let up = match (rest.cmp(&(ONE / 2)), rounding) {
        (std::cmp::Ordering::Less, _) => false,
        (std::cmp::Ordering::Greater, _) => true,
        (std::cmp::Ordering::Equal, Rounding::HalfEven) => whole % 2 != 0,
        // Away from zero: downwards for what is negative.
        (std::cmp::Ordering::Equal, Rounding::HalfUp) => exact >= 0,
    };
    i64::try_from(whole + Exact::from(up)).map(Cents).map_err(|_| too_much())
}

fn too_much() -> Refusal {
    Refusal::invalid("billed revenue", "the amounts are too large to be added up")
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let tiers = tiers.iter().map(|(from, rate)| Tier { from: Cents(*from), rate: Rate(*rate) }).collect();
        PlanTerms { rules: vec![Rule::Tiered { mode, tiers }] }
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
        assert_eq!(refused.unwrap_err().to_string(), "rule 1, tiers: a tiered rule needs at least one tier");
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
        fn integer_rounding_equals_decimal_rounding(amount in any::<i64>(), rate in 0i64..=1_000_000, how in rounding()) {
            let decimal = Cents::from_decimal(Cents(amount).to_decimal() * Rate(rate).to_decimal(), how);
            prop_assert_eq!(round(times(Cents(amount), Rate(rate)), how).ok(), decimal);
        }

        #[test]
        fn each_line_of_a_percentage_is_rounded_by_itself(amounts in amounts(), rate in 0i64..=1_000_000, how in rounding()) {
            let terms = PlanTerms { rules: vec![Rule::Percentage { rate: Rate(rate) }] };
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
            let other = PlanTerms { rules: vec![Rule::Percentage { rate: Rate(rate) }] };
            let both = PlanTerms { rules: [one.rules.clone(), other.rules.clone()].concat() };
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
