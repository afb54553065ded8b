//! A calendar week by ISO 8601: Monday to Sunday.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A week, kept as its Monday; written `2026-W47`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Week(NaiveDate);

/// Text that isn't a week.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a week; write it like 2026-W47")]
pub struct NotAWeek(String);

impl Week {
    /// The week that a day falls in.
    pub fn of(day: NaiveDate) -> Self {
        Self(day - Days::new(day.weekday().num_days_from_monday().into()))
    }

    /// The week before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0 - Days::new(7))
    }

    /// Its Monday.
    pub const fn first_day(self) -> NaiveDate {
        self.0
    }

    /// Its Sunday.
    pub fn last_day(self) -> NaiveDate {
        self.0 + Days::new(6)
    }

    /// `16–22 Nov 2026`, `28 Sep – 4 Oct 2026`: the days that people know it by.
    pub fn label(self) -> String {
        let (first, last) = (self.first_day(), self.last_day());
        if first.month() == last.month() {
            format!("{}–{}", first.day(), last.format("%-d %b %Y"))
        } else if first.year() == last.year() {
            format!("{} – {}", first.format("%-d %b"), last.format("%-d %b %Y"))
        } else {
            format!("{} – {}", first.format("%-d %b %Y"), last.format("%-d %b %Y"))
        }
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.0.iso_week();
        write!(f, "{}-W{:02}", week.year(), week.week())
    }
}

impl FromStr for Week {
    type Err = NotAWeek;

    fn from_str(text: &str) -> Result<Self, NotAWeek> {
        let monday = NaiveDate::parse_from_str(&format!("{text}-1"), "%G-W%V-%u");
        monday.map(Self).map_err(|_| NotAWeek(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn week(text: &str) -> Week {
        text.parse().unwrap()
    }

    #[test]
    fn the_first_week_of_a_year_may_begin_in_the_year_before() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(Week::of(day("2026-01-01")).to_string(), "2026-W01");
        assert_eq!(week("2026-W01").first_day(), day("2025-12-29"));
        assert_eq!(week("2026-W53").last_day(), day("2027-01-03"));
        assert_eq!(week("2027-W01").previous(), week("2026-W53"));
    }

    #[test]
    fn a_week_is_told_by_its_days() {
        assert_eq!(week("2026-W47").label(), "16–22 Nov 2026");
        assert_eq!(week("2026-W40").label(), "28 Sep – 4 Oct 2026");
        assert_eq!(week("2026-W01").label(), "29 Dec 2025 – 4 Jan 2026");
    }

    #[test]
    fn what_isnt_a_week_is_refused() {
        for text in ["2025-W53", "2026-W00", "2026-47", "", "2026-W47-1"] {
            assert!(text.parse::<Week>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_in_the_week_that_is_written_as_it(days in 0..80_000i32) {
            let day = NaiveDate::from_num_days_from_ce_opt(690_000 + days).unwrap();
            let found = Week::of(day);
            prop_assert!(found.first_day() <= day && day <= found.last_day());
            prop_assert_eq!(found.to_string().parse(), Ok(found));
            prop_assert_eq!(found.previous().last_day().succ_opt(), Some(found.first_day()));
        }
    }
}
