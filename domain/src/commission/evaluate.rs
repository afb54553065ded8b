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

/// The lines that a plan gives for one partner's facts of a month, in order of facts and rules.
///
/// Fails when an amount grows beyond what can be kept.
pub fn evaluate(terms: &PlanTerms, facts: &[BilledFact], rounding: Rounding) -> Result<Vec<Line>, Refusal> {
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

    fn tiers(bounds: &[(i64, i64)]) -> Vec<Tier> {
        bounds.iter().map(|(from, rate)| Tier { from: Cents(*from), rate: Rate(*rate) }).collect()
    }

    fn tiered(mode: TierMode, bounds: &[(i64, i64)]) -> PlanTerms {
        PlanTerms { rules: vec![Rule::Tiered { mode, tiers: tiers(bounds) }] }
    }

    fn total(lines: &[Line]) -> Cents {
        lines.iter().map(|line| line.amount).sum()
    }

    /// Commission of marginal tiers on a non-negative total, by the textbook, in decimals.
    fn textbook(bounds: &[(i64, i64)], total: i64, rounding: Rounding) -> Cents {
        let mut sum = Decimal::ZERO;
        for (at, (from, rate)) in bounds.iter().enumerate() {
            let upto = bounds.get(at + 1).map_or(total, |(next, _)| total.min(*next));
            sum += Cents((upto - from).max(0)).to_decimal() * Rate(*rate).to_decimal();
        }
        Cents::from_decimal(sum, rounding).unwrap()
    }

    const BOUNDS: [(i64, i64); 3] = [(0, 80_000), (250_000, 100_000), (1_000_000, 120_000)];

    #[test]
    fn a_bill_across_a_border_is_a_line_in_each_tier() {
        let lines =
            evaluate(&tiered(TierMode::Marginal, &BOUNDS), &facts(&[200_000, 100_000]), Rounding::HalfEven).unwrap();
        let seen: Vec<_> = lines.iter().map(|l| (l.part, l.base.0, l.amount.0)).collect();
        assert_eq!(seen, [(1, 200_000, 16_000), (1, 50_000, 4_000), (2, 50_000, 5_000)]);
    }

    #[test]
    fn a_credit_takes_back_what_it_was_paid() {
        let terms = tiered(TierMode::Marginal, &BOUNDS);
        let lines = evaluate(&terms, &facts(&[300_000, -300_000, 0]), Rounding::HalfEven).unwrap();
        assert_eq!(total(&lines), Cents::ZERO);
        let lines = evaluate(&terms, &facts(&[-1_000]), Rounding::HalfEven).unwrap();
        assert_eq!(total(&lines), Cents(-80));
    }

    #[test]
    fn amounts_beyond_keeping_are_refused() {
        let terms = tiered(TierMode::Marginal, &BOUNDS);
        assert!(evaluate(&terms, &facts(&[i64::MAX, 1]), Rounding::HalfEven).is_err());
    }

    fn rounding() -> impl Strategy<Value = Rounding> {
        proptest::sample::select(Rounding::ALL)
    }

    proptest! {
        #[test]
        fn integer_rounding_equals_decimal_rounding(amount in -10_000_000_000i64..10_000_000_000, rate in 0i64..=1_000_000, how in rounding()) {
            let decimal = Cents::from_decimal(Cents(amount).to_decimal() * Rate(rate).to_decimal(), how);
            prop_assert_eq!(round(times(Cents(amount), Rate(rate)), how).ok(), decimal);
        }

        #[test]
        fn marginal_lines_add_up_to_the_textbook(amounts in prop::collection::vec(0i64..400_000, 0..30), how in rounding()) {
            let lines = evaluate(&tiered(TierMode::Marginal, &BOUNDS), &facts(&amounts), how).unwrap();
            prop_assert_eq!(total(&lines), textbook(&BOUNDS, amounts.iter().sum(), how));
            prop_assert_eq!(lines.iter().map(|l| l.base.0).sum::<i64>(), amounts.iter().sum::<i64>());
        }

        #[test]
        fn the_order_of_facts_does_not_change_a_partners_total(
            amounts in prop::collection::vec(-50_000i64..400_000, 0..20).prop_shuffle(), how in rounding(),
        ) {
            let mut sorted = amounts.clone();
            sorted.sort_unstable();
            for mode in TierMode::ALL {
                let terms = tiered(*mode, &BOUNDS);
                let one = total(&evaluate(&terms, &facts(&amounts), how).unwrap());
                prop_assert_eq!(one, total(&evaluate(&terms, &facts(&sorted), how).unwrap()));
            }
        }

        #[test]
        fn whole_amount_pays_the_reached_rate_on_everything(amounts in prop::collection::vec(0i64..400_000, 1..30), how in rounding()) {
            let sum: i64 = amounts.iter().sum();
            let (_, rate) = BOUNDS.iter().rfind(|(from, _)| *from <= sum).unwrap();
            let lines = evaluate(&tiered(TierMode::WholeAmount, &BOUNDS), &facts(&amounts), how).unwrap();
            let expected = Cents::from_decimal(Cents(sum).to_decimal() * Rate(*rate).to_decimal(), how);
            prop_assert_eq!(Some(total(&lines)), expected);
        }
    }
}
