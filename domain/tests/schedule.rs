//! When something is due, against a walk over every minute: in zones with and without clock changes of an hour and of
//! half an hour, at both ends of the world, and where a day was left out altogether.
//!
//! The walk knows one rule: a local time is due in the minute in which the clock on the wall first shows it or passes
//! it by. So what a change leaves out is due when the clocks go on, and what comes twice is due the first time.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use domain::workflow::{Every, Schedule};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const ZONES: [&str; 14] = [
    "America/Los_Angeles",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Europe/Berlin",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Etc/GMT-14",
    "Etc/GMT+12",
    "UTC",
];

const MINUTE: TimeDelta = TimeDelta::minutes(1);
/// Years that are looked at: with leap years, Samoa's missing day, and the years to come.
const YEARS: std::ops::Range<i32> = 2011..2032;

fn first_of(year: i32, month: u32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap().and_time(NaiveTime::MIN).and_utc()
}

fn local(zone: Tz, at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

/// Of each zone, the hours in which its clocks were changed.
static CHANGES: LazyLock<BTreeMap<&str, Vec<DateTime<Utc>>>> = LazyLock::new(|| {
    let changes = |zone: &str| {
        let zone: Tz = zone.parse().unwrap();
        let ahead = |at: DateTime<Utc>| local(zone, at) - at.naive_utc();
        let hours = std::iter::successors(Some(first_of(YEARS.start, 1)), |at| Some(*at + TimeDelta::hours(1)));
        let hours = hours.take_while(|at| *at < first_of(YEARS.end, 1));
        hours.filter(|at| ahead(*at) != ahead(*at + TimeDelta::hours(1))).collect()
    };
    ZONES.into_iter().map(|zone| (zone, changes(zone))).collect()
});

/// A field of a cron pattern: numbers, or every so many.
#[derive(Clone, Debug)]
enum Field {
    Any,
    Each(u32),
    Of(Vec<u32>),
}

impl Field {
    fn holds(&self, value: u32) -> bool {
        match self {
            Self::Any => true,
            Self::Each(step) => value.is_multiple_of(*step),
            Self::Of(values) => values.contains(&value),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Any => "*".into(),
            Self::Each(step) => format!("*/{step}"),
            Self::Of(values) => values.iter().map(u32::to_string).collect::<Vec<_>>().join(","),
        }
    }

    fn is_open(&self) -> bool {
        matches!(self, Self::Any)
    }
}

/// A schedule as the walk understands it.
#[derive(Clone, Debug)]
enum Wanted {
    Plain(Every),
    /// Minute, hour, day of month, month, day of week with Sunday as 0.
    Cron([Field; 5]),
}

impl Wanted {
    fn every(&self) -> Every {
        match self {
            Self::Plain(every) => every.clone(),
            Self::Cron(fields) => Every::Cron { pattern: fields.iter().map(Field::text).collect::<Vec<_>>().join(" ") },
        }
    }

    /// Whether it wants this local time.
    fn wants(&self, at: NaiveDateTime) -> bool {
        let is_last_day = (at + Days::new(1)).day() == 1;
        let on = |day: u32| at.day() == day || (is_last_day && day > at.day());
        match self {
            Self::Plain(Every::Day { at: time }) => at.time() == *time,
            Self::Plain(Every::Week { weekday, at: time }) => at.time() == *time && at.weekday() == *weekday,
            Self::Plain(Every::Month { day, at: time }) => at.time() == *time && on(*day),
            Self::Plain(Every::Quarter { day, at: time }) => {
                at.time() == *time && on(*day) && [1, 4, 7, 10].contains(&at.month())
            }
            Self::Plain(Every::Cron { .. }) => false,
            Self::Cron([minute, hour, day, month, weekday]) => {
                let (by_day, by_week) = (day.holds(at.day()), weekday.holds(at.weekday().num_days_from_sunday()));
                // Where both are said, either is enough.
                let on_day = if day.is_open() || weekday.is_open() { by_day && by_week } else { by_day || by_week };
                minute.holds(at.minute()) && hour.holds(at.hour()) && month.holds(at.month()) && on_day
            }
        }
    }

    /// When it is due after `from` and up to `to`, minute by minute.
    fn walk(&self, zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        // Long enough before that a clock change doesn't hide what the wall has shown.
        let mut at = from.with_second(0).unwrap() - TimeDelta::hours(27);
        let mut shown = local(zone, at);
        let mut dues = Vec::new();
        while at < to {
            at += MINUTE;
            let now = local(zone, at);
            let is_due = std::iter::successors(Some(shown + MINUTE), |time| Some(*time + MINUTE))
                .take_while(|time| *time <= now)
                .any(|time| self.wants(time));
            shown = shown.max(now);
            if is_due && at > from && at <= to {
                dues.push(at);
            }
        }
        dues
    }
}

fn numbers(below: u32, from: u32) -> impl Strategy<Value = Field> {
    prop::collection::btree_set(from..below, 1..4).prop_map(|set| Field::Of(set.into_iter().collect()))
}

fn open_or(field: impl Strategy<Value = Field>) -> impl Strategy<Value = Field> {
    prop_oneof![3 => Just(Field::Any), 1 => field]
}

/// Schedules that fall on these days of a month more often than by chance.
fn wanted(days: std::ops::RangeInclusive<u32>) -> impl Strategy<Value = Wanted> {
    // Clocks are changed in the small hours.
    let minute = prop_oneof![0u32..240, 0u32..1440];
    let time = minute.prop_map(|minute| NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).unwrap());
    let day = prop_oneof![3 => days, 1 => 28u32..=31];
    let weekday = (0u8..7).prop_map(|day| Weekday::try_from(day).unwrap());
    let plain = (time, day, weekday, 0..4).prop_map(|(at, day, weekday, which)| match which {
        0 => Every::Day { at },
        1 => Every::Week { weekday, at },
        2 => Every::Month { day, at },
        _ => Every::Quarter { day, at },
    });
    let each = |steps: &'static [u32]| prop::sample::select(steps).prop_map(Field::Each);
    let minute = prop_oneof![numbers(60, 0), each(&[5, 10, 15, 20, 30]), Just(Field::Any)];
    let hour = prop_oneof![numbers(5, 0), numbers(24, 0), each(&[2, 3, 6]), Just(Field::Any)];
    let rest = (open_or(numbers(32, 1)), open_or(numbers(13, 1)), open_or(numbers(7, 0)));
    let cron =
        (minute, hour, rest).prop_map(|(minute, hour, (day, month, weekday))| [minute, hour, day, month, weekday]);
    prop_oneof![plain.prop_map(Wanted::Plain), cron.prop_map(Wanted::Cron)]
}

