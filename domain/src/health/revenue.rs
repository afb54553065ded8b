//! Measures of recurring revenue: the bridge from month to month, what is kept of it, and what a customer is worth.
//!
//! Amounts are exact; shares are floating point. Each share is `None` where there is nothing to divide by.

use super::components::cents_to_f64;
use crate::{Cents, CustomerId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How recurring revenue went from one month to another. Every amount is at least 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevenueBridge {
    /// Billed at the start.
    pub start: Cents,
    /// Of customers that were never billed before.
    pub new: Cents,
    /// More from customers that were there at the start.
    pub expansion: Cents,
    /// Of customers that were billed before, but not at the start.
    pub reactivation: Cents,
    /// Less from customers that stayed.
    pub contraction: Cents,
    /// Of customers that aren't billed any more.
    pub churn: Cents,
}

impl RevenueBridge {
    /// The bridge between the bills of two months; a customer with several bills counts once, with their sum.
    ///
    /// `known` says whether a customer was billed in any month before the start.
    pub fn between(
        start: impl IntoIterator<Item = (CustomerId, Cents)>,
        end: impl IntoIterator<Item = (CustomerId, Cents)>,
        known: impl Fn(CustomerId) -> bool,
    ) -> Self {
        let mut both: BTreeMap<CustomerId, (Cents, Cents)> = BTreeMap::new();
        for (customer, amount) in start {
            both.entry(customer).or_default().0 += amount;
        }
        for (customer, amount) in end {
            both.entry(customer).or_default().1 += amount;
        }
        let mut bridge = Self::default();
        for (customer, (before, after)) in both {
            // A credit is no revenue to keep or to lose.
            let (before, after) = (before.max(Cents::ZERO), after.max(Cents::ZERO));
            bridge.start += before;
            match (before.0 > 0, after.0 > 0) {
                (true, true) if after >= before => bridge.expansion += after - before,
                (true, true) => bridge.contraction += before - after,
                (true, false) => bridge.churn += before,
                (false, true) if known(customer) => bridge.reactivation += after,
                (false, _) => bridge.new += after,
            }
        }
        bridge
    }

    /// Billed at the end.
    pub fn end(&self) -> Cents {
        self.start + self.net_new()
    }

    /// What was gained less what was lost.
    pub fn net_new(&self) -> Cents {
        self.gained() - self.lost()
    }

    /// Gained for each unit lost; `None` when nothing was lost.
    pub fn quick_ratio(&self) -> Option<f64> {
        share(self.gained(), self.lost())
    }

    /// Net revenue retention: what the customers of the start bring at the end, 1 when as much as then.
    /// New and returning customers don't count.
    pub fn net_retention(&self) -> Option<f64> {
        share(self.start + self.expansion - self.lost(), self.start)
    }

    /// Gross revenue retention: the same without what they bring more, at most 1.
    pub fn gross_retention(&self) -> Option<f64> {
        share(self.start - self.lost(), self.start)
    }

    /// Net revenue churn: 1 − net retention, below 0 when expansion outweighs what is lost.
    pub fn net_churn(&self) -> Option<f64> {
        share(self.lost() - self.expansion, self.start)
    }

    fn gained(&self) -> Cents {
        self.new + self.expansion + self.reactivation
    }

    fn lost(&self) -> Cents {
        self.contraction + self.churn
    }
}

/// Logo churn: the share of the customers of the start that aren't billed at the end.
pub fn logo_churn(start: u32, lost: u32) -> Option<f64> {
    (start > 0).then(|| f64::from(lost.min(start)) / f64::from(start))
}

/// What a churn over some months is by the month: 1 − (1 − churn) to the power of 1 ÷ months.
pub fn monthly_churn(churn: f64, months: u32) -> f64 {
    1.0 - (1.0 - churn.clamp(0.0, 1.0)).powf(1.0 / f64::from(months.max(1)))
}

/// What a customer brings before it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LifetimeValue {
    /// Margin a month, in minor units.
    pub contribution: f64,
    /// Months that a customer stays on average: 1 ÷ churn.
    pub months: f64,
    /// Contribution × months, in minor units.
    pub value: f64,
}

/// The lifetime value of a customer that brings `monthly` at a margin (0–1) and leaves with a monthly churn (0–1).
///
/// `None` without churn: a customer that never leaves has no finite value.
pub fn lifetime_value(monthly: Cents, margin: f64, churn: f64) -> Option<LifetimeValue> {
    if !(churn > 0.0 && churn <= 1.0 && margin.is_finite()) {
        return None;
    }
    let contribution = cents_to_f64(monthly) * margin;
    Some(LifetimeValue { contribution, months: 1.0 / churn, value: contribution / churn })
}

fn share(part: Cents, whole: Cents) -> Option<f64> {
    (whole.0 > 0).then(|| cents_to_f64(part) / cents_to_f64(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn bills(amounts: &[(u128, i64)]) -> Vec<(CustomerId, Cents)> {
        amounts.iter().map(|(id, amount)| (CustomerId(Uuid::from_u128(*id)), Cents(*amount))).collect()
    }

    #[test]
    fn every_customer_is_on_one_side_of_the_bridge() {
        let start = bills(&[(1, 100), (2, 100), (3, 60), (3, 40), (4, 100)]);
        let end = bills(&[(1, 150), (2, 70), (3, 100), (5, 80), (6, 30)]);
        let bridge = RevenueBridge::between(start, end, |customer| customer == CustomerId(Uuid::from_u128(6)));
        let expected = RevenueBridge {
            start: Cents(400),
            new: Cents(80),
            expansion: Cents(50),
            reactivation: Cents(30),
            contraction: Cents(30),
            churn: Cents(100),
        };
        assert_eq!((bridge, bridge.end()), (expected, Cents(430)));
    }

    #[test]
    fn what_cannot_be_divided_is_absent() {
        let nothing = RevenueBridge::default();
        assert_eq!((nothing.net_retention(), nothing.gross_retention(), nothing.quick_ratio()), (None, None, None));
        assert_eq!((logo_churn(0, 0), lifetime_value(Cents(100), 1.0, 0.0)), (None, None));
        assert_eq!(lifetime_value(Cents(100), f64::NAN, 0.1), None);
    }

    #[test]
    fn a_churn_of_a_quarter_by_the_month() {
        let quarter = logo_churn(1_000, 271).unwrap();
        assert!((monthly_churn(quarter, 3) - 0.1).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn the_bridge_reaches_the_other_side(
            start in prop::collection::vec((0u128..20, 1i64..100_000), 0..30),
            end in prop::collection::vec((0u128..20, 1i64..100_000), 0..30),
        ) {
            let sum = |amounts: &[(u128, i64)]| Cents(amounts.iter().map(|(_, amount)| amount).sum());
            let bridge = RevenueBridge::between(bills(&start), bills(&end), |_| false);
            prop_assert_eq!((bridge.start, bridge.end()), (sum(&start), sum(&end)));
            if let (Some(net), Some(gross), Some(churn)) = (bridge.net_retention(), bridge.gross_retention(), bridge.net_churn()) {
                prop_assert!((0.0..=1.0).contains(&gross) && gross <= net + 1e-12);
                prop_assert!((net + churn - 1.0).abs() < 1e-9);
            }
        }
    }
}
