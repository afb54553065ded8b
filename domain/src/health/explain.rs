//! Why a score is what it is: points lost by component, and which next step would raise it most. All of it computed by
//! scoring the facts again with the step taken.

use super::{Component, Evidence, HealthFacts, HealthRules, Missing, Retention, Share, score};
use crate::code::coded;
use crate::{Cents, Currency};
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// Sizes of a step, tried in turn until the score moves: where a mapping is flat, one more isn't enough.
const SIZES: [u32; 8] = [1, 2, 3, 5, 10, 20, 50, 100];
/// A gain below this is none.
const GAIN_MIN: f64 = 1e-6;

coded! {
    /// What somebody can do something about.
    Lever {
        /// Percent more billed revenue.
        Revenue = "revenue", "more billed revenue";
        /// Customers more activated.
        Activations = "activations", "more activations";
        /// Customers fewer lost.
        Kept = "kept", "fewer customers lost";
        /// Percentage points more growth a month.
        Growth = "growth", "more growth a month";
        /// Days more in the portal.
        ActiveDays = "active_days", "more active portal days";
        /// Courses more completed.
        Training = "training", "more courses completed";
        /// Materials more used.
        Resources = "resources", "more materials used";
        /// Contacts more.
        Interactions = "interactions", "more contacts";
        /// Installations more in time.
        Installations = "installations", "more installations in time";
        /// Tickets more resolved in time.
        Tickets = "tickets", "more tickets resolved in time";
        /// Customers more with complete data.
        Data = "data", "more customers with complete data";
        /// Statement lines more without a finding.
        Reconciled = "reconciled", "more statement lines without a finding";
        /// Points better, each answer to surveys.
        Answers = "answers", "points better survey answers";
    }
}

impl Lever {
    /// The component that it moves.
    pub const fn component(self) -> Component {
        match self {
            Self::Revenue => Component::Revenue,
            Self::Activations => Component::Acquisition,
            Self::Kept => Component::Retention,
            Self::Growth => Component::Growth,
            Self::ActiveDays | Self::Training | Self::Resources | Self::Interactions => Component::Engagement,
            Self::Installations | Self::Tickets | Self::Data | Self::Reconciled => Component::Operations,
            Self::Answers => Component::Satisfaction,
        }
    }

    /// The facts with a step of a size taken; `None` where there are no facts, or no such step is left.
    fn pulled(self, facts: &HealthFacts, size: u32) -> Option<HealthFacts> {
        let mut facts = facts.clone();
        match self {
            Self::Revenue => {
                let revenue = facts.revenue.as_mut().ok()?;
                revenue.billed += percent_of(if revenue.billed.0 > 0 { revenue.billed } else { revenue.quota }, size);
            }
            Self::Activations => facts.acquisition.as_mut().ok()?.activated += size,
            Self::Kept => keep(facts.retention.as_mut().ok()?, size)?,
            Self::Growth => {
                let months = &mut facts.growth.as_mut().ok()?.months;
                let factor = 1.0 + f64::from(size) / 100.0;
                for (months_in, (_, billed)) in (0..).zip(months) {
                    *billed = Cents((billed.0.to_f64()? * factor.powi(months_in)).round().to_i64()?);
                }
            }
            Self::ActiveDays => {
                let days = facts.engagement.as_mut().ok()?.active_days.as_mut()?;
                *days = up_to(*days, size, 28)?;
            }
            Self::Training => more_good(&mut facts.engagement.as_mut().ok()?.training, size)?,
            Self::Resources => *facts.engagement.as_mut().ok()?.resources.as_mut()? += size,
            Self::Interactions => *facts.engagement.as_mut().ok()?.interactions.as_mut()? += size,
            Self::Installations => more_good(&mut facts.operations.as_mut().ok()?.installations, size)?,
            Self::Tickets => more_good(&mut facts.operations.as_mut().ok()?.tickets, size)?,
            Self::Data => more_good(&mut facts.operations.as_mut().ok()?.data, size)?,
            Self::Reconciled => more_good(&mut facts.operations.as_mut().ok()?.reconciled, size)?,
            Self::Answers => {
                for answer in &mut facts.satisfaction.as_mut().ok()?.answers {
                    answer.value = answer.value.saturating_add(u8::try_from(size).ok()?).min(10);
                }
            }
        }
        Some(facts)
    }
}

