//! When a workflow is due: by the calendar and the clock on an operator's wall.

use crate::zone::instant;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use croner::Cron;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How often something is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "every", rename_all = "snake_case", deny_unknown_fields)]
pub enum Every {
    /// Each day.
    Day {
        /// Local time.
        at: NaiveTime,
    },
    /// One day of each week.
    Week {
        /// Which day.
        weekday: Weekday,
        /// Local time.
        at: NaiveTime,
    },
    /// One day of each month.
    Month {
        /// Day of the month; a month that is shorter has it on its last day.
        day: u32,
        /// Local time.
        at: NaiveTime,
    },
    /// One day of the months January, April, July and October.
    Quarter {
        /// Day of the month.
        day: u32,
        /// Local time.
        at: NaiveTime,
    },
    /// A cron pattern of five fields: minute, hour, day of month, month, day of week.
    Cron {
        /// The pattern.
        pattern: String,
    },
}

/// A schedule that can't be meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSchedule {
    /// No such day of a month.
    #[error("a day of the month is between 1 and 31, not {0}")]
    Day(u32),
    /// Not a cron pattern.
    #[error("“{0}” is not a cron pattern of five fields (minute, hour, day, month, weekday): {1}")]
    Cron(String, String),
    /// Not a time zone.
    #[error("“{0}” is not an IANA zone like America/Chicago")]
    Zone(String),
}

/// A schedule in a zone, checked.
#[derive(Clone, Debug)]
pub struct Schedule {
    every: Every,
    cron: Option<Cron>,
    zone: Tz,
}

impl Schedule {
    /// A schedule by the clocks of a zone, given by its IANA name.
    pub fn new(every: Every, zone: &str) -> Result<Self, BadSchedule> {
        let zone = zone.parse().map_err(|_| BadSchedule::Zone(zone.to_owned()))?;
        let cron = match &every {
            Every::Month { day, .. } | Every::Quarter { day, .. } if !(1..=31).contains(day) => {
                return Err(BadSchedule::Day(*day));
            }
            Every::Cron { pattern } => {
                let bad = |reason: String| BadSchedule::Cron(pattern.clone(), reason);
                if pattern.split_whitespace().count() != 5 {
                    return Err(bad("it has another number of fields".into()));
                }
                Some(Cron::from_str(pattern).map_err(|error| bad(error.to_string()))?)
            }
            _ => None,
        };
        Ok(Self { every, cron, zone })
    }

    /// The first time it is due after an instant. `None` when it never is, such as on 30 February.
    ///
    /// A local time that a clock change leaves out is due when the clocks go on; one that comes twice is due the
    /// first time only.
    pub fn next_after(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if let Some(cron) = &self.cron {
            // By what the wall shows, as if there were no clock changes; `instant` then says when it shows that first.
            let shown = |local: &NaiveDateTime| {
                let next = cron.find_next_occurrence(&local.and_utc(), false).ok()?;
                Some(next.naive_utc())
            };
            let locals = std::iter::successors(shown(&self.local(after)), shown);
            return locals.map(|local| instant(self.zone, local)).find(|at| *at > after);
        }
        let today = after.with_timezone(&self.zone).date_naive();
        // A day earlier, as clocks that go back may make one local day of two.
        let days = today.pred_opt()?.iter_days().take(400);
        days.filter_map(|day| self.on(day)).map(|local| instant(self.zone, local)).find(|at| *at > after)
    }

    /// The local time of an instant.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.zone).naive_local()
    }

    fn on(&self, day: NaiveDate) -> Option<NaiveDateTime> {
        let (is_due, at) = match &self.every {
            Every::Day { at } => (true, at),
            Every::Week { weekday, at } => (day.weekday() == *weekday, at),
            Every::Month { day: wanted, at } => (day.day() == (*wanted).min(days_in_month(day)), at),
            Every::Quarter { day: wanted, at } => {
                (day.month0().is_multiple_of(3) && day.day() == (*wanted).min(days_in_month(day)), at)
            }
            Every::Cron { .. } => return None,
        };
        is_due.then(|| day.and_time(*at))
    }
}

fn days_in_month(day: NaiveDate) -> u32 {
    let first_of_next = (day.with_day(1)).and_then(|first| first.checked_add_days(Days::new(32)));
    first_of_next.and_then(|d| d.with_day(1)).and_then(|d| d.pred_opt()).map_or(28, |last| last.day())
}

impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By hand: chrono's patterns weigh much in the browser's module.
        let clock = |at: &NaiveTime| format!("{:02}:{:02}", at.hour(), at.minute());
        match self {
            Self::Day { at } => write!(f, "every day at {}", clock(at)),
            Self::Week { weekday, at } => write!(f, "every {weekday} at {}", clock(at)),
            Self::Month { day, at } => write!(f, "on day {day} of every month at {}", clock(at)),
            Self::Quarter { day, at } => write!(f, "on day {day} of every quarter at {}", clock(at)),
            Self::Cron { pattern } => write!(f, "cron {pattern}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    fn dues(every: Every, zone: &str, after: &str, count: usize) -> Vec<String> {
        let schedule = Schedule::new(every, zone).unwrap();
        let first: DateTime<Utc> = after.parse().unwrap();
        let dues = std::iter::successors(schedule.next_after(first), |at| schedule.next_after(*at));
        dues.take(count).map(|at| at.format("%FT%RZ").to_string()).collect()
    }

    #[test]
    fn a_month_that_is_too_short_is_due_on_its_last_day() {
        let every = Every::Month { day: 31, at: time("03:00:00") };
        let expected = ["2024-01-31T03:00Z", "2024-02-29T03:00Z", "2024-03-31T03:00Z", "2024-04-30T03:00Z"];
        assert_eq!(dues(every, "UTC", "2024-01-15T00:00:00Z", 4), expected);
    }

    #[test]
    fn a_time_that_the_clocks_leave_out_is_due_when_they_go_on() {
        // In Chicago, 02:00 to 03:00 of 8 March 2026 didn't exist: clocks went from 01:59 CST to 03:00 CDT (08:00 UTC).
        let every = Every::Day { at: time("02:30:00") };
        let expected = ["2026-03-07T08:30Z", "2026-03-08T08:00Z", "2026-03-09T07:30Z"];
        assert_eq!(dues(every, "America/Chicago", "2026-03-07T00:00:00Z", 3), expected);
    }

    #[test]
    fn a_time_that_comes_twice_is_due_once() {
        // In Chicago, 01:00 to 02:00 of 1 November 2026 came twice.
        let every = Every::Day { at: time("01:30:00") };
        let expected = ["2026-10-31T06:30Z", "2026-11-01T06:30Z", "2026-11-02T07:30Z"];
        assert_eq!(dues(every, "America/Chicago", "2026-10-31T00:00:00Z", 3), expected);
    }

    #[test]
    fn a_cron_pattern_goes_by_the_same_rule_as_other_schedules() {
        let twice_a_day = Every::Cron { pattern: "30 2,14 * * *".into() };
        let expected = ["2026-03-07T20:30Z", "2026-03-08T08:00Z", "2026-03-08T19:30Z"];
        assert_eq!(dues(twice_a_day, "America/Chicago", "2026-03-07T12:00:00Z", 3), expected);
        let half_hours = Every::Cron { pattern: "*/30 * * * *".into() };
        let expected = ["2026-11-01T06:00Z", "2026-11-01T06:30Z", "2026-11-01T08:00Z"];
        assert_eq!(dues(half_hours, "America/Chicago", "2026-11-01T05:30:00Z", 3), expected);
    }

    #[test]
    fn weeks_quarters_and_cron_patterns_are_due_by_local_time() {
        let week = Every::Week { weekday: Weekday::Mon, at: time("07:00:00") };
        assert_eq!(dues(week, "UTC", "2026-11-23T07:00:00Z", 2), ["2026-11-30T07:00Z", "2026-12-07T07:00Z"]);
        let quarter = Every::Quarter { day: 1, at: time("05:00:00") };
        assert_eq!(dues(quarter, "UTC", "2026-11-23T07:00:00Z", 2), ["2027-01-01T05:00Z", "2027-04-01T05:00Z"]);
        let cron = Every::Cron { pattern: "*/15 9 * * 1-5".into() };
        let expected = ["2026-11-23T15:45Z", "2026-11-24T15:00Z"];
        assert_eq!(dues(cron, "America/Chicago", "2026-11-23T15:30:00Z", 2), expected);
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_the_way_out() {
        let refused = |every| Schedule::new(every, "UTC").unwrap_err().to_string();
        assert_eq!(
            refused(Every::Month { day: 32, at: time("03:00:00") }),
            "a day of the month is between 1 and 31, not 32"
        );
        assert!(
            refused(Every::Cron { pattern: "61 * * * *".into() }).starts_with("“61 * * * *” is not a cron pattern")
        );
        assert!(refused(Every::Cron { pattern: "* * *".into() }).ends_with("it has another number of fields"));
        assert!(Schedule::new(Every::Day { at: time("03:00:00") }, "Mars/Olympus").is_err());
    }

    #[test]
    fn a_schedule_that_never_comes_ends() {
        assert_eq!(dues(Every::Cron { pattern: "0 0 30 2 *".into() }, "UTC", "2026-01-01T00:00:00Z", 1), [""; 0]);
    }

    proptest! {
        #[test]
        fn a_day_is_due_once_each_local_day_in_every_zone(
            zone in prop::sample::select(vec!["America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "UTC"]),
            minute in 0..1440_u32,
            start in 1_700_000_000..1_800_000_000_i64,
        ) {
            let at = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).unwrap();
            let schedule = Schedule::new(Every::Day { at }, zone).unwrap();
            let first = schedule.next_after(DateTime::from_timestamp(start, 0).unwrap()).unwrap();
            let second = schedule.next_after(first).unwrap();
            prop_assert_eq!(schedule.local(first).date().succ_opt().unwrap(), schedule.local(second).date());
        }
    }
}
