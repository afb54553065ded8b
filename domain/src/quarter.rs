//! A quarter of a calendar year.

use crate::Month;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A quarter, kept as its first month; written `2025-Q4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Quarter(Month);

/// Text that isn't a quarter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a quarter; write it like 2025-Q4")]
pub struct NotAQuarter(String);

impl Quarter {
    /// The quarter that a month is in.
    pub fn of(month: Month) -> Self {
        Self(month.plus(-i32::try_from((month.month() - 1) % 3).unwrap_or_default()))
    }

    /// The quarter before.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0.plus(-3))
    }

    /// Its first month.
    pub const fn first(self) -> Month {
        self.0
    }

    /// Its last month.
    pub const fn last(self) -> Month {
        self.0.plus(2)
    }

    /// Its three months.
    pub const fn months(self) -> [Month; 3] {
        [self.0, self.0.plus(1), self.0.plus(2)]
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.0.year(), self.0.month().div_ceil(3))
    }
}

impl FromStr for Quarter {
    type Err = NotAQuarter;

    fn from_str(text: &str) -> Result<Self, NotAQuarter> {
        let read = || {
            let (year, quarter) = text.split_once("-Q").filter(|(year, _)| year.len() == 4)?;
            let quarter: u32 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
            Month::new(year.parse().ok()?, quarter * 3 - 2).map(Self)
        };
        read().ok_or_else(|| NotAQuarter(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_is_in_one_of_four_quarters() {
        let of = |text: &str| Quarter::of(text.parse().unwrap()).to_string();
        assert_eq!(
            (of("2025-01"), of("2025-03"), of("2025-04")),
            ("2025-Q1".into(), "2025-Q1".into(), "2025-Q2".into())
        );
        let fourth: Quarter = "2025-Q4".parse().unwrap();
        assert_eq!((fourth.first().to_string(), fourth.last().to_string()), ("2025-10".into(), "2025-12".into()));
        assert_eq!(Quarter::of(fourth.last()), fourth);
        assert_eq!(Quarter::of(fourth.last().next()).previous(), fourth);
    }

    #[test]
    fn what_isnt_a_quarter_is_refused() {
        for text in ["2025-Q0", "2025-Q5", "2025-4", "25-Q1", "", "2025-Q+1x"] {
            assert!(text.parse::<Quarter>().is_err(), "{text}");
        }
    }
}
