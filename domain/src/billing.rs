//! Billed revenue: the fact that commissions are paid on.

use crate::{Cents, CustomerId, Month};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::code::coded! {
    /// Where a billed amount comes from.
    BillingSource {
        /// The operator's billing export.
        Imported = "imported", "Billing export";
        /// Monthly charge × months in service, because the source gives no single bills.
        Derived = "derived", "Derived from tenure and monthly charge";
    }
}

/// What one customer was billed for one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Bill {
    /// The month.
    pub month: Month,
    /// Who was billed.
    pub customer_id: CustomerId,
    /// How much.
    pub amount: Cents,
    /// How we know.
    pub source: BillingSource,
}

/// The months that a customer in service from `activated_on` to `churned_on` is billed for, up to `through`.
///
/// A bill is issued on the last day of the month to who is in service at the end of that day.
/// So the month of activation is billed, the month in which the customer left isn't.
pub fn billed_months(
    activated_on: NaiveDate,
    churned_on: Option<NaiveDate>,
    through: Month,
) -> impl Iterator<Item = Month> {
    let last = churned_on.map_or(through, |day| Month::of(day).previous().min(through));
    std::iter::successors(Some(Month::of(activated_on)), |month| Some(month.next())).take_while(move |m| *m <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_month_of_leaving_is_not_billed() {
        let through = Month::new(2025, 9).unwrap();
        let months = |from, to: Option<&str>| billed_months(day(from), to.map(day), through).count();
        assert_eq!(months("2025-07-01", None), 3);
        assert_eq!(months("2025-07-01", Some("2025-09-30")), 2);
        assert_eq!(months("2025-09-01", Some("2025-09-30")), 0);
        assert_eq!(months("2025-10-01", None), 0);
    }
}