/// A zone, an instant and a schedule: near a clock change, the turn of a year, the end of a February, or anywhere.
fn scenes() -> impl Strategy<Value = (&'static str, DateTime<Utc>, Wanted)> {
    let near = |zone: &'static str| {
        let changes = CHANGES[zone].clone();
        let changes = if changes.is_empty() { vec![first_of(2026, 3)] } else { changes };
        prop_oneof![
            4 => prop::sample::select(changes),
            1 => YEARS.prop_map(|year| first_of(year, 1)),
            1 => YEARS.prop_map(|year| first_of(year, 3)),
            2 => (YEARS, 1u32..=12).prop_map(|(year, month)| first_of(year, month)),
        ]
    };
    let scene =
        prop::sample::select(&ZONES[..]).prop_flat_map(move |zone| (Just(zone), near(zone), -40i64..40, 0i64..3600));
    scene.prop_flat_map(|(zone, around, hours, seconds)| {
        let from = around + TimeDelta::hours(hours) + TimeDelta::seconds(seconds);
        let day = local(zone.parse().unwrap(), from).day();
        (Just(zone), Just(from), wanted(day..=(day + 1).min(31)))
    })
}

proptest! {
    #[test]
    fn what_is_due_is_what_a_walk_over_every_minute_finds((zone, from, wanted) in scenes()) {
        let to = from + TimeDelta::hours(40);
        let expected = wanted.walk(zone.parse().unwrap(), from, to);
        let schedule = Schedule::new(wanted.every(), zone).unwrap();
        let dues = std::iter::successors(schedule.next_after(from), |at| schedule.next_after(*at));
        let dues: Vec<_> = dues.take_while(|at| *at <= to).collect();
        prop_assert_eq!(dues, expected, "{} in {} from {}", wanted.every(), zone, from);
    }
}

#[test]
fn a_year_of_each_kind_is_what_a_walk_over_every_minute_finds() {
    let at = "02:30:00".parse().unwrap();
    let kinds = [
        Every::Day { at },
        Every::Week { weekday: Weekday::Sun, at },
        Every::Month { day: 31, at },
        Every::Quarter { day: 30, at },
    ];
    for (zone, year) in [("America/New_York", 2024), ("Australia/Lord_Howe", 2026), ("Pacific/Apia", 2011)] {
        let (from, to) = (first_of(year, 1), first_of(year + 1, 1));
        for every in &kinds {
            let wanted = Wanted::Plain(every.clone());
            let schedule = Schedule::new(every.clone(), zone).unwrap();
            let dues = std::iter::successors(schedule.next_after(from), |at| schedule.next_after(*at));
            let dues: Vec<_> = dues.take_while(|at| *at <= to).collect();
            assert_eq!(dues, wanted.walk(zone.parse().unwrap(), from, to), "{every} in {zone}");
        }
    }
}