/// A step and what it would bring.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Raise {
    /// What to do something about.
    pub lever: Lever,
    /// How much, in the lever's unit.
    pub size: u32,
    /// For revenue, how much that is.
    pub amount: Option<Cents>,
    /// Points that the score would gain.
    pub gain: f64,
    /// Points that it would gain if the whole component were at 100.
    pub most: f64,
}

impl Raise {
    /// The step and its gain: “one more activation: +1.3 points”.
    pub fn words(&self, currency: Currency) -> String {
        let size = self.size;
        let one = |one: &str, many: &str| if size == 1 { one.to_owned() } else { format!("{size} {many}") };
        let step = match (self.lever, self.amount) {
            (Lever::Revenue, Some(amount)) => format!("{} more billed ({size} %)", currency.show(amount)),
            (Lever::Revenue, None) => format!("{size} % more billed"),
            (Lever::Activations, _) => one("one more activation", "more activations"),
            (Lever::Kept, _) => one("one customer less lost", "customers less lost"),
            (Lever::Growth, _) => {
                one("one percentage point more growth a month", "percentage points more growth a month")
            }
            (Lever::ActiveDays, _) => one("one more active portal day", "more active portal days"),
            (Lever::Training, _) => one("one more course completed", "more courses completed"),
            (Lever::Resources, _) => one("one more document used", "more documents used"),
            (Lever::Interactions, _) => one("one more contact", "more contacts"),
            (Lever::Installations, _) => one("one more installation in time", "more installations in time"),
            (Lever::Tickets, _) => one("one more ticket resolved in time", "more tickets resolved in time"),
            (Lever::Data, _) => one("one more customer with complete data", "more customers with complete data"),
            (Lever::Reconciled, _) => {
                one("one more statement line without a finding", "more statement lines without a finding")
            }
            (Lever::Answers, _) => one("survey answers one point better", "points better survey answers"),
        };
        format!("{step}: +{:.1} points", self.gain)
    }
}

/// Points that a component takes from the whole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loss {
    /// Which.
    pub component: Component,
    /// How many.
    pub points: f64,
}

/// A component that doesn't count for want of facts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Absent {
    /// Which.
    pub component: Component,
    /// Its weight among all, 0–1, which the others have taken over.
    pub weight: f64,
    /// Why.
    pub why: Missing,
}

/// Why a score is what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// Where points are lost, most first; together they are 100 less the score.
    pub lost: Vec<Loss>,
    /// What isn't known, the weightiest first.
    pub absent: Vec<Absent>,
    /// The next step on each lever, the one that brings most first.
    pub raises: Vec<Raise>,
}

/// Explains the score of facts.
pub fn explain(facts: &HealthFacts, rules: &HealthRules) -> Explanation {
    let now = score(facts, rules);
    let mut lost: Vec<_> =
        now.components.iter().map(|c| Loss { component: c.component, points: c.points_lost() }).collect();
    lost.retain(|loss| loss.points > 0.0);
    lost.sort_by(|a, b| b.points.total_cmp(&a.points));
    let mut absent: Vec<_> = now
        .components
        .iter()
        .filter_map(|c| match c.evidence {
            Evidence::Missing { why } => Some(Absent { component: c.component, weight: c.weight, why }),
            _ => None,
        })
        .collect();
    absent.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let raises = now.score.map_or_else(Vec::new, |present| raises(facts, rules, present, &lost));
    Explanation { lost, absent, raises }
}

fn raises(facts: &HealthFacts, rules: &HealthRules, present: f64, lost: &[Loss]) -> Vec<Raise> {
    let step = |lever: &Lever| {
        let most = lost.iter().find(|loss| loss.component == lever.component())?.points;
        SIZES.iter().find_map(|size| {
            let pulled = lever.pulled(facts, *size)?;
            let gain = score(&pulled, rules).score? - present;
            let amount = match (lever, facts.revenue, pulled.revenue) {
                (Lever::Revenue, Ok(before), Ok(after)) => Some(after.billed - before.billed),
                _ => None,
            };
            (gain > GAIN_MIN).then_some(Raise { lever: *lever, size: *size, amount, gain, most })
        })
    };
    let mut raises: Vec<_> = Lever::ALL.iter().filter_map(step).collect();
    raises.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    raises
}

