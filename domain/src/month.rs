//! A calendar month, the period that commissions are calculated for.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A month, kept as the integer `year × 100 + month` so that it sorts and stores small: 202509.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::Type), sqlx(transparent))]
#[serde(try_from = "i32")]
pub struct Month(i32);

/// Text that isn't a month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a month; write it like 2025-09")]
pub struct NotAMonth(String);

impl TryFrom<i32> for Month {
    type Error = NotAMonth;

    /// Reads `year × 100 + month`.
    fn try_from(number: i32) -> Result<Self, NotAMonth> {
        let month = u32::try_from(number.rem_euclid(100)).ok();
        month.and_then(|month| Self::new(number.div_euclid(100), month)).ok_or_else(|| NotAMonth(number.to_string()))
    }
}

impl Month {
    /// The earliest month there is.
    pub const FIRST: Self = Self(190_001);

    /// The month, or `None` when there is no such month or its year isn't within 1900–9998.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let month = i32::try_from(month).ok()?;
        ((1900..=9998).contains(&year) && (1..=12).contains(&month)).then_some(Self(year * 100 + month))
    }

    /// The month that a day falls in.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 100 + day.month0().cast_signed() + 1)
    }

    /// The stored integer, `year × 100 + month`.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Calendar year.
    pub const fn year(self) -> i32 {
        self.0 / 100
    }

    /// Month of the year, 1 to 12.
    pub const fn month(self) -> u32 {
        (self.0 % 100).cast_unsigned()
    }

    /// Its first day.
    ///
    /// # Panics
    /// Never: a `Month` only exists for real months.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).expect("a month that exists")
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().pred_opt().unwrap_or(NaiveDate::MIN)
    }

    /// The month after.
    #[must_use]
    pub const fn next(self) -> Self {
        self.plus(1)
    }

    /// The month before.
    #[must_use]
    pub const fn previous(self) -> Self {
        self.plus(-1)
    }

    /// So many months later (earlier when negative).
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        let index = self.year() * 12 + self.0 % 100 - 1 + months;
        Self(index.div_euclid(12) * 100 + index.rem_euclid(12) + 1)
    }

    /// How many months this is after `earlier`.
    pub const fn months_since(self, earlier: Self) -> i32 {
        (self.year() - earlier.year()) * 12 + self.0 % 100 - earlier.0 % 100
    }

    /// `September`.
    pub fn name(self) -> &'static str {
        let month = u8::try_from(self.month()).ok().and_then(|month| chrono::Month::try_from(month).ok());
        month.as_ref().map_or("", chrono::Month::name)
    }

    /// `Sep 2025`.
    pub fn label(self) -> String {
        format!("{:.3} {}", self.name(), self.year())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAMonth(text.to_owned());
        let (year, month) = text.trim().split_once('-').ok_or_else(wrong)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(wrong());
        }
        let (year, month) = (year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?);
        Self::new(year, month).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_no_month_is_refused_wherever_it_comes_from() {
        assert_eq!(serde_json::from_str::<Month>("202509").unwrap(), Month(202_509));
        for number in ["202500", "202513", "0", "-1", "99999999", "\"2025-09\""] {
            assert!(serde_json::from_str::<Month>(number).is_err(), "{number}");
        }
        assert_eq!(serde_json::to_string(&Month(202_509)).unwrap(), "202509");
    }
    use proptest::prelude::*;

    #[test]
    fn a_month_knows_its_ends_and_neighbours() {
        let december = Month::new(2024, 12).unwrap();
        assert_eq!(december.next().to_string(), "2025-01");
        assert_eq!(december.plus(-12).to_string(), "2023-12");
        assert_eq!(Month::new(2024, 2).unwrap().last_day().to_string(), "2024-02-29");
        assert_eq!("2025-9".parse::<Month>(), Err(NotAMonth("2025-9".into())));
        assert!("2025-13".parse::<Month>().is_err());
    }

    proptest! {
        #[test]
        fn adding_months_and_counting_them_agree(start in 700i32..24_000, step in -500i32..500) {
            let month = Month::new(2000, 1).unwrap().plus(start - 1000);
            let moved = month.plus(step);
            prop_assert_eq!(moved.months_since(month), step);
            prop_assert_eq!(Month::of(moved.last_day()), moved);
            prop_assert_eq!(moved.to_string().parse::<Month>().ok(), Some(moved));
        }
    }
}
