//! Cohorts: of the customers that were first billed in a month, how many and how much is left later.

use crate::{Cents, CustomerId, Month, PartnerId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Customers that were first billed in the same month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortRow {
    /// The month.
    pub from: Month,
    /// From its first month to the latest, without gaps.
    pub months: Vec<CohortMonth>,
}

/// A cohort in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortMonth {
    /// Customers of the cohort that were billed.
    pub customers: u32,
    /// What they were billed.
    pub billed: Cents,
}

impl CohortRow {
    /// The share of the cohort's customers that was billed so many months later, 0–1; `None` beyond the latest month.
    pub fn customers_after(&self, months: usize) -> Option<f64> {
        let (first, later) = (self.months.first()?, self.months.get(months)?);
        (first.customers > 0).then(|| f64::from(later.customers) / f64::from(first.customers))
    }

    /// The share of the first month's revenue that was billed so many months later: above 1 when customers take more.
    pub fn billed_after(&self, months: usize) -> Option<f64> {
        let (first, later) = (self.months.first()?, self.months.get(months)?);
        (first.billed.0 > 0)
            .then(|| super::components::cents_to_f64(later.billed) / super::components::cents_to_f64(first.billed))
    }
}

/// How many of the partners that were first billed in one year were billed in that year and each after it until the
/// latest, the oldest year first. Of each partner the years in which it was billed anything.
pub fn years(billed: &[(PartnerId, i32)]) -> Vec<(i32, Vec<u32>)> {
    let Some(latest) = billed.iter().map(|(_, year)| *year).max() else { return Vec::new() };
    let mut first: HashMap<PartnerId, i32> = HashMap::new();
    for (partner, year) in billed {
        let earliest = first.entry(*partner).or_insert(*year);
        *earliest = (*earliest).min(*year);
    }
    let mut rows: BTreeMap<i32, BTreeMap<i32, u32>> = BTreeMap::new();
    for (partner, year) in billed {
        *rows.entry(first[partner]).or_default().entry(*year).or_default() += 1;
    }
    let row = |(from, counts): (i32, BTreeMap<i32, u32>)| {
        (from, (from..=latest).map(|year| counts.get(&year).copied().unwrap_or(0)).collect())
    };
    rows.into_iter().map(row).collect()
}

/// The cohorts of bills in any order, the oldest first, until a month. Later bills don't count.
pub fn cohorts(bills: &[(CustomerId, Month, Cents)], until: Month) -> Vec<CohortRow> {
    let mut by_customer: HashMap<CustomerId, BTreeMap<Month, Cents>> = HashMap::new();
    for (customer, month, amount) in bills.iter().filter(|(_, month, _)| *month <= until) {
        *by_customer.entry(*customer).or_default().entry(*month).or_default() += *amount;
    }
    let mut rows: BTreeMap<Month, Vec<CohortMonth>> = BTreeMap::new();
    for months in by_customer.into_values() {
        let Some(from) = months.keys().next().copied() else { continue };
        let position = |month: Month| usize::try_from(month.months_since(from)).unwrap_or(0);
        let row = rows.entry(from).or_insert_with(|| vec![CohortMonth::default(); position(until) + 1]);
        for (month, amount) in months {
            let cell = &mut row[position(month)];
            cell.customers += 1;
            cell.billed += amount;
        }
    }
    rows.into_iter().map(|(from, months)| CohortRow { from, months }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn bill(customer: u128, of: Month, amount: i64) -> (CustomerId, Month, Cents) {
        (CustomerId(Uuid::from_u128(customer)), of, Cents(amount))
    }

    #[test]
    fn a_cohort_is_followed_until_the_latest_month_also_through_months_without_bills() {
        let bills = [
            bill(1, month("2025-01"), 100),
            bill(2, month("2025-01"), 100),
            bill(1, month("2025-02"), 60),
            bill(1, month("2025-02"), 90),
            bill(2, month("2025-04"), 100),
            bill(3, month("2025-03"), 50),
            bill(4, month("2025-06"), 50),
        ];
        let rows = cohorts(&bills, month("2025-04"));
        let customers: Vec<_> =
            rows.iter().map(|row| (row.from, row.months.iter().map(|m| m.customers).collect::<Vec<_>>())).collect();
        assert_eq!(customers, [(month("2025-01"), vec![2, 1, 0, 1]), (month("2025-03"), vec![1, 0])]);
        assert_eq!(rows[0].customers_after(1), Some(0.5));
        assert_eq!(rows[0].billed_after(1), Some(0.75));
        assert_eq!(rows[0].billed_after(4), None);
    }

    proptest! {
        #[test]
        fn every_bill_is_in_one_cell(bills in prop::collection::vec((0u128..15, 0i32..12, 1i64..1_000), 0..80)) {
            let start = month("2025-01");
            let bills: Vec<_> = bills.into_iter().map(|(id, at, amount)| bill(id, start.plus(at), amount)).collect();
            let rows = cohorts(&bills, start.plus(11));
            let cells: Cents = rows.iter().flat_map(|row| &row.months).map(|cell| cell.billed).sum();
            prop_assert_eq!(cells, bills.iter().map(|(_, _, amount)| *amount).sum());
            prop_assert!(rows.iter().all(|row| row.customers_after(0) == Some(1.0)));
        }
    }

    #[test]
    fn partners_are_followed_by_the_year_of_their_first_bill() {
        let partner = |n| PartnerId(Uuid::from_u128(n));
        let billed =
            [(partner(1), 2023), (partner(1), 2025), (partner(2), 2023), (partner(2), 2024), (partner(3), 2025)];
        assert_eq!(years(&billed), [(2023, vec![2, 1, 1]), (2025, vec![1])]);
        assert!(years(&[]).is_empty());
    }
}