/// Customers more are kept, each with the revenue of an average one.
fn keep(retention: &mut Retention, size: u32) -> Option<()> {
    let average = retention.start_billed.0.checked_div(i64::from(retention.start_customers))?;
    retention.lost_customers = retention.lost_customers.checked_sub(size)?;
    let kept = Cents(retention.kept_billed.0.saturating_add(average.saturating_mul(i64::from(size))));
    retention.kept_billed = kept.min(retention.start_billed);
    Some(())
}

fn more_good(share: &mut Option<Share>, size: u32) -> Option<()> {
    let share = share.as_mut()?;
    share.good = up_to(share.good, size, share.of)?;
    Some(())
}

/// So many more, unless that is beyond what there can be.
fn up_to(now: u32, more: u32, most: u32) -> Option<u32> {
    now.checked_add(more).filter(|sum| *sum <= most)
}

fn percent_of(amount: Cents, percent: u32) -> Cents {
    Cents((amount.0.saturating_mul(i64::from(percent)) / 100).max(1))
}

#[cfg(test)]
mod tests {
    use super::super::{Acquisition, Engagement, Retention, Revenue};
    use super::*;
    use proptest::prelude::*;

    fn facts(billed: i64, activated: u32, lost: u32, days: u32) -> HealthFacts {
        HealthFacts {
            revenue: Ok(Revenue { billed: Cents(billed), quota: Cents(1_000_000), own_quota: true }),
            acquisition: Ok(Acquisition { activated, target: 20, own_target: false }),
            retention: Ok(Retention {
                start_customers: 100,
                lost_customers: lost,
                start_billed: Cents(1_000_000),
                kept_billed: Cents(1_000_000 - 10_000 * i64::from(lost)),
                months: 3,
            }),
            engagement: Ok(Engagement { active_days: Some(days), ..Engagement::default() }),
            ..HealthFacts::missing("2025-09-30".parse().unwrap(), Missing::NotRecorded)
        }
    }

    #[test]
    fn the_step_that_brings_most_comes_first_and_says_how_much() {
        let explanation = explain(&facts(800_000, 12, 9, 12), &HealthRules::default());
        let words: Vec<_> = explanation.raises.iter().map(|raise| raise.words(Currency::Usd)).collect();
        assert_eq!(
            words,
            [
                "one customer less lost: +1.8 points",
                "one more activation: +1.3 points",
                "$80.00 more billed (1 %): +0.3 points"
            ]
        );
        let absent: Vec<_> = explanation.absent.iter().map(|absent| absent.component).collect();
        assert_eq!(absent, [Component::Growth, Component::Operations, Component::Satisfaction]);
    }

    #[test]
    fn where_a_mapping_is_flat_the_step_is_as_large_as_it_must_be() {
        let explanation = explain(&facts(800_000, 12, 40, 12), &HealthRules::default());
        let kept = explanation.raises.iter().find(|raise| raise.lever == Lever::Kept).unwrap();
        assert_eq!(kept.size, 20);
    }

    #[test]
    fn nothing_raises_a_perfect_score() {
        let explanation = explain(&facts(1_200_000, 24, 0, 12), &HealthRules::default());
        assert_eq!((explanation.lost, explanation.raises), (vec![], vec![]));
    }

    proptest! {
        #[test]
        fn points_lost_are_what_the_score_lacks(billed in 0i64..2_000_000, activated in 0u32..40, lost in 0u32..100, days in 0u32..28) {
            let (facts, rules) = (facts(billed, activated, lost, days), HealthRules::default());
            let explanation = explain(&facts, &rules);
            let sum: f64 = explanation.lost.iter().map(|loss| loss.points).sum();
            prop_assert!((score(&facts, &rules).score.unwrap() + sum - 100.0).abs() < 1e-6);
            for raise in &explanation.raises {
                prop_assert!(raise.gain > 0.0 && raise.gain <= raise.most + 1e-6, "{:?}", raise);
            }
            prop_assert!(explanation.raises.is_sorted_by(|a, b| a.gain >= b.gain));
        }
    }
}
